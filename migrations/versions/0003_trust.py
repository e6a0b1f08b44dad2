"""Consent, holds, keys, attachments, the log, what left the book; and the one way in which rows go: erasure.

Until now no row was ever deleted. From here a worker's rows are let go while `erasing` names that worker, and at no
other time. A row of `erasing` points at a row of `never`, which has none, so no transaction can be committed with one
in it; and it is let go only after a leaf that says `erased` was appended and nothing of the worker is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"

SQL = Path(__file__).parent.parent / "0003"
WORDS = {
    "sqlite": {"{int}": "INTEGER", "{id}": "INTEGER", "{blob}": "BLOB", "{strict}": " STRICT"},
    "postgresql": {"{int}": "BIGINT", "{id}": "BIGSERIAL", "{blob}": "BYTEA", "{strict}": ""},
}
# Each new table with the unique columns that INSERT OR REPLACE could aim at, in the order in which the tables are made.
TABLES: dict[str, tuple[tuple[str, ...], ...]] = {
    "consent": (("id",),),
    "hold": (("id",),),
    "subject_key": (("id",), ("subject_id",)),
    "attachment": (("id",), ("stored",), ("working",)),
    "custody": (("id",),),
    "output": (("id",),),
    "output_subject": (("output_id", "subject_id"),),
    "backup": (("id",),),
    "key_change": (("id",),),
    "erasure": (("id",),),
    "erasure_output": (("erasure_id", "output_id"),),
    "log_leaf": (),  # its own trigger takes none but the next number
    "log_node": (("level", "place"),),
    "log_salt": (("seq",),),
    "log_erased": (("seq",),),
    "log_signer": (("id",),),
    "log_head": (("id",), ("size", "day")),
    "never": (),
    "erasing": (("subject_id",),),
}
ITS_PLACEMENTS = "SELECT p.id FROM {s}placement AS p JOIN {s}erasing AS x ON x.subject_id = p.subject_id"
ITS_ENTRIES = (
    "SELECT e.id FROM {s}entry AS e JOIN {s}placement AS p ON p.id = e.placement_id"
    " JOIN {s}erasing AS x ON x.subject_id = p.subject_id"
)
ITS_KEYS = "SELECT k.id FROM {s}subject_key AS k JOIN {s}erasing AS x ON x.subject_id = k.subject_id"
BY_SUBJECT = "OLD.subject_id IN (SELECT subject_id FROM {s}erasing)"
# What is nobody's alone goes when nothing points at it any more: the foreign keys see to that.
UNREFERENCED = "EXISTS (SELECT 1 FROM {s}erasing)"
# When a row of each table may be let go.
LET_GO: dict[str, str] = {
    "origin": UNREFERENCED,
    "source": UNREFERENCED,
    "organisation": UNREFERENCED,
    "subject": "OLD.id IN (SELECT subject_id FROM {s}erasing)",
    "placement": BY_SUBJECT,
    "promise": f"OLD.placement_id IN ({ITS_PLACEMENTS})",
    "entry": f"OLD.placement_id IN ({ITS_PLACEMENTS})",
    "posting": f"OLD.entry_id IN ({ITS_ENTRIES})",
    "seal": f"OLD.entry_id IN ({ITS_ENTRIES})",
    "stated": f"(OLD.placement_id IN ({ITS_PLACEMENTS}) OR OLD.entry_id IN ({ITS_ENTRIES}))",
    "claim": f"OLD.placement_id IN ({ITS_PLACEMENTS})",
    "intake": "EXISTS (SELECT 1 FROM {s}subject AS w JOIN {s}erasing AS x ON x.subject_id = w.id"
    " WHERE OLD.what LIKE '% ' || w.pseudonym)",
    "consent": BY_SUBJECT,
    "hold": BY_SUBJECT,
    "subject_key": BY_SUBJECT,
    "attachment": f"OLD.key_id IN ({ITS_KEYS})",
    "custody": f"OLD.attachment_id IN (SELECT a.id FROM {{s}}attachment AS a WHERE a.key_id IN ({ITS_KEYS}))",
    "output_subject": BY_SUBJECT,
    "log_salt": "OLD.seq IN (SELECT seq FROM {s}log_erased) AND EXISTS (SELECT 1 FROM {s}erasing)",
    "erasing": "EXISTS (SELECT 1 FROM {s}log_leaf AS l WHERE l.action = 'erased' AND l.seq > OLD.after_seq)"
    " AND NOT EXISTS (SELECT 1 FROM {s}subject AS w WHERE w.id = OLD.subject_id)",
}
# What must hold of a new row: the condition under which it is refused, and why.
REFUSED: dict[str, tuple[str, str]] = {
    "log_leaf": (
        "NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM {s}log_leaf)",
        "the log goes on where it ended",
    ),
    "log_erased": (
        "NOT EXISTS (SELECT 1 FROM {s}erasing)",
        "nothing is being erased",
    ),
    "erasure_output": (
        "NOT EXISTS (SELECT 1 FROM {s}erasing)",
        "nothing is being erased",
    ),
    "erasing": (
        "EXISTS (SELECT 1 FROM {s}hold AS h WHERE h.subject_id = NEW.subject_id AND h.state = 'open' AND NOT EXISTS"
        " (SELECT 1 FROM {s}hold AS n WHERE n.subject_id = h.subject_id AND n.id > h.id))"
        " OR NOT EXISTS (SELECT 1 FROM {s}subject AS w WHERE w.id = NEW.subject_id AND w.kind = 'worker')"
        " OR NEW.after_seq <> (SELECT coalesce(max(seq), -1) FROM {s}log_leaf)",
        "only a worker is erased, none under a legal hold, and from here on",
    ),
}
OLD_TABLES = tuple(table for table in LET_GO if table not in TABLES)


def upgrade() -> None:
    """Make the tables, refuse changes of them, and open the one way out."""
    engine = op.get_bind().dialect.name
    made = (SQL / "tables.sql").read_text(encoding="utf-8")
    for word, own in WORDS[engine].items():
        made = made.replace(word, own)
    _run(part.strip().rstrip(";") for part in made.split("\n\n") if part.strip())
    if engine == "sqlite":
        _run(f"DROP TRIGGER {table}_refuses_delete" for table in OLD_TABLES)
        _run(_delete_on_sqlite(table, LET_GO[table]) for table in OLD_TABLES)
        for table, keys in TABLES.items():
            _run(_on_sqlite(table, keys))
    else:
        for table in OLD_TABLES:
            _run((f"DROP TRIGGER {table}_refuses_change ON {table}", *_delete_on_postgresql(table)))
        for table in TABLES:
            _run(_on_postgresql(table))


def downgrade() -> None:
    """Close the way out and take the tables away, as long as nothing is in them."""
    engine, connection = op.get_bind().dialect.name, op.get_bind()
    for table in TABLES:
        if connection.exec_driver_sql(f"SELECT 1 FROM {table} LIMIT 1").first():
            raise RuntimeError(f"The book has rows in {table}. Before 0003 there is no table that could keep them.")
    for table in OLD_TABLES:
        if engine == "sqlite":
            _run((f"DROP TRIGGER {table}_refuses_delete", _delete_on_sqlite(table, None)))
        else:
            _run((f"DROP TRIGGER {table}_lets_go ON {table}", f"DROP TRIGGER {table}_refuses_change ON {table}"))
            _run((_refuse_change(table, "UPDATE OR DELETE OR TRUNCATE"),))
    _run(f"DROP TABLE {table}" for table in reversed(TABLES))
    if engine == "postgresql":
        _run(f"DROP FUNCTION wage_ledger_lets_go_{table}()" for table in LET_GO)
        _run(f"DROP FUNCTION wage_ledger_takes_{table}()" for table in REFUSED)


def _run(statements: Iterator[str] | tuple[str, ...]) -> None:
    for statement in statements:
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if _is_postgresql() else statement)


def _is_postgresql() -> bool:
    return bool(op.get_bind().dialect.name == "postgresql")


def _says(table: str) -> str:
    return f"wage-ledger: rows of {table} are never changed or deleted"


def _on_sqlite(table: str, keys: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    abort = f"BEGIN SELECT RAISE(ABORT, '{_says(table)}'); END"
    yield f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} {abort}"
    yield _delete_on_sqlite(table, LET_GO.get(table))
    if table in REFUSED:
        when, why = REFUSED[table]
        yield (
            f"CREATE TRIGGER {table}_takes BEFORE INSERT ON {table} WHEN {when.format(s='')}"
            f" BEGIN SELECT RAISE(ABORT, 'wage-ledger: {why}'); END"
        )
    if keys:
        same = " OR ".join("(" + " AND ".join(f"{column} = NEW.{column}" for column in key) + ")" for key in keys)
        yield (
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table}"
            f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {abort}"
        )


def _delete_on_sqlite(table: str, let_go: str | None) -> str:
    unless = f" WHEN NOT ({let_go.format(s='')})" if let_go else ""
    return (
        f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table}{unless}"
        f" BEGIN SELECT RAISE(ABORT, '{_says(table)}'); END"
    )


def _on_postgresql(table: str) -> Iterator[str]:
    if table in LET_GO:
        yield from _delete_on_postgresql(table)
    else:
        yield _refuse_change(table, "UPDATE OR DELETE OR TRUNCATE")
    if table in REFUSED:
        yield from _row_trigger(table, "takes", "INSERT", REFUSED[table][0], REFUSED[table][1])


def _delete_on_postgresql(table: str) -> Iterator[str]:
    yield _refuse_change(table, "UPDATE OR TRUNCATE")
    yield from _row_trigger(table, "lets_go", "DELETE", f"NOT ({LET_GO[table]})", _says(table).partition(": ")[2])


def _refuse_change(table: str, verbs: str) -> str:
    return (
        f"CREATE TRIGGER {table}_refuses_change BEFORE {verbs} ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION wage_ledger_refuse_change()"
    )


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
