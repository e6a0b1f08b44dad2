"""Nothing in the data steers a terminal, a reader's eye or a spreadsheet."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.publish.tables import csv_text, json_text
from ledger.publish.visible import ascii_json, cell, visible, visible_json, width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x1b[31mpaid", r"\x1b[2J\x1b[31mpaid"),
        ("\x9b31m", r"\x9b31m"),
        ("line\r\nline\ttab\x00\x7f", r"line\x0d\x0aline\x09tab\x00\x7f"),
        ("\u202e09 %\u202c", r"\u202e09 %\u202c"),
        ("\u2066\u2069\u200e\u200f\u061c\ufeff", r"\u2066\u2069\u200e\u200f\u061c\ufeff"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("\U000e0041", r"\U000e0041"),
        ("\ud800", r"\ud800"),
    ],
)
def test_hidden_characters_are_written_out(text, shown):
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text", ["북한 노동자", "Рабочий", "工人 100 %", "\u0645\u06cc\u200c\u062e", "क\u094d\u200dष", "é", "e\u0301"]
)
def test_every_script_stays_as_it_is(text):
    assert visible(text) == text


@given(st.text())
def test_what_is_visible_holds_no_control_and_no_line_end(text):
    assert not set(visible(text)) & set(map(chr, [*range(32), *range(127, 160), *range(0x202A, 0x202F)]))


@given(st.dictionaries(st.text(), st.text() | st.none()))
def test_json_reads_back_as_it_was(data):
    text = json_text(data)
    assert json.loads(text) == data
    assert json.loads(ascii_json(text)) == data
    assert ascii_json(text).isascii()
    assert not any(ord(c) < 32 and c != "\n" for c in text)


@given(st.text())
def test_json_escapes_each_hidden_character_wherever_it_stands(text):
    escaped = (json.dumps(c)[1:-1] if visible(c) != c and c not in "\n\x7f" else c for c in text)
    assert visible_json(text) == "".join(escaped).replace("\x7f", "\\u007f")


def test_json_keeps_letters_and_escapes_what_is_hidden():
    assert visible_json('"북한 \u202e \x7f \x9b"') == '"북한 \\u202e \\u007f \\u009b"'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\uff1d1"])
def test_a_text_cell_is_no_formula(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["KW", "1-2", "a=b", ""])
def test_other_cells_stay(text):
    assert cell(text) == text


def test_unknown_is_an_empty_cell_and_zero_is_not():
    assert csv_text(["a", "b"], [[None, 0]]) == "a,b\n,0\n"


def test_wide_letters_take_two_columns():
    assert [width(t) for t in ("abc", "북한", "e\u0301")] == [3, 4, 1]
