"""What the amounts in the book give beside a published share, and whether the two agree: about figures, about nobody.

Every origin that tells a share is asked by itself, because counting is by origin; its share is the hull of its cases.

- It agrees, when an exact share (or a range of them over the cases) meets the claim, or a bound lies inside it whole.
- It touches, when it is a bound and its stated end meets the claim: it agrees as far as it goes.
- It is open, when it is a bound and the claim lies in what nobody stated: "at least 40" says nothing of 90.
- It is apart, when no share that it allows meets the claim.

A way of counting is met when at least half of the origins that are not open agree (or touch). The claim's own takers
are asked first; then the wider ways in their order (counting.py), until one is met. Where the claim's own takers are
only a bound nothing wider is asked, because the claim may be right as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.book.views import ClaimView
from ledger.measure.beside import NEARNESS, Beside
from ledger.measure.claimed import Stretch, accepted, base_of
from ledger.measure.counting import Pay, changed, order_of
from ledger.measure.shares import Interval, hull

CONSISTENT, AS_FAR, ONLY_IF = "consistent", "as-far-as-it-goes", "only-if"
MIXED, OTHER_BASE, NOT, UNTESTABLE = "mixed", "different-base", "not-consistent", "not-testable"
VERDICTS = (CONSISTENT, AS_FAR, ONLY_IF, MIXED, OTHER_BASE, NOT, UNTESTABLE)
NOTHING, BOUND, UNTOLD, NO_FIGURE = "nothing", "bound", "untold", "no-figure"
_AGREES, _TOUCHES, _OPEN, _APART = "agrees", "touches", "open", "apart"


@dataclass(frozen=True)
class Tried:
    """One way of counting, asked of the origins that tell it. `range` is from the smallest to the largest share taken.

    `known` is the smallest and the largest share that somebody states. `added` and `left_out` are the parties by which
    the way differs from the claim's own takers. `gap` is how far the nearest origin is away. `entries` are the numbers
    of the entries that tell it.
    """

    way: str
    is_own: bool
    entries: tuple[int, ...]
    origins: int
    range: Interval
    known: Interval
    agree: int
    touch: int
    apart: int
    open: int
    gap: Fraction
    added: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def is_met(self) -> bool:
        """True when at least half of the origins that can say agree, or agree as far as they go."""
        supporting = self.agree + self.touch
        return supporting > 0 and supporting >= self.apart

    @property
    def is_as_far_as_it_goes(self) -> bool:
        """True when it is met, and by bounds."""
        return self.is_met and self.agree < self.apart + self.touch

    @property
    def is_open(self) -> bool:
        """True when every origin that tells it is a bound that says nothing of the claim."""
        return self.open > 0 and not (self.agree or self.touch or self.apart)

    @property
    def says(self) -> tuple[object, ...]:
        """Everything but the way's name: what a wider way must change to be told beside it."""
        return (self.origins, self.range, self.agree, self.touch, self.apart, self.open, self.added, self.left_out)


@dataclass(frozen=True)
class Verdict:
    """Whether a claim and the amounts agree. `tried` holds the ways that were asked, the claim's own first where told.

    `by` is the way that decided; `reason` says why nothing could be tested; `base` is of what the claim is a share;
    `pays` are the entries that were asked. `own_way` counts the claim's own takers.
    """

    word: str
    stretch: Stretch | None
    base: str
    nearness: str | None = None
    pays: tuple[Pay, ...] = ()
    tried: tuple[Tried, ...] = ()
    by: Tried | None = None
    reason: str | None = None
    own_way: str | None = None

    @property
    def own(self) -> Tried | None:
        """What the claim's own takers give; None where it is not told."""
        return self.tried[0] if self.tried and self.tried[0].is_own else None


def judged(claim: ClaimView, book: Beside) -> Verdict:
    """The verdict on a claim by everything in the book that tells a share."""
    base = base_of(claim.basis, claim.words)
    if all(end is None for end in (claim.low, claim.best, claim.high)):
        return Verdict(UNTESTABLE, None, base, reason=NO_FIGURE)
    stretch, order = accepted(claim), order_of(claim.side, claim.takers)
    other: Verdict | None = None
    for how in NEARNESS:
        near = book.near(claim, how)
        found = [pay for pay in near if pay.base == base]
        if found:
            return verdict(stretch, order, found, base, how)
        if near and other is None:
            other = Verdict(OTHER_BASE, stretch, base, how, tuple(near))
    return other or Verdict(UNTESTABLE, stretch, base, reason=NOTHING)


