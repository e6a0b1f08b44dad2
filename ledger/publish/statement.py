"""A worker's statement as CSV and JSON. Takes `Own` alone: nobody else's figures can be passed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.book.views import PlacementView
from ledger.measure.sums import Figure, Item, Sums
from ledger.publish.disclosed import Own, theirs
from ledger.publish.own import Statement
from ledger.publish.tables import csv_text, json_text
from ledger.publish.visible import cell
from ledger.values.cases import Case
from ledger.values.money import format_minor

FIGURES = (
    "earned",
    "taken",
    "not_said",
    "held",
    "settled",
    "paid",
    "surrendered",
    "kept",
    "sent",
    "taken_on_the_way",
    "taken_in_all",
    "exchanged",
    "arrival_not_said",
    "received",
    "owed",
    "paid_beyond",
)
LISTS = ("outside", "taken_lines", "on_the_way_lines", "named")
CSV_COLUMNS = (
    "part", "period", "currency", "per", "what", "how", "account", "label", "case", "amount", "bound", "entries"
)  # fmt: skip


def statement_json(own: Own[Statement]) -> str:
    """For programs: amounts are decimal texts, a figure that nobody stated is null."""
    its = theirs(own)
    made: dict[str, Any] = {
        "format": "wage-ledger statement",
        "version": 1,
        "worker": its.worker,
        "placements": [_placement_data(each) for each in its.placements],
        "periods": [_block_data(block) for block in its.account.periods],
        "in_all": [_block_data(block) for block in its.account.in_all],
        "apart": [_block_data(block) for block in its.account.apart],
        "corrected": its.account.corrected,
    }
    return json_text(made)


def statement_csv(own: Own[Statement]) -> str:
    """For spreadsheets: one row a figure and case; a figure that nobody stated has no amount."""
    its = theirs(own)
    parts = ("periods", "in_all", "apart")
    rows = (row for part in parts for block in getattr(its.account, part) for row in _rows(part, block))
    return csv_text(CSV_COLUMNS, rows)


def _placement_data(placement: PlacementView) -> dict[str, Any]:
    return {
        "id": placement.id,
        "country": placement.country,
        "sector": placement.sector,
        "employer": placement.employer,
        "sending": placement.sending,
        "period": placement.begins.text if placement.begins else None,
    }


def _block_data(block: Sums) -> dict[str, Any]:
    made: dict[str, Any] = {
        "period": block.period.text if block.period else None,
        "currency": block.currency,
        "per": block.per,
        "entries": list(block.entries),
        "cases": list(block.cases),
    }
    made |= {name: _figure_data(getattr(block, name), block.currency) for name in FIGURES}
    return made | {name: [_item_data(item, block.currency) for item in getattr(block, name)] for name in LISTS}


def _item_data(item: Item, currency: str) -> dict[str, Any]:
    amounts = _figure_data(item.amounts, currency)
    return {"how": item.how, "account": item.account, "label": item.label, "amounts": amounts}


def _figure_data(figure: Figure, currency: str) -> dict[Case, dict[str, str | None]] | None:
    if not figure:
        return None
    return {
        case: {"amount": format_minor(amount.value, currency), "bound": amount.bound} for case, amount in figure.items()
    }


def _rows(part: str, block: Sums) -> Iterator[list[str]]:
    start = [part, block.period.text if block.period else "", block.currency, block.per or ""]
    entries = " ".join(str(number) for number in block.entries)
    for name in FIGURES:
        yield from _cells([*start, name, "", "", ""], getattr(block, name), block.currency, entries)
    for name in LISTS:
        for item in getattr(block, name):
            what = [*start, name.removesuffix("_lines"), item.how, item.account, cell(item.label or "")]
            yield from _cells(what, item.amounts, block.currency, entries)


def _cells(start: list[str], figure: Figure, currency: str, entries: str) -> Iterator[list[str]]:
    for case, amount in figure.items():
        yield [*start, case, format_minor(amount.value, currency), amount.bound or "", entries]
    if not figure:
        yield [*start, "", "", "", entries]
