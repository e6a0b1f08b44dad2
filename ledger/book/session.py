"""Sessions. Whoever opens one says for what, and commits it, once; functions that are handed one never do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ledger.book.log.append import keep_log
from ledger.book.visit import Visit, begin_visit
from ledger.store.server import lost_to_another
from ledger.store.transactions import reading_options

__all__ = ["Session", "Visit", "reading", "session"]


@contextmanager
def session(engine: Engine, visit: Visit | None = None) -> Iterator[Session]:
    """A session that can write, and logs what it wrote. What is not committed by the end is as if it had never been.

    Raises BookLocked or ChangedMeanwhile where others on a server were first.
    """
    with Session(engine, expire_on_commit=False) as opened:
        begin_visit(opened, visit)
        keep_log(opened)
        try:
            yield opened
        except DBAPIError as trouble:
            lost = lost_to_another(trouble)
            if lost is None:
                raise
            raise lost from None


@contextmanager
def reading(engine: Engine, visit: Visit | None = None) -> Iterator[Session]:
    """A session that sees one moment of the book and cannot write; writers do not wait for it."""
    with Session(engine.execution_options(**reading_options(engine)), expire_on_commit=False) as opened:
        begin_visit(opened, visit)
        yield opened
