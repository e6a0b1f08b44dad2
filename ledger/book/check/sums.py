"""Check of the kept sums: what is kept of a worker's placement is what its entries come to, worked out again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from ledger.book.check.findings import Found
from ledger.book.stored import Stored
from ledger.book.sums import differences

REBUILD = "A report that reads them would be wrong. Build them anew from the entries: wage-ledger sums rebuild"


def sums(session: Session, entries: Iterable[Stored] | None = None) -> Found:
    """Every kept cell and count is that of the entries. A placement of which nothing is kept is read entry by entry.

    `entries` are those of the book, where somebody else reads them too.
    """
    for found in differences(session, entries):
        if found.is_kept:
            yield f"placement {found.placement_id}", "has sums that are not those of its entries"
