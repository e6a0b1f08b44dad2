"""Starting up: what is loaded before anything happens. Modules are counted, because milliseconds depend on the machine.

`--help` and a shell's completion load what a bare Typer program loads, and the few modules that list the commands; a
command loads its own module, SQLAlchemy and the cipher, and nothing that it does not use.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from ledger.book.post import post
from ledger.book.session import Visit, session
from ledger.cli.later import GroupedLater, Later, Listed
from ledger.cli.main import COMMANDS, app
from ledger.cli.report import LIST as REPORTS
from ledger.store.folder import unlock
from ledger.store.opening import opened
from ledger.store.where import FolderPlace
from tests.book.making import a_wage
from tests.cli.conftest import Run

LISTING = {
    *("ledger", "ledger.__main__", "ledger.cli", "ledger.cli.main", "ledger.cli.later", "ledger.cli.layout"),
    *("ledger.cli.plain", "ledger.cli.books", "ledger.values", "ledger.values.errors"),
}
BUILT_IN = {"__future__", "gc"}  # it costs nothing to load these
# A program of one command, as small as Typer's own manual has it, without rich help, which wage-ledger has none of.
BARE = """
import json, sys, typer
app = typer.Typer(rich_markup_mode=None)
@app.command()
def hello(name: str) -> None:
    "Say hello."
try:
    app(prog_name="bare")
except SystemExit as ended:
    code = ended.code
print()
print(json.dumps([code, *sys.modules]))
"""
OURS = """
import json, sys
from ledger.__main__ import run
code = run(sys.argv[1:])
print()
print(json.dumps([code, *sys.modules]))
"""
ALWAYS_HEAVY = {
    *("alembic", "psycopg", "PIL", "pikepdf", "lxml", "duckdb", "polars", "pyarrow", "rich", "currency_converter"),
    "pydantic",  # for what is typed plainly; see ledger/cli/plain.py
}


def loaded(program: str, *arguments: str, **environ: str) -> tuple[str, set[str]]:
    """What the program prints, and the modules that it holds at its end."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("WAGE_LEDGER_")}
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=clean | environ)
    printed, _, last = done.stdout.rstrip("\n").rpartition("\n")
    code, *modules = json.loads(last)
    assert code == 0, done.stderr
    return printed, set(modules)


