"""Claims, printed figures, promises, rates and conditions, written down as they came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ledger.book.rows import Claim, Condition, Promise, Rate, StatedFigure
from ledger.book.rows.base import added, added_all, day, period_columns
from ledger.values.periods import Period


@dataclass(frozen=True)
class ClaimDraft:
    """A published share in ppm. See ClaimView for `side` and `takers`; `basis` is one of the bases of an entry."""

    placement_id: int
    source_id: int
    period: Period
    side: str
    takers: str
    low: int | None = None
    best: int | None = None
    high: int | None = None
    operator: str | None = None
    words: str | None = None
    basis: str | None = None
    reliability: str = "F"
    credibility: int = 6
    observation: str | None = None


@dataclass(frozen=True)
class StatedDraft:
    """One figure as printed, in decimal texts. See StatedView."""

    source_id: int
    flow: str
    treatment: str
    reason: str
    unit: str = "per_worker"
    placement_id: int | None = None
    entry_id: int | None = None
    observation: str | None = None
    per: str | None = None
    currency: str | None = None
    amount_low: str | None = None
    amount_best: str | None = None
    amount_high: str | None = None
    percent_low: str | None = None
    percent_best: str | None = None
    percent_high: str | None = None
    percent_of: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class PromiseDraft:
    """What the worker was promised, in minor units."""

    placement_id: int
    source_id: int
    currency: str
    per: str
    low: int | None = None
    best: int | None = None
    high: int | None = None
    operator: str | None = None
    words: str | None = None


@dataclass(frozen=True)
class RateDraft:
    """How much of `quote` for one `base`, as exact decimal texts; `words` is the source's own name for the kind."""

    source_id: int
    base: str
    quote: str
    kind: str
    period: Period
    rate: str | None = None
    rate_low: str | None = None
    rate_high: str | None = None
    words: str | None = None
    place: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class ConditionDraft:
    """A documented circumstance under an indicator FL01 to FL11."""

    code: str
    indicator: str
    source_id: int
    period: Period
    paraphrase: str
    state: str = "present"
    country: str | None = None
    place: str | None = None
    sector: str | None = None
    verification: str | None = None
    reliability: str = "F"
    credibility: int = 6


def add_claim(session: Session, draft: ClaimDraft, *, today: date | None = None) -> int:
    """Write the claim down."""
    return added(session, Claim, **_columns(draft, today))


def add_stated(session: Session, draft: StatedDraft, *, today: date | None = None) -> int:
    """Write the printed figure down."""
    return added(session, StatedFigure, **_columns(draft, today))


def add_stated_all(session: Session, drafts: Sequence[StatedDraft], *, today: date | None = None) -> None:
    """Write many printed figures down at once."""
    added_all(session, StatedFigure, [_columns(draft, today) for draft in drafts])


def add_promise(session: Session, draft: PromiseDraft, *, today: date | None = None) -> int:
    """Write the promise down."""
    return added(session, Promise, **_columns(draft, today))


def add_rate(session: Session, draft: RateDraft, *, today: date | None = None) -> int:
    """Write the rate down."""
    return added(session, Rate, **_columns(draft, today))


def add_condition(session: Session, draft: ConditionDraft, *, today: date | None = None) -> int:
    """Write the circumstance down."""
    return added(session, Condition, **_columns(draft, today))


def _columns(
    draft: ClaimDraft | StatedDraft | PromiseDraft | RateDraft | ConditionDraft, today: date | None
) -> dict[str, Any]:
    columns: dict[str, Any] = asdict(draft) | {"recorded_on": day(today)}
    return columns | period_columns(draft.period) if hasattr(draft, "period") else columns
