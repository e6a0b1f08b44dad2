"""The first day of the manual, walked: every command of the page, in its order, in a real encrypted book."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pyrage

from tests.cheap import an_age_file

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "ledger" / "help" / "first-day.md"
PSEUDONYM = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")


@dataclass(frozen=True)
class Step:
    """A command of the page and the lines that it says follow."""

    command: str
    shown: tuple[str, ...]


def steps(text: str) -> list[Step]:
    """The commands in the blocks of `console`."""
    found: list[Step] = []
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.splitlines()
            found.append(Step(command, tuple(shown)))
    return found


def missing(shown: tuple[str, ...], printed: list[str]) -> str | None:
    """The first line of the page that was not printed where it should be; None when all were. `...` is any lines."""
    place, is_loose = 0, False
    for line in shown:
        if line == "...":
            is_loose = True
            continue
        while is_loose and place < len(printed) and printed[place] != line:
            place += 1
        if place == len(printed) or printed[place] != line:
            return line
        place, is_loose = place + 1, False
    return None if is_loose or place == len(printed) else f"(more was printed: {printed[place]})"


def renamed(text: str, names: dict[str, str]) -> str:
    """The text with other pseudonyms in place of these."""
    return PSEUDONYM.sub(lambda one: names.get(one[0], one[0]), text)


def made_cheap(home: Path, passphrase: str) -> None:
    """The book that was just made still opens with its passphrase, and at once: sixteen commands open it."""
    (slot,) = home.rglob("passphrase.age")
    for _ in range(5):  # age does not try it while the machine has so much to do that it would take half a minute
        with contextlib.suppress(pyrage.DecryptError):
            slot.write_bytes(an_age_file(pyrage.passphrase.decrypt(slot.read_bytes(), passphrase), passphrase))
            return
    raise AssertionError("the book does not open with its passphrase")


def test_every_command_of_the_first_day_does_what_the_page_says(tmp_path):
    tools, home = tmp_path / "bin", tmp_path / "home"
    tools.mkdir()
    home.mkdir()
    command = tools / "wage-ledger"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ledger "$@"\n')
    command.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WAGE_LEDGER_")}
    environment = kept | {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "WAGE_LEDGER_PASSPHRASE": "an invented passphrase of some length",
    }
    drawn: dict[str, str] = {}
    walked = steps(PAGE.read_text(encoding="utf-8"))
    assert len(walked) > 8
    for step in walked:
        ran = subprocess.run(
            ["sh", "-c", renamed(step.command, drawn)],
            cwd=home,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, f"{step.command}\n{ran.stdout}"
        if step.command == "wage-ledger init":
            made_cheap(home, environment["WAGE_LEDGER_PASSPHRASE"])
        told = [name for line in step.shown for name in PSEUDONYM.findall(line)]
        for name, real in zip(told, PSEUDONYM.findall(ran.stdout), strict=False):
            drawn.setdefault(name, real)
        printed = renamed(ran.stdout, {real: name for name, real in drawn.items()}).splitlines()
        assert missing(step.shown, printed) is None, f"{step.command}\n{ran.stdout}"
    assert list(home.iterdir()) != []


def test_a_line_that_is_not_printed_is_found():
    assert missing(("a", "...", "c"), ["a", "b", "c"]) is None
    assert missing(("a", "c"), ["a", "b", "c"]) == "c"
    assert missing(("a", "..."), ["a", "b"]) is None
    assert missing(("...", "x", "..."), ["a", "b"]) == "x"
    assert missing(("a",), ["a", "b"]) is not None
