"""Origins and sources. The same origin, and the same source word for word, is written down once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.book.rows import Origin, Source
from ledger.book.rows.base import added_once, day


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
        said = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


def add_origin(session: Session, code: str) -> int:
    """The number of the origin, written down if it is new."""
    return added_once(session, Origin, [Origin.code == code], code=code)


def add_source(session: Session, draft: SourceDraft, *, today: date | None = None) -> int:
    """The number of the source, written down if no source of the same fingerprint is there."""
    found = session.scalar(select(Source.id).where(Source.fingerprint == draft.fingerprint))
    if found is not None:
        return found
    columns = asdict(draft)
    origin = columns.pop("origin")
    return added_once(
        session,
        Source,
        [Source.fingerprint == draft.fingerprint],
        **columns | {"also_at": "|".join(draft.also_at) or None},
        origin_id=add_origin(session, origin),
        fingerprint=draft.fingerprint,
        recorded_on=day(today),
    )
