"""Shares of one unit, worked out by hand. Sheets are in major units; gross first, then who has what."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.measure.shares import MEASURES, PARTS, Interval, unit_of, units
from tests.measure.made_up import entry


def exact(numerator, denominator=100):
    return Interval(Fraction(numerator, denominator), Fraction(numerator, denominator))


def span(low, high):
    return Interval(*(None if v is None else Fraction(v, 100) for v in (low, high)))


def shares(made, *names):
    unit = unit_of([made])
    return [unit.interval(name) for name in names or ("state", "all", "not-in-hand", "hand")]


def test_everything_stated_is_told_exactly():
    """
    gross 1000: state 500, managers 300, hand 200
    """
    assert shares(entry(1000, state=500, supervisor=300, hand=200)) == [exact(50), exact(80), exact(80), exact(20)]


def test_the_ends_of_ranges_belong_together():
    """
    gross 830 to 1000: state 332 to 400, company 166 to 200, living 83 to 100, hand 170 to 200
    all takers 660/830 to 800/1000, never 170/1000 or 200/830 kept
    """
    made = entry((830, 1000), state=(332, 400), company=(166, 200), living=(83, 100), hand=(170, 200))
    state, everyone, _, hand = shares(made)
    assert state == exact(40)
    assert everyone == Interval(Fraction(660, 830), Fraction(80, 100))
    assert hand == Interval(Fraction(20, 100), Fraction(170, 830))


def test_what_is_missing_is_unexplained_when_the_hand_is_stated():
    """
    gross 150: state 75, lodging 40, hand 30: 5 is gone
    """
    made = entry(150, state=75, living=40, hand=30)
    assert shares(made, "named", "all", "unexplained") == [exact(115, 150), exact(120, 150), exact(5, 150)]


def test_a_silent_remainder_may_be_taken_or_kept():
    """
    gross 1000: state 400, nothing said of the hand: 40 at least are taken, at most 60 are kept
    """
    made = entry(1000, state=400)
    assert shares(made) == [span(40, 100), span(40, 100), span(40, 100), span(0, 60)]


def test_what_other_takers_have_the_state_has_not():
    """
    gross 1000: state 400, food 100, nothing said of the hand: the state has 40 to 90
    """
    assert shares(entry(1000, state=400, living=100), "state") == [span(40, 90)]


def test_held_is_not_taken_and_not_in_hand():
    """
    gross 2500 to 2800: company 1000, lodging 800, written down 700 to 1000
    """
    made = entry((2500, 2800), company=1000, living=800, held=(700, 1000))
    everyone, nothing = Interval(Fraction(1800, 2800), Fraction(72, 100)), exact(0)
    assert shares(made, "all", "not-in-hand", "hand") == [everyone, exact(100), nothing]


def test_a_hand_of_at_most_makes_the_takers_at_least():
    """
    gross 200 to 300: hand under 50
    """
    everyone, hand = shares(entry((200, 300), hand=(None, 50)), "all", "hand")
    assert (everyone.low, everyone.high) == (Fraction(75, 100), None)
    assert (hand.low, hand.high) == (None, Fraction(25, 100))


def test_a_gross_of_at_least_makes_the_hand_at_most():
    """
    gross above 5000, hand 2000: below 40 kept
    """
    assert shares(entry((5000, None), hand=2000), "hand", "all") == [span(None, 40), span(60, None)]


def test_income_outside_the_wage_is_in_no_gross():
    """
    gross 500, tips 60, hand 100 with the tips in it: 40 of the wage reached the hand
    """
    assert shares(entry(500, hand=100, tips=60), "hand", "all") == [exact(8), exact(92)]


def test_a_hand_that_holds_tips_of_nobody_knows_how_much_is_at_most():
    """
    gross 500, tips named without a figure, hand 100 with the tips in it
    """
    assert shares(entry(500, hand=100, tips="?"), "hand", "all") == [span(None, 20), span(80, None)]


def test_more_than_everything_is_a_share():
    """
    gross 10000 to 25000: fixed plan 20000, hand -10000 to 5000
    """
    made = entry((10000, 25000), state=20000, hand=(-10000, 5000))
    assert shares(made, "state", "hand") == [span(80, 200), span(-100, 20)]


def test_a_share_of_which_no_line_is_stated_is_not_told():
    """
    gross 1000: hand 300: 70 are gone, and nobody says that the state has none of it
    """
    assert shares(entry(1000, hand=300)) == [None, exact(70), exact(70), exact(30)]


def test_lines_that_fill_the_gross_leave_nothing_for_the_others():
    """
    gross 1000: company 700, hand 300: the state has nothing of it
    """
    assert shares(entry(1000, company=700, hand=300), "state") == [exact(0)]


@pytest.mark.parametrize(
    "made",
    [
        entry(1000),
        entry(state=400),
        entry(state=400, hand=100),
        entry(0, hand=0),
        entry(1000, hand="?"),
        entry(1000, hand=100, kind="settlement"),
        entry(1000, hand=100, void=True),
    ],
    ids=["gross alone", "no gross", "no gross but a hand", "nothing earned", "unpriced", "no wage", "reversed"],
)
def test_no_share_is_made_of(made):
    assert units([made]) == []


def test_entries_of_one_subject_are_summed_before_they_are_divided():
    """
    January 100: state 50; February 300: state 250: of 400 the state has 300
    """
    months = [
        entry(100, subject="w", period="2015-01", state=50, hand=50),
        entry(300, subject="w", period="2015-02", state=250, hand=50),
    ]
    (unit,) = units(months)
    assert unit.interval("state") == exact(75)
    assert unit.entries == tuple(e.id for e in months)


@pytest.mark.parametrize("other", [{"currency": "RUB"}, {"basis": "contract"}, {"per": "year"}, {"origin": "o2"}])
def test_what_cannot_be_added_stays_apart(other):
    assert len(units([entry(100, subject="w", hand=50), entry(100, subject="w", hand=50, **other)])) == 2


# --- invariants -------------------------------------------------------------------------------------------------------

WHOLE = st.integers(0, 10**6)
FIGURE = (
    WHOLE
    | st.tuples(WHOLE, WHOLE).map(lambda pair: tuple(sorted(pair)))
    | st.tuples(WHOLE, WHOLE, WHOLE).map(lambda three: tuple(sorted(three)))
    | WHOLE.map(lambda end: (None, end))
    | WHOLE.map(lambda end: (end, None))
    | st.just("?")
)
PARTIES = ("state", "company", "supervisor", "broker", "host", "living", "held", "hand")
LINES = st.dictionaries(st.sampled_from(PARTIES), FIGURE, min_size=1, max_size=5)
GROSS = st.integers(1, 10**6) | st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)).map(lambda p: tuple(sorted(p)))


@given(GROSS, LINES)
def test_the_parts_are_the_gross_in_every_case(gross, lines):
    for unit in units([entry(gross, **lines)]):
        for case in unit.cases:
            assert sum(unit.parts[part][case].value for part in PARTS) == unit.gross[case].value
            assert sum(unit.split(case).values()) == 1


@given(GROSS, LINES)
def test_the_low_end_is_never_above_the_high_end(gross, lines):
    for unit in units([entry(gross, **lines)]):
        for measure in (*MEASURES, "hand"):
            found = unit.interval(measure)
            if found is not None and found.low is not None and found.high is not None:
                assert found.low <= found.high


@given(GROSS, LINES)
def test_more_takers_never_have_less(gross, lines):
    """state is in named, named in all, all in not-in-hand: so are their low ends, where they are known."""
    for unit in units([entry(gross, **lines)]):
        for case in unit.cases:
            if any(unit.parts[part][case].value < 0 for part in ("unexplained", "unstated")):
                continue
            found = [unit.share(m, case) for m in ("state", "named", "all", "not-in-hand")]
            lows = [i.low for i in found if i is not None and i.low is not None]
            assert lows == sorted(lows)


def times_twelve(figure):
    if isinstance(figure, tuple):
        return tuple(None if v is None else v * 12 for v in figure)
    return figure if figure == "?" else figure * 12


@given(GROSS, LINES)
def test_a_year_of_the_same_months_has_the_same_shares(gross, lines):
    month, year = (
        unit_of([entry(g, **each)])
        for g, each in [(gross, lines), (times_twelve(gross), {k: times_twelve(v) for k, v in lines.items()})]
    )
    assert (month is None) == (year is None)
    if month is not None:
        for measure in (*MEASURES, *PARTS):
            assert month.interval(measure) == year.interval(measure)


def test_pay_that_is_named_without_a_figure_makes_the_gross_at_least_what_is_stated():
    """
    gross 100 and overtime of which nobody says how much: state 40, hand 60
    at most 40 % to the state
    """
    made = entry(100, state=40, hand=60)
    overtime = replace(made.lines[0], account="employer:overtime", amounts={})
    (state,) = shares(replace(made, lines=(*made.lines, overtime)), "state")
    assert state == Interval(None, Fraction(40, 100))


def test_figures_bounded_on_one_side_are_paired():
    """
    up to 500 earned, up to 400 to the state, 50 for food: 80 % and at least 10 %, paired at the high end
    """
    made = entry((None, 500), state=(None, 400), living=50)
    unit = unit_of([made])
    assert unit.interval("state") == span(80, 90)
    assert unit.interval("living") == span(10, 20)


def test_bounds_of_several_months_are_not_paired():
    """
    at least 300 earned, at least 60 in hand; and 300 earned, 60 in hand: nothing can be said
    """
    open_month = entry((300, None), hand=(60, None), subject="w", observation=None)
    exact_month = entry(300, hand=60, subject="w", observation=None)
    (unit,) = units([open_month, exact_month])
    assert unit.interval("hand") == Interval(None, None)


def test_what_is_unexplained_is_not_what_the_named_lines_have():
    """
    gross 1000: state 900, hand at most 200: unexplained is at least -100, the takers have at least the 900
    """
    made = entry(1000, state=900, hand=(None, 200))
    unit = unit_of([made])
    assert unit.interval("unexplained") == span(-10, None)
    assert unit.interval("all") == span(90, None)


def test_a_ceiling_beside_a_figure_leaves_the_figure_at_least():
    """
    gross 1000: state 200, managers up to 100: all takers have at least 20 %
    """
    unit = unit_of([entry(1000, state=200, supervisor=(None, 100))])
    assert unit.interval("all") == span(20, 100)


def test_a_stated_part_of_the_hand_that_is_more_than_the_gross_is_told_as_it_is():
    """
    gross 100: in hand 200, and more is held, nobody says how much
    """
    assert unit_of([entry(100, hand=200, held="?")]).interval("hand") == exact(200)
