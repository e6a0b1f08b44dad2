"""The order in which the files were filled changes no report: the shipped rows, backwards."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest

from ledger.data import observations
from tests.golden.conftest import Desk

# Numbers of rows in the book are given in the order of import; they are names, not figures.
NUMBERED = ("entries", "entry", "claim", "placement", "promise", "from_entries", "from_claims", "from_conditions")


@pytest.fixture(scope="module")
def backwards(template_folder: Path, identity_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A book with the shipped observations, imported from the last row to the first."""

    folder = tmp_path_factory.mktemp("backwards")
    files = folder / "files"
    files.mkdir()
    for source in Path(str(observations())).glob("*.csv"):
        with source.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        with (files / source.name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *reversed(rows)])
    shutil.copytree(template_folder, folder / "book")
    found = Desk(folder / "book", identity_file)
    found.run("import", str(files))
    return found


def figures(data: Any) -> Any:
    """The report without the numbers of rows, its lists in an order of their own."""
    if isinstance(data, dict):
        return {key: figures(value) for key, value in data.items() if key not in NUMBERED and key != "id"}
    if isinstance(data, list):
        return sorted((figures(value) for value in data), key=repr)
    return data


@pytest.mark.parametrize(
    "words",
    [
        ("skim",),
        ("skim", "--by", "country,year", "--weight", "workers"),
        ("flow", "--by", "sector"),
        ("coverage",),
        ("conditions",),
        ("remittances", "--by", "route,year"),
        ("held", "--as-of", "2026-01-01"),
        ("claims",),
        ("recruitment",),
    ],
    ids=" ".join,
)
def test_the_order_of_import_changes_nothing(desk: Desk, backwards: Desk, words: tuple[str, ...]) -> None:
    assert figures(backwards.json("report", *words)) == figures(desk.json("report", *words))