def completing(program: str, words: str) -> dict[str, str]:
    """The environment in which bash asks how these words go on: the last one is not finished."""
    name = program.replace("-", "_").upper()
    typed = f"{program} {words}"
    return {f"_{name}_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}


def own(modules: set[str]) -> set[str]:
    """Those of wage-ledger."""
    return {name for name in modules if name.split(".")[0] == "ledger"}


def heavy(modules: set[str], *more: str) -> set[str]:
    """Packages that should not be there."""
    return {name.split(".")[0] for name in modules} & (ALWAYS_HEAVY | set(more))


# --- before a command runs --------------------------------------------------------------------------------------------


def test_the_help_loads_what_a_bare_typer_program_loads_and_the_list_of_commands() -> None:
    _, bare = loaded(BARE, "--help")
    printed, ours = loaded(OURS, "--help")
    assert all(f"\n  {each.word} " in printed for each in COMMANDS)
    assert own(ours) == LISTING
    assert ours - bare - LISTING <= BUILT_IN


@pytest.mark.parametrize(("words", "found", "more"), [
    ("", [each.word for each in COMMANDS], set()),
    ("st", ["statement"], set()),
    ("--v", ["--version"], set()),
    ("log ", ["head", "prove", "verify", "reads"], {"cli.log", "cli.flags", "book", "book.words"}),
    ("log reads --l", ["--last"], {"cli.log", "cli.flags", "book", "book.words"}),
    ("show b", ["book"], {"cli.show", "cli.flags", "book", "book.words"}),
])  # fmt: skip
def test_completion_loads_what_a_bare_typer_program_loads_and_the_command_that_was_typed(
    words: str, found: list[str], more: set[str]
) -> None:
    _, bare = loaded(BARE, **completing("bare", "--"))
    printed, ours = loaded(OURS, **completing("wage-ledger", words))
    assert printed.split() == found
    assert own(ours) == LISTING | {f"ledger.{name}" for name in more}
    assert ours - bare - own(ours) <= BUILT_IN


@pytest.mark.parametrize("words", ["report s", "report skim --by c", "add wage --taken state:p", "attach --k"])
def test_completing_the_words_of_a_command_loads_no_database_no_cipher_and_no_numbers(words: str) -> None:
    printed, ours = loaded(OURS, **completing("wage-ledger", words))
    assert "typer" in ours
    assert heavy(ours, "sqlalchemy", "sqlcipher3", "pyrage", "nacl", "numpy") == set()
    assert (printed.split() == ["skim"]) is (words == "report s")


# --- commands on a small book -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(template_folder: Path, identity_file: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The options that open a book of one wage."""
    path = tmp_path_factory.mktemp("small") / "book"
    shutil.copytree(template_folder, path)
    options = ["--book", str(path), "--identity-file", str(identity_file)]
    with opened(FolderPlace(path), unlock(path, identity=identity_file)) as engine, session(engine, Visit()) as book:
        post(book, a_wage(book))
        book.commit()
    return options


@pytest.mark.parametrize(("command", "not_used", "used"), [
    (["log", "head"], {"numpy"}, set()),
    (["check"], {"numpy"}, set()),
    (["worker", "new"], {"nacl", "numpy"}, set()),
    (["show"], {"nacl", "numpy"}, set()),
    (["show", "entries", "--after", "0", "--limit", "5"], {"nacl", "numpy"}, set()),
    (["show", "1"], {"nacl", "numpy"}, {"measure.split"}),
    (["report", "skim"], {"nacl"}, {"measure.pools", "cli.report.pools"}),
])  # fmt: skip
def test_a_command_on_a_small_book_loads_nothing_that_it_does_not_use(
    small: list[str], command: list[str], not_used: set[str], used: set[str]
) -> None:
    _, ours = loaded(OURS, *small, *command)
    assert {"sqlalchemy", "sqlcipher3"} <= ours
    assert heavy(ours, *not_used) == set()
    assert "sqlalchemy.dialects.postgresql" not in ours
    assert {f"ledger.{name}" for name in used} <= ours
    assert ("ledger.measure" in ours) is bool(used)
    assert not any(name.startswith("ledger.intake") for name in ours)
    reports = {name for name in ours if name.startswith("ledger.cli.report.")}
    assert reports <= {f"ledger.cli.report.{name}" for name in ("common", "engine", "pools")}


# --- the list says what the commands say ------------------------------------------------------------------------------


@pytest.mark.parametrize("listed", [*COMMANDS, *REPORTS], ids=lambda each: each.word)
def test_the_list_tells_of_a_command_what_the_command_tells_of_itself(listed: Listed) -> None:
    told, made = listed.told(), listed.made()
    assert (told.name, told.hidden) == (made.name, made.hidden)
    assert told.get_short_help_str(1000) == made.get_short_help_str(1000) == listed.says
    assert getattr(told, "rich_help_panel", None) == getattr(made, "rich_help_panel", "") == listed.panel
    assert made.epilog == listed.example
    assert isinstance(made, TyperGroup) is listed.where.endswith(":app")


def test_whoever_walks_the_commands_meets_every_one_and_the_same_one_again() -> None:
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    assert list(root.commands) == [each.word for each in COMMANDS]
    assert len(root.commands) == len(COMMANDS)
    assert root.commands["show"] is root.commands["show"]
    assert root.commands.get("shew") is None


def test_a_command_that_typer_was_given_and_the_list_was_not_is_not_silently_lost() -> None:
    class Listing(GroupedLater):
        LISTED = (Listed("show", "ledger.cli.show:show", "Panel", "Show it."),)

    lost = typer.Typer(cls=Listing)
    lost.callback()(lambda: None)
    assert isinstance(getattr(typer.main.get_command(lost), "commands", None), Later)
    lost.command("forgotten")(lambda: None)
    with pytest.raises(TypeError, match="forgotten"):
        typer.main.get_command(lost)


def test_a_mistyped_command_is_answered_with_the_one_that_was_meant(typed: Run) -> None:
    ran = typed("staetment")
    assert (ran.code, ran.out) == (2, "")
    assert "Did you mean 'statement'" in ran.err
