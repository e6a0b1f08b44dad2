"""Every report of a small made-up book, letter by letter; and every key of its JSON told in the manual."""

from __future__ import annotations

import csv
import io
import json
import re
from importlib.resources import files

import pytest

from ledger.publish.visible import width
from tests.publish.samples import SNAPSHOTS, reports

REPORTS = reports()
DATA = {name: json.loads(text) for name, text in REPORTS.items() if name.endswith(".json")}
MEASURES = "state|named|all|not-in-hand|hand|exchange|at-market"
CASES = "low|best|high"

# How a path in the data is written in the manual: names that are data become words in capitals.
NAMES = [
    (r"^(whole|groups\[\])(?=\.)", "GROUP"),
    (r"^(GROUP\.key)\.\w+", r"\1.NAME"),
    (r"^(GROUP\.units\[\]\.cases)\.\w+", r"\1.CASE"),
    (rf"^(GROUP\.(?:units\[\]\.)?(?:shares|cases\.CASE))\.({MEASURES})(?=\.|$)", r"\1.MEASURE"),
    (r"^(GROUP\.per_100)\.\w+", r"\1.CASE"),
    (r"^(GROUP\.per_100\.CASE)\.\w+", r"\1.PART"),
    (r"^(GROUP\.bases)\..+", r"\1.BASIS"),
    (r"^(GROUP\.grades)\..+", r"\1.GRADE"),
    (r"^(GROUP\.verification)\..+", r"\1.WORDS"),
    (r"^(GROUP\.sources)\..+", r"\1.KIND"),
    (r"^(GROUP\.ids)\..+", r"\1.PART"),
    (r"^(entries\[\]\.shares)\.[\w-]+", r"\1.SHARE"),
    (rf"\.(amounts|cases)\.({CASES})(?=\.|$)", r".\1.CASE"),
    (r"^(computed\[\]\.figures)\.\w+", r"\1.FIGURE"),
    (r"^(periods|in_all|apart)\[\]\.", "BLOCK."),
    (rf"^BLOCK\.\w+\.({CASES})(?=\.|$)", "BLOCK.FIGURE.CASE"),
    (r"^BLOCK\.\w+\[\]\.", "BLOCK.LINES[]."),
]
HEAD = "Every report that others may see"
SECTIONS = {
    "skim_by_country.json": (HEAD, "skim"),
    "skim_spread.json": (HEAD, "skim"),
    "skim_state.json": (HEAD, "skim"),
    "flow_by_country.json": (HEAD, "flow"),
    "trace.json": ("trace",),
    "statement.json": ("statement",),
}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_what_it_was(name):
    """When it changed on purpose: python -m tests.publish.samples, and a line in the changelog if a key did."""
    assert REPORTS[name] == (SNAPSHOTS / name).read_text(encoding="utf-8")


def test_every_snapshot_is_of_a_report():
    assert {file.name for file in SNAPSHOTS.iterdir()} == set(REPORTS)


def told() -> dict[str, set[str]]:
    """The keys in the first column of each section's table."""
    page = (files("ledger.help") / "json.md").read_text(encoding="utf-8")
    found = {}
    for section in page.split("\n## ")[1:]:
        found[section.partition("\n")[0]] = set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))
    return found


def paths(data, path=""):
    """Every key's path; items of lists and names that are data are no keys of their own."""
    if isinstance(data, dict):
        for key, value in data.items():
            here = f"{path}.{key}" if path else key
            yield named(here)
            yield from paths(value, here)
    if isinstance(data, list):
        for value in data:
            yield from paths(value, f"{path}[]")


def named(path):
    for pattern, name in NAMES:
        path = re.sub(pattern, name, path)
    return path


def is_a_name(path):
    return path.rpartition(".")[2].isupper()


@pytest.mark.parametrize("name", DATA)
def test_the_manual_tells_every_key(name):
    known = set().union(*(told()[section] for section in SECTIONS[name]))
    assert {path for path in paths(DATA[name]) if not is_a_name(path)} <= known


@pytest.mark.parametrize("section", sorted({s for sections in SECTIONS.values() for s in sections}))
def test_the_manual_tells_no_key_that_is_not_there(section):
    there = {path for name, sections in SECTIONS.items() if section in sections for path in paths(DATA[name])}
    assert told()[section] <= there


@pytest.mark.parametrize("name", [name for name in REPORTS if name.endswith(".txt")])
def test_text_fits_80_columns_without_colour(name):
    assert all(width(line) <= 80 for line in REPORTS[name].splitlines())
    assert "\x1b" not in REPORTS[name]


@pytest.mark.parametrize("name", [name for name in REPORTS if name.endswith(".csv")])
def test_every_row_of_a_csv_has_every_column(name):
    head, *rows = csv.reader(io.StringIO(REPORTS[name]))
    assert {len(row) for row in rows} == {len(head)}


def test_shares_are_texts_with_two_decimals_and_unknown_is_null():
    whole = DATA["skim_by_country.json"]["whole"]
    ends = [end for share in whole["shares"].values() for which in ("median", "range") for end in share[which].values()]
    assert all(end is None or re.fullmatch(r"-?\d+\.\d\d", end) for end in ends)
    assert None in ends
    assert all(type(n) is int for n in (whole["entries"], whole["origins"], whole["workers"]))
    empty = DATA["skim_state.json"]["whole"]
    assert (empty["workers"], empty["per_100"], empty["shares"]) == (None, None, {"state": None})


def test_every_published_entry_with_a_share_can_be_traced():
    for group in [DATA["skim_by_country.json"]["whole"], *DATA["skim_by_country.json"]["groups"]]:
        listed = [number for unit in group["units"] for number in unit["entries"]]
        workers = 15 if group["key"] == {} else 12 if group["key"]["country"] == "QA" else 0
        hidden = DATA["skim_by_country.json"]["left_out"]["worker_entries"] if group["key"] == {} else 0
        assert len(listed) == len(set(listed)) == group["entries"] - workers + hidden
