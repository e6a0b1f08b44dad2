"""The wage sheet in the standard library's SQLite, as it is written in an afternoon: `raw_sqlite.py SHEET DB`.

Workers, jobs, entries and postings in integers, in one transaction, through executemany; nothing is checked, encrypted
or logged. It prints how many entries and postings there are.
"""

from __future__ import annotations

import csv
import sqlite3
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

AT_ONCE = 20_000
TABLES = """
CREATE TABLE worker (id INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE job (id INTEGER PRIMARY KEY, country TEXT NOT NULL, sector TEXT NOT NULL, currency TEXT NOT NULL) STRICT;
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, worker INTEGER NOT NULL, job INTEGER NOT NULL, period TEXT NOT NULL, source TEXT NOT NULL
) STRICT;
CREATE TABLE posting (
    entry INTEGER NOT NULL, account INTEGER NOT NULL, minor INTEGER NOT NULL, PRIMARY KEY (entry, account)
) STRICT, WITHOUT ROWID;
"""
Entry = tuple[int, int, int, str, str]
Posting = tuple[int, int, int]


class Rows:
    """The sheet's rows as rows of the tables; workers and jobs are numbered as they come."""

    def __init__(self, lines: Iterator[list[str]]) -> None:
        self.workers: dict[str, int] = {}
        self.jobs: dict[tuple[str, str, str], int] = {}
        self.entries = self.postings = 0
        next(lines)
        self._lines = lines

    def some(self) -> tuple[list[Entry], list[Posting]]:
        """The next entries with their postings; none at the end."""
        entries: list[Entry] = []
        postings: list[Posting] = []
        number = self.entries
        for who, country, sector, period, currency, *amounts, source in islice(self._lines, AT_ONCE):
            number += 1
            worker = self.workers.setdefault(who, len(self.workers) + 1)
            job = self.jobs.setdefault((country, sector, currency), len(self.jobs) + 1)
            entries.append((number, worker, job, period, source))
            for account, amount in enumerate(amounts):
                if amount:
                    minor = int(amount.replace(".", ""))
                    postings.append((number, account, minor if account else -minor))
        self.entries = number
        self.postings += len(postings)
        return entries, postings


def main(sheet: Path, database: Path) -> None:
    """Load the sheet into a new file."""
    book = sqlite3.connect(database)
    book.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + TABLES)
    with sheet.open(encoding="utf-8", newline="") as file, book:
        rows = Rows(csv.reader(file))
        while (found := rows.some())[0]:
            book.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", found[0])
            book.executemany("INSERT INTO posting VALUES (?, ?, ?)", found[1])
        book.executemany("INSERT INTO worker VALUES (?, ?)", [(number, who) for who, number in rows.workers.items()])
        book.executemany("INSERT INTO job VALUES (?, ?, ?, ?)", [(number, *job) for job, number in rows.jobs.items()])
    book.close()
    print(rows.entries, rows.postings)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
