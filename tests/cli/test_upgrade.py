"""`upgrade`: a book of 0001 is refused until it is typed, opens after it, and has lost nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from ledger.data import observations
from ledger.intake.everything import land_all, read_all
from ledger.store.schema import HEAD, downgrade, schema
from ledger.store.where import Place
from tests.cli.conftest import Run
from tests.conftest import ENGINES, filled, of_any_schema
from tests.migrations.test_0002 import TABLES

JUDGEMENT = {"reliability", "credibility"}


def rows(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table of 0001, of a condition without its grade."""
    with engine.connect() as connection:
        found = {table: connection.execute(text(f"SELECT * FROM {table}")).mappings().all() for table in TABLES}
    return {
        table: sorted(str({k: v for k, v in row.items() if table != "condition" or k not in JUDGEMENT}) for row in its)
        for table, its in found.items()
    }


def shipped_in_0001(engine: Engine) -> None:
    """Make it a book of 0001 with the shipped observations in it."""
    with Session(engine) as session:  # a plain one: there was no log that it could write
        land_all(session, read_all([Path(str(observations()))]), today=date(2026, 3, 1), tick=lambda n: None)
        session.commit()
    downgrade(engine, to="0001")


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    with filled(request, request.param, shipped_in_0001) as (found, _):
        yield found


@pytest.fixture
def engine(place: Place, identity_file: Path) -> Iterator[Engine]:
    with of_any_schema(place, identity_file) as found:
        yield found


@pytest.fixture
def old(book: Run, engine: Engine) -> Run:
    """A book of 0001 with the shipped observations in it: SQLite and PostgreSQL in turn."""
    return book


@pytest.mark.parametrize(
    "words", [["report", "conditions"], ["check"], ["show", "book"], ["import", str(observations())]]
)
def test_an_older_book_is_refused_and_told_what_to_type(old: Run, engine: Engine, words: list[str]) -> None:
    before = rows(engine)
    done = old(*words)
    assert (done.code, done.out) == (1, "")
    assert f"The book has schema 0001, this version needs {HEAD}." in done.err
    assert "run: wage-ledger upgrade" in done.err
    assert rows(engine) == before


def test_after_the_upgrade_it_opens_with_everything_in_it(old: Run, engine: Engine) -> None:
    before = rows(engine)
    assert len(before["condition"]) == 55
    done = old("upgrade")
    assert (done.code, done.out) == (0, "")
    adopted, says = done.err.splitlines()
    assert says == "The book has the schema of this version."
    assert re.fullmatch(r"\d+ rows from before the log are in it now\.", adopted)
    assert rows(engine) == before
    with engine.connect() as connection:
        assert schema(connection) == HEAD
    assert old("check").code == 0
    found = json.loads(old("report", "conditions", "-O", "json").out)
    assert {(each["state"], each["grade"]) for each in found["conditions"]} == {("present", "F6")}


def test_what_was_imported_before_the_upgrade_is_known_after_it(old: Run, engine: Engine, tmp_path: Path) -> None:
    old("upgrade")
    before = rows(engine)
    assert "Nothing new: all 249 were in the book before." in old("import", str(observations())).out
    shipped = (Path(str(observations())) / "conditions.csv").read_text(encoding="utf-8").splitlines()
    wider = tmp_path / "wider.csv"
    wider.write_text("\n".join([shipped[0] + ",state,grade", *(row + ",present,F6" for row in shipped[1:])]))
    assert "Nothing new: all 55 were in the book before." in old("import", str(wider)).out
    assert rows(engine) == before


def test_a_second_upgrade_changes_nothing(old: Run, engine: Engine) -> None:
    old("upgrade")
    before = rows(engine)
    done = old("upgrade")
    assert (done.code, done.err) == (0, "The book has the schema of this version.\n")
    assert rows(engine) == before
