"""`report` as it is typed, on a real encrypted book of the shipped observations."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys

import pytest
from typer.testing import CliRunner

from ledger.__main__ import main
from ledger.cli.main import app
from ledger.cli.report.pools import BY
from ledger.measure.pools import KEYS
from ledger.values.errors import UsageError


@pytest.fixture(scope="module")
def book(shipped_folder, identity_file, tmp_path_factory):
    """The options that open a book of the shipped observations."""
    folder = tmp_path_factory.mktemp("report") / "book"
    shutil.copytree(shipped_folder, folder)
    return ["--book", str(folder), "--identity-file", str(identity_file)]


@pytest.fixture
def run(book, monkeypatch):
    monkeypatch.delenv("WAGE_LEDGER_PASSPHRASE", raising=False)
    return lambda *typed: CliRunner().invoke(app, [*book, "report", *typed], catch_exceptions=False)


def test_text_is_the_default_and_fits_80_columns(run):
    done = run("skim", "--by", "country")
    assert done.exit_code == 0
    assert done.stdout.startswith("Of every 100 earned\nby country\n")
    assert "These are documented cases, not a sample." in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80


def test_json_names_the_entries_behind_every_group(run):
    data = json.loads(run("skim", "--by", "country", "-O", "json").stdout)
    assert (data["report"], data["version"], data["by"]) == ("skim", 1, ["country"])
    for group in data["groups"]:
        assert sum(len(unit["entries"]) for unit in group["units"]) == group["entries"]
    assert data["whole"]["origins"] == len({unit["origin"] for unit in data["whole"]["units"]})


def test_days_and_country_choose_entries_and_claims(run):
    data = json.loads(run("skim", "--country", "cn", "-b", "2010", "-e", "2016-01", "-O", "json").stdout)
    assert data["scope"] == {"begin": "2010-01-01", "end": "2016-01-01", "country": "CN"}
    everything = json.loads(run("skim", "-O", "json").stdout)["whole"]
    assert 0 < data["whole"]["entries"] < everything["entries"]
    assert 0 < len(data["whole"]["claims"]) < len(everything["claims"])


def test_flow_draws_and_lists(run):
    assert "\u2588" in run("flow").stdout
    head, *rows = csv.reader(io.StringIO(run("flow", "--by", "country,year", "-O", "csv").stdout))
    assert head == ["group", "country", "year", "entries", "origins", "part", "low", "high", "id"]
    assert rows[-1][:3] == ["whole", "", ""]


def test_the_ending_of_the_file_says_the_format(run, tmp_path):
    file = tmp_path / "skim.json"
    done = run("skim", "-o", str(file))
    assert (done.exit_code, done.stdout) == (0, "")
    assert json.loads(file.read_text())["report"] == "skim"


@pytest.mark.parametrize(
    "typed",
    [
        ["skim", "--by", "name"],
        ["skim", "--by", "country,"],
        ["skim", "-b", "201"],
        ["skim", "-b", "2016", "-e", "2015"],
        ["skim", "--country", "ZZ"],
        ["skim", "--takers", "none"],
        ["skim", "-O", "xml"],
        ["flow", "-o", "flow.xlsx"],
        ["flow", "--color", "maybe"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_carried_out_is_a_usage_error_that_quotes_nothing(monkeypatch, capsys, typed):
    """No book is opened for it: there is none here."""
    monkeypatch.setattr(sys, "argv", ["wage-ledger", "--book", "nowhere", "report", *typed])
    with pytest.raises(SystemExit) as stopped:
        main()
    said = capsys.readouterr().err
    assert stopped.value.code == UsageError.exit_code == 2
    assert said.startswith("wage-ledger: ")
    assert typed[-1] not in said.splitlines()[0]


def test_the_help_names_every_key():
    assert all(key in BY for key in KEYS)


def test_help_and_boundary_print_the_manual():
    run = CliRunner().invoke
    assert "boundary" in run(app, ["help"]).stdout
    assert run(app, ["help", "json"]).stdout.startswith("# The JSON of every report")
    assert run(app, ["boundary"]).stdout == run(app, ["help", "boundary"]).stdout
