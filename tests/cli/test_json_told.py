"""The JSON of commands that are no reports: every key is told in the manual, and no other."""

from __future__ import annotations

import json
import re

import pytest

from ledger.cli.main import app
from ledger.store.folder import book_file
from ledger.store.roles import Role
from ledger.store.sealed import connect
from tests.boundary import scanner
from tests.publish.test_snapshots import paths, told

SHEET = "worker,period,currency,gross,hand,source\nnew:a,2012-01,USD,100,50,Invented\nnew:a,2012-13,USD,1,1,Invented\n"
KINDS = re.compile(r"^(written|would_write|before)\.\w+$")


def keys(data) -> set[str]:
    """The paths of all keys; names that are data in capitals."""
    found = {KINDS.sub(r"\1.KIND", path) for path in paths(data)}
    return {re.sub(r"^workers\..+$", "workers.LABEL", path) for path in found}


def test_the_manual_tells_every_key_of_an_import(sealed, tmp_path):
    file = tmp_path / "sheet.csv"
    file.write_text(SHEET)
    dry = json.loads(sealed("import", "--dry-run", str(file), "-O", "json").out)
    done = sealed("import", str(file), "-O", "json")
    assert done.code == 1
    data = json.loads(done.out)
    assert (data["written"]["sheet"], len(data["problems"]), len(data["rejected"])) == (1, 1, 1)
    assert keys(data) | keys(dry) == told()["import"]


def test_the_manual_tells_every_key_of_a_check(sealed, folder, key):
    assert json.loads(sealed("check", "-O", "json").out) == []
    raw = connect(book_file(folder), key)
    trigger = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' LIMIT 1").fetchone()[0]
    raw.execute(f'DROP TRIGGER "{trigger}"')
    raw.close()
    done = sealed("check", "-O", "json")
    assert done.code == 1
    assert set(paths(json.loads(done.out))) == {path for path in told()["check"] if path != "[]"}


TRUST = {
    "consent show": ("{worker}",),
    "erase": ("{worker}", "--dry-run"),
    "log reads": (),
    "key list": (),
    "attachment show": ("1",),
    "attachment list": (),
}  # what can be asked for with -O json, and its section unless it is that of another
FINDINGS = ("log verify", "attachment check")  # told as those of check


@pytest.fixture
def kept(sealed, worker, tmp_path):
    """A book with a hold that is lifted, an attachment, readings and a backup."""
    wage = ("--placement", "1", "--period", "2016-03", "--currency", "USD", "--hand", "5")
    (tmp_path / "slip.txt").write_text("An invented slip")
    for command in (
        ("add", "wage", *wage),
        ("attach", str(tmp_path / "slip.txt"), "--source", "1", "--note", "a slip"),
        ("show", "1"),
        ("backup", "-o", str(tmp_path / "book.backup")),
    ):
        done = sealed(*command)
        assert done.code == 0, (command, done.err)
    return sealed


@pytest.mark.parametrize("command", TRUST)
def test_the_manual_tells_every_key_of_what_trust_rests_on(kept, worker, command):
    if command == "consent show":
        assert kept("hold", "open", worker, "--reason", "labour court").code == 0
    done = kept(*command.split(), *(word.format(worker=worker) for word in TRUST[command]), "-O", "json")
    assert done.code == 0, done.err
    data = json.loads(done.out)
    if command == "attachment list":
        assert {path.removeprefix("[].") for path in paths(data)} == told()["attachment show"] - {"note"}
    else:
        assert set(paths(data)) == told()[command]


def test_the_manual_tells_every_key_of_the_roles():
    assert told()["roles"] == {f"[].{name}" for name in Role.__dataclass_fields__}


def test_every_command_with_json_that_is_no_report_is_told():
    """Reports, `show`, `statement` and `trace` have their own pages and tests."""
    found = {" ".join(each.path) for each in scanner.commands(app) if "output-format" in each.parameters}
    others = {"show", "statement", "trace", "import", "check", "roles", *FINDINGS, *TRUST}
    assert {name for name in found if not name.startswith("report ")} == others
