"""The figures of a transfer in words: amounts over their cases, the fee, the exchange, what is not known and why."""

from __future__ import annotations

from fractions import Fraction

from ledger.measure.paired import Amounts
from ledger.measure.reckoning import BOUND_WORDS
from ledger.measure.remittance_words import Pair, charge_of
from ledger.measure.shares import Interval, hull
from ledger.measure.transfers import NO_CURRENCY, SECTOR, Transfer
from ledger.measure.valuation import Valued
from ledger.publish.remittances import Row
from ledger.publish.visible import visible
from ledger.publish.wording import UNKNOWN, interval_text
from ledger.values.cases import CASES
from ledger.values.money import format_grouped, rounded
from ledger.values.percent import percent_text

PERCENT_ONLY = "in percent alone: no amount is stated"


def amounts_text(side: Amounts, currency: str | None) -> str:
    """`510,000 to 1,000,000 KRW`, `at least 40.00 USD`, `100 to 300, usually 150 USD`; `not stated`."""
    if not side or currency is None:
        return "not stated"
    said = {case: f"{BOUND_WORDS[side[case].bound]}{format_grouped(side[case].value, currency)}" for case in side}
    ends = list(dict.fromkeys(said[case] for case in ("low", "high") if case in said)) or [said["best"]]
    usual = f", usually {said['best']}" if "best" in said and said["best"] not in ends else ""
    return f"{' to '.join(ends)}{usual} {currency}"


def percent(share: Interval) -> str:
    """`40.00 %`, `at least 40.00 %`, `not known`."""
    return "not known" if share == UNKNOWN else f"{interval_text(share)} %"


def sender_of(transfer: Transfer) -> str:
    """What kind of sender it is, never who: as the source says, or by the job."""
    placement = transfer.entry.placement
    if placement.sector == SECTOR:
        return placement.description or "not stated"
    is_worker = any(line.account == "worker:hand" for line in transfer.entry.lines)
    return f"{'workers' if is_worker else 'not stated, of work'} in {placement.sector}"


def sent_text(row: Row) -> str:
    """What was sent; with `-X` what it is worth."""
    transfer = row.transfer
    if transfer.currency == NO_CURRENCY and transfer.sent:
        return PERCENT_ONLY
    return amounts_text(transfer.sent, transfer.currency) + worth_text(row, "sent")


def received_text(row: Row) -> str:
    """What arrived, and which share of what was sent that is at the market."""
    transfer, delivered = row.transfer, row.costs.over("delivered")
    text = amounts_text(transfer.received, transfer.received_currency) + worth_text(row, "received")
    if not transfer.received and delivered is not None and delivered.high == 0:
        return "nothing"
    if delivered is None:
        return text
    exchanged = ", at the market" if transfer.currency != transfer.received_currency else ""
    return f"{text}: {percent(delivered)} of what was sent{exchanged}"


def fee_text(row: Row) -> str:
    """The fee in percent of what was sent, by whom it was taken; or the amount, or that none is stated."""
    transfer, share = row.transfer, row.costs.over("fee")
    takers = ", ".join(dict.fromkeys(visible(line.label or line.account) for line in transfer.takers))
    operators = dict.fromkeys(line.operator for line in transfer.takers if line.operator)
    said = f' (the source says "{visible(", ".join(operators))}")' if operators else ""
    taken = f"; taken by: {takers}" if takers else ""
    if share is None:
        elsewhere = [f for f in transfer.fee_elsewhere if f.amount_best]
        if elsewhere and not transfer.fee:
            printed = f"{visible(elsewhere[0].amount_best or '')} {elsewhere[0].currency or ''}".strip()
            return f"{printed} as printed, in another currency than what was sent: no percentage"
        if not transfer.fee:
            return f"not stated{taken}"
        amount = amounts_text(transfer.fee, transfer.currency) + worth_text(row, "fee")
        return f"{amount}, of a sum that is not stated{said}{taken}"
    usual = percent(share) if share == UNKNOWN else f"{_usual(row, share)} %"
    return f"{usual}{said}{taken}"


def _usual(row: Row, share: Interval) -> str:
    best = row.costs.cases["best"].fee if "best" in row.costs.cases and len(row.costs.cases) > 1 else None
    text = interval_text(share)
    return text if best is None or interval_text(best) == text else f"{text}, usually {interval_text(best)}"


