"""The rows of wage sheets become entries, in one transaction that whoever opened the session commits.

Whose each row is comes first (sheet_workers.py), then the job it belongs to (sheet_placements.py); then the rows are
read again and posted, some thousands at a time, so that a hundred thousand fit in memory.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from random import Random

from ledger.book.drafts import EntryDraft
from ledger.book.post import post_all
from ledger.book.register import Mark, SourceDraft, add_source, mark, seen
from ledger.book.session import Session
from ledger.intake.sheet import FORMAT, SheetBatch, SheetItem
from ledger.intake.sheet_drawing import Drawing, printed, rename
from ledger.intake.sheet_fit import read_event
from ledger.intake.sheet_placements import Placements, placements_of
from ledger.intake.sheet_postings import drafts
from ledger.intake.sheet_workers import Fresh, Key, mark_of, sort_out

AT_ONCE = 2000
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
    are handed back with the pseudonym in its place.
    """
    found = sort_out(batch.items, lambda prints: seen(session, FORMAT, prints))
    tick(len(found.before) + len(found.unclear) + len(batch.refused))
    done = SheetLanded(before=len(found.before))
    for item in found.unclear:
        batch.refuse_item(item, "worker", _UNCLEAR, _SAY)
    workers = Drawing(session, random or secrets.SystemRandom())
    rows = list(workers.named(batch, found.fresh))
    tick(len(found.fresh) - len(rows))
    jobs = placements_of(session, batch, rows, workers.subjects)
    writer = _Writer(session, jobs, today)
    landing = iter(rows)
    marks: list[Mark] = []
    while chunk := list(islice(landing, AT_ONCE)):
        written = writer.write([(row, worker) for row, worker in chunk if jobs.number(row.item, worker) is not None])
        marks += [mark_of(row, worker, number, found) for row, worker, number in written]
        done.written += len(written)
        tick(len(chunk))
    marks.sort(key=lambda one: one.fingerprint)  # in the order of their index, which is written once and not in leaps
    for start in range(0, len(marks), AT_ONCE):
        mark(session, FORMAT, marks[start : start + AT_ONCE], today=today)
    done.entries = writer.entries
    done.workers = printed(workers.drawn)
    done.known = workers.told(found.workers)
    rename(batch, done.known)
    return done


class _Writer:
    """Posts rows as entries. The same source, word for word, is written down once."""

    def __init__(self, session: Session, jobs: Placements, today: date) -> None:
        self.session = session
        self.jobs = jobs
        self.today = today
        self.entries = 0
        self.sources: dict[tuple[str, str], int] = {}

    def write(self, rows: list[tuple[Fresh, str]]) -> list[tuple[Fresh, str, int]]:
        """Each row with the number of its first entry."""
        made: list[EntryDraft] = []
        starts: list[int] = []
        for row, worker in rows:
            starts.append(len(made))
            made += self._drafts(row.item, worker)
        numbers = post_all(self.session, made, today=self.today)
        self.entries += len(numbers)
        return [(row, worker, numbers[start]) for (row, worker), start in zip(rows, starts, strict=True)]

    def _drafts(self, item: SheetItem, worker: str) -> list[EntryDraft]:
        event, problems = read_event(item.table.file, item.columns, item.row)
        job = self.jobs.number(item, worker)
        assert event is not None, problems
        assert job is not None
        return drafts(event, job, self._source(event.source, event.origin or worker))

    def _source(self, title: str, origin: str) -> int:
        if (title, origin) not in self.sources:
            draft = SourceDraft(origin=origin, kind="own-record", title=title)
            self.sources[title, origin] = add_source(self.session, draft, today=self.today)
        return self.sources[title, origin]
