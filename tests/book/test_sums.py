"""Sums beside the entries: a report built from them is the one built from the entries, whatever was written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ledger.book import read
from ledger.book.cells import Cells
from ledger.book.check import check
from ledger.book.compose import Line, wage
from ledger.book.correct import correct
from ledger.book.drafts import EntryDraft, PostingDraft
from ledger.book.erase import erase
from ledger.book.post import post, post_all
from ledger.book.register import PlacementDraft, SourceDraft, add_placement, add_source, add_worker
from ledger.book.session import Visit, reading
from ledger.book.session import session as writing
from ledger.book.sums import keeping, rebuild, set_aside, write_down
from ledger.measure.pools import KEYS, grouped, pools
from ledger.publish.asked import Asked
from ledger.publish.disclose import skim
from ledger.publish.disclosed import opened as unsealed
from ledger.values.cases import Stated
from ledger.values.periods import parse_period
from tests.book.making import TODAY, a_placement, agrees

STATISTICS = Visit(scope="aggregate-statistics")
ACCOUNTS = {
    "state": "state:plan",
    "company": "company:commission",
    "supervisor": "supervisor:cut",
    "living": "living:food",
    "unexplained": "unexplained:difference",
    "held": "worker:held",
    "hand": "worker:hand",
    "tips": "other:tips",
}
PERIODS = ["2015", "2015-03", "2015-04~", "2014/2016", "201X", "2016-01", "../2015", "2015-12-31/2016-01-01"]
FIGURES = st.one_of(
    st.integers(1, 4), st.tuples(st.integers(1, 2), st.integers(2, 4)), st.sampled_from([(None, 3), (2, None), "?"])
)
LINES = st.dictionaries(st.sampled_from(sorted(ACCOUNTS)), FIGURES, min_size=1, max_size=4)
KEEPING = st.sampled_from([write_down, lambda book: set_aside(book, 2), lambda book: None])
MODES = st.sampled_from([None, None, "withheld", "deferred"])


def stated(figure: Any) -> Stated:
    """3 is one figure; (1, 3) two ends, (None, 3) at most 3; "?" no figure."""
    if figure == "?":
        return Stated()
    return Stated(low=figure[0], high=figure[1]) if isinstance(figure, tuple) else Stated(best=figure)


@st.composite
def wages(draw: Any) -> dict[str, Any]:
    """A wage in one or two currencies, with lines that are bounded, ranged, named alone, of several modes."""
    postings: list[PostingDraft] = []
    for currency in draw(st.sampled_from([("USD",), ("USD",), ("EUR", "USD"), ("USD", "EUR")])):
        gross, mode = draw(st.one_of(FIGURES, st.none())), draw(MODES)
        lines = draw(LINES)
        beside = [Line("other:tips", stated=stated(lines.pop("tips")))] if "tips" in lines else []
        earned = [] if gross is None else [Line("employer:wage", stated=stated(gross))]
        used = [Line(ACCOUNTS[party], stated=stated(figure)) for party, figure in lines.items()]
        made = wage(currency, earned, used, beside)
        label = draw(st.sampled_from([None, "what was missing"]))
        postings += [replace(p, mode=mode, label=label) if p.account not in ("employer:wage",) else p for p in made]
    assume(postings)
    return {
        "postings": tuple(postings),
        "period": parse_period(draw(st.sampled_from(PERIODS))),
        "basis": draw(st.sampled_from(["wage", "contract", "promised"])),
        "per": draw(st.sampled_from(["month", "year"])),
        "credibility": draw(st.sampled_from([2, 3])),
    }


@st.composite
def books(draw: Any) -> list[tuple[int, int, dict[str, Any], bool]]:
    """Worker, source, wage, and whether it is taken back; few different ones, so that many are alike."""
    kinds = draw(st.lists(wages(), min_size=1, max_size=4))
    one = st.tuples(st.integers(0, 2), st.integers(0, 2), st.sampled_from(kinds), st.booleans())
    return draw(st.lists(one, min_size=1, max_size=14))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def book(template_folder: Any, identity_file: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A session on an empty book, for many examples: each is taken back."""
    import shutil

    from ledger.store.folder import unlock
    from ledger.store.opening import opened
    from ledger.store.where import FolderPlace

    path = tmp_path_factory.mktemp("sums") / "book"
    shutil.copytree(template_folder, path)
    key = unlock(path, identity=identity_file)
    with opened(FolderPlace(path), key) as engine, writing(engine, STATISTICS) as found:
        yield found


