"""Consent, holds, keys of persons, attachments and who held them, what left the book, backups, changes of keys.

Rows of one worker are let go while that worker is being erased, and at no other time: see migrations/versions/0003.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ledger.book.rows.base import STRICT, Day, Id, Row, fk, one_of, rule
from ledger.book.words import (
    ATTACHMENT_KINDS,
    CONSENT_MODES,
    CONSENT_STATES,
    CUSTODY_ACTIONS,
    HOLD_STATES,
    KEY_ACTIONS,
    SCOPES,
)


class Consent(Row):
    """What a worker said about one purpose, on a day. The newest row of a worker and a scope is what holds."""

    __tablename__ = "consent"
    __table_args__: Any = (
        one_of("scope", SCOPES),
        one_of("state", CONSENT_STATES),
        one_of("mode", CONSENT_MODES),
        rule("said_yes_or_no", "risks_explained IN (0, 1) AND understanding_checked IN (0, 1)"),
        rule("granted_is_informed", "state <> 'granted' OR (risks_explained = 1 AND understanding_checked = 1)"),
        rule("granted_expires", "(state = 'granted') = (expires_on IS NOT NULL)"),
        rule("not_over_before_it_began", "expires_on >= recorded_on"),
        rule(
            "at_most_two_years",
            "expires_on <= (CAST(substr(recorded_on, 1, 4) AS INTEGER) + 2) || substr(recorded_on, 5)",
        ),
        STRICT,
    )
    id: Mapped[Id]
    subject_id: Mapped[int] = fk("subject.id", index=True)
    scope: Mapped[str]
    state: Mapped[str]
    expires_on: Mapped[Day | None]  # the last day on which it holds
    terms: Mapped[str | None]
    language: Mapped[str]
    mode: Mapped[str]
    explanation: Mapped[str]  # the version of the text that was read out
    risks_explained: Mapped[int]
    understanding_checked: Mapped[int]
    actor: Mapped[str]
    recorded_on: Mapped[Day]


class Hold(Row):
    """A legal hold on a worker's record, opened or lifted. While one is open nothing of the worker is erased."""

    __tablename__ = "hold"
    __table_args__: Any = (one_of("state", HOLD_STATES), STRICT)
    id: Mapped[Id]
    subject_id: Mapped[int] = fk("subject.id", index=True)
    state: Mapped[str]
    reason: Mapped[str]
    actor: Mapped[str]
    recorded_on: Mapped[Day]


class SubjectKey(Row):
    """The key under which a worker's attachments and free text are sealed; without a worker, that of published ones."""

    __tablename__ = "subject_key"
    __table_args__: Any = STRICT
    id: Mapped[Id]
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"), unique=True)
    public_key: Mapped[str]
    secret: Mapped[str]
    recorded_on: Mapped[Day]


class Attachment(Row):
    """A document that is kept sealed: its hash and size, where its bytes are, and the working copy without metadata."""

    __tablename__ = "attachment"
    __table_args__: Any = (
        one_of("kind", ATTACHMENT_KINDS),
        rule("working_has_its_hash", "(working IS NULL) = (working_sha256 IS NULL)"),
        rule("size_counted", "size >= 0"),
        STRICT,
    )
    id: Mapped[Id]
    source_id: Mapped[int] = fk("source.id", index=True)
    key_id: Mapped[int] = fk("subject_key.id")
    kind: Mapped[str]
    media: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    stored: Mapped[str] = mapped_column(unique=True)
    working: Mapped[str | None] = mapped_column(unique=True)
    working_sha256: Mapped[str | None]
    removed: Mapped[str | None]  # kinds of metadata, never their values
    note: Mapped[str | None]  # sealed under the same key
    actor: Mapped[str]
    recorded_on: Mapped[Day]


class Custody(Row):
    """What was done with an attachment, by whom and when."""

    __tablename__ = "custody"
    __table_args__: Any = (one_of("action", CUSTODY_ACTIONS), STRICT)
    id: Mapped[Id]
    attachment_id: Mapped[int] = fk("attachment.id", index=True)
    action: Mapped[str]
    reason: Mapped[str | None]
    actor: Mapped[str]
    recorded_on: Mapped[Day]


class Output(Row):
    """One reading or one export: which command, for what purpose, of how many. It has no content."""

    __tablename__ = "output"
    __table_args__: Any = (rule("counts_are_counts", "workers >= 0 AND entries >= 0"), STRICT)
    id: Mapped[Id]
    command: Mapped[str]
    scope: Mapped[str | None]
    workers: Mapped[int]
    entries: Mapped[int]
    actor: Mapped[str]
    recorded_on: Mapped[Day]


class OutputSubject(Row):
    """That a worker was in what was read or left the book, so that it can be called back. It goes with the worker."""

    __tablename__ = "output_subject"
    __table_args__: Any = STRICT
    output_id: Mapped[int] = mapped_column(ForeignKey("output.id"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True, index=True)


class Backup(Row):
    """That a backup was made, and until when it is to be kept."""

    __tablename__ = "backup"
    __table_args__: Any = (rule("not_over_before_it_began", "expires_on >= recorded_on"), STRICT)
    id: Mapped[Id]
    expires_on: Mapped[Day]
    actor: Mapped[str]
    recorded_on: Mapped[Day]


class KeyChange(Row):
    """A way to open the book that came or went. The public keys are kept, to wrap a new key of the book for them."""

    __tablename__ = "key_change"
    __table_args__: Any = (one_of("action", KEY_ACTIONS), STRICT)
    id: Mapped[Id]
    action: Mapped[str]
    slot: Mapped[str]
    public_key: Mapped[str | None]
    actor: Mapped[str]
    recorded_on: Mapped[Day]
