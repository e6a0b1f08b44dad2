"""Joins things that have something against each other into groups: whoever is joined to one is joined to all of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from ledger.values.periods import Period

T = TypeVar("T")
K = TypeVar("K")


class Facts(NamedTuple):
    """What is compared of a member: whose it is, and where its figures lie among all of them."""

    who: Hashable
    employer: str
    basis: str
    least: int
    most: int


class Joined(Generic[T]):
    """Groups of these members, at first each alone. Members are told apart as objects, not by what they hold."""

    def __init__(self, members: Sequence[T]) -> None:
        self._members = list(members)
        self._place = {id(member): i for i, member in enumerate(self._members)}
        self._above = list(range(len(self._members)))

    def join(self, one: T, other: T) -> None:
        """Make the groups of these two one."""
        a, b = self.root(one), self.root(other)
        self._above[max(a, b)] = min(a, b)

    def root(self, member: T) -> int:
        """What the members of a group have in common: the place of its first."""
        at = self._place[id(member)]
        while self._above[at] != at:
            self._above[at] = self._above[self._above[at]]
            at = self._above[at]
        return at

    def several(self) -> list[list[T]]:
        """The groups of two and more, in the order of the members."""
        groups: dict[int, list[T]] = {}
        for member in self._members:
            groups.setdefault(self.root(member), []).append(member)
        return [group for group in groups.values() if len(group) > 1]


def joined_where(
    groups: Joined[T],
    members: Iterable[T],
    when: Callable[[T], Period],
    facts: Callable[[T], Facts],
    clash: Callable[[Facts, Facts], bool],
) -> None:
    """Join those members whose times overlap and whose facts clash. A member of no known time is joined to none.

    Members of the same time and facts are looked at once, so that a thousand copies cost as much as one.
    """
    alike: dict[tuple[date, date, Facts], list[T]] = {}
    for member in members:
        span = span_of(when(member))
        if span is not None:
            alike.setdefault((*span, facts(member)), []).append(member)
    alone = sorted(alike, key=lambda key: key[:2])
    while alone:
        found = [alone.pop()]
        for first, last, mine in found:  # grows while it is walked: whoever is joined looks for others
            still: list[tuple[date, date, Facts]] = []
            for i, other in enumerate(alone):
                if other[0] > last:  # and so do all that begin later
                    still += alone[i:]
                    break
                if other[1] >= first and clash(mine, other[2]):
                    found.append(other)
                else:
                    still.append(other)
            alone = still
        if len(found) > 1:
            for member in (member for at in found for member in alike[at]):
                groups.join(alike[found[0]][0], member)


def by_key(members: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """The members by their key, in their order; those whose key is None are left out."""
    found: dict[K, list[T]] = {}
    for member in members:
        at = key(member)
        if at is not None:
            found.setdefault(at, []).append(member)
    return found


def span_of(period: Period) -> tuple[date, date] | None:
    """The first and the last day that it may be; an open end reaches as far as there are days. None: nothing known."""
    if period.earliest is None and period.latest is None:
        return None
    return period.earliest or date.min, period.latest or date.max
