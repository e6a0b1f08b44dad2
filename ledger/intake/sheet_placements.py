"""The job to which each row of a sheet belongs: found by its number or by what it says, or made.

The same worker with the same country, sector, employer and sending company is the same placement. A row that says none
of the four belongs to the worker's only placement.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ledger.book.read import placements
from ledger.book.register import PlacementDraft, add_organisation, add_placements
from ledger.book.session import Session
from ledger.intake.sheet import Sheet

Job = tuple[str, str, str, str]  # country, sector, employer, sending; "" where it is not said
NOTHING: Job = ("", "", "", "")
UNSTATED = "unstated"
_NUMBERS = "Write the number of the placement; its number stands in: wage-ledger show"


class Said(NamedTuple):
    """What a row says of the job: where and for whom, and the number of a placement or ""."""

    job: Job
    number: str

    @property
    def is_silent(self) -> bool:
        """True of a row that says nothing of it."""
        return self == (NOTHING, "")


class Asking(NamedTuple):
    """What a row says of the job, whose it is, and whether the worker is new in this import: then the book has none."""

    said: Said
    worker: str
    is_drawn: bool


class Jobs:
    """Reads what the rows of a sheet say of the job. A sector not said beside something that is said, is unstated."""

    def __init__(self, sheet: Sheet) -> None:
        place = {name: i for i, name in enumerate(sheet.table.header)}
        self._places = [place.get(name) for name in ("country", "sector", "employer", "sending", "placement")]
        self._read: dict[tuple[str, ...], Said] = {}

    def said(self, cells: Sequence[str]) -> Said:
        """What this row says of it."""
        told = tuple(["" if i is None else cells[i] for i in self._places])
        found = self._read.get(told)
        if found is None:
            country, sector, employer, sending, number = told
            if any(told[:4]) and not number:
                sector = sector or UNSTATED
            found = Said((country, sector, employer, sending), number)
            if not number:  # of which every worker has another
                self._read[told] = found
        return found


class Placements:
    """The placements of the workers of some sheets: those of the book, and those that rows make.

    They stand in arrays: a sheet may be of hundreds of thousands of workers.
    """

    def __init__(self, session: Session, numbers: Callable[[Iterable[str]], Mapping[str, int]]) -> None:
        """`numbers` gives the numbers of workers."""
        self._session = session
        self._subjects = numbers
        self._last: dict[str, int] = {}  # by worker: where the last of the placements stands below
        self._numbers = array("q")
        self._job = array("i")
        self._before = array("i")  # where the one before it of the same worker stands; -1 of the first
        self._jobs: dict[Job, int] = {}
        self._job_of: list[Job] = []
        self._organisations: dict[tuple[str, str], int] = {}

    def meet(self, rows: Iterable[Asking]) -> None:
        """Write down the placements that these rows make."""
        new: dict[tuple[str, Job], None] = {}
        rows = list(rows)
        self._read({worker for _, worker, is_drawn in rows if not is_drawn and worker not in self._last})
        for said, worker, _ in rows:
            if said.is_silent:
                if worker not in self._last:
                    new[worker, ("", UNSTATED, "", "")] = None
            elif not said.number and all(job != said.job for _, job in self._its(worker)):
                new[worker, said.job] = None
        subjects = self._subjects(worker for worker, _ in new) if new else {}
        drafts = [self._draft(subjects[worker], job) for worker, job in new]
        for (worker, job), number in zip(new, add_placements(self._session, drafts), strict=True):
            self._add(worker, job, number)

    def number(self, said: Said, worker: str) -> int | None:
        """The placement of a row that was met; None when there is none, or more than one."""
        mine = self._its(worker)
        if said.number:
            number = int(said.number)
            return number if any(own == number and _agrees(said.job, job) for own, job in mine) else None
        fitting = [number for number, job in mine if said.is_silent or job == said.job]
        return fitting[0] if len(fitting) == 1 else None

    def wrong(self, worker: str, said: Said) -> tuple[str, str]:
        """Why a row has no placement, and what to do."""
        says, advice = "the worker has more than one placement, and the row does not say which", _NUMBERS
        if said.number:
            says = "the worker has no placement of this number"
            advice = "Check it, or leave it blank and say country, sector, employer and sending."
            if any(own == int(said.number) for own, _ in self._its(worker)):
                says = "the placement is of another country, sector, employer or sending company"
                advice = "Leave those cells blank beside a number, or leave the number out."
        return says, advice

    def _read(self, workers: Collection[str]) -> None:
        for view in placements(self._session, workers=workers) if workers else ():
            self._add(view.subject, (view.country or "", view.sector, view.employer or "", view.sending or ""), view.id)

    def _add(self, worker: str, job: Job, number: int) -> None:
        of = self._jobs.setdefault(job, len(self._job_of))
        if of == len(self._job_of):
            self._job_of.append(job)
        self._before.append(self._last.get(worker, -1))
        self._last[worker] = len(self._numbers)
        self._numbers.append(number)
        self._job.append(of)

    def _its(self, worker: str) -> Iterator[tuple[int, Job]]:
        place = self._last.get(worker, -1)
        while place >= 0:
            yield self._numbers[place], self._job_of[self._job[place]]
            place = self._before[place]

    def _draft(self, subject: int, job: Job) -> PlacementDraft:
        country, sector, employer, sending = job
        return PlacementDraft(
            subject,
            sector,
            country or None,
            employer_id=self._organisation("employer", employer),
            sending_id=self._organisation("sending", sending),
        )

    def _organisation(self, kind: str, name: str) -> int | None:
        if name and (kind, name) not in self._organisations:
            self._organisations[kind, name] = add_organisation(self._session, kind, name)
        return self._organisations[kind, name] if name else None


def _agrees(said: Job, known: Job) -> bool:
    return all(mine in ("", theirs) for mine, theirs in zip(said, known, strict=True))
