"""What a check finds, and how its query becomes findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Finding:
    """One broken rule: which check, on what (entry 12), what is wrong, and what to do. Never a cell's text."""

    check: str
    ref: str
    says: str
    advice: str


Found = Iterator[tuple[str, str]]
Check = Callable[[Session], Found]

RESTORE = "The book was changed behind the program's back: go back to a copy that passes, and post again from there."


def is_any(session: Session, query: str) -> bool:
    """True when the query has a row: one look at a table that tells whether there is anything to ask it in detail."""
    return session.connection().execute(text(f"{query} LIMIT 1")).first() is not None


def refs(session: Session, query: str, noun: str, says: str) -> Found:
    """One finding for each row: its first column names the thing, further ones fill `says`."""
    for row in session.connection().execute(text(query)):
        yield f"{noun} {row[0]}", says.format(*row[1:])
