"""`--engine` and `--url`: which engine adds up a report. All of them give the same figures, to the last digit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ledger.book.accounts import Session
    from ledger.book.cells import Cells
    from ledger.cli.books import Told
    from ledger.publish.disclosed import Disclosed
    from ledger.store.exported.answers import Engine as Adding

ENGINES = ("book", "duckdb", "spark")
WITH = "What adds it up"
PASSWORD = "WAGE_LEDGER_CLUSTER_PASSWORD"

Name = Annotated[
    str,
    typer.Option("--engine", metavar="NAME", help="book, duckdb or spark, with equal figures.", rich_help_panel=WITH),
]
Url = Annotated[
    str | None,
    typer.Option(
        "--url",
        metavar="PLACE",
        help="Where the export is: a folder, a file, or hive2://HOST:PORT/FOLDER.",
        show_default=False,
        rich_help_panel=WITH,
    ),
]
Unwrap = Annotated[
    Path | None,
    typer.Option(
        "--unwrap-with",
        metavar="FILE",
        help="The age key file of an export's file. Default: that of --identity-file.",
        show_default=False,
        rich_help_panel=WITH,
    ),
]


@dataclass(frozen=True)
class Elsewhere:
    """An export that is added up by another engine, for one question."""

    engine: Adding
    keys: tuple[str, ...]

    def cells(
        self, session: Session, *, since: date | None = None, until: date | None = None, country: str | None = None
    ) -> Cells:
        """What `read.cells` gives, from the export. Raises StaleExport where the book has gone on without it."""
        from ledger.book.exported.cells import exported_cells

        return exported_cells(session, self.engine, self.keys, since=since, until=until, country=country)

    def note(self, told: Told, report: Disclosed[Any]) -> None:
        """Note whose figures are told: of workers an export has no entries, so that all who are in it are named."""
        from ledger.book.exported.states import Manifest, workers_in
        from ledger.publish.disclose import workers_entries

        numbers = workers_entries(report)
        if numbers:
            told.entries |= set(numbers)
            told.subjects |= workers_in(told.session, Manifest.read(self.engine.manifest()).state.output)


def elsewhere(
    ctx: typer.Context, name: str, url: str | None, identity: Path | None, by: Collection[str], weight: str
) -> Elsewhere | None:
    """The engine that these options name; None for the book itself. Raises BadFlag and what the place raises."""
    import os

    from ledger.cli.books import access_of
    from ledger.cli.refusals import BadFlag

    if name not in ENGINES:
        raise BadFlag("--engine", "no such choice", f"choose from {', '.join(ENGINES)}")
    if name == "book":
        if url is not None or identity is not None:
            raise BadFlag("--url", "the book itself is asked", "say which engine reads the export: --engine duckdb")
        return None
    if not url:
        raise BadFlag("--url", "it is missing", "say where the export is; make one with: wage-ledger export parquet")

    from ledger.book.exported.table import keys_for
    from ledger.store.exported.address import is_cluster, parse_cluster
    from ledger.store.exported.errors import BadAddress

    keys = keys_for(by, weight=weight)
    if name == "duckdb":
        from ledger.store.exported.duck import duckdb

        if is_cluster(url):
            raise BadAddress("DuckDB reads a folder or a file")
        return Elsewhere(duckdb(Path(url).expanduser(), identity or access_of(ctx).identity_file), keys)

    from ledger.store.exported.spark import spark
    from ledger.store.secrets import Secret

    if not is_cluster(url):
        raise BadAddress("Spark is reached by hive2://")
    password = os.environ.get(PASSWORD)
    return Elsewhere(spark(parse_cluster(url), Secret(password) if password else None), keys)
