"""The bulk path says exactly what the long way says: of a row, of an entry, of what the log commits to."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from ledger.book.drafts import Alike, EntryDraft, ExactEntry, ExactLine
from ledger.book.errors import NoPostings, Unbalanced, UnknownAccount, UnknownCurrency, UnknownWord
from ledger.book.log.append import append, waiting
from ledger.book.log.payloads import payloads
from ledger.book.post import post_all
from ledger.book.read import people
from ledger.book.register import add_worker, taken_in
from ledger.book.rows.written import noted
from ledger.book.session import Session
from ledger.book.sums import differences, write_down
from ledger.intake import sheet as sheets
from ledger.intake import sheet_land, sheet_workers, table
from ledger.intake.everything import bytes_to_check, land_all, read_all
from ledger.intake.sheet import read_sheet
from ledger.intake.sheet_fit import read_event
from ledger.intake.sheet_postings import drafts
from ledger.intake.sheet_rows import DEFAULTS
from ledger.intake.table import ChangedFile, open_table, parse_table
from ledger.store.many import insert_many
from ledger.values.periods import parse_period
from tests.book.making import a_placement, a_source, agrees

TODAY = date(2026, 3, 1)
WORKER = "A2B4-C6D8"
FIGURES = ("gross", "state:plan", "state:plan (a name)", "state:exchange", "living:food", "company:commission")
MORE = ("unexplained:difference", "other:tips", "held", "hand", "sent", "received", "paid")
ABOUT = (
    "worker",
    "period",
    "currency",
    "source",
    "country",
    "sector",
    "event",
    "per",
    "basis",
    "grade",
    "page",
    "origin",
)

cells = st.sampled_from(
    ["", "", "0", "0.00", "12", "12.5", "300.25", "1.234", "99999999999999", "~3", "<=7", "40%", "?", "x", "-1"]
)
rows = st.fixed_dictionaries(
    dict.fromkeys((*FIGURES, *MORE), cells)
    | {
        "worker": st.sampled_from([WORKER, "new:a", "new:b", "Kim"]),
        "period": st.sampled_from(["2019-01", "2019-02", "2019", "2018/2019", "never"]),
        "currency": st.sampled_from(["USD", "KWD", "KRW", "XXX", "usd"]),
        "source": st.sampled_from(["a notebook", "=1", "", "장부", 'a "quoted" \\ page']),
        "country": st.sampled_from(["", "KW", "kw"]),
        "sector": st.sampled_from(["", "construction"]),
        "event": st.sampled_from(["", "wage", "wage", "wage", "surrender", "fee"]),
        "per": st.sampled_from(["", "month", "total", "fortnight"]),
        "basis": st.sampled_from(["", "", "wage", "contract", "piece-rate"]),
        "grade": st.sampled_from(["", "B2", "A1"]),
        "page": st.sampled_from(["", "3", "=2"]),
        "origin": st.sampled_from(["", "somebody"]),
    }
)  # fmt: skip


def sheet_of(*said: dict[str, str]) -> bytes:
    header = (*ABOUT, *FIGURES, *MORE)
    lines = [",".join(header), *(",".join(row[name] for name in header) for row in said)]
    return ("\n".join(lines) + "\n").encode()


@given(st.lists(rows, min_size=1, max_size=6))
def test_the_short_way_says_of_a_row_what_the_long_way_says(said):
    read = read_sheet(parse_table("sheet.csv", sheet_of(*said)))
    (sheet,) = read.sheets
    for line, of_row in sheet.table.records():
        event, problems = read_event("sheet.csv", sheet.columns, sheet.row(line, of_row))
        assert (line in sheet.refused) == bool(problems)
        (plain,) = sheet.plain.read([of_row])
        if plain is not None:
            assert event is not None
            assert [plain.entry(1, 2, event.page).draft()] == drafts(event, 1, 2)
        said_by_cells = sorted((k, v) for k, v in zip(sheet.table.header, of_row, strict=True) if v and k != "worker")
        told = [[k, v] for k, v in said_by_cells if DEFAULTS.get(k) != v]
        written = json.dumps(["sheet", told], ensure_ascii=False, separators=(",", ":"))
        assert sheet.content(of_row) == hashlib.sha256(written.encode()).hexdigest()


def test_most_rows_go_the_short_way():
    row = dict.fromkeys((*ABOUT, *FIGURES, *MORE), "") | {"worker": WORKER, "currency": "USD", "source": "a notebook"}
    said = [row | {"period": f"2019-{month:02}", "gross": "300", "state:plan": "200.5"} for month in range(1, 13)]
    (sheet,) = read_sheet(parse_table("sheet.csv", sheet_of(*said, *said))).sheets
    assert all(sheet.plain.read([of_row for _, of_row in sheet.table.records()]))


LINES = (
    ExactLine("employer:wage"),
    ExactLine("state:plan", "withheld", '충성 "자금" 100 %s'),
    ExactLine("worker:hand"),
)
WAGE = Alike("wage", "month", "USD", LINES, "wage", "B", 2)
AMOUNTS = (-300, 200, 100)


@pytest.fixture
def exact(session: Session) -> ExactEntry:
    placement, source = a_placement(session), a_source(session)
    return ExactEntry(placement, source, parse_period("2019-01"), WAGE, AMOUNTS, "p. 3")


def in_book(session: Session, number: int) -> list[tuple[object, ...]]:
    queries = ("SELECT * FROM entry WHERE id = :n", "SELECT * FROM posting WHERE entry_id = :n ORDER BY line")
    return [tuple(row)[1:] for query in queries for row in session.execute(text(query), {"n": number})]


def test_an_exact_entry_is_written_like_its_draft(session, exact):
    bare = exact._replace(page=None, period=parse_period("2019-01/.."), alike=replace(WAGE, basis=None, kind="fee"))
    one, two, three, four = post_all(session, [exact, exact.draft(), bare, bare.draft()], today=TODAY)
    assert in_book(session, one) == in_book(session, two) != in_book(session, three) == in_book(session, four)


def test_what_the_log_is_told_of_an_entry_is_what_the_book_has(session, exact):
    more = {"low_bound": "at_least", "operator": "about", "note": "seen"}
    lines = tuple(replace(line, low=line.best, **more) for line in exact.draft().postings)
    bounded = replace(exact.draft(), words='said "so"', postings=lines)
    numbers = post_all(session, [exact, exact.draft(), bounded], today=TODAY)
    told = {number: said for (noun, number), said in noted(session).items() if noun == "entry"}
    read = {number: (action, said) for number, action, said in payloads(session.connection(), "entry", numbers)}
    assert told == read
    assert set(told) == set(numbers)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"amounts": (-300, 200, 101)}, Unbalanced),
        ({"amounts": (-300, 300)}, ValueError),
        ({"alike": replace(WAGE, lines=())}, ValueError),
        ({"alike": replace(WAGE, lines=()), "amounts": ()}, NoPostings),
        ({"alike": replace(WAGE, lines=(*LINES[:2], ExactLine("worker:pocket")))}, UnknownAccount),
        ({"alike": replace(WAGE, currency="USX")}, UnknownCurrency),
        ({"alike": replace(WAGE, kind="gift")}, UnknownWord),
        ({"alike": replace(WAGE, credibility=7)}, UnknownWord),
    ],
)
def test_a_wrong_exact_entry_is_refused_among_good_ones(session, exact, change, error):
    with pytest.raises(error):
        post_all(session, [exact, exact, exact._replace(**change)], today=TODAY)
    assert session.scalar(text("SELECT count(*) FROM entry")) == 0


def test_the_log_can_be_written_in_pieces(session, exact):
    append(session)
    assert waiting(session) == 0
    post_all(session, [exact] * 3, today=TODAY)
    assert (waiting(session), append(session), waiting(session)) == (3, 3, 0)


def test_rows_that_a_rule_refuses_are_refused_in_bulk_and_not_quoted(session, exact):
    (number,) = post_all(session, [exact], today=TODAY)
    with pytest.raises(IntegrityError) as caught:
        insert_many(session.connection(), "stated", ("id", "source_id", "flow"), [(1, exact.source_id, "ZqMarkQz")])
    assert "ZqMarkQz" not in f"{caught.value!s} {caught.value.orig!s} {caught.value.__cause__!s}"
    assert number


# --- a sheet that is read from its file again -------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.csv"
    path.write_text(
        "worker,period,currency,gross,source\n" + "".join(f"new:a,2019-{m:02},USD,{m},x\n" for m in range(1, 13))
    )
    return path


def landed(session: Session, path: Path) -> int:
    return land_all(session, read_all([path]), today=TODAY, tick=lambda n: None).entries


@pytest.mark.parametrize("change", ["longer", "another", "gone"])
def test_a_file_that_changes_between_two_readings_is_refused(session, file, change):
    found = read_all([file])
    if change == "longer":
        file.write_text(file.read_text() + "new:b,2020-01,USD,1,x\n")
    elif change == "another":
        other = file.with_name("other.csv")
        other.write_text(file.read_text())
        os.replace(other, file)
    else:
        file.unlink()
    with pytest.raises(ChangedFile):
        land_all(session, found, today=TODAY, tick=lambda n: None)


def test_a_pipe_is_read_once(session, file, tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    if not os.fork():
        pipe.write_bytes(file.read_bytes())
        os._exit(0)
    assert landed(session, pipe) == 12
    os.wait()


@pytest.fixture
def in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every limit so low that a dozen rows cross it."""
    for name in ("AT_ONCE", "MARKS_AT_ONCE", "LEAVES_AT_ONCE", "CELLS_AT_ONCE", "SOURCES_KEPT"):
        monkeypatch.setattr(sheet_land, name, 3)
    monkeypatch.setattr(sheets, "AT_ONCE", 3)
    monkeypatch.setattr(taken_in, "AT_ONCE", 2)
    monkeypatch.setattr(people, "AT_ONCE", 1)
    monkeypatch.setattr(table, "BLOCK", 7)
    return


