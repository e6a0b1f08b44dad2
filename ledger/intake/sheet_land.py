"""The rows of wage sheets become entries, in one transaction that whoever opened the session commits.

First the book says which of the rows it has (sheet_workers.py). Then the sheets are read again, row after row: whose it
is (sheet_drawing.py), the job it belongs to (sheet_placements.py), its entries; some thousands at a time are posted and
go into the log. Of a sheet of any length, so, only that many are in memory.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import NamedTuple

from ledger.book.drafts import EntryDraft, ExactEntry
from ledger.book.log.append import append, waiting
from ledger.book.post import post_all
from ledger.book.register import SourceDraft, add_source, has_seen, mark_more, seen
from ledger.book.session import Session
from ledger.intake.sheet import FORMAT, Sheet, SheetBatch, SheetItem
from ledger.intake.sheet_drawing import Drawing, printed, rename
from ledger.intake.sheet_fit import read_event
from ledger.intake.sheet_placements import Jobs, Placements, Said
from ledger.intake.sheet_postings import drafts
from ledger.intake.sheet_rows import label_of
from ledger.intake.sheet_workers import Key, Sorted, mark_of, sort_out

AT_ONCE = 2000  # rows that are posted together
MARKS_AT_ONCE = 20_000
LEAVES_AT_ONCE = 20_000  # on PostgreSQL other writers wait from the first leaf on: of fewer they come before the commit
_UNCLEAR = "the book has rows like those of this label, of more than one worker, and nothing tells whose this one is"
_SAY = "Write the worker's pseudonym in place of the label: the one given before, or one of wage-ledger worker new."


@dataclass
class SheetLanded:
    """What an import of sheets did: rows written, rows the book had before, entries posted, workers made for labels.

    `workers` maps the labels of new workers to their pseudonyms; with the file where two files have the same label.
    `known` has the pseudonym of every (file, label) with rows in the book, "" where nothing tells which of several, or
    where it may not be told.
    """

    written: int = 0
    before: int = 0
    entries: int = 0
    workers: dict[str, str] = field(default_factory=dict)
    known: dict[Key, str] = field(default_factory=dict)


def land_sheet(
    session: Session,
    batch: SheetBatch,
    *,
    today: date,
    tick: Callable[[int], None] = lambda n: None,
    random: Random | None = None,
) -> SheetLanded:
    """Write the rows that are new. Adds to the batch what the book itself refuses. Never commits.

    A pseudonym is drawn for every label that the book does not know. Refused rows of a label that has rows in the book
    are handed back with the pseudonym in its place. Raises ChangedFile when a file was written to meanwhile.
    """
    tick(len(batch.refused))
    found = sort_out(batch, lambda prints: seen(session, FORMAT, prints)) if has_seen(session, FORMAT) else Sorted()
    workers = Drawing(session, random or secrets.SystemRandom())
    landing = _Landing(session, batch, found, workers, today)
    if batch.mixes_jobs:  # a row may say further down where a worker worked of whom this one does not
        for row in _rows(batch):
            landing.look_ahead(row)
    for number, row in enumerate(_rows(batch), start=1):
        landing.take(row)
        if not number % AT_ONCE:
            tick(AT_ONCE)
    done = landing.finish()
    tick(landing.taken % AT_ONCE)
    done.workers = printed(workers.drawn)
    done.known = workers.told(found.workers)
    rename(batch, done.known)
    return done


class _Row(NamedTuple):
    """A row that can land, as far as its cells tell."""

    sheet: Sheet
    line: int
    cells: list[str]
    label: str
    said: Said

    def item(self) -> SheetItem:
        """The row as an item, to be refused."""
        return self.sheet.item(self.line, self.cells)


def _rows(batch: SheetBatch) -> Iterator[_Row]:
    for sheet in batch.sheets:
        jobs = Jobs(sheet)
        for line, cells in sheet.records():
            yield _Row(sheet, line, cells, label_of(sheet.cell(cells, "worker")), jobs.said(cells))


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A row whose entries wait to be posted; `first` is the place of its first one among them."""

    first: int
    content: str
    worker: str
    is_new: bool


