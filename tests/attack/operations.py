"""The commands that are interrupted: what each is told, and what it says when it is run again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ledger.data import observations
from ledger.store.folder import slot_id, slots_of
from tests.attack.books import WAGE, Book, a_notebook

Told = Callable[[Book, Path], tuple[str, ...]]
IsDone = Callable[[Book, Path], bool]

# An invented public key: nobody has the other half.
OTHER_KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
SWEEP = (("erase", "--finish"),)


@dataclass(frozen=True)
class Operation:
    """A command that writes. `when_done` is how it ends when it is run on a book in which it was done before.

    `is_done` tells so where something beside the rows decides it. `finish` are the commands that
    clear away what a killed run left.
    """

    args: Told
    when_done: int = 0
    is_done: IsDone | None = None
    finish: tuple[tuple[str, ...], ...] = ()


def _notebook(book: Book, home: Path) -> tuple[str, ...]:
    file = home / "notebook.csv"
    file.write_text(a_notebook(book.first, 120))
    return ("import", str(file))


def _paper(book: Book, home: Path) -> tuple[str, ...]:
    file = home / "paper.txt"
    file.write_text("what was paid in May\n" * 2000)
    return ("attach", str(file), "--source", "1", "--kind", "pay-slip")


def _is_backed_up(book: Book, home: Path) -> bool:
    return (home / "backup.tar").exists()


def _is_removed(book: Book, home: Path) -> bool:
    return slot_id(book.partner) not in {each.slot for each in slots_of(book.path)}


OPERATIONS: dict[str, Operation] = {
    "import a sheet": Operation(_notebook),
    "import observations": Operation(lambda book, home: ("import", str(observations()))),
    "add": Operation(lambda book, home: ("add", "wage", "--placement", "1", "--period", "2016-05", *WAGE)),
    "correct": Operation(lambda book, home: ("correct", "1", "--hand", "120..160", "--yes"), when_done=1),
    "attach": Operation(_paper, finish=SWEEP),
    "withdraw": Operation(lambda book, home: ("consent", "withdraw", book.second)),
    "erase": Operation(lambda book, home: ("erase", book.second, "--yes"), when_done=1, finish=SWEEP),
    "key rotate": Operation(lambda book, home: ("key", "rotate")),
    "key add": Operation(lambda book, home: ("key", "add", "--public-key", OTHER_KEY), when_done=1),
    "key remove": Operation(
        lambda book, home: ("key", "remove", book.partner, "--yes"), when_done=1, is_done=_is_removed
    ),
    "backup": Operation(
        lambda book, home: ("backup", "-o", str(home / "backup.tar")), when_done=1, is_done=_is_backed_up
    ),
    "log head": Operation(lambda book, home: ("log", "head", "-o", str(home / "head.json"))),
    "statement": Operation(lambda book, home: ("statement", book.first, "-o", str(home / "statement.txt"))),
}
