"""Periods are EDTF level 1: read by hand here, held against the `edtf` library where that can be trusted."""

import warnings
from datetime import date, timedelta
from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values.periods import Period, day, months, parse_bound, parse_period, spread
from ledger.values.problems import BadValue

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its grammar calls old names of pyparsing
    from edtf import parse_edtf


def refusal(text: str) -> BadValue:
    with pytest.raises(BadValue) as caught:
        parse_period(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2003", "2003-01-01", "2003-12-31"),
        ("2012-06", "2012-06-01", "2012-06-30"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2012-06-24", "2012-06-24", "2012-06-24"),
        ("2012-06~", "2012-06-01", "2012-06-30"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("00XX", "0001-01-01", "0099-12-31"),
        ("2004-XX", "2004-01-01", "2004-12-31"),
        ("2004-06-XX", "2004-06-01", "2004-06-30"),
        ("2004-XX-XX", "2004-01-01", "2004-12-31"),
        ("201X-03", "2010-03-01", "2019-03-31"),
        ("201X-02", "2010-02-01", "2019-02-28"),
        ("201X-02-29", "2012-02-29", "2016-02-29"),
        ("2012-21", "2012-03-01", "2012-05-31"),
        ("2012-22", "2012-06-01", "2012-08-31"),
        ("2012-23", "2012-09-01", "2012-11-30"),
        ("2012-24", "2012-12-01", "2013-02-28"),
        ("2008/2010", "2008-01-01", "2010-12-31"),
        ("2015-08/2016-02", "2015-08-01", "2016-02-29"),
        ("2019/2024-05", "2019-01-01", "2024-05-31"),
        ("2015-06-12/2015-06-18", "2015-06-12", "2015-06-18"),
        ("1998~/2005~", "1998-01-01", "2005-12-31"),
        ("2012-05/2012-05", "2012-05-01", "2012-05-31"),
        ("2005-06/2005", "2005-06-01", "2005-12-31"),
        ("../2005", None, "2005-12-31"),
        ("/2005", None, "2005-12-31"),
        ("2021-05/..", "2021-05-01", None),
        ("2021-05/", "2021-05-01", None),
    ],
)
def test_the_days_that_a_text_may_cover(text, earliest, latest):
    period = parse_period(text)
    assert period.text == text
    assert period.earliest == (earliest and date.fromisoformat(earliest))
    assert period.latest == (latest and date.fromisoformat(latest))


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [
        ("2012", False, False),
        ("2012~", True, False),
        ("2012?", False, True),
        ("2012%", True, True),
        ("2012-06-24~", True, False),
        ("2012-21?", False, True),
        ("201X~", True, False),
        ("2012~/2014", True, False),
        ("2012/2014?", False, True),
        ("2012~/2014?", True, True),
        ("../2005~", True, False),
        ("2005%/", True, True),
    ],
)
def test_marks_are_kept(text, approximate, uncertain):
    period = parse_period(text)
    assert (period.is_approximate, period.is_uncertain) == (approximate, uncertain)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no date is written"),
        ("-0044", "a year before year 1"),
        ("-2003/2005", "a year before year 1"),
        ("Y20030", "more than four digits"),
        ("20030", "more than four digits"),
        ("0000", "no such day"),
        ("2012-13", "no such month"),
        ("2012-00", "no such month"),
        ("2012-25", "no such month"),
        ("2012-02-30", "no such day"),
        ("2011-02-29", "no such day"),
        ("2012-06-00", "no such day"),
        ("2012-06-31", "no such day"),
        ("201X-02-30", "no such day"),
        ("2012-21-05", "no such day"),
        ("2004-XX-05", "a day of an unknown month"),
        ("2010/2008", "ends before it begins"),
        ("2012-06-30/2012-06-01", "ends before it begins"),
        ("2012-06/2012-05", "ends before it begins"),
        ("/", "without a beginning and without an end"),
        ("../", "without a beginning and without an end"),
        ("2008/2009/2010", "more than one stroke"),
        ("01/02/2015", "more than one stroke"),
        ("2012-06-24T10:00", "a time of day"),
        ("2012-06-24 10:00", "a time of day"),
        ("2012 - 2014", "a space"),
        (" 2012", "a space"),
        ("2012\n", "a space"),
        ("..2005", "an open end"),
        ("../2005..", "an open end"),
        ("..~/2005", "an open end"),
        ("~2012", "a mark"),
        ("2012~-06", "a mark"),
        ("2012~?", "a mark"),
        ("XXXX", "too few digits"),
        ("2XXX", "too few digits"),
        ("2008-2010", "two years joined by a dash"),
        ("2008\u20132010", "two years joined by a dash"),
        ("201x", "a small x"),
        ("2012-6", "one digit"),
        ("2012-6-4", "one digit"),
        ("2012.06.24", "points"),
        ("\u0662\u0660\u0661\u0662", "digits of another script"),
        ("2014\ub144", "not a date"),
        ("circa", "not a date"),
        ("201", "not a date"),
        ("{2012,2014}", "not a date"),
        ("06/2012", "not a date"),
    ],
)
def test_each_bad_period_has_its_own_reason_and_a_way_out(text, says):
    bad = refusal(text)
    assert says in bad.says
    assert bad.advice
    assert len(text) < 4 or text not in bad.says


