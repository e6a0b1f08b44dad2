"""A CSV file as people send it: what is read, what is refused, and on which line."""

import csv
import io
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.intake.rejects import write_rejects
from ledger.intake.table import Row, Table, UnreadableFile, check_header, open_table, parse_table


def parsed(text: str, encoding: str = "utf-8") -> Table:
    return parse_table("sheet.csv", text.encode(encoding))


def cells(table: Table) -> list[tuple[str, ...]]:
    return [tuple(row.cells.values()) for row in table.rows]


def lines(table: Table) -> list[int]:
    return [row.line for row in table.rows]


def complaints(table: Table) -> list[tuple[int, str, str]]:
    return [(p.line, p.column, p.says) for p in table.problems]


# --- what is read ---


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["no-mark", "byte-order-mark"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_every_mark_newline_and_delimiter_gives_the_same_rows(mark, newline, delimiter):
    text = mark + newline.join(delimiter.join(row) for row in [("a", "b"), ("1", "2"), ("", "4")]) + newline
    table = parsed(text)
    assert (table.is_usable, table.delimiter, table.header, table.problems) == (True, delimiter, ("a", "b"), ())
    assert cells(table) == [("1", "2"), ("", "4")]
    assert lines(table) == [2, 3]


def test_a_last_line_without_an_end_is_read():
    assert cells(parsed("a,b\n1,2")) == [("1", "2")]


def test_cells_and_names_are_stripped_and_quotes_are_taken_off():
    table = parsed(' a ,"b"\n 1 ," x, y "\n')
    assert table.header == ("a", "b")
    assert cells(table) == [("1", "x, y")]


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_quoted_line_break_is_kept_and_later_rows_have_the_line_on_which_they_start(newline):
    table = parsed(newline.join(["a,b", '"x', 'y",2', "", "3,4", '"p', "q", 'r",6', "7,8", ""]))
    assert cells(table) == [(f"x{newline}y", "2"), ("3", "4"), (f"p{newline}q{newline}r", "6"), ("7", "8")]
    assert lines(table) == [2, 5, 6, 9]


def test_problems_after_a_quoted_line_break_have_the_right_line():
    assert complaints(parsed('a,b\n"x\ny",2\n3\n')) == [(4, "", "the row has 1 cells and the header 2")]


def test_rows_of_blanks_are_passed_over():
    assert lines(parsed("a,b\n\n,\n  ,\n1,2\n")) == [5]


def test_blank_lines_above_the_header_are_passed_over():
    table = parsed("\n\na,b\n1,2\n")
    assert table.header == ("a", "b")
    assert lines(table) == [4]


def test_a_header_alone_is_a_table_without_rows():
    table = parsed("a,b\n")
    assert (table.is_usable, table.rows, table.problems) == (True, (), ())


def test_other_scripts_and_their_joiners_are_read():
    text = "임금 명세서,\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    assert cells(parsed(f"a,b\n{text}\n")) == [tuple(text.split(","))]


def test_a_line_separator_inside_a_cell_is_no_new_line():
    table = parsed("a,b\nx\u2028y,2\n3,4\n")
    assert lines(table) == [2, 3]


def test_a_missing_column_reads_as_blank():
    assert Row(2, {"a": "1"})["b"] == ""


def test_a_hundred_thousand_rows_are_read_with_their_lines():
    table = parsed("a,b,c\n" + 'x,"y\nz",1\n' * 100_000)
    assert (len(table.rows), table.problems) == (100_000, ())
    assert (table.rows[0].line, table.rows[-1].line) == (2, 200_000)


def test_a_hundred_thousand_bad_rows_are_all_reported():
    table = parsed("a,b,c\n" + "x,y\n" * 100_000)
    assert [p.line for p in table.problems] == list(range(2, 100_002))


# --- what is refused as a whole ---


@pytest.mark.parametrize(
    ("raw", "line", "says"),
    [
        (b"", 1, "the file is empty"),
        (b"\xef\xbb\xbf", 1, "the file is empty"),
        (b"\n \n\t\n", 1, "the file is empty"),
        ("a,b\n1,2\n".encode("utf-16"), 1, "the file is UTF-16, not UTF-8"),
        ("a,b\n1,2\n".encode("utf-16-le"), 1, "the file holds a NUL byte, so it is no text file"),
        (b"a,b\n1,2\n3,\0\n", 3, "the file holds a NUL byte, so it is no text file"),
        ("a,b\n1,2\n3,\u00e9\n".encode("latin-1"), 3, "the text is not UTF-8"),
        (b"a,b\n1,\xed\xa0\x80\n", 2, "the text is not UTF-8"),
        (b"PK\x03\x04\x14\x00\x06\x00", 1, "the file holds a NUL byte, so it is no text file"),
        (b'"a,b\n1,2\n', 1, "the header cannot be read as CSV"),
        (b"a,b,a\n1,2,3\n", 1, "1 column name(s) stand more than once"),
    ],
    ids=["nothing", "mark", "blanks", "utf-16", "utf-16-le", "nul", "latin-1", "surrogate", "xlsx", "quote", "twice"],
)
def test_a_file_that_is_no_csv_is_refused_with_its_line(raw, line, says):
    table = parse_table("sheet.csv", raw)
    assert not table.is_usable
    assert table.rows == ()
    assert complaints(table) == [(line, "", says)]
    assert all(p.advice for p in table.problems)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b\n1,2\n"3,4\n5,6\n', 3),
        ('a,b\n"3,4\n5,6\n', 2),
        ('a,b\n"x"y,2\n', 2),
        ('a,b\n1\n2\n"3,4\n', 4),
        ('a,b\n"x\ny\nz",2\n"3,4\n', 5),
        ('a,b\n1,2\n\n\n"3,4\n', 5),
    ],
    ids=["below-a-row", "first-row", "text-after-quote", "below-ragged-rows", "below-a-long-cell", "below-blanks"],
)
def test_an_unclosed_quotation_mark_is_reported_at_the_row_where_it_opens(text, line):
    table = parsed(text)
    assert not table.is_usable
    assert table.problems[-1].line == line
    assert table.problems[-1].says == "the rest of the file cannot be read as CSV"


