"""Documents behind a source, as rows: whose key seals each, where its bytes are, and who held it. Never its bytes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select, union
from sqlalchemy.orm import Session

from ledger.book.read.allowed import HIGHEST, whose
from ledger.book.rows import (
    Attachment,
    Claim,
    Custody,
    Entry,
    Placement,
    Promise,
    Source,
    StatedFigure,
    Subject,
    SubjectKey,
)
from ledger.book.rows.base import added, table
from ledger.book.visit import visit_of
from ledger.values.errors import LedgerError


class NoSource(LedgerError):
    """There is no source of this number, or nothing of it may be read."""

    message = "There is no source {} that may be read here."
    advice = "The number of an entry's source stands in: wage-ledger show ENTRY"


class SeveralWorkers(LedgerError):
    """One key seals an attachment, and the source is of several workers."""

    message = "Source {} is of more than one worker."
    advice = "Say whose document it is: --worker PSEUDONYM. It is sealed under that worker's key and goes with them."


class NoSuchAttachment(LedgerError):
    """There is no attachment of this number, or it may not be read."""

    message = "There is no attachment {} that may be read here."
    advice = "List them with: wage-ledger attachment list. Consent is asked for with: wage-ledger consent show WORKER"


@dataclass(frozen=True)
class AttachmentDraft:
    """A document that was sealed. `removed` tells kinds of metadata; `note` is sealed text. See rows.Attachment."""

    source_id: int
    key_id: int
    kind: str
    media: str
    sha256: str
    size: int
    stored: str
    working: str | None = None
    working_sha256: str | None = None
    removed: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class CustodyView:
    """What was done with an attachment, by whom, on which day."""

    action: str
    day: date
    actor: str
    reason: str | None


@dataclass(frozen=True)
class AttachmentView:
    """An attachment with its custody. `subject_id` is the worker whose key seals it; None for a published document."""

    id: int
    source_id: int
    subject_id: int | None
    kind: str
    media: str
    sha256: str
    size: int
    stored: str
    working: str | None
    working_sha256: str | None
    removed: str | None
    note: str | None
    recorded_on: date
    custody: tuple[CustodyView, ...] = ()


def subject_of_source(session: Session, source_id: int, wanted: int | None = None) -> int | None:
    """The worker whose document a source is, None when it is published. `wanted` says who of several.

    Raises NoSource, and SeveralWorkers when nobody says who.
    """
    if not 0 < source_id <= HIGHEST or session.scalar(select(Source.id).where(Source.id == source_id)) is None:
        raise NoSource(source_id)
    points = union(
        *(select(row.placement_id).where(row.source_id == source_id) for row in (Entry, Claim, Promise, StatedFigure))
    )
    kinds = select(Subject.id, Subject.kind, whose(session)).join(Placement).where(Placement.id.in_(points)).distinct()
    found = session.connection().execute(kinds).all()
    workers = {number for number, kind, _ in found if kind == "worker"}
    if wanted is not None and wanted in workers:
        workers = {wanted}
    elif wanted is not None or len(workers) > 1:
        raise SeveralWorkers(source_id)
    if any(number in workers and not may for number, _, may in found):
        raise NoSource(source_id)
    return next(iter(workers), None)


def key_of(session: Session, subject_id: int | None) -> tuple[int, str] | None:
    """Number and public half of a worker's key, or of that of published documents; None if there is none yet."""
    is_theirs = SubjectKey.subject_id.is_(None) if subject_id is None else SubjectKey.subject_id == subject_id
    found = session.execute(select(SubjectKey.id, SubjectKey.public_key).where(is_theirs)).first()
    return None if found is None else (found.id, found.public_key)


def add_key(session: Session, subject_id: int | None, public_key: str, secret: str) -> int:
    """Keep a new key for the worker's documents."""
    day = visit_of(session).today.isoformat()
    return added(session, SubjectKey, subject_id=subject_id, public_key=public_key, secret=secret, recorded_on=day)


def secret_of(session: Session, attachment_id: int) -> str:
    """The secret that opens the attachment. Raises NoSuchAttachment where it may not be read."""
    query = select(SubjectKey.secret).join(Attachment).outerjoin(Subject, Subject.id == SubjectKey.subject_id)
    found = session.scalar(query.where(Attachment.id == attachment_id, _may_read(session)))
    if found is None:
        raise NoSuchAttachment(attachment_id)
    return found


def add_attachment(session: Session, draft: AttachmentDraft) -> int:
    """Write down a document that was sealed, and that it was received."""
    visit = visit_of(session)
    day = visit.today.isoformat()
    number = added(session, Attachment, **asdict(draft), actor=visit.actor, recorded_on=day)
    for action in ("received", "sealed", *(["stripped"] if draft.working else [])):
        note_custody(session, number, action)
    return number


def note_custody(session: Session, attachment_id: int, action: str, reason: str | None = None) -> int:
    """Write down what was done with an attachment."""
    visit = visit_of(session)
    return added(
        session,
        Custody,
        attachment_id=attachment_id,
        action=action,
        reason=reason,
        actor=visit.actor,
        recorded_on=visit.today.isoformat(),
    )


def attachments(
    session: Session, *, source_id: int | None = None, subject_id: int | None = None, number: int | None = None
) -> tuple[AttachmentView, ...]:
    """The attachments that may be read for the session's purpose: all, or those of a source, a worker, or one."""
    where = [_may_read(session)]
    where += [Attachment.source_id == source_id] if source_id is not None else []
    where += [SubjectKey.subject_id == subject_id] if subject_id is not None else []
    where += [Attachment.id == number] if number is not None else []
    query = select(Attachment, SubjectKey.subject_id).select_from(Attachment).join(SubjectKey)
    query = query.outerjoin(Subject, Subject.id == SubjectKey.subject_id).where(*where).order_by(Attachment.id)
    return tuple(_view(session, row) for row in session.execute(query))


def all_sealed(session: Session) -> tuple[tuple[int, str, str, str], ...]:
    """Every sealed file: number of the attachment, file, hash, and the secret that opens it. For checking alone."""
    kept = table(Attachment)
    query = select(kept.c.id, kept.c.stored, kept.c.sha256, kept.c.working, kept.c.working_sha256, SubjectKey.secret)
    found: list[tuple[int, str, str, str]] = []
    for number, stored, sha256, working, working_sha256, secret in session.execute(
        query.join(SubjectKey, SubjectKey.id == kept.c.key_id).order_by(kept.c.id)
    ):
        found.append((number, stored, sha256, secret))
        if working is not None:
            found.append((number, working, working_sha256, secret))
    return tuple(found)


def _may_read(session: Session) -> ColumnElement[bool]:
    return or_(SubjectKey.subject_id.is_(None), whose(session))


def _view(session: Session, row: Any) -> AttachmentView:
    events = session.execute(select(Custody).where(Custody.attachment_id == row.id).order_by(Custody.id))
    return AttachmentView(
        id=row.id,
        source_id=row.source_id,
        subject_id=row.subject_id,
        kind=row.kind,
        media=row.media,
        sha256=row.sha256,
        size=row.size,
        stored=row.stored,
        working=row.working,
        working_sha256=row.working_sha256,
        removed=row.removed,
        note=row.note,
        recorded_on=date.fromisoformat(row.recorded_on),
        custody=tuple(CustodyView(e.action, date.fromisoformat(e.recorded_on), e.actor, e.reason) for e in events),
    )
