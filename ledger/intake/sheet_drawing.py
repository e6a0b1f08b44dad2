"""Pseudonyms for the workers of a sheet: those of the book are found, those who are new are drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from random import Random

from ledger.book.errors import PseudonymTaken
from ledger.book.read import may_read, subject_id
from ledger.book.register import add_worker
from ledger.book.session import Session
from ledger.intake.sheet import SheetBatch
from ledger.intake.sheet_rows import label_of
from ledger.intake.sheet_workers import Key
from ledger.intake.table import Row
from ledger.values.refs import new_pseudonym

_UNKNOWN = "no worker of this pseudonym is in the book"
_SEALED = "the worker has no live consent to be recorded"
_GRANT = "Talk it over first, then: wage-ledger consent grant WORKER --scope record"
_MAKE = "Check it; make a worker with wage-ledger worker new, or write new: and a label in the cell."


class Drawing:
    """The workers of the rows, by their pseudonyms; those who are new are drawn and written down once."""

    def __init__(self, session: Session, random: Random) -> None:
        self.session = session
        self.random = random
        self.drawn: dict[Key, str] = {}
        self.subjects: dict[str, int | None] = {}
        self.may: dict[str, bool] = {}
        self.new: set[str] = set()

    def named(self, worker: str, key: Key) -> str:
        """The pseudonym; drawn for the label when there is none."""
        return worker or self.drawn.get(key) or self._draw(key)

    def wrong(self, worker: str) -> tuple[str, str] | None:
        """Why no row of this worker can land, and what to do: not in the book, or did not agree to be recorded."""
        if self._number(worker) is None:
            return _UNKNOWN, _MAKE
        return None if self._may_record(worker) else (_SEALED, _GRANT)

    def told(self, known: Mapping[Key, str]) -> dict[Key, str]:
        """The pseudonyms of all labels; a blank for one of before who did not agree: the sheet must not name them."""
        before = {key: worker if worker and self._may_record(worker) else "" for key, worker in known.items()}
        return before | self.drawn

    def _number(self, worker: str) -> int | None:
        if worker not in self.subjects:
            self.subjects[worker] = subject_id(self.session, worker)
        return self.subjects[worker]

    def _may_record(self, worker: str) -> bool:
        """True for who is new in this very import, and for whoever agreed to be recorded."""
        if worker not in self.may:
            number = self._number(worker)
            self.may[worker] = number is not None and may_read(self.session, number)
        return self.may[worker]

    def _draw(self, key: Key) -> str:
        while True:
            worker = new_pseudonym(self.random)
            try:
                self.subjects[worker] = add_worker(self.session, worker)
            except PseudonymTaken:
                continue
            self.drawn[key] = worker
            self.new.add(worker)
            self.may[worker] = True
            return worker


def rename(batch: SheetBatch, workers: Mapping[Key, str]) -> None:
    """Put the pseudonym in place of the label in refused rows; a blank where nobody can tell whose they are."""
    for place, (table, row) in enumerate(batch.refused):
        key = (table.file, label_of(row["worker"]))
        if key in workers:
            batch.refused[place] = table, Row(row.line, row.cells | {"worker": workers[key]})


def printed(drawn: Mapping[Key, str]) -> dict[str, str]:
    """The labels with their pseudonyms; a label that two files have stands with its file."""
    times = Counter(label for _, label in drawn)
    return {label if times[label] == 1 else f"{label} ({file})": worker for (file, label), worker in drawn.items()}
