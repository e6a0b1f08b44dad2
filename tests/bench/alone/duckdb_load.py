"""Loads the long CSV into DuckDB's own table and writes it as Parquet: `duckdb_load.py CSV DATABASE [PARQUET]`."""

from __future__ import annotations

import sys

import duckdb

TABLE = """
CREATE TABLE posting (
    entry BIGINT NOT NULL, day DATE NOT NULL, worker TEXT NOT NULL, country TEXT NOT NULL, sector TEXT NOT NULL,
    currency TEXT NOT NULL, account TEXT NOT NULL, minor BIGINT NOT NULL
)
"""

csv, database, *parquet = sys.argv[1:]
with duckdb.connect(database) as connection:
    connection.execute(TABLE)
    connection.execute("COPY posting FROM $file (HEADER true)".replace("$file", f"'{csv}'"))
    for file in parquet:
        connection.execute("COPY posting TO $file (FORMAT parquet)".replace("$file", f"'{file}'"))
