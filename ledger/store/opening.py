"""Opening a book, wherever it is: an engine on a book of this version's schema, closed at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy import Engine

from ledger.store import holding
from ledger.store.errors import BookExists, NoKeyGiven
from ledger.store.folder import SLOTS, book_file, reaching
from ledger.store.schema import expect_head, schema, upgrade
from ledger.store.sealed import PATIENCE_MS, sealed_engine
from ledger.store.secrets import Key
from ledger.store.server import server_engine
from ledger.store.transactions import reading_options
from ledger.store.where import FolderPlace, Place, PostgresPlace


@contextmanager
def opened(place: Place, key: Key | None, *, patience_ms: int = PATIENCE_MS) -> Iterator[Engine]:
    """An engine on the book, or the error that says why not. A folder needs its key; a server has its own door."""
    with _engine(place, key, patience_ms) as engine:
        with engine.connect().execution_options(**reading_options(engine)) as connection:
            expect_head(connection)
        yield engine


def upgrade_book(place: Place, key: Key | None) -> None:
    """Bring an older book to this version's schema."""
    with _engine(place, key, PATIENCE_MS) as engine:
        upgrade(engine)


def create_on_server(place: PostgresPlace) -> None:
    """Make a new, empty book in an existing PostgreSQL database. Raises BookExists when one is there."""
    with _engine(place, None, PATIENCE_MS) as engine:
        with engine.connect() as connection:
            if schema(connection) is not None:
                raise BookExists
        upgrade(engine)


@contextmanager
def _engine(place: Place, key: Key | None, patience_ms: int) -> Iterator[Engine]:
    with ExitStack() as held:
        if isinstance(place, FolderPlace):
            file = book_file(place.path)
            if key is None:
                raise NoKeyGiven
            with reaching():
                held.enter_context(holding.shared(place.path / SLOTS))  # its key stays what it is while it is open
            engine = sealed_engine(file, key, patience_ms=patience_ms)
        else:
            engine = server_engine(place)
        held.callback(engine.dispose)
        yield engine
