"""The split of one entry: what is told of it without columns is what the columns tell of it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from ledger.measure.shares import PARTS, unit_of
from ledger.measure.split import split_of
from tests.measure.made_up import entry
from tests.measure.test_columns import WAGES


@given(WAGES)
def test_one_entry_is_split_as_its_window_on_the_columns_is(wages):
    for each in (entry(**wage) for wage in wages):
        unit = unit_of([each])
        assert split_of(each) == ({case: unit.split(case) for case in unit.cases} if unit else {})


def test_what_came_from_outside_the_wage_is_no_part_of_the_hand():
    """100 earned, 40 to the state; 70 in hand, of which 10 were tips."""
    (split,) = split_of(entry(100, state=40, hand=70, tips=10)).values()
    assert split == dict.fromkeys(PARTS, Fraction(0)) | {"state": Fraction(2, 5), "hand": Fraction(3, 5)}


def test_each_case_is_split_by_itself_and_a_usual_figure_needs_all_lines():
    """830 to 1,000 earned, 170 to 200 kept: a flat fifth and no usual case, though the rest has one figure."""
    split = split_of(entry((820, 1000), hand=(164, 200), state="?"))
    assert list(split) == ["low", "high"]
    assert {each["hand"] for each in split.values()} == {Fraction(1, 5)}


@pytest.mark.parametrize(
    "said", [{"gross": None, "hand": 5}, {"gross": 100}, {"gross": 0, "hand": 0}, {"gross": "?", "hand": 5}]
)
def test_nothing_is_told_where_no_share_can_be(said):
    assert split_of(entry(**said)) == {}


def test_a_void_entry_and_one_that_is_no_wage_have_no_split():
    made = entry(100, state=40)
    assert split_of(made)
    assert split_of(replace(made, reversed_by=7)) == {}
    assert split_of(replace(made, kind="fee")) == {}
