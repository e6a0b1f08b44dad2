"""Entries, their postings, and the seal that proves them.

An entry cannot be committed without its seal (a deferred foreign key), the seal cannot be set unless the postings
balance (a trigger), and a sealed entry takes no more postings (another). See migrations/0001.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ledger.book.rows.base import STRICT, Day, Id, Money, Row, days_in_order, fk, one_of, rule
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
    id: Mapped[Id] = mapped_column(
        ForeignKey("seal.entry_id", deferrable=True, initially="DEFERRED", use_alter=True, name="fk_entry_id_seal"),
        autoincrement=True,
    )
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    kind: Mapped[str]
    basis: Mapped[str | None]
    per: Mapped[str]
    period: Mapped[str]
    earliest: Mapped[Day | None]
    latest: Mapped[Day | None]
    reliability: Mapped[str]
    credibility: Mapped[int]
    page: Mapped[str | None]
    observation: Mapped[str | None] = mapped_column(index=True)
    words: Mapped[str | None]
    reverses: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), unique=True)
    recorded_on: Mapped[Day]


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
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = fk("account.code")
    currency: Mapped[str] = fk("currency.code")
    low: Mapped[Money]
    best: Mapped[Money]
    high: Mapped[Money]
    low_bound: Mapped[str | None]
    best_bound: Mapped[str | None]
    high_bound: Mapped[str | None]
    mode: Mapped[str | None]
    label: Mapped[str | None]
    operator: Mapped[str | None]
    note: Mapped[str | None]


class Seal(Row):
    """The proof that an entry balanced, and the end of its writing."""

    __tablename__ = "seal"
    __table_args__: Any = STRICT
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
