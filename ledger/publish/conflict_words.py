"""How one side of a conflict is put in words and in data: what it measures, and its figure with its bounds."""

from __future__ import annotations

from fractions import Fraction

from ledger.measure.conflicts import Conflict
from ledger.measure.printed import Printed
from ledger.publish.visible import visible
from ledger.values import numerals
from ledger.values.money import format_grouped, format_minor, rounded
from ledger.values.percent import percent_text

WHAT = {
    "gross": "gross",
    "hand": "take-home",
    "state": "state lines, worked out",
    "all": "all takers, worked out",
    "sent": "sum sent",
    "received": "sum received",
    "fee": "taken on the way",
    "workers": "speaks for",
    "taken-state": "claim: taken by the state",
    "taken-state-company": "claim: taken by state and company",
    "taken-all": "claim: taken by all",
    "taken-unsaid": "claim: taken, by whom not said",
    "kept-all": "claim: kept",
    "lines": "the lines together",
    "named": "named lines together",
    "left": "what the share would leave",
    "left-by-lines": "what the lines leave",
    "percent": "printed percentage",
    "percent-of-amount": "what the amount makes",
    "made-state": "state lines, worked out",
    "made-state-company": "state and company lines, worked out",
    "made-all": "all takers, worked out",
    "made-hand": "in hand, worked out",
    "days-of-pay": "days of pay that are left",
    "days-of-time": "days of the time it is for",
}
KINDS = {
    "parts": "a printed total and its parts",
    "share": "a printed share and the amounts",
    "left": "a printed share and the take-home",
    "overrun": "the lines are more than the gross",
    "take-home": "the lines and the take-home leave a rest",
    "percent": "a printed percentage and its amount",
    "days": "a contract and the pay of its days",
    "words": "contested",
}


def title(conflict: Conflict) -> str:
    """`CN, mixed, China: gross, USD a month`; for one observation its code in front."""
    first = conflict.sides[0]
    placement = first.placement
    where = [placement.country or "several countries", placement.sector, placement.employer or placement.description]
    said = KINDS.get(conflict.kind) or WHAT.get(conflict.kind, conflict.kind)
    unit = f", {first.currency}{_per(first.per)}" if first.currency and conflict.rule in ("origins", "copies") else ""
    code = f"{first.observation or first.mark}, " if conflict.rule == "itself" else ""
    return visible(f"{code}{', '.join(part for part in where if part)}: {said}{unit}")


def what(side: Printed) -> str:
    """What the side measures, in words; a line by its own name."""
    return visible(side.what) if side.what else WHAT.get(side.measure, visible(side.measure))


def figure(side: Printed) -> str:
    """`200.00 to 300.00 USD a month`, `at most 200.00 GBP a month (printed: up to)`, `about 70.00 %`, `80 workers`."""
    low, high = side.low, side.high
    if low is None or high is None:
        end = high if low is None else low
        said = "not known" if end is None else f"{'at most' if low is None else 'at least'} {_for_people(end, side)}"
        hedge = f" (printed: {visible(side.hedge)})" if side.hedge else ""
        return f"{said} {unit(side)}{_per(side.per)}{hedge}"
    ends = [_for_people(low, side), _for_people(high, side)]
    about = f"{visible(side.hedge)} " if side.hedge else ""
    of = " of the gross" if side.what and not side.currency else ""
    return f"{about}{' to '.join(dict.fromkeys(ends))} {unit(side)}{of}{_per(side.per)}"


def unit(side: Printed) -> str:
    """The currency; `%`, `workers` or `days` where there is none."""
    if side.currency:
        return side.currency
    return "workers" if side.measure == "workers" else "days" if side.measure.startswith("days") else "%"


def end_data(end: Fraction | None, side: Printed) -> str | None:
    """One end as text: percent with two decimals, an amount in major units, a count; None where it is open."""
    if end is None:
        return None
    return format_minor(rounded(end), side.currency) if side.currency else _count(end, side)


def _for_people(end: Fraction, side: Printed) -> str:
    return format_grouped(rounded(end), side.currency) if side.currency else _count(end, side)


def _count(end: Fraction, side: Printed) -> str:
    if unit(side) == "%":
        return percent_text(end)
    return str(end.numerator) if end.denominator == 1 else numerals.plain(rounded(end * 10), 1)


def _per(per: str | None) -> str:
    said = {"once": " once", "total": " in all", "hour": " an hour"}
    return "" if per is None else said.get(per, f" a {per}")
