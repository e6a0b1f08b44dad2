"""Every figure that a report prints has an id, and every id leads back: for every report there is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from ledger.book import read
from ledger.book.session import reading
from ledger.cli import report
from ledger.cli.trace import REPORTS
from ledger.publish.asked import Asked
from ledger.publish.figures import Figure, parse_figure_id
from ledger.store.folder import unlock
from ledger.store.opening import opened
from ledger.store.where import FolderPlace
from tests.golden.conftest import Desk


def test_every_report_can_be_traced() -> None:
    assert {each.word for each in report.LIST} == set(REPORTS)


def ids(data: Any) -> Iterator[str]:
    """Every id in a report's JSON."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "id" and isinstance(value, str):
                yield value
            elif key == "ids":
                yield from value.values()
            else:
                yield from ids(value)
    if isinstance(data, list):
        for value in data:
            yield from ids(value)


def figures(desk: Desk, name: str, question: Asked) -> list[Figure]:
    """The figures of a report, as `trace` finds them."""
    module = import_module(f"ledger.cli.report.{REPORTS[name]}")
    key = unlock(desk.book, identity=desk.identity)
    with opened(FolderPlace(desk.book), key) as engine, reading(engine) as session:
        found = list(module.figures(module.build(session, question), question))
        published = {e.id for e in read.entries(session) if e.placement.subject_kind == "cohort"}
    assert all(set(figure.entries) <= published for figure in found)
    return found


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_id_of_the_json_and_csv_is_that_of_a_figure(desk: Desk, name: str) -> None:
    printed = {*ids(json.loads(desk.run("report", name, "-O", "json", code=None)))}
    rows = csv.DictReader(io.StringIO(desk.run("report", name, "-O", "csv", code=None)))
    assert rows.fieldnames is not None
    assert "id" in rows.fieldnames
    in_rows = {row["id"] for row in rows if row["id"]}
    assert printed
    assert all(parse_figure_id(each)[0] in REPORTS for each in printed | in_rows)
    _, question = parse_figure_id(next(iter(printed)))
    known = {figure.id: figure for figure in figures(desk, name, question)}
    assert printed <= set(known)
    assert in_rows - {each for each in in_rows if each.rpartition("/")[2].partition("?")[0] in EMPTY} <= set(known)
    assert all(figure.says and figure.says.strip() for figure in known.values())


# Measures that a row of the CSV names although nobody tells them: there is nothing to trace.
EMPTY = ("exchange", "at-market", "state", "named", "all", "not-in-hand", "hand")


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_a_figure_of_each_report_is_traced_from_the_command_line(desk: Desk, name: str) -> None:
    printed = list(ids(json.loads(desk.run("report", name, "-O", "json", code=None))))
    for target in {printed[0], printed[len(printed) // 2], printed[-1]}:
        text = desk.run("trace", target)
        assert target[:60] in text.replace("\n", "").replace(" ", "") or target in text
        data = desk.json("trace", target)
        assert data["figure"]["id"] == target
        assert data["figure"]["says"]
