"""What is compared: the questions that a book of some size is asked, and those that do not depend on the size.

Everybody gets the same rows. What a peer does is less than what the program does, and often much less: none of them
encrypts, logs, asks for consent, withholds what could expose somebody, or keeps ranges and sources.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.books import ALONE, PROGRAM, Book, Server, Shelf, alone, done
from tests.bench.contest import Contender, Contest, Result, held, tell
from tests.bench.formats import FORMATS
from tests.bench.machine import Peers, free_kib
from tests.bench.workload import workers_of

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
ROUNDS_OF_SHORT = 11 if ROUNDS > 1 else 1
ONCE_FROM = 1_000_000
SMALL = 240

IMPORT, IMPORT_SERVER = "import", "import into PostgreSQL"
SKIM, CHECK, ASK = "report skim --by country,sector,year", "check", "one entry, one worker, the log"
HELP, SMALL_COMMAND, BOOTSTRAP = "--help", "show 1, small book", "bootstrap, 2,000 x 100,000"
SQLITE, COPY, SCAN = "raw sqlite3, plain file", "bare COPY", "one raw scan of the book"
DUCKDB, PARQUET = "DuckDB, its own table", "DuckDB, Parquet"
TYPER, OPEN = "a bare Typer program", "SQLAlchemy, and the book opened"
HLEDGER, HLEDGER_CSV, LEDGER, BEANCOUNT = "hledger", "hledger, the same CSV", "ledger", "beancount"
OURS = "wage-ledger"

# What an entry costs those in memory that hold the whole journal, in KiB.
_KIB = {"hledger": 18, "ledger": 6, "beancount": 6, "beanquery": 6}
_READ_BY = {"hledger": "hledger", "ledger": "ledger", "beancount": "beancount", "long": "duckdb"}
_YEARLY = "SELECT year, account, sum(position) GROUP BY year, account ORDER BY year, account"
_NO_CACHE = {"BEANCOUNT_DISABLE_LOAD_CACHE": "1"}


@dataclass(frozen=True)
class Sized:
    """What was measured at a size. `files` are sizes in bytes by what it is."""

    entries: int
    postings: int
    workers: int
    results: tuple[Result, ...]
    files: dict[str, int]


def at_size(entries: int, folder: Path, shelf: Shelf, peers: Peers, server: Server | None) -> Sized:
    """Write the workload of this size and ask all the questions of it."""
    tell(f"writing {entries:,} entries")
    asked = _AtSize(entries, folder, shelf, peers, server)
    said = done(sys.executable, "-m", "tests.bench.formats", str(entries), str(folder), *asked.formats())
    results = tuple(asked.results())
    return Sized(entries, int(said), workers_of(entries), results, asked.files())


def of_any_size(folder: Path, shelf: Shelf) -> tuple[Result, ...]:
    """What a command costs before it does anything, on a small book, and what resampling costs."""
    done(sys.executable, "-m", "tests.bench.formats", str(SMALL), str(folder), "sheet")
    book = shelf.book(folder)
    book.imported.write_text(done(*book.command("import", "-O", "json", str(folder / "sheet.csv"))), encoding="utf-8")
    book.agree()
    contests = (
        Contest(
            HELP,
            (
                Contender(OURS, (*PROGRAM, "--help"), is_ours=True),
                Contender(TYPER, (sys.executable, str(ALONE / "bare_typer.py"), "--help")),
            ),
            ROUNDS_OF_SHORT,
        ),
        Contest(
            SMALL_COMMAND,
            (
                Contender(OURS, book.command("show", "1"), is_ours=True),
                Contender(OPEN, book.script("open_book")),
            ),
            ROUNDS_OF_SHORT,
        ),
        Contest(BOOTSTRAP, (Contender(OURS, alone("bootstrap"), is_ours=True),), ROUNDS),
    )
    return tuple(result for contest in contests for result in held(contest))


def missing_at(entries: int, peers: Peers, free: int) -> dict[str, str]:
    """The programs that are not run at this size, with so many KiB of memory free, and why."""
    absent = {each: "not on this machine" for each in (*_KIB, "duckdb") if each not in peers}
    return {each: "too little memory here" for each, kib in _KIB.items() if kib * entries > free} | absent


class _AtSize:
    def __init__(self, entries: int, folder: Path, shelf: Shelf, peers: Peers, server: Server | None) -> None:
        self.entries, self.folder, self.shelf, self.peers, self.server = entries, folder, shelf, peers, server
        self.rounds = 1 if entries >= ONCE_FROM else ROUNDS
        self.book: Book = shelf.book(folder)
        self.missing = missing_at(entries, peers, free_kib())

    def formats(self) -> list[str]:
        """The formats for which there is a reader."""
        chosen = {"sheet", *(["rows"] if self.server else [])}
        chosen |= {name for name, reader in _READ_BY.items() if reader not in self.missing}
        return [name for name in FORMATS if name in chosen]

    def results(self) -> Iterator[Result]:
        """Everything, in the order in which a book is used."""
        imported = held(self._import())
        yield from imported
        if imported[0].says is None:
            tell("letting the workers agree")
            self.book.agree()
        yield from held(self._import_to_server())
        if self.server:
            self.server.drop("ours", "theirs")
        yield from held(self._skim(imported[0]))
        if imported[0].says is None:
            yield from held(self._check())
            yield from held(self._ask())

    def files(self) -> dict[str, int]:
        """How large everything is that was written, in bytes."""
        names = {
            "the wage sheet": "sheet.csv",
            "encrypted book": "book",
            "raw sqlite3": "raw.db",
            "DuckDB": "own.duckdb",
            "Parquet": "long.parquet",
            "journal": "wages.journal",
        }
        return {what: _size(self.folder / name) for what, name in names.items() if (self.folder / name).exists()}

    def _path(self, name: str) -> str:
        return str(self.folder / name)

    def _import(self) -> Contest:
        sheet = self._path("sheet.csv")
        contenders = [
            Contender(
                OURS,
                self.book.command("import", "-O", "json", sheet),
                before=lambda: self.shelf.book(self.folder),
                output=self.book.imported,
                is_ours=True,
            ),
            Contender(
                SQLITE,
                (sys.executable, str(ALONE / "raw_sqlite.py"), sheet, self._path("raw.db")),
                before=lambda: _clear(self.folder, "raw.db"),
            ),
            self._peer(HLEDGER_CSV, "hledger", "-f", sheet, "balance"),
            self._peer(LEDGER, "ledger", "--args-only", "-f", self._path("wages.ledger"), "balance"),
            self._peer(BEANCOUNT, "beancount", str(ALONE / "beancount_load.py"), self._path("wages.beancount")),
            self._peer(
                DUCKDB,
                "duckdb",
                str(ALONE / "duckdb_load.py"),
                self._path("long.csv"),
                self._path("own.duckdb"),
                before=lambda: _clear(self.folder, "own.duckdb"),
            ),
        ]
        return Contest(IMPORT, contenders, self.rounds)

    def _import_to_server(self) -> Contest:
        server, missing = self.server, None if self.server else "no server here"
        ours = theirs = ""
        if server:
            ours, theirs = server.place("ours"), server.database("theirs")
        contenders = (
            Contender(
                OURS,
                (*PROGRAM, "--book", ours, "import", self._path("sheet.csv")),
                before=lambda: server and server.book("ours"),
                is_ours=True,
                missing=missing,
            ),
            Contender(
                COPY,
                (
                    sys.executable,
                    str(ALONE / "copy_postgres.py"),
                    theirs,
                    self._path("entry.csv"),
                    self._path("posting.csv"),
                ),
                before=lambda: server and server.database("theirs"),
                missing=missing,
            ),
        )
        return Contest(IMPORT_SERVER, contenders, self.rounds)

    def _skim(self, imported: Result) -> Contest:
        own, parquet = self._path("own.duckdb"), self._path("long.parquet")

        def load() -> None:
            if not Path(parquet).exists():
                _clear(self.folder, "own.duckdb")
                done(self.peers.commands["duckdb"], str(ALONE / "duckdb_load.py"), self._path("long.csv"), own, parquet)

        contenders = [
            Contender(
                OURS,
                self.book.command("report", "skim", "--by", "country,sector,year"),
                missing=imported.says and "nothing was imported",
                is_ours=True,
            ),
            self._peer(DUCKDB, "duckdb", str(ALONE / "duckdb_skim.py"), own, before=load),
            self._peer(PARQUET, "duckdb", str(ALONE / "duckdb_skim.py"), ":memory:", parquet, before=load),
            self._peer(LEDGER, "ledger", "--args-only", "-f", self._path("wages.ledger"), "register", "--yearly"),
            self._peer(HLEDGER, "hledger", "-f", self._path("wages.journal"), "balance", "-Y", "-O", "csv"),
            self._peer(BEANCOUNT, "beanquery", "-m", "beanquery", self._path("wages.beancount"), _YEARLY),
        ]
        return Contest(SKIM, contenders, self.rounds)

    def _check(self) -> Contest:
        contenders = (
            Contender(OURS, self.book.command("check"), is_ours=True),
            Contender(SCAN, self.book.script("raw_scan")),
        )
        return Contest(CHECK, contenders, self.rounds)

    def _ask(self) -> Contest:
        worker, entry = self.book.someone()
        proof, head = self.folder / "proof.json", self.folder / "head.json"
        asked = (
            ("show ENTRY", ("show", str(entry))),
            ("trace ENTRY", ("trace", str(entry))),
            ("show WORKER", ("show", worker)),
            ("statement WORKER", ("statement", worker)),
            ("show entries", ("show", "entries")),
            ("log head", ("log", "head", "-o", str(head))),
            ("log prove ENTRY", ("log", "prove", str(entry), "--open", "-o", str(proof))),
            ("log verify", ("log", "verify")),
        )

        def clear() -> None:
            _clear(self.folder, proof.name, head.name)

        ours = [Contender(name, self.book.command(*words), before=clear, is_ours=True) for name, words in asked]
        return Contest(ASK, (*ours, Contender(OPEN, self.book.script("open_book"))), self.rounds)

    def _peer(self, name: str, program: str, *words: str, before: Callable[[], object] = lambda: None) -> Contender:
        return Contender(
            name,
            (self.peers.commands.get(program, program), *words),
            before=before,
            env=_NO_CACHE if program.startswith("bean") else {},
            missing=self.missing.get(program),
        )


def _clear(folder: Path, *names: str) -> None:
    """Remove these files and what a database keeps beside them."""
    for name in names:
        for file in folder.glob(f"{name}*"):
            file.unlink()


def _size(path: Path) -> int:
    """The bytes of a file, or of a folder with all that is in it."""
    return sum(each.stat().st_size for each in [path, *path.rglob("*")] if each.is_file())
