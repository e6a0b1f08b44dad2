"""Writing to the book by plain SQL, past the write path, as someone would who wants it to lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.book.making import a_placement, a_source

Line = tuple[str, str, int | None, int | None, int | None]


def run(session: Session, statement: str, **values: Any) -> Any:
    return session.connection().execute(text(statement), values)


def raw_entry(session: Session, number: int, *, reverses: int | None = None, **changes: Any) -> None:
    values = {
        "id": number,
        "placement_id": changes.pop("placement_id", None) or a_placement(session),
        "source_id": a_source(session),
        "kind": "wage",
        "per": "month",
        "period": "2010",
        "reliability": "F",
        "credibility": 6,
        "reverses": reverses,
        "recorded_on": "2026-03-01",
    } | changes
    names = ", ".join(values)
    run(session, f"INSERT INTO entry ({names}) VALUES ({', '.join(':' + name for name in values)})", **values)


def raw_lines(session: Session, number: int, lines: Sequence[Line], *, first: int = 1) -> None:
    for line, (account, currency, low, best, high) in enumerate(lines, start=first):
        run(
            session,
            "INSERT INTO posting (entry_id, line, account, currency, low, best, high)"
            " VALUES (:entry_id, :line, :account, :currency, :low, :best, :high)",
            entry_id=number,
            line=line,
            account=account,
            currency=currency,
            low=low,
            best=best,
            high=high,
        )


def raw_seal(session: Session, number: int) -> None:
    run(session, "INSERT INTO seal (entry_id) VALUES (:number)", number=number)


def raw_post(
    session: Session, number: int, lines: Sequence[Line], *, reverses: int | None = None, **changes: Any
) -> None:
    raw_entry(session, number, reverses=reverses, **changes)
    raw_lines(session, number, lines)
    raw_seal(session, number)


BALANCED: tuple[Line, ...] = (("employer:wage", "USD", None, -100, None), ("worker:hand", "USD", None, 100, None))
NEGATIVE: tuple[Line, ...] = (("employer:wage", "USD", None, 100, None), ("worker:hand", "USD", None, -100, None))
