"""SQL that is compiled once in a run, and not again for every book.

SQLAlchemy keeps what it compiled, for each engine. The program opens one book and has one engine; the tests open
thousands, and compiling the same questions for each of them took a third of their time. What was compiled belongs to a
statement and a dialect, so engines of one dialect may share it: here all dialects of a kind are equal, with one cache.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

SHARED: dict[type, Any] = {}


def share() -> None:
    """From now on engines of one kind share what was compiled."""
    for kind in (SQLiteDialect, PGDialect):
        kind.__eq__ = _is_of_the_same_kind  # type: ignore[method-assign, assignment]
        kind.__hash__ = _kind  # type: ignore[method-assign, assignment]
    event.listen(Engine, "engine_connect", _give)


def _is_of_the_same_kind(one: object, other: object) -> bool:
    return type(one) is type(other)


def _kind(dialect: object) -> int:
    return hash(type(dialect))


def _give(connection: Connection) -> None:
    engine = connection.engine
    engine._compiled_cache = SHARED.setdefault(type(engine.dialect), engine._compiled_cache)
