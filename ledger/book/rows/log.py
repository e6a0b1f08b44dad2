"""The log: a Merkle tree over salted commitments (RFC 9162), its signed heads, and what was erased.

A leaf carries no content: what was written down is committed to with a random salt, and erasing somebody destroys the
salt. `log_node` has the complete subtrees above the leaves, so that a leaf costs a few rows and never a new tree.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.book.rows.base import STRICT, Day, Id, Row, rule


class Erasure(Row):
    """That somebody was erased. Not who: nothing of them is left."""

    __tablename__ = "erasure"
    __table_args__: Any = STRICT
    id: Mapped[Id]
    actor: Mapped[str]
    recorded_on: Mapped[Day]


class ErasureOutput(Row):
    """That whoever was erased had been in an output: who is left in it can then be counted."""

    __tablename__ = "erasure_output"
    __table_args__: Any = STRICT
    erasure_id: Mapped[int] = mapped_column(ForeignKey("erasure.id"), primary_key=True)
    output_id: Mapped[int] = mapped_column(ForeignKey("output.id"), primary_key=True)


class LogLeaf(Row):
    """One leaf: what kind of thing was written down, on which day, by whom, and the commitment to it.

    `noun` and `row_id` say which row it speaks for; they are not part of what is hashed.
    """

    __tablename__ = "log_leaf"
    __table_args__: Any = (rule("hash_is_sha256", "length(hash) = 32"), UniqueConstraint("noun", "row_id"), STRICT)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[Day]
    action: Mapped[str]
    actor: Mapped[str]
    commitment: Mapped[str]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    noun: Mapped[str]
    row_id: Mapped[int]


class LogNode(Row):
    """The hash of a complete subtree of 2^level leaves, the place-th of its level."""

    __tablename__ = "log_node"
    __table_args__: Any = (
        rule("hash_is_sha256", "length(hash) = 32"),
        rule("above_the_leaves", "level >= 1"),
        STRICT,
    )
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class LogSalt(Row):
    """The random key of a leaf's commitment. Without it nobody can try a guess against the leaf."""

    __tablename__ = "log_salt"
    __table_args__: Any = (rule("salt_is_long", "length(salt) = 32"), STRICT)
    seq: Mapped[int] = mapped_column(ForeignKey("log_leaf.seq"), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)


class LogErased(Row):
    """That the row behind a leaf was erased, and in which erasure."""

    __tablename__ = "log_erased"
    __table_args__: Any = STRICT
    seq: Mapped[int] = mapped_column(ForeignKey("log_leaf.seq"), primary_key=True)
    erasure_id: Mapped[int] = mapped_column(ForeignKey("erasure.id"), index=True)


class LogSigner(Row):
    """The key that signs heads (Ed25519). Whoever can read it can sign: give heads to a partner."""

    __tablename__ = "log_signer"
    __table_args__: Any = STRICT
    id: Mapped[Id]
    public_key: Mapped[str]
    secret: Mapped[str]
    recorded_on: Mapped[Day]


class LogHead(Row):
    """A signed head: how long the log was, and its root."""

    __tablename__ = "log_head"
    __table_args__: Any = (UniqueConstraint("size", "day"), STRICT)
    id: Mapped[Id]
    size: Mapped[int]
    root: Mapped[str]
    day: Mapped[Day]
    previous: Mapped[str]
    public_key: Mapped[str]
    signature: Mapped[str]


class Never(Row):
    """A table that has no rows: whatever points at it cannot be committed."""

    __tablename__ = "never"
    __table_args__: Any = (rule("stays_empty", "id <> id"), STRICT)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class Erasing(Row):
    """The worker who is being erased in this transaction. It is gone again before the transaction ends."""

    __tablename__ = "erasing"
    __table_args__: Any = STRICT
    subject_id: Mapped[int] = mapped_column(
        ForeignKey("subject.id", deferrable=True, initially="DEFERRED"), primary_key=True, autoincrement=False
    )
    after_seq: Mapped[int]
    unfinished: Mapped[int] = mapped_column(ForeignKey("never.id", deferrable=True, initially="DEFERRED"))
