"""How shares are put in words: intervals, bounds, splits of 100, counts. Pure text, no layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ledger.book.views import ClaimView
from ledger.measure.pools import Pool, Summary
from ledger.measure.shares import PARTS, Interval
from ledger.publish.visible import visible
from ledger.values.percent import format_ppm, percent_text

MEASURE_WORDS = {
    "state": "state lines",
    "named": "named takers",
    "all": "all takers",
    "not-in-hand": "not in hand",
    "hand": "in hand",
    "exchange": "exchange loss",
    "at-market": "market value",
}
PART_WORDS = {part: part for part in PARTS} | {"unstated": "not stated"}
UNKNOWN = Interval(None, None)
TAKER_WORDS = {"state": "state", "state-company": "state and company", "all": "all takers", "unsaid": "not said"}


def group_name(by: Sequence[str], key: Sequence[str]) -> str:
    """The group's name: `country CN, year 2015`; `all together` for the whole."""
    return ", ".join(f"{name} {visible(value)}" for name, value in zip(by, key, strict=True)) or "all together"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 entry`, `1,204 entries`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def interval_text(interval: Interval, *, is_whole_stated: bool = True) -> str:
    """`75.00`, `75.00 to 80.00`, `at least 75.00`, `at most 80.00`, `not known`.

    A high end of everything that nobody stated is only the end of what can be, and is left away: `at least`.
    """
    low, high = interval.low, interval.high
    if high == 1 and low != 1 and not is_whole_stated:
        high = None
    if low is None:
        return "not known" if high is None else f"at most {percent_text(high)}"
    if high is None:
        return f"at least {percent_text(low)}"
    first, last = percent_text(low), percent_text(high)
    return first if first == last else f"{first} to {last}"


def range_text(found: Interval, known: Interval, *, is_whole_stated: bool = True) -> str:
    """`40.00 to 98.00`, `40.00 to at least 90.00`: where an end is not known, the figure nearest to it that is."""
    low, high = found.low, found.high
    if high == 1 and low != 1 and not is_whole_stated:
        high = None
    if (low is not None and high is not None) or known.low is None or known.high is None or known.low == known.high:
        return interval_text(Interval(low, high))
    first = f"at most {percent_text(known.low)}" if low is None and known.low > 0 else percent_text(known.low)
    return f"{first} to {f'at least {percent_text(known.high)}' if high is None else percent_text(high)}"


def summary_text(
    summary: Summary | None,
    origins: int,
    known: Interval = UNKNOWN,
    *,
    is_whole_stated: bool = True,
    is_range_withheld: bool = False,
) -> str:
    """Median and range over the origins that tell the share, once where they are the same; and how many are bounds."""
    if summary is None:
        return "not told"
    median = interval_text(summary.median, is_whole_stated=is_whole_stated)
    spread = "withheld"
    if not is_range_withheld:
        spread = range_text(summary.range, known, is_whole_stated=is_whole_stated)
    told = summary.origins
    if summary.unweighed == told:
        text = f"range {spread}; what it weighs is not stated"
    elif told == 1:
        text = f"{median}, a bound" if summary.bounds else median  # of one origin, where the median is the range
    elif median == spread:
        text = f"{median} in all {told:,}"
    else:
        text = f"median {median}, range {spread}"
    if told > 1 and summary.bounds:
        text += f"; {summary.bounds:,} of {told:,} {'is a bound' if summary.bounds == 1 else 'are bounds'}"
    return text if told == origins else f"{text}; told by {told:,} of {counted(origins, 'origin')}"


def whole_numbers(split: Mapping[str, Fraction]) -> dict[str, int]:
    """The split in whole numbers that add to 100: largest remainder, earlier parts first where they tie."""
    hundreds = {part: share * 100 for part, share in split.items()}
    floors = {part: value.numerator // value.denominator for part, value in hundreds.items()}
    left = 100 - sum(floors.values())
    by_remainder = sorted(hundreds, key=lambda part: floors[part] - hundreds[part])
    return {part: floor + (part in by_remainder[:left]) for part, floor in floors.items()}


def ends_of_100(pool: Pool) -> dict[str, tuple[int, int]]:
    """Each part's whole numbers in the low and in the high case; parts that are nothing in both are left out."""
    low, high = whole_numbers(pool.low), whole_numbers(pool.high)
    return {part: (low[part], high[part]) for part in PARTS if pool.low[part] or pool.high[part]}


def figure(low: int, high: int) -> str:
    """`40`, `40-48`, `-10 to 5`; `<1` for what is there and rounds to nothing."""
    if low == high:
        return str(low) if low else "<1"
    return f"{low}-{high}" if low >= 0 and high >= 0 else f"{low} to {high}"


def split_text(pool: Pool) -> str:
    """`state 40-48, company 20, hand 32`: the low case before the high where they differ."""
    return ", ".join(f"{PART_WORDS[part]} {figure(*ends)}" for part, ends in ends_of_100(pool).items())


def workers_text(pool: Pool) -> str:
    """How many people the figures speak for, and how many origins say so."""
    if pool.workers is None:
        return "not stated"
    return f"{pool.workers:,} stated by {pool.workers_stated_by:,} of {counted(pool.origins, 'origin')}"


def counts_text(counts: Mapping[str, int]) -> str:
    """`contract 9, wage 5`."""
    return ", ".join(f"{visible(word)} {number:,}" for word, number in counts.items())


def claims_text(claims: Sequence[ClaimView]) -> str:
    """`14 from 12 origins; taken 30 to 95, kept up to 10 to 55`: the smallest and the largest published share."""
    origins = len({claim.source.origin for claim in claims})
    sides = [_side_text(side, [c for c in claims if c.side == side]) for side in ("taken", "kept")]
    return f"{len(claims):,} from {counted(origins, 'origin')}; {', '.join(filter(None, sides))}"


def takers_text(claims: Sequence[ClaimView]) -> str:
    """By whom the claims say it was taken: `state 9, all takers 4, not said 1`; empty without such a claim."""
    said = [claim.takers for claim in claims if claim.side == "taken"]
    return ", ".join(f"{words} {said.count(takers):,}" for takers, words in TAKER_WORDS.items() if takers in said)


def _side_text(side: str, claims: Sequence[ClaimView]) -> str:
    ends = [(_ppm(c.low, c.best, c.high), _ppm(c.high, c.best, c.low), c) for c in claims]
    known = [(low, high, c) for low, high, c in ends if low is not None and high is not None]
    if not known:
        return ""
    least, most = min(low for low, _, _ in known), max(high for _, high, _ in known)
    lowest = all(c.low is None and c.best is None for low, _, c in known if low == least)
    highest = all(c.high is None and c.best is None for _, high, c in known if high == most)
    first = f"up to {format_ppm(least)}" if lowest else format_ppm(least)
    last = f"at least {format_ppm(most)}" if highest else format_ppm(most)
    if least == most:
        return f"{side} {first if lowest else last}"
    return f"{side} {first} to {last}"


def _ppm(*ends: int | None) -> int | None:
    return next((end for end in ends if end is not None), None)
