"""`report timeline` and `report conditions` as they are typed, on an empty book."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize("report", ["timeline", "conditions"])
def test_an_empty_book_has_a_report_in_every_format(sealed: Run, report: str, tmp_path: Path) -> None:
    assert sealed("report", report).code == 0
    assert json.loads(sealed("report", report, "-O", "json").out)["report"] == report
    file = tmp_path / "out.csv"
    assert sealed("report", report, "-o", str(file)).out == ""
    assert len({len(row) for row in csv.reader(file.read_text(encoding="utf-8").splitlines())}) == 1


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        (["timeline", "--only", "workers"], "--only"),
        (["timeline", "--only", ""], "--only"),
        (["conditions", "--by", "sector"], "--by"),
        (["timeline", "-b", "2020", "-e", "2020"], "-e"),
        (["conditions", "--country", "Kuwait"], "--country"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_the_name_of_its_flag(sealed: Run, words: list[str], flag: str) -> None:
    done = sealed("report", *words)
    assert (done.code, done.out) == (2, "")
    assert f"{flag}: " in done.err
    assert "workers" not in done.err


def test_only_chooses_among_the_kinds(sealed: Run) -> None:
    found = json.loads(sealed("report", "timeline", "--only", "claims, sanctions", "-O", "json").out)
    assert found["only"] == ["sanctions", "claims"]
    assert {row["kind"] for row in found["dated"]} == {"sanctions"}
