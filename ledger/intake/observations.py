"""The observations format: one published observation of pay a row, and its money lines in a second file.

Reads and checks the cells; what the figures become is decided in plan.py. See the manual's page on the format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.intake.cells import INTERVALS, PLAIN, Reader
from ledger.intake.flows import flow_of
from ledger.intake.table import Row, Table
from ledger.values.cases import Stated
from ledger.values.money import EXPONENT
from ledger.values.periods import UNKNOWN_PERIOD, Period
from ledger.values.problems import Problem

SOURCE_COLUMNS = ("source_title", "publisher", "source_url", "source_date")
GROSS = ("gross_low", "gross_best", "gross_high")
TAKEN = ("share_taken_low", "share_taken_best", "share_taken_high")
KEPT = ("share_kept_low", "share_kept_best", "share_kept_high")
AMOUNT = ("amount_low", "amount_best", "amount_high")
PERCENT = ("percent_low", "percent_best", "percent_high")
WAGES = (
    "obs_id", *SOURCE_COLUMNS, "period_reported", "country", "place", "sector", "workers_covered", "currency",
    "pay_interval", *GROSS, "gross_basis", *TAKEN, *KEPT, "share_basis", "attribution", "verification", "notes",
    "claim_group", "seen_via", "also_at",
)  # fmt: skip
WAGES_NEEDED = ("obs_id", "source_title", "period_reported", "country", "sector", "currency", "pay_interval", *GROSS)
FLOW_COLUMNS = ("obs_id", "flow", *AMOUNT, "currency", "interval", "unit", *PERCENT, "percent_of", "note", "source_url")
FLOWS_NEEDED = ("obs_id", "flow", *AMOUNT, "currency", "interval", "unit", *PERCENT, "percent_of")


@dataclass(frozen=True)
class SourceCells:
    """The page or the testimony behind a row, as printed."""

    title: str
    publisher: str
    url: str
    published: str
    attribution: str = ""
    verification: str = ""
    seen_via: str = ""
    also_at: tuple[str, ...] = ()
    origin: str = ""


@dataclass(frozen=True)
class FlowLine:
    """One money line of an observation: an amount, a percentage of something, both, or a name alone.

    `amount` is in minor units of `currency` and empty when the line is kept as printed only; `percent` in ppm.
    """

    flow: str
    amount: Stated
    currency: str
    interval: str
    unit: str
    percent: Stated
    percent_of: str
    note: str
    printed_amount: tuple[str | None, str | None, str | None]
    printed_percent: tuple[str | None, str | None, str | None]

    @property
    def is_priced(self) -> bool:
        """True when the line has an amount or a percentage."""
        return self.amount.is_priced or self.percent.is_priced or any(self.printed_amount)


@dataclass(frozen=True)
class Observation:
    """One row of the wages file with its flows, every cell checked. Money in minor units, shares in ppm."""

    code: str
    source: SourceCells
    period: Period
    country: str
    place: str
    sector: str
    workers: int | None
    currency: str
    interval: str
    gross: Stated
    gross_words: str
    gross_printed: tuple[str | None, str | None, str | None]
    taken: Stated
    kept: Stated
    share_words: str
    notes: str
    flows: tuple[FlowLine, ...] = ()


def read_source(reader: Reader) -> SourceCells:
    """The source columns, which all five files share."""
    published = reader.period("source_date")
    return SourceCells(
        title=reader.text("source_title", needed="Every figure needs its source: give the page's or document's title."),
        publisher=reader.text("publisher"),
        url=reader.text("source_url"),
        published=published.text if published else "",
        attribution=reader.text("attribution"),
        verification=reader.text("verification"),
        seen_via=reader.text("seen_via"),
        also_at=tuple(part.strip() for part in reader.text("also_at").split("|") if part.strip()),
        origin=reader.text("claim_group"),
    )


def read_currency(reader: Reader, column: str) -> str:
    """An ISO 4217 code; blank is allowed."""
    code = reader.text(column)
    if code and (code not in EXPONENT or code == "XXX"):
        reader.complain(column, "no such currency code", "Use three capital letters of ISO 4217, as in USD or KPW.")
        return ""
    return code


def read_wage_row(table: Table, row: Row) -> tuple[Observation | None, list[Problem]]:
    """One row of the wages file; None with its problems when a cell is wrong."""
    reader = Reader(table.file, row)
    code = reader.text("obs_id", needed="Give each observation a name of its own.")
    currency = read_currency(reader, "currency")
    interval = reader.choice("pay_interval", INTERVALS)
    has_gross = any(row[column] for column in GROSS)
    if has_gross and not row["currency"]:
        reader.complain("currency", "a gross without a currency", "Name the currency of the figure.")
    if has_gross and not row["pay_interval"]:
        reader.complain("pay_interval", "a gross without an interval", f"Use one of: {', '.join(INTERVALS)}.")
    gross = reader.money(GROSS, currency) if currency else Stated()
    observation = Observation(
        code=code,
        source=read_source(reader),
        period=reader.period("period_reported") or UNKNOWN_PERIOD,
        country=reader.country("country"),
        place=reader.text("place"),
        sector=reader.text("sector", needed="Name the kind of work, or 'mixed'."),
        workers=reader.whole("workers_covered"),
        currency=currency,
        interval=interval,
        gross=gross,
        gross_words=reader.text("gross_basis"),
        gross_printed=(row[GROSS[0]] or None, row[GROSS[1]] or None, row[GROSS[2]] or None),
        taken=reader.percent(TAKEN),
        kept=reader.percent(KEPT),
        share_words=reader.text("share_basis"),
        notes=reader.text("notes"),
    )
    return (None, reader.problems) if reader.problems else (observation, [])


def read_flow_row(table: Table, row: Row) -> tuple[FlowLine | None, list[Problem]]:
    """One row of the flows file; None with its problems when a cell is wrong."""
    reader = Reader(table.file, row)
    reader.text("obs_id", needed="Name the observation that the line belongs to.")
    name = reader.text("flow", needed="Name the flow; the manual lists them.")
    kind = flow_of(name)
    if name and kind is None:
        advice = "See the list of flows in the manual (help observations), or ask for a new one; it can grow."
        reader.complain("flow", "the format does not know this flow", advice)
    printed_amount, printed_percent = reader.printed(AMOUNT), reader.printed(PERCENT)
    currency = read_currency(reader, "currency")
    if any(printed_amount) and not row["currency"]:
        reader.complain("currency", "an amount without a currency", "Name the currency of the figure.")
    unit = reader.choice("unit", ("per_worker", "group_total")) or "per_worker"
    amount = Stated()
    if currency and kind is not None and kind.role not in ("kept", "promise") and unit == "per_worker":
        amount = reader.money(AMOUNT, currency, may_be_negative=kind.role in ("hand", "other-hand"))
    elif currency:
        _ordered(reader, AMOUNT)
    percent = reader.percent(PERCENT)
    if percent.is_priced and not row["percent_of"]:
        reader.complain(
            "percent_of", "a percentage of what is not said", "Write gross, savings, or the source's words."
        )
    line = FlowLine(
        flow=name,
        amount=amount,
        currency=currency,
        interval=reader.choice("interval", INTERVALS),
        unit=unit,
        percent=percent,
        percent_of=reader.text("percent_of").lower(),
        note=reader.text("note"),
        printed_amount=printed_amount,
        printed_percent=printed_percent,
    )
    return (None, list(dict.fromkeys(reader.problems))) if reader.problems else (line, [])


def _ordered(reader: Reader, columns: Sequence[str]) -> None:
    """Figures that are kept as printed may have any decimals, and still rise from low to high."""
    cells = [reader.row[c] for c in columns if reader.row[c]]
    if not all(PLAIN.fullmatch(cell) for cell in cells):
        return  # `printed` has complained
    known = [Fraction(cell) for cell in cells]
    if known != sorted(known):
        reader.complain(columns[0], "the low end is above the best or the high end", "Low, best and high must rise.")
