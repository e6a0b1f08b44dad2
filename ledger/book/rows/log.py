"""The log: a Merkle tree over salted commitments (RFC 9162), its signed heads, and what was erased.

A leaf carries no content: what was written down is committed to with a random salt, and erasing somebody destroys the
salt. `log_node` has the complete subtrees above the leaves, so that a leaf costs a few rows and never a new tree.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint

from ledger.book.rows.base import STRICT, Row
from ledger.book.rows.columns import blob, fk, iso_day, key, text, whole
from ledger.book.rows.rules import rule


class Erasure(Row):
    """That somebody was erased. Not who: nothing of them is left."""

    __tablename__ = "erasure"
    __table_args__: Any = STRICT
    id = key()
    actor = text()
    recorded_on = iso_day()


class ErasureOutput(Row):
    """That whoever was erased had been in an output: who is left in it can then be counted."""

    __tablename__ = "erasure_output"
    __table_args__: Any = STRICT
    erasure_id = whole(fk("erasure.id"), primary_key=True)
    output_id = whole(fk("output.id"), primary_key=True)


class LogLeaf(Row):
    """One leaf: what kind of thing was written down, on which day, by whom, and the commitment to it.

    `noun` and `row_id` say which row it speaks for; they are not part of what is hashed.
    """

    __tablename__ = "log_leaf"
    __table_args__: Any = (rule("hash_is_sha256", "length(hash) = 32"), UniqueConstraint("noun", "row_id"), STRICT)
    seq = whole(primary_key=True, autoincrement=False)
    day = iso_day()
    action = text()
    actor = text()
    commitment = text()
    hash = blob()
    noun = text()
    row_id = whole()


class LogNode(Row):
    """The hash of a complete subtree of 2^level leaves, the place-th of its level."""

    __tablename__ = "log_node"
    __table_args__: Any = (
        rule("hash_is_sha256", "length(hash) = 32"),
        rule("above_the_leaves", "level >= 1"),
        STRICT,
    )
    level = whole(primary_key=True, autoincrement=False)
    place = whole(primary_key=True, autoincrement=False)
    hash = blob()


class LogSalt(Row):
    """The random key of a leaf's commitment. Without it nobody can try a guess against the leaf."""

    __tablename__ = "log_salt"
    __table_args__: Any = (rule("salt_is_long", "length(salt) = 32"), STRICT)
    seq = whole(fk("log_leaf.seq"), primary_key=True)
    salt = blob()


class LogErased(Row):
    """That the row behind a leaf was erased, and in which erasure."""

    __tablename__ = "log_erased"
    __table_args__: Any = STRICT
    seq = whole(fk("log_leaf.seq"), primary_key=True)
    erasure_id = whole(fk("erasure.id"), index=True)


class LogSigner(Row):
    """The key that signs heads (Ed25519). Whoever can read it can sign: give heads to a partner."""

    __tablename__ = "log_signer"
    __table_args__: Any = STRICT
    id = key()
    public_key = text()
    secret = text()
    recorded_on = iso_day()


class LogHead(Row):
    """A signed head: how long the log was, and its root."""

    __tablename__ = "log_head"
    __table_args__: Any = (UniqueConstraint("size", "day"), STRICT)
    id = key()
    size = whole()
    root = text()
    day = iso_day()
    previous = text()
    public_key = text()
    signature = text()


class Never(Row):
    """A table that has no rows: whatever points at it cannot be committed."""

    __tablename__ = "never"
    __table_args__: Any = (rule("stays_empty", "id <> id"), STRICT)
    id = whole(primary_key=True, autoincrement=False)


class Erasing(Row):
    """The worker who is being erased in this transaction. It is gone again before the transaction ends."""

    __tablename__ = "erasing"
    __table_args__: Any = STRICT
    subject_id = whole(
        ForeignKey("subject.id", deferrable=True, initially="DEFERRED"), primary_key=True, autoincrement=False
    )
    after_seq = whole()
    unfinished = whole(ForeignKey("never.id", deferrable=True, initially="DEFERRED"))
