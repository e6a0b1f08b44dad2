"""The manual's page on the wage sheet has the columns, events and words of the reader, and its example can be read."""

from __future__ import annotations

import re
from pathlib import Path

from ledger.book.words import BASES, INTERVALS
from ledger.intake.sheet import read_sheet
from ledger.intake.sheet_columns import ALL, EVENTS, NEEDED
from ledger.intake.table import parse_table
from ledger.values.amounts import parse_said
from tests.help.test_manual import codes, page, rows, section

COLUMNS = ("Whose pay it is", "What was taken", "What came beside", "What the worker had", "Who says so")


def test_the_columns_of_the_page_are_those_of_the_reader_in_its_order():
    told = [name for heading in COLUMNS for row in rows(section("wage-sheet", heading)) for name in codes(row[0])]
    assert told == list(ALL)


def test_the_columns_that_are_needed_are_told():
    tables = [*rows(section("wage-sheet", "Whose pay it is")), *rows(section("wage-sheet", "Who says so"))]
    assert {codes(row[0])[0] for row in tables if row[1] == "yes"} == set(NEEDED)


def test_the_events_the_intervals_and_the_bases_are_told():
    assert [codes(row[0])[0] for row in rows(section("wage-sheet", "What each event"))] == list(EVENTS)
    told = {codes(row[0])[0]: codes(row[2]) for row in rows(section("wage-sheet", "Whose pay it is"))}
    assert set(told["event"]) == set(EVENTS)
    assert set(told["per"]) == set(INTERVALS)
    assert set(told["basis"]) == set(BASES)


def test_every_way_to_write_a_figure_is_read():
    for row in rows(section("wage-sheet", "The figures")):
        for cell in codes(row[0]):
            assert parse_said(cell, currency="USD").stated.is_priced or cell == "?"


def test_the_example_of_the_page_is_read():
    lines = re.findall(r"^    (.*,.*)$", section("wage-sheet", "Examples"), re.MULTILINE)
    batch = read_sheet(parse_table("page.csv", "\n".join(lines).encode()))
    assert [problem.text() for problem in batch.problems] == []
    assert batch.rows - len(batch.refused) == 4


def test_the_shipped_example_can_be_read_as_the_page_says():
    example = Path(__file__).parents[2] / "ledger" / "data" / "invented_wage_sheet.csv"
    assert "twenty-five rows" in page("wage-sheet")
    whole = read_sheet(parse_table("example.csv", example.read_bytes()))
    assert (whole.rows, whole.refused) == (25, [])
