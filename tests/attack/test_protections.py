"""Each protection stops its attack, and without it the attack succeeds. The manual lists them, word for word.

The list in the manual is rewritten with WAGE_LEDGER_REWRITE_PROTECTIONS=1.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import ledger.help
from tests.attack.books import Book
from tests.attack.protections import PROTECTIONS, Bench, Protection, table

PAGE = Path(ledger.help.__file__).parent / "security.md"
BEGIN, END = "<!-- protections -->\n", "<!-- end of protections -->\n"


@pytest.fixture
def bench(book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    home = tmp_path / "bench"
    home.mkdir()
    return Bench(book, home, monkeypatch)


@pytest.mark.parametrize("protection", PROTECTIONS, ids=lambda each: each.name)
def test_the_attack_fails(bench: Bench, protection: Protection) -> None:
    assert protection.holds(bench)


@pytest.mark.parametrize("protection", PROTECTIONS, ids=lambda each: each.name)
def test_without_the_protection_the_attack_succeeds(bench: Bench, protection: Protection) -> None:
    protection.off(bench)
    assert protection.attempt(bench)


def test_the_manual_lists_the_protections() -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    wanted = f"{before}{BEGIN}{table(PROTECTIONS)}\n{END}{after}"
    if os.environ.get("WAGE_LEDGER_REWRITE_PROTECTIONS"):
        PAGE.write_text(wanted, encoding="utf-8")
    assert page.count(BEGIN) == page.count(END) == 1
    assert PAGE.read_text(encoding="utf-8") == wanted


def test_each_protection_has_a_name_of_its_own_and_one_sentence() -> None:
    assert len({each.name for each in PROTECTIONS}) == len(PROTECTIONS)
    for each in PROTECTIONS:
        assert each.does.endswith(".")
        assert "|" not in each.name + each.does
