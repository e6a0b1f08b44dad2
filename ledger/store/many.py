"""Many rows into one table, the quickest way that each engine has. Every rule of the table holds for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from ledger.store.server import without_values

ROWS_AT_ONCE = 400  # in one statement: more are no quicker, and each is checked by every rule all the same


def insert_many(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows whose values stand in the order of `columns`: by statements of many rows on SQLite, by COPY else.

    Both names come from the program. Raises what SQLAlchemy raises for a row that a rule of the table refuses.
    """
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, rows)
        return
    for start in range(0, len(rows), ROWS_AT_ONCE):
        values = list(zip(*rows[start : start + ROWS_AT_ONCE], strict=True))
        told = tuple(i for i, column in enumerate(values) if any(value is not None for value in column))
        given = zip(*(values[i] for i in told), strict=True)  # to bind a value costs more than to check one
        statement = _statement(table, tuple(columns[i] for i in told), len(values[0]))
        connection.exec_driver_sql(statement, tuple(chain.from_iterable(given)))


def streamed(connection: Connection, query: Any, at_once: int = 10_000) -> Iterator[tuple[Any, ...]]:
    """The rows of a select as the driver gives them, so many at a time in memory. No value is converted."""
    if connection.dialect.name == "postgresql":  # whose own cursor would hold them all
        with connection.execute(query, execution_options={"yield_per": at_once}) as result:
            yield from map(tuple, result)
        return
    with connection.execute(query) as result:
        cursor: Any = result.cursor
        while rows := cursor.fetchmany(at_once):
            yield from rows


def fetched(connection: Connection, query: Any) -> list[tuple[Any, ...]]:
    """The same, all of them."""
    with connection.execute(query) as result:
        cursor: Any = result.cursor
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


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
