"""Schema 0002, up and down with rows: conditions get a grade, nothing else is touched, and no judgement is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from ledger.book.check import check
from ledger.book.log.append import adopt
from ledger.book.session import session as writing
from ledger.store.schema import downgrade, schema, upgrade
from ledger.store.where import Place
from tests.book.everything import a_book_of_0002
from tests.conftest import ENGINES, filled, of_any_schema

# The tables of 0002, by name: what came later is of no concern here.
TABLES = [
    *("account", "claim", "condition", "currency", "entry", "indicator", "intake", "organisation", "origin"),
    *("placement", "posting", "promise", "rate", "seal", "source", "stated", "subject"),
]
ADDED = {"reliability": "F", "credibility": 6}
# A row as the program of 0001 wrote it.
OLD = {
    "id": 77, "code": "C77", "indicator": "FL07", "source_id": 1, "period": "2015", "earliest": "2015-01-01",
    "latest": "2015-12-31", "country": "QA", "place": None, "sector": "construction", "state": "contradicted",
    "paraphrase": "여권을 맡긴다.", "verification": "contested", "recorded_on": "2026-03-01",
}  # fmt: skip

Kept = dict[str, list[dict[str, Any]]]


def kept(connection: Connection) -> Kept:
    """Every row of every table, in whatever columns it has."""
    return {
        table: sorted(
            (dict(row) for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()),
            key=lambda row: str(row),
        )
        for table in TABLES
    }


def insert(connection: Connection, values: dict[str, Any]) -> None:
    names = ", ".join(values)
    said = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO condition ({names}) VALUES ({said})"), values)


def a_book_of_0001(engine: Engine) -> Kept:
    """Make it a book of 0001 with a row in every table, one of them a condition as 0001 had it; returns its rows."""
    with Session(engine) as session:  # a plain one: there was no log that it could write
        a_book_of_0002(session)
        session.commit()
    downgrade(engine, to="0001")
    with engine.begin() as connection:
        insert(connection, OLD)
        return kept(connection)


@pytest.fixture(params=ENGINES)
def older(request: pytest.FixtureRequest) -> Iterator[tuple[Place, Kept]]:
    """Where a book of 0001 is, and all its rows: SQLite and PostgreSQL in turn."""
    with filled(request, request.param, a_book_of_0001) as found:
        yield found


@pytest.fixture
def engine(older: tuple[Place, Kept], identity_file: Path) -> Iterator[Engine]:
    with of_any_schema(older[0], identity_file) as found:
        yield found


@pytest.fixture
def before(older: tuple[Place, Kept]) -> Kept:
    return older[1]


def test_up_every_old_row_stays_and_a_condition_is_not_judged(engine: Engine, before: Kept) -> None:
    assert all(rows for rows in before.values())
    upgrade(engine)
    with engine.connect() as connection:
        after = kept(connection)
    assert [row.keys() - OLD.keys() for row in after["condition"]] == [ADDED.keys()] * 2
    assert after == before | {"condition": [row | ADDED for row in before["condition"]]}


def test_an_upgraded_book_passes_every_check(engine: Engine, before: Kept) -> None:
    upgrade(engine)
    with writing(engine) as session:
        adopt(session)
        session.commit()
        assert check(session) == []


def test_down_again_every_row_is_what_it_was(engine: Engine, before: Kept) -> None:
    upgrade(engine)
    downgrade(engine, to="0001")
    with engine.connect() as connection:
        assert kept(connection) == before
        assert schema(connection) == "0001"


@pytest.mark.parametrize("grade", [("B", 6), ("F", 2), ("B", 2), ("A", 1)])
def test_a_judged_condition_keeps_the_book_from_going_down(
    engine: Engine, before: Kept, grade: tuple[str, int]
) -> None:
    upgrade(engine, to="0002")
    judged = OLD | {"id": 78, "code": "C78", "reliability": grade[0], "credibility": grade[1]}
    with engine.begin() as connection:
        insert(connection, judged)
        full = kept(connection)
    with pytest.raises(RuntimeError, match=r"^The book has conditions with a grade\. Before 0002 there is no column"):
        downgrade(engine, to="0001")
    with engine.connect() as connection:
        assert kept(connection) == full
        assert schema(connection) == "0002"


@pytest.mark.parametrize(
    ("column", "value"), [("reliability", "G"), ("reliability", ""), ("credibility", 0), ("credibility", 7)]
)
def test_no_grade_but_those_of_the_scale_is_taken(engine: Engine, before: Kept, column: str, value: object) -> None:
    upgrade(engine)
    with pytest.raises(IntegrityError, match=f"ck_condition_{column}_known"), engine.begin() as connection:
        insert(connection, OLD | {"id": 78, "code": "C78", column: value})


@pytest.mark.parametrize("column", ADDED)
def test_a_grade_is_never_nothing(engine: Engine, before: Kept, column: str) -> None:
    upgrade(engine)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        insert(connection, OLD | {"id": 78, "code": "C78", column: None})


@pytest.mark.parametrize("move", [upgrade, lambda engine: None], ids=["0002", "0001"])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE condition SET state = 'absent' WHERE id = 77",
        "DELETE FROM condition WHERE id = 77",
    ],
)
def test_no_condition_is_changed_before_or_after(
    engine: Engine, before: Kept, move: Callable[[Engine], None], change: str
) -> None:
    move(engine)
    with pytest.raises(DBAPIError, match="never changed or deleted"), engine.begin() as connection:
        connection.execute(text(change))


def test_a_grade_is_not_raised_afterwards(engine: Engine, before: Kept) -> None:
    upgrade(engine)
    with pytest.raises(DBAPIError, match="never changed or deleted"), engine.begin() as connection:
        connection.execute(text("UPDATE condition SET reliability = 'A', credibility = 2"))
