"""Quantiles, weights and resampling: worked out by hand, and the same whatever the order."""

from dataclasses import replace
from fractions import Fraction
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.measure.shares import Interval
from ledger.measure.spread import LEAST_ORIGINS, RESAMPLES
from tests.measure.made_up import entry
from tests.measure.pooled import groups_of, pool_of
from tests.measure.test_pools import SHEET, figures, made


def percent(interval):
    return None if interval is None else tuple(None if v is None else v * 100 for v in (interval.low, interval.high))


def origins(*states, heads=None, period="2015"):
    """One origin each, with so much taken by the state of 100."""
    heads = heads or [None] * len(states)
    return [
        entry(100, origin=f"o{i}", state=state, hand=100 - state, heads=people, period=period)
        for i, (state, people) in enumerate(zip(states, heads, strict=True))
    ]


def test_quartiles_are_those_of_the_second_type():
    """
    10 20 30 40: a quarter of four is one, met exactly: (10 + 20) / 2, (30 + 40) / 2
    10 20 30 40 50: a quarter of five is 1.25: the second; three quarters 3.75: the fourth
    """
    four, five = pool_of(origins(10, 20, 30, 40)), pool_of(origins(10, 20, 30, 40, 50))
    assert [percent(q) for q in four.shares["state"].quartiles] == [(15, 15), (35, 35)]
    assert [percent(q) for q in five.shares["state"].quartiles] == [(20, 20), (40, 40)]
    assert pool_of(origins(10, 20, 30)).shares["state"].quartiles is None


def test_an_origin_that_speaks_for_more_workers_weighs_more():
    """
    10 for 1, 50 for 1, 90 for 10 workers: the middle of twelve lies at 90; each once: 50
    """
    entries = origins(10, 50, 90, heads=[1, 1, 10])
    assert percent(pool_of(entries).shares["state"].median) == (50, 50)
    weighed = pool_of(entries, weight="workers")
    assert percent(weighed.shares["state"].median) == (90, 90)
    assert weighed.low["state"] == Fraction(10 + 50 + 900, 1200)


def test_an_origin_that_does_not_say_for_how_many_is_counted_and_weighs_nothing():
    found = pool_of(origins(10, 50, 90, heads=[None, 1, 10]), weight="workers").shares["state"]
    assert (found.origins, found.unweighed, percent(found.median), percent(found.range)) == (3, 1, (90, 90), (10, 90))
    nobody = pool_of(origins(10, 50), weight="workers")
    assert (nobody.shares["state"].median, nobody.low) == (Interval(None, None), {})


def test_months_are_those_that_the_entries_of_an_origin_cover_each_once():
    """
    o0 covers 2015 (12 months, in two overlapping entries) with 10 taken; o1 one month with 90
    """
    entries = origins(10, 90, period="2015-03")
    entries = [replace(entries[0], period=entry(1, period="2015").period), *entries]
    found = pool_of(entries, weight="months")
    assert abs(found.low["state"] - Fraction(12 * 10 + 90, 1300)) < Fraction(1, 10**12)
    assert pool_of(origins(10, period="201X/.."), weight="months").shares["state"].unweighed == 1


def test_too_few_origins_are_not_resampled():
    few, enough = origins(*range(LEAST_ORIGINS - 1)), origins(*range(LEAST_ORIGINS))
    assert pool_of(few).shares["state"].bootstrap is None
    assert pool_of(enough).shares["state"].bootstrap is not None


def test_resampling_is_drawing_origins_with_replacement_one_by_one():
    """The same draws, the medians taken one by one: 2,000 of 31 origins, the 51st and the 1,950th of them."""
    shares = [3 * i for i in range(31)]
    drawn = np.random.default_rng(5).integers(0, len(shares), (RESAMPLES, len(shares)))
    medians = sorted(median([shares[i] for i in row]) for row in drawn.tolist())
    found = pool_of(origins(*reversed(shares)), seed=5).shares["state"].bootstrap
    assert percent(found) == (medians[50], medians[1949])


