"""The JSON of `import` and `check`: every key is told in the manual, and no other."""

from __future__ import annotations

import json
import re

from ledger.store.folder import book_file
from ledger.store.sealed import connect
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
