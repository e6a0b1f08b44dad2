"""Appending to the log: before each commit, one leaf for every row that the session wrote. It costs O(log n) a leaf."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, event, exists, select, text
from sqlalchemy.orm import Session

from ledger.book.log.payloads import AT_ONCE, LOGGED, commitment, leaf_text, payloads
from ledger.book.rows import LogLeaf, LogNode, LogSalt
from ledger.book.rows.base import table
from ledger.book.rows.written import forget, note, noted
from ledger.book.visit import Visit, visit_of
from ledger.values import merkle

SALT_BYTES = 32
_ONE_WRITER = text("SELECT pg_advisory_xact_lock(7239061)")  # on PostgreSQL leaves are numbered by one at a time


@dataclass(frozen=True)
class Tip:
    """How long the log is, and the day of its last leaf; None while it is empty."""

    size: int
    day: str | None


def keep_log(session: Session) -> None:
    """From here on every commit of the session first writes its leaves."""
    event.listen(session, "before_commit", append)
    event.listen(session, "after_rollback", forget)


def tip(connection: Connection) -> Tip:
    """Where the log ends."""
    last = connection.execute(select(LogLeaf.seq, LogLeaf.day).order_by(LogLeaf.seq.desc()).limit(1)).first()
    return Tip(0, None) if last is None else Tip(last.seq + 1, last.day)


def node_of(connection: Connection) -> merkle.Node:
    """The complete subtrees of the log, looked up one by one."""

    def node(level: int, place: int) -> bytes:
        if level == 0:
            found = connection.scalar(select(LogLeaf.hash).where(LogLeaf.seq == place))
        else:
            found = connection.scalar(select(LogNode.hash).where(LogNode.level == level, LogNode.place == place))
        return bytes(found) if found is not None else merkle.EMPTY  # what is missing makes another root, and is found

    return node


def append(session: Session) -> int:
    """Write the leaves of what the session wrote and has not logged. Returns how many. Never commits.

    No leaf is dated before the one before it: a clock that was set back does not make the log younger.
    """
    written = [(noun, number) for noun, number in noted(session) if noun in LOGGED]
    if not written:
        return 0
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_WRITER)
    end = tip(connection)
    visit = visit_of(session)
    day = max(visit.today.isoformat(), end.day or "")
    leaves = enumerate(_found(connection, written), start=end.size)
    size = end.size
    while chunk := list(islice(leaves, AT_ONCE)):
        size = _write(connection, size, [_leaf(seq, day, visit, *found) for seq, found in chunk])
    return size - end.size


def adopt(session: Session) -> int:
    """Note every row that has no leaf yet, as in a book from before there was a log. Returns how many."""
    count = 0
    for noun, kept in LOGGED.items():
        has_leaf = exists().where(LogLeaf.noun == noun, LogLeaf.row_id == kept.c.id)
        is_told = [kept.c.workers > 0] if noun == "output" else []
        numbers = session.connection().scalars(select(kept.c.id).where(~has_leaf, *is_told).order_by(kept.c.id)).all()
        note(session, noun, numbers)
        count += len(numbers)
    return count


def _found(connection: Connection, written: list[tuple[str, int]]) -> Iterator[tuple[str, int, str, str]]:
    """Noun, number, action and payload of what was written, in that order."""
    for noun, run in groupby(written, key=itemgetter(0)):
        for number, action, payload in payloads(connection, noun, [number for _, number in run]):
            yield noun, number, action, payload


def _leaf(seq: int, day: str, visit: Visit, noun: str, number: int, action: str, payload: str) -> dict[str, Any]:
    salt = secrets.token_bytes(SALT_BYTES)
    committed = commitment(salt, payload)
    return {
        "seq": seq,
        "day": day,
        "action": action,
        "actor": visit.actor,
        "commitment": committed,
        "hash": merkle.leaf_hash(leaf_text(seq, day, action, visit.actor, committed).encode()),
        "noun": noun,
        "row_id": number,
        "salt": salt,
    }


def _write(connection: Connection, size: int, leaves: list[dict[str, Any]]) -> int:
    grown = list(merkle.grown(size, [leaf["hash"] for leaf in leaves], node_of(connection)))
    salts = [{"seq": leaf["seq"], "salt": leaf.pop("salt")} for leaf in leaves]
    connection.execute(table(LogLeaf).insert(), leaves)
    connection.execute(table(LogSalt).insert(), salts)
    nodes = [{"level": level, "place": place, "hash": made} for level, place, made in grown if level]
    if nodes:
        connection.execute(table(LogNode).insert(), nodes)
    return size + len(leaves)
