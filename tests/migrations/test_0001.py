"""The whole schema, from nothing and back to nothing on both engines; its fixed words; and the rows beside it."""

from __future__ import annotations

import pytest
from sqlalchemy import CheckConstraint, Engine, UniqueConstraint, inspect, text

from ledger.book.rows import Row
from ledger.book.session import session as writing
from ledger.store.schema import HEAD, downgrade, schema, upgrade
from ledger.values.money import EXPONENT
from tests.book.everything import a_full_book
from tests.migrations.shape import shape

TABLES = sorted(Row.metadata.tables)
# References that PostgreSQL proves a statement at a time: see tests/migrations/test_0006.py.
BY_STATEMENT = {"fk_posting_account_account", "fk_posting_currency_currency"}
ACCOUNTS = {
    ("employer", "source"): "contract wage overtime bonus",
    ("other", "outside"): "tips side-work",
    ("state", "taken"): "plan loyalty dues mass-organisation press levy insurance exchange",
    ("company", "taken"): "commission running-costs union",
    ("supervisor", "taken"): "cut fine security",
    ("broker", "taken"): "fee bribe",
    ("host", "taken"): "tax insurance permit",
    ("living", "charged"): "food lodging combined clothing medical travel documents",
    ("worker", "worker"): "hand held",
    ("home", "home"): "received",
    ("unexplained", "taken"): "difference",
    ("unstated", "unstated"): "remainder gross",
}


def test_down_and_up_again_is_the_same_schema(engine: Engine) -> None:
    with engine.connect() as connection:
        before = shape(connection)
    downgrade(engine)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
        assert schema(connection) is None
        assert "wage_ledger" not in shape(connection)
    upgrade(engine)
    with engine.connect() as connection:
        assert shape(connection) == before
        assert schema(connection) == HEAD


def test_an_upgrade_of_the_newest_schema_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        assert schema(connection) == HEAD


def test_a_book_with_rows_does_not_go_down_and_loses_nothing(engine: Engine) -> None:
    with writing(engine) as session:
        a_full_book(session)
        session.commit()
    with engine.connect() as connection:
        before = {table: set(connection.execute(text(f"SELECT * FROM {table}"))) for table in TABLES}
    with pytest.raises(RuntimeError, match=r"The book has rows in \w+. Before 0003 there is no table"):
        downgrade(engine)
    with engine.connect() as connection:
        after = {table: set(connection.execute(text(f"SELECT * FROM {table}"))) for table in TABLES}
        assert schema(connection) == HEAD
    assert after == before


def test_the_accounts_are_those_of_the_design(engine: Engine) -> None:
    wanted = {(party, kind, side) for (party, side), kinds in ACCOUNTS.items() for kind in kinds.split()}
    with engine.connect() as connection:
        found = connection.execute(text("SELECT party, kind, side FROM account")).all()
    assert {tuple(row) for row in found} == wanted


def test_the_currencies_are_those_of_the_program(engine: Engine) -> None:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT code, exponent FROM currency")).all()
        nameless = connection.scalar(text("SELECT count(*) FROM currency WHERE name = '' OR name = code"))
    assert dict(tuple(row) for row in found) == EXPONENT
    assert nameless == 0


def test_the_indicators_are_the_eleven_of_the_ilo(engine: Engine) -> None:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT code, name FROM indicator ORDER BY code")).all()
    assert [row[0] for row in found] == [f"FL{n:02d}" for n in range(1, 12)]
    assert (found[0][1], found[7][1], found[10][1]) == (
        "ABUSE_OF_VULNERABILITY",
        "WITHHOLDING_OF_WAGES",
        "EXCESSIVE_OVERTIME",
    )


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_the_one_of_the_rows(engine: Engine, name: str) -> None:
    table, found = Row.metadata.tables[name], inspect(engine)
    columns = found.get_columns(name)
    assert [(c["name"], c["nullable"]) for c in columns] == [(c.name, c.nullable) for c in table.columns]
    assert [str(c["type"]) for c in columns] == [c.type.compile(engine.dialect) for c in table.columns]
    assert found.get_pk_constraint(name)["constrained_columns"] == [c.name for c in table.primary_key.columns]
    assert {(f["name"], *f["constrained_columns"], f["referred_table"], *f["referred_columns"])
            for f in found.get_foreign_keys(name)} == {
        (f.name, *f.column_keys, f.referred_table.name, *(e.column.name for e in f.elements))
        for f in table.foreign_key_constraints
        if engine.dialect.name == "sqlite" or f.name not in BY_STATEMENT
    }  # fmt: skip
    assert {(u["name"], *u["column_names"]) for u in found.get_unique_constraints(name)} == {
        (u.name, *(c.name for c in u.columns)) for u in table.constraints if isinstance(u, UniqueConstraint)
    }
    indexes = (index for index in found.get_indexes(name) if not index.get("duplicates_constraint"))
    assert {(i["name"], *i["column_names"]) for i in indexes} == {
        (i.name, *(c.name for c in i.columns)) for i in table.indexes
    }
    checks = {c["name"]: c["sqltext"] for c in found.get_check_constraints(name)}
    wanted = {str(c.name): str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint)}
    assert checks.keys() == wanted.keys()
    if engine.dialect.name == "sqlite":
        assert {name: " ".join(says.split()) for name, says in checks.items()} == wanted


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_every_table_is_strict(engine: Engine) -> None:
    with engine.connect() as connection:
        strict = connection.execute(text("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'")).all()
    assert {row[0] for row in strict if row[1]} == set(TABLES)