def test_the_same_seed_gives_the_same_interval_and_another_one_may_not():
    entries = origins(*(n * n * 90 // 400 for n in range(1, 21)))
    found = [pool_of(entries, seed=seed).shares["state"].bootstrap for seed in (1, 1, *range(2, 12))]
    assert found[0] == found[1]
    assert len({percent(each) for each in found}) > 1


def test_resampling_what_is_all_the_same_gives_that():
    found = pool_of(origins(*[40] * 12)).shares["state"]
    assert percent(found.bootstrap) == (40, 40)


def test_an_end_that_is_mostly_not_known_stays_unknown():
    """Twelve origins that say at most so much in hand: nobody knows the low end of the hand, or the high of all."""
    entries = [entry(100, origin=f"o{i}", hand=(None, 10 + i)) for i in range(12)]
    found = pool_of(entries).shares
    assert found["hand"].bootstrap.low is None
    assert found["all"].bootstrap.high is None
    assert found["all"].bootstrap.low is not None


def test_what_is_earned_for_others_or_was_only_promised_is_in_no_pool_but_its_own():
    entries = [
        entry(100, origin="a", hand=50),
        entry(10000, origin="b", hand=100, basis="revenue"),
        entry(100, origin="c", hand=100, basis="promised"),
    ]
    whole = pool_of(entries)
    assert (whole.origins, whole.apart, whole.without_share, percent(whole.shares["hand"].range)) == (1, 2, 0, (50, 50))
    _, *bases = groups_of(entries, by=("basis",))
    assert {pool.key: (pool.origins, pool.apart) for pool in bases} == {
        ("promised",): (1, 0), ("revenue",): (1, 0), ("wage",): (1, 0)
    }  # fmt: skip


def test_the_outer_bound_is_there_when_it_is_asked_for():
    """A2: the tight answer is 20.00 to 20.48 %, every end against every other 17.00 to 24.10 %."""
    entries = [entry((830, 1000), state=(332, 400), company=(166, 200), living=(83, 100), hand=(170, 200))]
    assert pool_of(entries).shares["hand"].outer is None
    found = pool_of(entries, outer=True).shares
    assert percent(found["hand"].range) == (20, Fraction(17000, 830))
    assert percent(found["hand"].outer) == (17, Fraction(20000, 830))
    assert percent(found["state"].outer) == (Fraction(332, 10), Fraction(40000, 830))
    assert percent(found["all"].outer) == (Fraction(100) - Fraction(20000, 830), 83)


@pytest.mark.parametrize("weight", ["origins", "workers", "months"])
@given(SHEET, st.data())
@settings(max_examples=30)
def test_neither_order_nor_a_copy_changes_what_is_resampled(weight, sheet, data):
    entries = made([(f"{origin}{i}", gross, lines) for i, (origin, gross, lines) in enumerate(sheet * 12)])
    shuffled = data.draw(st.permutations(entries))
    copied = replace(entries[0], id=999, placement=replace(entries[0].placement, subject="copy"), observation="copy")
    found = figures(pool_of(entries, weight=weight))
    assert figures(pool_of(shuffled, weight=weight)) == found
    assert figures(pool_of([*entries, copied], weight=weight)) == found


@given(SHEET)
@settings(max_examples=50)
def test_the_outer_bound_contains_the_range(sheet):
    for measure, summary in pool_of(made(sheet), outer=True).shares.items():
        inner, outer = summary.range, summary.outer
        assert measure in ("state", "named", "all", "not-in-hand", "hand")
        assert outer.low is None or (inner.low is not None and outer.low <= inner.low)
        assert outer.high is None or (inner.high is not None and outer.high >= inner.high)


@given(SHEET)
@settings(max_examples=50)
def test_the_quartiles_stand_in_order(sheet):
    entries = made([(f"{origin}{i}", gross, lines) for i, (origin, gross, lines) in enumerate(sheet * 3)])
    for summary in pool_of(entries).shares.values():
        first, third = summary.quartiles or (None, None)
        if first is None or third is None:
            continue
        for low, middle, high in zip(*((i.low, i.high) for i in (first, summary.median, third)), strict=True):
            known = [v for v in (low, middle, high) if v is not None]
            assert known == sorted(known)
