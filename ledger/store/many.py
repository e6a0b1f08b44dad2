"""Many rows into one table, the quickest way that each engine has. Every rule of the table holds for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError

from ledger.store.errors import DamagedBook
from ledger.store.server import without_values

ROWS_AT_ONCE = (2000, 400, 80, 16, 4, 1)  # in one statement: few lengths, so that each is read by SQLite but once
_MOST_VALUES = 32_000  # in one statement, as SQLite is made by default


def insert_many(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows whose values stand in the order of `columns`: by statements of many rows on SQLite, by COPY else.

    Both names come from the program. Raises what SQLAlchemy raises for a row that a rule of the table refuses.
    """
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, rows)
    elif rows:
        values = list(zip(*rows, strict=True))
        told = [i for i, column in enumerate(values) if any(value is not None for value in column)]
        given = zip(*(values[i] for i in told), strict=True)  # to bind a value costs more than to check one
        insert_flat(connection, table, [columns[i] for i in told], list(chain.from_iterable(given)))


def insert_flat(connection: Connection, table: str, columns: Sequence[str], values: Sequence[Any]) -> None:
    """The same of rows that stand one behind the other in one list."""
    width = len(columns)
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, list(zip(*[iter(values)] * width, strict=True)))
    else:
        _put(connection, table, tuple(columns), values, "")


def put_many(connection: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    """Write rows with all columns of a table of the book, each in place of the one with its key, if there is one."""
    keys = [column.name for column in table.primary_key.columns]
    changes = ", ".join(f"{name} = excluded.{name}" for name in table.c.keys() if name not in keys)  # noqa: SIM118
    over = f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changes}"
    if connection.dialect.name == "postgresql" and rows:
        kinds = [column.type.compile(connection.dialect) for column in table.c]
        given = ", ".join(f"%s::{kind}[]" for kind in kinds)
        statement = f"INSERT INTO {table.name} ({', '.join(table.c.keys())}) SELECT * FROM unnest({given}){over}"
        connection.exec_driver_sql(statement, tuple(list(column) for column in zip(*rows, strict=True)))
    elif rows:
        _put(connection, table.name, tuple(table.c.keys()), list(chain.from_iterable(rows)), over)


def _put(connection: Connection, table: str, columns: tuple[str, ...], values: Sequence[Any], over: str) -> None:
    start = 0
    for rows in ROWS_AT_ONCE:
        size = rows * len(columns)
        while size <= _MOST_VALUES and start + size <= len(values):
            statement = _statement(table, columns, rows) + over
            connection.exec_driver_sql(statement, tuple(values[start : start + size]))
            start += size


def streamed(connection: Connection, query: Any, at_once: int = 10_000) -> Iterator[tuple[Any, ...]]:
    """The rows of a select as the driver gives them, so many at a time in memory. No value is converted.

    Raises DamagedBook where a file cannot be read on.
    """
    return chain.from_iterable(_blocks(connection, query, at_once))


def _blocks(connection: Connection, query: Any, at_once: int) -> Iterator[list[tuple[Any, ...]]]:
    if connection.dialect.name == "postgresql":  # whose own cursor would hold them all
        with connection.execute(query, execution_options={"yield_per": at_once}) as result:
            for part in result.partitions(at_once):
                yield [tuple(row) for row in part]
        return
    with connection.execute(query) as result:
        cursor: Any = result.cursor
        while rows := _handed_out(connection, partial(cursor.fetchmany, at_once)):
            yield rows


def fetched(connection: Connection, query: Any, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """The same, all of them. `values` are those of the query's parameters."""
    with connection.execute(query, values) as result:
        cursor: Any = result.cursor
        return _handed_out(connection, cursor.fetchall)


def _handed_out(connection: Connection, fetch: Callable[[], list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """What the driver fetches, past SQLAlchemy, which would name its complaints. Raises DamagedBook."""
    try:
        return fetch()
    except connection.dialect.loaded_dbapi.DatabaseError:
        if connection.dialect.name == "postgresql":
            raise
        raise DamagedBook from None


@lru_cache(maxsize=64)
def _statement(table: str, columns: tuple[str, ...], rows: int) -> str:
    one = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([one] * rows)}"


def _copy(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    import psycopg

    if not rows:
        return
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as trouble:
        without_values(trouble)
        raise DBAPIError.instance(
            None, None, trouble, psycopg.Error, hide_parameters=True, dialect=connection.dialect
        ) from None
