"""Schema 0004, up and down with rows: no table changes, and the roles come, wait, or go with what has them.

What each role may do is tried in tests/book/test_roles.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url, text

from ledger.book.check import check
from ledger.book.rows import Row
from ledger.book.session import reading
from ledger.book.session import session as writing
from ledger.store.errors import NotAllowed
from ledger.store.opening import create_on_server, opened
from ledger.store.roles import ROLES, Role, grant_roles, has_roles, roles
from ledger.store.schema import downgrade, schema, upgrade
from ledger.store.server import server_engine
from ledger.store.where import PostgresPlace
from tests.book.everything import a_full_book
from tests.conftest import database
from tests.migrations.shape import shape
from tests.own_server import own_server

TABLES = sorted(name for name in Row.metadata.tables if not name.startswith("sum_"))  # those came with 0005


def kept(connection: Connection) -> dict[str, list[str]]:
    """Every row of every table."""
    return {name: sorted(map(str, connection.execute(text(f"SELECT * FROM {name}")))) for name in TABLES}


@pytest.fixture
def full(engine: Engine) -> Engine:
    """A book with a row in every table."""
    with writing(engine) as session:
        a_full_book(session)
        session.commit()
    return engine


def test_down_and_up_every_row_stays(full: Engine) -> None:
    with full.connect() as connection:
        before = kept(connection)
    downgrade(full, to="0003")
    with full.connect() as connection:
        assert kept(connection) == before
        assert schema(connection) == "0003"
    upgrade(full)
    with full.connect() as connection:
        assert kept(connection) == before
    with reading(full) as session:
        assert check(session) == []


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_in_a_folder_it_changes_nothing(engine: Engine) -> None:
    downgrade(engine, to="0004")
    with engine.connect() as connection:
        newest = shape(connection)
    downgrade(engine, to="0003")
    with engine.connect() as connection:
        assert shape(connection) == newest


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_down_no_right_is_left(engine: Engine) -> None:
    with engine.connect() as connection:
        assert "wage_ledger_analyst |" in shape(connection)
        assert all(role.has_rights for role in roles(connection))
    downgrade(engine, to="0003")
    with engine.connect() as connection:
        assert "wage_ledger_analyst" not in shape(connection)
        assert not any(role.has_rights for role in roles(connection))


@pytest.fixture(scope="module")
def alone() -> Iterator[str]:
    """A server on which nobody else makes or drops roles."""
    with own_server() as address:
        yield address


@pytest.fixture
def admin(alone: str) -> Iterator[Engine]:
    """Its superuser. Roles of ours and logins are gone again afterwards."""
    engine = create_engine(alone, isolation_level="AUTOCOMMIT")
    yield engine
    with engine.connect() as connection:
        for name in (*ROLES, "plain_owner", "an_analyst"):
            connection.execute(text(f"DROP ROLE IF EXISTS {name}"))
    engine.dispose()


def run(engine: Engine, *statements: str) -> None:
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


def there(engine: Engine) -> set[str]:
    """The roles of ours that the server has."""
    with engine.connect() as connection:
        return {role.role for role in roles(connection) if role.is_there}


def owned(admin: Engine, place: PostgresPlace) -> PostgresPlace:
    """The same database, opened by a login that owns it and may make no roles."""
    url = make_url(place.url)
    run(admin, "CREATE ROLE plain_owner LOGIN", f"ALTER DATABASE {url.database} OWNER TO plain_owner")
    return PostgresPlace(url.set(username="plain_owner").render_as_string(hide_password=False))


def test_the_last_book_takes_the_roles_with_it(alone: str, admin: Engine) -> None:
    with database(alone, None) as first, database(alone, None) as second:
        for place in (first, second):
            create_on_server(place)
        engines = [server_engine(place) for place in (first, second)]
        downgrade(engines[0], to="0003")
        assert there(admin) == set(ROLES)
        with engines[1].connect() as connection:
            assert all(role.has_rights for role in roles(connection))
        downgrade(engines[1], to="0003")
        assert there(admin) == set()
        for engine in engines:
            engine.dispose()


def test_a_role_that_a_login_has_stays(alone: str, admin: Engine) -> None:
    with database(alone, None) as place:
        create_on_server(place)
        run(admin, "CREATE ROLE an_analyst LOGIN", "GRANT wage_ledger_analyst TO an_analyst")
        engine = server_engine(place)
        with engine.connect() as connection:
            assert roles(connection)[1] == Role("wage_ledger_analyst", True, True, 1)
        downgrade(engine, to="0003")
        engine.dispose()
        assert there(admin) == {"wage_ledger_analyst"}


def test_who_may_make_no_roles_gets_a_book_without_and_an_administrator_adds_them(alone: str, admin: Engine) -> None:
    with database(alone, None) as place:
        mine = owned(admin, place)
        create_on_server(mine)
        with opened(mine, None) as engine:
            assert not has_roles(engine)
            with pytest.raises(NotAllowed):
                grant_roles(engine)
            with engine.connect() as connection:
                assert "wage_ledger_reader" not in shape(connection)
        assert there(admin) == set()
        with opened(place, None) as engine:
            grant_roles(engine)
            grant_roles(engine)  # a second time it changes nothing
            assert has_roles(engine)
            downgrade(engine)
        run(admin, f"ALTER DATABASE {make_url(place.url).database} OWNER TO postgres")


def test_roles_that_are_there_are_given_their_rights_by_a_plain_owner(alone: str, admin: Engine) -> None:
    with database(alone, None) as place:
        run(admin, *(f"CREATE ROLE {name} NOLOGIN" for name in ROLES))
        mine = owned(admin, place)
        create_on_server(mine)
        with opened(mine, None) as engine:
            assert has_roles(engine)
            downgrade(engine, to="0003")
            assert not has_roles(engine)
        assert there(admin) == set(ROLES)  # whoever may make no roles drops none
        run(admin, f"ALTER DATABASE {make_url(place.url).database} OWNER TO postgres")
