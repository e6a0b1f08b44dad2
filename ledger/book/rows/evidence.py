"""What stands beside the entries: printed figures, claims, promises, rates, conditions, and what was taken in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.book.rows.base import STRICT, Day, Id, Money, Row, days_in_order, ends_in_order, fk, one_of, rule
from ledger.book.words import (
    BASES,
    CLAIM_SIDES,
    CONDITION_STATES,
    INTERVALS,
    RATE_KINDS,
    RELIABILITIES,
    TAKERS,
    TREATMENTS,
    UNITS,
)


class Promise(Row):
    """What the worker was promised: a term of the placement, not money."""

    __tablename__ = "promise"
    __table_args__: Any = (one_of("per", INTERVALS), ends_in_order(), STRICT)
    id: Mapped[Id]
    placement_id: Mapped[int] = fk("placement.id", index=True)
    source_id: Mapped[int] = fk("source.id")
    currency: Mapped[str] = fk("currency.code")
    per: Mapped[str]
    low: Mapped[Money]
    best: Mapped[Money]
    high: Mapped[Money]
    operator: Mapped[str | None]
    words: Mapped[str | None]
    recorded_on: Mapped[Day]


class StatedFigure(Row):
    """One figure as the source printed it, in decimal text, and what became of it."""

    __tablename__ = "stated"
    __table_args__: Any = (one_of("unit", UNITS), one_of("treatment", TREATMENTS), STRICT)
    id: Mapped[Id]
    source_id: Mapped[int] = fk("source.id")
    placement_id: Mapped[int | None] = fk("placement.id")
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), index=True)
    observation: Mapped[str | None] = mapped_column(index=True)
    flow: Mapped[str]
    unit: Mapped[str]
    per: Mapped[str | None]
    currency: Mapped[str | None]
    amount_low: Mapped[str | None]
    amount_best: Mapped[str | None]
    amount_high: Mapped[str | None]
    percent_low: Mapped[str | None]
    percent_best: Mapped[str | None]
    percent_high: Mapped[str | None]
    percent_of: Mapped[str | None]
    note: Mapped[str | None]
    treatment: Mapped[str]
    reason: Mapped[str]
    recorded_on: Mapped[Day]


class Claim(Row):
    """A published assertion about a share, in ppm of its base (1 % = 10,000)."""

    __tablename__ = "claim"
    __table_args__: Any = (
        one_of("side", CLAIM_SIDES),
        one_of("takers", TAKERS),
        one_of("basis", BASES),
        one_of("reliability", RELIABILITIES),
        rule("credibility_known", "credibility BETWEEN 1 AND 6"),
        rule("a_share_is_stated", "low IS NOT NULL OR best IS NOT NULL OR high IS NOT NULL"),
        ends_in_order(),
        days_in_order(),
        STRICT,
    )
    id: Mapped[Id]
    placement_id: Mapped[int] = fk("placement.id", index=True)
    source_id: Mapped[int] = fk("source.id")
    observation: Mapped[str | None] = mapped_column(index=True)
    period: Mapped[str]
    earliest: Mapped[Day | None]
    latest: Mapped[Day | None]
    side: Mapped[str]
    takers: Mapped[str]
    low: Mapped[Money]  # ppm
    best: Mapped[Money]  # ppm
    high: Mapped[Money]  # ppm
    operator: Mapped[str | None]
    words: Mapped[str | None]
    basis: Mapped[str | None]
    reliability: Mapped[str]
    credibility: Mapped[int]
    recorded_on: Mapped[Day]


class Rate(Row):
    """How much of `quote` was given for one `base`, as exact decimal text."""

    __tablename__ = "rate"
    __table_args__: Any = (
        one_of("kind", RATE_KINDS),
        rule("two_currencies", "base <> quote"),
        rule("a_rate_is_stated", "rate IS NOT NULL OR rate_low IS NOT NULL OR rate_high IS NOT NULL"),
        days_in_order(),
        STRICT,
    )
    id: Mapped[Id]
    base: Mapped[str] = fk("currency.code")
    quote: Mapped[str] = fk("currency.code")
    rate: Mapped[str | None]
    rate_low: Mapped[str | None]
    rate_high: Mapped[str | None]
    kind: Mapped[str]
    words: Mapped[str | None]  # the source's own word for the kind
    place: Mapped[str | None]
    period: Mapped[str]
    earliest: Mapped[Day | None]
    latest: Mapped[Day | None]
    source_id: Mapped[int] = fk("source.id")
    note: Mapped[str | None]
    recorded_on: Mapped[Day]


class Condition(Row):
    """A documented coercive circumstance, coded to one indicator. Documented, never operated."""

    __tablename__ = "condition"
    __table_args__: Any = (
        one_of("state", CONDITION_STATES),
        one_of("reliability", RELIABILITIES),
        rule("credibility_known", "credibility BETWEEN 1 AND 6"),
        rule("country_short", "length(country) = 2"),
        days_in_order(),
        STRICT,
    )
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    indicator: Mapped[str] = fk("indicator.code")
    source_id: Mapped[int] = fk("source.id")
    period: Mapped[str]
    earliest: Mapped[Day | None]
    latest: Mapped[Day | None]
    country: Mapped[str | None]
    place: Mapped[str | None]
    sector: Mapped[str | None]
    state: Mapped[str]
    paraphrase: Mapped[str]
    verification: Mapped[str | None]
    recorded_on: Mapped[Day]
    reliability: Mapped[str]  # these two came with 0002, and so stand last
    credibility: Mapped[int]


class Intake(Row):
    """One row of a file that was taken in: its fingerprint, which occurrence of it, and what it became."""

    __tablename__ = "intake"
    __table_args__: Any = (
        rule("occurrence_counts_from_one", "occurrence >= 1"),
        UniqueConstraint("fmt", "fingerprint", "occurrence"),
        STRICT,
    )
    id: Mapped[Id]
    fmt: Mapped[str]
    fingerprint: Mapped[str]
    occurrence: Mapped[int]
    what: Mapped[str]  # entry:12, observation:CODE
    recorded_on: Mapped[Day]