@given(st.text() | st.from_regex(r"[0-9X]{2,5}(-[0-9X]{1,3}){0,3}[~?%/. ]{0,3}", fullmatch=True))
def test_any_text_is_read_or_refused(text):
    try:
        period = parse_period(text)
    except BadValue:
        return
    assert period.text == text


@given(st.text(st.characters(exclude_characters=ascii_letters + digits + " "), min_size=4).filter("../..".__ne__))
def test_the_text_is_never_quoted(text):
    assert text not in refusal(text).says + refusal(text).advice


# --- the library as an oracle -----------------------------------------------------------------------------------------
# Its traps, kept out of these texts: a winter ends in its own December; seasons take no marks; an open or unknown end
# has no strict bound (or one ten years off); 29 February is given to years that have none; reversed intervals pass.

YEARS = st.integers(1, 9999).map(lambda y: f"{y:04d}")
DAYS = st.dates(min_value=date(1, 1, 1)).map(date.isoformat)
UNKNOWN = st.one_of(
    st.integers(1, 99).map(lambda y: f"{y:02d}XX"),
    st.integers(1, 999).map(lambda y: f"{y:03d}X"),
    DAYS.map(lambda d: f"{d[:4]}-XX"),
    DAYS.map(lambda d: f"{d[:7]}-XX"),
    DAYS.map(lambda d: f"{d[:4]}-XX-XX"),
)
SEASONS = st.tuples(YEARS, st.integers(21, 23)).map(lambda p: f"{p[0]}-{p[1]}")
MARKS = st.sampled_from(["", "~", "?", "%"])
MARKED = st.tuples(YEARS | DAYS | DAYS.map(lambda d: d[:7]), MARKS).map("".join)
INTERVALS = st.tuples(MARKED, MARKED).map(lambda p: "/".join(sorted(p)))


def struct_day(moment: tuple[int, ...]) -> date:
    return date(*moment[:3])


@given(MARKED | UNKNOWN | SEASONS)
def test_bounds_agree_with_the_library(text):
    theirs = parse_edtf(text)
    period = parse_period(text)
    assert period.earliest == struct_day(theirs.lower_strict())
    assert period.latest == struct_day(theirs.upper_strict())


@given(INTERVALS)
def test_intervals_agree_with_the_library_or_are_reversed(text):
    theirs = parse_edtf(text)
    first, last = struct_day(theirs.lower_strict()), struct_day(theirs.upper_strict())
    if first > last:
        assert "ends before it begins" in refusal(text).says
    else:
        period = parse_period(text)
        assert (period.earliest, period.latest) == (first, last)


@given(INTERVALS | MARKED | UNKNOWN)
def test_the_first_day_is_never_after_the_last(text):
    try:
        period = parse_period(text)
    except BadValue:
        return
    assert period.earliest is not None
    assert period.latest is not None
    assert period.earliest <= period.latest


# --- months and spreading ---------------------------------------------------------------------------------------------


