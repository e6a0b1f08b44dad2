"""How shares are put in words."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.measure.pools import Summary
from ledger.measure.shares import PARTS, Interval
from ledger.publish.wording import (
    claims_text,
    counted,
    figure,
    group_name,
    interval_text,
    range_text,
    split_text,
    summary_text,
    takers_text,
    whole_numbers,
    workers_text,
)
from tests.measure.made_up import claim, entry
from tests.measure.pooled import pool_of


def span(low, high):
    return Interval(*(None if v is None else Fraction(v) / 100 for v in (low, high)))


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (span(75, 75), "75.00"),
        (span(75, 80), "75.00 to 80.00"),
        (span(75, None), "at least 75.00"),
        (span(None, 80), "at most 80.00"),
        (span(None, None), "not known"),
        (span(-100, 20), "-100.00 to 20.00"),
        (span(Fraction(200, 3), Fraction(200, 3)), "66.67"),
        (span(Fraction(66665, 1000), Fraction(66666, 1000)), "66.67"),
        (span(40, 100), "40.00 to 100.00"),
    ],
)
def test_an_interval_in_words(interval, words):
    assert interval_text(interval) == words


@pytest.mark.parametrize(
    ("interval", "words"),
    [(span(40, 100), "at least 40.00"), (span(None, 100), "not known"), (span(100, 100), "100.00")],
)
def test_a_whole_that_nobody_stated_is_at_least(interval, words):
    assert interval_text(interval, is_whole_stated=False) == words


@pytest.mark.parametrize(
    ("found", "known", "words"),
    [
        (span(40, 98), span(40, 98), "40.00 to 98.00"),
        (span(40, None), span(40, 90), "40.00 to at least 90.00"),
        (span(None, 98), span(40, 98), "at most 40.00 to 98.00"),
        (span(None, 98), span(0, 98), "0.00 to 98.00"),
        (span(None, None), span(40, 90), "at most 40.00 to at least 90.00"),
        (span(40, None), span(40, 40), "at least 40.00"),
        (span(None, None), span(None, None), "not known"),
    ],
)
def test_a_range_tells_the_nearest_known_figure(found, known, words):
    assert range_text(found, known) == words


@pytest.mark.parametrize(
    ("summary", "origins", "words"),
    [
        (None, 3, "not told"),
        (Summary(1, span(50, 50), span(50, 50), 0), 1, "50.00"),
        (Summary(1, span(50, None), span(50, None), 1), 1, "at least 50.00, a bound"),
        (Summary(2, span(50, 50), span(50, 50), 0), 2, "50.00 in all 2"),
        (
            Summary(10, span(75, 80), span(40, 98), 3),
            10,
            "median 75.00 to 80.00, range 40.00 to 98.00; 3 of 10 are bounds",
        ),
        (
            Summary(2, span(75, 80), span(40, 98), 1),
            3,
            "median 75.00 to 80.00, range 40.00 to 98.00; 1 of 2 is a bound; told by 2 of 3 origins",
        ),
    ],
)
def test_a_summary_in_words(summary, origins, words):
    assert summary_text(summary, origins, span(40, 98)) == words


def test_whole_numbers_add_to_100():
    """Thirds: 33.33 each; the unit that is left goes to the first."""
    assert whole_numbers(dict.fromkeys("abc", Fraction(1, 3))) == {"a": 34, "b": 33, "c": 33}


def test_a_negative_hand_is_balanced_by_what_is_over_100():
    assert whole_numbers({"state": Fraction(4, 3), "hand": Fraction(-1, 3)}) == {"state": 133, "hand": -33}


@given(st.lists(st.integers(-(10**6), 10**6), max_size=len(PARTS) - 1))
def test_whole_numbers_are_next_to_the_share_and_add_to_100(shares):
    others = [Fraction(n, 997) for n in shares]
    split = dict(zip(PARTS, [*others, 1 - sum(others)], strict=False))
    found = whole_numbers(split)
    assert sum(found.values()) == 100
    assert all(abs(found[part] - 100 * split[part]) < 1 for part in split)


@pytest.mark.parametrize(
    ("ends", "words"),
    [((40, 40), "40"), ((40, 48), "40-48"), ((48, 40), "48-40"), ((-10, 5), "-10 to 5"), ((0, 0), "<1")],
)
def test_a_figure_shows_the_low_case_first(ends, words):
    assert figure(*ends) == words


def test_the_split_of_100_in_words():
    """A1: 78 to 83 and 40 of 150, hand 30: 52.00 and 55.33, 26.67, 20, and 1.33 or -2 unexplained"""
    found = pool_of([entry(150, state=(78, 83), living=40, hand=30)])
    assert split_text(found) == "state 52-55, living 27, unexplained 1 to -2, hand 20"


def test_what_is_not_stated_is_named():
    assert split_text(pool_of([entry(100, state=40)])) == "state 40, not stated 60"


def test_workers_covered():
    some = [entry(100, origin="o1", hand=10, heads=28013), entry(100, origin="o2", hand=10)]
    assert workers_text(pool_of(some)) == "28,013 stated by 1 of 2 origins"
    assert workers_text(pool_of(some[1:])) == "not stated"


def test_claims_in_words():
    said = [
        claim(low=30, high=40, origin="o1"),
        claim(best=95, origin="o2", takers="all"),
        claim("kept", high=10, origin="o2", takers="all"),
        claim("kept", best="55.5", origin="o3", takers="all"),
    ]
    assert claims_text(said) == "4 from 3 origins; taken 30 to 95, kept up to 10 to 55.5"
    assert takers_text(said) == "state 1, all takers 1"


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (claim(high=90), "1 from 1 origin; taken up to 90"),
        (claim(low=70), "1 from 1 origin; taken at least 70"),
        (claim(best=90), "1 from 1 origin; taken 90"),
        (claim(low=70, best=80, high=90), "1 from 1 origin; taken 70 to 90"),
    ],
)
def test_one_claim_keeps_its_bound(made, words):
    assert claims_text([made]) == words


def test_names_from_data_are_made_visible():
    assert group_name(["employer"], ["\x1b[31mX"]) == r"employer \x1b[31mX"


def test_counts_are_grouped_and_inflected():
    assert [counted(n, "entry", "entries") for n in (0, 1, 1204)] == ["0 entries", "1 entry", "1,204 entries"]
