"""What the words beside a transfer say in figures: a fee agreed and a fee charged, a charge outside the percentage.

A figure is taken from words only where it stands there in one form and agrees with what is posted: "30.9 agreed, 33.5
actually charged" where one of the two is the fee, "plus 300,000 KRW" in what is said of the takers. Anything else is
left in the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ledger.measure.paired import in_case, rest_of
from ledger.measure.remittance_cost import Costs
from ledger.measure.shares import Interval
from ledger.values.cases import Case
from ledger.values.money import exponent, parse_minor
from ledger.values.percent import PPM_WHOLE, parse_ppm
from ledger.values.problems import BadValue

_TERM = re.compile(
    r"(?<![\w.,])(?P<figure>[0-9]{1,3}(?:\.[0-9]{1,4})?)(?:\s?%|\s(?:percent|per cent|pct))?"
    r"\s(?:was\s|were\s)?(?:actually\s)?(?P<word>asked|agreed|charged)\b"
)
_CHARGE = re.compile(r"\bplus (?P<figure>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?) (?P<currency>[A-Z]{3})\b")


@dataclass(frozen=True)
class Terms:
    """Fees as shares of what is sent: what was asked for, agreed and charged. None is not documented."""

    asked: Fraction | None = None
    agreed: Fraction | None = None
    charged: Fraction | None = None


@dataclass(frozen=True)
class Pair:
    """A fee that was agreed beside the one that was charged, of one origin and time: shares of what was sent."""

    members: tuple[Costs, ...]
    agreed: Fraction
    charged: Fraction

    @property
    def more(self) -> Fraction:
        """By how much the charge exceeds what was agreed."""
        return self.charged - self.agreed


@dataclass(frozen=True)
class Paid:
    """All that was paid for a transfer with a charge outside the percentage, in minor units of the charge's currency.

    `cost` of `paid` did not arrive: the `share`. With a high end that is not known it is at least so much.
    """

    currency: str
    charge: int
    cost: Fraction
    paid: Fraction
    share: Interval


def terms_of(costs: Costs) -> Terms:
    """What the source's words say was asked, agreed and charged, where one of them is the fee that is posted."""
    fees = {end for cost in costs.cases.values() if cost.fee for end in (cost.fee.low, cost.fee.high)}
    for text in costs.transfer.notes:
        said: dict[str, set[Fraction]] = {}
        for found in _TERM.finditer(text):
            said.setdefault(found["word"], set()).add(Fraction(parse_ppm(found["figure"]), PPM_WHOLE))
        if not fees & {figure for word in ("agreed", "charged") for figure in said.get(word, ())}:
            continue
        one = {word: next(iter(figures)) for word, figures in said.items() if len(figures) == 1}
        return Terms(one.get("asked"), one.get("agreed"), one.get("charged"))
    return Terms()


def pairs_of(said: Iterable[tuple[Costs, Terms]]) -> list[Pair]:
    """Fees agreed beside those charged: of one transfer, else of one origin, time and country; never across origins.

    Where an origin says several of either, none is chosen.
    """
    made: list[Pair] = []
    apart: dict[tuple[object, ...], list[tuple[Costs, Terms]]] = {}
    for costs, terms in said:
        if terms.agreed is not None and terms.charged is not None:
            made.append(Pair((costs,), terms.agreed, terms.charged))
        elif terms != Terms():
            transfer = costs.transfer
            key = (transfer.origin, *transfer.years, transfer.entry.placement.country)
            apart.setdefault(key, []).append((costs, terms))
    for members in apart.values():
        agreed = {terms.agreed for _, terms in members} - {None}
        charged = {terms.charged for _, terms in members} - {None}
        if len(agreed) == len(charged) == 1:
            one, other = agreed.pop(), charged.pop()
            if one is not None and other is not None:
                made.append(Pair(tuple(costs for costs, _ in members), one, other))
    return sorted(made, key=lambda pair: pair.members[0].transfer.order)


def charge_of(costs: Costs) -> tuple[int, str] | None:
    """A charge outside the percentage, in minor units, and its currency; None without one, or with several."""
    found = set()
    for line in costs.transfer.takers:
        for match in _CHARGE.finditer(line.label or ""):
            try:
                found.add((parse_minor(match["figure"].replace(",", ""), match["currency"]), match["currency"]))
            except BadValue:
                continue  # three capitals that are no currency, or more decimals than it has
    return found.pop() if len(found) == 1 else None


def paid_for(costs: Costs, case: Case) -> Paid | None:
    """The share of everything paid that did not arrive, with a charge outside the percentage; None without one.

    What was sent is valued at the market, else at the rate applied: then the loss in the exchange is not in it, and the
    share is at least so much.
    """
    charge, transfer, cost = charge_of(costs), costs.transfer, costs.cases[case]
    sent = in_case(transfer.sent, case) if transfer.sent else None
    if charge is None or sent is None or sent.bound is not None or cost.fee is None or not cost.fee.is_exact:
        return None
    minor, currency = charge
    if currency == transfer.currency:
        lost = Interval(cost.fee.low, None) if cost.delivered is None else rest_of(cost.delivered)
        ends = [(sent.value * end, Fraction(sent.value)) for end in (lost.low, lost.high) if end is not None]
        is_bound = None in (lost.low, lost.high)
    else:
        ends, is_bound = _in_received(costs, case, sent.value, currency), not costs.market
    if not ends:
        return None
    shares = [Fraction(of_cost + minor, of_paid + minor) for of_cost, of_paid in ends]
    of_cost, of_paid = ends[0]
    return Paid(
        currency, minor, of_cost + minor, of_paid + minor, Interval(shares[0], None if is_bound else shares[-1])
    )


def _in_received(costs: Costs, case: Case, sent: int, currency: str) -> list[tuple[Fraction, Fraction]]:
    """What did not arrive, and what was sent, in the currency received: at the lowest and at the highest rate."""
    transfer, applied = costs.transfer, costs.cases[case].applied
    received = in_case(transfer.received, case) if transfer.received else None
    rates = [used.rate for used in costs.market] or ([] if applied is None else [applied])
    if currency != transfer.received_currency or received is None or received.bound is not None or not rates:
        return []
    units = Fraction(10 ** exponent(currency), 10 ** exponent(transfer.currency or ""))
    return [(sent * units * rate - received.value, sent * units * rate) for rate in (min(rates), max(rates))]
