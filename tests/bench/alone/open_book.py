"""The least that a command on a book costs: `open_book.py BOOK IDENTITY` SQLAlchemy and one question."""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy import text

from ledger.store.folder import unlock
from ledger.store.opening import opened
from ledger.store.where import FolderPlace

book, identity = map(Path, sys.argv[1:])
with opened(FolderPlace(book), unlock(book, identity=identity)) as engine, engine.connect() as connection:
    print(connection.scalar(text("SELECT count(*) FROM alembic_version")))
