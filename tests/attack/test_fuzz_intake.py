"""Files as nobody would write them: every row lands or is told with its reason, and no message quotes a cell.

Made from the observations that ship with the program and from the invented wage sheet: cells, rows and columns are
spoilt first, then the file is written in some dialect and encoding, then its bytes are spoilt.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from ledger.book.check import check
from ledger.book.log.append import append
from ledger.book.session import Session, Visit
from ledger.book.session import session as writing
from ledger.data import observations
from ledger.intake.cells import Reader
from ledger.intake.everything import Everything, land_all, read_all
from ledger.intake.load import read_tables
from ledger.intake.rejects import write_rejects
from ledger.intake.sheet import is_sheet, read_sheet
from ledger.intake.table import Row, UnreadableFile, parse_table
from ledger.store.opening import opened
from ledger.store.secrets import Key
from ledger.store.where import FolderPlace
from ledger.values.problems import Problem
from tests.attack.fuzzing import MARK, NotSurvived, expect_quiet, fuzz, mutated

QUICK, LONG = 150, 100_000
QUICK_LANDED, LONG_LANDED = 60, 6_000
TODAY = date(2026, 3, 1)
FILES = ("reported_wages", "reported_flows", "remittances", "exchange_rates", "conditions", "sheet")
ENCODINGS = (
    *("utf-8", "utf-8", "utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-7", "latin-1"),
    *("cp949", "euc-kr", "gb18030", "cp1251", "shift_jis"),
)  # fmt: skip
ENDS = ("\n", "\n", "\n", "\r\n", "\r", "\n\n", "\r\r\n", "\x85", "\u2028")

Rows = list[list[str]]


@cache
def shipped(name: str) -> tuple[tuple[str, ...], ...]:
    """The records of a file that ships with the program, its header first."""
    where = files("ledger.data") / "invented_wage_sheet.csv" if name == "sheet" else observations() / f"{name}.csv"
    return tuple(map(tuple, csv.reader(io.StringIO(where.read_text(encoding="utf-8-sig")))))


def a_file(random: Random, name: str, *, is_csv: bool) -> bytes:
    """A few records of a shipped file, spoilt. With `is_csv` only its rows and cells: it is a file that can be read."""
    header, *rows = shipped(name)
    picked: Rows = [list(header), *(list(row) for row in random.sample(rows, random.choice((1, 1, 2, 3, 8))))]
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        _spoil(random, picked, random.randrange(9 if is_csv else 13))
    if is_csv:
        end, quoting = random.choice(("\n", "\r\n")), random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
        return _dumped(picked, random.choice(",;\t"), end, quoting).encode("utf-8", "replace")
    raw = _written(random, picked)
    return mutated(random, raw, most=2) if random.random() < 0.4 else raw


def some_files(random: Random, folder: Path) -> list[Path]:
    """A spoilt file or several; observations mostly with flows of their own."""
    for old in folder.iterdir():
        old.unlink()
    names = random.choice((*((name,) for name in FILES[2:]), FILES[:2], FILES[:2], FILES[:2], ("sheet",), FILES))
    is_csv = random.random() < 0.75
    found = []
    for name in names:
        path = folder / f"{name}.csv"
        raw = a_file(random, name, is_csv=is_csv)
        if name == "reported_flows" and len(names) > 1 and random.random() < 0.7:
            raw = _with_owners(random, raw, (folder / "reported_wages.csv").read_bytes())
        path.write_bytes(raw)
        found.append(path)
    return found


def _with_owners(random: Random, flows: bytes, wages: bytes) -> bytes:
    """The flows under names that the wages file has, where both can be read."""
    try:
        names = [row[0] for row in csv.reader(io.StringIO(wages.decode("utf-8-sig"), newline=""))][1:]
        found = list(csv.reader(io.StringIO(flows.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error, IndexError):
        return flows
    for row in found[1:]:
        if row and names:
            row[0] = random.choice(names)
    return _dumped(found, ",", "\n", csv.QUOTE_MINIMAL).encode("utf-8", "surrogatepass")


def _spoil(random: Random, rows: Rows, kind: int) -> None:
    """One accident of the rows. The first nine leave the header and the width of the rows as they are."""
    row = random.choice(rows[1:] or rows)
    if kind < 6:
        if row:
            place = random.randrange(len(row))
            others = [other[place] for other in rows[1:] if place < len(other)]
            row[place] = MARK + row[place] if random.random() < 0.2 else mutated(random, row[place], others, most=2)
    elif kind == 6 and row:
        row[random.randrange(len(row))] = ""
    elif kind == 7:
        rows.insert(random.randint(1, len(rows)), list(row))
    elif kind == 8 and row:
        a, b = random.randrange(len(row)), random.randrange(len(row))
        row[a], row[b] = row[b], row[a]
    elif kind == 9:
        a, b = sorted(random.randint(0, len(rows[0])) for _ in range(2))
        for each in rows:
            each[:] = each[b:] + each[a:b] + each[:a]
    elif kind == 10:
        for each in rows if random.random() < 0.5 else [row]:
            del each[random.randint(0, len(each)) :]
    elif kind == 11:
        for each in rows if random.random() < 0.5 else [row]:
            each.append(random.choice(each) if each else "")
    elif kind == 12:
        random.shuffle(rows)


def _written(random: Random, rows: Rows) -> bytes:
    quoting = random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONE))
    text = _dumped(rows, random.choice(",,,;\t|"), random.choice(ENDS), quoting)
    encoding = random.choice(ENCODINGS)
    return text.encode(encoding, "surrogatepass" if encoding == "utf-8" else "replace")


def _dumped(rows: Rows, delimiter: str, end: str, quoting: int) -> str:
    if quoting == csv.QUOTE_NONE:
        return end.join(delimiter.join(row) for row in rows) + end
    held = io.StringIO(newline="")
    csv.writer(held, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return held.getvalue()


def expect_told(found: Everything) -> None:
    """Every row is to land or is refused with a reason, and the reasons quote nothing."""
    _expect_quiet(found.problems)
    assert bool(found.problems) or found.is_readable
    if found.is_readable:
        broken = sum(len(table.broken) for table in found.tables)
        landing = sum(len(item.rows) for item in found.observations.items)
        landing += sum(1 for sheet in found.sheets.sheets for _ in sheet.records())
        assert landing + len(found.refused) + broken == sum(len(table.rows) for table in found.tables) + broken
    refused = {(table.file, row.line) for table, row in found.refused}
    assert refused <= {(problem.file, problem.line) for problem in found.problems}


def _expect_quiet(problems: list[Problem]) -> None:
    for problem in sorted(problems):
        assert problem.line >= 1
        assert problem.says
        expect_quiet(problem.says, problem.advice, problem.column)
        for each in (problem.says, problem.advice, problem.column):
            if not each.isprintable():
                raise NotSurvived("a message has characters that cannot be seen")


# --- reading ----------------------------------------------------------------------------------------------------------


def _parse(random: Random) -> None:
    table = parse_table("a.csv", mutated(random, a_file(random, random.choice(FILES), is_csv=random.random() < 0.5)))
    _expect_quiet(list(table.problems))
    assert table.is_usable or table.problems
    assert all(set(row.cells) == set(table.header) for row in table.rows)


def _cells(random: Random) -> None:
    name = random.choice(FILES)
    header, *rows = shipped(name)
    cells = dict(zip(header, random.choice(rows), strict=True))
    wrong = random.choice(header)
    cells[wrong] = mutated(random, cells[wrong], random.choice(rows)).strip()
    reader = Reader("a.csv", Row(2, cells))
    columns = random.choice(header), wrong, random.choice(header)
    reader.money(columns, "USD", may_be_negative=random.random() < 0.5)
    reader.percent(columns)
    reader.printed(columns)
    reader.period(wrong)
    reader.grade(wrong)
    reader.country(wrong)
    reader.whole(wrong)
    reader.choice(wrong, ("a", "b"))
    _expect_quiet(reader.problems)


@pytest.mark.parametrize("attempt", [_parse, _cells], ids=["table", "cells"])
def test_a_spoilt_file_is_a_table_or_a_problem(attempt: object) -> None:
    fuzz(attempt.__name__, QUICK, attempt)  # type: ignore[attr-defined, arg-type]


@pytest.mark.attack
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("attempt", [_parse, _cells], ids=["table", "cells"])
def test_a_hundred_thousand_spoilt_files_are_tables_or_problems(attempt: object) -> None:
    print(dict(fuzz(attempt.__name__, LONG, attempt)))  # type: ignore[attr-defined, arg-type]


def test_every_row_of_spoilt_files_is_to_land_or_is_told(tmp_path: Path) -> None:
    fuzz("everything", 2 * QUICK, lambda random: expect_told(read_all(some_files(random, tmp_path))))


@pytest.mark.attack
@pytest.mark.timeout(1800)
def test_every_row_of_a_hundred_thousand_spoilt_files_is_to_land_or_is_told(tmp_path: Path) -> None:
    print(dict(fuzz("everything", LONG, lambda random: expect_told(read_all(some_files(random, tmp_path))))))


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_at_all_are_a_table_or_a_problem(raw: bytes) -> None:
    table = parse_table("a.csv", raw)
    _expect_quiet(list(table.problems))
    assert table.is_usable or table.problems


@given(st.sampled_from(FILES), st.data())
def test_any_cells_at_all_in_the_right_columns_are_to_land_or_are_told(name: str, data: st.DataObject) -> None:
    header, *rows = shipped(name)
    column = st.sampled_from(range(len(header)))
    row = list(data.draw(st.sampled_from(rows)))
    for place in data.draw(st.lists(column, max_size=4)):
        row[place] = data.draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
    raw = _dumped([list(header), row], ",", "\n", csv.QUOTE_ALL).encode()
    table = parse_table("a.csv", raw)
    batch = read_sheet(table) if is_sheet(table) else read_tables([table])
    _expect_quiet(batch.problems)


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.csv", tmp_path / ("x" * 300), tmp_path / "a\udcff"):
        with pytest.raises(UnreadableFile):
            read_all([path])


# --- landing ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def book(folder: Path, key: Key) -> Iterator[Engine]:
    """An empty book in a folder, alone: what the book refuses is the same on a server."""
    with opened(FolderPlace(folder), key) as found:
        yield found


def _land(session: Session, random: Random, folder: Path) -> None:
    found = read_all(some_files(random, folder))
    if not found.is_readable:
        return
    rows = sum(len(table.rows) for table in found.tables)
    landed = land_all(session, found, today=TODAY, tick=lambda n: None)
    expect_told(found)
    append(session)  # as before a commit
    if random.random() < 0.1:
        assert check(session, ["references", "balance", "cases"]) == []
    assert landed.entries >= 0
    written = write_rejects(found.refused, found.tables, folder, landed.known)
    assert rows == sum(len(table.rows) for table in found.tables)
    for path in written:
        _expect_quiet(read_all([path]).problems)


def _lands(book: Engine, folder: Path, rounds: int) -> dict[str, int]:
    folder.mkdir()

    def attempt(random: Random) -> None:
        with writing(book, Visit(scope="record")) as session:
            _land(session, random, folder)
            session.rollback()

    return dict(fuzz("landing", rounds, attempt))


def test_what_can_land_lands_and_the_rest_is_told(book: Engine, tmp_path: Path) -> None:
    _lands(book, tmp_path / "files", QUICK_LANDED)


@pytest.mark.attack
@pytest.mark.timeout(1800)
def test_what_can_land_of_thousands_of_spoilt_files_lands(book: Engine, tmp_path: Path) -> None:
    print(_lands(book, tmp_path / "files", LONG_LANDED))


# --- what was found, and is mended ------------------------------------------------------------------------------------


def test_the_first_row_of_a_file_without_a_header_is_not_quoted() -> None:
    table = parse_table("a.csv", f"{MARK},2016\nb,\u202e2017\n\u202ec,2018\n".encode())
    assert [problem.column for problem in table.problems] == ["column 2", "column 1"]
    _expect_quiet(list(table.problems))


def test_a_header_of_very_many_cells_is_refused_at_once() -> None:
    began = time.process_time()
    table = parse_table("a.csv", b"a" + b"," * 200_000 + b"\n1\n")
    assert [problem.says for problem in table.problems] == ["1 column name(s) stand more than once"]
    assert time.process_time() - began < 2


def test_a_heading_over_two_lines_is_no_column_of_the_wage_sheet() -> None:
    table = parse_table("a.csv", b'worker,period,currency,source,"state:plan\n(a)"\nnew:a,2016,USD,b,-1\n')
    _expect_quiet(read_sheet(table).problems)
