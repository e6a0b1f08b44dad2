"""The dated facts that ship with the program and are in no book: sanctions, and campaigns of which no amount is booked.

Each has its document; what it says is in this program's words. They stand beside what a book holds and enter no figure.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from ledger.book.views import SourceView
from ledger.measure.levies import Levy
from ledger.measure.timeline import Sanction
from ledger.values.cases import Amount, Case
from ledger.values.money import parse_minor
from ledger.values.periods import parse_period

SHIPPED = "shipped with the program, not in the book"


@cache
def sanctions() -> tuple[Sanction, ...]:
    """What UN resolutions and US documents say of work by nationals of the DPRK, by date."""
    return tuple(
        Sanction(
            code=row["code"],
            period=parse_period(row["date"]),
            symbol=row["symbol"],
            paragraph=row["paragraph"] or None,
            body=row["body"],
            says=row["says"],
            url=row["url"],
        )
        for row in _rows("sanctions.csv")
    )


@cache
def campaigns() -> tuple[Levy, ...]:
    """Campaigns that sources name and of which no wage is published: for their own interval alone, in no entry."""
    return tuple(
        Levy(
            ref=row["code"],
            what="published",
            period=parse_period(row["date"]),
            country=row["country"] or None,
            sector=row["sector"] or None,
            source=_source(row),
            per=row["per"] or None,
            currency=row["currency"] or None,
            amounts=_amounts(row),
            label=row["campaign"],
            printed=f"{row['amount']} {row['currency']}" if row["amount"] else None,
            says=row["says"],
        )
        for row in _rows("campaigns.csv")
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("ledger.data") / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _source(row: dict[str, str]) -> SourceView:
    return SourceView(
        id=0,
        origin=row["code"],
        kind="document",
        title=row["source_title"],
        publisher=row["publisher"],
        url=row["url"],
        published=row["source_date"],
        verification=row["verification"],
    )


def _amounts(row: dict[str, str]) -> dict[Case, Amount]:
    return {"best": Amount(parse_minor(row["amount"], row["currency"]))} if row["amount"] else {}
