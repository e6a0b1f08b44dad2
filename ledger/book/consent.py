"""Consent as it was said: written down, never changed; the newest word on a purpose is what holds (Murad Code aims)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.book.rows import Consent
from ledger.book.rows.base import added
from ledger.book.today import today_of
from ledger.book.visit import visit_of
from ledger.book.words import SCOPES
from ledger.values.errors import LedgerError

MOST_YEARS = 2


class NoConsent(LedgerError):
    """The worker did not agree to this, or no longer does."""

    message = "There is no live consent for the purpose {}."
    advice = "Nothing goes around it. If the worker agrees: wage-ledger consent grant WORKER --scope {}"

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.advice = type(self).advice.format(scope)


@dataclass(frozen=True)
class ConsentDraft:
    """What a worker said about one purpose. `explanation` is the version of the text that was read out to them.

    `expires_on` is the last day on which it holds, at most two years on; only what is granted has one.
    """

    subject_id: int
    scope: str
    state: str
    language: str
    mode: str
    explanation: str
    risks_explained: bool
    understanding_checked: bool
    expires_on: date | None = None
    terms: str | None = None


@dataclass(frozen=True)
class ConsentView:
    """Where a worker stands on one purpose. `state` is granted, refused, withdrawn, expired, or not-asked."""

    scope: str
    state: str
    recorded_on: date | None = None
    expires_on: date | None = None
    language: str | None = None
    mode: str | None = None
    explanation: str | None = None
    terms: str | None = None


def write_consent(session: Session, draft: ConsentDraft) -> int:
    """Write down what was said."""
    columns = asdict(draft) | {
        "expires_on": None if draft.expires_on is None else draft.expires_on.isoformat(),
        "risks_explained": int(draft.risks_explained),
        "understanding_checked": int(draft.understanding_checked),
    }
    return added(session, Consent, **columns, actor=visit_of(session).actor, recorded_on=today_of(session).isoformat())


def consents(session: Session, subject_id: int) -> tuple[ConsentView, ...]:
    """Where the worker stands on every purpose, in the order of the list of purposes."""
    newest: dict[str, ConsentView] = {}
    today = today_of(session)
    for row in session.execute(select(Consent).where(Consent.subject_id == subject_id).order_by(Consent.id)):
        ends = None if row.expires_on is None else date.fromisoformat(row.expires_on)
        newest[row.scope] = ConsentView(
            scope=row.scope,
            state="expired" if row.state == "granted" and ends is not None and ends < today else row.state,
            recorded_on=date.fromisoformat(row.recorded_on),
            expires_on=ends,
            language=row.language,
            mode=row.mode,
            explanation=row.explanation,
            terms=row.terms,
        )
    return tuple(newest.get(scope, ConsentView(scope, "not-asked")) for scope in SCOPES)


def latest_expiry(today: date) -> date:
    """The last day to which a consent of today can run: two years on."""
    try:
        return today.replace(year=today.year + MOST_YEARS)
    except ValueError:  # the 29th of February
        return today.replace(year=today.year + MOST_YEARS, day=28)
