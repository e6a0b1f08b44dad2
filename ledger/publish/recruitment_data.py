"""The report on recruitment costs as JSON and as CSV. The keys are promised in the manual's page on recruitment."""

from __future__ import annotations

from typing import Any

from ledger.measure.over_origins import Spread
from ledger.measure.paired import Amounts
from ledger.measure.recruitment import Item, Months
from ledger.measure.recruitment_pay import Pay
from ledger.measure.shares import Interval
from ledger.measure.valuation import Valued
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Published
from ledger.publish.figures import figure_id
from ledger.publish.heads import head_data
from ledger.publish.recruitment import REPORT, SIDES, RecruitmentReport, Row
from ledger.publish.recruitment_words import months_data
from ledger.publish.tables import csv_text, json_text
from ledger.publish.visible import cell
from ledger.values.cases import CASES
from ledger.values.money import format_minor, rounded

HEAD = (
    "kind", "id", "observation", "origin", "period", "country", "sector", "cost", "apart", "currency", "pay_months",
    "pay_earned_low", "pay_earned_best", "pay_earned_high", "pay_kept_low", "pay_kept_best", "pay_kept_high", "side",
    "months_low", "months_high", "first_quartile_low", "first_quartile_high", "third_quartile_low",
    "third_quartile_high", "origins", "reason", "not_converted", "source", "url",
)  # fmt: skip


def recruitment_json(disclosed: Disclosed[Published[RecruitmentReport]], asked: Asked = EVERYTHING) -> str:
    """The report as JSON."""
    published = opened(disclosed)
    report = published.body
    return json_text(
        {
            **head_data(REPORT, asked, published.hidden),
            "into": report.currency,
            "months": {side: _spread(report.spreads[side], report.origins[side], side, asked) for side in SIDES},
            "cases": [_row(row, asked) for row in report.rows],
        }
    )


def recruitment_csv(disclosed: Disclosed[Published[RecruitmentReport]], asked: Asked = EVERYTHING) -> str:
    """The report as CSV: two rows over all origins, then two a case, as earned and as kept."""
    report = opened(disclosed).body
    rows = [_spread_cells(report.spreads[side], report.origins[side], side, asked) for side in SIDES]
    rows += [_row_cells(row, side, asked) for row in report.rows for side in SIDES]
    return csv_text(HEAD, ([row.get(name) for name in HEAD] for row in rows))


def _spread(spread: Spread | None, origins: int, side: str, asked: Asked) -> dict[str, Any]:
    summary = None if spread is None else spread.summary
    quartiles = None if summary is None or summary.quartiles is None else [_ends(q) for q in summary.quartiles]
    return {
        "id": figure_id(REPORT, asked, "months", side),
        "origins": origins,
        "bounds": None if summary is None else summary.bounds,
        "median": None if summary is None else _ends(summary.median),
        "quartiles": quartiles,
    }


def _row(row: Row, asked: Asked) -> dict[str, Any]:
    found, entry = row.found, row.found.entry
    return {
        "id": figure_id(REPORT, asked, *row.path),
        "observation": entry.observation,
        "origin": found.origin,
        "grade": f"{entry.reliability}{entry.credibility}",
        "source": {"title": entry.source.title, "url": entry.source.url},
        "period": entry.period.text,
        "country": entry.placement.country,
        "sector": entry.placement.sector,
        "place": entry.placement.description,
        "items": [_item(item) for item in found.items],
        "apart": [_item(item) for item in found.apart],
        "cost": [{"currency": currency, "amounts": _amounts(side, currency)} for currency, side in found.cost.items()],
        "pay": None if found.pay is None else _pay(found.pay),
        "earned": _months(found.earned),
        "kept": _months(found.kept),
        "worth": {
            name: [
                {c: format_minor(rounded(v.minor), v.currency) if isinstance(v, Valued) else None for c, v in x.items()}
                for x in lines
            ]
            for name, lines in row.worth.items()
        },
        "not_converted": list(row.unconverted),
    }


def _item(item: Item) -> dict[str, Any]:
    line = item.line
    return {
        "entry": item.entry.id,
        "account": line.account,
        "label": line.label,
        "operator": line.operator,
        "per": item.entry.per,
        "currency": line.currency,
        "amounts": _amounts(line.amounts, line.currency),
        "reason": item.reason,
    }


def _pay(pay: Pay) -> dict[str, Any]:
    return {
        "entries": [entry.id for entry in pay.entries],
        "basis": pay.entries[0].basis,
        "currency": pay.currency,
        "months": pay.months,
        "earned": _amounts(pay.earned, pay.currency),
        "kept": _amounts(pay.kept, pay.currency),
    }


def _months(months: Months) -> dict[str, Any]:
    return {
        "months": None if months.interval is None else _ends(months.interval),
        "cases": {case: _ends(months.cases[case]) for case in CASES if case in months.cases},
        "reason": months.reason,
    }


def _amounts(side: Amounts, currency: str) -> dict[str, dict[str, str | None]] | None:
    found: dict[str, dict[str, str | None]] = {
        c: {"amount": format_minor(side[c].value, currency), "bound": side[c].bound} for c in CASES if c in side
    }
    return found or None


def _ends(interval: Interval) -> dict[str, str | None]:
    return {"low": months_data(interval.low), "high": months_data(interval.high)}


def _cells(name: str, interval: Interval | None) -> dict[str, object]:
    return {} if interval is None else {f"{name}_{end}": value for end, value in _ends(interval).items()}


def _spread_cells(spread: Spread | None, origins: int, side: str, asked: Asked) -> dict[str, object]:
    cells: dict[str, object] = {"kind": "all", "id": figure_id(REPORT, asked, "months", side), "side": side}
    cells["origins"] = origins
    if spread is not None and spread.summary.quartiles is not None:
        first, third = spread.summary.quartiles
        cells |= _cells("months", spread.summary.median)
        cells |= _cells("first_quartile", first) | _cells("third_quartile", third)
    return cells


def _row_cells(row: Row, side: str, asked: Asked) -> dict[str, object]:
    found, entry = row.found, row.found.entry
    months: Months = getattr(found, side)
    cells: dict[str, object] = {
        "kind": "case",
        "id": figure_id(REPORT, asked, *row.path),
        "observation": cell(entry.observation or ""),
        "origin": cell(found.origin),
        "period": entry.period.text,
        "country": entry.placement.country,
        "sector": cell(entry.placement.sector),
        "cost": cell("; ".join(_said(currency, amounts) for currency, amounts in found.cost.items())),
        "apart": cell("; ".join(f"{_said(i.line.currency, i.line.amounts)} ({i.reason})" for i in found.apart)),
        "side": side,
        "origins": 1,
        "reason": months.reason,
        "not_converted": cell(" ".join(row.unconverted)),
        "source": cell(entry.source.title),
        "url": cell(entry.source.url or ""),
        **_cells("months", months.interval),
    }
    if found.pay is not None:
        cells |= {"currency": found.pay.currency, "pay_months": found.pay.months}
        for name in SIDES:
            amounts = _amounts(getattr(found.pay, name), found.pay.currency) or {}
            cells |= {f"pay_{name}_{case}": each["amount"] for case, each in amounts.items()}
    return cells


def _said(currency: str, side: Amounts) -> str:
    ends = dict.fromkeys(format_minor(side[case].value, currency) for case in CASES if case in side)
    return f"{' to '.join(ends)} {currency}" if ends else "no figure"
