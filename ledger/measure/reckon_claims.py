"""Published shares, contracts and revenues beside what the amounts give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.book.views import ClaimView, EntryView, StatedView
from ledger.measure.reckoning import Reckoning, joined_text, money, told
from ledger.measure.shares import unit_of
from ledger.values import numerals
from ledger.values.cases import CASES
from ledger.values.money import format_grouped, rounded
from ledger.values.percent import PPM_WHOLE, percent_text


def claim_beside(entries: Sequence[EntryView], claims: Sequence[ClaimView]) -> Iterator[Reckoning]:
    """Each published share beside what the amounts of the same observation give, and what it would mean in money."""
    units = [unit for unit in (unit_of([e]) for e in entries) if unit is not None]
    for claim in claims:
        says_so = _printed(claim)
        if units:
            measure = _measure_of(claim)
            computed = units[0].interval(measure)
            if computed is None:
                measure = "all"
                computed = units[0].interval(measure)
            found = told(computed)
            figures = {"printed": says_so, "computed": found, "measure": measure}
            named = units[0].interval("named")
            says = f"Printed: {claim.side} {says_so} % ({claim.takers}). Computed on the gross: {found} % ({measure})."
            if named is not None and named.low is not None and claim.side == "taken" and claim.best is not None:
                gap = Fraction(claim.best, PPM_WHOLE) - named.low
                if measure == "all" and not units[0].is_hand_stated and gap:
                    figures |= {"named": percent_text(named.low), "not_attributed": percent_text(gap)}
                    says += f" The named lines make {figures['named']} %: {figures['not_attributed']} points apart."
            yield Reckoning("claim", says, figures)
        yield from _claim_in_money(entries, claim)


def _claim_in_money(entries: Sequence[EntryView], claim: ClaimView) -> Iterator[Reckoning]:
    """What a printed share would leave of the printed gross."""
    share = claim.best
    for entry in entries:
        gross = [line for line in entry.lines if line.party == "employer" and line.amounts]
        if entry.kind != "wage" or not gross or share is None or gross[0].currency == "XXX":
            continue
        kept = PPM_WHOLE - share if claim.side == "taken" else share
        figures: dict[str, str] = {}
        parts: list[str] = []
        for case in [c for c in CASES if c in gross[0].amounts]:
            earned = -gross[0].amounts[case].value
            left = format_grouped(rounded(Fraction(earned * kept, PPM_WHOLE)), gross[0].currency)
            figures[f"{case}_gross"] = format_grouped(earned, gross[0].currency)
            figures[f"{case}_left"] = left
            parts.append(f"{left} of {figures[f'{case}_gross']} {gross[0].currency}")
        says = f"{claim.side.capitalize()} {_printed(claim)} % would leave {'; '.join(dict.fromkeys(parts))}."
        yield Reckoning("claim-in-money", says, figures)


def contract_a_head(entries: Sequence[EntryView], stated: Sequence[StatedView]) -> Iterator[Reckoning]:
    """A contract for a crew: per head, less the printed cut, and how many days' pay the rest would be."""
    heads = next((e.placement.headcount_high for e in entries if e.placement.headcount_high), None)
    for total in stated:
        amount = total.amount_best
        if total.flow != "contract_total" or total.unit != "group_total" or amount is None or not heads:
            continue
        currency = total.currency or ""
        per_head = Fraction(Fraction(amount), heads)
        figures = {"total": amount, "heads": str(heads), "per_head": money(per_head, currency)}
        says = f"{amount} {currency} for {heads} is {figures['per_head']} a head (a check, never posted)."
        cut = next((s for s in stated if s.percent_of == "contract total" and s.percent_best), None)
        rest = per_head
        if cut is not None and cut.percent_best is not None:
            rest = per_head * (1 - Fraction(cut.percent_best) * Fraction(1, 100))
            figures |= {"cut": cut.percent_best, "rest": money(rest, currency)}
            says += f" Less {cut.percent_best} % leaves {figures['rest']}."
        for daily in stated:
            is_daily = (daily.flow, daily.per, daily.currency) == ("take_home", "day", currency)
            a_day = daily.amount_best if is_daily else None
            if a_day is not None and Fraction(a_day) > 0:
                figures |= {"a_day": a_day, "days": _one_decimal(Fraction(rest, Fraction(a_day)))}
                says += f" At {a_day} a day that is {figures['days']} days of pay."
        yield Reckoning("contract-a-head", says, figures)


def of_revenue(entries: Sequence[EntryView], stated: Sequence[StatedView]) -> Iterator[Reckoning]:
    """What the worker has as a share of the revenue earned for others: another base, comparable with no wage share."""
    for revenue in stated:
        if revenue.flow not in ("revenue_generated", "team_revenue") or revenue.amount_best is None:
            continue
        if revenue.unit != "per_worker":
            continue
        for figure in stated:
            same = (figure.currency, figure.per) == (revenue.currency, revenue.per)
            if figure.flow != "take_home" or not same or Fraction(revenue.amount_best) <= 0:
                continue
            ends = [t for t in (figure.amount_low, figure.amount_best, figure.amount_high) if t is not None]
            shares = [percent_text(Fraction(Fraction(t), Fraction(revenue.amount_best))) for t in ends]
            is_ceiling = figure.amount_low is None and figure.amount_best is None
            told_share = ("at most " if is_ceiling else "") + joined_text(shares)
            figures = {
                "revenue": revenue.amount_best,
                "share": joined_text(shares),
                "bound": "at_most" if is_ceiling else "",
            }
            whole = f"the revenue of {revenue.amount_best} {revenue.currency}"
            says = f"The take-home is {told_share} % of {whole}: not a wage share."
            yield Reckoning("of-revenue", says, figures)


def _measure_of(claim: ClaimView) -> str:
    if claim.side == "kept":
        return "hand"
    return claim.takers if claim.takers in ("state", "state-company") else "all"


def _printed(claim: ClaimView) -> str:
    ends = [percent_text(Fraction(v, PPM_WHOLE)) for v in (claim.low, claim.best, claim.high) if v is not None]
    word = f"{claim.operator} " if claim.operator else ""
    return word + joined_text(ends)


def _one_decimal(value: Fraction) -> str:
    return numerals.plain(rounded(value * 10), 1)
