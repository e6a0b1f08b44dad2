"""What was read and what left the book: who, which day, which command, for what, of how many. Never what it said.

Whose figures were in it is kept apart, so that it can be called back, and goes when the person is erased.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, Connection, Select, cast, func, literal, select
from sqlalchemy.orm import Session

from ledger.book.rows import Entry, Output, OutputSubject, Placement, Subject
from ledger.book.rows.base import added_all, table
from ledger.book.rows.written import free_numbers
from ledger.book.visit import visit_of


@dataclass(frozen=True)
class OutputView:
    """One reading or export."""

    id: int
    day: date
    command: str
    scope: str | None
    workers: int
    entries: int
    actor: str


def record_output(session: Session, *, subjects: Collection[int] = (), entries: int = 0) -> int:
    """Write down that this visit's command told something of these workers. Of nobody, it is no part of the log."""
    visit = visit_of(session)
    row = {
        "command": visit.command,
        "scope": visit.scope,
        "workers": len(subjects),
        "entries": entries,
        "actor": visit.actor,
        "recorded_on": visit.today.isoformat(),
    }
    if not subjects:
        connection = session.connection()
        (number,) = free_numbers(connection, "output", 1)
        connection.execute(table(Output).insert().values(**row, id=number))
        return number
    (number,) = added_all(session, Output, [row])
    members = [{"output_id": number, "subject_id": subject} for subject in sorted(subjects)]
    session.connection().execute(table(OutputSubject).insert(), members)
    return number


def workers_of(session: Session, entries: Collection[int]) -> set[int]:
    """The numbers of the workers, not the cohorts, of these entries."""
    connection = session.connection()
    its = select(Subject.id).distinct().join(Placement, Placement.subject_id == Subject.id).join(Entry)
    its = its.where(Entry.id.in_(_these(connection, entries)), Subject.kind == "worker")
    return set(connection.scalars(its))


def _these(connection: Connection, numbers: Collection[int]) -> Select[Any]:
    """The numbers as rows, handed over as one text: as a value each they would cost more than to be looked up."""
    text = literal(json.dumps(sorted(set(numbers))))
    if connection.dialect.name == "postgresql":
        return select(cast(func.json_array_elements_text(cast(text, JSON)), BigInteger))
    return select(func.json_each(text).table_valued("value").c.value)


def outputs(session: Session, *, subject_id: int | None = None, last: int | None = None) -> tuple[OutputView, ...]:
    """The readings and exports in order: all, the last ones, or those that one worker was in."""
    query = select(Output).order_by(Output.id)
    if subject_id is not None:
        its = select(OutputSubject.output_id).where(OutputSubject.subject_id == subject_id)
        query = query.where(Output.id.in_(its))
    if last is not None:
        newest = session.scalar(select(func.max(Output.id))) or 0
        query = query.where(Output.id > newest - last)
    return tuple(
        OutputView(
            row.id,
            date.fromisoformat(row.recorded_on),
            row.command,
            row.scope,
            row.workers,
            row.entries,
            row.actor,
        )
        for row in session.execute(query)
    )
