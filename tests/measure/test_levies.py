"""A levy is of its own interval: it is found, dated and matched to periods, and no figure makes a year of a month."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.book.views import StatedView
from ledger.measure.levies import NOTHING, levies, overlaps
from ledger.measure.reckon import reckon
from ledger.values.cases import Amount
from ledger.values.periods import UNKNOWN_PERIOD, parse_period
from tests.measure.made_up import entry


def named(made, account="state:plan", **fields):
    """The entry with more said of its lines on that account."""
    lines = tuple(replace(line, **fields) if line.account == account else line for line in made.lines)
    return replace(made, lines=lines)


def levy(figure=100, **more):
    """One monthly levy of the state without a gross."""
    return entry(kind="levy", state=figure, **({"per": "month", "country": "RU"} | more))


def printed(number=1, **more):
    fields = {
        "id": number, "observation": "crew", "flow": "special_levy", "unit": "group_total", "per": "once",
        "currency": "USD", "amount_low": None, "amount_best": "335", "amount_high": None, "percent_low": None,
        "percent_best": None, "percent_high": None, "percent_of": None, "note": None, "treatment": "kept",
        "reason": "a group's total", "entry_id": None,
    }  # fmt: skip
    return StatedView(**(fields | more))


def test_the_takers_lines_of_a_levy_are_levies_and_food_is_none():
    (found,) = levies([levy(100, number=7, living=200)])
    assert (found.account, found.per, found.currency, found.ref) == ("state:plan", "month", "USD", "7.1")
    assert found.amounts == {"best": Amount(10000)}


def test_a_surrender_is_one():
    (found,) = levies([entry(kind="surrender", per="once", company=30)])
    assert found.account == "company:commission"


def test_a_plain_wage_has_none():
    assert levies([entry(1000, state=500, company=200, hand=300)]) == ()


def test_a_line_on_the_levy_account_is_one_in_a_wage_too():
    wage = named(entry(1000, state=500, hand=500), account="state:plan")
    lines = tuple(replace(line, account="state:levy") if line.party == "state" else line for line in wage.lines)
    assert [each.account for each in levies([replace(wage, lines=lines)])] == ["state:levy"]


@pytest.mark.parametrize("text", ["Flood recovery 2024", "Pyongyang housing", "큰물피해복구지원금", "COVID drive"])
@pytest.mark.parametrize("field", ["label", "note"])
def test_a_line_of_the_state_that_names_a_campaign_is_one(field, text):
    assert len(levies([named(entry(1000, state=500, hand=500), **{field: text})])) == 1


@pytest.mark.parametrize("text", ["for construction workers", "recoverys", "monthly plan", ""])
def test_a_line_that_names_none_is_not(text):
    assert levies([named(entry(1000, state=500, hand=500), note=text)]) == ()


def test_what_was_surrendered_to_the_state_is_one_and_a_bribe_is_not():
    assert len(levies([named(entry(1000, state=500, hand=500), mode="surrendered")])) == 1
    bribe = named(entry(kind="fee", broker=500), account="broker:fee", mode="surrendered")
    assert levies([bribe]) == ()


def test_what_is_void_is_no_levy():
    assert levies([levy(void=True)]) == ()


def test_a_levy_without_a_figure_is_listed_without_one():
    (found,) = levies([levy("?")])
    assert found.amounts == {}


# --- one interval -----------------------------------------------------------------------------------------------------


def test_a_levy_of_one_month_stays_one_months():
    """100 in August 2024: 100 for the month and 1,200 nowhere."""
    made = named(levy(100, period="2024-08"), note="flood recovery")
    (found,) = levies([made])
    assert (found.per, {a.value for a in found.amounts.values()}) == ("month", {10000})
    levied = replace(made, lines=tuple(replace(x, account="state:levy") for x in made.lines if x.party == "state"))
    assert reckon([levied], [], []) == []


@pytest.mark.parametrize("account", ["state:levy", "state:loyalty", "living:food", "supervisor:security"])
def test_no_monthly_sum_but_plan_money_is_told_by_the_year(account):
    made = levy(100)
    lines = tuple(replace(x, account=account) if x.party == "state" else x for x in made.lines)
    assert [r for r in reckon([replace(made, lines=lines)], [], []) if r.key == "other-interval"] == []


def test_plan_money_is_told_by_the_month_and_by_the_year():
    """490 a month is 5,880 a year."""
    (found,) = reckon([levy(490)], [], [])
    assert found.figures == {"best_month": "490.00", "best_year": "5,880.00"}


def test_a_yearly_fund_is_told_by_the_month():
    """7,200 a year is 600 a month: that divides what was stated and multiplies nothing."""
    made = levy(7200, per="year")
    lines = tuple(replace(x, account="state:loyalty") if x.party == "state" else x for x in made.lines)
    (found,) = reckon([replace(made, lines=lines)], [], [])
    assert found.figures == {"best_month": "600.00", "best_year": "7,200.00"}


@given(st.integers(1, 10**9), st.sampled_from(["hour", "day", "week", "month", "quarter", "year", "once", "total"]))
def test_no_amount_is_ever_multiplied(amount, per):
    made = levy(1, per=per, period="2019/2021")
    lines = tuple(replace(x, amounts={"best": Amount(amount)}) if x.party == "state" else x for x in made.lines)
    (found,) = levies([replace(made, lines=lines)])
    assert (found.per, found.amounts) == (per, {"best": Amount(amount)})


# --- a change ---------------------------------------------------------------------------------------------------------


def changed(before, after, **more):
    """The same line before and after, in two entries of one observation."""
    old = named(levy(before, period="../2021", observation="rise", **more), label="fund_previous")
    return [old, named(levy(after, period="2021", observation="rise", **more), label="fund")]


@pytest.mark.parametrize(("before", "after", "rise"), [(7200, 10000, Fraction(7, 18)), (4500, 7000, Fraction(5, 9))])
def test_a_rise_is_exact(before, after, rise):
    """2,800 of 7,200 and 2,500 of 4,500."""
    old, new = levies(changed(before, after, per="year"))
    assert (new.change, new.before) == (rise, old)
    assert (old.change, old.before) == (None, None)


@pytest.mark.parametrize("before", [(100, 200), (None, 100), "?", 0])
def test_a_rise_from_a_range_a_bound_or_nothing_is_not_told(before):
    _, new = levies(changed(before, 300))
    assert (new.change, new.before is None) == (None, False)


def test_lines_of_different_intervals_are_not_compared():
    old, new = changed(100, 200)
    assert levies([replace(old, per="year"), new])[1].before is None


# --- groups' totals ---------------------------------------------------------------------------------------------------


def test_a_groups_total_is_dated_by_the_one_date_in_its_note():
    beside = entry(hand=100, observation="crew", period="2019-08/2020-08", country="SN")
    notes = ("typhoon 2019-09-23", "hospital 2020-04", "two payments", "2019-09 and 2019-10", "2020-13")
    found = levies([beside], [printed(n, note=note) for n, note in enumerate(notes)])
    assert [(f.period.text, f.is_dated_by_note) for f in found] == [
        ("2019-09-23", True), ("2020-04", True), *[("2019-08/2020-08", False)] * 3,
    ]  # fmt: skip
    assert {(f.what, f.country, f.printed, f.entry) for f in found} == {("group", "SN", "335 USD", None)}


def test_only_groups_levies_of_what_is_there_are_taken():
    beside = entry(hand=100, observation="crew")
    assert levies([beside], [printed(flow="group_remittance"), printed(unit="per_worker")]) == ()
    assert levies([], [printed()]) == ()
    assert levies([beside], [printed(observation=None)]) == ()


def test_a_printed_figure_that_the_currency_cannot_hold_stays_as_printed():
    (found,) = levies([entry(hand=100, observation="crew")], [printed(amount_best="335.1234")])
    assert (found.printed, found.amounts) == ("335.1234 USD", {})


# --- matched to periods -----------------------------------------------------------------------------------------------


def matched(period, *wages):
    made = [entry(100, hand=50, country="RU", number=n, **wage) for n, wage in enumerate(wages, 50)]
    (found,) = levies([levy(period=period, number=1)])
    return overlaps([found], made)[found.ref]


def test_wage_periods_that_share_a_day_are_counted_with_their_origins():
    wages = [
        {"period": "2021-08", "origin": "a"},
        {"period": "2021", "origin": "a"},
        {"period": "2020/..", "origin": "b"},
        {"period": "2021-09", "origin": "c"},
        {"period": "2021-08", "origin": "d", "void": True},
        {"period": "2021-08", "origin": "e", "kind": "accrual"},
    ]
    found = matched("2021-08", *wages)
    assert (found.entries, found.origins) == ((50, 51, 52), 2)


@pytest.mark.parametrize(
    ("levied", "paid", "is_shared"),
    [
        ("2021-05/..", "2030", True),
        ("2021-05/..", "2021-04", False),
        ("../2021", "1994", True),
        ("../2021", "2022", False),
        ("201X-03", "2015-03", True),
        ("201X-03", "2010-02", False),
        ("2021-08-31", "2021-08-31/2022", True),
        ("../..", "2021", False),
        ("2021", "../..", False),
    ],
)
def test_an_open_end_may_be_any_day_and_an_unknown_date_is_none(levied, paid, is_shared):
    assert bool(matched(levied, {"period": paid}).entries) == is_shared


def test_another_country_and_no_country_match_nothing():
    abroad = entry(100, hand=50, country="CN", period="2021")
    found = levies([levy(period="2021"), levy(period="2021", country=None)])
    matches = overlaps(found, [abroad])
    assert [matches.get(f.ref, NOTHING) for f in found] == [NOTHING, NOTHING]


def test_nothing_at_all_gives_nothing():
    assert (levies([]), overlaps([], [])) == ((), {})
    assert parse_period("../..") == UNKNOWN_PERIOD
