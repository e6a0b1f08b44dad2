"""Figures of different origins that do not meet, and figures of one origin that differ from page to page."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from fractions import Fraction

from ledger.book.views import ClaimView, EntryView
from ledger.measure.joining import Facts, Joined, by_key, joined_where
from ledger.measure.printed import Printed, copied, employer_of, headcount, page_of, plain, spot_of
from ledger.values.periods import Period

BETWEEN_ORIGINS = ("gross", "hand", "state", "all")
BETWEEN_COPIES = ("gross", "hand", "sent", "received", "fee", "workers")


def between_origins(figures: Iterable[Printed]) -> Iterator[list[Printed]]:
    """Figures of different origins that do not meet."""
    compared = [f for f in figures if f.measure in BETWEEN_ORIGINS or isinstance(f.of, ClaimView)]
    for members in by_key(compared, _unit).values():
        groups = Joined(members)
        facts = _facts(members, lambda f: f.source.origin, lambda f: f.ends)
        for place in (employer_of, spot_of):
            for its in by_key(members, place).values():
                joined_where(groups, its, _when, facts, _is_apart)
        yield from groups.several()


def between_copies(figures: Iterable[Printed]) -> Iterator[list[Printed]]:
    """Figures of one origin that differ from page to page."""
    compared = [f for f in figures if f.measure in BETWEEN_COPIES or isinstance(f.of, ClaimView)]
    for members in by_key(compared, _unit).values():
        groups = Joined(members)
        facts = _facts(members, lambda f: page_of(f.source), lambda f: (f.low, f.high))
        for its in by_key(members, copied).values():
            joined_where(groups, its, _when, facts, _is_another)
        yield from groups.several()


def headcounts(everything: Iterable[EntryView | ClaimView]) -> list[Printed]:
    """One headcount an observation and page."""
    firsts: dict[Hashable, EntryView | ClaimView] = {}
    for of in everything:
        firsts.setdefault((of.observation or of.id, page_of(of.source)), of)
    return [heads for heads in map(headcount, firsts.values()) if heads is not None]


def _facts(
    members: Sequence[Printed],
    who: Callable[[Printed], Hashable],
    ends: Callable[[Printed], tuple[Fraction | None, Fraction | None]],
) -> Callable[[Printed], Facts]:
    """Who says it, of which employer, on which base, from where to where: ends by their place among all of them."""
    values = sorted({end for member in members for end in ends(member) if end is not None})
    place = {value: i for i, value in enumerate(values)}

    def facts(member: Printed) -> Facts:
        low, high = ends(member)
        least, most = -1 if low is None else place[low], len(values) if high is None else place[high]
        return Facts(who(member), plain(member.placement.employer), member.basis or "", least, most)

    return facts


def _is_apart(one: Facts, other: Facts) -> bool:
    is_beside = one.most < other.least or other.most < one.least
    return is_beside and one.who != other.who and _is_same_pay(one, other)


def _is_another(one: Facts, other: Facts) -> bool:
    is_same = one.least == other.least and one.most == other.most
    return not is_same and one.who != other.who and _is_same_pay(one, other)


def _is_same_pay(one: Facts, other: Facts) -> bool:
    """False where the employers or the bases are said to differ."""
    is_employer = not one.employer or not other.employer or one.employer == other.employer
    return is_employer and (not one.basis or not other.basis or one.basis == other.basis)


def _unit(figure: Printed) -> Hashable:
    return figure.measure, figure.currency, figure.per


def _when(figure: Printed) -> Period:
    return figure.period
