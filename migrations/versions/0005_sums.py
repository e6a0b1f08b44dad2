"""Sums beside the entries of workers. They are worked out from the entries alone, so going down loses nothing.

The tables are made empty: a book that has entries is read entry by entry, as before, until its sums are built, which
`upgrade` does in its next step with the program's own arithmetic, the one that `check` proves them by. Lines and
classes are append-only. What is in a cell changes as its entries grow; that a placement's count is the number of its
entries is proved with every write.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"

ROLES = Path(__file__).parent.parent / "0005" / "roles.sql"
# Rights are given where schema 0004 could make the roles; where it could not, `wage-ledger roles --grant` gives them.
IF_IT_MAY = """
DO $all$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'wage_ledger_documenter')
        AND pg_catalog.to_regclass('wage_ledger_reader.entry') IS NOT NULL THEN
        EXECUTE $made${made}$made$;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END
$all$
"""
WORDS = {
    "sqlite": {"{int}": "INTEGER", "{blob}": "BLOB", "{strict}": " STRICT", "{packed}": " STRICT, WITHOUT ROWID"},
    "postgresql": {"{int}": "BIGINT", "{blob}": "BYTEA", "{strict}": "", "{packed}": ""},
}
TABLES = {
    "sum_line": """
CREATE TABLE sum_line (
    id {int} NOT NULL,
    says TEXT NOT NULL,
    CONSTRAINT pk_sum_line PRIMARY KEY (id),
    CONSTRAINT uq_sum_line_says UNIQUE (says)
){strict}""",
    "sum_class": """
CREATE TABLE sum_class (
    id {int} NOT NULL,
    says TEXT NOT NULL,
    CONSTRAINT pk_sum_class PRIMARY KEY (id),
    CONSTRAINT uq_sum_class_says UNIQUE (says)
){strict}""",
    "sum_placement": """
CREATE TABLE sum_placement (
    placement_id {int} NOT NULL,
    entries {int} NOT NULL,
    valid {int} NOT NULL,
    wages {int} NOT NULL,
    is_whole {int} NOT NULL,
    CONSTRAINT pk_sum_placement PRIMARY KEY (placement_id),
    CONSTRAINT ck_sum_placement_counted CHECK (wages >= 0 AND wages <= valid AND valid <= entries),
    CONSTRAINT ck_sum_placement_whole_or_not CHECK (is_whole IN (0, 1)),
    CONSTRAINT fk_sum_placement_placement_id_placement FOREIGN KEY (placement_id) REFERENCES placement (id)
){strict}""",
    "sum_cell": """
