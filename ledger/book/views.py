"""What the reader hands out: frozen values, never rows. Everything that measures or prints works on these."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.values.cases import Amount, Case
from ledger.values.periods import Period


@dataclass(frozen=True)
class LineView:
    """One posting. `amounts` maps each case of the entry to a signed amount in minor units; empty: named, no figure."""

    line: int
    account: str
    currency: str
    amounts: dict[Case, Amount]
    mode: str | None = None
    label: str | None = None
    operator: str | None = None
    note: str | None = None

    @property
    def party(self) -> str:
        """Who ends up with it: the part of the account before the colon."""
        return self.account.partition(":")[0]


@dataclass(frozen=True)
class SourceView:
    """A document or a testimony. `origin` is whoever ultimately knows."""

    id: int
    origin: str
    kind: str
    title: str
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    attribution: str | None = None
    verification: str | None = None
    seen_via: str | None = None
    also_at: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlacementView:
    """One subject at one job. `subject` is a random pseudonym (worker) or a published code (cohort)."""

    id: int
    subject: str
    subject_kind: str
    headcount_low: int | None
    headcount_high: int | None
    description: str | None
    country: str | None
    sector: str
    employer: str | None
    sending: str | None
    begins: Period | None = None


@dataclass(frozen=True)
class ListedEntry:
    """An entry in a list: no amount, and not whose it is."""

    id: int
    kind: str
    period: str
    placement_id: int
    is_void: bool


@dataclass(frozen=True)
class EntryView:
    """One entry as posted. `reversed_by` and `reverses` are entry numbers; either one makes it void for measures."""

    id: int
    kind: str
    basis: str | None
    per: str
    period: Period
    placement: PlacementView
    source: SourceView
    reliability: str
    credibility: int
    page: str | None
    observation: str | None
    words: str | None
    recorded_on: str
    lines: tuple[LineView, ...]
    reverses: int | None = None
    reversed_by: int | None = None

    @property
    def is_void(self) -> bool:
        """True for a reversed entry and for its reversal: together they are nothing."""
        return self.reverses is not None or self.reversed_by is not None


@dataclass(frozen=True)
class ClaimView:
    """A published assertion about a share, in ppm (1 % = 10,000). `side` is taken or kept; `takers` who is meant.

    `takers`: state, state-company, all, or unsaid. `operator` and `words` are the source's own.
    """

    id: int
    source: SourceView
    placement: PlacementView
    observation: str | None
    period: Period
    side: str
    takers: str
    low: int | None
    best: int | None
    high: int | None
    operator: str | None
    words: str | None
    basis: str | None
    reliability: str
    credibility: int


@dataclass(frozen=True)
class StatedView:
    """One figure as the source printed it (decimal texts), beside what became of it.

    `treatment`: posted, unpriced (named in an entry without amount), kept (never posted), covered (a total whose parts
    are posted). `reason` says why in one sentence. `placement` is None for a figure of no one place.
    """

    id: int
    observation: str | None
    flow: str
    unit: str
    per: str | None
    currency: str | None
    amount_low: str | None
    amount_best: str | None
    amount_high: str | None
    percent_low: str | None
    percent_best: str | None
    percent_high: str | None
    percent_of: str | None
    note: str | None
    treatment: str
    reason: str
    entry_id: int | None
    placement: PlacementView | None = None
    source: SourceView | None = None
