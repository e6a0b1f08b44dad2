"""The report on money sent home: what was agreed, charged and lost in the exchange, per transfer and per group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from ledger.measure.over_origins import Spread, over_origins
from ledger.measure.remittance_cost import Costs, costs_of
from ledger.measure.remittance_words import Paid, Pair, Terms, paid_for, pairs_of, terms_of
from ledger.measure.shares import Interval
from ledger.measure.transfers import NO_CURRENCY, Transfer, transfers
from ledger.measure.valuation import NotConverted, Valued, Valuer
from ledger.publish.evidence import Evidence
from ledger.values.cases import Case

REPORT = "remittances"
BY = ("route", "year", "country")
NOT_STATED = "not stated"
SEVERAL = "several"  # a country that the source leaves open, as in the observations format

Worth = dict[str, dict[Case, Valued | NotConverted]]  # what was sent, the fee, what was received, in one currency


@dataclass(frozen=True)
class Row:
    """One transfer: its costs, what its source's words add, and with `-X` its amounts in that currency."""

    costs: Costs
    terms: Terms
    paid: dict[Case, Paid]
    worth: Worth

    @property
    def transfer(self) -> Transfer:
        """What was sent, taken and received."""
        return self.costs.transfer

    @property
    def path(self) -> tuple[str, str]:
        """The way to the row in a figure's id."""
        return ("transfer", f"{self.transfer.entry.observation or ''}.{self.transfer.entry.id}")

    @property
    def unconverted(self) -> tuple[str, ...]:
        """Why amounts of it are not converted, a sentence an amount."""
        return tuple(
            dict.fromkeys(v.says for side in self.worth.values() for v in side.values() if isinstance(v, NotConverted))
        )


@dataclass(frozen=True)
class Group:
    """Transfers told together. `fee` is over the origins that tell a fee in percent; None where none does."""

    key: tuple[str, ...]
    rows: tuple[Row, ...]
    fee: Spread | None

    @property
    def origins(self) -> int:
        """Whoever ultimately knows, each once."""
        return len({row.transfer.origin for row in self.rows})

    @property
    def without_fee(self) -> int:
        """The transfers of which no fee in percent is told."""
        return sum(row.costs.over("fee") is None for row in self.rows)


@dataclass(frozen=True)
class RemittanceReport:
    """All transfers that may be told one by one, together and in groups, and the fees agreed beside those charged."""

    by: tuple[str, ...]
    whole: Group
    groups: tuple[Group, ...]
    pairs: tuple[Pair, ...]
    currency: str | None = None

    @property
    def unconverted(self) -> int:
        """How many amounts could not be converted."""
        return sum(len(row.unconverted) for row in self.whole.rows)


def remittances(evidence: Evidence, by: Sequence[str] = (), valuer: Valuer | None = None) -> RemittanceReport:
    """The report on what may be told observation by observation. Raises KeyError for a name that is not in BY."""
    found = transfers(evidence.entries, evidence.stated)
    if valuer is not None:
        valuer = valuer.ending([entry.period for transfer in found for entry in transfer.entries])
    rows = [_row(costs_of(transfer, evidence.rates), valuer) for transfer in found]
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows if by else ():
        for key in product(*(_values(row.transfer, name) for name in by)):
            groups.setdefault(key, []).append(row)
    return RemittanceReport(
        by=tuple(by),
        whole=_group((), rows),
        groups=tuple(sorted((_group(key, its) for key, its in groups.items()), key=lambda g: (-g.origins, g.key))),
        pairs=tuple(pairs_of((row.costs, row.terms) for row in rows)),
        currency=None if valuer is None else valuer.wanted,
    )


def currencies(evidence: Evidence) -> set[str]:
    """The currencies of everything that the report may have to value."""
    return {line.currency for entry in evidence.entries if entry.kind == "remittance" for line in entry.lines}


def pair_path(pair: Pair) -> tuple[str, ...]:
    """The way to a pair in a figure's id."""
    return ("agreed", *(f"{c.transfer.entry.observation or ''}.{c.transfer.entry.id}" for c in pair.members))


def group_path(group: Group) -> tuple[str, ...]:
    """The way to a group in a figure's id."""
    return ("group", *group.key) if group.key else ("whole",)


def _row(costs: Costs, valuer: Valuer | None) -> Row:
    paid = {case: found for case in costs.cases if (found := paid_for(costs, case)) is not None}
    return Row(costs, terms_of(costs), paid, {} if valuer is None else _worth(costs.transfer, valuer))


def _worth(transfer: Transfer, valuer: Valuer) -> Worth:
    period = transfer.entry.period
    sides = [("sent", transfer.sent, transfer.currency), ("fee", transfer.fee, transfer.currency)]
    sides += [("received", transfer.received, transfer.received_currency)]
    return {
        name: {case: valuer.value(amount.value, currency, period) for case, amount in side.items()}
        for name, side, currency in sides
        if side and currency is not None and currency != NO_CURRENCY
    }


def _group(key: tuple[str, ...], rows: Sequence[Row]) -> Group:
    fees = [(row.transfer.origin, fee) for row in rows if (fee := row.costs.over("fee")) is not None]
    return Group(key, tuple(rows), _at_most_all(over_origins(fees)))


def _at_most_all(fee: Spread | None) -> Spread | None:
    """Where an origin says that all of it was taken, a fee of at least so much elsewhere makes the range no longer."""
    if fee is None or fee.summary.range.high is not None or fee.known.high is None or fee.known.high < 1:
        return fee
    return replace(fee, summary=replace(fee.summary, range=Interval(fee.summary.range.low, fee.known.high)))


def _values(transfer: Transfer, name: str) -> list[str]:
    readers = {
        "route": lambda: [transfer.route or NOT_STATED],
        "year": lambda: transfer.years,
        "country": lambda: [transfer.entry.placement.country or SEVERAL],
    }
    return readers[name]()
