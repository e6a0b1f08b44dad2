"""Columns say what single entries say: every share, every unit, every group; and fractions keep their order."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.measure.columns import KEYS, cells_of, entry_keys, places
from ledger.measure.ratios import DIGITS, fixed, ranked
from ledger.measure.shares import CLAIMED, MEASURES, PARTS, overruns, units
from ledger.measure.units import TooLarge, crossed, numbered, units_in
from tests.measure import one_by_one
from tests.measure.made_up import entry
from tests.measure.test_shares import GROSS, LINES

WAGES = st.lists(
    st.fixed_dictionaries(
        {
            "origin": st.sampled_from("ab"),
            "subject": st.sampled_from(["s1", "s2"]),
            "currency": st.sampled_from(["USD", "CNY"]),
            "basis": st.sampled_from(["wage", "contract"]),
            "per": st.sampled_from(["month", "year"]),
            "tips": st.sampled_from([None, "?", 5, (1, 9), (None, 7)]),
            "period": st.sampled_from(["2015", "2014/2016", "201X", "../2012", "2015-03"]),
            "country": st.sampled_from(["KW", None]),
            "void": st.booleans(),
            "gross": st.one_of(st.none(), st.just("?"), GROSS),
        }
    ).flatmap(lambda fields: LINES.map(lambda lines: fields | lines)),
    max_size=6,
)


def made(sheet):
    return [entry(fields.pop("gross"), **fields) for fields in (dict(each) for each in sheet)]


def told(unit, measure, case):
    share = unit.share(measure, case)
    return None if share is None else (share.low, share.high)


@given(WAGES)
def test_columns_give_every_share_that_one_unit_after_the_other_gives(sheet):
    entries = made(sheet)
    found, wanted = units(entries), one_by_one.units(entries)
    assert [u.entries for u in found] == [tuple(e.id for e in w.entries) for w in wanted]
    for unit, other in zip(found, wanted, strict=True):
        assert (unit.cases, unit.gross, unit.parts) == (other.cases, other.gross, other.parts)
        assert (unit.is_hand_stated, unit.priced, unit.is_overrun) == (
            other.is_hand_stated,
            other.priced & {*PARTS},
            other.is_overrun,
        )
        for measure in (*MEASURES, *CLAIMED, *PARTS):
            for case in unit.cases:
                assert told(unit, measure, case) == told(other, measure, case)


@given(WAGES, st.lists(st.sampled_from(KEYS), unique=True, max_size=2))
def test_an_entry_stands_in_the_same_groups_alone_and_among_others(sheet, by):
    entries = [e for e in made(sheet) if not e.is_void]
    keys, group, at = places(cells_of(entries), by)
    among = sorted((entries[a].id, keys[g]) for g, a in zip(group.tolist(), at.tolist(), strict=True))
    assert among == sorted((e.id, key) for e in entries for key in entry_keys(e, by))


def test_an_entry_stands_in_every_mode_by_which_something_was_taken():
    from dataclasses import replace

    paid = entry(100, number=1, state=40, company=20, hand=40)
    modes = {"state:plan": "withheld", "company:commission": "surrendered"}
    paid = replace(paid, lines=tuple(replace(line, mode=modes.get(line.account)) for line in paid.lines))
    assert entry_keys(paid, ("mode",)) == [("withheld",), ("surrendered",)]
    assert entry_keys(entry(100, state=40), ("mode",)) == [("unknown",)]


def test_an_unknown_key_is_refused():
    with pytest.raises(KeyError):
        places(cells_of([]), ("family",))


def test_what_is_crossed_is_as_wide_as_the_trap():
    """830 to 1,000 earned, 170 to 200 kept: 20.00 to 20.48 %; crossed 17.00 to 24.10 %."""
    cells = cells_of([entry((830, 1000), state=(332, 400), hand=(170, 200))])
    _, group, at = places(cells, ())
    wide = crossed(units_in(cells, group, at))
    pairs = zip(wide.amount[0, PARTS.index("hand")], wide.gross[0], wide.cases[0], strict=True)
    kept = [Fraction(int(amount), int(gross)) for amount, gross, has in pairs if has]
    assert (min(kept), max(kept)) == (Fraction(17, 100), Fraction(200, 830))
    assert np.all(wide.amount[0].sum(axis=0)[wide.cases[0]] == wide.gross[0][wide.cases[0]])


# From shares of some hundreds to the largest that fit: each width of denominator is divided in steps of its own.
FRACTIONS = st.sampled_from((9, 10**3, 10**9, 10**12, 2**53, 2**58, 2**59, 2**62)).flatmap(
    lambda most: st.lists(st.tuples(st.integers(-most, most), st.integers(1, most)), min_size=1, max_size=40)
)


@given(FRACTIONS)
def test_ranks_are_in_the_order_of_the_fractions(pairs):
    values = [Fraction(*pair) for pair in pairs]
    top, bottom = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    found = ranked(top, bottom)
    assert [found.fraction(i) for i in range(len(found))] == sorted(set(values))
    assert [found.fraction(i) for i in found.place.tolist()] == values
    assert found.place_of(values[0]) == found.place[0]
    assert found.place_of(Fraction(1, 7**20)) == -1


def test_fractions_that_differ_in_the_last_place_alone_keep_their_order():
    """Neighbours among fractions: their first 63 binary places are the same, and then they differ."""
    big = 2**57 - 1
    pairs = [(big - 1, big), (big - 2, big - 1), (2 * (big - 1), 2 * big), (big - 3, big - 2)]
    found = ranked(*(np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True)))
    assert found.place.tolist() == [2, 1, 2, 0]
    assert found.fraction(2) == Fraction(big - 1, big)


@given(FRACTIONS)
def test_eighteen_decimals_are_never_above_the_fraction(pairs):
    top, bottom = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    for pair, parts in zip(pairs, zip(*fixed(top, bottom), strict=True), strict=True):
        value = Fraction(sum(int(p) * DIGITS ** (2 - i) for i, p in enumerate(parts)), DIGITS**2)
        assert 0 <= Fraction(*pair) - value < Fraction(1, DIGITS**2)


@given(st.lists(st.tuples(st.integers(-2, 3), st.integers(0, 10**12)), max_size=30))
def test_rows_are_numbered_as_they_first_come(rows):
    assert_numbered(rows)


@given(st.lists(st.tuples(*[st.integers(-(10**12), 10**12)] * 3), max_size=30).map(lambda rows: [*rows, *rows[::2]]))
def test_rows_whose_numbers_do_not_fit_together_are_numbered_too(rows):
    assert_numbered(rows)


def assert_numbered(rows):
    width = len(rows[0]) if rows else 2
    columns = [np.array([row[i] for row in rows], dtype=np.int64) for i in range(width)]
    found, total = numbered(*columns)
    first = list(dict.fromkeys(rows))
    assert total == len(first)
    assert [first[i] for i in found.tolist()] == rows


def test_a_unit_has_an_overrun_where_its_lines_are_more_than_the_gross():
    cells = cells_of([entry(100, origin="a", state=70, company=50), entry(100, origin="b", state=70, hand=30)])
    _, group, at = places(cells, ())
    assert overruns(units_in(cells, group, at)).tolist() == [True, False]


def test_a_sum_that_would_leave_64_bits_is_refused_and_never_wraps():
    huge = 2**61 // 100
    with pytest.raises(TooLarge):
        units([entry(huge, subject="s", origin="o", state=huge, hand=0) for _ in range(3)])
    assert units([entry(10**9, state=10**9, hand=0)])
