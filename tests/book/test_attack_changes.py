"""The database refuses to change, delete or replace any row that was written."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger.book.rows import Row
from ledger.book.session import session as writing
from tests.book.making import a_wage
from tests.book.raw import run

PASSING = {"never", "erasing"}  # never committed with a row in them: see tests/book/test_erase.py
SUMS = {table for table in Row.metadata.tables if table.startswith("sum_")}  # they grow: see tests/book/test_sums.py
TABLES = sorted(Row.metadata.tables.keys() - PASSING - SUMS)


def first(session: Session, table: str) -> dict[str, object]:
    return dict(run(session, f"SELECT * FROM {table} ORDER BY 1 LIMIT 1").mappings().one())


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_changed(full: Session, table: str) -> None:
    column = next(reversed(first(full, table)))
    with pytest.raises(IntegrityError, match="never changed or deleted"):
        run(full, f"UPDATE {table} SET {column} = {column}")


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_deleted(full: Session, table: str) -> None:
    with pytest.raises(IntegrityError, match="never changed or deleted"):
        run(full, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_replaced(full: Session, table: str) -> None:
    row = first(full, table)
    into = f"INTO {table} ({', '.join(row)}) VALUES ({', '.join(':' + name for name in row)})"
    keys = ", ".join(column.name for column in Row.metadata.tables[table].primary_key.columns)
    column = next(iter(row))
    upsert = f"INSERT {into} ON CONFLICT ({keys}) DO UPDATE SET {column} = excluded.{column}"
    ways = [upsert] if full.connection().dialect.name == "postgresql" else [f"REPLACE {into}", upsert]
    for way in ways:
        with (
            pytest.raises(IntegrityError, match=r"never changed or deleted|sealed|the log goes on"),
            full.begin_nested(),
        ):
            run(full, way, **row)
    assert first(full, table) == row


@pytest.mark.parametrize("full_place", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", TABLES)
def test_no_table_is_truncated(full: Session, table: str) -> None:
    with pytest.raises(IntegrityError, match="never changed or deleted"), full.begin_nested():
        run(full, f"TRUNCATE {table} CASCADE")
    assert first(full, table)


@pytest.mark.parametrize("full_place", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("table", "column"), [("origin", "code"), ("source", "fingerprint"), ("subject", "code"), ("condition", "code")]
)
def test_replacing_by_another_unique_column_is_refused_even_without_recursive_triggers(
    full: Session, table: str, column: str
) -> None:
    full.rollback()
    full.connection().exec_driver_sql("PRAGMA recursive_triggers = OFF")
    row = first(full, table) | {"id": 9999}
    into = f"INTO {table} ({', '.join(row)}) VALUES ({', '.join(':' + name for name in row)})"
    with pytest.raises(IntegrityError, match="never changed or deleted"):
        run(full, f"INSERT OR REPLACE {into}", **row)


def test_every_table_of_the_book_is_attacked_here(engine: Engine) -> None:
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) - {"alembic_version"} == set(TABLES) | PASSING | SUMS


def test_a_refused_change_leaves_the_rest_of_the_transaction_alone(engine: Engine) -> None:
    with writing(engine) as session:
        a_wage(session)
        with pytest.raises(IntegrityError), session.begin_nested():
            run(session, "DELETE FROM source")
        session.commit()
        assert run(session, "SELECT count(*) FROM source").scalar_one() == 1
