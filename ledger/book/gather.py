"""Everything that the book has on one observation, or on one entry, gathered for a trace."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ledger.book import read
from ledger.book.terms import PromiseView
from ledger.book.views import ClaimView, EntryView, StatedView
from ledger.values.errors import LedgerError


class NothingOfThisName(LedgerError):
    """What was asked for is not in the book."""

    message = "The book has no entry, no observation and no figure of this name."
    advice = (
        "Give the number of an entry, the name (obs_id, rem_id) under which it was imported, "
        "or the id of a figure as a report's JSON or CSV prints it."
    )


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


def gather_these(session: Session, target: str, entries: Collection[int], claims: Collection[int]) -> Gathered:
    """These entries and claims with their printed figures."""
    found = read.entries(session, ids=entries)
    numbers = {entry.id for entry in found}
    names = dict.fromkeys(entry.observation for entry in found if entry.observation is not None)
    printed = tuple(s for name in names for s in read.stated(session, observation=name))
    stated = tuple(s for s in printed if s.entry_id is None or s.entry_id in numbers)
    said = tuple(c for c in read.claims(session) if c.id in claims) if claims else ()
    return Gathered(target, found, stated, said, ())


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