def test_pieces_make_the_same_book(session, file, in_small_pieces):
    agrees(session, add_worker(session, WORKER), "record")
    file.write_text(file.read_text().replace("new:a", WORKER))
    assert landed(session, file) == 12
    same = f"{WORKER},2019-03,USD,3,x\n" * 6
    file.write_text(file.read_text() + f"{WORKER},2020-01,USD,1,x\n{same}")
    assert landed(session, file) == 7
    assert landed(session, file) == 0
    twice = "SELECT count(*), max(occurrence) FROM intake GROUP BY fingerprint ORDER BY 1 DESC"
    assert [tuple(row) for row in session.execute(text(twice))][:2] == [(7, 7), (1, 1)]
    write_down(session)
    assert list(differences(session)) == []


def test_whoever_watches_is_told_of_every_byte_that_is_read(file):
    told: list[int] = []
    found = read_all([file], told.append)
    size = file.stat().st_size
    assert bytes_to_check([file]) == table.READINGS * size <= sum(told) <= (table.READINGS + 1) * size  # and the header
    assert found.sheets.rows == 12


@pytest.mark.parametrize("block", [1, 2, 3, 5])
def test_a_text_is_the_same_in_blocks_of_any_size(tmp_path, monkeypatch, block):
    raw = '\ufeff이름;b\r\n"한글\r\n둘";"\u200b"\r\n\r\n임금;2\r\n'.encode()
    whole = parse_table("a.csv", raw)
    monkeypatch.setattr(table, "BLOCK", block)
    (tmp_path / "a.csv").write_bytes(raw)
    found = open_table(tmp_path / "a.csv")
    assert (found.header, tuple(found.rows), len(found.rows)) == (whole.header, whole.rows, 1)
    assert [(p.line, p.column, p.says) for p in found.problems] == [(p.line, p.column, p.says) for p in whole.problems]
    for bad in (raw + b"\xff", raw + b"\0"):
        assert parse_table("a.csv", bad).problems[0].line == 6


