"""The rows of wage sheets become entries, in one transaction that whoever opened the session commits.

First the book says which of the rows it has (sheet_workers.py). Then the sheets are read again, row after row: whose it
is (sheet_drawing.py), the job it belongs to (sheet_placements.py), its entries; some thousands at a time are posted and
go into the log. Of a sheet of any length, so, only that many are in memory.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import chain, islice
from random import Random
from typing import NamedTuple

from ledger.book.drafts import EntryDraft, ExactEntry
from ledger.book.log.append import append, waiting
from ledger.book.post import post_all
from ledger.book.register import SourceDraft, add_sources, has_seen, mark_more, seen_rows
from ledger.book.session import Session
from ledger.book.sums import set_aside, unwritten
from ledger.intake.sheet import FORMAT, Sheet, SheetBatch
from ledger.intake.sheet_drawing import Drawing, printed, rename
from ledger.intake.sheet_fit import read_event
from ledger.intake.sheet_placements import Asking, Jobs, Placements, Said
from ledger.intake.sheet_plain import PlainRow
from ledger.intake.sheet_postings import drafts
from ledger.intake.sheet_rows import label_of
from ledger.intake.sheet_workers import Key, Sorted, mark_of, sort_out, unpacked
from ledger.store.in_order import InOrder, beside

AT_ONCE = 2000  # rows that are posted together
MARKS_AT_ONCE = 50_000
CELLS_AT_ONCE = 20_000
LEAVES_AT_ONCE = 10_000  # on PostgreSQL other writers wait from the first leaf on: of fewer they come before the commit
SOURCES_KEPT = 20_000
_UNCLEAR = "the book has rows like those of this label, of more than one worker, and nothing tells whose this one is"
_SAY = "Write the worker's pseudonym in place of the label: the one given before, or one of wage-ledger worker new."


@dataclass
class SheetLanded:
    """What an import of sheets did: rows written, rows the book had before, entries posted, workers made for labels.

    `workers` maps the labels of new workers to their pseudonyms; with the file where two files have the same label.
    Where a row is refused, `known` has the pseudonym of every (file, label) with rows in the book, "" where nothing
    tells which of several, or where it may not be told.
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
    folder, found = beside(session.connection()), Sorted()
    if has_seen(session, FORMAT):
        with InOrder(folder, MARKS_AT_ONCE) as noted:
            found = sort_out(batch, partial(seen_rows, session, FORMAT), noted)
    workers = Drawing(session, random or secrets.SystemRandom())
    with InOrder(folder, MARKS_AT_ONCE) as marks:
        landing = _Landing(session, batch, found, workers, marks, today)
        if batch.mixes_jobs:  # a row may say further down where a worker worked of whom this one does not
            for some in _rows(batch):
                landing.look_ahead(some)
        for some in _rows(batch):
            landing.take(some)
            tick(len(some))
        # All together and sorted: their index, which is by hash, is so written but once.
        mark_more(session, FORMAT, map(unpacked, marks), today=today)
    done = landing.done
    done.workers = printed(workers.drawn)
    if batch.refused or any(sheet.table.broken for sheet in batch.sheets):
        done.known = workers.told(found.workers)
        rename(batch, done.known)
    return done


class _Row(NamedTuple):
    """A row that can land, as far as its cells tell. `key` is the label of a worker who is new, of its file."""

    sheet: Sheet
    line: int
    cells: list[str]
    worker: str
    key: Key | None
    source: str
    origin: str
    page: str
    said: Said
    plain: PlainRow | None


def _rows(batch: SheetBatch) -> Iterator[list[_Row]]:
    """The rows, some thousands at a time."""
    rows = chain.from_iterable(_rows_of(sheet) for sheet in batch.sheets)
    while some := list(islice(rows, AT_ONCE)):
        yield some


def _rows_of(sheet: Sheet) -> Iterator[_Row]:
    jobs, file = Jobs(sheet), sheet.table.file
    worker, source, origin, page = (sheet.column(name) for name in ("worker", "source", "origin", "page"))
    records = sheet.records()
    while some := list(islice(records, AT_ONCE)):
        plain = sheet.plain.read([cells for _, cells in some])
        for (line, cells), read in zip(some, plain, strict=True):
            who = worker(cells)
            label = label_of(who)
            key = (file, label) if label else None
            yield _Row(
                *(sheet, line, cells, who, key, source(cells), origin(cells), page(cells), jobs.said(cells), read)
            )


