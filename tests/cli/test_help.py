"""The help: quick, in groups, starting with a verb, and the same in the manual."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import typer

from ledger.cli.main import app
from tests.cli.commands_page import FILE, helps, page
from tests.cli.conftest import Run


def commands() -> dict[str, str]:
    context = typer.main.get_command(app).make_context("wage-ledger", [], resilient_parsing=True, terminal_width=100)
    return dict(helps(context))


def test_the_manual_has_the_help_of_every_command() -> None:
    assert FILE.read_text(encoding="utf-8") == page(), "write it anew: python -m tests.cli.commands_page"


def test_every_command_of_the_first_book_is_there() -> None:
    wanted = "init import check show trace correct boundary demo help statement report skim report flow worker new"
    found = {path.removeprefix("wage-ledger ") for path in commands()}
    assert {"report skim", "report flow", "worker new", "placement new", "add wage", "add surrender"} <= found
    assert {"add settlement", "add remittance", "add fee"} <= found
    assert {word for word in wanted.split() if word not in ("skim", "flow", "new")} <= found


def test_the_first_line_of_every_help_is_short_and_ends() -> None:
    for path, text in commands().items():
        first = text.split("\n\n")[1].strip()
        assert first.endswith("."), path
        assert len(" ".join(first.split())) <= 72, path


def test_commands_stand_in_groups_in_the_order_of_work() -> None:
    text = commands()["wage-ledger"]
    titles = ("The book", "Keep a book", "Whose book it is", "Write down", "Ask the book", "Learn")
    found = [text.index(f"\n{title}:") for title in titles]
    assert found == sorted(found)


def test_completion_offers_commands_and_accounts_and_never_opens_a_book() -> None:
    def completed(*words: str) -> list[str]:
        settings = {
            "_WAGE_LEDGER_COMPLETE": "complete_bash",
            "COMP_WORDS": " ".join(words),
            "WAGE_LEDGER_BOOK": "/none",
        }
        settings["COMP_CWORD"] = str(len(words) - 1)
        ran = subprocess.run(
            [sys.executable, "-m", "ledger"], env=os.environ | settings, capture_output=True, text=True, check=True
        )
        return ran.stdout.split()

    assert "state:loyalty" in completed("wage-ledger", "add", "wage", "--taken", "state:l")
    assert "statement" in completed("wage-ledger", "st")
    assert completed("wage-ledger", "statement", "7") == []


def test_nothing_typed_prints_the_help(typed: Run) -> None:
    assert "Keep a book:" in typed().err + typed().out


def test_json_is_on_stdout_alone(sealed: Run, worker: str) -> None:
    for command in (("show",), ("show", "accounts"), ("show", "entries"), ("show", worker), ("check",)):
        json.loads(sealed(*command, "-O", "json").out)
