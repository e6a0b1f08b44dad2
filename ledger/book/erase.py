"""Erasing a worker: every row, salt and key of theirs goes, a leaf says that somebody was erased, the rest stays true.

The database lets these rows go only while `erasing` names the worker, and lets the transaction end only after the leaf
was appended and nothing is left (migrations/versions/0003). What the file keeps of deleted pages is for whoever opened
the book to clear away, after the commit: see store.clearing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, literal, or_, select, union
from sqlalchemy.orm import Session

from ledger.book.backups import BackupView, backups
from ledger.book.holds import HoldView, open_hold
from ledger.book.log.append import append, tip
from ledger.book.outputs import OutputView, outputs
from ledger.book.rows import (
    Attachment,
    Claim,
    Condition,
    Consent,
    Custody,
    Entry,
    Erasing,
    Erasure,
    ErasureOutput,
    Hold,
    Intake,
    LogErased,
    LogLeaf,
    LogSalt,
    Organisation,
    Origin,
    OutputSubject,
    Placement,
    Posting,
    Promise,
    Rate,
    Seal,
    Source,
    StatedFigure,
    Subject,
    SubjectKey,
)
from ledger.book.rows.base import added, table
from ledger.book.sums import let_go
from ledger.book.visit import visit_of
from ledger.store.transactions import one_writer
from ledger.values.errors import LedgerError


class OnHold(LedgerError):
    """A legal hold is open."""

    message = "A legal hold is open on this worker since {}; nothing was erased."
    advice = "Destroying what is under a hold may be an offence. When it has ended: wage-ledger hold lift WORKER"


@dataclass(frozen=True)
class Plan:
    """What an erasure takes with it, and what it cannot reach."""

    rows: dict[str, int]
    files: tuple[str, ...]
    outputs: tuple[OutputView, ...]
    backups: tuple[BackupView, ...]
    hold: HoldView | None


def plan(session: Session, subject_id: int) -> Plan:
    """What erasing this worker takes with it, counted; nothing is changed."""
    counts = {}
    for noun, condition in _theirs(subject_id):
        kept = _TABLES[noun]
        counts[noun] = len(session.connection().execute(select(literal(1)).select_from(kept).where(condition)).all())
    stored = select(Attachment.stored, Attachment.working).join(SubjectKey).where(SubjectKey.subject_id == subject_id)
    files = [name for pair in session.connection().execute(stored) for name in pair if name is not None]
    return Plan(
        rows={noun: count for noun, count in counts.items() if count},
        files=tuple(files),
        outputs=outputs(session, subject_id=subject_id),
        backups=backups(session, since=visit_of(session).today),
        hold=open_hold(session, subject_id),
    )


def erase(session: Session, subject_id: int) -> Plan:
    """Erase the worker and return what went and what could not be reached. Raises OnHold. Never commits.

    The files of `Plan.files` are for the caller to destroy, after the commit.
    """
    one_writer(session.connection())  # the erasure says after which leaf it begins
    append(session)  # what this session wrote before is in the log before anything goes
    found = plan(session, subject_id)
    if found.hold is not None:
        raise OnHold(found.hold.since.isoformat())
    connection = session.connection()
    beside = {noun: set(connection.scalars(query)) for noun, query in _beside(subject_id).items()}
    end = tip(connection).size
    connection.execute(table(Erasing).insert().values(subject_id=subject_id, after_seq=end - 1, unfinished=subject_id))
    let_go(connection, subject_id)
    gone = _leaves(session, subject_id)
    for noun, condition in _theirs(subject_id):
        connection.execute(delete(_TABLES[noun]).where(condition))
    gone += _orphans(session, beside)
    erasure = added(session, Erasure, actor=visit_of(session).actor, recorded_on=_today(session).isoformat())
    if found.outputs:
        members = [{"erasure_id": erasure, "output_id": each.id} for each in found.outputs]
        connection.execute(table(ErasureOutput).insert(), members)
    if gone:
        connection.execute(table(LogErased).insert(), [{"seq": seq, "erasure_id": erasure} for seq in sorted(gone)])
        connection.execute(delete(table(LogSalt)).where(table(LogSalt).c.seq.in_(_erased(erasure))))
    append(session)
    connection.execute(delete(table(Erasing)).where(table(Erasing).c.subject_id == subject_id))
    return found


def _theirs(subject_id: int) -> Iterator[tuple[str, ColumnElement[bool]]]:
    """What is the worker's, table by table, in the order in which it can go."""
    placements = select(Placement.id).where(Placement.subject_id == subject_id)
    entries = select(Entry.id).where(Entry.placement_id.in_(placements))
    keys = select(SubjectKey.id).where(SubjectKey.subject_id == subject_id)
    pseudonym = select(Subject.pseudonym).where(Subject.id == subject_id).scalar_subquery()
    yield "output_subject", OutputSubject.subject_id == subject_id
    yield "custody", Custody.attachment_id.in_(select(Attachment.id).where(Attachment.key_id.in_(keys)))
    yield "attachment", Attachment.key_id.in_(keys)
    yield "subject_key", SubjectKey.subject_id == subject_id
    yield "stated", or_(StatedFigure.placement_id.in_(placements), StatedFigure.entry_id.in_(entries))
    yield "intake", Intake.what.like(literal("% ") + pseudonym)
    yield "seal", Seal.entry_id.in_(entries)
    yield "posting", Posting.entry_id.in_(entries)
    yield "entry", Entry.placement_id.in_(placements)
    yield "claim", Claim.placement_id.in_(placements)
    yield "promise", Promise.placement_id.in_(placements)
    yield "placement", Placement.subject_id == subject_id
    yield "consent", Consent.subject_id == subject_id
    yield "hold", Hold.subject_id == subject_id
    yield "subject", Subject.id == subject_id


