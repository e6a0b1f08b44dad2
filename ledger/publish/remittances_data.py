"""The report on money sent home as JSON and as CSV. The keys are promised in the manual's page on remittances."""

from __future__ import annotations

from typing import Any

from ledger.measure.paired import Amounts
from ledger.measure.remittance_cost import Cost, Used
from ledger.measure.remittance_words import Paid, Pair, Terms, charge_of
from ledger.measure.transfers import NO_CURRENCY
from ledger.measure.valuation import Valued
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Published
from ledger.publish.figures import figure_id
from ledger.publish.heads import SENTENCE, head_data
from ledger.publish.remittance_words import decimal_text, sender_of
from ledger.publish.remittances import BY, REPORT, Group, RemittanceReport, Row, group_path, pair_path
from ledger.publish.remittances_text import ONCE
from ledger.publish.tables import csv_text, interval_data, json_text, share_data
from ledger.publish.visible import cell
from ledger.values.cases import CASES
from ledger.values.money import format_minor, rounded

SHARES = ("fee", "margin", "all_in", "exchange", "delivered")
HEAD = (
    "kind", "id", *BY, "transfers", "origins", "fee_median_low", "fee_median_high", "fee_range_low", "fee_range_high",
    "told_by", "bounds", "without_fee", "observation", "origin", "sender", "takers", "currency", "sent_low",
    "sent_best", "sent_high", "fee_low", "fee_high", "asked", "agreed", "charged", "margin_low", "margin_high",
    "all_in_low", "all_in_high", "delivered_low", "delivered_high", "received_currency", "received_low",
    "received_best", "received_high", "paid_share_low", "paid_share_high", "not_converted", "source", "url",
)  # fmt: skip


def remittances_json(disclosed: Disclosed[Published[RemittanceReport]], asked: Asked = EVERYTHING) -> str:
    """The report as JSON."""
    published = opened(disclosed)
    report = published.body
    return json_text(
        {
            **head_data(REPORT, asked, published.hidden, f"{SENTENCE} {ONCE}"),
            "by": list(report.by),
            "into": report.currency,
            "whole": _group(report.whole, (), asked),
            "groups": [_group(group, report.by, asked) for group in report.groups],
            "pairs": [_pair(pair, asked) for pair in report.pairs],
            "transfers": [_row(row, asked) for row in report.whole.rows],
        }
    )


def remittances_csv(disclosed: Disclosed[Published[RemittanceReport]], asked: Asked = EVERYTHING) -> str:
    """The report as CSV: a row a group, one for the whole, then a row a transfer."""
    report = opened(disclosed).body
    rows = [_group_cells("group", group, report.by, asked) for group in report.groups]
    rows.append(_group_cells("whole", report.whole, (), asked))
    rows += [_row_cells(row, asked) for row in report.whole.rows]
    return csv_text(HEAD, ([row.get(name) for name in HEAD] for row in rows))


def _group(group: Group, by: tuple[str, ...], asked: Asked) -> dict[str, Any]:
    summary = None if group.fee is None else group.fee.summary
    fee: dict[str, Any] | None = None
    if summary is not None:
        fee = {
            "median": interval_data(summary.median),
            "quartiles": None if summary.quartiles is None else [interval_data(each) for each in summary.quartiles],
            "range": interval_data(summary.range),
            "origins": summary.origins,
            "bounds": summary.bounds,
        }
    return {
        "id": figure_id(REPORT, asked, *group_path(group)),
        "key": dict(zip(by, group.key, strict=True)),
        "transfers": len(group.rows),
        "origins": group.origins,
        "without_fee": group.without_fee,
        "fee": fee,
    }


def _pair(pair: Pair, asked: Asked) -> dict[str, Any]:
    first = pair.members[0].transfer
    return {
        "id": figure_id(REPORT, asked, *pair_path(pair)),
        "observations": [costs.transfer.entry.observation for costs in pair.members],
        "origin": first.origin,
        "period": first.entry.period.text,
        "agreed": share_data(pair.agreed),
        "charged": share_data(pair.charged),
        "more": share_data(pair.more),
    }


def _row(row: Row, asked: Asked) -> dict[str, Any]:
    transfer, costs = row.transfer, row.costs
    entry, charge = transfer.entry, charge_of(costs)
    return {
        "id": figure_id(REPORT, asked, *row.path),
        "observation": entry.observation,
        "entries": [each.id for each in transfer.entries],
        "origin": transfer.origin,
        "grade": f"{entry.reliability}{entry.credibility}",
        "source": {"title": entry.source.title, "url": entry.source.url},
        "route": transfer.route,
        "period": entry.period.text,
        "country": entry.placement.country,
        "sender": sender_of(transfer),
        "takers": [
            {"account": line.account, "label": line.label, "operator": line.operator} for line in transfer.takers
        ],
        "currency": transfer.currency,
        "received_currency": transfer.received_currency,
        "sent": _amounts(transfer.sent, transfer.currency),
        "taken": _amounts(transfer.fee, transfer.currency),
        "received": _amounts(transfer.received, transfer.received_currency),
        **{name: interval_data(costs.over(name)) for name in SHARES},
        "cases": {case: _case(cost, row.paid.get(case)) for case, cost in costs.cases.items()},
        "terms": _terms(row.terms),
        "charge": None if charge is None else {"amount": format_minor(*charge), "currency": charge[1]},
        "market": [_rate(used) for used in costs.market],
        "imposed": None if costs.imposed is None else _rate(costs.imposed),
        "worth": _worth(row),
        "not_converted": list(row.unconverted),
    }


