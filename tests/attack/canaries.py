"""A whole session at the command line, in a private tree, in which everything that is somebody's is marked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyrage

from tests.attack.books import Book
from tests.attack.press import Press, Pressed
from tests.store.samples import a_jpeg

AGREED = ("--language", "ko", "--risks-explained", "--understood")
LABEL, TITLE, NOTEBOOK, NOTE = "CANARYLABEL충성", "CANARYTITLE", "CANARYNOTEBOOK", "CANARYREMARK"
PAPER, REASON = "CANARYPAPER", "CANARYREASON"
MARKS = (LABEL, TITLE, NOTEBOOK, NOTE, PAPER, REASON)


@dataclass(frozen=True)
class Told:
    """What the session left: the book, the tree that is searched, what was asked for, and the erased worker."""

    book: Book
    tree: Path
    asked: tuple[Path, ...]
    erased: str
    other: str
    statement: str


def canaries(*workers: str) -> list[bytes]:
    """The marks and the pseudonyms as they would stand in a file: UTF-8, and UTF-16 as other systems have it."""
    return [mark.encode(code) for mark in (*MARKS, *workers) for code in ("utf-8", "utf-16-le")]


def found_in(content: bytes, marks: list[bytes]) -> list[bytes]:
    """The marks that are in the content."""
    return [mark for mark in marks if mark in content]


def whole_session(press: Press, tree: Path, inputs: Path) -> Told:
    """Everything that a caseworker does, from the first day to the last, each command in a process of its own."""
    for each in (inputs, tree / "home", tree / "tmp", tree / "work"):
        each.mkdir(parents=True)
    identity = inputs / "identity.txt"
    made = pyrage.x25519.Identity.generate()
    identity.write_text(f"{made}\n")
    book = Book(tree / "work" / "book", identity)
    around = {"HOME": str(tree / "home"), "TMPDIR": str(tree / "tmp"), "SQLITE_TMPDIR": str(tree / "tmp")}

    def typed(*command: str, code: int = 0) -> Pressed:
        ran = press(*book.args(*command), environ=around, cwd=tree / "work")
        assert ran.code == code, (command, ran)
        return ran

    out = tree / "asked"
    out.mkdir()
    typed("init", "--no-passphrase", "--recipient", str(made.to_public()))
    erased, other = typed("worker", "new", "--count", "2").out.split()
    for number, worker in enumerate((erased, other), start=1):
        typed("consent", "grant", worker, "--scope", "record,statement,court-use,share-lawyer", *AGREED)
        typed("placement", "new", "--worker", worker, "--country", "KW", "--sector", "construction")
        wage = ("--placement", str(number), "--period", "2016-03", "--currency", "USD", "--gross", "800")
        mark = (LABEL, TITLE) if worker == erased else ("label", "title")
        typed("add", "wage", *wage, "--taken", f"state:loyalty@{mark[0]}=40%", "--source", mark[1], "--hand", "90")
    notebook = inputs / "notebook.csv"
    notebook.write_text(f"worker,period,currency,source,gross,hand\n{erased},2019-01,USD,{NOTEBOOK},900,300\n")
    typed("import", str(notebook))
    typed("correct", "1", "--hand", "100", "--yes")
    typed("hold", "open", erased, "--reason", REASON)
    typed("hold", "lift", erased, "--reason", REASON)
    paper = inputs / "paper.jpg"
    paper.write_bytes(a_jpeg() + PAPER.encode())
    typed("attach", str(paper), "--source", "1", "--kind", "pay-slip", "--note", NOTE)
    typed("attachment", "show", "1")
    typed("show", "1")
    statement = typed("statement", erased).out
    typed("statement", erased, "-o", str(out / "statement.txt"))
    typed("log", "head", "-o", str(out / "head.json"))
    typed("log", "prove", "1", "--open", "--since", str(out / "head.json"), "-o", str(out / "open.json"))
    typed("log", "prove", "1", "--since", str(out / "head.json"), "-o", str(out / "closed.json"))
    typed("backup", "-o", str(tree / "work" / "backup.tar"))
    typed("key", "rotate")
    typed("check")
    asked = (out / "statement.txt", out / "open.json")
    return Told(book, tree, asked, erased, other, statement)