def _leaves(session: Session, subject_id: int) -> list[int]:
    """The leaves of what is the worker's."""
    seqs: list[int] = []
    for noun, condition in _theirs(subject_id):
        kept = _TABLES[noun]
        if "id" in kept.c:
            its = select(LogLeaf.seq).where(
                LogLeaf.noun == noun, LogLeaf.row_id.in_(select(kept.c.id).where(condition))
            )
            seqs += session.connection().scalars(its)
    return seqs


def _beside(subject_id: int) -> dict[str, Select[Any]]:
    """The sources and organisations that the worker's rows point at, and perhaps nobody else's."""
    placements = select(Placement.id).where(Placement.subject_id == subject_id)
    keys = select(SubjectKey.id).where(SubjectKey.subject_id == subject_id)
    sources = union(
        select(Entry.source_id).where(Entry.placement_id.in_(placements)),
        select(Claim.source_id).where(Claim.placement_id.in_(placements)),
        select(Promise.source_id).where(Promise.placement_id.in_(placements)),
        select(StatedFigure.source_id).where(StatedFigure.placement_id.in_(placements)),
        select(Attachment.source_id).where(Attachment.key_id.in_(keys)),
    ).subquery()
    firms = union(
        select(Placement.employer_id).where(Placement.subject_id == subject_id, Placement.employer_id.is_not(None)),
        select(Placement.sending_id).where(Placement.subject_id == subject_id, Placement.sending_id.is_not(None)),
    ).subquery()
    return {"source": select(sources.c[0]), "organisation": select(firms.c[0])}


def _orphans(session: Session, beside: dict[str, set[int]]) -> list[int]:
    """Let go of the sources, origins and organisations to which nothing points any more; returns their leaves."""
    connection = session.connection()
    pointing = {
        "source": [
            exists().where(table(row).c.source_id == table(Source).c.id)
            for row in (Entry, Claim, Promise, StatedFigure, Rate, Condition, Attachment)
        ],
        "organisation": [
            exists().where(or_(Placement.employer_id == Organisation.id, Placement.sending_id == Organisation.id))
        ],
    }
    gone: list[int] = []
    for noun, numbers in beside.items():
        kept = _TABLES[noun]
        loose = select(kept.c.id).where(kept.c.id.in_(numbers), *(~points for points in pointing[noun]))
        loose_numbers = list(connection.scalars(loose))
        if loose_numbers:
            its = select(LogLeaf.seq).where(LogLeaf.noun == noun, LogLeaf.row_id.in_(loose_numbers))
            gone += connection.scalars(its)
            origins = select(table(Source).c.origin_id).where(table(Source).c.id.in_(loose_numbers))
            spoke = list(connection.scalars(origins)) if noun == "source" else []
            connection.execute(delete(kept).where(kept.c.id.in_(loose_numbers)))
            silent = ~exists().where(Source.origin_id == Origin.id)
            connection.execute(delete(table(Origin)).where(table(Origin).c.id.in_(spoke), silent))
    return gone


def _erased(erasure: int) -> Select[int]:
    return select(LogErased.seq).where(LogErased.erasure_id == erasure)


def _today(session: Session) -> date:
    return visit_of(session).today


_TABLES = {
    table(row).name: table(row)
    for row in (
        *(OutputSubject, Custody, Attachment, SubjectKey, StatedFigure, Intake, Seal, Posting, Entry, Claim, Promise),
        *(Placement, Consent, Hold, Subject, Source, Organisation),
    )
}
