"""What is marked as contested by what is said of its verification, with all that the book has beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ledger.book.views import ClaimView, EntryView
from ledger.measure.joining import Facts, Joined, by_key, joined_where
from ledger.measure.printed import Printed, copied, lines_of, of_claim, overlap, spot_of
from ledger.values.periods import Period

CONTESTED = re.compile(r"\bcontest|\bcounter-?claim|\bconflict|\bcontradict|\bdisput|\bden(y|ies|ied)\b", re.IGNORECASE)


def is_contested(of: EntryView | ClaimView) -> bool:
    """True when what is said of its verification calls it contested."""
    return bool(CONTESTED.search(of.source.verification or ""))


def contested(everything: Sequence[EntryView | ClaimView]) -> Iterator[list[Printed]]:
    """The figures of what is contested, and of what has its origin, or its sector and place, in the same time."""
    marked = [of for of in everything if is_contested(of)]
    groups = Joined(marked)
    buckets = [its for key in (spot_of, copied) for its in by_key(everything, key).values()]
    buckets = [its for its in buckets if any(map(is_contested, its))]
    for its in buckets:
        joined_where(groups, filter(is_contested, its), _when, _each_alone, lambda one, other: True)
    for its in by_key(marked, lambda of: of.observation).values():
        for of in its[1:]:
            groups.join(its[0], of)
    found: dict[int, dict[int, EntryView | ClaimView]] = {}
    for of in marked:
        found.setdefault(groups.root(of), {})[id(of)] = of
    for its in buckets:
        for disputed in by_key(filter(is_contested, its), groups.root).values():
            beside = [of for of in its if not is_contested(of) and _is_beside(of, disputed)]
            found[groups.root(disputed[0])].update((id(of), of) for of in beside)
    for members in found.values():
        sides = [side for of in members.values() for side in _printed(of)]
        if sides:
            yield sides


def _is_beside(of: EntryView | ClaimView, disputed: Sequence[EntryView | ClaimView]) -> bool:
    return any(overlap(of.period, other.period) for other in disputed)


def _printed(of: EntryView | ClaimView) -> list[Printed]:
    return list(lines_of(of)) if isinstance(of, EntryView) else [of_claim(of)]


def _each_alone(of: EntryView | ClaimView) -> Facts:
    return Facts(id(of), "", "", 0, 0)


def _when(of: EntryView | ClaimView) -> Period:
    return of.period
