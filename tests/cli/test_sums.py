"""`sums rebuild`: says what differs, writes it in one step, and then has nothing to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from ledger.book.post import post_all
from ledger.book.session import Visit
from ledger.book.session import session as writing
from ledger.store.folder import unlock
from ledger.store.opening import opened
from ledger.store.where import FolderPlace, Place
from tests.book.making import a_wage, a_workers_placement
from tests.cli.conftest import Run


@pytest.fixture
def spoilt(place: Place, identity_file: Path, book: Run) -> Run:
    """A book in which the sums of one placement are not those of its entries."""
    key = unlock(place.path, identity=identity_file) if isinstance(place, FolderPlace) else None
    with opened(place, key) as engine, writing(engine, Visit(scope="record")) as session:
        placement = a_workers_placement(session)
        post_all(session, [a_wage(session, placement_id=placement, observation=None)] * 3)
        session.commit()
        session.connection().execute(text("UPDATE sum_cell SET entries = entries + 1"))
        session.commit()
    return book


def test_sums_are_built_anew_once_and_a_dry_run_writes_nothing(spoilt: Run) -> None:
    found = spoilt("check", "sums")
    assert (found.code, "placement 1" in found.out, "sums rebuild" in found.err) == (1, True, True)
    would = "The sums of 1 placement would be built anew.\n"
    assert [spoilt("sums", "rebuild", "--dry-run").err for _ in range(2)] == [would, would]
    assert spoilt("sums", "rebuild").err == "The sums of 1 placement were built anew.\n"
    assert spoilt("sums", "rebuild").err == "All sums are those of the entries.\n"
    assert spoilt("check", "sums").code == 0