def test_months_count_the_days_inside():
    period = parse_period("2011-12-30/2012-02-10")
    assert months(period) == ((2011, 12, 2), (2012, 1, 31), (2012, 2, 10))


def test_a_period_inside_one_month_has_one_month():
    assert months(parse_period("2015-06-12/2015-06-18")) == ((2015, 6, 7),)


@pytest.mark.parametrize("text", ["../2005", "2021-05/..", "/2005", "2021-05/"])
def test_the_months_of_an_open_period_are_not_counted(text):
    with pytest.raises(BadValue, match="open"):
        months(parse_period(text))
    with pytest.raises(BadValue, match="open"):
        spread(100, parse_period(text))


def test_a_total_is_spread_by_days_with_the_largest_remainders_first():
    """100 over 31, 28 and 31 days of 90: 34.44, 31.11, 34.44; the unit left over goes to the earlier of the two."""
    assert spread(100, parse_period("2015-01/2015-03")) == ((2015, 1, 35), (2015, 2, 31), (2015, 3, 34))
    assert spread(-100, parse_period("2015-01/2015-03")) == ((2015, 1, -35), (2015, 2, -31), (2015, 3, -34))


def test_a_total_smaller_than_the_months_leaves_months_with_nothing():
    assert [p for _, _, p in spread(2, parse_period("2015-01/2015-04"))] == [1, 0, 1, 0]


@st.composite
def closed_periods(draw):
    first = draw(st.dates(date(1950, 1, 1), date(2050, 1, 1)))
    last = first + timedelta(days=draw(st.integers(0, 3000)))
    return parse_period(f"{first}/{last}")


@given(st.integers(-(10**18), 10**18), closed_periods())
def test_parts_sum_to_the_total_and_months_are_in_order(total, period):
    parts = spread(total, period)
    assert sum(p for _, _, p in parts) == total
    assert [(y, m) for y, m, _ in parts] == sorted({(y, m) for y, m, _ in parts})
    assert spread(-total, period) == tuple((y, m, -p) for y, m, p in parts)


@given(st.integers(0, 10**18), closed_periods())
def test_no_part_is_a_whole_unit_off_its_exact_share(total, period):
    covered = months(period)
    days = sum(n for _, _, n in covered)
    for (_, _, n), (_, _, got) in zip(covered, spread(total, period), strict=True):
        assert abs(got * days - total * n) < days


@given(closed_periods())
def test_months_cover_every_day_once(period):
    assert period.earliest is not None
    assert period.latest is not None
    assert sum(n for _, _, n in months(period)) == (period.latest - period.earliest).days + 1


# --- plain days -------------------------------------------------------------------------------------------------------


def test_a_day_is_a_day():
    assert day("2012-06-24") == date(2012, 6, 24)


@pytest.mark.parametrize(
    "text", ["", "2012", "2012-06", "20120624", "2012-W25-7", "2012-02-30", "2012-06-24~", "2012-06-24\n"]
)
def test_other_texts_are_no_day(text):
    with pytest.raises(BadValue):
        day(text)


@pytest.mark.parametrize(
    ("text", "first"), [("2015", "2015-01-01"), ("2015-03", "2015-03-01"), ("2015-03-02", "2015-03-02")]
)
def test_a_bound_is_the_first_day_of_what_is_named(text, first):
    assert parse_bound(text) == date.fromisoformat(first)


@pytest.mark.parametrize(
    "text", ["", "15", "2015-21", "2015-13", "201X", "2015~", "2015-02-29", "0000", "2015/2016", "2015-3"]
)
def test_other_texts_are_no_bound(text):
    with pytest.raises(BadValue):
        parse_bound(text)


def test_a_period_is_a_value():
    assert parse_period("2003") == Period("2003", date(2003, 1, 1), date(2003, 12, 31))
    assert len({parse_period("2003"), parse_period("2003"), parse_period("2003~")}) == 2


def test_a_period_of_which_nothing_is_known_is_open_at_both_ends():
    found = parse_period("../..")
    assert (found.earliest, found.latest, found.text) == (None, None, "../..")
