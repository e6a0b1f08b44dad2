"""The walk from a figure back to its page: postings, printed figures and arithmetic of an observation or an entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.book.terms import PromiseView, RateView
from ledger.book.views import ClaimView, EntryView, PlacementView, SourceView, StatedView
from ledger.measure.exchange import reckon_exchange
from ledger.measure.reckon import reckon
from ledger.measure.reckoning import Reckoning
from ledger.measure.shares import Unit, unit_of


@dataclass(frozen=True)
class Trace:
    """Everything the book has on one observation, or on one entry: as printed, as posted, as computed."""

    target: str
    entries: tuple[EntryView, ...]
    units: dict[int, Unit]
    stated: tuple[StatedView, ...]
    claims: tuple[ClaimView, ...]
    promises: tuple[PromiseView, ...]
    reckonings: tuple[Reckoning, ...]

    @property
    def placements(self) -> tuple[PlacementView, ...]:
        """Whose pay it is."""
        found = [e.placement for e in self.entries] + [c.placement for c in self.claims]
        return tuple(dict.fromkeys([*found, *(p.placement for p in self.promises)]))

    @property
    def sources(self) -> tuple[SourceView, ...]:
        """Where it stands."""
        return tuple(dict.fromkeys([e.source for e in self.entries] + [c.source for c in self.claims]))


def traced(
    target: str,
    entries: Sequence[EntryView],
    stated: Sequence[StatedView],
    claims: Sequence[ClaimView],
    promises: Sequence[PromiseView],
    rates: Sequence[RateView],
) -> Trace:
    """The trace of these entries, with what their figures say of each other."""
    found = {e.id: unit_of([e]) for e in entries if not e.is_void}
    return Trace(
        target=target,
        entries=tuple(entries),
        units={number: unit for number, unit in found.items() if unit is not None},
        stated=tuple(stated),
        claims=tuple(claims),
        promises=tuple(promises),
        reckonings=(*reckon(entries, stated, claims, promises), *reckon_exchange(entries, stated, rates)),
    )