def _case(cost: Cost, paid: Paid | None) -> dict[str, Any]:
    return {
        **{name: interval_data(getattr(cost, name)) for name in SHARES},
        "applied": None if cost.applied is None else decimal_text(cost.applied),
        "paid": None
        if paid is None
        else {
            "share": interval_data(paid.share),
            "cost": format_minor(rounded(paid.cost), paid.currency),
            "of": format_minor(rounded(paid.paid), paid.currency),
            "currency": paid.currency,
        },
    }


def _terms(terms: Terms) -> dict[str, str | None]:
    return {
        "asked": share_data(terms.asked),
        "agreed": share_data(terms.agreed),
        "charged": share_data(terms.charged),
    }


def _rate(used: Used) -> dict[str, Any]:
    view = used.view
    return {
        "rate": decimal_text(used.rate),
        "printed": f"{view.base}/{view.quote} {view.rate}",
        "place": view.place,
        "period": view.period.text,
        "source": view.source.title,
    }


def _worth(row: Row) -> dict[str, dict[str, str | None]]:
    return {
        name: {
            case: format_minor(rounded(found.minor), found.currency) if isinstance(found, Valued) else None
            for case, found in side.items()
        }
        for name, side in row.worth.items()
    }


def _amounts(side: Amounts, currency: str | None) -> dict[str, dict[str, str | None]] | None:
    if not side or currency is None or currency == NO_CURRENCY:
        return None
    return {
        case: {"amount": format_minor(side[case].value, currency), "bound": side[case].bound}
        for case in CASES
        if case in side
    }


def _group_cells(kind: str, group: Group, by: tuple[str, ...], asked: Asked) -> dict[str, object]:
    cells: dict[str, object] = {
        "kind": kind,
        "id": figure_id(REPORT, asked, *group_path(group)),
        "transfers": len(group.rows),
        "origins": group.origins,
        "without_fee": group.without_fee,
        **{name: cell(value) for name, value in zip(by, group.key, strict=True)},
    }
    if group.fee is not None:
        summary = group.fee.summary
        cells |= _ends("fee_median", summary.median.low, summary.median.high)
        cells |= _ends("fee_range", summary.range.low, summary.range.high)
        cells |= {"told_by": summary.origins, "bounds": summary.bounds}
    return cells


def _row_cells(row: Row, asked: Asked) -> dict[str, object]:
    transfer, costs, terms = row.transfer, row.costs, row.terms
    entry = transfer.entry
    cells: dict[str, object] = {
        "kind": "transfer",
        "id": figure_id(REPORT, asked, *row.path),
        "route": cell(transfer.route or ""),
        "year": entry.period.text,
        "country": entry.placement.country,
        "transfers": 1,
        "origins": 1,
        "observation": cell(entry.observation or ""),
        "origin": cell(transfer.origin),
        "sender": cell(sender_of(transfer)),
        "takers": cell("; ".join(dict.fromkeys(line.label or line.account for line in transfer.takers))),
        "currency": transfer.currency,
        "asked": share_data(terms.asked),
        "agreed": share_data(terms.agreed),
        "charged": share_data(terms.charged),
        "received_currency": transfer.received_currency,
        "not_converted": cell(" ".join(row.unconverted)),
        "source": cell(entry.source.title),
        "url": cell(entry.source.url or ""),
        **_cells("sent", _amounts(transfer.sent, transfer.currency)),
        **_cells("received", _amounts(transfer.received, transfer.received_currency)),
    }
    for name in ("fee", "margin", "all_in", "delivered"):
        found = costs.over(name)
        if found is not None:
            cells |= _ends(name, found.low, found.high)
    shares = [paid.share for paid in row.paid.values()]
    if shares:
        cells |= _ends("paid_share", shares[0].low, shares[-1].high)
    return cells


def _ends(name: str, low: Any, high: Any) -> dict[str, object]:
    return {f"{name}_low": share_data(low), f"{name}_high": share_data(high)}


def _cells(name: str, amounts: dict[str, dict[str, str | None]] | None) -> dict[str, object]:
    return {f"{name}_{case}": each["amount"] for case, each in (amounts or {}).items()}
