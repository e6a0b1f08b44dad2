"""Quantiles, weights and resampling: worked out by hand, and the same whatever the order."""

import tracemalloc
from dataclasses import replace
from fractions import Fraction
from math import comb, log, sqrt
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.measure.ratios import ranked
from ledger.measure.shares import Interval
from ledger.measure.spread import LEAST_ORIGINS, RESAMPLES, Hulls, middles
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
    shares, heads = [3 * i for i in range(31)], [1 + i % 3 for i in range(31)]
    drawn = np.random.default_rng(5).integers(0, len(shares), (RESAMPLES, len(shares)))
    medians = sorted(median([shares[i] for i in row for _ in range(heads[i])]) for row in drawn.tolist())
    entries = origins(*reversed(shares), heads=heads[::-1])
    found = pool_of(entries, weight="workers", seed=5).shares["state"].bootstrap
    assert percent(found) == (medians[50], medians[1949])


def chance_of_middles(size):
    """How likely each pair of lower and upper middle is among `size` draws of range(size): exact, by counting.

    That the k-th smallest is at most i and the next at most j: k draws or more are at most i, k + 1 or more at most j.
    """
    rank = (size + 1) // 2
    most = np.array([[0] * (size + 1) for _ in range(size + 1)], dtype=object)  # at most i - 1 and j - 1
    for i in range(size + 1):
        for j in range(i, size + 1):
            most[i, j] = sum(
                comb(size, below) * comb(size - below, between)
                * i**below * (j - i) ** between * (size - j) ** (size - below - between)
                for below in range(rank, size + 1)
                for between in range(max(0, rank + 1 - below), size - below + 1)
            )  # fmt: skip
        for j in range(i):  # the next is no smaller: at most j - 1 both
            most[i, j] = most[j, j]
    exactly = most[1:, 1:] - most[:-1, 1:] - most[1:, :-1] + most[:-1, :-1]
    return {(i, j): Fraction(int(exactly[i, j]), size**size) for i in range(size) for j in range(i, size)}


@pytest.mark.parametrize("size", [LEAST_ORIGINS, LEAST_ORIGINS + 1, 24])
def test_the_middles_are_drawn_as_often_as_counting_says(size):
    """Of 40,000 draws no count of pairs up to here and there is further off than one in a million would be by chance.

    For an odd number the upper middle is the lower one, and the chances are those of the lower alone.
    """
    chances, seeds = chance_of_middles(size), range(20)
    assert sum(chances.values()) == 1
    found = [middles(np.random.default_rng(seed), size) for seed in seeds]
    lower, upper = (np.concatenate(each) for each in zip(*found, strict=True))
    assert (upper >= lower).all()
    off = sqrt(log(2 * size**2 * 10**6) / (2 * len(lower)))  # Hoeffding, for each of so many counts
    for i in range(size):
        for j in range(i, size):
            wanted = sum(chance for (low, high), chance in chances.items() if low <= i and (high <= j or size % 2))
            reached = np.mean((lower <= i) & (upper <= (size if size % 2 else j)))
            assert abs(reached - float(wanted)) < off, (i, j)
    assert (lower == upper).all() == (size % 2 == 1)


@pytest.mark.parametrize("shares", [
    [7 * i for i in range(10)],
    [7 * i for i in range(11)],
    [10] * 4 + [20] * 3 + [50] * 3,
    [10] * 3 + [20] * 4 + [90] * 4,
    [4 * i * i % 97 for i in range(24)],
])  # fmt: skip
def test_the_interval_of_equal_origins_is_that_of_all_resamples_there_could_be(shares):
    """Its ends leave so much on either side as 2.5 % of 2,000 could: give or take five standard deviations."""
    ordered, size = sorted(shares), len(shares)
    chances = chance_of_middles(size)
    give = 5 * sqrt(0.025 * 0.975 / RESAMPLES)

    def chance(is_meant):
        pairs = ((low, low) if size % 2 else (low, high) for low, high in chances)
        medians = (Fraction(ordered[low] + ordered[high], 2) for low, high in pairs)
        return float(sum(c for each, c in zip(medians, chances.values(), strict=True) if is_meant(each)))

    for seed in range(5):
        least, most = percent(pool_of(origins(*shares), seed=seed).shares["state"].bootstrap)
        assert chance(lambda each: each < least) <= 0.025 + give  # noqa: B023  # called at once
        assert chance(lambda each: each <= least) >= 0.025 - give  # noqa: B023
        assert chance(lambda each: each > most) <= 0.025 + give  # noqa: B023
        assert chance(lambda each: each >= most) >= 0.025 - give  # noqa: B023


def test_what_all_weigh_alike_changes_nothing():
    shares = [n * n * 90 // 400 for n in range(1, 21)]
    once, twice = (pool_of(origins(*shares, heads=[n] * 20), weight="workers", seed=3) for n in (1, 2))
    assert once.shares["state"].bootstrap == twice.shares["state"].bootstrap
    assert once.shares["state"].bootstrap == pool_of(origins(*shares), seed=3).shares["state"].bootstrap


def hulls_of(size, weights):
    """So many origins, the share of each one ten-thousandth and a half wide."""
    low = 2 * np.arange(size)
    order = ranked(np.stack([low, low + 1]), np.full((2, size), 20 * size))
    return Hulls(order, order.place[0], order.place[1], weights)


def peak_of(run):
    """What it returns, and how many bytes were held at most on the way."""
    tracemalloc.start()
    try:
        return run(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_middle_of_a_hundred_thousand_origins_is_known_to_a_few_hundred_of_them():
    """The rank of the median of 100,000 draws is off by half the root of that, 158: 1.96 times that is 310."""
    size = 100_000
    found, peak = peak_of(lambda: hulls_of(size, np.ones(size, dtype=np.int64)).bootstrap(seed=1))
    ranks = [float(end * 10 * size) for end in (found.low, found.high)]
    assert [round((rank - size / 2) / 310) for rank in ranks] == [-1, 1]
    assert abs(abs(ranks[0] - size / 2) - 310) < 40
    assert abs(abs(ranks[1] - size / 2) - 310) < 40
    assert peak < 32 * 2**20


def test_origins_that_weigh_differently_are_drawn_a_few_resamples_at_a_time(monkeypatch):
    """A hundred resamples of 50,000 origins are 40 MB for every column that would hold them all."""
    monkeypatch.setattr("ledger.measure.spread.RESAMPLES", 100)
    hulls = hulls_of(50_000, 1 + np.arange(50_000) % 3)
    found, peak = peak_of(lambda: hulls.bootstrap(seed=1))
    assert Fraction(49, 1000) < found.low < found.high < Fraction(51, 1000)
    assert peak < 20 * 2**20


def test_the_same_seed_gives_the_same_interval_and_another_one_may_not():
    entries = origins(*range(1, 91))
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
