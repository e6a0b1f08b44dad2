"""Checks of the entries: sealed, balanced, priced in the same cases, on known accounts; reversals exact and single."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ledger.book.check.findings import Found, refs


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


def balance(session: Session) -> Found:
    """The postings of every entry sum to zero in each currency and case."""
    for case in ("low", "best", "high"):
        yield from refs(
            session,
            f"SELECT entry_id, currency FROM posting GROUP BY entry_id, currency HAVING sum({case}) <> 0"
            " ORDER BY entry_id, currency",
            "entry",
            f"does not balance in {{}}, {case} case",
        )


def cases(session: Session) -> Found:
    """The priced postings of an entry have a figure in the same cases."""
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
    differs = " OR ".join(_differs(name) for name in ("low", "best", "high"))
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
    for column, table in (("account", "account"), ("currency", "currency")):
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
