"""Appending to the log: before each commit, one leaf for every row that the session wrote. It costs O(log n) a leaf."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from typing import Any

from sqlalchemy import Connection, event, exists, select
from sqlalchemy.orm import Session

from ledger.book.log.payloads import AT_ONCE, LOGGED, commitment, leaf_text, payloads
from ledger.book.rows import LogLeaf, LogNode
from ledger.book.rows.written import Said, forget, note, noted, waiting
from ledger.book.visit import visit_of
from ledger.store.many import insert_flat
from ledger.store.transactions import one_writer
from ledger.values import merkle

__all__ = ["Tip", "adopt", "append", "keep_log", "node_of", "tip", "waiting"]

SALT_BYTES = 32


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
    written = {row: said for row, said in noted(session).items() if row[0] in LOGGED}
    if not written:
        return 0
    connection = session.connection()
    one_writer(connection)
    end = tip(connection)
    visit = visit_of(session)
    day = max(visit.today.isoformat(), end.day or "")
    size, found = end.size, _found(connection, written)
    while chunk := list(islice(found, AT_ONCE)):
        size = _write(connection, size, day, visit.actor, chunk)
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


def _found(
    connection: Connection, written: Mapping[tuple[str, int], Said | None]
) -> Iterator[tuple[str, int, str, str]]:
    """Noun, number, action and payload of what was written, in that order."""
    for (noun, is_said), run in groupby(written.items(), key=lambda row: (row[0][0], row[1] is not None)):
        if is_said:
            yield from ((noun, number, *said) for (_, number), said in run if said is not None)
        else:
            for number, action, payload in payloads(connection, noun, [number for (_, number), _ in run]):
                yield noun, number, action, payload


def _write(connection: Connection, size: int, day: str, actor: str, rows: Sequence[tuple[str, int, str, str]]) -> int:
    """Write the leaves of these rows, and return how long the log is then."""
    random = secrets.token_bytes(SALT_BYTES * len(rows))
    leaves: list[Any] = []
    salts: list[Any] = []
    hashes: list[bytes] = []
    for place, (noun, number, action, payload) in enumerate(rows):
        seq, salt = size + place, random[SALT_BYTES * place : SALT_BYTES * (place + 1)]
        committed = commitment(salt, payload)
        hashed = merkle.leaf_hash(leaf_text(seq, day, action, actor, committed).encode())
        leaves += (seq, day, action, actor, committed, hashed, noun, number)
        salts += (seq, salt)
        hashes.append(hashed)
    nodes = [node for node in merkle.grown(size, hashes, node_of(connection)) if node[0]]
    insert_flat(connection, "log_leaf", _LEAF, leaves)
    insert_flat(connection, "log_salt", ("seq", "salt"), salts)
    insert_flat(connection, "log_node", ("level", "place", "hash"), list(chain.from_iterable(nodes)))
    return size + len(rows)


_LEAF = ("seq", "day", "action", "actor", "commitment", "hash", "noun", "row_id")
