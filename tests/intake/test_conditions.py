"""Conditions in: the state, the grade and the origin as they stand in the row, and the old file as it always was."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from ledger.book.read import conditions, counts
from ledger.book.words import CONDITION_STATES
from ledger.data import observations
from ledger.intake.land import land
from ledger.intake.load import Batch, fingerprint, read_tables
from ledger.intake.others import CONDITIONS, STATES
from ledger.intake.table import Row, Table, open_table, parse_table

TODAY = date(2026, 1, 2)
NEW = ("state", "grade", "claim_group")
SHIPPED = Path(str(observations())) / "conditions.csv"
PLAIN = {"cond_id": "C1", "date": "2015", "indicator": "deception", "paraphrase": "A thing.", "source_title": "A page"}
CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters='"=,'), max_size=9)


def file(*rows: dict[str, str], columns: tuple[str, ...] = CONDITIONS) -> Table:
    """A conditions file with these cells; the needed ones that are not given get a value."""
    held = io.StringIO()
    writer = csv.DictWriter(held, columns, restval="")
    writer.writeheader()
    writer.writerows(PLAIN | row for row in rows)
    return parse_table("conditions.csv", held.getvalue().encode())


def read(*rows: dict[str, str]) -> Batch:
    return read_tables([file(*rows)])


def problems(*rows: dict[str, str]) -> list[tuple[str, int, str]]:
    batch = read(*rows)
    assert all(problem.advice for problem in batch.problems)
    return [(problem.file, problem.line, problem.column) for problem in batch.problems]


def test_the_words_of_the_file_are_the_states_of_the_book() -> None:
    assert tuple(STATES.values()) == CONDITION_STATES


@pytest.mark.parametrize(("word", "state"), [*STATES.items(), ("", "present")])
def test_a_state_is_written_down_as_it_stands(session: Session, word: str, state: str) -> None:
    batch = read({"state": word})
    assert land(session, batch, today=TODAY).written == {"condition": 1}
    assert [condition.state for condition in conditions(session)] == [state]


@pytest.mark.parametrize("word", ["maybe", "Present", "not-assessed", "yes", "1", "=present", "present, absent"])
def test_any_other_state_is_a_problem_of_its_line(word: str) -> None:
    assert problems({}, {"cond_id": "C2", "state": word}) == [("conditions.csv", 3, "state")]


@pytest.mark.parametrize(("cell", "grade"), [("B2", "B2"), ("A6", "A6"), ("F3", "F3"), ("F6", "F6"), ("", "F6")])
def test_a_grade_is_written_down_as_it_stands(session: Session, cell: str, grade: str) -> None:
    land(session, read({"grade": cell}), today=TODAY)
    (found,) = conditions(session)
    assert (found.grade, found.reliability, found.credibility) == (grade, grade[0], int(grade[1]))


@pytest.mark.parametrize("cell", ["G2", "B7", "B0", "b2", "2B", "B", "B2B", "B 2", "A1", "F1", "B²"])
def test_any_other_grade_is_a_problem_of_its_line(cell: str) -> None:
    assert problems({"grade": cell}, {"cond_id": "C2"}) == [("conditions.csv", 2, "grade")]


def test_one_row_confirms_nothing() -> None:
    (problem,) = read({"grade": "B1"}).problems
    assert "confirmed by other independent sources, and a row has one" in problem.says


def test_everything_wrong_in_a_row_is_told_at_once_and_no_cell_is_quoted() -> None:
    batch = read({"state": "Secret-77", "grade": "Secret-77", "indicator": "Secret-77"})
    assert {problem.column for problem in batch.problems} == {"state", "grade", "indicator"}
    assert not any("Secret-77" in problem.text() for problem in batch.problems)
    assert batch.items == []


def test_rows_that_share_a_claim_share_their_origin_and_others_stand_alone(session: Session) -> None:
    rows = [{"cond_id": f"C{n}", "claim_group": group} for n, group in enumerate(("witness", "witness", ""))]
    land(session, read(*rows), today=TODAY)
    assert [condition.source.origin for condition in conditions(session)] == ["witness", "witness", "C2"]


def test_the_shipped_file_is_as_it_was_and_says_what_it_said(session: Session) -> None:
    table = open_table(SHIPPED).whole()
    assert not set(NEW) & set(table.header)
    batch = read_tables([table])
    land(session, batch, today=TODAY)
    found = conditions(session)
    assert (len(found), batch.problems) == (55, [])
    assert {(each.state, each.grade, each.source.origin == each.code) for each in found} == {("present", "F6", True)}


def test_the_fingerprints_of_the_shipped_conditions_are_those_of_before_the_new_columns() -> None:
    """Worked out with the program of schema 0001: by these, old books know that they have the rows."""
    marks = [item.fingerprint for item in read_tables([open_table(SHIPPED).whole()]).items]
    assert marks[0] == "6107a12ac54b863039135155831d531cc13ce48895a9af4ad649d80f945eb8ba"
    said = hashlib.sha256("\n".join(sorted(marks)).encode()).hexdigest()
    assert said == "be228ebec7e66b8378239c095678a709765f92a17f8451b9816ce72c61b06ef2"


@given(
    cells=st.dictionaries(st.sampled_from([name for name in CONDITIONS if name not in NEW]), CELLS),
    state=st.sampled_from(["", "present"]),
    grade=st.sampled_from(["", "F6"]),
)
def test_a_row_is_the_same_with_the_new_columns_and_without_while_they_add_nothing(
    cells: dict[str, str], state: str, grade: str
) -> None:
    without = fingerprint("condition", [Row(2, cells)])
    assert fingerprint("condition", [Row(9, {"state": state, "grade": grade, "claim_group": ""} | cells)]) == without


@given(
    cells=st.dictionaries(st.sampled_from([name for name in CONDITIONS if name not in NEW]), CELLS),
    added=st.sampled_from(
        [("state", "absent"), ("state", "not assessed"), ("grade", "B2"), ("claim_group", "present")]
    ),
)
def test_a_row_that_says_more_is_another_row(cells: dict[str, str], added: tuple[str, str]) -> None:
    assert fingerprint("condition", [Row(2, cells)]) != fingerprint("condition", [Row(2, cells | dict([added]))])


def test_a_default_of_conditions_is_a_word_like_any_other_elsewhere() -> None:
    cells = {"note": "x", "state": "present"}
    assert fingerprint("rate", [Row(2, cells)]) != fingerprint("rate", [Row(2, {"note": "x"})])


def test_an_import_without_the_columns_and_one_with_them_is_one_import(session: Session) -> None:
    old = tuple(name for name in CONDITIONS if name not in NEW)
    land(session, read_tables([file({}, columns=old)]), today=TODAY)
    before = counts(session)
    again = read({"state": "present", "grade": "F6"})
    assert land(session, again, today=TODAY).before == {"condition": 1}
    assert (again.problems, counts(session)) == ([], before)


def test_a_later_judgement_of_a_known_row_is_refused_and_says_what_helps(session: Session) -> None:
    land(session, read({}), today=TODAY)
    batch = read({"grade": "B2"})
    assert land(session, batch, today=TODAY).written == {"condition": 0}
    (problem,) = batch.problems
    assert (problem.line, problem.says) == (2, "the book has this name already, with other content")
    assert "stays as it is" in problem.advice
    assert [condition.grade for condition in conditions(session)] == ["F6"]