def three_workers(session: Session) -> tuple[list[int], list[int]]:
    """Three placements, two of one worker, in two countries; three sources of two origins."""
    subjects = [add_worker(session, name) for name in ("7K3M-Q9TZ", "0A1B-2C3D")]
    for subject in subjects:
        agrees(session, subject)
    places = [(subjects[0], "KW"), (subjects[0], "PL"), (subjects[1], "KW")]
    placements = [add_placement(session, PlacementDraft(who, "construction", where)) for who, where in places]
    said = [("o1", "A"), ("o1", "B"), ("o2", "C")]
    sources = [add_source(session, SourceDraft(origin, "testimony", title), today=TODAY) for origin, title in said]
    return placements, sources


def a_draft(placement: int, source: int, said: dict[str, Any]) -> EntryDraft:
    return EntryDraft(placement_id=placement, source_id=source, kind="wage", reliability="B", **said)


@given(books(), st.data())
@settings(
    max_examples=40,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_report_from_the_sums_is_the_one_from_the_entries(
    book: Session, made: list[Any], data: st.DataObject
) -> None:
    try:
        placements, sources = three_workers(book)
        half = len(made) // 2
        for part in (made[:half], made[half:]):
            drafts = [a_draft(placements[p], sources[s], said) for p, s, said, _ in part]
            numbers = post_all(book, drafts, today=TODAY)
            data.draw(KEEPING)(book)
            for number, (*_, is_wrong) in zip(numbers, part, strict=True):
                if is_wrong:
                    correct(book, number, None, TODAY)
            data.draw(KEEPING)(book)
        write_down(book)
        by = tuple(data.draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=3)))
        kept, each = read.cells(book), read.cells(book, is_each=True)
        assert kept.entries == each.entries == len(each) == sum(not wrong for *_, wrong in made)
        for weight in ("origins", "workers"):
            assert told(kept, by, weight) == told(each, by, weight)
        since, until = data.draw(st.sampled_from([(None, 2016), (2015, None), (2015, 2016)]))
        days = [None if year is None else date(year, 1, 1) for year in (since, until)]
        some, of_each = (
            read.cells(book, since=days[0], until=days[1], country="KW", is_each=is_each) for is_each in (False, True)
        )
        assert told(some, by, "origins") == told(of_each, by, "origins")
        assert check(book, ["sums"]) == []
        assert read.of_workers(book).wages == each.entries
    finally:
        book.rollback()


def told(cells: Cells, by: tuple[str, ...], weight: str) -> Any:
    return pools(grouped(cells, by), by=by, weight=weight, outer=True)


# --- what is kept -----------------------------------------------------------------------------------------------------


def a_month(placement: int, source: int, month: int = 1, **changes: Any) -> EntryDraft:
    """150.00 earned in a month of 2015, 80.00 to the state, the rest to the hand."""
    said = {
        "per": "month",
        "period": parse_period(f"2015-{month:02d}"),
        "basis": "wage",
        "postings": (
            PostingDraft("employer:wage", "USD", best=-15000),
            PostingDraft("state:plan", "USD", best=8000),
            PostingDraft("worker:hand", "USD", best=7000),
        ),
    }
    return EntryDraft(placement, source, "wage", **(said | changes))  # type: ignore[arg-type]


@pytest.fixture
def placement(session: Session) -> int:
    """Of a worker who agreed to everything."""
    return three_workers(session)[0][0]


@pytest.fixture
def year(session: Session, placement: int) -> int:
    """The same, with twelve months that are alike, committed."""
    post_all(session, [a_month(placement, 1, month) for month in range(1, 13)])
    session.commit()
    return placement


def rows(session: Session, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.connection().execute(text(query))]


def counts(session: Session) -> tuple[int, int]:
    """How many rows the reader hands out, and how many entries they stand for."""
    found = read.cells(session)
    return len(found), found.entries


def test_twelve_months_that_are_alike_are_one_cell(session: Session, year: int) -> None:
    assert rows(session, "SELECT period, entries, entry_id, length(sums) FROM sum_cell") == [("2015", 12, 1, 96)]
    assert rows(session, "SELECT * FROM sum_placement") == [(year, 12, 12, 12, 1)]
    found = read.cells(session)
    assert (found.entry.tolist(), found.count.tolist(), found.amounts[:, 1].tolist()) == (
        [1],
        [12],
        [-180_000, 96_000, 84_000],
    )


