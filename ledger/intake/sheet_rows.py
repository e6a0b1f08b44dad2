"""The cells of one row of the wage sheet, each by itself. What does not fit together is found in sheet_fit.py."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from ledger.book.words import BASES, INTERVALS
from ledger.intake.cells import NOT_JUDGED, Reader
from ledger.intake.sheet_columns import EVENTS, Column, Columns, Event
from ledger.values.amounts import Said, parse_said
from ledger.values.cases import Stated
from ledger.values.money import EXPONENT
from ledger.values.periods import Period, parse_period
from ledger.values.private import refuse_private
from ledger.values.problems import BadValue
from ledger.values.refs import is_pseudonym

DEFAULTS = {"event": "wage", "per": "total", "basis": "wage", "grade": NOT_JUDGED}
PERCENT = "XXX"  # ISO 4217's "no currency": percentages and no money, on a base of 100.00
HUNDRED = 10_000
MOST_DIGITS = 15  # of a plain figure
NEW = "new:"

_LABEL = re.compile(r"new:[A-Za-z0-9-]{1,16}")
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_NAMES = (
    "A worker stands here by a pseudonym alone: make one with wage-ledger worker new, or write new: and a label of "
)
_NAMES += "up to 16 letters, digits or hyphens that is no name."


@dataclass(frozen=True, slots=True)
class PayEvent:
    """One row, every cell checked. `said` has the figures by their columns; blank cells are not among them."""

    kind: Event
    placement: int | None
    period: Period
    currency: str
    per: str
    basis: str | None
    said: Mapping[Column, Said]
    source: str
    origin: str
    page: str
    reliability: str
    credibility: int


def read_row(reader: Reader, columns: Columns) -> PayEvent | None:
    """The pay event of this row; None when a cell is wrong. What is wrong is collected in the reader."""
    row = reader.row
    _worker(reader)
    kind = _kind(reader)
    for name in columns.texts:
        _text(reader, name)
    if row["country"]:
        reader.country("country")
    reliability, credibility = reader.grade("grade")
    period = reader.parsed("period", _period)
    for name in ("period", "source"):
        if not row[name]:
            reader.complain(name, "the cell is blank", "Every figure needs its period and its source.")
    currency = _currency(reader, kind)
    said = _figures(reader, columns, kind, currency) if currency and kind else {}
    per = reader.choice("per", INTERVALS) or DEFAULTS["per"]
    basis = reader.choice("basis", BASES)
    placement = reader.parsed("placement", _number)
    if reader.problems or period is None or kind is None:
        return None
    return PayEvent(
        kind=kind,
        placement=placement,
        period=period,
        currency=currency,
        per=per,
        basis=basis or None,
        said=said,
        source=row["source"],
        origin=row["origin"],
        page=row["page"],
        reliability=reliability,
        credibility=credibility,
    )


def exact_minor(cell: str, places: int) -> int | None:
    """What `parse_minor` makes of plain digits with a point, as most figures are, in a tenth of its time; else None."""
    whole, point, decimals = cell.partition(".")
    digits = whole + decimals
    if (
        not whole
        or (point and not decimals)
        or len(digits) > MOST_DIGITS
        or not (digits.isascii() and digits.isdigit())
    ):
        return None
    more = places - len(decimals)
    return int(digits) * 10**more if more > 0 else int(digits) if more == 0 else None


def plain_figure(cell: str, currency: str) -> Said | None:
    """What `parse_said` makes of one plain number; None of anything else."""
    minor = exact_minor(cell, EXPONENT[currency])
    return None if minor is None else Said(Stated(best=minor))


def is_worker(cell: str) -> bool:
    """True for a pseudonym, and for new: with a label."""
    return is_pseudonym(cell) or bool(_LABEL.fullmatch(cell))


@lru_cache(maxsize=4096)
def plain_period(cell: str) -> Period | None:
    """The period of the cell; None of what is none."""
    try:
        return None if cell.startswith("=") else parse_period(cell)
    except BadValue:
        return None


def is_plain_text(cell: str) -> bool:
    """True for a text that may stand in the book, and for none."""
    return not cell.startswith("=") and _private(cell) is None


def label_of(worker: str) -> str:
    """The label of a worker who is new, or "" for a pseudonym."""
    return worker[len(NEW) :] if worker.startswith(NEW) else ""


def _worker(reader: Reader) -> None:
    cell = reader.row["worker"]
    if not cell:
        reader.complain("worker", "the cell is blank", _NAMES)
    elif not is_worker(cell):
        reader.complain("worker", "neither a pseudonym nor new: with a label", _NAMES)
    elif label_of(cell) and reader.row["placement"]:
        says = "a worker who is new has no placement yet"
        reader.complain("placement", says, "Leave it blank; country, sector, employer and sending make one.")


def _kind(reader: Reader) -> Event | None:
    cell = reader.choice("event", tuple(EVENTS))
    return None if reader.row["event"] and not cell else cast(Event, cell or DEFAULTS["event"])


def _text(reader: Reader, name: str) -> None:
    cell = reader.row[name]
    if not cell:
        return
    wrong = ("a formula, not a text", "Paste the text itself.") if cell.startswith("=") else _private(cell)
    if wrong is not None:
        reader.complain(name, *wrong)


def _currency(reader: Reader, kind: Event | None) -> str:
    cell = reader.row["currency"]
    if not cell:
        reader.complain(
            "currency", "the cell is blank", "Write three capital letters such as USD; XXX for percent alone."
        )
        return ""
    if cell not in EXPONENT:
        reader.complain("currency", "no such currency code", "Use three capital letters of ISO 4217, as in USD or KPW.")
        return ""
    if cell == PERCENT and kind not in ("wage", None):
        reader.complain("currency", "percentages without money can be told of a wage alone", "Name the currency.")
        return ""
    return cell


def _figures(reader: Reader, columns: Columns, kind: Event, currency: str) -> dict[Column, Said]:
    def read(cell: str) -> Said:
        return parse_said(cell, currency=currency)

    said: dict[Column, Said] = {}
    for column in columns.figures:
        cell = reader.row.cells[column.heading]
        if not cell:
            continue
        if column.role not in EVENTS[kind]:
            advice = "Leave it blank here, or correct the event; the manual says which columns an event has."
            reader.complain(column.heading, f"the column says nothing of a {kind}", advice)
            continue
        found = plain_figure(cell, currency) or reader.parsed(column.heading, read)
        if found is None:
            continue
        ends = (found.stated.low, found.stated.best, found.stated.high)
        if column.role != "hand" and any(end is not None and end < 0 for end in ends):
            reader.complain(
                column.heading, "the figure is negative", "Write what was earned, taken or paid as positive."
            )
            continue
        said[column] = found
    return said


def _number(text: str) -> int:
    if _NUMBER.fullmatch(text) is None:
        raise BadValue("not the number of a placement", "See the number in: wage-ledger show, or leave the cell blank.")
    return int(text)


_period = lru_cache(maxsize=4096)(parse_period)


@lru_cache(maxsize=16_384)
def _private(text: str) -> tuple[str, str] | None:
    """Why the text may not stand in the book, or None when it may."""
    try:
        refuse_private(text)
    except BadValue as wrong:
        return wrong.says, wrong.advice
    return None
