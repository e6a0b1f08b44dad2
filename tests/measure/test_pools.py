"""Pools: each origin counts once, copies change nothing, an unknown end stays unknown."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.measure.columns import KEYS, entry_keys, years
from ledger.measure.shares import Interval
from ledger.measure.spread import median
from ledger.values.periods import parse_period
from tests.measure.made_up import claim, entry
from tests.measure.pooled import groups_of, pool_of
from tests.measure.test_shares import GROSS, LINES, times_twelve


def hundredths(interval):
    return tuple(None if v is None else v * 100 for v in (interval.low, interval.high))


def told(found, measure="state"):
    summary = found.shares[measure]
    return hundredths(summary.median), hundredths(summary.range), summary.bounds


def test_five_articles_of_one_witness_are_one_witness():
    """
    o1 says 90 five times, o2 says 40: the median is 65, not 90
    """
    entries = [entry(100, origin="o1", state=90, hand=10) for _ in range(5)]
    entries.append(entry(100, origin="o2", state=40, hand=60))
    found = pool_of(entries, [])
    assert (found.entries, found.origins) == (6, 2)
    assert told(found) == ((65, 65), (40, 90), 0)


def test_an_origin_that_says_several_things_spans_them():
    """
    o1: 40 and 50; o2: 70: median of the low ends 55, of the high ends 60
    """
    entries = [entry(100, origin="o1", state=s, hand=10) for s in (40, 50)]
    assert told(pool_of([*entries, entry(100, origin="o2", state=70, hand=10)], [])) == ((55, 60), (40, 70), 0)


def test_bounds_are_counted_by_origin():
    """
    o1: state 40, silent on the hand; o2: state 50, hand 50
    """
    found = pool_of([entry(100, origin="o1", state=40), entry(100, origin="o2", state=50, hand=50)], [])
    assert told(found) == ((45, 75), (40, 100), 1)


def test_a_share_that_nobody_tells_is_not_there():
    found = pool_of([entry(100, hand=30)], [])
    assert "state" not in found.shares
    assert told(found, "all") == ((70, 70), (70, 70), 0)


def test_a_share_is_counted_by_those_who_tell_it():
    found = pool_of([entry(100, origin="o1", hand=30), entry(100, origin="o2", state=60, hand=30)], [])
    assert (found.shares["state"].origins, found.shares["all"].origins) == (1, 2)


def test_the_split_is_the_mean_over_origins():
    """
    o1: state 40, hand 60 (twice); o2: company 80, hand 20
    """
    entries = [entry(100, origin="o1", state=40, hand=60) for _ in range(2)]
    found = pool_of([*entries, entry(100, origin="o2", company=80, hand=20)], [])
    split = {part: share * 100 for part, share in found.low.items() if share}
    assert split == {"state": 20, "company": 40, "hand": 40}
    assert found.high == found.low


def test_workers_are_stated_or_not_known():
    """
    o1 speaks for 5,000, in two articles; o2 does not say; o3 is one worker's notebook
    """
    said = [entry(100, origin="o1", hand=50, heads=5000) for _ in range(2)] + [entry(100, origin="o2", hand=50)]
    notebook = [entry(100, origin="o3", subject="w", who="worker", hand=n) for n in (40, 50)]
    found = pool_of([*said, *notebook], [])
    assert (found.workers, found.workers_stated_by, found.origins) == (5001, 2, 3)
    assert pool_of(said[2:], []).workers is None


def test_entries_without_a_share_are_counted_and_enter_nothing():
    found = pool_of([entry(100, state=40, hand=60), entry(100), entry(hand=60)], [])
    assert (found.entries, found.without_share) == (1, 2)
    assert sum(found.bases.values()) == 1


def test_nothing_is_pooled_of_nothing():
    found = pool_of([], [])
    assert (found.entries, found.origins, found.workers, found.shares, found.low) == (0, 0, None, {}, {})


def test_groups_stand_with_the_best_documented_first_and_claims_beside():
    entries = [entry(100, origin=o, country=c, hand=50) for o, c in [("o1", "KW"), ("o2", "CN"), ("o3", "CN")]]
    whole, *found = groups_of(entries, [claim(best=90, country="KW"), claim(best=80, country="UZ")], ["country"])
    assert (whole.key, whole.entries, len(whole.claims)) == ((), 3, 2)
    assert [(g.key, g.entries, len(g.claims)) for g in found] == [
        (("CN",), 2, 0),
        (("KW",), 1, 1),
        (("UZ",), 0, 1),
    ]


def test_an_entry_stands_in_every_year_that_it_covers():
    made = entry(100, hand=50, period="2014-06/2016", country="KW")
    assert entry_keys(made, ["country", "year"]) == [("KW", "2014"), ("KW", "2015"), ("KW", "2016")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2015", ["2015"]),
        ("2015-03~", ["2015"]),
        ("2004-XX", ["2004"]),
        ("201X", ["201X"]),
        ("../2005", ["../2005"]),
        ("2014/2015", ["2014", "2015"]),
    ],
)
def test_years_of_a_period(text, found):
    assert years(parse_period(text)) == found


def test_an_unknown_key_is_refused():
    with pytest.raises(KeyError):
        groups_of([entry(100, hand=50)], [], ["name"])


@pytest.mark.parametrize("key", KEYS)
def test_every_key_groups_entries_and_claims(key):
    made = {
        "country": "KW",
        "sector": "construction",
        "year": "2015",
        "basis": "wage",
        "currency": "USD",
        "employer": "unknown",
        "sending": "unknown",
        "grade": "C3",
        "verification": "single testimony",
        "via": "original",
        "source": "document",
        "mode": "unknown",
        "subject": "cohort",
    }
    said = made | {"basis": "unknown", "currency": "unknown"}
    assert [g.key for g in groups_of([entry(100, hand=50)], [], [key])[1:]] == [(made[key],)]
    assert [g.key for g in groups_of([], [claim(best=90)], [key])[1:]] == [(said[key],)]


@pytest.mark.parametrize(
    ("values", "high", "middle"),
    [
        ([3, 1, 2], True, 2),
        ([1, 2, 3, 4], True, Fraction(5, 2)),
        ([1, None, 2], True, 2),
        ([1, None, 2], False, 1),
        ([1, None], True, None),
        ([None, None, 1], True, None),
    ],
)
def test_an_unknown_end_ranks_beyond_every_known_one(values, high, middle):
    assert median([None if v is None else Fraction(v) for v in values], unknown_is_high=high) == middle


def test_there_is_no_median_of_nothing():
    with pytest.raises(ValueError, match="no values"):
        median([], unknown_is_high=True)


# --- invariants -------------------------------------------------------------------------------------------------------

SHEET = st.lists(st.tuples(st.sampled_from(("o1", "o2", "o3")), GROSS, LINES), min_size=1, max_size=6)


def made(sheet):
    return [entry(gross, number=i, origin=origin, **lines) for i, (origin, gross, lines) in enumerate(sheet, 1)]


def figures(found):
    """Everything pooled that is no count of entries."""
    return found.origins, found.workers, found.shares, found.low, found.high


@given(SHEET, st.data())
def test_a_copy_of_the_same_origin_changes_no_pooled_figure(sheet, data):
    """A syndicated copy is another observation of another page with the same figures."""
    entries = made(sheet)
    original = data.draw(st.sampled_from(entries))
    copied = replace(original, id=99, observation="copy", placement=replace(original.placement, id=99, subject="copy"))
    assert figures(pool_of([*entries, copied], [])) == figures(pool_of(entries, []))


@given(SHEET, st.data())
def test_the_same_entry_twice_changes_no_pooled_figure(sheet, data):
    entries = made(sheet)
    again = replace(data.draw(st.sampled_from(entries)), id=99)
    assert figures(pool_of([*entries, again], [])) == figures(pool_of(entries, []))


@given(SHEET, st.data())
def test_order_changes_nothing(sheet, data):
    entries = made(sheet)
    assert pool_of(data.draw(st.permutations(entries)), []) == pool_of(entries, [])


@given(SHEET)
def test_twelve_times_everything_changes_no_share(sheet):
    yearly = [(o, times_twelve(gross), {k: times_twelve(v) for k, v in lines.items()}) for o, gross, lines in sheet]
    assert figures(pool_of(made(yearly), [])) == figures(pool_of(made(sheet), []))


@given(SHEET)
def test_the_mean_split_is_the_whole(sheet):
    found = pool_of(made(sheet), [])
    sums = [sum(found.low.values()), sum(found.high.values())]
    assert found.origins == 0 or all(abs(total - 1) < Fraction(1, 10**11) for total in sums)


@given(SHEET)
def test_the_median_lies_in_the_range(sheet):
    for summary in pool_of(made(sheet), []).shares.values():
        inside, outside = summary.median, summary.range
        assert outside.low is None or (inside.low is not None and outside.low <= inside.low)
        assert outside.high is None or (inside.high is not None and inside.high <= outside.high)
        assert summary.bounds <= summary.origins
        assert isinstance(inside, Interval)
