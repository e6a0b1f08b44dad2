"""Which rows a session wrote since it last committed, for the log; and free numbers for new ones."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

_PLACE = "wage_ledger_written"


def note(session: Session, noun: str, numbers: Iterable[int]) -> None:
    """Remember that these rows of the table were written."""
    session.info.setdefault(_PLACE, {}).update(dict.fromkeys((noun, number) for number in numbers))


def noted(session: Session) -> list[tuple[str, int]]:
    """What was written and is not in the log yet, in the order of writing. It is asked once."""
    return list(session.info.pop(_PLACE, {}))


def forget(session: Session) -> None:
    """What was written did not come to pass."""
    session.info.pop(_PLACE, None)


def free_numbers(connection: Connection, noun: str, count: int) -> list[int]:
    """Numbers for new rows of a table that the log speaks of. The number of an erased row is never given again.

    On SQLite the writer's transaction holds the lock, so nobody else takes them meanwhile.
    """
    if connection.dialect.name != "sqlite":
        wanted = text(f"SELECT nextval('{noun}_id_seq') FROM generate_series(1, :count)")
        return list(connection.scalars(wanted, {"count": count}))
    last = connection.scalar(
        text(
            f"SELECT max(coalesce((SELECT max(id) FROM {noun}), 0),"
            " coalesce((SELECT max(row_id) FROM log_leaf WHERE noun = :noun), 0))"
        ),
        {"noun": noun},
    )
    first = int(last or 0) + 1
    return list(range(first, first + count))
