"""The job to which each row of a sheet belongs: found by its number or by what it says, or made.

The same worker with the same country, sector, employer and sending company is the same placement. A row that says none
of the four belongs to the worker's only placement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ledger.book.read import placements
from ledger.book.register import PlacementDraft, add_organisation, add_placement
from ledger.book.session import Session
from ledger.intake.sheet import SheetBatch, SheetItem
from ledger.intake.sheet_workers import Fresh

Job = tuple[str, str, str, str]  # country, sector, employer, sending; "" where it is not said
NOTHING: Job = ("", "", "", "")
UNSTATED = "unstated"
_NUMBERS = "Write the number of the placement; its number stands in: wage-ledger show"


@dataclass
class Placements:
    """The placements of the workers of a sheet. `number` is None for a row that was refused."""

    by_job: dict[tuple[str, Job], list[int]] = field(default_factory=dict)
    by_worker: dict[str, list[int]] = field(default_factory=dict)
    jobs: dict[int, Job] = field(default_factory=dict)

    def add(self, worker: str, job: Job, number: int) -> None:
        """Note a placement."""
        self.by_job.setdefault((worker, job), []).append(number)
        self.by_worker.setdefault(worker, []).append(number)
        self.jobs[number] = job

    def number(self, item: SheetItem, worker: str) -> int | None:
        """The placement of the row; None when there is none, or more than one."""
        job, cell = job_of(item), item.row["placement"]
        if cell:
            number = int(cell)
            return number if number in self.by_worker.get(worker, ()) and _agrees(job, self.jobs[number]) else None
        fitting = self.by_worker.get(worker, []) if job == NOTHING else self.by_job.get((worker, job), [])
        return fitting[0] if len(fitting) == 1 else None


def placements_of(
    session: Session, batch: SheetBatch, rows: Sequence[tuple[Fresh, str]], subjects: Mapping[str, int | None]
) -> Placements:
    """The placements of these rows, those that are new written down. Refuses rows for which there is not one."""
    found = Placements()
    workers = {worker for _, worker in rows}
    for view in placements(session):
        if view.subject in workers:
            job = (view.country or "", view.sector, view.employer or "", view.sending or "")
            found.add(view.subject, job, view.id)
    silent: list[tuple[SheetItem, str]] = []
    for row, worker in rows:
        job = job_of(row.item)
        if job == NOTHING and not row.item.row["placement"]:
            silent.append((row.item, worker))
        elif not row.item.row["placement"] and (worker, job) not in found.by_job:
            found.add(worker, job, _made(session, subjects[worker], job))
    for _, worker in silent:
        if worker not in found.by_worker:
            job = ("", UNSTATED, "", "")
            found.add(worker, job, _made(session, subjects[worker], job))
    for row, worker in rows:
        if found.number(row.item, worker) is None:
            _refuse(batch, row.item, worker, found)
    return found


def job_of(item: SheetItem) -> Job:
    """What the row says of the job. A sector that is not said beside something that is, is unstated."""
    row = item.row
    job = (row["country"], row["sector"], row["employer"], row["sending"])
    return (job[0], job[1] or UNSTATED, *job[2:]) if any(job) and not row["placement"] else job


def _made(session: Session, subject: int | None, job: Job) -> int:
    assert subject is not None
    country, sector, employer, sending = job
    draft = PlacementDraft(
        subject,
        sector,
        country or None,
        employer_id=add_organisation(session, "employer", employer) if employer else None,
        sending_id=add_organisation(session, "sending", sending) if sending else None,
    )
    return add_placement(session, draft)


def _agrees(said: Job, known: Job) -> bool:
    return all(mine in ("", theirs) for mine, theirs in zip(said, known, strict=True))


def _refuse(batch: SheetBatch, item: SheetItem, worker: str, found: Placements) -> None:
    says, advice = "the worker has more than one placement, and the row does not say which", _NUMBERS
    if item.row["placement"]:
        says = "the worker has no placement of this number"
        advice = "Check it, or leave it blank and say country, sector, employer and sending."
        if int(item.row["placement"]) in found.by_worker.get(worker, ()):
            says = "the placement is of another country, sector, employer or sending company"
            advice = "Leave those cells blank beside a number, or leave the number out."
    batch.refuse_item(item, "placement", says, advice)
