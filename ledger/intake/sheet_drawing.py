"""Pseudonyms for the workers of a sheet: those of the book are found, those who are new are drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from random import Random

from ledger.book.read import workers
from ledger.book.register import add_workers
from ledger.book.session import Session
from ledger.intake.sheet import SheetBatch
from ledger.intake.sheet_rows import label_of
from ledger.intake.sheet_workers import Key
from ledger.intake.table import Row
from ledger.values.refs import new_pseudonym

_UNKNOWN = "no worker of this pseudonym is in the book"
_SEALED = "the worker has no live consent to be recorded"
_GRANT = "Talk it over first, then: wage-ledger consent grant WORKER --scope record"
_NONE: dict[str, str] = {}
_MAKE = "Check it; make a worker with wage-ledger worker new, or write new: and a label in the cell."


class Drawing:
    """The workers of the rows, by their pseudonyms; those who are new are drawn and written down once."""

    def __init__(self, session: Session, random: Random) -> None:
        self.session = session
        self.random = random
        self.drawn: dict[str, dict[str, str]] = {}  # by file and label
        self.subjects: dict[str, int] = {}  # of workers who were named
        self._made: dict[str, int] = {}  # the last who were drawn
        self.barred: set[str] = set()  # who is not in the book, or did not agree

    def meet(self, pseudonyms: Iterable[str], keys: Iterable[Key]) -> None:
        """Look these workers up, and draw a pseudonym for each of these labels that has none."""
        barred, subjects = self.barred, self.subjects
        unseen = [worker for worker in dict.fromkeys(pseudonyms) if worker not in subjects and worker not in barred]
        found = workers(self.session, unseen) if unseen else {}
        subjects |= {worker: number for worker, (number, _) in found.items()}
        barred |= {worker for worker in unseen if worker not in found or not found[worker][1]}
        without = [key for key in dict.fromkeys(keys) if not self.drawn_for(key)]
        self._made = {}
        while without:
            made = add_workers(self.session, [new_pseudonym(self.random) for _ in without])
            self._made |= made
            for (file, label), worker in zip(without, made, strict=False):
                self.drawn.setdefault(file, {})[label] = worker
            without = without[len(made) :]

    def drawn_for(self, key: Key) -> str:
        """The pseudonym that was drawn for a label of a file; "" when none was."""
        file, label = key
        return self.drawn.get(file, _NONE).get(label, "")

    def numbers(self, pseudonyms: Iterable[str]) -> dict[str, int]:
        """The numbers of these workers, who were met."""
        near = {worker: self.subjects.get(worker) or self._made.get(worker, 0) for worker in pseudonyms}
        far = [worker for worker, number in near.items() if not number]
        return near | ({worker: number for worker, (number, _) in workers(self.session, far).items()} if far else {})

    def wrong(self, worker: str) -> tuple[str, str] | None:
        """Why no row of this worker, who was named, can land, and what to do: not in the book, or did not agree."""
        if worker not in self.subjects:
            return _UNKNOWN, _MAKE
        return (_SEALED, _GRANT) if worker in self.barred else None

    def told(self, known: Mapping[Key, str]) -> dict[Key, str]:
        """The pseudonyms of all labels; a blank for one of before who did not agree: the sheet must not name them."""
        self.meet(filter(None, known.values()), ())
        before = {key: "" if worker in self.barred else worker for key, worker in known.items()}
        return before | {(file, label): worker for file, its in self.drawn.items() for label, worker in its.items()}


def rename(batch: SheetBatch, workers: Mapping[Key, str]) -> None:
    """Put the pseudonym in place of the label in refused rows; a blank where nobody can tell whose they are."""
    for place, (table, row) in enumerate(batch.refused):
        key = (table.file, label_of(row["worker"]))
        if key in workers:
            batch.refused[place] = table, Row(row.line, row.cells | {"worker": workers[key]})


def printed(drawn: Mapping[str, dict[str, str]]) -> dict[str, str]:
    """The labels with their pseudonyms; a label that two files have stands with its file."""
    if len(drawn) == 1:
        return next(iter(drawn.values()))
    times = Counter(chain.from_iterable(drawn.values()))
    return {
        label if times[label] == 1 else f"{label} ({file})": worker
        for file, its in drawn.items()
        for label, worker in its.items()
    }
