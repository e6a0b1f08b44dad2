"""Everything that the book has on one observation, or on one entry, gathered for a trace."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ledger.book import read
from ledger.book.terms import PromiseView
from ledger.book.views import ClaimView, EntryView, StatedView
from ledger.values.errors import LedgerError


class NothingOfThisName(LedgerError):
    """What was asked for is not in the book."""

    message = "The book has no entry and no observation of this name."
    advice = "Give the number of an entry, or the name (obs_id, rem_id) under which it was imported."


@dataclass(frozen=True)
class Gathered:
    """Entries with the printed figures, claims and promises that belong to them."""

    target: str
    entries: tuple[EntryView, ...]
    stated: tuple[StatedView, ...]
    claims: tuple[ClaimView, ...]
    promises: tuple[PromiseView, ...]


def gather(session: Session, target: str) -> Gathered:
    """What the book has under this entry number or name of an observation. Raises NothingOfThisName."""
    if target.isascii() and target.isdecimal() and len(target) < 16:
        entry = read.entry(session, int(target))
        if entry is None:
            return _observation(session, target)
        promises = read.promises(session, placement_id=entry.placement.id)
        claims = read.claims(session, observation=entry.observation) if entry.observation else ()
        return Gathered(f"entry {entry.id}", (entry,), read.stated(session, entry_id=entry.id), claims, promises)
    return _observation(session, target)


def _observation(session: Session, target: str) -> Gathered:
    if any("\ud800" <= c <= "\udfff" for c in target):
        raise NothingOfThisName  # bytes that are no text name nothing
    entries = read.entries(session, observation=target)
    stated, claims = read.stated(session, observation=target), read.claims(session, observation=target)
    if not (entries or stated or claims):
        raise NothingOfThisName
    places = dict.fromkeys([e.placement.id for e in entries] + [c.placement.id for c in claims])
    promised = tuple(p for place in places for p in read.promises(session, placement_id=place))
    return Gathered(target, entries, stated, claims, promised)
