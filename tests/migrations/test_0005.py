"""Schema 0005, up and down with rows: no entry changes, nothing is kept of an old book until its sums are built."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Engine, text

from ledger.book.check import check
from ledger.book.post import post, post_all
from ledger.book.read import cells
from ledger.book.register import PlacementDraft, add_placement, add_worker
from ledger.book.rows import Row
from ledger.book.session import Visit, reading
from ledger.book.session import session as writing
from ledger.book.sums import rebuild
from ledger.store.schema import downgrade, schema, upgrade
from tests.book.making import WORKER, a_wage, agrees
from tests.migrations.shape import shape

OLD = sorted(name for name in Row.metadata.tables if not name.startswith("sum_"))
STATISTICS = Visit(scope="aggregate-statistics")


def kept(connection: Connection) -> dict[str, list[str]]:
    """Every row of every table that was there before."""
    return {name: sorted(map(str, connection.execute(text(f"SELECT * FROM {name}")))) for name in OLD}


def read(engine: Engine) -> tuple[int, int]:
    """How many rows a report reads, and for how many entries."""
    with reading(engine, STATISTICS) as session:
        found = cells(session)
        assert check(session) == []
        return len(found), found.entries


@pytest.fixture
def placement(engine: Engine) -> int:
    """A worker's, with three months that are alike."""
    with writing(engine, STATISTICS) as session:
        subject = add_worker(session, WORKER)
        agrees(session, subject)
        found = add_placement(session, PlacementDraft(subject, "construction", "KW"))
        post_all(session, [a_wage(session, placement_id=found, observation=None)] * 3)
        session.commit()
    return found


def test_down_and_up_every_entry_stays_and_reports_read_them(engine: Engine, placement: int) -> None:
    assert read(engine) == (1, 3)
    with engine.connect() as connection:
        before, newest = kept(connection), shape(connection)
    downgrade(engine, to="0004")
    with engine.connect() as connection:
        assert kept(connection) == before
        assert schema(connection) == "0004"
    upgrade(engine)
    with engine.connect() as connection:
        assert (kept(connection), shape(connection)) == (before, newest)
    assert read(engine) == (3, 3)
    with writing(engine) as session:
        assert rebuild(session) == 1
        session.commit()
    assert read(engine) == (1, 3)


def test_an_old_placement_is_left_alone_and_a_new_one_is_kept(engine: Engine, placement: int) -> None:
    downgrade(engine, to="0004")
    upgrade(engine)
    with writing(engine, STATISTICS) as session:
        fresh = add_placement(session, PlacementDraft(1, "logging", "RU"))
        post(session, a_wage(session, placement_id=placement, observation=None))
        post_all(session, [a_wage(session, placement_id=fresh, observation=None)] * 3)
        session.commit()
        known = session.connection().scalars(text("SELECT placement_id FROM sum_placement")).all()
        assert known == [fresh]
    assert read(engine) == (5, 7)
    with writing(engine) as session:
        assert (rebuild(session), rebuild(session)) == (1, 0)
        session.commit()
    assert read(engine) == (2, 7)
