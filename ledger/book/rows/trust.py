"""Consent, holds, keys of persons, attachments and who held them, what left the book, backups, changes of keys.

Rows of one worker are let go while that worker is being erased, and at no other time: see migrations/versions/0003.
"""

from __future__ import annotations

from typing import Any

from ledger.book.rows.base import STRICT, Row
from ledger.book.rows.columns import fk, iso_day, key, maybe_iso_day, maybe_text, maybe_whole, text, whole
from ledger.book.rows.rules import one_of, rule
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
    id = key()
    subject_id = whole(fk("subject.id"), index=True)
    scope = text()
    state = text()
    expires_on = maybe_iso_day()  # the last day on which it holds
    terms = maybe_text()
    language = text()
    mode = text()
    explanation = text()  # the version of the text that was read out
    risks_explained = whole()
    understanding_checked = whole()
    actor = text()
    recorded_on = iso_day()


class Hold(Row):
    """A legal hold on a worker's record, opened or lifted. While one is open nothing of the worker is erased."""

    __tablename__ = "hold"
    __table_args__: Any = (one_of("state", HOLD_STATES), STRICT)
    id = key()
    subject_id = whole(fk("subject.id"), index=True)
    state = text()
    reason = text()
    actor = text()
    recorded_on = iso_day()


class SubjectKey(Row):
    """The key under which a worker's attachments and free text are sealed; without a worker, that of published ones."""

    __tablename__ = "subject_key"
    __table_args__: Any = STRICT
    id = key()
    subject_id = maybe_whole(fk("subject.id"), unique=True)
    public_key = text()
    secret = text()
    recorded_on = iso_day()


class Attachment(Row):
    """A document that is kept sealed: its hash and size, where its bytes are, and the working copy without metadata."""

    __tablename__ = "attachment"
    __table_args__: Any = (
        one_of("kind", ATTACHMENT_KINDS),
        rule("working_has_its_hash", "(working IS NULL) = (working_sha256 IS NULL)"),
        rule("size_counted", "size >= 0"),
        STRICT,
    )
    id = key()
    source_id = whole(fk("source.id"), index=True)
    key_id = whole(fk("subject_key.id"))
    kind = text()
    media = text()
    sha256 = text()
    size = whole()
    stored = text(unique=True)
    working = maybe_text(unique=True)
    working_sha256 = maybe_text()
    removed = maybe_text()  # kinds of metadata, never their values
    note = maybe_text()  # sealed under the same key
    actor = text()
    recorded_on = iso_day()


class Custody(Row):
    """What was done with an attachment, by whom and when."""

    __tablename__ = "custody"
    __table_args__: Any = (one_of("action", CUSTODY_ACTIONS), STRICT)
    id = key()
    attachment_id = whole(fk("attachment.id"), index=True)
    action = text()
    reason = maybe_text()
    actor = text()
    recorded_on = iso_day()


class Output(Row):
    """One reading or one export: which command, for what purpose, of how many. It has no content."""

    __tablename__ = "output"
    __table_args__: Any = (rule("counts_are_counts", "workers >= 0 AND entries >= 0"), STRICT)
    id = key()
    command = text()
    scope = maybe_text()
    workers = whole()
    entries = whole()
    actor = text()
    recorded_on = iso_day()


class OutputSubject(Row):
    """That a worker was in what was read or left the book, so that it can be called back. It goes with the worker."""

    __tablename__ = "output_subject"
    __table_args__: Any = STRICT
    output_id = whole(fk("output.id"), primary_key=True)
    subject_id = whole(fk("subject.id"), primary_key=True, index=True)


class Backup(Row):
    """That a backup was made, and until when it is to be kept."""

    __tablename__ = "backup"
    __table_args__: Any = (rule("not_over_before_it_began", "expires_on >= recorded_on"), STRICT)
    id = key()
    expires_on = iso_day()
    actor = text()
    recorded_on = iso_day()


class KeyChange(Row):
    """A way to open the book that came or went. The public keys are kept, to wrap a new key of the book for them."""

    __tablename__ = "key_change"
    __table_args__: Any = (one_of("action", KEY_ACTIONS), STRICT)
    id = key()
    action = text()
    slot = text()
    public_key = maybe_text()
    actor = text()
    recorded_on = iso_day()
