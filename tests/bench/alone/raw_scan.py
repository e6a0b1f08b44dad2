"""One raw scan of a book: `raw_scan.py BOOK IDENTITY` has the driver hand out every row of every table, once."""

from __future__ import annotations

import sys
from pathlib import Path

from ledger.store.folder import unlock
from ledger.store.opening import opened
from ledger.store.where import FolderPlace

AT_ONCE = 10_000

book, identity = map(Path, sys.argv[1:])
with opened(FolderPlace(book), unlock(book, identity=identity)) as engine:
    cursor = engine.raw_connection().cursor()
    cursor.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    rows = 0
    for (name,) in cursor.fetchall():
        cursor.execute(f'SELECT * FROM "{name}"')
        while found := cursor.fetchmany(AT_ONCE):
            rows += len(found)
    cursor.close()
print(rows)
