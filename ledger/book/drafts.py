"""What the write path is handed: an entry before it is posted. Frozen, plain, not yet in any database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ledger.values.cases import Bound
from ledger.values.periods import Period


@dataclass(frozen=True)
class PostingDraft:
    """One line of an entry.

    `low`, `best`, `high` are signed minor units of `currency`, one per case, None where the entry has no such case;
    all three None is a line that is named but not priced. Money that comes from somewhere (employer, unstated:gross,
    worker:hand in a remittance) is negative, money that ends up somewhere is positive. The bounds say that a figure is
    "at least" or "at most" this; on the accounts that are negative they speak of the amount without its sign.
    `label` is the name under which it was taken, as printed; `operator` the printed hedge (about, up to, nearly ...).
    """

    account: str
    currency: str
    low: int | None = None
    best: int | None = None
    high: int | None = None
    low_bound: Bound | None = None
    best_bound: Bound | None = None
    high_bound: Bound | None = None
    mode: str | None = None
    label: str | None = None
    operator: str | None = None
    note: str | None = None

    @property
    def is_priced(self) -> bool:
        """True when the line has a figure in at least one case."""
        return not (self.low is None and self.best is None and self.high is None)


@dataclass(frozen=True)
class EntryDraft:
    """One balanced event in a placement over a period.

    `kind`: wage, accrual, settlement, surrender, levy, fee, remittance, side-income.
    `basis` (what the gross is): contract, wage, promised, piece-rate, revenue, estimate, other; None without a gross.
    `per`: the interval that the amounts speak for: hour, day, week, month, quarter, year, once, or total (the sum of
    the period).
    `words` keeps the source's own words for the gross.
    """

    placement_id: int
    source_id: int
    kind: str
    per: str
    period: Period
    postings: tuple[PostingDraft, ...]
    basis: str | None = None
    reliability: str = "F"
    credibility: int = 6
    page: str | None = None
    observation: str | None = None
    words: str | None = None
    reverses: int | None = None


class ExactLine(NamedTuple):
    """One line of exact entries that are alike: all that it says but the amount."""

    account: str
    mode: str | None = None
    label: str | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Alike:
    """What exact entries have in common that differ in whose they are, their source, period, page and amounts alone.

    Two are the same only when they are one object, so that what is worked out for it once is found again at once.
    """

    kind: str
    per: str
    currency: str
    lines: tuple[ExactLine, ...]
    basis: str | None
    reliability: str
    credibility: int


class ExactEntry(NamedTuple):
    """An entry of one currency whose every line is one exact figure, as most rows of a pay roll are.

    `amounts` are signed minor units of the currency, one for each line. It says what `draft()` says, and costs a tenth
    of it to make and to post.
    """

    placement_id: int
    source_id: int
    period: Period
    alike: Alike
    amounts: tuple[int, ...]
    page: str | None = None

    def draft(self) -> EntryDraft:
        """The same entry as a draft."""
        alike = self.alike
        lines = (
            PostingDraft(account, alike.currency, best=amount, mode=mode, label=label)
            for (account, mode, label), amount in zip(alike.lines, self.amounts, strict=True)
        )
        return EntryDraft(
            placement_id=self.placement_id,
            source_id=self.source_id,
            kind=alike.kind,
            per=alike.per,
            period=self.period,
            postings=tuple(lines),
            basis=alike.basis,
            reliability=alike.reliability,
            credibility=alike.credibility,
            page=self.page,
        )
