"""Golden cases run through the real command line on a real encrypted book."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ledger.cli.main import app


class Desk:
    """A book and the command that works on it, as a person would type it."""

    def __init__(self, book: Path, identity: Path) -> None:
        self.book = book
        self.identity = identity

    def run(self, *words: str, code: int | None = 0) -> str:
        """What the command prints on stdout. Fails unless it ends with this exit code; None: as it was run."""
        command = ["--book", str(self.book), "--identity-file", str(self.identity), *words]
        nothing = {name: None for name in os.environ if name.startswith("WAGE_LEDGER_")}
        done = CliRunner().invoke(app, command, env=nothing)
        assert done.exit_code in ((0, 1) if code is None else (code,)), (
            f"exit {done.exit_code}\n{done.output}\n{done.exception!r}"
        )
        return str(done.stdout)

    def json(self, *words: str) -> dict[str, Any]:
        """The command's JSON."""
        found: dict[str, Any] = json.loads(self.run(*words, "-O", "json"))
        return found

    def trace(self, name: str) -> Traced:
        """The trace of an observation."""
        return Traced(self.json("trace", name))


class Traced:
    """A trace, asked for single figures."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    @property
    def wage(self) -> dict[str, Any]:
        """The entry with a share."""
        found = [e for e in self.data["entries"] if e["shares"] is not None]
        assert len(found) == 1
        return dict(found[0])

    def share(self, measure: str) -> tuple[str | None, str | None]:
        """One share's range over the cases."""
        found = self.wage["shares"][measure]["range"]
        return found["low"], found["high"]

    def cases(self, measure: str) -> dict[str, tuple[str | None, str | None]]:
        """One share case by case."""
        return {c: (i["low"], i["high"]) for c, i in self.wage["shares"][measure]["cases"].items()}

    def amounts(self, account: str, case: str, entry: int | None = None) -> list[str]:
        """The amounts on an account in one case, over all entries or one of them by its place."""
        entries = self.data["entries"] if entry is None else [self.data["entries"][entry]]
        lines = [line for e in entries for line in e["lines"] if line["account"] == account]
        return [line["amounts"][case]["amount"] for line in lines if case in line["amounts"]]

    def computed(self, key: str) -> list[dict[str, str]]:
        """The figures of the reckonings with that key."""
        return [r["figures"] for r in self.data["computed"] if r["key"] == key]

    def printed(self, flow: str) -> list[dict[str, Any]]:
        """The printed figures of a flow."""
        return [f for f in self.data["printed"] if f["flow"] == flow]


@pytest.fixture(scope="module")
def desk(shipped_folder: Path, identity_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A book with the shipped observations in it."""
    book = tmp_path_factory.mktemp("golden") / "book"
    shutil.copytree(shipped_folder, book)
    return Desk(book, identity_file)


@pytest.fixture
def fresh(template_folder: Path, identity_file: Path, tmp_path: Path) -> Desk:
    """An empty book."""
    book = tmp_path / "book"
    shutil.copytree(template_folder, book)
    return Desk(book, identity_file)