class _Landing:
    """Takes row after row and posts them as entries. The same source, word for word, is written down once."""

    def __init__(
        self, session: Session, batch: SheetBatch, found: Sorted, workers: Drawing, marks: InOrder, today: date
    ) -> None:
        self.session = session
        self.batch = batch
        self.found = found
        self.workers = workers
        self.marks = marks
        self.today = today
        self.done = SheetLanded()
        self.placements = Placements(session, workers.numbers)
        self.sources: dict[tuple[str, str], int] = {}

    def look_ahead(self, rows: Sequence[_Row]) -> None:
        """Write down the placements that rows make which say where the work was."""
        self._meet(row for row in rows if not row.said.is_silent)

    def take(self, rows: Sequence[_Row]) -> None:
        """Take in these rows, or refuse them."""
        named = self._meet(rows)
        self.done.before += len(rows) - len(named)
        fit = [(row, worker, job) for row, worker in named if (job := self._job(row, worker)) is not None]
        titles = [(row.source, row.origin or worker) for row, worker, _ in fit]
        if len(self.sources) > SOURCES_KEPT:  # what is written down is found there
            self.sources.clear()
        new = [each for each in dict.fromkeys(titles) if each not in self.sources]
        sources = [SourceDraft(origin=origin, kind="own-record", title=title) for title, origin in new]
        self.sources |= dict(zip(new, add_sources(self.session, sources, today=self.today), strict=True))
        made: list[EntryDraft | ExactEntry] = []
        firsts: list[int] = []
        for (row, _, job), title in zip(fit, titles, strict=True):
            firsts.append(len(made))
            made += _entries(row, job, self.sources[title])
        numbers = post_all(self.session, made, today=self.today)
        for (row, worker, _), first in zip(fit, firsts, strict=True):
            self.marks.add(mark_of(row.sheet.content(row.cells), worker, numbers[first], is_new=row.key is not None))
        self.done.written += len(fit)
        self.done.entries += len(numbers)
        if waiting(self.session) >= LEAVES_AT_ONCE:
            append(self.session)
        if unwritten(self.session) >= CELLS_AT_ONCE:
            set_aside(self.session, CELLS_AT_ONCE)

    def _meet(self, rows: Iterable[_Row]) -> list[tuple[_Row, str]]:
        """The rows that the book does not have, each with its worker; "" where nothing tells whose it is."""
        before, workers = self.found.before, self.found.workers
        new = [row for row in rows if (row.sheet.number, row.line) not in before] if before else list(rows)
        named = [row.worker for row in new if row.key is None]
        told = [worker for row in new if row.key is not None and (worker := workers.get(row.key))]
        drawn = [row.key for row in new if row.key is not None and not workers.get(row.key)]
        self.workers.meet([*named, *told], (key for key in drawn if key not in self.found.mixed))
        met = [(row, self._worker(row)) for row in new]
        self.placements.meet(
            Asking(row.said, worker, self._is_new(row)) for row, worker in met if self._wrong(row, worker) is None
        )
        return met

    def _worker(self, row: _Row) -> str:
        """The pseudonym of a row's worker who was met; "" when nothing tells whose it is."""
        if row.key is None:
            return row.worker
        return self.found.workers.get(row.key) or self.workers.drawn_for(row.key)

    def _is_new(self, row: _Row) -> bool:
        """True when the row's worker was drawn in this import."""
        return row.key is not None and not self.found.workers.get(row.key)

    def _wrong(self, row: _Row, worker: str) -> tuple[str, str] | None:
        """Why no row of this worker, who was met, can land, and what to do."""
        if not worker:
            return _UNCLEAR, _SAY
        return None if self._is_new(row) else self.workers.wrong(worker)

    def _job(self, row: _Row, worker: str) -> int | None:
        """The placement of a row whose worker was met; None of a row that is refused."""
        wrong = self._wrong(row, worker)
        if wrong is not None:
            self.batch.refuse_one(row.sheet, row.line, row.cells, "worker", *wrong)
            return None
        job = self.placements.number(row.said, worker)
        if job is None:
            wrong = self.placements.wrong(worker, row.said)
            self.batch.refuse_one(row.sheet, row.line, row.cells, "placement", *wrong)
        return job


def _entries(row: _Row, job: int, source: int) -> Sequence[EntryDraft | ExactEntry]:
    if row.plain is not None:
        return [row.plain.entry(job, source, row.page)]
    event, problems = read_event(row.sheet.table.file, row.sheet.columns, row.sheet.row(row.line, row.cells))
    assert event is not None, problems
    return drafts(event, job, source)
