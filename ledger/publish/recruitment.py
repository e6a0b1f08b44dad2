"""The report on recruitment costs in months of pay (SDG 10.7.1), case by case and over the origins that tell it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.book.views import EntryView
from ledger.measure.over_origins import Spread, over_origins
from ledger.measure.paired import Amounts
from ledger.measure.recruitment import Convert, Recruitment, recruitments
from ledger.measure.spread import LEAST_FOR_QUARTILES
from ledger.measure.valuation import NotConverted, Valued, Valuer
from ledger.publish.asked import Asked
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Evidence, Published
from ledger.publish.figures import Figure, figure_id
from ledger.publish.recruitment_words import cost_text, item_text, months_text, name_of, pay_text, spread_text
from ledger.publish.visible import visible
from ledger.values.cases import Case
from ledger.values.periods import Period

REPORT = "recruitment"
SIDES = ("earned", "kept")

Value = Valued | NotConverted
Worth = dict[str, tuple[dict[Case, Value], ...]]  # of every line of the cost, and of the pay, by case


@dataclass(frozen=True)
class Row:
    """One recruitment; with `-X` its amounts in that currency: the cost, and the pay as earned and as kept."""

    found: Recruitment
    worth: Worth

    @property
    def path(self) -> tuple[str, str]:
        """The way to the row in a figure's id."""
        return ("case", f"{self.found.entry.observation or ''}.{self.found.entry.id}")

    @property
    def unconverted(self) -> tuple[str, ...]:
        """Why amounts of it are not converted, a sentence an amount."""
        every = [value for side in self.worth.values() for values in side for value in values.values()]
        return tuple(dict.fromkeys(value.says for value in every if isinstance(value, NotConverted)))


@dataclass(frozen=True)
class RecruitmentReport:
    """The recruitments, and the spread of their months over origins: None with fewer than four origins."""

    rows: tuple[Row, ...]
    spreads: dict[str, Spread | None]
    origins: dict[str, int]
    currency: str | None = None

    @property
    def unconverted(self) -> int:
        """How many amounts could not be converted."""
        return sum(len(row.unconverted) for row in self.rows)


def recruitment(evidence: Evidence, valuer: Valuer | None = None) -> RecruitmentReport:
    """The report on what may be told observation by observation."""
    if valuer is not None:
        valuer = valuer.ending([entry.period for each in recruitments(evidence.entries) for entry in _entries(each)])
    rows = tuple(Row(each, _worth(each, valuer)) for each in recruitments(evidence.entries, _convert(valuer)))
    told = {side: _told(rows, side) for side in SIDES}
    return RecruitmentReport(
        rows=rows,
        spreads={
            side: spread if spread is not None and spread.summary.origins >= LEAST_FOR_QUARTILES else None
            for side, spread in told.items()
        },
        origins={side: 0 if spread is None else spread.summary.origins for side, spread in told.items()},
        currency=None if valuer is None else valuer.wanted,
    )


def _told(rows: Sequence[Row], side: str) -> Spread | None:
    said = [(row.found.origin, getattr(row.found, side).interval) for row in rows]
    return over_origins((origin, interval) for origin, interval in said if interval is not None)


def currencies(evidence: Evidence) -> set[str]:
    """The currencies of everything that the report may have to value."""
    return {line.currency for each in recruitments(evidence.entries) for e in _entries(each) for line in e.lines}


def figures(disclosed: Disclosed[Published[RecruitmentReport]], asked: Asked) -> Iterator[Figure]:
    """Every figure of the report that has an id."""
    report = opened(disclosed).body
    for side in SIDES:
        told = [row for row in report.rows if getattr(row.found, side).interval is not None]
        yield Figure(
            id=figure_id(REPORT, asked, "months", side),
            says=f"Cost in months of pay as {side}: {spread_text(report.spreads[side], report.origins[side])}.",
            working=(
                "Each origin counts once; every cost is divided by the pay of the same observation alone.",
                *(f"{name_of(row.found)}: {months_text(getattr(row.found, side))}" for row in told),
            ),
            entries=tuple(sorted({entry.id for row in told for entry in _entries(row.found)})),
        )
    for row in report.rows:
        yield _figure(row, asked)


def _figure(row: Row, asked: Asked) -> Figure:
    found = row.found
    working = [f"cost: {cost_text(found)}", *(f"not in it: {item_text(item)}" for item in found.apart)]
    for side in SIDES:
        months = getattr(found, side)
        working.append(f"pay as {side}: {pay_text(found, side)}")
        working.append(f"cost : pay as {side} = {months_text(months)}")
    values = [v for side in row.worth.values() for each in side for v in each.values() if isinstance(v, Valued)]
    return Figure(
        id=figure_id(REPORT, asked, *row.path),
        says=f"{name_of(found)}: {months_text(found.earned)} as earned; {months_text(found.kept)} as kept.",
        working=tuple(working),
        entries=tuple(entry.id for entry in _entries(found)),
        rates=tuple(dict.fromkeys(visible(leg.says) for value in values for leg in value.legs)),
    )


def _entries(found: Recruitment) -> list[EntryView]:
    """The entries of what was paid and of the pay, each once, by number."""
    paid = [item.entry for item in (*found.items, *found.apart)]
    every = {entry.id: entry for entry in (*paid, *(found.pay.entries if found.pay else ()))}
    return [every[number] for number in sorted(every)]


def _convert(valuer: Valuer | None) -> Convert | None:
    if valuer is None:
        return None

    def convert(minor: int, currency: str, period: Period) -> Fraction | None:
        value = valuer.value(minor, currency, period)
        return value.minor if isinstance(value, Valued) else None

    return convert


def _worth(found: Recruitment, valuer: Valuer | None) -> Worth:
    """The lines of the cost each at its own time, and the pay at its own."""
    if valuer is None:
        return {}
    lines = [(item.line.amounts, item.line.currency, item.entry.period) for item in found.items]
    made: Worth = {"cost": tuple(_valued(amounts, currency, at, valuer) for amounts, currency, at in lines if amounts)}
    for side in SIDES if found.pay is not None else ():
        amounts: Amounts = getattr(found.pay, side)
        if amounts and found.pay is not None:
            made[side] = (_valued(amounts, found.pay.currency, found.pay.entries[0].period, valuer),)
    return made


def _valued(amounts: Amounts, currency: str, period: Period, valuer: Valuer) -> dict[Case, Value]:
    return {case: valuer.value(amount.value, currency, period) for case, amount in amounts.items()}
