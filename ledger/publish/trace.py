"""The walk from a figure back to its page: postings, printed figures and arithmetic of an observation or an entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ledger.book.terms import PromiseView, RateView
from ledger.book.views import ClaimView, EntryView, PlacementView, SourceView, StatedView
from ledger.measure.exchange import reckon_exchange
from ledger.measure.reckon import reckon
from ledger.measure.reckoning import Reckoning
from ledger.measure.shares import Unit, unit_of
from ledger.publish.figures import Figure


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
    figure: Figure | None = None

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
    figure: Figure | None = None,
) -> Trace:
    """The trace of these entries, with what their figures say of each other, one observation after the other."""
    found = {e.id: unit_of([e]) for e in entries if not e.is_void}
    return Trace(
        target=target,
        entries=tuple(entries),
        units={number: unit for number, unit in found.items() if unit is not None},
        stated=tuple(stated),
        claims=tuple(claims),
        promises=tuple(promises),
        reckonings=tuple(_reckoned(entries, stated, claims, promises, rates)),
        figure=figure,
    )


def _reckoned(
    entries: Sequence[EntryView],
    stated: Sequence[StatedView],
    claims: Sequence[ClaimView],
    promises: Sequence[PromiseView],
    rates: Sequence[RateView],
) -> Iterator[Reckoning]:
    names = dict.fromkeys([*(e.observation or str(e.id) for e in entries), *(c.observation for c in claims)])
    for name in names:
        its = [e for e in entries if (e.observation or str(e.id)) == name]
        printed = stated if len(names) == 1 else [s for s in stated if s.observation == name]
        said = claims if len(names) == 1 else [c for c in claims if c.observation == name]
        for reckoning in (*reckon(its, printed, said, promises), *reckon_exchange(its, printed, rates)):
            yield reckoning if len(names) == 1 else replace(reckoning, says=f"{name}: {reckoning.says}")
