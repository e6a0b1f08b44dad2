"""Lets the invented workers of a book agree: `agree.py BOOK IDENTITY IMPORTED`; IMPORTED is what the import printed.

All agree to be recorded and counted, the first one also to a statement and to a proof. It is no part of what is timed:
the command line writes down what one worker says at a time, because people are asked one at a time.
"""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path

from ledger.book.consent import ConsentDraft, write_consent
from ledger.book.read import subject_id
from ledger.book.session import Session, Visit, session
from ledger.store.folder import unlock
from ledger.store.opening import opened
from ledger.store.where import FolderPlace

ALL, FIRST = ("record", "aggregate-statistics"), ("statement", "court-use")
AT_ONCE = 500


def main(book: Path, identity: Path, imported: Path) -> None:
    """Write it down for every worker that the import drew."""
    workers = list(json.loads(imported.read_text(encoding="utf-8"))["workers"].values())
    until = date.today() + timedelta(days=365)
    with opened(FolderPlace(book), unlock(book, identity=identity)) as engine:
        for start in range(0, len(workers), AT_ONCE):
            with session(engine, Visit(scope="record")) as opened_session:
                for place, worker in enumerate(workers[start : start + AT_ONCE], start):
                    agree(opened_session, worker, (*ALL, *FIRST) if place == 0 else ALL, until)
                opened_session.commit()


def agree(book: Session, worker: str, scopes: tuple[str, ...], until: date) -> None:
    """One worker agrees to these purposes."""
    subject = subject_id(book, worker)
    assert subject is not None, "the import drew a worker whom the book does not have"
    for scope in scopes:
        draft = ConsentDraft(subject, scope, "granted", "en", "oral-witnessed", "bench", True, True, until)
        write_consent(book, draft)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