def test_what_is_taken_back_is_taken_out_and_an_empty_cell_is_no_row(session: Session, year: int) -> None:
    correct(session, 1, None, TODAY)
    session.commit()
    assert counts(session) == (1, 11)
    for number in range(2, 13):
        correct(session, number, None, TODAY)
    session.commit()
    assert rows(session, "SELECT entries, length(sums) FROM sum_cell") == [(0, 0)]
    assert rows(session, "SELECT entries, valid, wages FROM sum_placement") == [(24, 0, 0)]
    assert counts(session) == (0, 0)
    assert check(session) == []


def test_what_was_rolled_back_is_in_no_sum(session: Session, year: int) -> None:
    for _ in range(2):
        post(session, a_month(year, 1))
        set_aside(session, 1)
        post(session, a_month(year, 1))
        session.rollback()
    post(session, a_month(year, 1))
    session.commit()
    assert counts(session) == (1, 13)
    assert check(session, ["sums"]) == []


def test_many_placements_are_put_on_the_disk_and_written_some_at_a_time(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    three_workers(session)
    subjects = [add_worker(session, f"7K3M-Q9T{n}") for n in range(2, 9)]
    places = [add_placement(session, PlacementDraft(subject, "construction", "KW")) for subject in subjects]
    for month in range(1, 6):
        post_all(session, [a_month(place, 1 + place % 3, month) for place in places])
        set_aside(session, 3)
        set_aside(session, 3)  # of nothing
    post(session, a_month(places[3], 1, 6))
    session.commit()
    its = rows(session, "SELECT entries, valid, wages FROM sum_placement ORDER BY placement_id")
    assert its == [(5, 5, 5)] * 3 + [(6, 6, 6)] + [(5, 5, 5)] * 3
    assert check(session, ["sums"]) == []
    assert rebuild(session) == 0


def test_published_cohorts_stay_one_by_one(session: Session, year: int) -> None:
    cohort = a_placement(session)
    post_all(session, [a_month(cohort, 1), a_month(cohort, 1), a_month(year, 1, observation="kw-1")])
    session.commit()
    assert counts(session) == (4, 15)
    assert check(session, ["sums"]) == []


def test_a_question_that_cuts_a_year_is_answered_from_the_entries(session: Session, year: int) -> None:
    assert len(read.cells(session, since=date(2015, 7, 1))) == 6
    assert len(read.cells(session, since=date(2015, 1, 1), until=date(2016, 1, 1))) == 1
    assert len(read.cells(session, since=date(2016, 1, 1))) == 0


@pytest.mark.parametrize("lots", [2**61 + 1, 2**62 - 1])
@pytest.mark.parametrize("is_aside", [False, True])
def test_amounts_that_do_not_fit_leave_their_placement_to_be_read_one_by_one(
    session: Session, year: int, lots: int, is_aside: bool
) -> None:
    much = (PostingDraft("employer:wage", "USD", best=-lots), PostingDraft("worker:hand", "USD", best=lots))
    for _ in range(3):
        post(session, a_month(year, 1, postings=much))
        if is_aside:
            set_aside(session, 1)
    session.commit()
    assert rows(session, "SELECT entries, is_whole FROM sum_placement") == [(15, 0)]
    assert counts(session) == (15, 15)
    assert check(session, ["sums"]) == []
    assert rebuild(session) == 0


def test_an_entry_that_went_past_the_sums_is_noticed_by_every_report(session: Session, year: int) -> None:
    session.info.pop("wage_ledger_sums", None)
    post(session, a_month(year, 1))
    session.info.pop("wage_ledger_sums")
    session.commit()
    assert counts(session) == (13, 13)
    assert [f.ref for f in check(session, ["sums"])] == [f"placement {year}"]
    assert rebuild(session) == 1
    assert (counts(session), check(session, ["sums"])) == ((1, 13), [])


# Each is found by `check`, and mended by building anew.
DAMAGE = [
    "UPDATE sum_cell SET entries = entries + 1",
    "UPDATE sum_cell SET entry_id = 2",
    "UPDATE sum_placement SET wages = wages - 1",
    "UPDATE sum_placement SET is_whole = 0",
    "INSERT INTO sum_cell SELECT placement_id, '2016', origin_id, class_id, entries, entry_id, sums FROM sum_cell",
]


@pytest.mark.parametrize("statement", DAMAGE)
def test_sums_that_are_not_those_of_the_entries_are_found_and_built_anew(
    session: Session, year: int, statement: str
) -> None:
    session.connection().execute(text(statement))
    (found,) = check(session, ["sums"])
    assert (found.ref, found.says) == (f"placement {year}", "has sums that are not those of its entries")
    assert "sums rebuild" in found.advice
    assert rebuild(session) == 1
    session.commit()
    assert check(session) == []
    assert counts(session) == (1, 12)


def test_one_cent_is_found(session: Session, year: int) -> None:
    (packed,) = session.connection().scalars(text("SELECT sums FROM sum_cell"))
    changed = bytearray(packed)
    changed[16] += 1
    session.connection().execute(text("UPDATE sum_cell SET sums = :sums"), {"sums": bytes(changed)})
    assert [f.ref for f in check(session, ["sums"])] == [f"placement {year}"]


def test_erasing_a_worker_leaves_no_sum_and_no_class_of_theirs(session: Session, year: int) -> None:
    other = rows(session, "SELECT p.id, p.subject_id FROM placement p ORDER BY p.id DESC LIMIT 1")[0]
    alone = add_source(session, SourceDraft("o3", "testimony", "D", seen_via="somebody's own words"), today=TODAY)
    post_all(session, [a_month(other[0], 1), a_month(other[0], alone)])
    session.commit()
    assert len(rows(session, "SELECT id FROM sum_class")) == 2
    erase(session, other[1])
    session.commit()
    assert rows(session, "SELECT DISTINCT placement_id FROM sum_cell") == [(year,)]
    assert rows(session, "SELECT placement_id FROM sum_placement") == [(year,)]
    assert "own words" not in str(rows(session, "SELECT * FROM sum_class"))
    assert check(session) == []


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("DELETE FROM sum_cell", "never changed or deleted"),
        ("DELETE FROM sum_placement", "never changed or deleted"),
        ("DELETE FROM sum_class", "never changed or deleted"),
        ("DELETE FROM sum_line", "never changed or deleted"),
        ("UPDATE sum_cell SET period = '2016'", "never changed or deleted"),
        ("UPDATE sum_class SET says = ''", "never changed or deleted"),
        ("UPDATE sum_line SET id = 77", "never changed or deleted"),
        ("INSERT INTO sum_line SELECT id, 'other' FROM sum_line", r"never changed or deleted|pk_sum_line"),
        ("INSERT INTO sum_class SELECT 77, says FROM sum_class", r"never changed or deleted|uq_sum_class_says"),
        ("UPDATE sum_placement SET entries = 13", "of all its entries"),
        ("UPDATE sum_cell SET entries = 0", "empty_or_not"),
        ("UPDATE sum_placement SET wages = 13", "counted"),
    ],
)
def test_the_database_refuses_what_is_no_summing(session: Session, year: int, statement: str, says: str) -> None:
    with pytest.raises(DBAPIError, match=says), session.begin_nested():
        session.connection().execute(text(statement))


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", ["sum_line", "sum_class", "sum_placement", "sum_cell"])
def test_no_table_of_sums_is_truncated(session: Session, year: int, table: str) -> None:
    with pytest.raises(DBAPIError, match="never changed or deleted"), session.begin_nested():
        session.connection().execute(text(f"TRUNCATE {table} CASCADE"))


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_writers_at_the_same_time_lose_nothing(engine: Engine) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with writing(engine, STATISTICS) as session:
        placements, _ = three_workers(session)
        session.commit()

    def write(turn: int) -> None:
        with writing(engine, STATISTICS) as mine:
            for placement in placements[:: 1 if turn % 2 else -1]:
                post(mine, a_month(placement, 1, turn % 12 + 1))
            mine.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(12)))
    with reading(engine, STATISTICS) as session:
        assert counts(session) == (3, 36)
        assert check(session, ["sums"]) == []


def test_a_report_of_enough_workers_is_the_same_from_the_sums_as_from_the_entries(session: Session) -> None:
    sources = [add_source(session, SourceDraft(f"o{n}", "testimony", f"T{n}"), today=TODAY) for n in range(3)]
    for n in range(12):
        subject = add_worker(session, f"7K3M-Q9T{n:X}")
        agrees(session, subject)
        place = add_placement(session, PlacementDraft(subject, "construction", "KW"))
        post_all(session, [a_month(place, sources[n % 3], month) for month in (1, 2, 3)])
    session.commit()
    kept, each = read.cells(session), read.cells(session, is_each=True)
    asked = Asked(by=("country", "year"))
    one, other = (unsealed(skim(found, [], asked)) for found in (kept, each))
    assert (len(kept), len(each)) == (12, 36)
    assert replace(one, told=()) == replace(other, told=())  # as many are told, too
    assert (one.whole.pool.entries, one.told_entries) == (36, 36)
    assert (len(one.told), len(other.told), set(one.told) <= set(other.told)) == (12, 36, True)
