"""One observation against itself: where the reckonings beside it (reckon.py) say that its own figures do not fit.

- `parts`: a printed total of all takers, and the named lines, when no line is named without a figure.
- `share`: a printed share, and what the printed amounts make for the same takers.
- `left`: what a printed share would leave of the gross in some case, and the printed take-home, when no line says what
  the share's takers have: a take-home that is more; or less, when nobody else is named as a taker.
- `overrun`: the lines and the take-home together, and the gross, when the lines are more.
- `take-home`: the gross less the named lines, and a smaller take-home, when no line is named without a figure.
- `percent`: a line's printed percentage, and its printed amount.
- `days`: the days of pay that are left of a contract, and the days of the time it is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.book.views import ClaimView, EntryView, StatedView
from ledger.measure.printed import Printed, meet, of_claim, units_by_entry
from ledger.measure.reckon import reckon
from ledger.measure.reckon_claims import claim_beside
from ledger.measure.reckon_wage import rest_against_hand
from ledger.measure.reckoning import Reckoning
from ledger.measure.shares import CLAIMED, NAMED, TAKERS, Unit, gross_currency
from ledger.values.cases import Amount

EVERYBODY = ("all", "unsaid")
HUNDREDTH = Fraction(1, 100)


@dataclass(frozen=True)
class Itself:
    """Two figures of one observation that do not fit. `working` says the arithmetic, `open` what may explain it."""

    kind: str
    sides: tuple[Printed, ...]
    working: tuple[str, ...]
    open: tuple[str, ...] = ()


def with_itself(
    entries: Sequence[EntryView], claims: Sequence[ClaimView], stated: Sequence[StatedView]
) -> Iterator[Itself]:
    """Everything in these observations that does not fit itself."""
    own = units_by_entry(entries)
    printed: dict[int | None, list[StatedView]] = {}
    totals: dict[str | None, list[StatedView]] = {}
    for figure in stated:
        printed.setdefault(figure.entry_id, []).append(figure)
        totals.setdefault(figure.observation, []).append(figure)
    beside: dict[str, list[EntryView]] = {}
    for entry in entries:
        if entry.observation is not None:
            beside.setdefault(entry.observation, []).append(entry)
        unit = own.get(entry.id)
        if unit is not None:
            yield from _lines(entry, unit)
            yield from _percents(entry, unit, printed.get(entry.id, []))
    for claim in claims:
        with_share = [e for e in beside.get(claim.observation or "", []) if e.id in own]
        if with_share:
            yield from _claim(claim, with_share[0], own[with_share[0].id])
    for name, its in beside.items():
        if any(figure.flow == "contract_total" for figure in totals.get(name, [])):
            yield from _days(its, totals[name])


def _lines(entry: EntryView, unit: Unit) -> Iterator[Itself]:
    """More than was earned; or less in the hand than the lines leave."""
    currency = gross_currency(entry) or "XXX"
    found = next(iter(rest_against_hand(unit, currency)), None)
    gross = _sum("gross", entry, [unit.gross[case] for case in unit.cases])
    if found is None:
        if unit.is_overrun:
            everything = (*NAMED, "hand", "held")
            lines = _sum("lines", entry, [_of(unit, everything, i) for i in range(len(unit.cases))])
            maybe = () if unit.is_hand_stated else ("A fixed sum that is taken whatever was earned can be above it.",)
            yield Itself("overrun", (gross, lines), ("The lines add up to more than the gross in some case.",), maybe)
        return
    left, has = _numbers(found, "left"), _numbers(found, "stated")
    if min(left) <= min(has) and max(has) <= max(left):
        return
    apart = [a - b for a, b in zip(left, has, strict=True)]
    rest = [_of(unit, NAMED, i) for i in range(len(unit.cases))]
    if min(apart) < 0:
        everything = (*NAMED, "hand", "held")
        lines = _sum("lines", entry, [_of(unit, everything, i) for i in range(len(unit.cases))])
        about = [line.label or line.account for line in entry.lines if line.operator and line.amounts]
        maybe = (f"Printed as about so much: {', '.join(about)}.",) if about else ()
        yield Itself("overrun", (gross, lines), (found.says,), maybe)
    elif not _unpriced(entry):
        left_over = [Amount(unit.gross[case].value - rest[i].value) for i, case in enumerate(unit.cases)]
        hand = [_of(unit, ("hand", "held"), i) for i in range(len(unit.cases))]
        sides = (_sum("left-by-lines", entry, left_over), _sum("hand", entry, hand))
        yield Itself("take-home", sides, (found.says,), ("Who has the difference, no line says.",))


def _percents(entry: EntryView, unit: Unit, stated: Sequence[StatedView]) -> Iterator[Itself]:
    if not any(figure.percent_best and figure.amount_best for figure in stated):
        return
    for found in reckon([entry], stated, []):
        if found.key != "printed-percent":
            continue
        text = found.figures["printed"]
        made = [Fraction(end) * HUNDREDTH for end in found.figures["computed"].split(" to ")]
        slack = Fraction(1, 2 * 100 * 10 ** len(text.partition(".")[2]))
        said = Printed("percent", entry, Fraction(text) * HUNDREDTH, Fraction(text) * HUNDREDTH, slack=slack)
        computed = Printed("percent-of-amount", entry, min(made), max(made))
        if not meet(said, computed):
            yield Itself("percent", (said, computed), (found.says,))


def _claim(claim: ClaimView, entry: EntryView, unit: Unit) -> Iterator[Itself]:
    """A printed share against the amounts beside it; the sharpest that does not fit, once."""
    said = of_claim(claim)
    found = {r.key: r for r in claim_beside([entry], [claim])}
    beside, named = found.get("claim"), unit.interval("named")
    if beside is None:
        return
    if "not_attributed" in beside.figures and claim.takers in EVERYBODY and named is not None:
        lines = Printed("named", entry, named.low, named.low)
        if not _unpriced(entry) and not meet(said, lines):
            yield Itself("parts", (said, lines), (beside.says,))
            return
    measure = "hand" if claim.side == "kept" else claim.takers if claim.takers not in EVERYBODY else "all"
    share = unit.interval(measure)
    if share is not None and beside.figures["measure"] == measure:
        made = Printed(f"made-{measure}", entry, share.low, share.high)
        if not meet(said, made):
            yield Itself("share", (said, made), (beside.says,))
    elif claim.side == "taken" and "claim-in-money" in found:
        yield from _left(claim, entry, unit, found["claim-in-money"])


def _left(claim: ClaimView, entry: EntryView, unit: Unit, found: Reckoning) -> Iterator[Itself]:
    """What the share would leave in some case is outside of everything that is printed as take-home.

    Where others are named as takers too, they may have made the take-home less, and never more.
    """
    if not unit.is_hand_stated:
        return
    hand = _sum("hand", entry, [_of(unit, ("hand", "held"), i) for i in range(len(unit.cases))])
    said = of_claim(claim)
    left = []
    for case in unit.cases:
        gross = unit.gross[case]
        if gross.bound is None and said.low is not None and said.high is not None:
            ends = (gross.value * (1 - said.high), gross.value * (1 - said.low))
            left.append(Printed("left", entry, *ends, hand.currency, entry.per, slack=gross.value * said.slack))
    is_less = any(hand.low is not None and x.ends[1] is not None and hand.low > x.ends[1] for x in left)
    if is_less or (not _others(claim, entry) and any(not meet(each, hand) for each in left)):
        lows, highs = [x.low for x in left if x.low is not None], [x.high for x in left if x.high is not None]
        whole = Printed("left", entry, min(lows), max(highs), hand.currency, entry.per)
        is_part = claim.takers not in EVERYBODY
        maybe = ("The share is not said to be everything that was taken.",) if is_part else ()
        yield Itself("left", (said, whole, hand), (found.says,), maybe)


def _days(entries: Sequence[EntryView], stated: Sequence[StatedView]) -> Iterator[Itself]:
    for found in reckon(entries, stated, []):
        if found.key != "contract-a-head" or "days" not in found.figures:
            continue
        entry = next((e for e in entries if e.kind == "wage" and e.per == "day"), entries[0])
        first, last = entry.period.earliest, entry.period.latest
        if first is None or last is None:
            continue
        time, paid = Fraction((last - first).days + 1), Fraction(found.figures["days"])
        if paid < time:
            sides = (Printed("days-of-pay", entry, paid, paid), Printed("days-of-time", entry, time, time))
            yield Itself("days", sides, (found.says,), ("How many of the days were worked is not stated.",))


def _others(claim: ClaimView, entry: EntryView) -> bool:
    """True when somebody is named as a taker whom the claim does not mean."""
    meant = TAKERS if claim.takers in EVERYBODY else CLAIMED.get(claim.takers, (claim.takers,))
    named = {line.party for line in entry.lines if line.party in TAKERS and (line.label or line.party != "unexplained")}
    return not named <= set(meant)


def _unpriced(entry: EntryView) -> bool:
    return any(not line.amounts and line.party in TAKERS for line in entry.lines)


def _of(unit: Unit, parts: Iterable[str], place: int) -> Amount:
    """The sum of these parts in the case of that place; bounded when one of them is."""
    amounts = [unit.parts[part][unit.cases[place]] for part in parts]
    return Amount(sum(a.value for a in amounts), next((a.bound for a in amounts if a.bound), None))


def _sum(measure: str, entry: EntryView, amounts: Sequence[Amount]) -> Printed:
    """From the smallest to the largest over the cases, in the currency of the gross."""
    currency = gross_currency(entry) or "XXX"
    bounds = {a.bound for a in amounts}
    scale = Fraction(1, 10_000) if currency == "XXX" else Fraction(1)
    return Printed(
        measure=measure,
        of=entry,
        low=None if bounds & {"at_most", "either"} else min(a.value for a in amounts) * scale,
        high=None if bounds & {"at_least", "either"} else max(a.value for a in amounts) * scale,
        currency=None if currency == "XXX" else currency,
        per=None if currency == "XXX" else entry.per,
        words="; ".join(x.note for x in entry.lines if x.note and x.account == "worker:hand") or None
        if measure == "hand"
        else None,
    )


def _numbers(found: Reckoning, name: str) -> list[Fraction]:
    return [Fraction(text.replace(",", "")) for key, text in found.figures.items() if key.partition("_")[2] == name]