def test_a_draft_stays_a_draft():
    entry = ExactEntry(1, 2, parse_period("2019-01"), WAGE, AMOUNTS)
    assert isinstance(entry.draft(), EntryDraft)
    assert sum(line.best or 0 for line in entry.draft().postings) == 0


def test_a_sheet_that_the_book_has_is_known_in_pieces_too(session, file, in_small_pieces, monkeypatch):
    for name, small in (("AT_ONCE", 2), ("_MANY", 1)):
        monkeypatch.setattr(sheet_workers, name, small)
    file.write_text(file.read_text() + "new:a,2019-01,USD,1,x\nnew:b,2019-01,USD,7,y\nnew:b,2019-02,USD,7,y\n")
    assert landed(session, file) == 15
    for worker in session.scalars(text("SELECT id FROM subject")).all():
        agrees(session, worker, "record")
    file.write_text(file.read_text() + "new:a,2020-01,USD,1,x\nnew:a,2019-01,USD,1,x\nnew:b,2020-01,USD,7,y\n")
    again = land_all(session, read_all([file]), today=TODAY, tick=lambda n: None)
    assert (again.entries, again.before["sheet"], again.workers) == (3, 15, {})
    assert landed(session, file) == 0


def test_a_new_worker_of_long_ago_may_get_another_job(session, tmp_path, in_small_pieces):
    file = tmp_path / "jobs.csv"
    rows = ["new:a,KW,building,2019-01,USD,1,x", *(f"new:b{n},KW,building,2019-01,USD,1,x" for n in range(9))]
    file.write_text(
        "\n".join(["worker,country,sector,period,currency,hand,source", *rows, rows[0].replace("KW", "QA")])
    )
    assert landed(session, file) == 11
    told = "SELECT count(*), count(DISTINCT country) FROM placement GROUP BY subject_id ORDER BY 1 DESC"
    assert [tuple(row) for row in session.execute(text(told))][:2] == [(2, 2), (1, 1)]
