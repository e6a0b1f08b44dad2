"""Wage sheets in a real book, SQLite and PostgreSQL in turn: whose a row is, which job, and never twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from ledger.book import read
from ledger.book.consent import ConsentDraft, write_consent
from ledger.book.register import PlacementDraft, add_organisation, add_placement, add_worker
from ledger.book.session import Visit
from ledger.book.session import session as writing
from ledger.book.visit import begin_visit, visit_of
from ledger.intake.sheet import SheetBatch, read_sheet
from ledger.intake.sheet_land import SheetLanded, land_sheet
from ledger.intake.table import Table, open_table, parse_table
from ledger.measure.account import account
from ledger.values.money import format_minor
from ledger.values.refs import is_pseudonym
from tests.book.making import agrees
from tests.intake.test_sheet import sheet

TODAY = date(2026, 3, 1)
WORKER, OTHER = "7K3M-Q9TZ", "8A8A-8A8A"
EXAMPLE = Path(__file__).parents[2] / "ledger" / "data" / "invented_wage_sheet.csv"


def land(session: Session, *tables: Table, seed: int = 1) -> tuple[SheetLanded, SheetBatch]:
    """The sheets in the book; whoever was new is asked afterwards, and agrees to be recorded."""
    landed, batch = land_unasked(session, *tables, seed=seed)
    for drawn in landed.workers.values():
        agrees(session, numbered(session, drawn), "record")
    return landed, batch


def land_unasked(session: Session, *tables: Table, seed: int = 1) -> tuple[SheetLanded, SheetBatch]:
    """The sheets in the book, and nobody who was new asked yet."""
    batch = read_sheet(*tables)
    return land_sheet(session, batch, today=TODAY, random=Random(seed)), batch


def numbered(session: Session, worker: str) -> int:
    found = read.subject_id(session, worker)
    assert found is not None
    return found


def month(number: int, worker: str = WORKER, **cells: str) -> dict[str, str]:
    return {"worker": worker, "period": f"2019-{number:02}", "gross": "900", "hand": "300"} | cells


def entry_ids(session: Session, worker: str) -> list[int]:
    return [entry.id for entry in read.entries(session, subject=worker)]


def periods(session: Session, worker: str) -> list[str]:
    return [entry.period.text for entry in read.entries(session, subject=worker)]


def origins(session: Session) -> list[str]:
    """Those of the sources, in their order."""
    asked = text("SELECT origin.code FROM source JOIN origin ON origin.id = source.origin_id ORDER BY source.id")
    return list(session.connection().scalars(asked))


def marks(session: Session) -> str:
    return " ".join(str(row) for row in session.connection().execute(text("SELECT * FROM intake")).all())


@pytest.fixture
def worker(session: Session) -> str:
    """A worker of the book without a placement, who agreed to be recorded."""
    agrees(session, add_worker(session, WORKER), "record")
    return WORKER


# --- whose a row is ---------------------------------------------------------------------------------------------------


def test_a_row_becomes_an_entry_with_its_source_page_and_grade(session, worker):
    row = month(3, page="p. 4", grade="B2", source="Notebook, invented", country="KW", sector="construction")
    landed, batch = land(session, sheet(row))
    assert (landed.written, landed.entries, batch.problems) == (1, 1, [])
    (entry,) = read.entries(session, subject=worker)
    assert (entry.kind, entry.per, entry.period.text, entry.basis) == ("wage", "total", "2019-03", "wage")
    assert (entry.page, entry.reliability, entry.credibility) == ("p. 4", "B", 2)
    assert (entry.source.title, entry.source.origin, entry.source.kind) == ("Notebook, invented", worker, "own-record")
    assert (entry.placement.country, entry.placement.sector) == ("KW", "construction")


def test_an_origin_that_is_stated_is_that_of_the_source(session, worker):
    land(session, sheet(month(1, origin="pay roll 7"), month(2, origin="pay roll 7"), month(3)))
    assert origins(session) == ["pay roll 7", worker]


def test_a_label_becomes_a_pseudonym_that_is_told_and_the_label_is_nowhere(session):
    landed, _ = land(session, sheet(month(1, "new:Zebra"), month(2, "new:Zebra"), month(1, "new:Yak")))
    assert list(landed.workers) == ["Zebra", "Yak"]
    assert all(is_pseudonym(drawn) for drawn in landed.workers.values())
    assert periods(session, landed.workers["Zebra"]) == ["2019-01", "2019-02"]
    assert periods(session, landed.workers["Yak"]) == ["2019-01"]
    for table in ("intake", "subject", "source", "origin", "placement", "entry"):
        rows = str(session.connection().execute(text(f"SELECT * FROM {table}")).all())
        assert "Zebra" not in rows
        assert "Yak" not in rows


def test_the_same_label_in_two_files_is_two_workers(session):
    landed, _ = land(session, sheet(month(1, "new:A"), file="a.csv"), sheet(month(2, "new:A"), file="b.csv"))
    assert list(landed.workers) == ["A (a.csv)", "A (b.csv)"]
    assert len(set(landed.workers.values())) == 2


def test_a_pseudonym_that_the_book_does_not_have_is_refused(session, worker):
    landed, batch = land(session, sheet(month(1), month(2, OTHER), month(3, OTHER)))
    assert landed.written == 1
    assert [(p.line, p.column, p.says) for p in batch.problems] == [
        (3, "worker", "no worker of this pseudonym is in the book"),
        (4, "worker", "no worker of this pseudonym is in the book"),
    ]
    assert [row["worker"] for _, row in batch.refused] == [OTHER, OTHER]


def test_refused_rows_of_a_label_that_landed_come_back_with_its_pseudonym(session):
    first = sheet(month(1, "new:A"), month(2, "new:A", gross="nine"), month(3, "new:B", gross="nine"))
    landed, batch = land(session, first)
    assert [row["worker"] for _, row in batch.refused] == [landed.workers["A"], "new:B"]
    mended = sheet(*(row.cells | {"gross": "950"} for _, row in batch.refused))
    again, _ = land(session, mended, seed=2)
    assert (again.written, again.before, list(again.workers)) == (2, 0, ["B"])
    assert periods(session, landed.workers["A"]) == ["2019-01", "2019-02"]


# --- consent ----------------------------------------------------------------------------------------------------------

SAID = {
    "never asked": [],
    "refused": [("record", "refused", 0)],
    "withdrawn": [("record", "granted", 30), ("record", "withdrawn", 0)],
    "expired": [("record", "granted", -1)],
    "for another purpose": [("statement", "granted", 30), ("aggregate-statistics", "granted", 30)],
}


def says(session: Session, subject: int, scope: str, state: str, days: int) -> None:
    """Said a month ago; what is granted holds until so many days from today."""
    ends = date.today() + timedelta(days=days) if state == "granted" else None
    now = visit_of(session)
    begin_visit(session, replace(now, today=now.today - timedelta(days=30)))
    write_consent(session, ConsentDraft(subject, scope, state, "ko", "written", "a text", True, True, expires_on=ends))
    begin_visit(session, now)


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_rows_of_a_worker_who_did_not_agree_to_be_recorded_are_refused(session, worker, said):
    silent = add_worker(session, OTHER)
    for each in said:
        says(session, silent, *each)
    landed, batch = land(session, sheet(month(1), month(2, OTHER), month(3, OTHER, country="KW", sector="x")))
    assert (landed.written, landed.entries) == (1, 1)
    assert [(p.file, p.line, p.column, p.says) for p in batch.problems] == [
        ("sheet.csv", 3, "worker", "the worker has no live consent to be recorded"),
        ("sheet.csv", 4, "worker", "the worker has no live consent to be recorded"),
    ]
    assert all("consent grant" in problem.advice and OTHER not in problem.text() for problem in batch.problems)
    assert [row["worker"] for _, row in batch.refused] == [OTHER, OTHER]
    assert OTHER not in marks(session)
    whose = "SELECT count(*) FROM placement JOIN subject ON subject.id = subject_id WHERE pseudonym = :worker"
    assert session.connection().scalar(text(whose), {"worker": OTHER}) == 0
    agrees(session, silent, "record")
    again, more = land(session, sheet(*(row.cells for _, row in batch.refused)))
    assert (again.written, more.problems) == (2, [])
    assert periods(session, OTHER) == ["2019-02", "2019-03"]


def test_who_is_new_lands_and_cannot_be_read_until_they_agree(session):
    landed, batch = land_unasked(session, sheet(month(1, "new:A"), month(2, "new:A", gross="nine")))
    (drawn,) = landed.workers.values()
    assert (landed.written, len(batch.problems), read.counts(session).entries) == (1, 1, 1)
    assert [row["worker"] for _, row in batch.refused] == [drawn]
    assert (entry_ids(session, drawn), read.placements(session), read.entries(session)) == ([], (), ())
    agrees(session, numbered(session, drawn), "statement")
    assert (entry_ids(session, drawn), read.placements(session)) == ([], ())
    agrees(session, numbered(session, drawn), "record")
    assert periods(session, drawn) == ["2019-01"]


def test_a_notebook_whose_worker_did_not_agree_does_not_go_on_and_does_not_tell_the_pseudonym(session):
    first, _ = land_unasked(session, sheet(month(1, "new:A")))
    rows = (month(1, "new:A"), month(2, "new:A"), month(3, "new:A", gross="nine"), month(1, "new:B", hand="302"))
    landed, batch = land_unasked(session, sheet(*rows), seed=2)
    assert (landed.written, landed.before, list(landed.workers)) == (1, 1, ["B"])
    assert [(p.line, p.column) for p in batch.problems if p.says.startswith("the worker has")] == [(3, "worker")]
    assert [row["worker"] for _, row in batch.refused] == ["", ""]
    assert first.workers["A"] not in landed.known.values()
    agrees(session, numbered(session, first.workers["A"]), "record")
    landed, batch = land_unasked(session, sheet(*rows[:3]), seed=3)
    assert (landed.written, landed.before, landed.workers) == (1, 1, {})
    assert [row["worker"] for _, row in batch.refused] == [first.workers["A"]]


# --- the job ----------------------------------------------------------------------------------------------------------


def test_the_same_job_is_one_placement_and_another_is_another(session, worker):
    kuwait = {"country": "KW", "sector": "construction", "employer": "Site One"}
    land(session, sheet(month(1, **kuwait), month(2, **kuwait), month(3, country="RU", sector="logging")))
    land(session, sheet(month(4, **kuwait)))
    found = [entry.placement for entry in read.entries(session, subject=worker)]
    assert [placement.country for placement in found] == ["KW", "KW", "RU", "KW"]
    assert len({placement.id for placement in found}) == 2
    assert (found[0].employer, found[2].employer) == ("Site One", None)


def test_rows_that_say_nothing_of_the_job_belong_to_the_only_placement(session, worker):
    land(session, sheet(month(1), month(2, country="KW", sector="construction"), month(3)))
    assert {entry.placement.country for entry in read.entries(session, subject=worker)} == {"KW"}
    assert len(read.placements(session, subject=worker)) == 1


def test_where_nothing_says_what_the_job_is_a_placement_is_made_that_says_so(session, worker):
    land(session, sheet(month(1), month(2)))
    (placement,) = read.placements(session, subject=worker)
    assert (placement.country, placement.sector) == (None, "unstated")


def test_rows_that_say_nothing_of_the_job_are_refused_when_there_are_two(session, worker):
    rows = (month(1, country="KW", sector="x"), month(2, country="RU", sector="x"), month(3))
    landed, batch = land(session, sheet(*rows))
    assert landed.written == 2
    assert [(p.line, p.column) for p in batch.problems] == [(4, "placement")]


def test_a_placement_made_by_hand_is_found_by_what_it_says_and_by_its_number(session, worker):
    subject = read.subject_id(session, worker)
    employer = add_organisation(session, "employer", "Site One", "KW")
    number = add_placement(session, PlacementDraft(subject, "construction", "KW", employer_id=employer))
    job = {"country": "KW", "sector": "construction", "employer": "Site One"}
    land(
        session, sheet(month(1, **job), month(2, placement=str(number)), month(3, placement=str(number), country="KW"))
    )
    assert {entry.placement.id for entry in read.entries(session, subject=worker)} == {number}


def test_the_placement_of_another_worker_or_of_another_country_is_refused(session, worker):
    other = add_worker(session, OTHER)
    theirs = add_placement(session, PlacementDraft(other, "construction", "KW"))
    mine = add_placement(session, PlacementDraft(read.subject_id(session, worker), "construction", "KW"))
    rows = (month(1, placement=str(theirs)), month(2, placement="999"), month(3, placement=str(mine), country="RU"))
    landed, batch = land(session, sheet(*rows))
    assert landed.written == 0
    assert [(p.line, p.column, p.says) for p in batch.problems] == [
        (2, "placement", "the worker has no placement of this number"),
        (3, "placement", "the worker has no placement of this number"),
        (4, "placement", "the placement is of another country, sector, employer or sending company"),
    ]


# --- never twice ------------------------------------------------------------------------------------------------------


def test_the_same_sheet_a_second_time_changes_nothing(session):
    table = open_table(EXAMPLE).whole()
    first, _ = land(session, table)
    counts = read.counts(session)
    again, batch = land(session, table, seed=2)
    assert (first.written, again.written, again.before, again.workers) == (25, 0, 25, {})
    assert batch.problems == []
    assert read.counts(session) == counts


def test_two_rows_that_say_the_same_are_two_events_and_stay_two(session, worker):
    table = sheet(month(1), month(1))
    assert land(session, table)[0].written == 2
    again, _ = land(session, table)
    assert (again.written, again.before) == (0, 2)
    third, _ = land(session, sheet(month(1), month(1), month(1)))
    assert (third.written, third.before) == (1, 2)


def test_a_notebook_that_goes_on_goes_on_under_its_label(session):
    """Told by the rows in which it differs from the others of the file."""
    twins = [month(1, "new:A", hand="301"), month(1, "new:B", hand="302"), month(2, "new:A"), month(2, "new:B")]
    first, _ = land(session, sheet(*twins))
    again, batch = land(session, sheet(*twins, month(3, "new:A"), month(4, "new:B")), seed=2)
    assert (again.written, again.before, again.workers, batch.problems) == (2, 4, {}, [])
    assert periods(session, first.workers["A"]) == ["2019-01", "2019-02", "2019-03"]
    assert periods(session, first.workers["B"]) == ["2019-01", "2019-02", "2019-04"]


def test_where_nothing_tells_two_labels_apart_a_new_row_is_given_to_nobody(session):
    twins = [month(1, "new:A"), month(1, "new:B")]
    land(session, sheet(*twins))
    again, batch = land(session, sheet(*twins, month(2, "new:B")), seed=2)
    assert (again.written, again.before, again.workers) == (0, 2, {})
    assert [(p.line, p.column) for p in batch.problems] == [(4, "worker")]
    assert [row["worker"] for _, row in batch.refused] == [""]


def test_a_third_worker_with_the_same_pay_is_a_third_worker(session):
    twins = [month(1, "new:A"), month(1, "new:B")]
    land(session, sheet(*twins))
    again, _ = land(session, sheet(*twins, month(1, "new:C")), seed=2)
    assert (again.written, again.before, list(again.workers)) == (1, 2, ["C"])


def test_a_label_that_was_replaced_by_its_pseudonym_doubles_nothing(session):
    rows = [month(1, "new:A"), month(2, "new:A")]
    first, _ = land(session, sheet(*rows))
    named = [row | {"worker": first.workers["A"]} for row in rows]
    again, _ = land(session, sheet(*named, month(3, first.workers["A"])), seed=2)
    assert (again.written, again.before) == (1, 2)


def test_mending_the_rejects_and_then_the_sheet_itself_doubles_nothing(session):
    rows = [month(1, "new:A"), month(2, "new:A", gross="nine")]
    first, batch = land(session, sheet(*rows))
    mended = [row.cells | {"gross": "950"} for _, row in batch.refused]
    assert land(session, sheet(*mended), seed=2)[0].written == 1
    again, _ = land(session, sheet(rows[0], rows[1] | {"gross": "950"}), seed=3)
    assert (again.written, again.before, again.workers) == (0, 2, {})
    assert periods(session, first.workers["A"]) == ["2019-01", "2019-02"]


def test_nothing_is_in_the_book_until_whoever_opened_the_session_commits(engine: Engine):
    with writing(engine, Visit(scope="record")) as session:
        assert land(session, open_table(EXAMPLE).whole())[0].written == 25
    with writing(engine) as session:
        assert read.counts(session).entries == 0


def test_the_progress_tells_of_every_row(session, worker):
    done: list[int] = []
    rows = (month(1), month(2, OTHER), month(3, gross="x"), month(4))
    land(session, sheet(month(4)))
    land_sheet(session, read_sheet(sheet(*rows)), today=TODAY, tick=done.append)
    assert sum(done) == 4


# --- sums -------------------------------------------------------------------------------------------------------------

money = st.integers(0, 10**9)
events = st.lists(st.tuples(st.integers(1, 12), money, money, money, money, st.booleans()), min_size=1, max_size=12)


@contextmanager
def fresh(engine: Engine) -> Iterator[Session]:
    """A session whose writing is never kept."""
    with writing(engine, Visit(scope="record")) as session:
        yield session
        session.rollback()


@settings(max_examples=15)
@given(rows=events, random=st.randoms(use_true_random=False))
def test_the_sums_of_a_statement_are_those_of_the_sheet_in_any_order(sums_engine, rows, random):
    spelt = [
        month(
            number,
            "new:A",
            gross=format_minor(gross, "USD"),
            hand=format_minor(hand, "USD"),
            held=format_minor(held, "USD") if is_held else "",
            **{"state:plan": format_minor(plan, "USD"), "country": "KW", "sector": "x"},
        )
        for number, gross, plan, hand, held, is_held in rows
    ]
    shuffled = list(spelt)
    random.shuffle(shuffled)
    found = []
    for order in (spelt, shuffled):
        with fresh(sums_engine) as session:
            landed, batch = land(session, sheet(*order))
            assert batch.problems == []
            worker = landed.workers["A"]
            (in_all,) = account(worker, read.entries(session, subject=worker)).in_all
            found.append((in_all.earned, in_all.taken, in_all.paid, in_all.held))
    assert found[0] == found[1]
    earned, taken, paid, held = (figure["best"].value if figure else 0 for figure in found[0])
    assert earned == sum(gross for _, gross, *_ in rows)
    assert paid == sum(row[3] for row in rows)
    assert held == sum(row[4] for row in rows if row[5])
    assert taken == earned - paid - held


@pytest.fixture(scope="module")
def sums_engine(template_folder, identity_file, tmp_path_factory) -> Iterator[Engine]:
    """One encrypted book for all examples; each takes back what it wrote."""
    import shutil

    from ledger.store.folder import unlock
    from ledger.store.opening import opened
    from ledger.store.where import FolderPlace

    path = tmp_path_factory.mktemp("sums") / "book"
    shutil.copytree(template_folder, path)
    with opened(FolderPlace(path), unlock(path, identity=identity_file)) as engine:
        yield engine


def test_the_shipped_example_is_invented_and_comes_to_what_was_worked_out_by_hand(session):
    """Earned: 8 x 900 (one of them about), 850 to 950, 2 x 950, 700, 2 x 300, 3 x 1000 = 14,250 to 14,350, and a month
    of which nobody says. Held: 15 x 100, cleared 900 + 200 + 300. Given up later: 300 + 50 + 70 + 20."""
    table = open_table(EXAMPLE).whole()
    assert {row["source"] for row in table.rows} == {"Invented example, no real person"}
    landed, _ = land(session, table)
    worker = landed.workers["first"]
    (in_all,) = account(worker, read.entries(session, subject=worker)).in_all
    assert [amount.value for amount in in_all.earned.values()] == [1_425_000, 1_435_000]
    assert {amount.value for amount in in_all.held.values()} == {150_000}
    assert {amount.value for amount in in_all.settled.values()} == {140_000}
    assert {amount.value for amount in in_all.owed.values()} == {10_000}
    assert {amount.value for amount in in_all.surrendered.values()} == {44_000}
    assert {amount.value for amount in in_all.taken_on_the_way.values()} == {6_000}
    events = Counter(row["event"] or "wage" for row in table.rows)
    assert events == {"wage": 18, "surrender": 3, "remittance": 2, "settlement": 1, "fee": 1}


def test_a_table_with_broken_lines_lands_what_can_be_read(session, worker):
    table = parse_table("sheet.csv", b"worker,period,currency,source,hand\n7K3M-Q9TZ,2019,USD,s,5\n7K3M-Q9TZ,2019\n")
    landed, batch = land(session, table)
    assert landed.written == 1
    assert [problem.line for problem in batch.problems] == [3]
