"""Every revision, from below and from above. The golden files are rewritten with WAGE_LEDGER_REWRITE_SCHEMA=1."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from ledger.store.schema import config, downgrade, schema, upgrade
from tests.migrations.shape import shape

SCHEMAS = Path(__file__).parent / "schema"
SUFFIX = {"sqlite": "sqlite.sql", "postgresql": "postgresql.txt"}
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006")


def golden(engine: Engine, revision: str) -> Path:
    return SCHEMAS / f"{revision}.{SUFFIX[engine.dialect.name]}"


def shape_of(engine: Engine) -> str:
    with engine.connect() as connection:
        return shape(connection)


def test_every_revision_is_tried() -> None:
    found = [step.revision for step in ScriptDirectory.from_config(config()).walk_revisions()]
    assert tuple(reversed(found)) == REVISIONS
    assert {file.name.partition(".")[0] for file in SCHEMAS.iterdir()} == set(REVISIONS)


@pytest.mark.parametrize("revision", REVISIONS)
def test_the_schema_is_the_one_written_down(engine: Engine, revision: str) -> None:
    downgrade(engine)
    upgrade(engine, to=revision)
    found, file = shape_of(engine), golden(engine, revision)
    if os.environ.get("WAGE_LEDGER_REWRITE_SCHEMA"):
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("revision", REVISIONS)
def test_down_to_a_revision_is_the_schema_that_it_was(engine: Engine, revision: str) -> None:
    newest = shape_of(engine)
    downgrade(engine, to=revision)
    assert shape_of(engine) == golden(engine, revision).read_text(encoding="utf-8")
    with engine.connect() as connection:
        assert schema(connection) == revision
    upgrade(engine)
    assert shape_of(engine) == newest
