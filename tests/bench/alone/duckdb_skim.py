"""The taken shares by country, sector and year from DuckDB: `duckdb_skim.py DATABASE [PARQUET]`, a line a group.

Of each worker's year it takes what the state and what all takers had of 100 earned, and of these the median over the
workers, the quartiles and the ends. Nothing is withheld, and nothing is resampled.
"""

from __future__ import annotations

import sys

import duckdb

QUERY = """
WITH each AS (
    SELECT country, sector, year(day) AS year, worker,
        -sum(minor) FILTER (account = 'employer:wage') AS gross,
        coalesce(sum(minor) FILTER (account LIKE 'state:%'), 0) AS state,
        coalesce(sum(minor) FILTER (account LIKE 'living:%'), 0) AS living,
        coalesce(sum(minor) FILTER (account LIKE 'supervisor:%'), 0) AS supervisor,
        coalesce(sum(minor) FILTER (account = 'worker:hand'), 0) AS hand
    FROM posting GROUP BY ALL
), share AS (
    SELECT country, sector, year, state / gross AS state, (state + supervisor + living) / gross AS taken,
        1 - hand / gross AS gone
    FROM each
)
SELECT country, sector, year, count(*),
    median(state), quantile_cont(state, [0.25, 0.75]), min(state), max(state),
    median(taken), quantile_cont(taken, [0.25, 0.75]), min(taken), max(taken),
    median(gone), quantile_cont(gone, [0.25, 0.75]), min(gone), max(gone)
FROM share GROUP BY ALL ORDER BY ALL
"""

database, *parquet = sys.argv[1:]
with duckdb.connect(database, read_only=not parquet) as connection:
    query = QUERY.replace("FROM posting", f"FROM '{parquet[0]}'") if parquet else QUERY
    for row in connection.execute(query).fetchall():
        print(*row)
