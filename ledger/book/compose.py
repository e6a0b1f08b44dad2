"""Stated lines become balanced postings. What is not stated is named as not stated; nothing is guessed or rescaled.

The rule (partial identification, DESIGN section 3):

- gross and hand stated: the rest is `unexplained:difference`, with its sign;
- gross stated, hand not (or a part of what reached the worker is named without a figure): the rest is
  `unstated:remainder`, which may have been taken or kept;
- gross not stated: the entry balances against `unstated:gross`.

Lines are given as positive amounts, as a source prints them; signs are put on here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ledger.book.drafts import PostingDraft
from ledger.values.cases import REVERSED, Amount, Bound, Case, Stated, at, columns, joined
from ledger.values.money import part
from ledger.values.percent import PPM_WHOLE

UNEXPLAINED = "unexplained:difference"
REMAINDER = "unstated:remainder"
GROSS_UNSTATED = "unstated:gross"
HAND = "worker:hand"
HELD = "worker:held"
WHOLE = Stated(best=100_00)  # 100.00 in XXX: the base of percentages where no amount is known


@dataclass(frozen=True)
class Line:
    """One stated line of an entry, as printed: an amount, a share of a base, or a name alone.

    `stated` is in minor units of the entry's currency. With `share` (ppm) the amount is that part of `base`
    (minor units), case by case, rounded half up, or as `rounded` says where several shares of a base were rounded
    together. With neither the line is named and not priced. `less` are lines that this one contains: its own amount is
    the rest.
    """

    account: str
    stated: Stated = Stated()
    share: Stated | None = None
    base: Stated | None = None
    mode: str | None = None
    label: str | None = None
    operator: str | None = None
    note: str | None = None
    rounded: dict[Case, Amount] | None = None
    less: tuple[Line, ...] = ()

    @property
    def is_priced(self) -> bool:
        """True when the line has a figure."""
        return self.stated.is_priced or self.is_share

    @property
    def is_share(self) -> bool:
        """True when the amount is worked out from a percentage of a stated base."""
        return self.share is not None and self.share.is_priced and self.base is not None and self.base.is_priced

    def ends(self) -> list[Stated]:
        """The stated figures that decide which cases there are."""
        inside = [end for part in self.less for end in part.ends()]
        if self.stated.is_priced:
            return [self.stated, *inside]
        if self.share is not None and self.base is not None and self.is_share:
            return [self.base, self.share, *inside]
        return []

    def amount(self, case: Case) -> Amount:
        """The figure in that case. Raises ValueError when the line is not priced."""
        whole, inside = self._whole(case), [part.amount(case) for part in self.less]
        bounds = [whole.bound, *(REVERSED[a.bound] for a in inside)]
        return Amount(whole.value - sum(a.value for a in inside), joined(bounds))

    def _whole(self, case: Case) -> Amount:
        if self.rounded is not None:
            return self.rounded[case]
        if self.stated.is_priced or self.share is None or self.base is None:
            return at(self.stated, case)
        base, share = at(self.base, case), at(self.share, case)
        return Amount(part(base.value, share.value), joined([base.bound, share.bound]))


def wage(
    currency: str, gross: Sequence[Line], lines: Sequence[Line], outside: Sequence[Line] = ()
) -> tuple[PostingDraft, ...]:
    """The postings of a wage: `gross` from the employer, `lines` to takers and to the worker.

    `outside` is income outside the gross (tips, side work) that the stated hand contains. Without `gross` the entry
    balances against `unstated:gross`, and `outside` has no place in it.
    """
    if not any(line.is_priced for line in gross):
        return _settled_by_source(currency, [*gross], lines, GROSS_UNSTATED)
    if is_hand_stated(lines):
        named = [line for line in lines if line.account != UNEXPLAINED or not line.is_priced]
        return _settled_by_use(currency, [*gross, *outside], named, UNEXPLAINED)
    return _settled_by_use(currency, gross, lines, REMAINDER)


def is_hand_stated(lines: Iterable[Line]) -> bool:
    """True when what the worker has from the wage is stated in full: a figure, and no part named without one."""
    mine = [line for line in lines if line.account in (HAND, HELD)]
    return any(line.is_priced for line in mine) and all(line.is_priced for line in mine)


def paid_from(currency: str, source: str, lines: Sequence[Line]) -> tuple[PostingDraft, ...]:
    """The postings of a payment whose lines are all stated: `source` gives exactly what they add up to."""
    return _settled_by_source(currency, [], lines, source)


def passed_on(currency: str, given: Sequence[Line], lines: Sequence[Line], rest: str) -> tuple[PostingDraft, ...]:
    """The postings of a stated sum that is passed on: what the lines do not cover goes to `rest`."""
    return _settled_by_use(currency, given, lines, rest)


def sent_home(currency: str, sent: Sequence[Line], lines: Sequence[Line]) -> tuple[PostingDraft, ...]:
    """The postings of a stated sum that is sent home: what is missing between two stated ends was taken on the way.

    Where nobody states what arrived, the rest is `unstated:remainder`.
    """
    has_arrived = any(line.account == "home:received" and line.is_priced for line in lines)
    return passed_on(currency, sent, lines, UNEXPLAINED if has_arrived else REMAINDER)


def cases_of(lines: Iterable[Line]) -> tuple[Case, ...]:
    """The cases in which these lines stand side by side."""
    return columns([end for line in lines for end in line.ends()])


def _settled_by_use(currency: str, given: Sequence[Line], uses: Sequence[Line], rest: str) -> tuple[PostingDraft, ...]:
    cases = cases_of([*given, *uses])
    uses = _apportioned(uses, cases)
    coming = [(line, _amounts(line, cases)) for line in given]
    going = [(line, _amounts(line, cases)) for line in uses]
    left: dict[Case, Amount] = {}
    for case in cases:
        plus = [amounts[case] for _, amounts in coming if amounts]
        minus = [amounts[case] for _, amounts in going if amounts]
        is_bounded = any(amount.bound for amount in (*plus, *minus))
        bounds = _bounds_of_rest(given, uses, case) if is_bounded else []
        bounds += ["at_least" for line in given if not line.is_priced]
        left[case] = Amount(sum([a.value for a in plus]) - sum([a.value for a in minus]), joined(bounds))
    postings = [_posting(currency, line, amounts, -1) for line, amounts in coming]
    postings += [_posting(currency, line, amounts, 1) for line, amounts in going]
    if any(amount.value or amount.bound for amount in left.values()):
        postings.append(_posting(currency, Line(rest), left, 1))
    return tuple(postings)


def _bounds_of_rest(given: Sequence[Line], uses: Sequence[Line], case: Case) -> list[Bound | None]:
    """The bounds of what is left. Of "up to 500" with 80 % taken "up to 100" is left: a share moves with its base."""
    bounds: list[Bound | None] = []
    moving: list[Line] = []
    for line in given:
        if not line.is_priced:
            continue
        own = [use for use in uses if _is_exact_share_of(use, line, case)]
        left = line.amount(case).value - sum(use.amount(case).value for use in own)
        if left:
            bounds.append(line.amount(case).bound if left > 0 else REVERSED[line.amount(case).bound])
        moving += own
    return bounds + [REVERSED[u.amount(case).bound] for u in uses if u.is_priced and not any(u is m for m in moving)]


def _is_exact_share_of(use: Line, whole: Line, case: Case) -> bool:
    is_share = use.is_share and not use.stated.is_priced and not use.less and use.base == whole.stated
    return is_share and at(use.share or Stated(), case).bound is None


def _settled_by_source(
    currency: str, named: Sequence[Line], uses: Sequence[Line], source: str
) -> tuple[PostingDraft, ...]:
    cases = cases_of(uses)
    going = [(line, _amounts(line, cases)) for line in uses]
    needed: dict[Case, Amount] = {}
    for case in cases:
        plus = [amounts[case] for _, amounts in going if amounts]
        needed[case] = Amount(sum([a.value for a in plus]), joined([a.bound for a in plus]))
    postings = [_posting(currency, line, _amounts(line, cases), -1) for line in named]
    if cases:
        postings.append(_posting(currency, Line(source), needed, -1))
    postings += [_posting(currency, line, amounts, 1) for line, amounts in going]
    return tuple(postings)


def _apportioned(lines: Sequence[Line], cases: tuple[Case, ...]) -> list[Line]:
    """The lines with percentages of one base rounded together, so that 15 + 30 + 55 % of a base is the base.

    Largest remainder (Hamilton's method): their sum is rounded half up, each gets its whole units, and the units left
    over go to the largest remainders, earlier lines first. A percentage that stands alone is rounded half up by itself.
    """
    if not any(line.share is not None or line.less for line in lines):
        return list(lines)
    shared = [i for i, line in enumerate(lines) if line.is_share and not line.stated.is_priced]
    result = list(lines)
    for base in dict.fromkeys(lines[i].base for i in shared):
        members = [i for i in shared if lines[i].base == base]
        if len(members) < 2 or base is None:
            continue
        rounded: dict[int, dict[Case, Amount]] = {i: {} for i in members}
        for case in cases:
            whole = at(base, case)
            shares = {i: at(lines[i].share or Stated(), case) for i in members}
            exact = {i: divmod(whole.value * share.value, PPM_WHOLE) for i, share in shares.items()}
            total = part(whole.value, sum(share.value for share in shares.values()))
            left = total - sum(units for units, _ in exact.values())
            lucky = sorted(members, key=lambda i: (-exact[i][1], i))[:left]
            for i in members:
                bound = joined([whole.bound, shares[i].bound])
                rounded[i][case] = Amount(exact[i][0] + (i in lucky), bound)
        for i in members:
            result[i] = replace(lines[i], rounded=rounded[i])
    return [replace(line, less=tuple(_rounded(part, lines, result) for part in line.less)) for line in result]


def _rounded(part: Line, before: Sequence[Line], after: Sequence[Line]) -> Line:
    """A contained line as it was rounded where it stands by itself, so that no unit is lost between the two."""
    return next((after[i] for i, line in enumerate(before) if line == part), part)


def _amounts(line: Line, cases: tuple[Case, ...]) -> dict[Case, Amount]:
    """The line's figure in each case; empty when it is named and not priced."""
    return {case: line.amount(case) for case in cases} if line.is_priced else {}


def _posting(currency: str, line: Line, amounts: dict[Case, Amount], sign: int) -> PostingDraft:
    low, best, high = amounts.get("low"), amounts.get("best"), amounts.get("high")
    return PostingDraft(
        account=line.account,
        currency=currency,
        low=None if low is None else sign * low.value,
        best=None if best is None else sign * best.value,
        high=None if high is None else sign * high.value,
        low_bound=None if low is None else low.bound,
        best_bound=None if best is None else best.bound,
        high_bound=None if high is None else high.bound,
        mode=line.mode,
        label=line.label,
        operator=line.operator,
        note=line.note,
    )
