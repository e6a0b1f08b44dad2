"""Bundles for a court: an entry's leaves, their way up to a signed head, and on request what they commit to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.book.errors import NoEntry
from ledger.book.log.append import node_of
from ledger.book.log.heads import Head, head_of, sign_head
from ledger.book.log.payloads import leaf_text, payloads
from ledger.book.read.allowed import is_withheld
from ledger.book.rows import Entry, LogLeaf, LogSalt, Placement
from ledger.values import merkle
from ledger.values.errors import LedgerError

FORMAT = "wage-ledger-proof/1"


class NotInLog(LedgerError):
    """The row has no leaf: it was written behind the program's back."""

    message = "{} {} is not in the log."
    advice = "Run wage-ledger log verify, and do not rely on this book before you know why."


class OtherLog(LedgerError):
    """The head that was handed in is not of this log."""

    message = "The head is not one of this book's log."
    advice = (
        "Check that it is the file that was handed to the partner; wage-ledger log verify --against HEAD says more."
    )


class EntryWithheld(LedgerError):
    """The worker did not agree to this use."""

    message = "There is no live consent to prove this entry to others."
    advice = "If the worker agrees: wage-ledger consent grant WORKER --scope court-use"


@dataclass(frozen=True)
class Proof:
    """A bundle as JSON has it, and the numbers of the entries whose leaves it shows."""

    data: dict[str, Any]
    entry: int


def prove_entry(session: Session, entry_id: int, *, is_open: bool = False, since: object = None) -> Proof:
    """The bundle of an entry: the leaf of the entry, its source, its placement and its subject, under a head of today.

    `is_open` hands over the salts and what they commit to. `since` is an earlier head as JSON: the bundle then shows
    that today's log goes on from it. Raises NoEntry, EntryWithheld, NotInLog or OtherLog. Signs a head; never commits.
    """
    entry = session.execute(select(Entry).where(Entry.id == entry_id)).one_or_none()
    if entry is None:
        raise NoEntry(entry_id)
    if is_withheld(session, entry_id):
        raise EntryWithheld
    subject = session.scalar(select(Placement.subject_id).where(Placement.id == entry.placement_id))
    head = sign_head(session)
    rows = [("entry", entry_id), ("source", entry.source_id), ("placement", entry.placement_id)]
    rows += [("subject", subject)] if subject is not None else []
    corrections = session.scalars(select(Entry.id).where(Entry.reverses == entry_id)).all()
    rows += [("entry", number) for number in corrections]
    data = {
        "format": FORMAT,
        "head": head.data(),
        "leaves": [_leaf(session, head, noun, number, is_open) for noun, number in rows],
        "consistency": None if since is None else _consistency(session, head, since),
    }
    return Proof(data, entry_id)


def _leaf(session: Session, head: Head, noun: str, number: int, is_open: bool) -> dict[str, Any]:
    kept = session.execute(select(LogLeaf).where(LogLeaf.noun == noun, LogLeaf.row_id == number)).one_or_none()
    if kept is None:
        raise NotInLog(noun.capitalize(), number)
    connection = session.connection()
    opening = None
    if is_open:
        salt = session.scalar(select(LogSalt.salt).where(LogSalt.seq == kept.seq))
        if salt is None:
            raise NotInLog(noun.capitalize(), number)
        ((_, _, payload),) = payloads(connection, noun, [number])
        opening = {"salt": bytes(salt).hex(), "payload": payload}
    path = merkle.inclusion(kept.seq, head.size, node_of(connection))
    return {
        "leaf": leaf_text(kept.seq, kept.day, kept.action, kept.actor, kept.commitment),
        "path": _hex(path),
        "opening": opening,
    }


def _consistency(session: Session, head: Head, since: object) -> dict[str, Any]:
    old = head_of(since)
    node = node_of(session.connection())
    if old is None or old.size > head.size or merkle.root(old.size, node).hex() != old.root:
        raise OtherLog
    if not old.is_signed() or old.public_key != head.public_key:
        raise OtherLog
    return {"from": old.data(), "path": _hex(merkle.consistency(old.size, head.size, node))}


def _hex(path: Iterable[bytes]) -> list[str]:
    return [part.hex() for part in path]
