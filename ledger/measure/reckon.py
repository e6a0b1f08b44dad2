"""Arithmetic that stands beside an observation: what its own figures say of each other, worked out and written out.

Each reckoning has a key for programs, a sentence for people, and its figures as decimal texts (money in major units,
shares in percent). It judges no one: it says whether printed figures agree, and by how much they do not. The ends of a
range stay together: `low` figures are worked out from low ends, `high` figures from high ends.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledger.book.terms import PromiseView
from ledger.book.views import ClaimView, EntryView, StatedView
from ledger.measure.reckon_claims import claim_beside, contract_a_head, of_revenue
from ledger.measure.reckon_settled import changes, other_interval, promise_kept, settlement
from ledger.measure.reckon_wage import due_and_received, printed_percents, rest_against_hand, without_living
from ledger.measure.reckoning import Reckoning
from ledger.measure.shares import unit_of


def reckon(
    entries: Sequence[EntryView],
    stated: Sequence[StatedView],
    claims: Sequence[ClaimView],
    promises: Sequence[PromiseView] = (),
) -> list[Reckoning]:
    """Everything that the figures of one observation (or of one entry) say of each other, in a fixed order."""
    alive = [e for e in entries if not e.is_void]
    found: list[Reckoning] = []
    for entry in alive:
        unit = unit_of([entry])
        if unit is not None:
            currency = next(line.currency for line in entry.lines if line.party == "employer" and line.amounts)
            found += rest_against_hand(unit, currency)
            found += without_living(unit)
            found += due_and_received(unit)
            found += printed_percents(unit, entry, stated)
        found += settlement(entry)
        found += other_interval(entry)
    found += claim_beside(alive, claims)
    found += promise_kept(alive, promises)
    found += changes(alive)
    found += contract_a_head(alive, stated)
    found += of_revenue(alive, stated)
    return found
