"""Which rows a session wrote since it last committed, for the log; and free numbers for new ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, RootTransaction, text
from sqlalchemy.orm import Session

_PLACE = "wage_ledger_written"
Said = tuple[str, str]  # the action and the payload of a leaf


def note(session: Session, noun: str, numbers: Iterable[int]) -> None:
    """Remember that these rows of the table were written."""
    session.info.setdefault(_PLACE, {}).update(dict.fromkeys((noun, number) for number in numbers))


def note_said(session: Session, noun: str, rows: Mapping[int, Said]) -> None:
    """Remember that these rows were written, and what the log will say of each: they need not be read again."""
    session.info.setdefault(_PLACE, {}).update({(noun, number): said for number, said in rows.items()})


def noted(session: Session) -> dict[tuple[str, int], Said | None]:
    """What was written and is not in the log yet, in the order of writing. It is asked once.

    None where the row is still to be read.
    """
    found: dict[tuple[str, int], Said | None] = session.info.pop(_PLACE, {})
    return found


def waiting(session: Session) -> int:
    """How many written rows are not in the log yet."""
    return len(session.info.get(_PLACE, ()))


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
    transaction = connection.get_transaction()
    assert transaction is not None
    taken = _taken.setdefault(transaction, {})
    if noun not in taken:
        taken[noun] = _last(connection, noun)
    first = taken[noun] + 1
    taken[noun] += count
    return list(range(first, first + count))


def _last(connection: Connection, noun: str) -> int:
    """The highest number that any row of the table has, or had before it was erased."""
    last = connection.scalar(
        text(
            f"SELECT max(coalesce((SELECT max(id) FROM {noun}), 0),"
            " coalesce((SELECT max(row_id) FROM log_leaf WHERE noun = :noun), 0))"
        ),
        {"noun": noun},
    )
    return int(last or 0)


_taken: WeakKeyDictionary[RootTransaction, dict[str, int]] = WeakKeyDictionary()  # the highest number given out in it
