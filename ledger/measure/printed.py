"""Published figures one by one, each with what it measures and the ends that it leaves open: what is set side by side.

Amounts are in minor units, shares are of 1, headcounts are people. A percentage stands for everything that rounds to
it: 66.7 is 66.65 to 66.75, so that two thirds and 66.7 do not contradict each other. A figure whose source says "about"
or "nearly" is taken as it is printed, because nobody says how far "about" reaches; the word stays with it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from ledger.book.views import ClaimView, EntryView, LineView, PlacementView, SourceView
from ledger.measure.shares import TAKERS, Interval, Unit, units
from ledger.values.cases import CASES, REVERSED, Amount, Bound, joined
from ledger.values.percent import PPM_WHOLE
from ledger.values.periods import Period

UNCODED = ("other", None)  # a basis that was not stated, or in words that no code fits: it may be any
SECOND_HAND = ("summary", "repost", "translation")


@dataclass(frozen=True)
class Printed:
    """One figure of one entry or claim. `currency` None is a share of 1, or people where the measure is `workers`.

    None is an end that is open. `slack` is what rounding may hide at each end. `what` names a line.
    """

    measure: str
    of: EntryView | ClaimView
    low: Fraction | None
    high: Fraction | None
    currency: str | None = None
    per: str | None = None
    hedge: str | None = None
    words: str | None = None
    what: str | None = None
    slack: Fraction = Fraction(0)

    @property
    def source(self) -> SourceView:
        """Who says so."""
        return self.of.source

    @property
    def placement(self) -> PlacementView:
        """Whose pay."""
        return self.of.placement

    @property
    def period(self) -> Period:
        """When."""
        return self.of.period

    @property
    def basis(self) -> str | None:
        """What the gross is; None where it is not stated or fits no code."""
        return None if self.of.basis in UNCODED else self.of.basis

    @property
    def observation(self) -> str | None:
        """The published code."""
        return self.of.observation

    @property
    def is_hedged(self) -> bool:
        """True for "about so much": a figure with both ends whose source does not vouch for them."""
        return self.hedge is not None and self.low is not None and self.high is not None

    @property
    def mark(self) -> str:
        """`58` for an entry, `c31` for a claim."""
        return f"c{self.of.id}" if isinstance(self.of, ClaimView) else str(self.of.id)

    @cached_property
    def ends(self) -> tuple[Fraction | None, Fraction | None]:
        """The ends with what rounding may hide."""
        low, high = self.low, self.high
        return None if low is None else low - self.slack, None if high is None else high + self.slack


def meet(one: Printed, other: Printed) -> bool:
    """True when some figure is inside both; an open end reaches everything."""
    (low, high), (least, most) = one.ends, other.ends
    return not ((high is not None and least is not None and high < least) or _is_above(low, most))


def units_by_entry(entries: Iterable[EntryView]) -> dict[int, Unit]:
    """Every entry that has a share, by its number, as a unit by itself: entries of one subject are not added up."""
    alone = [replace(e, placement=replace(e.placement, subject=str(e.id))) for e in entries if e.kind == "wage"]
    return {unit.entries[0]: unit for unit in units(alone)}


def of_entries(entries: Iterable[EntryView]) -> list[Printed]:
    """What `of_entry` and the shares of every entry say, in the order of the entries."""
    alive = [entry for entry in entries if not entry.is_void]
    own = units_by_entry(alive)
    return [figure for entry in alive for figure in (*of_entry(entry), *_shares(entry, own.get(entry.id)))]


def of_entry(entry: EntryView) -> Iterator[Printed]:
    """Gross and take-home of a wage; what was sent, taken and received of a remittance."""
    if entry.kind == "wage":
        yield from _amounts("gross", entry, [x for x in entry.lines if x.party == "employer"], -1)
        yield from _amounts("hand", entry, [x for x in entry.lines if x.account == "worker:hand"], 1)
    if entry.kind == "remittance":
        sent = [x for x in entry.lines if x.account == "worker:hand"]
        yield from _amounts("sent", entry, sent, -1)
        yield from _amounts("received", entry, [x for x in entry.lines if x.account == "home:received"], 1)
        yield from _fee(entry, sent)


def lines_of(entry: EntryView) -> Iterator[Printed]:
    """Every figure of an entry as it stands, taker lines one by one; without what was only worked out."""
    yield from (figure for figure in of_entry(entry) if figure.measure != "fee")
    for line in entry.lines:
        if line.amounts and (line.account == "worker:held" or (line.party in TAKERS and line.party != "unexplained")):
            low, high = _ends([line], 1)
            is_share = line.currency == "XXX"
            scale = Fraction(1, 10_000) if is_share else Fraction(1)
            yield Printed(
                measure="line",
                of=entry,
                low=None if low is None else low * scale,
                high=None if high is None else high * scale,
                currency=None if is_share else line.currency,
                per=None if is_share else entry.per,
                hedge=line.operator,
                words=line.note,
                what=line.label or line.account,
            )


def of_claim(claim: ClaimView) -> Printed:
    """A published share; its measure names the side and the takers."""
    ends = [v for v in (claim.low, claim.best, claim.high) if v is not None]
    is_open = claim.best is None and len(ends) == 1
    low = None if is_open and claim.low is None else Fraction(min(ends), PPM_WHOLE)
    high = None if is_open and claim.high is None else Fraction(max(ends), PPM_WHOLE)
    return Printed(
        measure=f"{claim.side}-{claim.takers}",
        of=claim,
        low=low,
        high=high,
        hedge=claim.operator,
        words=claim.words,
        slack=max(_half_a_digit(v) for v in ends),
    )


def headcount(of: EntryView | ClaimView) -> Printed | None:
    """How many people the figures speak for; None where nobody says."""
    placement = of.placement
    if placement.headcount_low is None and placement.headcount_high is None:
        return None
    low, high = placement.headcount_low, placement.headcount_high
    return Printed("workers", of, None if low is None else Fraction(low), None if high is None else Fraction(high))


def overlap(one: Period, other: Period) -> bool:
    """True when some day may be inside both. A period of which nothing is known overlaps none: nothing says so."""
    if None in (one.earliest or one.latest, other.earliest or other.latest):
        return False
    return not (_ends_before(one, other) or _ends_before(other, one))


def is_second_hand(source: SourceView) -> bool:
    """True when what was read is a summary, a repost or a translation, by the source's own word."""
    return any(word in (source.seen_via or "").lower() for word in SECOND_HAND)


