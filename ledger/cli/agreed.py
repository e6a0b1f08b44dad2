"""Finding a worker or an entry that was named, and saying so when it is there and may not be read for this purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.book.accounts import Session
    from ledger.book.views import EntryView


def known_worker(book: Session, pseudonym: str) -> int:
    """The number of the worker of exactly this pseudonym, whatever they agreed to. Raises NoWorker."""
    from ledger.book.read import subject_id
    from ledger.cli.refusals import NoWorker
    from ledger.values.refs import is_pseudonym

    found = subject_id(book, pseudonym) if is_pseudonym(pseudonym) else None
    if found is None:
        raise NoWorker
    return found


def worker_of(book: Session, pseudonym: str) -> int:
    """The number of the worker, who agreed to the session's purpose. Raises NoWorker or NoConsent."""
    from ledger.book.consent import NoConsent
    from ledger.book.read import may_read
    from ledger.book.visit import visit_of

    found = known_worker(book, pseudonym)
    if not may_read(book, found):
        raise NoConsent(visit_of(book).scope or "none")
    return found


def entry_of(book: Session, number: int) -> EntryView:
    """The entry of this number. Raises NoEntry, or NoConsent where it is a worker's who did not agree."""
    from ledger.book.errors import NoEntry
    from ledger.book.read import entry

    found = entry(book, number)
    if found is None:
        raise_if_withheld(book, str(number))
        raise NoEntry(number)
    return found


def raise_if_withheld(book: Session, target: str) -> None:
    """Raise NoConsent when the target is the number of an entry that may not be read for this purpose."""
    from ledger.book.consent import NoConsent
    from ledger.book.read import is_withheld
    from ledger.book.visit import visit_of

    is_number = target.isascii() and target.isdecimal() and len(target) < 16
    if is_number and is_withheld(book, int(target)):
        raise NoConsent(visit_of(book).scope or "none")


def raise_if_sealed(book: Session, placement: int) -> None:
    """Raise NoConsent when the placement is there and may not be read for this purpose."""
    from ledger.book.consent import NoConsent
    from ledger.book.read import is_placement_withheld
    from ledger.book.visit import visit_of

    if is_placement_withheld(book, placement):
        raise NoConsent(visit_of(book).scope or "none")
