"""Checks of single values: periods and days, exact decimals, exponents, lists of words, ends in order, subjects."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy import CheckConstraint, select, text
from sqlalchemy.orm import Session

from ledger.book.check.findings import Found, is_any, refs
from ledger.book.rows import Row
from ledger.book.rows.base import period_columns
from ledger.values.money import EXPONENT
from ledger.values.periods import parse_period
from ledger.values.places import is_country
from ledger.values.problems import BadValue
from ledger.values.refs import is_pseudonym

DECIMALS = {
    "rate": ("rate", "rate_low", "rate_high"),
    "stated": ("amount_low", "amount_best", "amount_high", "percent_low", "percent_best", "percent_high"),
}


def periods(session: Session) -> Found:
    """Every period is EDTF, and the earliest and latest day beside it are those that it names."""
    for name, table in Row.metadata.tables.items():
        if "period" not in table.c or "earliest" not in table.c:  # in a kept sum it is no word of anybody
            continue
        columns = [table.c.period, table.c.earliest, table.c.latest]
        kept = select(*columns).distinct().where(table.c.period.is_not(None))
        for row in session.connection().execute(kept):
            if period_days(row[0]) != (row[1], row[2]):
                same = select(table.c.id).where(*(c.is_not_distinct_from(v) for c, v in zip(columns, row, strict=True)))
                for number in session.connection().scalars(same):
                    yield f"{name} {number}", "has a period that is no date, or days beside it that are not its own"


def days(session: Session) -> Found:
    """Every recorded-on is a day, and no more than a day."""
    for name, table in Row.metadata.tables.items():
        if "recorded_on" not in table.c:
            continue
        for day in session.connection().scalars(select(table.c.recorded_on).distinct()):
            if not is_day(day):
                yield f"table {name}", "has a row whose day of recording is no day"


def decimals(session: Session) -> Found:
    """Rates and printed figures are exact decimal texts."""
    for name, columns in DECIMALS.items():
        for column in columns:
            query = text(f"SELECT id, {column} FROM {name} WHERE {column} IS NOT NULL ORDER BY id")
            for number, value in session.connection().execute(query):
                if not is_decimal(value):
                    yield f"{name} {number}", f"has in {column} what is no decimal number"


def exponents(session: Session) -> Found:
    """The currencies of the book and their decimals are those of the program."""
    kept = {row[0]: row[1] for row in session.connection().execute(text("SELECT code, exponent FROM currency"))}
    for code in sorted(kept.keys() | EXPONENT.keys()):
        if kept.get(code) != EXPONENT.get(code):
            yield f"currency {code}", "has other decimals than the program, or one of the two does not know it"


def rules(session: Session) -> Found:
    """Every rule that the tables state holds: lists of words, ends in order, workers that are a pseudonym alone."""
    for name, table in Row.metadata.tables.items():
        key = next(iter(table.primary_key.columns)).name
        checks = [each for each in table.constraints if isinstance(each, CheckConstraint)]
        broken = " OR ".join(f"NOT ({check.sqltext})" for check in checks)
        if not checks or not is_any(session, f"SELECT {key} FROM {name} WHERE {broken}"):
            continue
        for check in sorted(checks, key=lambda check: str(check.name)):
            yield from refs(
                session,
                f"SELECT {key} FROM {name} WHERE NOT ({check.sqltext}) ORDER BY {key}",
                name,
                f"breaks the rule {check.name}",
            )


def accounts(session: Session) -> Found:
    """All accounts of a party are on one side."""
    yield from refs(
        session,
        "SELECT party FROM account GROUP BY party HAVING count(DISTINCT side) > 1 ORDER BY party",
        "party",
        "has accounts on more than one side",
    )


def subjects(session: Session) -> Found:
    """A worker is a pseudonym of the right shape, and countries are countries."""
    query = "SELECT id, pseudonym FROM subject WHERE kind = 'worker' ORDER BY id"
    for number, pseudonym in session.connection().execute(text(query)):
        if not is_pseudonym(str(pseudonym or "")):
            yield f"subject {number}", "is a worker whose pseudonym is none"
    for table in ("placement", "organisation", "condition"):
        for (country,) in session.connection().execute(
            text(f"SELECT DISTINCT country FROM {table} WHERE country IS NOT NULL ORDER BY country")
        ):
            if not is_country(country):
                yield f"table {table}", "has a row whose country is none of ISO 3166"


def taken_in(session: Session) -> Found:
    """The occurrences of a row that was taken in are counted from one without a gap, but for what was erased."""
    yield from refs(
        session,
        "SELECT min(id) FROM intake GROUP BY fmt, fingerprint HAVING max(occurrence) <> count(*)"
        " AND NOT EXISTS (SELECT 1 FROM erasure) ORDER BY min(id)",
        "intake",
        "has a gap in the count of its occurrences",
    )


def period_days(written: str) -> tuple[str | None, str | None]:
    """The earliest and latest day of the period as a table keeps them; impossible ones for what is no period."""
    try:
        columns = period_columns(parse_period(written))
    except (BadValue, TypeError):  # a TypeError: no text at all
        return "never", "never"
    return columns["earliest"], columns["latest"]


def is_day(written: str) -> bool:
    """True for 2012-06-30 and its like."""
    try:
        return date.fromisoformat(written).isoformat() == written
    except (ValueError, TypeError):
        return False


def is_decimal(written: str) -> bool:
    """True for a finite number in plain digits."""
    try:
        return Decimal(written).is_finite() and not set(written) & set("eE_ ")
    except (InvalidOperation, TypeError):
        return False
