"""Schema 0003, up and down with rows: what was there stays word for word, and no row of trust is lost going down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ledger.book.check import check
from ledger.book.log.append import adopt
from ledger.book.rows import Row
from ledger.book.session import reading
from ledger.book.session import session as writing
from ledger.store.schema import HEAD, downgrade, schema, upgrade
from ledger.store.where import Place
from tests.book.everything import a_book_of_0002
from tests.conftest import ENGINES, filled, of_any_schema
from tests.migrations.test_0002 import TABLES, Kept, kept

NEW = sorted(name for name in Row.metadata.tables.keys() - set(TABLES) if not name.startswith("sum_"))  # as of 0004
PASSING = {"never", "erasing"}


def rows_of_0002(engine: Engine) -> Kept:
    """Make it a book of 0002 with a row in every table that it had; returns all its rows."""
    with Session(engine) as session:  # a plain one: there was no log that it could write
        a_book_of_0002(session)
        session.commit()
    downgrade(engine, to="0002")
    with engine.connect() as connection:
        return kept(connection)


@pytest.fixture(params=ENGINES)
def older(request: pytest.FixtureRequest) -> Iterator[tuple[Place, Kept]]:
    """Where a book of 0002 is, and all its rows: SQLite and PostgreSQL in turn."""
    with filled(request, request.param, rows_of_0002) as found:
        yield found


@pytest.fixture
def engine(older: tuple[Place, Kept], identity_file: Path) -> Iterator[Engine]:
    with of_any_schema(older[0], identity_file) as found:
        yield found


@pytest.fixture
def before(older: tuple[Place, Kept]) -> Kept:
    return older[1]


def test_up_every_old_row_stays(engine: Engine, before: Kept) -> None:
    assert all(before.values())
    upgrade(engine)
    with engine.connect() as connection:
        assert kept(connection) == before


def test_an_upgraded_book_is_adopted_by_its_log_and_passes_every_check(engine: Engine, before: Kept) -> None:
    upgrade(engine)
    with reading(engine) as session:
        assert {finding.check for finding in check(session)} == {"log"}
    with writing(engine) as session:
        assert adopt(session) > 10
        session.commit()
    with reading(engine) as session:
        assert check(session) == []


def test_down_again_every_row_is_what_it_was(engine: Engine, before: Kept) -> None:
    upgrade(engine)
    downgrade(engine, to="0002")
    with engine.connect() as connection:
        assert kept(connection) == before
        assert schema(connection) == "0002"


def test_a_book_with_rows_of_trust_does_not_go_down_and_loses_nothing(full_engine: Engine) -> None:
    engine, everything = full_engine, "SELECT * FROM {}"
    with engine.connect() as connection:
        full = {table: connection.execute(text(everything.format(table))).all() for table in NEW}
    assert {table for table, rows in full.items() if not rows} == PASSING
    with pytest.raises(RuntimeError, match=r"^The book has rows in \w+\. Before 0003 there is no table"):
        downgrade(engine, to="0002")
    with engine.connect() as connection:
        assert {table: connection.execute(text(everything.format(table))).all() for table in NEW} == full
        assert schema(connection) == HEAD


def test_the_old_tables_refuse_before_and_after(engine: Engine, before: Kept) -> None:
    for move in (lambda: None, lambda: upgrade(engine), lambda: downgrade(engine, to="0002")):
        move()
        for table in TABLES:
            with pytest.raises(DBAPIError, match="never changed or deleted"), engine.begin() as connection:
                connection.execute(text(f"DELETE FROM {table}"))
