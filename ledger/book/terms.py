"""Frozen values for what stands beside the entries: promises, rates, conditions, and the counts of a book."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.book.views import PlacementView, SourceView
from ledger.values.periods import Period


@dataclass(frozen=True)
class PromiseView:
    """What was promised, in minor units of the currency. A term of the placement, not money."""

    id: int
    placement: PlacementView
    source: SourceView
    currency: str
    per: str
    low: int | None
    best: int | None
    high: int | None
    operator: str | None
    words: str | None


@dataclass(frozen=True)
class RateView:
    """How much of `quote` was given for one `base`, in exact decimal texts. `words`: the source's name for the kind."""

    id: int
    base: str
    quote: str
    rate: str | None
    rate_low: str | None
    rate_high: str | None
    kind: str
    words: str | None
    place: str | None
    period: Period
    source: SourceView
    note: str | None


@dataclass(frozen=True)
class ConditionView:
    """A documented coercive circumstance under one indicator of the ILO."""

    id: int
    code: str
    indicator: str
    source: SourceView
    period: Period
    country: str | None
    place: str | None
    sector: str | None
    state: str
    paraphrase: str
    verification: str | None
    reliability: str
    credibility: int

    @property
    def grade(self) -> str:
        """Reliability and credibility as one word: B2. F6 is no judgement."""
        return f"{self.reliability}{self.credibility}"


@dataclass(frozen=True)
class OfWorkers:
    """How much of the whole book is of workers: valid entries, the wages among them, claims and promises."""

    entries: int
    wages: int
    claims: int
    promises: int


@dataclass(frozen=True)
class Counts:
    """How many of each thing the book holds."""

    entries: int
    reversals: int
    postings: int
    origins: int
    sources: int
    workers: int
    cohorts: int
    placements: int
    promises: int
    stated: int
    claims: int
    rates: int
    conditions: int
    intake: int
