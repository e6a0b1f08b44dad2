"""Many clients write to one book on a server at once: nothing is lost or doubled, and the log is consistent."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from ledger.book.check import check
from ledger.book.log.audit import audit
from ledger.book.log.heads import Head, sign_head
from ledger.book.log.payloads import LOGGED
from ledger.book.post import post_all
from ledger.book.session import reading, session
from ledger.store.opening import opened
from ledger.store.where import PostgresPlace
from tests.attack.crowd import Orders
from tests.book.making import a_placement, a_source, a_wage
from tests.book.teams import login, opened_by

ROOT = Path(__file__).parents[2]
CONTESTED = 20
# What a client may be told: that an entry is corrected already, or that others are writing and nothing was changed.
HONEST = {"TakenBack", "AlreadyReversed", "BookLocked"}


@dataclass(frozen=True)
class Crowd:
    """How many processes with how many clients each, and for how long."""

    processes: int
    clients: int
    seconds: float


def prepare(engine: Engine) -> tuple[int, tuple[int, ...], Head]:
    """A placement, the entries that everybody wants to correct, and a head that a partner has."""
    with session(engine) as book:
        placement, source = a_placement(book), a_source(book)
        draft = a_wage(book, placement_id=placement, source_id=source, observation=None)
        contested = post_all(book, [draft] * CONTESTED)
        book.commit()
        head = sign_head(book)
        book.commit()
    return placement, tuple(contested), head


def let_loose(place: PostgresPlace, crowd: Crowd, placement: int, contested: tuple[int, ...]) -> list[dict[str, Any]]:
    """Start the processes, wait for all, and return what every client reports."""
    jobs = []
    for n in range(crowd.processes):
        orders = Orders(place.url, f"p{n}", crowd.clients, crowd.seconds, placement, contested)
        job = subprocess.Popen(
            [sys.executable, "-m", "tests.attack.crowd"], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert job.stdin is not None
        job.stdin.write(json.dumps(asdict(orders) | {"is_auditor": n == 0}))
        job.stdin.close()
        job.stdin = None
        jobs.append(job)
    reports: list[dict[str, Any]] = []
    for job in jobs:
        out, err = job.communicate(timeout=crowd.seconds + 60)
        assert (job.returncode, err) == (0, "")
        reports += json.loads(out)
    return reports


def numbers(connection: Connection, query: str) -> list[Any]:
    return list(connection.execute(text(query)))


@pytest.fixture
def engine(postgres_place: PostgresPlace) -> Iterator[Engine]:
    with opened(postgres_place, None) as found:
        yield found


@pytest.mark.parametrize(
    "crowd",
    [
        pytest.param(Crowd(2, 4, 5), id="8 for 5 seconds"),
        pytest.param(Crowd(5, 10, 60), id="50 for a minute", marks=[pytest.mark.attack, pytest.mark.timeout(300)]),
    ],
)
def test_nothing_is_lost_nothing_is_doubled_and_the_log_is_consistent(
    server: str, postgres_place: PostgresPlace, engine: Engine, crowd: Crowd
) -> None:
    placement, contested, head = prepare(engine)
    with login(server, "documenter") as name:
        reports = let_loose(opened_by(postgres_place, name), crowd, placement, contested)
    posted = [pair for report in reports for pair in report["posted"].items()]
    corrected = [(int(n), *made) for report in reports for n, made in report["corrected"].items()]
    errors: Counter[str] = sum((Counter(report["errors"]) for report in reports), Counter())
    print(f"\n{crowd}: {len(posted)} entries and {len(corrected)} corrections acknowledged; refused: {dict(errors)};"
          f" slowest {max(report['slowest'] for report in reports):.1f} s; {reports[crowd.clients]['audits']} audits"
          )  # fmt: skip
    assert set(errors) <= HONEST
    assert len(posted) > 10 * crowd.processes
    assert len(corrected) > crowd.processes

    with engine.connect() as connection:
        found = numbers(
            connection, "SELECT observation, id FROM entry WHERE observation IS NOT NULL AND reverses IS NULL"
        )
        assert sorted(map(tuple, found)) == sorted(posted), "each acknowledged entry once, and no other"
        turned = numbers(connection, "SELECT reverses, id FROM entry WHERE reverses IS NOT NULL")
        assert sorted(map(tuple, turned)) == sorted((n, reversal) for n, reversal, _ in corrected)
        written = connection.scalar(text("SELECT count(*) FROM entry"))
        assert written == len(contested) + len(posted) + 2 * len(corrected)
        same = "SELECT kind, name, country FROM organisation GROUP BY kind, name, country HAVING count(*) > 1"
        assert numbers(connection, same) == [], "a firm is written down once"
        rows = {noun: connection.scalar(text(f"SELECT count(*) FROM {noun}")) for noun in LOGGED}
        leaves, last = connection.execute(text("SELECT count(*), max(seq) FROM log_leaf")).one()
        assert leaves == last + 1 == sum(rows.values()), "one leaf for each row"

    assert reports[crowd.clients]["audits"] > 0
    assert [finding for report in reports for finding in report["findings"]] == []
    with reading(engine) as book:
        assert list(audit(book, against=head.data())) == []
        assert check(book) == []
    with session(engine) as book:
        assert sign_head(book).size == leaves
