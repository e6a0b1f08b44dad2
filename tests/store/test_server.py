from __future__ import annotations

import pytest
from sqlalchemy import make_url

from ledger.store.errors import BookExists, NoServer, NotABook, PasswordInUrl
from ledger.store.opening import create_on_server, opened
from ledger.store.server import server_engine
from ledger.store.where import PostgresPlace


def test_an_empty_database_is_no_book_until_it_is_made(empty_database: PostgresPlace) -> None:
    with pytest.raises(NotABook), opened(empty_database, None):
        raise AssertionError("opened")
    create_on_server(empty_database)
    with opened(empty_database, None) as engine, engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM indicator").scalar_one() == 11


def test_a_book_is_not_made_over_another(postgres_place: PostgresPlace) -> None:
    with pytest.raises(BookExists):
        create_on_server(postgres_place)


def test_a_server_that_is_not_there_has_its_own_sentence() -> None:
    with (
        pytest.raises(NoServer, match="did not open the book"),
        opened(PostgresPlace("postgresql+psycopg://nobody@127.0.0.1:9/none"), None),
    ):
        raise AssertionError("opened")


def test_a_database_that_is_not_there_has_its_own_sentence(postgres_place: PostgresPlace) -> None:
    missing = make_url(postgres_place.url).set(database="wl_missing").render_as_string(hide_password=False)
    with pytest.raises(NoServer), opened(PostgresPlace(missing), None):
        raise AssertionError("opened")


def test_an_engine_is_not_made_from_a_password_in_the_address() -> None:
    with pytest.raises(PasswordInUrl):
        server_engine(PostgresPlace("postgresql+psycopg://ann:CANARY@127.0.0.1/none"))


def test_the_books_tables_come_before_temporary_ones(postgres_place: PostgresPlace) -> None:
    with opened(postgres_place, None) as engine, engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW search_path").scalar_one() == "public, pg_temp"
