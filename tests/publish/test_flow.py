"""The bars of the flow report."""

import pytest

from ledger.publish.flow import flow_text
from ledger.publish.page import Look
from tests.measure.made_up import entry
from tests.publish.made import skim_of

PLAIN = Look(blocks=False)


def bars(*entries):
    lines = flow_text(skim_of(entries, [], ()), look=PLAIN).splitlines()
    return [line for line in lines if "#" in line.partition(" is the")[0] or line[20:21] in ("#", ".")]


def test_a_bar_of_100_has_60_columns():
    """500 of 1000 is 30 columns, 300 is 18, 200 is 12"""
    assert bars(entry(1000, state=500, supervisor=300, hand=200)) == [
        "state            50 " + "#" * 30,
        "supervisor       30 " + "#" * 18,
        "hand             20 " + "#" * 12,
    ]


def test_the_higher_case_is_light():
    """80 to 100 of 200 is 40 to 50: 24 columns and 6 more; the hand has the other way round 60 to 50"""
    assert bars(entry(200, state=(80, 100), hand=(100, 120)))[:1] == ["state         40-50 " + "#" * 24 + "." * 6]


def test_more_than_100_and_less_than_nothing_fit_the_page():
    """fixed plan of 20,000 in a month that earned 10,000"""
    state, hand = flow_text(skim_of([entry(10000, state=20000, hand=-10000)], [], ()), look=PLAIN).splitlines()[5:7]
    assert state == "state           200 " + "#" * 59 + ">"
    assert hand == "hand           -100"


@pytest.mark.parametrize("blocks", [True, False])
def test_the_letters_are_told(blocks):
    text = flow_text(skim_of([entry(200, state=(80, 100), hand=100)], [], ()), look=Look(blocks=blocks))
    full, light = "█░" if blocks else "#."
    assert f"{full} is the lower case, {light} what the higher adds." in " ".join(text.split())
    assert text.isascii() is not blocks


def test_one_case_needs_no_such_sentence():
    text = flow_text(skim_of([entry(200, state=80, hand=120)], [], ()))
    assert "lower case" not in text


def test_an_empty_book_has_no_bars():
    assert "no entry with a share" in flow_text(skim_of([], [], ()))
