"""Cases: the ends of ranges belong together, and a missing end is carried as a bound, never filled in."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values.cases import CASES, REVERSED, Amount, Stated, at, columns, joined, one


def test_ranges_pair_low_with_low_and_high_with_high():
    """A2: 830 to 1,000 earned, 170 to 200 kept."""
    gross, kept = Stated(low=830, high=1000), Stated(low=170, high=200)
    assert columns([gross, kept]) == ("low", "high")
    assert [(at(gross, c).value, at(kept, c).value) for c in ("low", "high")] == [(830, 170), (1000, 200)]


def test_a_single_figure_is_the_same_in_every_column():
    """A1: a gross of 150, of which 75 to 80 go to the state."""
    gross, state = one(150), Stated(low=75, high=80)
    assert columns([gross, state]) == ("low", "high")
    assert at(gross, "low") == at(gross, "high") == Amount(150)


def test_the_usual_figure_makes_a_column_of_its_own():
    lines = [Stated(100, 150, 200), one(300)]
    assert columns(lines) == ("low", "best", "high")
    assert [at(lines[0], c) for c in CASES] == [Amount(100), Amount(150), Amount(200)]


def test_no_midpoint_is_made_up():
    """One line has a usual figure, the other has ends alone: there is no column in which both are known."""
    assert columns([Stated(100, 150, 200), Stated(low=30, high=40)]) == ("low", "high")


def test_figures_alone_make_one_column():
    assert columns([one(1000), one(500)]) == ("best",)


@pytest.mark.parametrize(
    ("line", "case", "amount"),
    [
        (Stated(high=50), "high", Amount(50, "at_most")),
        (Stated(low=5000), "low", Amount(5000, "at_least")),
    ],
)
def test_an_end_alone_makes_its_column_and_keeps_its_bound(line, case, amount):
    assert columns([line, one(500)]) == (case,)
    assert at(line, case) == amount
    assert at(one(500), case) == Amount(500)


def test_an_end_alone_is_carried_into_the_columns_of_others():
    """B18: 200 to 300 earned, under 50 kept over the whole range."""
    gross, hand = Stated(low=200, high=300), Stated(high=50)
    assert columns([gross, hand]) == ("low", "high")
    assert [at(hand, c) for c in ("low", "high")] == [Amount(50, "at_most"), Amount(50, "at_most")]


def test_a_range_with_one_end_is_bounded_by_its_usual_figure():
    assert at(Stated(best=100, high=200), "low") == Amount(100, "at_most")
    assert at(Stated(low=50, best=100), "high") == Amount(100, "at_least")


def test_nothing_priced_has_no_column():
    assert columns([]) == ()
    assert columns([Stated(), Stated()]) == ()
    with pytest.raises(ValueError, match="without a figure"):
        at(Stated(), "best")


@pytest.mark.parametrize(("low", "best", "high"), [(2, None, 1), (2, 1, None), (None, 2, 1), (1, 3, 2)])
def test_ends_out_of_order_are_refused(low, best, high):
    with pytest.raises(ValueError, match="above"):
        Stated(low, best, high)


def test_zero_is_a_figure_and_blank_is_none():
    assert one(0).is_priced
    assert not one(None).is_priced
    assert columns([one(0)]) == ("best",)


def test_map_leaves_what_is_not_stated():
    assert Stated(low=1, high=3).map(lambda v: v * 100) == Stated(low=100, high=300)


def test_bounds_join_or_are_lost():
    assert joined([]) is None
    assert joined([None, None]) is None
    assert joined([None, "at_least", "at_least"]) == "at_least"
    assert joined(["at_most", None, "at_least"]) == "either"
    assert joined(["either", "at_most"]) == "either"


def test_reversing_twice_gives_the_bound_back():
    assert all(REVERSED[REVERSED[b]] == b for b in REVERSED)


# --- invariants -------------------------------------------------------------------------------------------------------

ENDS = st.none() | st.integers(-(10**12), 10**12)


@st.composite
def stated(draw):
    ends = [draw(ENDS) for _ in range(3)]
    known = sorted(v for v in ends if v is not None)
    return Stated(*(None if v is None else known.pop(0) for v in ends))


LINES = st.lists(stated(), max_size=5)
BIND = {None: lambda true, shown: true == shown, "at_least": int.__ge__, "at_most": int.__le__}


@given(stated())
def test_known_ends_are_in_order(line):
    known = [v for v in (line.low, line.best, line.high) if v is not None]
    assert all(a <= b for a, b in itertools.pairwise(known))


@given(LINES)
def test_columns_are_cases_in_order_and_there_is_one_when_anything_is_priced(lines):
    found = columns(lines)
    assert list(found) == [c for c in CASES if c in found]
    assert bool(found) == any(s.is_priced for s in lines)


@given(LINES)
def test_every_priced_line_has_a_figure_in_every_column(lines):
    for line in (s for s in lines if s.is_priced):
        shown = [at(line, c).value for c in columns(lines)]
        assert shown == sorted(shown)
        assert set(shown) <= {line.low, line.best, line.high}


@given(LINES)
def test_a_usual_figure_is_never_made_of_an_end(lines):
    """Where there is a column `best`, each line shows its own usual figure there, or its only end as a bound."""
    if "best" in columns(lines):
        for line in (s for s in lines if s.is_priced):
            amount = at(line, "best")
            assert amount == Amount(line.best) if line.best is not None else amount.bound is not None


@given(LINES)
def test_columns_do_not_depend_on_the_order_of_ranges(lines):
    ranged = [s for s in lines if sum(v is not None for v in (s.low, s.best, s.high)) != 1]
    assert columns(ranged) == columns(ranged[::-1])


FIGURES = st.lists(st.integers(-(10**12), 10**12), min_size=3, max_size=3).map(sorted)
TRUTH = FIGURES.map(lambda figures: dict(zip(CASES, figures, strict=True)))
SAID = st.sets(st.sampled_from(CASES), min_size=1).filter(lambda said: said != {"best"})


@given(st.lists(st.tuples(TRUTH, SAID), max_size=4))
def test_a_bound_tells_the_truth(lines):
    """Hide some of three true figures of each line: what is shown of the rest holds for the hidden ones in any column.

    A figure that stands alone is left out: it is taken as the same in every column.
    """
    stated = [Stated(**{c: truth[c] for c in said}) for truth, said in lines]
    for (truth, _), line in zip(lines, stated, strict=True):
        for case in columns(stated):
            amount = at(line, case)
            assert BIND[amount.bound](truth[case], amount.value)
