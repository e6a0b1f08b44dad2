"""What all rows share: the naming of constraints, the three column types, and strict tables on SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, ClassVar, cast

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    select,
)
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

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
# SQLite's INTEGER has 64 bits, and INTEGER PRIMARY KEY is the row's own number.
Whole = BigInteger().with_variant(Integer(), "sqlite")
STRICT = {"sqlite_strict": True}

Id = Annotated[int, mapped_column(Whole, primary_key=True)]
Day = Annotated[str, mapped_column(Text)]  # ISO, 2012-06-30
Money = Annotated[int | None, mapped_column(Whole)]  # minor units, signed


class Row(DeclarativeBase):
    """A row: columns and rules. Its repr shows ids alone."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text(), int: Whole}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({getattr(self, 'id', '')})"


def fk(column: str, *, index: bool = False) -> Any:
    """A column that points at another table; indexed where rows are looked up by it."""
    return mapped_column(ForeignKey(column), index=index or None)


def one_of(column: str, words: Sequence[str]) -> CheckConstraint:
    """The column holds one of these words, or nothing where it may be empty."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def rule(name: str, says: str) -> CheckConstraint:
    """A named rule between columns."""
    return CheckConstraint(says, name=name)


def days_in_order() -> CheckConstraint:
    """The earliest day of a period is not after its latest."""
    return rule("days_in_order", "earliest <= latest")


def ends_in_order() -> CheckConstraint:
    """low <= best <= high, as far as they are known."""
    return rule("ends_in_order", "low <= best AND best <= high AND low <= high")


def table(row: type[Row]) -> Table:
    """The table behind the rows, for statements that write or read many at once."""
    return cast(Table, row.__table__)


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
