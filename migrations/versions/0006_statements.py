"""On PostgreSQL a statement's rows are proved at once, not row by row; and what is reversed is sealed first.

The rules of 0001 and 0003 stay, and each refuses before its statement has ended. That a posting's account and currency
are there is proved with them, in the place of two foreign keys: to look up a few words again for each of a million
lines, and to lock them, was two fifths of what a large import still cost. SQLite proves a row as it comes for next to
nothing and has no triggers of statements: there only the rule about reversals is new. No row changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"

SQL = Path(__file__).parent.parent
# What this revision replaces on PostgreSQL. All but the proof of the log are spelt out in 0001, which never changes.
TRIGGERS = {"posting_needs_open_entry": "posting", "seal_proves_entry": "seal", "log_leaf_takes": "log_leaf"}
FUNCTIONS = ("wage_ledger_open_entry()", "wage_ledger_seal()", "wage_ledger_takes_log_leaf()")
GONE_TRIGGERS = {"posting_balances_at_commit": "posting"}
GONE_FUNCTIONS = ("wage_ledger_prove_again()", "wage_ledger_prove(bigint)")
OLD_LEAVES = (
    "CREATE FUNCTION wage_ledger_takes_log_leaf() RETURNS trigger LANGUAGE plpgsql"
    " SET search_path = pg_catalog, pg_temp AS $$ BEGIN"
    " IF NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM public.log_leaf) THEN"
    " RAISE EXCEPTION 'wage-ledger: the log goes on where it ended' USING ERRCODE = '23001'; END IF;"
    " RETURN NEW; END $$",
    "CREATE TRIGGER log_leaf_takes BEFORE INSERT ON log_leaf"
    " FOR EACH ROW EXECUTE FUNCTION wage_ledger_takes_log_leaf()",
)
REPLACED_KEYS = ("account", "currency")  # of posting; each names a row of the table that is called so
REVERSED_ON_SQLITE = """
CREATE TRIGGER seal_proves_reversed BEFORE INSERT ON seal
WHEN (SELECT reverses FROM entry WHERE id = NEW.entry_id) IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'wage-ledger: the entry that is reversed is not sealed')
    WHERE NOT EXISTS (SELECT 1 FROM entry AS e JOIN seal AS s ON s.entry_id = e.reverses WHERE e.id = NEW.entry_id);
END
"""


def upgrade() -> None:
    """Put the proofs of statements in the place of those of rows."""
    if not _is_postgresql():
        _run((REVERSED_ON_SQLITE.strip(),))
        return
    _drop(TRIGGERS | GONE_TRIGGERS, FUNCTIONS + GONE_FUNCTIONS)
    _run(f"ALTER TABLE posting DROP CONSTRAINT fk_posting_{name}_{name}" for name in REPLACED_KEYS)
    _run(_statements("0006"))


def downgrade() -> None:
    """Put the proofs of rows back."""
    if not _is_postgresql():
        _run(("DROP TRIGGER seal_proves_reversed",))
        return
    _drop(TRIGGERS, FUNCTIONS)
    for name in REPLACED_KEYS:
        key = f"fk_posting_{name}_{name} FOREIGN KEY ({name}) REFERENCES {name} (code)"
        _run((f"ALTER TABLE posting ADD CONSTRAINT {key}",))
    _run(statement for statement in _statements("0001") if _is_replaced(statement))
    _run(OLD_LEAVES)


def _is_postgresql() -> bool:
    return bool(op.get_bind().dialect.name == "postgresql")


def _run(statements: Iterable[str]) -> None:
    for statement in statements:
        op.get_bind().exec_driver_sql(statement)


def _drop(triggers: dict[str, str], functions: tuple[str, ...]) -> None:
    _run(f"DROP TRIGGER {trigger} ON {table}" for trigger, table in triggers.items())
    _run(f"DROP FUNCTION {function}" for function in functions)


def _statements(revision: str) -> list[str]:
    """The statements of a revision's proofs, parted by empty lines."""
    proofs = (SQL / revision / "proofs.postgresql.sql").read_text(encoding="utf-8")
    return [part.strip().rstrip(";") for part in proofs.split("\n\n") if part.strip()]


def _is_replaced(statement: str) -> bool:
    names = [name.partition("(")[0] + "(" for name in FUNCTIONS + GONE_FUNCTIONS]
    names += [f"TRIGGER {name} " for name in TRIGGERS | GONE_TRIGGERS]
    return any(f" {name}" in statement.partition("RETURNS")[0] for name in names)
