"""The book: entries that balance, what stands beside them, and triggers that refuse every change.

The tables, proofs and fixed words are in ../0001, once for each engine. Every table here is append-only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from alembic import op
from sqlalchemy import text

revision = "0001"
down_revision = None

SQL = Path(__file__).parent.parent / "0001"
# Each table with the unique columns that INSERT OR REPLACE could aim at, in the order in which the tables are made.
TABLES: dict[str, tuple[tuple[str, ...], ...]] = {
    "currency": (("code",),),
    "account": (("code",),),
    "indicator": (("code",),),
    "origin": (("id",), ("code",)),
    "source": (("id",), ("fingerprint",)),
    "organisation": (("id",),),
    "subject": (("id",), ("pseudonym",), ("code",)),
    "placement": (("id",),),
    "promise": (("id",),),
    "entry": (("id",), ("reverses",)),
    "posting": (),  # a line of a sealed entry is refused anyway, and this is the longest table
    "seal": (("entry_id",),),
    "stated": (("id",),),
    "claim": (("id",),),
    "rate": (("id",),),
    "condition": (("id",), ("code",)),
    "intake": (("id",), ("fmt", "fingerprint", "occurrence")),
}
FIXED = ("currency", "account", "indicator")
FUNCTIONS = (
    "wage_ledger_seal()",
    "wage_ledger_prove_reversal(bigint, bigint)",
    "wage_ledger_open_entry()",
    "wage_ledger_prove_again()",
    "wage_ledger_prove(bigint)",
    "wage_ledger_refuse_change()",
)


def upgrade() -> None:
    """Make everything."""
    engine = op.get_bind().dialect.name
    for name in (f"tables.{engine}", f"proofs.{engine}", "currencies", "words"):
        for statement in _statements(SQL / f"{name}.sql"):
            op.get_bind().exec_driver_sql(statement)
    for table, keys in TABLES.items():
        for statement in _on_sqlite(table, keys) if engine == "sqlite" else _on_postgresql(table):
            op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Take everything away again, as long as the book is empty."""
    for table in (table for table in TABLES if table not in FIXED):
        if op.get_bind().execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first():
            raise RuntimeError(f"The book has rows in {table}. Before 0001 there is no table that could keep them.")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE entry DROP CONSTRAINT fk_entry_id_seal")
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
    if op.get_bind().dialect.name == "postgresql":
        for function in FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}")


def _statements(file: Path) -> list[str]:
    """The statements of a file, parted by empty lines."""
    return [part.strip().rstrip(";") for part in file.read_text(encoding="utf-8").split("\n\n") if part.strip()]


def _on_sqlite(table: str, keys: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    says = f"RAISE(ABORT, 'wage-ledger: rows of {table} are never changed or deleted')"
    for verb in ("UPDATE", "DELETE"):
        yield f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT {says}; END"
    if not keys:
        return
    # INSERT OR REPLACE would take the old row away first, and where recursive triggers are off without a word.
    same = " OR ".join("(" + " AND ".join(f"{column} = NEW.{column}" for column in key) + ")" for key in keys)
    yield (
        f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table}"
        f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN SELECT {says}; END"
    )


def _on_postgresql(table: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION wage_ledger_refuse_change()"
    )