def page_of(source: SourceView) -> tuple[str | None, ...]:
    """What tells one page from another: its address, or its title and publisher."""
    return (source.url,) if source.url else (None, source.title, source.publisher)


def employer_of(of: Printed | EntryView | ClaimView) -> Hashable:
    """The employer in one country; None where either is not stated."""
    country, employer = of.placement.country, plain(of.placement.employer)
    return ("employer", country, employer) if country and employer else None


def spot_of(of: Printed | EntryView | ClaimView) -> Hashable:
    """The sector and the place, as it is described, in one country; None where either is not stated."""
    country, place = of.placement.country, plain(of.placement.description)
    return ("place", country, of.placement.sector, place) if country and place else None


def copied(of: Printed | EntryView | ClaimView) -> Hashable:
    """The origin, and the country and sector that it speaks of."""
    return "origin", of.source.origin, of.placement.country, of.placement.sector


def plain(text: str | None) -> str:
    """The text for comparing: small letters, single spaces; empty for none."""
    return " ".join((text or "").casefold().split())


def _shares(entry: EntryView, unit: Unit | None) -> Iterator[Printed]:
    for measure in ("state", "all"):
        share = unit.interval(measure) if unit is not None else None
        if share is not None and not _says_nothing(share):
            yield Printed(measure, entry, share.low, share.high)


def _ends_before(one: Period, other: Period) -> bool:
    return one.latest is not None and other.earliest is not None and one.latest < other.earliest


def _is_above(low: Fraction | None, high: Fraction | None) -> bool:
    return low is not None and high is not None and low > high


def _says_nothing(share: Interval) -> bool:
    return share.low in (None, 0) and share.high in (None, 1)


def _half_a_digit(ppm: int) -> Fraction:
    """Half a unit of the last digit that a percentage was printed with; whole percents at the most."""
    unit = next(size for size in (10_000, 1_000, 100, 10, 1) if ppm % size == 0)
    return Fraction(unit, 2 * PPM_WHOLE)


def _amounts(measure: str, entry: EntryView, lines: Sequence[LineView], sign: int) -> Iterator[Printed]:
    for currency in dict.fromkeys(line.currency for line in lines if line.amounts and line.currency != "XXX"):
        mine = [line for line in lines if line.currency == currency]
        low, high = _ends(mine, sign)
        if low is not None or high is not None:
            hedge = next((line.operator for line in mine if line.operator), None)
            said = None if entry.kind == "remittance" else entry.words  # those of a remittance are its way, no figure
            words = next((line.note for line in mine if line.note), None) or said
            yield Printed(measure, entry, low, high, currency, entry.per, hedge, words)


def _fee(entry: EntryView, sent: Sequence[LineView]) -> Iterator[Printed]:
    takers = [x for x in entry.lines if x.party in TAKERS]
    for currency in dict.fromkeys(line.currency for line in takers if line.amounts):
        base = _by_case([x for x in sent if x.currency == currency], -1)
        taken = _by_case([x for x in takers if x.currency == currency], 1)
        shares = [
            (Fraction(taken[case].value, base[case].value), joined([taken[case].bound, REVERSED[base[case].bound]]))
            for case in taken
            if case in base and base[case].value > 0
        ]
        low, high = _hull(shares)
        if low is not None or high is not None:
            yield Printed("fee", entry, low, high, words=next((x.label for x in takers if x.label), None))


def _by_case(lines: Sequence[LineView], sign: int) -> dict[str, Amount]:
    """The sum of the lines in every case that all of them have; a line without an amount makes it at least."""
    priced = [line for line in lines if line.amounts]
    extra: list[Bound | None] = ["at_least"] if len(priced) < len(lines) else []
    made: dict[str, Amount] = {}
    for case in CASES:
        found = [line.amounts[case] for line in priced if case in line.amounts]
        if found and len(found) == len(priced):
            made[case] = Amount(sum(sign * a.value for a in found), joined([*(a.bound for a in found), *extra]))
    return made


def _ends(lines: Sequence[LineView], sign: int) -> tuple[Fraction | None, Fraction | None]:
    return _hull([(Fraction(a.value), a.bound) for a in _by_case(lines, sign).values()])


def _hull(found: Sequence[tuple[Fraction, Bound | None]]) -> tuple[Fraction | None, Fraction | None]:
    if not found:
        return None, None
    bounds = {bound for _, bound in found}
    low = None if bounds & {"at_most", "either"} else min(value for value, _ in found)
    high = None if bounds & {"at_least", "either"} else max(value for value, _ in found)
    return low, high