def verdict(
    stretch: Stretch,
    order: Sequence[str],
    found: Sequence[Pay],
    base: str,
    how: str | None,
    *,
    is_every_way: bool = False,
) -> Verdict:
    """The verdict by these entries, which are of the claim's base.

    Ways are asked until one decides; with `is_every_way` the others are asked as well, and decide nothing.
    """
    told: list[Tried] = []
    decided: Tried | None = None
    for way in order:
        each = tried(stretch, order[0], way, found)
        if each is None or any(each.says == other.says for other in told):
            continue
        told.append(each)
        if decided is None and (each.is_met or (each.is_own and each.is_open)):
            decided = each
        if decided is not None and not is_every_way:
            break
    word, by, reason = _decided(stretch, told, decided)
    return Verdict(word, stretch, base, how, tuple(found), tuple(told), by, reason, order[0])


def _decided(stretch: Stretch, told: Sequence[Tried], decided: Tried | None) -> tuple[str, Tried | None, str | None]:
    """The word, the way that decided, and why nothing could be tested."""
    own = told[0] if told and told[0].is_own else None
    if decided is not None and not decided.is_met:
        return UNTESTABLE, decided, BOUND
    if decided is not None:
        word = ONLY_IF if not decided.is_own else AS_FAR if decided.is_as_far_as_it_goes else CONSISTENT
        return word, decided, None
    some = max(told, key=lambda each: each.agree + each.touch, default=None)
    if some is not None and (some.agree or some.touch):
        return MIXED, some, None
    if own is not None:
        return NOT, own, None
    sure = [each for each in told if not each.is_open]
    # Nobody says what the claim's own takers have; they have no more than all that was taken.
    if told and all(stretch.is_above(each.range) for each in told):
        return NOT, min(sure, key=lambda each: each.gap), None
    if not told:
        return UNTESTABLE, None, NOTHING
    return UNTESTABLE, None, UNTOLD if sure else BOUND


def tried(stretch: Stretch, own: str, way: str, found: Sequence[Pay]) -> Tried | None:
    """One way of counting, asked of every origin; None where no entry tells it."""
    telling = [(pay, shares) for pay in found if (shares := pay.taken(way))]
    if not telling:
        return None
    by_origin: dict[str, list[Interval]] = {}
    for pay, shares in telling:
        by_origin.setdefault(pay.entry.source.origin, []).extend(shares)
    said = [_said(stretch, shares) for shares in by_origin.values()]
    spans = [hull(shares) for shares in by_origin.values()]
    more, less = changed(own, way, [pay for pay, _ in telling])
    return Tried(
        way=way,
        is_own=way == own,
        entries=tuple(pay.entry.id for pay, _ in telling),
        origins=len(by_origin),
        range=hull(spans),
        known=_known([share for _, shares in telling for share in shares]),
        agree=said.count(_AGREES),
        touch=said.count(_TOUCHES),
        apart=said.count(_APART),
        open=said.count(_OPEN),
        gap=min(stretch.gap(span) for span in spans),
        added=more,
        left_out=less,
    )


def _said(stretch: Stretch, shares: Sequence[Interval]) -> str:
    """What one origin's shares say of the claim."""
    span = hull(shares)
    if not stretch.meets(span):
        return _APART
    if all(share.is_exact for share in shares) or stretch.holds(span):
        return _AGREES
    ends = [share.high if share.low is None else share.low for share in shares]
    known = [end for end in ends if end is not None]
    return _TOUCHES if known and stretch.meets(Interval(min(known), max(known))) else _OPEN


def _known(shares: Sequence[Interval]) -> Interval:
    """The smallest and the largest end that is somebody's figure: not the whole that is only a limit."""
    ends = [
        end
        for share in shares
        for end in (share.low, None if share.high == 1 and share.low != 1 else share.high)
        if end is not None
    ]
    return Interval(min(ends, default=None), max(ends, default=None))
