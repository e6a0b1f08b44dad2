"""The other three files of the observations format: money sent home, exchange rates, documented conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from ledger.book.compose import GROSS_UNSTATED, HAND, WHOLE, Line, paid_from, sent_home
from ledger.book.drafts import PostingDraft
from ledger.intake.cells import NOT_JUDGED, Reader
from ledger.intake.observations import SOURCE_COLUMNS, SourceCells, read_currency, read_source
from ledger.intake.table import Row, Table
from ledger.values.cases import Stated
from ledger.values.periods import UNKNOWN_PERIOD, Period
from ledger.values.problems import BadValue, Problem

SENT = ("sent_low", "sent_best", "sent_high")
FEE = ("fee_pct_low", "fee_pct_best", "fee_pct_high")
RECEIVED = ("received_low", "received_best", "received_high")
REMITTANCES = (
    "rem_id", *SOURCE_COLUMNS, "period", "sender", "from_country", "route", "currency", *SENT, *FEE, "fee_amount",
    "fee_currency", *RECEIVED, "received_currency", "fee_basis", "takers", "sample_size", "attribution",
    "verification", "notes", "claim_group",
)  # fmt: skip
REMITTANCES_NEEDED = ("rem_id", "source_title", "period", "sender", "currency", *SENT, *FEE, *RECEIVED)
RATES = ("date", "pair", "rate", "rate_low", "rate_high", "kind", "place", *SOURCE_COLUMNS, "note")
RATES_NEEDED = ("date", "pair", "rate", "kind", "source_title")
CONDITIONS = (
    "cond_id", "date", "country", "place", "sector", "indicator", "paraphrase", *SOURCE_COLUMNS, "verification",
    "state", "grade", "claim_group",
)  # fmt: skip
CONDITIONS_NEEDED = ("cond_id", "date", "indicator", "paraphrase", "source_title")

INDICATORS = {
    "abuse of vulnerability": "FL01",
    "deception": "FL02",
    "restriction of movement": "FL03",
    "isolation": "FL04",
    "physical and sexual violence": "FL05",
    "intimidation and threats": "FL06",
    "retention of identity documents": "FL07",
    "withholding of wages": "FL08",
    "debt bondage": "FL09",
    "abusive working and living conditions": "FL10",
    "excessive overtime": "FL11",
}
# The states as they stand in the file, and as the book has them.
STATES = {
    "present": "present",
    "absent": "absent",
    "contradicted": "contradicted",
    "not assessed": "not-assessed",
}
# What a blank cell means. Written out it says the same, so that the row is known again either way.
CONDITION_DEFAULTS = {"state": "present", "grade": NOT_JUDGED}
# The kinds as they stand in the file, and what they are used as: only a market rate values anything; an imposed or an
# official one may be what a taker applied.
RATE_KINDS = {
    "market": "market",
    "official": "official",
    "official_exchange_office": "official",
    "imposed": "imposed",
    "forced_on_return": "imposed",
    "implied_by_source": "implied",
    "exchange_kiosk": "other",
    "foreigners_rate": "other",
}


@dataclass(frozen=True)
class Remittance:
    """Money sent home and the cut on the way, as stated."""

    row: Row
    code: str
    source: SourceCells
    period: Period
    sender: str
    country: str
    route: str
    currency: str
    sent: Stated
    fee: Stated
    fee_amount: Stated
    fee_currency: str
    received: Stated
    received_currency: str
    takers: str
    sample: int | None
    notes: str


@dataclass(frozen=True)
class RateRow:
    """One exchange rate: `rate` units of `quote` for 1 unit of `base`, exact decimal texts."""

    base: str
    quote: str
    rate: str | None
    low: str | None
    high: str | None
    kind: str
    words: str
    place: str
    period: Period
    source: SourceCells
    note: str


@dataclass(frozen=True)
class ConditionRow:
    """One documented coercive circumstance, coded to its main ILO indicator."""

    code: str
    indicator: str
    period: Period
    country: str
    place: str
    sector: str
    paraphrase: str
    source: SourceCells
    state: str
    reliability: str
    credibility: int


def read_remittance(table: Table, row: Row) -> tuple[Remittance | None, list[Problem]]:
    """One row of the remittances file; None with its problems when a cell is wrong."""
    reader = Reader(table.file, row)
    currency, received_currency = read_currency(reader, "currency"), read_currency(reader, "received_currency")
    fee_currency = read_currency(reader, "fee_currency")
    for columns, name, code in (
        (SENT, "currency", currency),
        (RECEIVED, "received_currency", received_currency or currency),
        (("fee_amount",), "fee_currency", fee_currency or currency),
    ):
        if any(row[c] not in ("", "0") for c in columns) and not code:
            reader.complain(name, "an amount without a currency", "Name the currency of the figure.")
    remittance = Remittance(
        row=row,
        code=reader.text("rem_id", needed="Give each row a name of its own."),
        source=read_source(reader),
        period=reader.period("period") or UNKNOWN_PERIOD,
        sender=reader.text("sender", needed="Say what kind of sender it is; never who."),
        country=reader.country("from_country"),
        route=reader.text("route"),
        currency=currency,
        sent=reader.money(SENT, currency) if currency else Stated(),
        fee=reader.percent(FEE),
        fee_amount=reader.money(("", "fee_amount", ""), fee_currency or currency)
        if fee_currency or currency
        else Stated(),
        fee_currency=fee_currency or currency,
        received=reader.money(RECEIVED, received_currency or currency or "XXX"),
        received_currency=received_currency or currency,
        takers=reader.text("takers"),
        sample=reader.whole("sample_size"),
        notes=reader.text("notes"),
    )
    return (None, reader.problems) if reader.problems else (remittance, [])


def remittance_postings(row: Remittance) -> list[tuple[str, tuple[PostingDraft, ...]]]:
    """The balanced entries of a remittance, one a currency; none when neither money nor a fee is stated.

    The fee in percent is worked out on the sum sent, or on 100.00 in XXX when no sum is stated. Money that arrives in
    another currency than it was sent in stands in an entry of its own: an exchange rate is never made up.
    """
    taker = taker_account(row.takers)
    giver = GROSS_UNSTATED if re.search(r"employer|host state|company", row.sender.lower()) else HAND
    fee_label = row.takers or None
    made: list[tuple[str, tuple[PostingDraft, ...]]] = []
    if row.sent.is_priced:
        lines: list[Line] = []
        if row.fee_amount.is_priced and row.fee_currency == row.currency:
            lines.append(Line(taker, stated=row.fee_amount, label=fee_label))
        elif row.fee.is_priced:
            lines.append(Line(taker, share=row.fee, base=row.sent, label=fee_label))
        if row.received.is_priced and row.received_currency == row.currency:
            lines.append(Line("home:received", stated=row.received))
        made.append((row.currency, sent_home(row.currency, [Line(giver, stated=row.sent)], lines)))
    elif row.fee.is_priced:
        lines = [Line(taker, share=row.fee, base=WHOLE, label=fee_label)]
        made.append(("XXX", sent_home("XXX", [Line(HAND, stated=WHOLE)], lines)))
    elif row.fee_amount.is_priced:
        lines = [Line(taker, stated=row.fee_amount, label=fee_label)]
        made.append((row.fee_currency, paid_from(row.fee_currency, giver, lines)))
    is_elsewhere = not row.sent.is_priced or row.received_currency != row.currency
    if row.received.is_priced and row.received_currency and is_elsewhere:
        source = GROSS_UNSTATED if row.sent.is_priced else giver
        lines = [Line("home:received", stated=row.received)]
        made.append((row.received_currency, paid_from(row.received_currency, source, lines)))
    return made


def taker_account(takers: str) -> str:
    """Whose the cut is, from the words of the `takers` column; unnamed takers are `unexplained:difference`."""
    text = takers.lower()
    if re.search(r"broker|courier|financier|runner|agent fee|trader", text):
        return "broker:fee"
    if re.search(r"security", text):
        return "supervisor:security"
    return "state:levy" if re.search(r"\bstate\b", text) else "unexplained:difference"


def read_rate(table: Table, row: Row) -> tuple[RateRow | None, list[Problem]]:
    """One row of the exchange rates file; None with its problems when a cell is wrong."""
    reader = Reader(table.file, row)
    base, _, quote = reader.text("pair", needed="Write the pair as USD/KPW: how many KPW for 1 USD.").partition("/")
    pair = Reader(table.file, Row(row.line, {"pair": base}))
    quoted = Reader(table.file, Row(row.line, {"pair": quote}))
    base, quote = read_currency(pair, "pair"), read_currency(quoted, "pair")
    if row["pair"] and not (base and quote):
        reader.complain("pair", "not a pair of currency codes", "Write it as USD/KPW: how many KPW for 1 USD.")
    elif base and base == quote:
        reader.complain("pair", "a currency against itself", "Write it as USD/KPW: how many KPW for 1 USD.")
    words = reader.choice("kind", tuple(RATE_KINDS))
    if not row["kind"]:
        reader.complain("kind", "a rate without its kind", f"Use one of: {', '.join(RATE_KINDS)}.")
    rates = [reader.parsed(column, _positive) for column in ("rate", "rate_low", "rate_high")]
    if not any(row[c] for c in ("rate", "rate_low", "rate_high")):
        reader.complain("rate", "no rate is given", "Give the rate, or its low or high end.")
    ends = [Fraction(r) for r in (rates[1], rates[0], rates[2]) if r is not None]
    if ends != sorted(ends):
        reader.complain("rate_low", "the low end is above the rate or the high end", "Low, rate and high must rise.")
    made = RateRow(
        base=base,
        quote=quote,
        rate=rates[0],
        low=rates[1],
        high=rates[2],
        kind=RATE_KINDS.get(words, "other"),
        words=words,
        place=reader.text("place"),
        period=reader.period("date") or UNKNOWN_PERIOD,
        source=read_source(reader),
        note=reader.text("note"),
    )
    if not row["date"]:
        reader.complain("date", "a rate without a date", "A rate is worth nothing without its day, month or year.")
    return (None, reader.problems) if reader.problems else (made, [])


def read_condition(table: Table, row: Row) -> tuple[ConditionRow | None, list[Problem]]:
    """One row of the conditions file; None with its problems when a cell is wrong."""
    reader = Reader(table.file, row)
    indicator = reader.choice("indicator", tuple(INDICATORS))
    if not row["indicator"]:
        reader.complain("indicator", "the cell is blank", "Name the main indicator, one of the ILO's eleven.")
    state = reader.choice("state", tuple(STATES)) or CONDITION_DEFAULTS["state"]
    reliability, credibility = reader.grade("grade")
    made = ConditionRow(
        code=reader.text("cond_id", needed="Give each row a name of its own."),
        indicator=INDICATORS.get(indicator, ""),
        period=reader.period("date") or UNKNOWN_PERIOD,
        country=reader.country("country"),
        place=reader.text("place"),
        sector=reader.text("sector"),
        paraphrase=reader.text("paraphrase", needed="Say in your own words what is documented."),
        source=read_source(reader),
        state=STATES[state],
        reliability=reliability,
        credibility=credibility,
    )
    return (None, reader.problems) if reader.problems else (made, [])


def _positive(cell: str) -> str:
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,8})?", cell, re.ASCII) or not cell.strip("0."):
        raise BadValue("not a positive decimal number", "Write digits, with a point for decimals and no separators.")
    return cell
