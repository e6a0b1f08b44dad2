"""What the lines of a wage say of each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.book.views import EntryView, StatedView
from ledger.measure.reckoning import Reckoning, joined_text, span
from ledger.measure.shares import NAMED, Unit
from ledger.values.money import format_grouped
from ledger.values.percent import percent_text


def rest_against_hand(unit: Unit, currency: str) -> Iterator[Reckoning]:
    """Gross less the named takers, beside what the worker is said to have."""
    mine_bounds = {unit.parts[part][case].bound for part in ("hand", "held") for case in unit.cases}
    gross_bounds = {unit.gross[case].bound for case in unit.cases}
    if not unit.priced.intersection(NAMED) or not unit.is_hand_stated or {*mine_bounds, *gross_bounds} != {None}:
        return
    figures: dict[str, str] = {}
    left: list[Fraction] = []
    has: list[Fraction] = []
    for case in unit.cases:
        gross = unit.gross[case].value
        rest = gross - sum(unit.parts[part][case].value for part in NAMED)
        mine = unit.parts["hand"][case].value + unit.parts["held"][case].value
        figures |= {
            f"{case}_left": format_grouped(rest, currency),
            f"{case}_left_share": percent_text(Fraction(rest, gross)),
            f"{case}_stated": format_grouped(mine, currency),
            f"{case}_stated_share": percent_text(Fraction(mine, gross)),
            f"{case}_difference": format_grouped(rest - mine, currency),
            f"{case}_difference_share": percent_text(Fraction(rest - mine, gross)),
        }
        left.append(Fraction(rest))
        has.append(Fraction(mine))
    lefts, stated = span(figures, unit.cases, "left"), span(figures, unit.cases, "stated")
    if left == has:
        verdict = "they agree exactly"
    elif min(left) <= min(has) and max(has) <= max(left):
        verdict = "the stated figure lies between them: consistent"
    elif all(rest > mine for rest, mine in zip(left, has, strict=True)):
        shares = span(figures, unit.cases, "difference_share")
        verdict = f"{span(figures, unit.cases, 'difference')} ({shares} %) is unexplained"
    else:
        verdict = "the lines and the stated figure are more than the gross in some case"
    left_shares = span(figures, unit.cases, "left_share")
    says = (
        f"The gross less the named lines leaves {lefts} {currency} ({left_shares} %); {stated} {currency} is stated: "
        f"{verdict}."
    )
    yield Reckoning("rest-against-hand", says, figures)


def without_living(unit: Unit) -> Iterator[Reckoning]:
    """Shares of what is left of the gross after living costs: another denominator, named."""
    if "living" not in unit.priced:
        return
    figures: dict[str, str] = {}
    for case in unit.cases:
        base = unit.gross[case].value - unit.parts["living"][case].value
        if base <= 0:
            return
        figures[f"{case}_base_share"] = percent_text(Fraction(base, unit.gross[case].value))
        for part in ("state", "company", "supervisor", "broker", "host"):
            if part in unit.priced:
                figures[f"{case}_{part}"] = percent_text(Fraction(unit.parts[part][case].value, base))
        if unit.is_hand_stated and unit.parts["hand"][case].bound is None:
            mine = unit.parts["hand"][case].value + unit.parts["held"][case].value
            figures[f"{case}_worker"] = percent_text(Fraction(mine, base))
    names = [
        n for n in ("state", "company", "supervisor", "broker", "host", "worker") if f"{unit.cases[0]}_{n}" in figures
    ]
    said = ", ".join(f"{name} {span(figures, unit.cases, name)} %" for name in names)
    if said:
        yield Reckoning("without-living", f"Of the gross less living costs: {said}.", figures)


def due_and_received(unit: Unit) -> Iterator[Reckoning]:
    """What was due and written down, beside what was received."""
    if "held" not in unit.priced or not any(unit.parts["held"][case].value for case in unit.cases):
        return
    figures: dict[str, str] = {}
    for case in unit.cases:
        hand, held = unit.parts["hand"][case].value, unit.parts["held"][case].value
        figures[f"{case}_due"] = percent_text(Fraction(hand + held, unit.gross[case].value))
        figures[f"{case}_received"] = percent_text(Fraction(hand, unit.gross[case].value))
    due, got = span(figures, unit.cases, "due"), span(figures, unit.cases, "received")
    says = f"Due to the worker {due} % of the gross; received {got} % until it is settled."
    yield Reckoning("due-and-received", says, figures)


def printed_percents(unit: Unit, entry: EntryView, stated: Sequence[StatedView]) -> Iterator[Reckoning]:
    """A line printed both as an amount and as a percentage of the gross: the computed percentage beside the printed."""
    for figure in stated:
        has_both = figure.percent_best is not None and figure.amount_best is not None
        if figure.entry_id != entry.id or not has_both or figure.percent_best is None:
            continue
        lines = [line for line in entry.lines if line.label == figure.flow and line.amounts]
        if len(lines) != 1 or lines[0].currency != figure.currency or figure.percent_of in (None, "savings"):
            continue
        shares = [Fraction(lines[0].amounts[case].value, unit.gross[case].value) for case in unit.cases]
        computed = joined_text([percent_text(s) for s in shares])
        figures = {"printed": figure.percent_best, "computed": computed}
        says = f"{figure.flow} is printed as {figure.percent_best} % and its amount makes {computed} %."
        yield Reckoning("printed-percent", says, figures)