class _Landing:
    """Takes row after row and posts them as entries. The same source, word for word, is written down once."""

    def __init__(self, session: Session, batch: SheetBatch, found: Sorted, workers: Drawing, today: date) -> None:
        self.session = session
        self.batch = batch
        self.found = found
        self.workers = workers
        self.today = today
        self.done = SheetLanded()
        self.placements = Placements(session)
        self.sources: dict[tuple[str, str], int] = {}
        self.taken = 0
        self.waiting: list[_Waiting] = []
        self.made: list[EntryDraft | ExactEntry] = []
        self.marks: list[tuple[str, str]] = []

    def look_ahead(self, row: _Row) -> None:
        """Write down the placement that a row makes."""
        worker = self._worker(row)
        if worker and not row.said.is_silent and self.workers.wrong(worker) is None:
            self._number(row, worker)

    def take(self, row: _Row) -> None:
        """Take in a row, or refuse it."""
        self.taken += 1
        worker = self._worker(row)
        if worker is None:
            self.done.before += 1
            return
        wrong = self.workers.wrong(worker) if worker else (_UNCLEAR, _SAY)
        if wrong is not None:
            self.batch.refuse_item(row.item(), "worker", *wrong)
            return
        job = self._number(row, worker)
        if job is None:
            self.placements.refuse(self.batch, row.item(), worker, row.said)
            return
        self.waiting.append(_Waiting(len(self.made), row.sheet.content(row.cells), worker, bool(row.label)))
        self.made += self._entries(row.sheet, row.line, row.cells, worker, job)
        if len(self.waiting) >= AT_ONCE:
            self._post()

    def finish(self) -> SheetLanded:
        """Post what still waits."""
        self._post()
        self._mark()
        return self.done

    def _worker(self, row: _Row) -> str | None:
        """The pseudonym of the row's worker; "" when nothing tells whose it is, None when the book has the row."""
        if (row.sheet.number, row.line) in self.found.before:
            return None
        if not row.label:
            return row.sheet.cell(row.cells, "worker")
        key: Key = row.sheet.table.file, row.label
        known = self.found.workers.get(key) or ""
        return "" if not known and key in self.found.mixed else self.workers.named(known, key)

    def _number(self, row: _Row, worker: str) -> int | None:
        is_drawn = worker in self.workers.new
        return self.placements.number(row.said, worker, self.workers.subjects[worker], is_drawn=is_drawn)

    def _entries(
        self, sheet: Sheet, line: int, cells: list[str], worker: str, job: int
    ) -> Sequence[EntryDraft | ExactEntry]:
        source = self._source(sheet.cell(cells, "source"), sheet.cell(cells, "origin") or worker)
        plain = sheet.plain.read(cells)
        if plain is not None:
            return [plain.entry(job, source, sheet.cell(cells, "page"))]
        event, problems = read_event(sheet.table.file, sheet.columns, sheet.row(line, cells))
        assert event is not None, problems
        return drafts(event, job, source)

    def _post(self) -> None:
        numbers = post_all(self.session, self.made, today=self.today)
        self.done.entries += len(numbers)
        self.done.written += len(self.waiting)
        self.marks += [mark_of(row.content, row.worker, numbers[row.first], is_new=row.is_new) for row in self.waiting]
        self.waiting, self.made = [], []
        if len(self.marks) >= MARKS_AT_ONCE:
            self._mark()
        if waiting(self.session) >= LEAVES_AT_ONCE:
            append(self.session)

    def _mark(self) -> None:
        mark_more(self.session, FORMAT, self.marks, today=self.today)
        self.marks = []

    def _source(self, title: str, origin: str) -> int:
        if (title, origin) not in self.sources:
            draft = SourceDraft(origin=origin, kind="own-record", title=title)
            self.sources[title, origin] = add_source(self.session, draft, today=self.today)
        return self.sources[title, origin]