def test_a_file_that_cannot_be_opened_is_an_error_of_the_run(tmp_path):
    with pytest.raises(UnreadableFile) as caught:
        open_table(tmp_path / "missing.csv").whole()
    assert caught.value.exit_code == 2


# --- rows that are refused ---


def test_ragged_rows_are_reported_and_the_others_are_read():
    table = parsed("a,b\n1\n2,3,4\n5,6\n")
    assert cells(table) == [("5", "6")]
    assert complaints(table) == [
        (2, "", "the row has 1 cells and the header 2"),
        (3, "", "the row has 3 cells and the header 2"),
    ]


INVISIBLE = [
    "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\u00ad", "\u200b", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e",
    "\u2060", "\u2066", "\u2067", "\u2068", "\u2069", "\ufeff", "\U000e0041",
]  # fmt: skip


@pytest.mark.parametrize("mark", INVISIBLE, ids=[f"{ord(c):04x}" for c in INVISIBLE])
def test_characters_that_cannot_be_seen_are_refused_with_the_column(mark):
    table = parsed(f"a,b\n1,x{mark}y\n3,4\n")
    assert cells(table) == [("3", "4")]
    assert complaints(table) == [(2, "column 2", "the cell holds characters that cannot be seen")]
    assert mark not in table.problems[0].text()


@pytest.mark.parametrize(
    ("header", "column"), [("a,\u202eb", "column 2"), ("\u200ba,b", "column 1"), ("a,b\x07", "column 2")]
)
def test_a_column_name_with_a_hidden_character_is_no_column_of_the_format(header, column):
    found = check_header(parsed(f"{header}\n1,2\n"), needed=(), allowed=("a", "b"))
    assert [p.column for p in found] == [column]


def test_columns_that_are_missing_or_unknown_are_all_named():
    found = check_header(parsed("a,x,y\n1,2,3\n"), needed=("a", "b"), allowed=("a", "b"))
    assert [(p.line, p.column, p.says) for p in found] == [
        (1, "b", "the column is missing"),
        (1, "column 2", "the format has no column of this name"),
        (1, "column 3", "the format has no column of this name"),
    ]


def test_no_problem_quotes_a_cell():
    table = parsed("a,b\nsecret\nsecret,\x07secret\n")
    assert len(table.problems) == 2
    assert not any("secret" in p.text() for p in table.problems)


# --- there and back ---

PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zs", "Zl", "Zp"]), max_size=8)


@given(st.lists(st.tuples(PLAIN, PLAIN, st.just("x")), max_size=6), st.sampled_from([",", ";", "\t"]))
def test_what_a_csv_writer_wrote_is_read_back(rows, delimiter):
    held = io.StringIO()
    csv.writer(held, delimiter=delimiter).writerows([("a", "b", "c"), *rows])
    table = parsed(held.getvalue())
    assert table.problems == ()
    assert cells(table) == rows


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_line_inside_the_file(raw):
    table = parse_table("sheet.csv", raw)
    most = max(1, raw.count(b"\n") + raw.count(b"\r") + 1)
    assert table.is_usable or table.problems
    assert all(1 <= p.line <= most for p in table.problems)
    assert all(1 <= row.line <= most for row in table.rows)


INSIDE = st.text(st.sampled_from('ab,;"\t \n'), max_size=6).map(str.strip)


@given(rows=st.lists(st.tuples(INSIDE, INSIDE, st.just("x")), min_size=1, max_size=4))
def test_refused_rows_are_written_so_that_they_can_be_read_again(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("refused")
    header = ("a", "b", "c")
    refused = [Row(n, dict(zip(header, row, strict=True))) for n, row in enumerate(rows, start=2)]
    table = Table(str(folder / "sheet.csv"), ";", header, tuple(refused), (), is_usable=True)
    (path,) = write_rejects([(table, row) for row in refused], [table], None)
    again = open_table(path).whole()
    assert path.parent == folder
    assert (again.header, again.problems) == (header, ())
    assert cells(again) == rows


def test_broken_rows_are_written_as_they_came_and_in_the_order_of_the_file(tmp_path: Path):
    source = tmp_path / "sheet.csv"
    source.write_text("a;b\n1\n2;3\n4;\x075\n6;7\n")
    table = open_table(source).whole()
    (path,) = write_rejects([(table, table.rows[1])], [table], None)
    assert path.read_text() == "a;b\n1\n4;\x075\n6;7\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_of_refused_rows_is_never_written_over(tmp_path: Path):
    table = Table(str(tmp_path / "sheet.csv"), ",", ("a",), (), (), is_usable=True)
    first, second = (write_rejects([(table, Row(2, {"a": n}))], [table], None)[0] for n in ("1", "2"))
    assert (first.read_text(), second.read_text()) == ("a\n1\n", "a\n2\n")
