"""Coverage as JSON and as CSV. The keys and columns are promised in the manual's page on coverage."""

from __future__ import annotations

from typing import Any

from ledger.measure.coverage import KINDS, Cell, Place
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.coverage import NAME, CoverageReport, cell_id, condition_id, known_id, place_id, rest_id
from ledger.publish.coverage_text import SILENCE
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Published
from ledger.publish.heads import SENTENCE, head_data
from ledger.publish.tables import csv_text, json_text
from ledger.publish.visible import cell as safe


def coverage_json(disclosed: Disclosed[Published[CoverageReport]], asked: Asked = EVERYTHING) -> str:
    """The report as JSON. A country and year that is not among the cells is silent."""
    published = opened(disclosed)
    report = published.body
    found, rests = report.coverage, report.resting
    return json_text(
        {
            **head_data(NAME, asked, published.hidden, f"{SENTENCE} {SILENCE}"),
            "first_year": found.first,
            "last_year": found.last,
            "silent_years": list(found.silent),
            "without_figure": found.without_figure,
            "words_alone": found.words_alone,
            "not_assessed": found.not_assessed,
            "cells": [_cell(cell, asked) for cell in found.cells],
            "open_time": [{**_cell(cell, asked), "periods": list(cell.periods)} for cell in found.timeless],
            "countries": [_place("country", place, asked) for place in found.countries],
            "sectors": [_place("sector", place, asked) for place in found.sectors],
            "known": [
                {
                    "id": known_id(each, asked),
                    "how": each.how,
                    "word": each.word,
                    "observations": each.observations,
                    "sources": each.sources,
                    "origins": each.origins,
                }
                for each in report.known
            ],
            "known_conditions": [
                {"id": condition_id(word, asked), "word": word, "conditions": number}
                for word, number in report.conditions.items()
            ],
            "origins": {
                "id": rest_id("all", asked),
                "origins": len(rests.origins),
                "one_source": {"id": rest_id("one-source", asked), "origins": len(rests.one_source)},
                "second_hand": {
                    "id": rest_id("second-hand", asked),
                    "origins": len(rests.second_hand),
                    "observations": list(rests.second_hand_observations),
                },
            },
        }
    )


def coverage_csv(disclosed: Disclosed[Published[CoverageReport]], asked: Asked = EVERYTHING) -> str:
    """The table as CSV: a row a country and year, `silent` where nothing is documented, `open` for no year."""
    found = opened(disclosed).body.coverage
    counts = [f"{kind}_{what}" for kind in KINDS for what in ("origins", "records")]
    at = {(cell.place, cell.year): cell for cell in found.cells}
    years = range(found.first, found.last + 1) if found.first is not None and found.last is not None else range(0)
    rows: list[list[object]] = []
    for place in found.countries:
        for year in years:
            cell = at.get((place.place, year))
            rows.append(_row(cell, asked) if cell else ["", safe(place.place), year, "silent", *([0] * len(counts))])
    rows += [_row(cell, asked) for cell in found.timeless]
    return csv_text(["id", "country", "year", "best", *counts], rows)


def _row(cell: Cell, asked: Asked) -> list[object]:
    counts = [n for kind in KINDS for n in (cell.origins(kind), len(cell.records.get(kind, [])))]
    year = "open" if cell.year is None else cell.year
    return [cell_id(cell, asked), safe(cell.place), year, cell.best, *counts]


def _cell(cell: Cell, asked: Asked) -> dict[str, Any]:
    return {
        "id": cell_id(cell, asked),
        "country": cell.place,
        "year": cell.year,
        "best": cell.best,
        **_counts(cell),
        "from_entries": list(cell.entries),
        "from_claims": list(cell.claims),
        "from_observations": [each.observation for each in cell.printed],
        "from_conditions": list(cell.conditions),
    }


def _place(name: str, place: Place, asked: Asked) -> dict[str, Any]:
    return {
        "id": place_id(name, place, asked),
        name: place.place,
        "first_year": place.first,
        "last_year": place.last,
        "silent_years": list(place.silent),
        "has_amounts": not place.is_without_amounts,
        **_counts(place.all),
    }


def _counts(cell: Cell) -> dict[str, dict[str, int]]:
    return {kind: {"origins": cell.origins(kind), "records": len(cell.records.get(kind, []))} for kind in KINDS}
