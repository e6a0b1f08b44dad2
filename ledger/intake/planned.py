"""What an observation becomes, before it is written: entries, printed figures, claims, promises."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.book.drafts import PostingDraft
from ledger.intake.observations import FlowLine, Observation
from ledger.values.cases import Stated
from ledger.values.periods import Period


@dataclass
class PlannedEntry:
    """One entry to be posted; `flows` are the lines it was made of, with what became of each."""

    kind: str
    per: str
    currency: str
    postings: tuple[PostingDraft, ...]
    basis: str | None = None
    words: str | None = None
    period: Period | None = None
    flows: list[tuple[FlowLine, str]] = field(default_factory=list)


@dataclass(frozen=True)
class PlannedStated:
    """A printed figure, what became of it and why; `entry` is an index into the plan's entries."""

    line: FlowLine
    treatment: str
    reason: str
    entry: int | None


@dataclass(frozen=True)
class PlannedClaim:
    """A published share, in ppm."""

    side: str
    takers: str
    share: Stated
    operator: str | None


@dataclass
class Plan:
    """What one observation becomes."""

    observation: Observation
    entries: list[PlannedEntry] = field(default_factory=list)
    stated: list[PlannedStated] = field(default_factory=list)
    claims: list[PlannedClaim] = field(default_factory=list)
    promises: list[FlowLine] = field(default_factory=list)
