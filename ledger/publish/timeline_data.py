"""The timeline as JSON and as CSV. The keys and columns are promised in the manual's page on the timeline.

`earliest` and `latest` are the days between which a date lies, for sorting; `date` is the date.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from ledger.book.views import SourceView
from ledger.measure.levies import Levy
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Published
from ledger.publish.heads import head_data
from ledger.publish.tables import csv_text, json_text, share_data
from ledger.publish.timeline import Timeline, count_id, row_id
from ledger.publish.timeline_rows import Row
from ledger.publish.visible import cell
from ledger.values.cases import CASES
from ledger.values.money import format_minor

HEAD = (
    "id", "section", "kind", "date", "earliest", "latest", "country", "place", "sector", "ref", "says", "beside",
    "account", "label", "per", "currency", "low", "best", "high", "low_bound", "best_bound", "high_bound", "printed",
    "change", "wages", "wage_origins", "verification", "grade", "source_title", "publisher", "published", "url",
    "entry", "claim", "observation",
)  # fmt: skip


def timeline_json(disclosed: Disclosed[Published[Timeline]], asked: Asked = EVERYTHING) -> str:
    """The report as JSON."""
    published = opened(disclosed)
    report = published.body
    return json_text(
        {
            **head_data("timeline", asked, published.hidden),
            "only": list(report.only),
            "counts": {kind: {"id": count_id(kind, asked), "rows": report.count(kind)} for kind in report.only},
            "dated": [_row(row, asked) for row in report.dated],
            "undated": [_row(row, asked) for row in report.undated],
        }
    )


def timeline_csv(disclosed: Disclosed[Published[Timeline]], asked: Asked = EVERYTHING) -> str:
    """The report as CSV: a row a row, the undated ones last."""
    report = opened(disclosed).body
    rows = [_cells("dated", row, asked) for row in report.dated]
    rows += [_cells("undated", row, asked) for row in report.undated]
    return csv_text(HEAD, rows)


def source_data(source: SourceView) -> dict[str, str | None]:
    """Where it is said."""
    return {
        "title": source.title,
        "publisher": source.publisher,
        "published": source.published,
        "url": source.url,
        "origin": source.origin,
    }


def day(found: date | None) -> str | None:
    """The day as ISO 8601; None stays."""
    return found.isoformat() if found else None


def _row(row: Row, asked: Asked) -> dict[str, Any]:
    return {
        "id": row_id(row, asked),
        "kind": row.kind,
        "ref": row.ref,
        "date": row.period.text,
        "earliest": day(row.period.earliest),
        "latest": day(row.period.latest),
        "country": row.country,
        "place": row.place,
        "sector": row.sector,
        "says": row.says,
        "beside": list(row.beside),
        "levy": None if row.levy is None else _levy(row.levy, row),
        "change": share_data(row.change),
        "rates": list(row.rates),
        "verification": row.verification,
        "grade": row.grade,
        "source": source_data(row.source),
        "entry": row.entries[0] if row.entries else None,
        "claim": row.claim,
        "observation": row.observation,
    }


def _levy(levy: Levy, row: Row) -> dict[str, Any]:
    return {
        "what": levy.what,
        "account": levy.account,
        "label": levy.label,
        "mode": levy.mode,
        "operator": levy.operator,
        "per": levy.per,
        "currency": levy.currency,
        "amounts": {
            case: {"amount": format_minor(amount.value, levy.currency or ""), "bound": amount.bound}
            for case, amount in levy.amounts.items()
        },
        "printed": levy.printed,
        "before": None if levy.before is None else levy.before.ref,
        "wages": len(row.wages),
        "wage_origins": row.origins,
    }


def _cells(section: str, row: Row, asked: Asked) -> list[object]:
    levy = row.levy
    amounts = {} if levy is None else levy.amounts
    ends = [format_minor(amounts[c].value, levy.currency or "") if levy and c in amounts else None for c in CASES]
    bounds = [amounts[c].bound if c in amounts else None for c in CASES]
    of_levy = [None] * 4 if levy is None else [levy.account, levy.label, levy.per, levy.currency]
    return [
        row_id(row, asked),
        section,
        row.kind,
        row.period.text,
        day(row.period.earliest),
        day(row.period.latest),
        *(_text(each) for each in (row.country, row.place, row.sector, row.ref, row.says, " ".join(row.beside))),
        *(_text(each) for each in of_levy),
        *ends,
        *bounds,
        _text(levy.printed if levy else None),
        share_data(row.change),
        len(row.wages) if levy else None,
        row.origins,
        *(_text(each) for each in (row.verification, row.grade, row.source.title, row.source.publisher)),
        *(_text(each) for each in (row.source.published, row.source.url)),
        row.entries[0] if row.entries else None,
        row.claim,
        _text(row.observation),
    ]


def _text(text: str | None) -> str | None:
    return None if text is None else cell(text)
