"""What was taken in already: each row of a file by its fingerprint, and which occurrence of it this was.

A file that has the same row twice means it twice; the same file a second time means nothing new.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from ledger.book.rows import Intake
from ledger.book.rows.base import day, table
from ledger.store.many import fetched, insert_flat

AT_ONCE = 5000
# Beside the query and not in it: a query is garbage that lies about for long, with all that it holds.
_IS_ONE = Intake.fingerprint.in_(bindparam("fingerprints", expanding=True))


@dataclass(frozen=True)
class Mark:
    """One row of a file: its fingerprint, which occurrence of it, and what it became (entry:12, observation:CODE)."""

    fingerprint: str
    occurrence: int
    what: str


def seen(session: Session, fmt: str, fingerprints: Collection[str]) -> dict[tuple[str, int], str]:
    """Which of these were taken in before: (fingerprint, occurrence) and what it became."""
    wanted = sorted(set(fingerprints))
    found: dict[tuple[str, int], str] = {}
    for start in range(0, len(wanted), AT_ONCE):
        query = select(Intake.fingerprint, Intake.occurrence, Intake.what).where(
            Intake.fmt == fmt, Intake.fingerprint.in_(wanted[start : start + AT_ONCE])
        )
        found |= {(row[0], row[1]): row[2] for row in session.connection().execute(query)}
    return found


def seen_rows(session: Session, fmt: str, fingerprints: Collection[str]) -> Iterator[tuple[str, int, str]]:
    """The same as (fingerprint, number of the row that keeps it, what it became), each time it was taken in."""
    wanted = sorted(set(fingerprints))
    query = select(Intake.fingerprint, Intake.id, Intake.what).where(Intake.fmt == fmt, _IS_ONE)
    for start in range(0, len(wanted), AT_ONCE):
        found = fetched(session.connection(), query, {"fingerprints": wanted[start : start + AT_ONCE]})
        yield from ((row[0], row[1], row[2]) for row in found)


def has_seen(session: Session, fmt: str) -> bool:
    """Whether anything of that format was ever taken in."""
    return session.scalar(select(Intake.id).where(Intake.fmt == fmt).limit(1)) is not None


def mark(session: Session, fmt: str, marks: Sequence[Mark], *, today: date | None = None) -> None:
    """Write down that these rows were taken in."""
    if marks:
        rows = [asdict(mark) | {"fmt": fmt, "recorded_on": day(today)} for mark in marks]
        session.connection().execute(table(Intake).insert(), rows)


def mark_more(session: Session, fmt: str, rows: Iterable[tuple[str, str]], *, today: date | None = None) -> None:
    """The same of many rows, (fingerprint, what it became): each is the next occurrence of those before it.

    They come sorted, as their index has them, which is then written from its beginning to its end and not in leaps.
    """
    connection, on = session.connection(), day(today)
    query = select(Intake.fingerprint, func.max(Intake.occurrence)).where(Intake.fmt == fmt, _IS_ONE)
    query = query.group_by(Intake.fingerprint)
    in_order, so_far, last = iter(rows), dict[str, int](), ""
    while some := list(islice(in_order, AT_ONCE)):
        new = list({fingerprint for fingerprint, _ in some if fingerprint != last})
        so_far = {last: so_far.get(last, 0), **dict(fetched(connection, query, {"fingerprints": new}))}
        made: list[Any] = []
        for fingerprint, what in some:
            occurrence = so_far[fingerprint] = so_far.get(fingerprint, 0) + 1
            made += (fmt, fingerprint, occurrence, what, on)
        last = some[-1][0]
        insert_flat(connection, "intake", ("fmt", "fingerprint", "occurrence", "what", "recorded_on"), made)
