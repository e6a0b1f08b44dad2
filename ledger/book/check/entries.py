"""Checks of the entries: sealed, balanced, priced in the same cases, on known accounts; reversals exact and single."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ledger.book.check.findings import Found, is_any, refs

CASES = ("low", "best", "high")
Even = Callable[[Session], bool]


def sealed(session: Session) -> Found:
    """Every entry has its seal and at least one posting; every seal and posting has its entry."""
    yield from refs(
        session,
        "SELECT e.id FROM entry e LEFT JOIN seal s ON s.entry_id = e.id WHERE s.entry_id IS NULL ORDER BY e.id",
        "entry",
        "is not sealed",
    )
    yield from refs(
        session,
        "SELECT s.entry_id FROM seal s LEFT JOIN entry e ON e.id = s.entry_id WHERE e.id IS NULL ORDER BY s.entry_id",
        "entry",
        "is sealed and is not there",
    )
    yield from refs(
        session,
        "SELECT e.id FROM entry e WHERE NOT EXISTS (SELECT 1 FROM posting p WHERE p.entry_id = e.id) ORDER BY e.id",
        "entry",
        "has no postings",
    )
    yield from refs(
        session,
        "SELECT DISTINCT p.entry_id FROM posting p LEFT JOIN entry e ON e.id = p.entry_id WHERE e.id IS NULL"
        " ORDER BY p.entry_id",
        "entry",
        "has postings and is not there",
    )


def is_even(session: Session) -> bool:
    """True when one look at all lines shows that each entry is in one currency, balances, and is priced in one way.

    It answers for `balance` and `cases`; only where it is false, grouping by currency tells what is wrong, if anything.
    """
    priced = "count(coalesce(low, best, high))"
    uneven = [f"sum({case}) <> 0 OR count({case}) NOT IN (0, {priced})" for case in CASES]
    mixed = "min(currency) <> max(currency) OR count(currency) <> count(*)"
    try:
        return not is_any(
            session, f"SELECT entry_id FROM posting GROUP BY entry_id HAVING {' OR '.join(uneven)} OR {mixed}"
        )
    except DBAPIError:
        if session.connection().dialect.name != "sqlite":
            raise
        return False  # a sum beyond 64 bits, at which SQLite stops


def balance(session: Session, even: Even = is_even) -> Found:
    """The postings of every entry sum to zero in each currency and case."""
    uneven = " OR ".join(f"sum({case}) <> 0" for case in CASES)
    by_currency = "SELECT entry_id, currency FROM posting GROUP BY entry_id, currency HAVING"
    if even(session) or not is_any(session, f"{by_currency} {uneven}"):
        return
    for case in CASES:
        yield from refs(
            session,
            f"{by_currency} sum({case}) <> 0 ORDER BY entry_id, currency",
            "entry",
            f"does not balance in {{}}, {case} case",
        )


def cases(session: Session, even: Even = is_even) -> Found:
    """The priced postings of an entry have a figure in the same cases."""
    if even(session):
        return
    yield from refs(
        session,
        "SELECT entry_id, currency FROM posting WHERE low IS NOT NULL OR best IS NOT NULL OR high IS NOT NULL"
        " GROUP BY entry_id, currency HAVING count(low) NOT IN (0, count(*)) OR count(best) NOT IN (0, count(*))"
        " OR count(high) NOT IN (0, count(*)) ORDER BY entry_id, currency",
        "entry",
        "has lines in {} that are not priced in the same cases",
    )


def reversals(session: Session) -> Found:
    """A reversal is the exact negative of one entry that is no reversal, and no entry is reversed twice."""
    yield from refs(
        session,
        "SELECT reverses FROM entry WHERE reverses IS NOT NULL GROUP BY reverses HAVING count(*) > 1",
        "entry",
        "is reversed more than once",
    )
    yield from refs(
        session,
        "SELECT n.id, n.reverses FROM entry n LEFT JOIN entry o ON o.id = n.reverses WHERE n.reverses IS NOT NULL"
        " AND (o.id IS NULL OR o.reverses IS NOT NULL OR o.placement_id <> n.placement_id"
        " OR o.source_id <> n.source_id OR o.kind <> n.kind OR o.per <> n.per OR o.period <> n.period"
        " OR coalesce(o.basis, '') <> coalesce(n.basis, '')) ORDER BY n.id",
        "entry",
        "says that it reverses entry {}, which is another event, a reversal, or not there",
    )
    differs = " OR ".join(_differs(name) for name in CASES)
    yield from refs(
        session,
        "SELECT DISTINCT n.id, n.reverses FROM entry n JOIN posting p ON p.entry_id IN (n.id, n.reverses)"
        " LEFT JOIN posting o ON o.line = p.line"
        " AND o.entry_id = CASE WHEN p.entry_id = n.id THEN n.reverses ELSE n.id END"
        f" WHERE n.reverses IS NOT NULL AND (o.line IS NULL OR o.account <> p.account OR o.currency <> p.currency"
        f" OR coalesce(o.mode, '') <> coalesce(p.mode, '') OR {differs}) ORDER BY n.id",
        "entry",
        "is not the exact negative of entry {}",
    )


def words(session: Session) -> Found:
    """Every posting is on an account and in a currency of the book."""
    known = (("account", "account"), ("currency", "currency"))
    unknown = " OR ".join(f"{column} NOT IN (SELECT code FROM {table})" for column, table in known)
    if not is_any(session, f"SELECT entry_id FROM posting WHERE {unknown}"):
        return
    for column, table in known:
        yield from refs(
            session,
            f"SELECT DISTINCT entry_id FROM posting WHERE {column} NOT IN (SELECT code FROM {table}) ORDER BY entry_id",
            "entry",
            f"has a line with an unknown {column}",
        )


def _differs(case: str) -> str:
    bound = f"{case}_bound"
    return (
        f"(o.{case} IS NULL) <> (p.{case} IS NULL) OR o.{case} + p.{case} <> 0"
        f" OR coalesce(o.{bound}, '') <> coalesce(p.{bound}, '')"
    )
