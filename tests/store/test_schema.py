from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from alembic.script import ScriptDirectory

from ledger.store import schema


def test_head_is_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(schema.config()).get_heads() == [schema.HEAD]


def test_ordinary_commands_do_not_load_alembic() -> None:
    code = (
        "import sys, ledger.store.opening, ledger.book.read, ledger.book.post, ledger.book.check; print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "sqlalchemy" in loaded
    assert not {"alembic", "psycopg"} & set(loaded)


def test_the_migrations_are_beside_the_checkout() -> None:
    assert schema.migrations() == Path(__file__).parents[2] / "migrations"


def test_an_installed_package_has_its_migrations_inside(monkeypatch: object, tmp_path: Path) -> None:
    import ledger

    (tmp_path / "ledger" / "migrations").mkdir(parents=True)
    before, ledger.__file__ = ledger.__file__, str(tmp_path / "ledger" / "__init__.py")
    try:
        assert schema.migrations() == tmp_path / "ledger" / "migrations"
    finally:
        ledger.__file__ = before
