"""Bare COPY into PostgreSQL: `copy_postgres.py ADDRESS ENTRIES POSTINGS` sends two ready files into two new tables."""

from __future__ import annotations

import sys
from pathlib import Path

import psycopg

TABLES = """
CREATE TABLE entry (id bigint PRIMARY KEY, worker bigint NOT NULL, job integer NOT NULL, month integer NOT NULL);
CREATE TABLE posting (
    entry bigint NOT NULL, account smallint NOT NULL, minor bigint NOT NULL, PRIMARY KEY (entry, account)
);
"""
AT_ONCE = 1 << 20

address, *files = sys.argv[1:]
with psycopg.connect(address) as connection:
    connection.execute(TABLES)
    for table, file in zip(("entry", "posting"), files, strict=True):
        with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy, Path(file).open("rb") as rows:
            while piece := rows.read(AT_ONCE):
                copy.write(piece)
