"""What all rows share: how a class becomes a table, how constraints are named, and how rows are written.

The columns are in columns.py, the rules in rules.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar, cast

from sqlalchemy import Column, ColumnElement, MetaData, Table, select
from sqlalchemy.orm import Session

from ledger.book.rows.written import free_numbers, note
from ledger.store.many import fetched
from ledger.values.periods import Period

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
STRICT = {"sqlite_strict": True}


class Row:
    """The rows of a table: its name, its rules, and its columns, which stand in queries. None is ever made of one.

    SQLAlchemy's own mapped classes say the same and take a tenth of a second to make: a quarter of a short command.
    """

    metadata = MetaData(naming_convention=NAMING)
    __tablename__: str
    __table_args__: Any
    __table__: Table

    def __init_subclass__(cls) -> None:
        """Make the table of a new class."""
        columns = {name: value for name, value in vars(cls).items() if isinstance(value, Column)}
        for name, column in columns.items():
            column.key = column.name = name
        given = cls.__table_args__ if isinstance(cls.__table_args__, tuple) else (cls.__table_args__,)
        *rules, options = given
        cls.__table__ = Table(cls.__tablename__, Row.metadata, *columns.values(), *rules, **options)

    @classmethod
    def __clause_element__(cls) -> Table:
        """What stands in a query where the class does."""
        return cls.__table__


R = TypeVar("R", bound=Row)


def table(row: type[Row]) -> Table:
    """The table of the rows, for statements that write or read many at once."""
    return row.__table__


def aliased(row: type[R]) -> type[R]:
    """Other rows of the same table in one query: their columns have the same names."""
    its = table(row).alias()
    other = type(row.__name__, (), {**dict(its.c.items()), "__clause_element__": staticmethod(lambda: its)})
    return cast("type[R]", other)


def period_columns(period: Period | None) -> dict[str, str | None]:
    """A period as a table keeps it: its text, and its earliest and latest day for queries."""
    if period is None:
        return {"period": None, "earliest": None, "latest": None}
    first, last = period.earliest, period.latest
    return {
        "period": period.text,
        "earliest": None if first is None else first.isoformat(),
        "latest": None if last is None else last.isoformat(),
    }


def added(session: Session, row: type[Row], **columns: Any) -> int:
    """Write one row and return its number. The log will speak of it."""
    return added_all(session, row, [columns])[0]


def added_all(session: Session, row: type[Row], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Write rows of one table and return their numbers. The log will speak of them."""
    if not rows:
        return []
    kept, connection = table(row), session.connection()
    numbers = free_numbers(connection, kept.name, len(rows))
    connection.execute(kept.insert(), [{**columns, "id": n} for columns, n in zip(rows, numbers, strict=True)])
    note(session, kept.name, numbers)
    return numbers


def added_once(session: Session, row: type[Row], same: Sequence[ColumnElement[bool]], **columns: Any) -> int:
    """The number of the row of which `same` holds, written down if there is none; a unique constraint says the same.

    On a server somebody else may write it down at the same moment: then theirs is the row, once they have committed.
    """
    kept, connection = table(row), session.connection()
    wanted = select(kept.c.id).where(*same)
    found = connection.scalar(wanted)
    if found is not None:
        return int(found)
    if connection.dialect.name != "postgresql":
        return added(session, row, **columns)
    from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415  # a book in a folder does without

    (number,) = free_numbers(connection, kept.name, 1)
    made = insert(kept).values(**columns, id=number).on_conflict_do_nothing().returning(kept.c.id)
    if connection.scalar(made) is None:
        return int(connection.execute(wanted).scalar_one())
    note(session, kept.name, [number])
    return number


def added_once_each(session: Session, row: type[Row], key: str, rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """The same of many rows, told apart by a unique column: the number of the row with each of its values."""
    kept, connection = table(row), session.connection()
    numbered = select(kept.c[key], kept.c.id)
    found: dict[str, int] = dict(fetched(connection, numbered.where(kept.c[key].in_([each[key] for each in rows]))))
    fresh = {each[key]: each for each in rows if each[key] not in found}
    if connection.dialect.name != "postgresql" or not fresh:
        return found | dict(zip(fresh, added_all(session, row, list(fresh.values())), strict=True))
    from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415  # a book in a folder does without

    numbers = free_numbers(connection, kept.name, len(fresh))
    given = [columns | {"id": number} for columns, number in zip(fresh.values(), numbers, strict=True)]
    made = connection.execute(insert(kept).on_conflict_do_nothing().returning(kept.c[key], kept.c.id), given)
    mine: dict[str, int] = dict(made.all())
    note(session, kept.name, mine.values())
    theirs = numbered.where(kept.c[key].in_([value for value in fresh if value not in mine]))
    return found | mine | dict(fetched(connection, theirs))


def day(today: date | None) -> str:
    """The day of recording, and no more than the day: a time would tell when somebody met a caseworker."""
    return (today or date.today()).isoformat()