CREATE TABLE sum_cell (
    placement_id {int} NOT NULL,
    period TEXT NOT NULL,
    origin_id {int} NOT NULL,
    class_id {int} NOT NULL,
    entries {int} NOT NULL,
    entry_id {int} NOT NULL,
    sums {blob} NOT NULL,
    CONSTRAINT pk_sum_cell PRIMARY KEY (placement_id, period, origin_id, class_id),
    CONSTRAINT ck_sum_cell_counted CHECK (entries >= 0),
    CONSTRAINT ck_sum_cell_whole_lines CHECK (length(sums) % 32 = 0),
    CONSTRAINT ck_sum_cell_empty_or_not CHECK ((entries = 0) = (length(sums) = 0)),
    CONSTRAINT fk_sum_cell_placement_id_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT fk_sum_cell_origin_id_origin FOREIGN KEY (origin_id) REFERENCES origin (id),
    CONSTRAINT fk_sum_cell_class_id_sum_class FOREIGN KEY (class_id) REFERENCES sum_class (id)
){packed}""",
}
# The columns of each table that never change.
FIXED = {
    "sum_line": "id, says",
    "sum_class": "id, says",
    "sum_placement": "placement_id",
    "sum_cell": "placement_id, period, origin_id, class_id",
}
APPEND_ONLY = ("sum_line", "sum_class")
ITS_PLACEMENTS = "SELECT p.id FROM {s}placement AS p JOIN {s}erasing AS x ON x.subject_id = p.subject_id"
# When a row may be let go. What is left of a class when somebody is erased goes when nobody else stands in it.
LET_GO = {
    "sum_class": "EXISTS (SELECT 1 FROM {s}erasing)",
    "sum_placement": f"OLD.placement_id IN ({ITS_PLACEMENTS})",
    "sum_cell": f"OLD.placement_id IN ({ITS_PLACEMENTS})",
}
MISCOUNTED = "NEW.entries <> (SELECT count(*) FROM {s}entry AS e WHERE e.placement_id = NEW.placement_id)"
WHY_MISCOUNTED = "the sums of a placement are of all its entries"


def upgrade() -> None:
    """Make the tables, and refuse what is no summing."""
    engine = op.get_bind().dialect.name
    for table, made in TABLES.items():
        for word, own in WORDS[engine].items():
            made = made.replace(word, own)
        _run((made.strip(), *(_on_sqlite(table) if engine == "sqlite" else _on_postgresql(table))))
    if engine == "postgresql":
        _run((IF_IT_MAY.format(made=ROLES.read_text(encoding="utf-8")),))


def downgrade() -> None:
    """Take the tables away again. What was in them is in the entries."""
    if op.get_bind().dialect.name == "postgresql":
        _run(("DROP VIEW IF EXISTS wage_ledger_reader.sum_placement",))
    _run(f"DROP TABLE {table}" for table in reversed(TABLES))
    if op.get_bind().dialect.name == "postgresql":
        _run(f"DROP FUNCTION wage_ledger_lets_go_{table}()" for table in LET_GO)
        _run(("DROP FUNCTION wage_ledger_counts_sum_placement()",))


def _run(statements: Iterator[str] | tuple[str, ...]) -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in statements:
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if is_postgresql else statement)


def _says(table: str) -> str:
    return f"rows of {table} are never changed or deleted"


def _on_sqlite(table: str) -> Iterator[str]:
    abort = f"BEGIN SELECT RAISE(ABORT, 'wage-ledger: {_says(table)}'); END"
    yield f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE OF {FIXED[table]} ON {table} {abort}"
    unless = f" WHEN NOT ({LET_GO[table].format(s='')})" if table in LET_GO else ""
    yield f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table}{unless} {abort}"
    if table in APPEND_ONLY:
        yield (
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} WHEN EXISTS"
            f" (SELECT 1 FROM {table} WHERE id = NEW.id OR says = NEW.says) {abort}"
        )
    if table == "sum_placement":
        for verb in ("INSERT", "UPDATE"):
            yield (
                f"CREATE TRIGGER {table}_counts_{verb.lower()} BEFORE {verb} ON {table}"
                f" WHEN {MISCOUNTED.format(s='')} BEGIN SELECT RAISE(ABORT, 'wage-ledger: {WHY_MISCOUNTED}'); END"
            )


def _on_postgresql(table: str) -> Iterator[str]:
    for name, verbs in (("change", f"UPDATE OF {FIXED[table]} OR TRUNCATE"), ("delete", "DELETE")):
        if name == "change" or table not in LET_GO:
            yield (
                f"CREATE TRIGGER {table}_refuses_{name} BEFORE {verbs} ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION wage_ledger_refuse_change()"
            )
    if table in LET_GO:
        yield from _row_trigger(table, "lets_go", "DELETE", f"NOT ({LET_GO[table]})", _says(table))
    if table == "sum_placement":
        yield from _row_trigger(table, "counts", "INSERT OR UPDATE", MISCOUNTED, WHY_MISCOUNTED)


def _row_trigger(table: str, name: str, verb: str, when: str, why: str) -> Iterator[str]:
    row = "OLD" if verb == "DELETE" else "NEW"
    yield (
        f"CREATE FUNCTION wage_ledger_{name}_{table}() RETURNS trigger LANGUAGE plpgsql"
        " SET search_path = pg_catalog, pg_temp AS $$ BEGIN"
        f" IF {when.format(s='public.')} THEN RAISE EXCEPTION 'wage-ledger: {why}' USING ERRCODE = '23001'; END IF;"
        f" RETURN {row}; END $$"
    )
    yield (
        f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION wage_ledger_{name}_{table}()"
    )