def terms_text(row: Row) -> str:
    """`asked 50.00 %, agreed 40.00 %; what was charged is not documented`; empty where the source says none of it."""
    terms = row.terms
    known = [
        (word, getattr(terms, word)) for word in ("asked", "agreed", "charged") if getattr(terms, word) is not None
    ]
    if not known:
        return ""
    text = ", ".join(f"{word} {percent_text(share)} %" for word, share in known)
    missing = [word for word in ("agreed", "charged") if getattr(terms, word) is None]
    return f"{text}; what was {missing[0]} is not documented" if missing else text


def exchange_text(row: Row) -> str:
    """The margin with the rates it is worked out from; empty where nothing was exchanged, or nothing is known of it."""
    costs, transfer = row.costs, row.transfer
    margin = costs.over("margin")
    applied = dict.fromkeys(c.applied for c in costs.cases.values() if c.applied is not None)
    if not applied:
        return ""
    per = f"{transfer.received_currency} for 1 {transfer.currency}"
    rates = " to ".join(decimal_text(rate) for rate in sorted(applied))
    text = f"{rates} {per} applied"
    if margin is None:
        return f"{text}; no market rate of that time is known"
    market = " to ".join(dict.fromkeys(decimal_text(used.rate) for used in (costs.market[0], costs.market[-1])))
    return f"{text}, {market} at the market: margin {percent(margin)}"


def all_in_text(row: Row) -> str:
    """The fee and the margin together; with a charge beside, the share of everything that was paid."""
    costs = row.costs
    if row.paid:
        found = list(row.paid.values())
        share, currency = hull([paid.share for paid in found]), found[0].currency
        cost, of, charge = (
            " to ".join(dict.fromkeys(format_grouped(rounded(Fraction(n)), currency) for n in ends))
            for ends in (
                [paid.cost for paid in found],
                [paid.paid for paid in found],
                [paid.charge for paid in found],
            )
        )
        text = (
            f"{percent(share)} of everything paid: {cost} of {of} {currency}, "
            f"with {charge} {currency} outside the percentage"
        )
        return text if share.high is not None else f"{text}; {why_bound(row)}"
    share_all = costs.over("all_in")
    if share_all is None or share_all == UNKNOWN:
        return "not known"
    beside = charge_of(costs)
    text = percent(share_all)
    if share_all.high is None:
        text += f": {why_bound(row)}"
    if beside is not None:
        text += f"; without {format_grouped(*beside)} {beside[1]} charged outside the percentage"
    return text


def why_bound(row: Row) -> str:
    """Why all in is a bound."""
    costs, transfer = row.costs, row.transfer
    if costs.over("margin") is not None:
        return "the fee is a bound"
    if not transfer.received and costs.imposed is None:
        return "the rate of the exchange is not stated"
    if not costs.market:
        return f"no market rate of {transfer.currency} and {transfer.received_currency} of that time is known"
    return "the rate applied is not known"


def pair_text(pair: Pair) -> str:
    """`agreed 30.90 %, charged 33.50 %: 2.60 points more`."""
    more = pair.more
    points = "as agreed" if more == 0 else f"{percent_text(abs(more))} points {'more' if more > 0 else 'less'}"
    return f"agreed {percent_text(pair.agreed)} %, charged {percent_text(pair.charged)} %: {points}"


def worth_text(row: Row, name: str) -> str:
    """` (1,234.00 USD)` with `-X`; empty without, and where it is not converted."""
    found = row.worth.get(name, {})
    values = [found[case] for case in CASES if case in found]
    worth = [value for value in values if isinstance(value, Valued)]
    if not worth or len(worth) != len(values) or not any(value.legs for value in worth):
        return ""
    ends = list(dict.fromkeys(format_grouped(rounded(value.minor), value.currency) for value in (worth[0], worth[-1])))
    return f" ({' to '.join(ends)} {worth[0].currency})"


def decimal_text(rate: Fraction) -> str:
    """A rate in at most four decimals, rounded half up: `200`, `0.0051`."""
    size = (2 * 10_000 * rate.numerator + rate.denominator) // (2 * rate.denominator)
    whole, part = divmod(size, 10_000)
    return f"{whole:,}.{part:04}".rstrip("0").rstrip(".")
