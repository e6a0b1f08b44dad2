"""The conditions as JSON and as CSV. The keys and columns are promised in the manual's page on conditions."""

from __future__ import annotations

from typing import Any

from ledger.book.terms import ConditionView
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.conditions import Conditions, Group, condition_id, group_id
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Published
from ledger.publish.heads import head_data
from ledger.publish.ilo import CAUTION, indicator_title
from ledger.publish.tables import csv_text, json_text
from ledger.publish.timeline_data import day, source_data
from ledger.publish.visible import cell

COLUMNS = (
    "group_id", "group_rows", "group_origins", "id", "code", "indicator", "title", "state", "date", "earliest",
    "latest", "country", "place", "sector", "says", "verification", "grade", "source_title", "publisher", "published",
    "url", "origin",
)  # fmt: skip


def conditions_json(disclosed: Disclosed[Published[Conditions]], asked: Asked = EVERYTHING) -> str:
    """The report as JSON."""
    published = opened(disclosed)
    report = published.body
    return json_text(
        {
            **head_data("conditions", asked, published.hidden),
            "by": list(report.by),
            "caution": CAUTION,
            "whole": _group(report.whole, (), asked),
            "groups": [_group(group, report.by, asked) for group in report.groups],
            "conditions": [_condition(condition, asked) for condition in report.whole.found],
            "not_assessed": [
                {"key": dict(zip(_others(report), each.key, strict=True)), "indicators": list(each.indicators)}
                for each in report.unassessed
            ],
        }
    )


def conditions_csv(disclosed: Disclosed[Published[Conditions]], asked: Asked = EVERYTHING) -> str:
    """The report as CSV: a row a condition in each of its groups; an indicator without a condition has one row."""
    report = opened(disclosed).body
    head = [f"by_{name}" for name in report.by]
    rows = [row for group in report.groups for row in _rows(group, report.by, asked)]
    return csv_text([*head, *COLUMNS], rows)


def _others(report: Conditions) -> list[str]:
    return [name for name in report.by if name != "indicator"]


def _group(group: Group, by: tuple[str, ...], asked: Asked) -> dict[str, Any]:
    return {
        "id": group_id(group, asked),
        "key": dict(zip(by, group.key, strict=True)),
        "assessed": group.is_assessed,
        "rows": len(group.found),
        "origins": group.origins,
        "states": group.states,
        "codes": [condition.code for condition in group.found],
    }


def _condition(condition: ConditionView, asked: Asked) -> dict[str, Any]:
    return {
        "id": condition_id(condition.code, asked),
        "code": condition.code,
        "indicator": condition.indicator,
        "title": indicator_title(condition.indicator),
        "state": condition.state,
        "date": condition.period.text,
        "earliest": day(condition.period.earliest),
        "latest": day(condition.period.latest),
        "country": condition.country,
        "place": condition.place,
        "sector": condition.sector,
        "says": condition.paraphrase,
        "verification": condition.verification or condition.source.verification,
        "grade": condition.grade,
        "source": source_data(condition.source),
    }


def _rows(group: Group, by: tuple[str, ...], asked: Asked) -> list[list[object]]:
    head: list[object] = [cell(value) for value in group.key]
    head += [group_id(group, asked), len(group.found), group.origins]
    if not group.found:
        code = dict(zip(by, group.key, strict=True)).get("indicator", "")
        return [[*head, None, None, code, indicator_title(code), "not-assessed", *[None] * 14]]
    return [[*head, *_cells(condition, asked)] for condition in group.found]


def _cells(condition: ConditionView, asked: Asked) -> list[object]:
    told = _condition(condition, asked)
    source = told.pop("source")
    texts = [*told.values(), *source.values()]
    return [None if text is None else cell(text) for text in texts]
