"""Many rows into one table, the quickest way that each engine has. Every rule of the table holds for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from ledger.store.server import without_values

VALUES_AT_ONCE = 16_000  # SQLite takes 32,766 in one statement; more at once is no quicker


def insert_many(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows whose values stand in the order of `columns`: by statements of many rows on SQLite, by COPY else.

    Both names come from the program. Raises what SQLAlchemy raises for a row that a rule of the table refuses.
    """
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, rows)
        return
    into, one = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ", f"({', '.join('?' * len(columns))})"
    size = VALUES_AT_ONCE // len(columns)
    whole = into + ", ".join([one] * min(size, len(rows)))
    for start in range(0, len(rows), size):
        some = rows[start : start + size]
        statement = whole if len(some) in (size, len(rows)) else into + ", ".join([one] * len(some))
        connection.exec_driver_sql(statement, tuple(chain.from_iterable(some)))


def _copy(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    import psycopg

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
