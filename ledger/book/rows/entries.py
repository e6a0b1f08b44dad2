"""Entries, their postings, and the seal that proves them.

An entry cannot be committed without its seal (a deferred foreign key), the seal cannot be set unless the postings
balance (a trigger), and a sealed entry takes no more postings (another). See migrations/0001.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey

from ledger.book.rows.base import STRICT, Row
from ledger.book.rows.columns import fk, iso_day, key, maybe_iso_day, maybe_text, maybe_whole, money, text, whole
from ledger.book.rows.rules import days_in_order, one_of, rule
from ledger.book.words import BASES, BOUNDS, ENTRY_KINDS, INTERVALS, MODES, RELIABILITIES


class Entry(Row):
    """One balanced event in a placement over a period. A reversal names what it reverses, once."""

    __tablename__ = "entry"
    __table_args__: Any = (
        one_of("kind", ENTRY_KINDS),
        one_of("basis", BASES),
        one_of("per", INTERVALS),
        one_of("reliability", RELIABILITIES),
        rule("credibility_known", "credibility BETWEEN 1 AND 6"),
        rule("reverses_another", "reverses <> id"),
        days_in_order(),
        STRICT,
    )
    id = key(
        ForeignKey("seal.entry_id", deferrable=True, initially="DEFERRED", use_alter=True, name="fk_entry_id_seal"),
        autoincrement=True,
    )
    placement_id = whole(fk("placement.id"), index=True)
    source_id = whole(fk("source.id"), index=True)
    kind = text()
    basis = maybe_text()
    per = text()
    period = text()
    earliest = maybe_iso_day()
    latest = maybe_iso_day()
    reliability = text()
    credibility = whole()
    page = maybe_text()
    observation = maybe_text(index=True)
    words = maybe_text()
    reverses = maybe_whole(fk("entry.id"), unique=True)
    recorded_on = iso_day()


class Posting(Row):
    """One line of an entry: an account and its amount in each case, in signed minor units."""

    __tablename__ = "posting"
    __table_args__: Any = (
        rule("line_counts_from_one", "line >= 1"),
        *(one_of(f"{case}_bound", BOUNDS) for case in ("low", "best", "high")),
        *(
            rule(f"{case}_bound_of_an_amount", f"{case}_bound IS NULL OR {case} IS NOT NULL")
            for case in ("low", "best", "high")
        ),
        one_of("mode", MODES),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )
    entry_id = whole(fk("entry.id"), primary_key=True)
    line = whole(primary_key=True)
    account = text(fk("account.code"))
    currency = text(fk("currency.code"))
    low = money()
    best = money()
    high = money()
    low_bound = maybe_text()
    best_bound = maybe_text()
    high_bound = maybe_text()
    mode = maybe_text()
    label = maybe_text()
    operator = maybe_text()
    note = maybe_text()


class Seal(Row):
    """The proof that an entry balanced, and the end of its writing."""

    __tablename__ = "seal"
    __table_args__: Any = STRICT
    entry_id = whole(fk("entry.id"), primary_key=True)
