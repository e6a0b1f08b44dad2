"""What stands beside the entries: printed figures, claims, promises, rates, conditions, and what was taken in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import UniqueConstraint

from ledger.book.rows.base import STRICT, Row
from ledger.book.rows.columns import fk, iso_day, key, maybe_iso_day, maybe_text, maybe_whole, money, text, whole
from ledger.book.rows.rules import days_in_order, ends_in_order, one_of, rule
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
    id = key()
    placement_id = whole(fk("placement.id"), index=True)
    source_id = whole(fk("source.id"))
    currency = text(fk("currency.code"))
    per = text()
    low = money()
    best = money()
    high = money()
    operator = maybe_text()
    words = maybe_text()
    recorded_on = iso_day()


class StatedFigure(Row):
    """One figure as the source printed it, in decimal text, and what became of it."""

    __tablename__ = "stated"
    __table_args__: Any = (one_of("unit", UNITS), one_of("treatment", TREATMENTS), STRICT)
    id = key()
    source_id = whole(fk("source.id"))
    placement_id = maybe_whole(fk("placement.id"))
    entry_id = maybe_whole(fk("entry.id"), index=True)
    observation = maybe_text(index=True)
    flow = text()
    unit = text()
    per = maybe_text()
    currency = maybe_text()
    amount_low = maybe_text()
    amount_best = maybe_text()
    amount_high = maybe_text()
    percent_low = maybe_text()
    percent_best = maybe_text()
    percent_high = maybe_text()
    percent_of = maybe_text()
    note = maybe_text()
    treatment = text()
    reason = text()
    recorded_on = iso_day()


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
    id = key()
    placement_id = whole(fk("placement.id"), index=True)
    source_id = whole(fk("source.id"))
    observation = maybe_text(index=True)
    period = text()
    earliest = maybe_iso_day()
    latest = maybe_iso_day()
    side = text()
    takers = text()
    low = money()  # ppm
    best = money()  # ppm
    high = money()  # ppm
    operator = maybe_text()
    words = maybe_text()
    basis = maybe_text()
    reliability = text()
    credibility = whole()
    recorded_on = iso_day()


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
    id = key()
    base = text(fk("currency.code"))
    quote = text(fk("currency.code"))
    rate = maybe_text()
    rate_low = maybe_text()
    rate_high = maybe_text()
    kind = text()
    words = maybe_text()  # the source's own word for the kind
    place = maybe_text()
    period = text()
    earliest = maybe_iso_day()
    latest = maybe_iso_day()
    source_id = whole(fk("source.id"))
    note = maybe_text()
    recorded_on = iso_day()


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
    id = key()
    code = text(unique=True)
    indicator = text(fk("indicator.code"))
    source_id = whole(fk("source.id"))
    period = text()
    earliest = maybe_iso_day()
    latest = maybe_iso_day()
    country = maybe_text()
    place = maybe_text()
    sector = maybe_text()
    state = text()
    paraphrase = text()
    verification = maybe_text()
    recorded_on = iso_day()
    reliability = text()  # these two came with 0002, and so stand last
    credibility = whole()


class Intake(Row):
    """One row of a file that was taken in: its fingerprint, which occurrence of it, and what it became."""

    __tablename__ = "intake"
    __table_args__: Any = (
        rule("occurrence_counts_from_one", "occurrence >= 1"),
        UniqueConstraint("fmt", "fingerprint", "occurrence"),
        STRICT,
    )
    id = key()
    fmt = text()
    fingerprint = text()
    occurrence = whole()
    what = text()  # entry:12, observation:CODE
    recorded_on = iso_day()
