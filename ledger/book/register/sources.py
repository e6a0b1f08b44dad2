"""Origins and sources. The same origin, and the same source word for word, is written down once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.book.rows import Origin, Source
from ledger.book.rows.base import added_once, added_once_each, day, table
from ledger.store.many import fetched


@dataclass(frozen=True)
class SourceDraft:
    """A document or a testimony. `origin` is whoever ultimately knows; `kind` is document, testimony or own-record."""

    origin: str
    kind: str
    title: str
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    attribution: str | None = None
    verification: str | None = None
    seen_via: str | None = None
    also_at: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Of everything that is said about the source."""
        said = json.dumps(vars(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


def add_origin(session: Session, code: str) -> int:
    """The number of the origin, written down if it is new."""
    return added_once(session, Origin, [Origin.code == code], code=code)


def add_source(session: Session, draft: SourceDraft, *, today: date | None = None) -> int:
    """The number of the source, written down if no source of the same fingerprint is there."""
    found = session.scalar(select(Source.id).where(Source.fingerprint == draft.fingerprint))
    if found is not None:
        return found
    columns = _columns(draft, add_origin(session, draft.origin), today)
    return added_once(session, Source, [Source.fingerprint == draft.fingerprint], **columns)


def add_sources(session: Session, drafts: Sequence[SourceDraft], *, today: date | None = None) -> list[int]:
    """The numbers of these sources, in order, those that are new written down, in a few statements."""
    marks = [draft.fingerprint for draft in drafts]
    wanted = dict(zip(marks, drafts, strict=True))
    if not wanted:
        return []
    connection, known = session.connection(), table(Source).c
    found = select(known.fingerprint, known.id).where(known.fingerprint.in_(wanted))
    numbers: dict[str, int] = dict(fetched(connection, found))
    fresh = [draft for mark, draft in wanted.items() if mark not in numbers]
    codes = dict.fromkeys(draft.origin for draft in fresh)
    origins = added_once_each(session, Origin, "code", [{"code": code} for code in codes])
    rows = [_columns(draft, origins[draft.origin], today) for draft in fresh]
    numbers |= added_once_each(session, Source, "fingerprint", rows)
    return [numbers[mark] for mark in marks]


def _columns(draft: SourceDraft, origin: int, today: date | None) -> dict[str, Any]:
    columns = asdict(draft)
    del columns["origin"]
    return columns | {
        "also_at": "|".join(draft.also_at) or None,
        "origin_id": origin,
        "fingerprint": draft.fingerprint,
        "recorded_on": day(today),
    }
