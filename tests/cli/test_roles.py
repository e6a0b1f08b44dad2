"""`roles`, and what is said where they are missing."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, make_url, text

from ledger.store.opening import create_on_server
from ledger.store.roles import ROLES
from ledger.store.schema import downgrade
from ledger.store.server import server_engine
from ledger.store.where import PostgresPlace
from tests.book.teams import login
from tests.cli.conftest import Run
from tests.conftest import database
from tests.own_server import own_server


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@pytest.mark.parametrize("words", [[], ["--grant"], ["-O", "json"]])
def test_a_book_in_a_folder_has_none(book: Run, words: list[str]) -> None:
    done = book("roles", *words)
    assert (done.code, done.out) == (2, "")
    assert "A book in a folder has no roles: whoever has its key opens all of it." in done.err


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_new_book_on_a_server_has_all_three(book: Run, server: str) -> None:
    with login(server, "analyst"):
        done = book("roles")
        assert done.code == 0
        head, *rows = [line.split() for line in done.out.splitlines()]
        assert head == ["role", "on", "the", "server", "rights", "here", "logins"]
        assert [(row[0], row[1], row[2]) for row in rows] == [(name, "yes", "yes") for name in ROLES]
        told = json.loads(book("roles", "-O", "json").out)
        assert [(each["role"], each["logins"]) for each in told] == [(name, int("analyst" in name)) for name in ROLES]
    assert all(len(line) <= 80 for line in done.out.splitlines())


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_granting_again_changes_nothing(book: Run) -> None:
    before = book("roles").out
    assert book("roles", "--grant").out == before


@pytest.fixture(scope="module")
def plain() -> Iterator[tuple[PostgresPlace, PostgresPlace]]:
    """A book without roles, for a login that owns it and may make none, and for the superuser of its server."""
    with own_server() as address, database(address, None) as root:
        url, admin = make_url(root.url), create_engine(address, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE ROLE plain_owner LOGIN"))
            connection.execute(text(f"ALTER DATABASE {url.database} OWNER TO plain_owner"))
        admin.dispose()
        yield PostgresPlace(url.set(username="plain_owner").render_as_string(hide_password=False)), root


def test_who_may_make_no_roles_is_told_and_an_administrator_grants(
    plain: tuple[PostgresPlace, PostgresPlace], typed: Run
) -> None:
    mine, root = (place.url for place in plain)
    missing = "The roles of a team are missing."
    done = typed("--book", mine, "init")
    assert done.code == 0
    assert missing in done.err
    assert missing in typed("--book", mine, "upgrade").err
    done = typed("--book", mine, "roles")
    assert done.code == 1
    assert done.out.count(" no ") == 6
    assert missing in done.err
    done = typed("--book", mine, "roles", "--grant")
    assert (done.code, done.out) == (1, "")
    assert "This login may not do that in this book." in done.err
    assert typed("--book", root, "roles", "--grant").code == 0
    assert typed("--book", mine, "roles").code == 0
    assert missing not in typed("--book", mine, "upgrade").err


def test_an_older_book_gets_them_with_the_upgrade(empty_database: PostgresPlace, typed: Run) -> None:
    create_on_server(empty_database)
    engine = server_engine(empty_database)
    downgrade(engine, to="0003")
    engine.dispose()
    assert typed("--book", empty_database.url, "upgrade").code == 0
    assert typed("--book", empty_database.url, "roles").code == 0
