"""Conflicts: what each rule calls one, what it does not, and that no side is lost or preferred."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.book.views import StatedView
from ledger.measure.conflicts import RULES, conflicts
from ledger.measure.conflicts_contested import is_contested
from ledger.measure.printed import Printed, meet, of_claim, of_entry, overlap
from ledger.values.periods import parse_period
from tests.measure.made_up import claim, entry


def at(of, place="Dandong", *, employer=None, url=None, verification="single source", via="original"):
    """The same at a place and on a page of its own."""
    source = replace(
        of.source, url=url or f"https://example.org/{of.source.origin}", verification=verification, seen_via=via
    )
    return replace(of, placement=replace(of.placement, description=place, employer=employer), source=source)


def found(*things, rules=tuple(RULES), stated=()):
    """The rule, the kind and the numbers of the sides of each conflict."""
    entries = [t for t in things if hasattr(t, "lines")]
    claims = [t for t in things if not hasattr(t, "lines")]
    made = conflicts(entries, claims, stated, rules)
    return [(c.rule, c.kind, tuple(side.mark for side in c.sides)) for c in made]


def two(first, second, **more):
    """Two wages of one place, of two origins, with these grosses."""
    return at(entry(first, number=1, origin="a", **more)), at(entry(second, number=2, origin="b", **more))


def test_figures_of_two_origins_that_do_not_meet_conflict():
    assert found(*two((200, 300), (400, 500))) == [("origins", "gross", ("1", "2"))]


@pytest.mark.parametrize(
    ("first", "second"),
    [((200, 300), (300, 500)), ((None, 200), 150), ((150, None), 200), ((None, 200), (None, 90)), (200, 200)],
)
def test_figures_that_meet_within_their_bounds_do_not(first, second):
    assert found(*two(first, second)) == []


@pytest.mark.parametrize(("first", "second"), [((None, 200), 201), ((200, None), 199)])
def test_a_figure_beyond_a_bound_does(first, second):
    assert len(found(*two(first, second))) == 1


def test_one_origin_another_place_another_time_currency_interval_or_base_is_no_conflict():
    one = at(entry(100, number=1, origin="a", period="2015"))
    for other in (
        at(entry(200, origin="a", period="2015"), url="https://example.org/a"),
        at(entry(200, origin="b", period="2015"), "Hunchun"),
        at(entry(200, origin="b", period="2015"), None),
        at(entry(200, origin="b", period="2016")),
        at(entry(200, origin="b", period="../..")),
        at(entry(200, origin="b", period="2015", currency="CNY")),
        at(entry(200, origin="b", period="2015", per="year")),
        at(entry(200, origin="b", period="2015", basis="contract")),
        at(entry(200, origin="b", period="2015", country=None)),
        at(entry(200, origin="b", period="2015", sector="garments")),
        at(entry(200, origin="b", period="2015", void=True)),
    ):
        assert found(one, other) == []


def test_a_base_that_is_not_stated_may_be_any():
    one, other = at(entry(100, number=1, origin="a")), at(entry(200, number=2, origin="b", basis="other"))
    (conflict,) = conflicts([one, other], [])
    assert "The base is not stated: s2." in conflict.open


def test_one_employer_is_compared_across_places_and_two_employers_are_not():
    here = at(entry(100, number=1, origin="a"), "Dandong", employer="Plant  One")
    there = at(entry(200, number=2, origin="b"), "Hunchun", employer="plant one")
    assert found(here, there) == [("origins", "gross", ("1", "2"))]
    assert found(here, at(entry(200, origin="b"), "Dandong", employer="Plant Two")) == []


def test_claims_of_the_same_side_and_takers_are_compared_with_their_rounding():
    def pair(*shares, **more):
        return [at(claim(best=share, number=i, origin=str(i), **more)) for i, share in enumerate(shares, 1)]

    assert found(*pair("66.7", "67")) == []
    assert found(*pair("66.7", "68")) == [("origins", "taken-state", ("c1", "c2"))]
    state, everybody = pair("40", "80")
    assert found(state, replace(everybody, takers="all")) == []
    assert found(state, replace(everybody, side="kept")) == []


def test_all_sides_of_a_chain_stand_together_in_the_order_of_their_times():
    late = at(entry(100, number=1, origin="a", period="2016"))
    long = at(entry(200, number=2, origin="b", period="2014/2016"))
    early = at(entry(100, number=3, origin="c", period="2014"))
    assert found(late, long, early) == [("origins", "gross", ("3", "2", "1"))]


def test_one_day_in_common_is_enough():
    until = at(entry(100, number=1, origin="a", period="2014/2015-12-31"))
    on = at(entry(200, number=2, origin="b", period="2015-12-31"))
    since = at(entry(200, number=3, origin="c", period="2015-12-31/2016"))
    assert found(until, on, since) == [("origins", "gross", ("1", "2", "3"))]


def test_a_printed_total_and_its_parts():
    """B2: 50, 20 and 15 make 85, printed is 95: ten points apart."""
    parts = entry((4000, 5000), number=1, subject="b2", state=(2000, 2500), supervisor=(800, 1000), living=(600, 750))
    total = replace(claim(best=95, takers="unsaid", number=1), observation="b2")
    (conflict,) = conflicts([parts], [total])
    assert conflict.kind == "parts"
    assert [(side.low, side.high) for side in conflict.sides] == [(Fraction(95, 100),) * 2, (Fraction(85, 100),) * 2]
    assert "10.00 points apart" in conflict.working[0]


def test_a_line_without_a_figure_may_be_the_rest_of_the_total():
    parts = entry(100, number=1, subject="b2", state=50, supervisor=35, company="?")
    assert found(parts, replace(claim(best=95, takers="all"), observation="b2")) == []


def test_a_share_and_the_amounts_for_the_same_takers():
    wage = entry(300, number=1, subject="x", state=200, hand=100)
    assert found(wage, replace(claim(best="66.7", number=2), observation="x")) == []
    assert found(wage, replace(claim(best=70, number=2), observation="x")) == [("itself", "share", ("c2", "1"))]
    kept = replace(claim("kept", best=30, takers="all", number=3), observation="x")
    assert found(wage, kept) == [("itself", "share", ("c3", "1"))]


def test_three_quarters_of_300_leaves_75_and_print_says_under_50():
    """B18: 75 % of 200 leaves 50; of 300 leaves 75; printed is under 50 for the whole range."""
    wage = entry((200, 300), number=1, subject="b18", hand=(None, 50))
    share = replace(claim(best=75, number=1), observation="b18")
    (conflict,) = conflicts([wage], [share])
    assert (conflict.kind, conflict.sides[1].low, conflict.sides[1].high) == ("left", 5000, 7500)
    assert "75.00 of 300.00 USD" in conflict.working[0]


def test_a_share_of_one_taker_leaves_room_for_the_others_that_are_named():
    """Kuwait 2016: 40 % to the state leaves 600 of 1,000, and others took of it until 200 were left."""

    def kinds(hand):
        wage = entry(1000, subject="kw", company="?", living=100, hand=hand)
        return {kind for _, kind, _ in found(wage, replace(claim(best=40), observation="kw"))}

    assert kinds(200) == set()
    assert kinds(700) == {"left"}  # nobody can have made it more


def test_about_half_that_a_printed_take_home_reaches_is_no_conflict():
    """Hunchun: half of 1,500 leaves 750, and 600 to 750 is printed."""
    wage = entry(1500, subject="h", hand=(600, 750))
    assert found(wage, replace(claim(best=50), observation="h")) == []


def test_lines_above_the_gross():
    """Kuwait 2014: lines of 104 to 111 % of the gross."""
    wage = entry(450, number=1, state=(280, 310), company=90, living=50, hand=50)
    (conflict,) = conflicts([wage], [])
    assert conflict.kind == "overrun"
    assert [(side.low, side.high) for side in conflict.sides] == [(45000, 45000), (47000, 50000)]


def test_a_fixed_sum_above_what_was_earned_says_what_may_explain_it():
    """A9 in a bad month: 20,000 due of 10,000 earned."""
    (conflict,) = conflicts([entry(10000, state=20000)], [])
    assert conflict.kind == "overrun"
    assert any("fixed sum" in text for text in conflict.open)


def test_a_take_home_inside_what_the_lines_leave_is_consistent():
    """A1: the lines leave 32 to 27, and about 30 is printed."""
    assert found(entry(150, state=(78, 83), living=40, hand=30)) == []


def test_a_rest_is_told_unless_a_line_is_named_without_a_figure():
    """A11: 58 less 17.40 leaves 40.60, and 2 reached the hand. A2: insurance and savings are named."""
    assert found(entry(5800, number=1, state=1740, hand=200)) == [("itself", "take-home", ("1", "1"))]
    assert found(entry((830, 1000), state=(332, 400), company=(166, 200), hand=(170, 200), living="?")) == []


def test_a_printed_percentage_and_its_amount():
    wage = entry(59, number=1, state=20)
    wage = replace(wage, lines=tuple(replace(x, label="fund") if x.party == "state" else x for x in wage.lines))

    def printed(percent):
        return StatedView(
            1, "s1", "fund", "per_worker", "month", "USD", None, "20", None, None, percent, None, "gross", None,
            "posted", "posted", 1,
        )  # fmt: skip

    assert found(wage, stated=[printed("33.9")]) == []  # 20 of 59 is 33.898 %
    assert found(wage, stated=[printed("34")]) == []
    assert found(wage, stated=[printed("30")]) == [("itself", "percent", ("1", "1"))]


def test_a_contract_that_pays_fewer_days_than_its_time_has():
    """B7: 6,000,000 for 100, less two thirds, is 33.3 days at 600, of 153."""
    pay = entry(number=1, hand=600, per="day", currency="RUB", subject="b7", period="2016-08/2016-12", heads=100)

    def stated(flow, unit, per, amount=None, percent=None, of=None):
        return StatedView(
            1, "b7", flow, unit, per, "RUB", None, amount, None, None, percent, None, of, None, "kept", "kept", None
        )

    printed = [
        stated("contract_total", "group_total", "once", "6000000"),
        stated("state_remittance", "group_total", "once", percent="66.7", of="contract total"),
        stated("take_home", "per_worker", "day", "600"),
    ]
    (conflict,) = conflicts([pay], [], printed)
    assert (conflict.kind, [side.low for side in conflict.sides]) == ("days", [Fraction(333, 10), 153])


def test_pages_of_one_origin_that_print_different_figures_are_copies_that_changed():
    """150-200 becomes 200."""
    first = at(entry((150, 200), number=1, origin="o"), url="https://example.org/1")
    second = at(entry(200, number=2, origin="o"), "Elsewhere", url="https://example.org/2")
    assert found(first, second) == [("copies", "gross", ("1", "2"))]
    assert found(first, at(entry((150, 200), origin="o"), url="https://example.org/2")) == []
    assert found(first, at(entry(200, origin="o"), url="https://example.org/1")) == []
    assert found(first, at(entry(200, origin="o", period="2016"), url="https://example.org/2")) == []


def test_copies_that_swap_two_headcounts_are_found():
    """KBS gives 800, Segye another number, of one seminar."""
    first = at(entry(100, number=1, origin="nkdb", heads=800), url="https://example.org/kbs")
    second = at(entry(100, number=2, origin="nkdb", heads=1700), url="https://example.org/segye")
    assert found(first, second) == [("copies", "workers", ("1", "2"))]


def test_copies_of_what_was_sent_are_compared():
    sent = [entry(number=i, origin="nkdb", kind="remittance", per="once", broker=10 * i) for i in (1, 2)]
    views = [at(each, url=f"https://example.org/{each.id}") for each in sent]
    lines = [replace(x, account="worker:hand") if x.party == "unstated" else x for x in views[0].lines]
    views[0] = replace(views[0], lines=tuple(lines))
    lines = [replace(x, account="worker:hand") if x.party == "unstated" else x for x in views[1].lines]
    views[1] = replace(views[1], lines=tuple(lines))
    assert ("copies", "sent", ("1", "2")) in found(*views)


def test_what_is_contested_stands_beside_what_the_book_has_of_the_same_thing():
    claimed = at(entry((None, 200), number=1, origin="x"), verification="contested", url="https://example.org/1")
    counter = at(entry(100, number=2, origin="x", host=10), verification="contested counter-claim")
    beside = at(entry(200, number=3, origin="y"))
    elsewhere = at(entry(200, number=4, origin="z"), "Hunchun")
    later = at(entry(200, number=5, origin="y", period="2020"))
    (conflict,) = [c for c in conflicts([claimed, counter, beside, elsewhere, later], []) if c.rule == "contested"]
    assert {side.mark for side in conflict.sides} == {"1", "2", "3"}
    assert {side.what for side in conflict.sides} == {None, "host:tax"}


def test_what_is_contested_alone_says_that_the_book_has_nothing_beside_it():
    (conflict,) = conflicts([at(entry(100), verification="Chinese side denies it", via="press_summary")], [])
    assert conflict.open[0].startswith("The book has nothing beside it")
    assert any(text.startswith("Not read in the original") for text in conflict.open)


@pytest.mark.parametrize(
    ("words", "is_so"),
    [("contested", True), ("survey; conflicts with another outlet", True), ("DISPUTED", True), ("denied by it", True),
     ("single source", False), ("density", False), ("identified", False), (None, False)],
)  # fmt: skip
def test_the_words_of_the_verification_say_that_it_is_contested(words, is_so):
    assert is_contested(at(entry(100), verification=words)) is is_so


def test_a_rule_alone_finds_what_it_finds_among_all():
    things = [*two(100, 200), at(entry(100, number=3, origin="c", state=120), "Elsewhere", verification="contested")]
    everything = conflicts(things, [])
    assert {c.rule for c in everything} == {"origins", "itself", "contested"}
    for rule in RULES:
        assert conflicts(things, [], (), [rule]) == [c for c in everything if c.rule == rule]


def test_nothing_conflicts_in_an_empty_book():
    assert conflicts([], []) == []


def test_wages_of_one_subject_are_never_added_up():
    one = at(entry(100, number=1, subject="s", origin="a", state=120))
    other = at(entry(300, number=2, subject="s", origin="a", state=40))
    assert found(one, other) == [("itself", "overrun", ("1", "1"))]


def test_a_negative_take_home_that_adds_up_is_no_conflict():
    """A9: 20,000 due of 10,000 leaves the worker 10,000 in debt."""
    assert found(entry((10000, 25000), state=20000, hand=(-10000, 5000))) == []


figures = st.one_of(
    st.integers(1, 40),
    st.tuples(st.integers(1, 20), st.integers(20, 40)),
    st.tuples(st.none(), st.integers(1, 40)),
    st.tuples(st.integers(1, 40), st.none()),
)
PERIODS = ("2015", "2016", "2015/2016", "../2015", "2016/..", "2015-12-31", "../..")
wages = st.lists(st.tuples(figures, st.sampled_from("abc"), st.sampled_from(PERIODS)), max_size=9)


@given(wages)
def test_every_side_is_apart_from_another_and_every_such_pair_stands_in_one_conflict(made):
    things = [at(entry(g, number=i, origin=o, period=p)) for i, (g, o, p) in enumerate(made, 1)]
    groups = [set(marks) for rule, kind, marks in found(*things, rules=["origins"]) if kind == "gross"]
    printed = [next(f for f in of_entry(each) if f.measure == "gross") for each in things]
    pairs = {
        (a.mark, b.mark)
        for a, b in combinations(printed, 2)
        if a.source.origin != b.source.origin and overlap(a.period, b.period) and not meet(a, b)
    }
    for a, b in pairs:
        assert sum({a, b} <= group for group in groups) == 1
    for group in groups:
        assert all(any(mark in pair and set(pair) <= group for pair in pairs) for mark in group)
    assert sum(map(len, groups)) == len(set().union(*groups)) if groups else not pairs


@given(st.lists(figures, min_size=2, max_size=2))
def test_meeting_is_mutual(ends):
    one, other = (next(of_entry(entry(each))) for each in ends)
    assert meet(one, other) is meet(other, one)
    assert meet(one, one)


def test_a_claim_keeps_its_open_end_and_half_of_its_last_digit():
    ceiling = of_claim(claim(high=90))
    assert (ceiling.low, ceiling.high, ceiling.ends[1]) == (None, Fraction(9, 10), Fraction(905, 1000))
    assert of_claim(claim(best="66.7")).slack == Fraction(5, 10_000)


def test_time_overlaps_where_some_day_may_be_in_both_and_never_where_nothing_is_known():
    known, unknown = parse_period("2015"), parse_period("../..")
    assert overlap(known, parse_period("2015-12/.."))
    assert not overlap(known, parse_period("2016/.."))
    assert not overlap(known, unknown)
    assert not overlap(unknown, unknown)


def test_a_figure_is_named_by_its_entry_or_its_claim():
    assert Printed("gross", entry(1, number=7), None, None).mark == "7"
    assert of_claim(claim(best=1, number=7)).mark == "c7"
