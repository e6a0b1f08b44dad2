"""The conflicts as JSON and as CSV. The keys and columns are promised in the manual's page on conflicts."""

from __future__ import annotations

from typing import Any

from ledger.book.views import ClaimView
from ledger.measure.conflicts import RULES, Conflict
from ledger.measure.printed import Printed
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.conflict_words import end_data, title, unit, what
from ledger.publish.conflicts import NAME, ConflictsReport, conflict_id, side_ids
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Published
from ledger.publish.heads import head_data
from ledger.publish.tables import csv_text, json_text
from ledger.publish.visible import cell


def conflicts_json(disclosed: Disclosed[Published[ConflictsReport]], asked: Asked = EVERYTHING) -> str:
    """The report as JSON."""
    published = opened(disclosed)
    report = published.body
    return json_text(
        {
            **head_data(NAME, asked, published.hidden),
            "entries": report.entries,
            "claims": report.claims,
            "rules": [{"rule": rule, "says": RULES[rule]} for rule in report.rules],
            "conflicts": [_conflict(conflict, asked) for conflict in report.conflicts],
        }
    )


def conflicts_csv(disclosed: Disclosed[Published[ConflictsReport]], asked: Asked = EVERYTHING) -> str:
    """The report as CSV: a row a side."""
    report = opened(disclosed).body
    rows: list[list[object]] = []
    head = ["conflict", "rule", "kind", "country", "sector"]
    for conflict in report.conflicts:
        placement = conflict.sides[0].placement
        front = [conflict_id(conflict, asked), conflict.rule, conflict.kind, placement.country, cell(placement.sector)]
        for name, side in zip(side_ids(conflict, asked), conflict.sides, strict=True):
            data = _side(name, side)
            flat = {**data, **{f"source_{key}": value for key, value in data["source"].items()}}
            del flat["source"]
            rows.append([*front, *(_cell(column, flat[column]) for column in SIDE)])
    return csv_text([*head, *SIDE], rows)


def _cell(column: str, value: object) -> object:
    return cell(value) if isinstance(value, str) and column not in ("id", "low", "high") else value


def _conflict(conflict: Conflict, asked: Asked) -> dict[str, Any]:
    placement = conflict.sides[0].placement
    return {
        "id": conflict_id(conflict, asked),
        "rule": conflict.rule,
        "kind": conflict.kind,
        "title": title(conflict),
        "country": placement.country,
        "sector": placement.sector,
        "working": list(conflict.working),
        "not_known": list(conflict.open),
        "sides": [_side(name, s) for name, s in zip(side_ids(conflict, asked), conflict.sides, strict=True)],
    }


def _side(name: str, side: Printed) -> dict[str, Any]:
    of, source = side.of, side.source
    is_claim = isinstance(of, ClaimView)
    return {
        "id": name,
        "observation": side.observation,
        "entry": None if is_claim else of.id,
        "claim": of.id if is_claim else None,
        "measure": side.measure,
        "what": what(side),
        "low": end_data(side.low, side),
        "high": end_data(side.high, side),
        "unit": unit(side),
        "per": side.per,
        "operator": side.hedge,
        "words": side.words,
        "basis": of.basis,
        "period": side.period.text,
        "place": side.placement.description,
        "employer": side.placement.employer,
        "grade": f"{of.reliability}{of.credibility}",
        "origin": source.origin,
        "verification": source.verification,
        "seen_via": source.seen_via,
        "attribution": source.attribution,
        "source": {
            "title": source.title,
            "publisher": source.publisher,
            "published": source.published,
            "url": source.url,
        },
    }


SIDE = (
    "id", "observation", "entry", "claim", "measure", "what", "low", "high", "unit", "per", "operator", "words",
    "basis", "period", "place", "employer", "grade", "origin", "verification", "seen_via", "attribution",
    "source_title", "source_publisher", "source_published", "source_url",
)  # fmt: skip
