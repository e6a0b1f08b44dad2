"""Verdicts: each operator's exact reach, bounds that refute nothing, and what must count for two figures to agree."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.measure.beside import NEARNESS, ORIGIN, OTHERS, SAME, beside
from ledger.measure.claimed import accepted
from ledger.measure.shares import Interval
from ledger.measure.verdicts import (
    AS_FAR,
    BOUND,
    CONSISTENT,
    MIXED,
    NO_FIGURE,
    NOT,
    NOTHING,
    ONLY_IF,
    OTHER_BASE,
    UNTESTABLE,
    UNTOLD,
    judged,
)
from ledger.values.percent import percent_text
from tests.measure.made_up import claim, entry
from tests.measure.test_arrears import settlement
from tests.measure.test_timeline import rate

NAME = "obs"


def of(*entries, rates=(), **share):
    """The verdict on one claim with these entries in the book; entries named `obs` are the claim's own."""
    side, fields = share.pop("side", "taken"), {"observation": NAME, "origin": "said", **share}
    made = claim(side, fields.pop("low", None), fields.pop("best", None), fields.pop("high", None), **fields)
    return judged(made, beside(entries, rates=rates))


def own(gross=100, **lines):
    """An entry of the claim's own observation."""
    return entry(gross, observation=NAME, origin="said", **lines)


def reach(side="taken", *ends, operator=None):
    low, best, high = ends
    found = accepted(claim(side, low, best, high, operator=operator))
    return tuple(None if end is None else percent_text(end) for end in (found.low, found.high))


@pytest.mark.parametrize(
    ("ends", "operator", "expected"),
    [
        ((None, 90, None), None, ("89.50", "90.50")),
        ((None, 66.7, None), None, ("66.65", "66.75")),
        ((None, 66.67, None), None, ("66.67", "66.68")),  # 66.665 to 66.675, printed with two decimals
        ((70, None, 80), None, ("69.50", "80.50")),
        ((None, 90, None), "about", ("85.00", "95.00")),
        ((None, 80, None), "nearly", ("75.00", "80.50")),
        ((None, None, 90), "up to", (None, "90.50")),
        ((None, None, 90), None, (None, "90.50")),
        ((None, 90, None), "up to", (None, "90.50")),
        ((70, None, 90), "up to", ("69.50", "90.50")),
        ((50, None, None), "at least", ("49.50", None)),
        ((50, None, None), None, ("49.50", None)),
        ((None, 40, None), "less than", (None, "40.00")),
        ((None, 40, None), "more than", ("40.00", None)),
        ((None, 90, None), "a hedge of another kind", ("89.50", "90.50")),
    ],
)
def test_each_operator_reaches_exactly_so_far(ends, operator, expected):
    assert reach("taken", *ends, operator=operator) == expected


@pytest.mark.parametrize(
    ("ends", "operator", "expected"),
    [
        ((None, 10, None), None, ("89.50", "90.50")),
        ((None, None, 10), "up to", ("89.50", None)),
        ((10, None, None), "at least", (None, "90.50")),
        ((None, 20, None), "nearly", ("79.50", "85.00")),
        ((None, 40, None), "less than", ("60.00", None)),
    ],
)
def test_a_share_kept_is_a_share_taken_of_the_rest(ends, operator, expected):
    assert reach("kept", *ends, operator=operator) == expected


def test_less_than_40_is_not_40():
    assert of(own(state=40, hand=60), best=40, operator="less than").word == NOT
    assert of(own(state=39, hand=61), best=40, operator="less than").word == CONSISTENT
    assert of(own(state=40, hand=60), best=40, operator="up to").word == CONSISTENT
    assert of(own(state=60, hand=40), side="kept", best=40, operator="less than").word == NOT


@pytest.mark.parametrize(("state", "word"), [(84, NOT), (85, CONSISTENT), (95, CONSISTENT), (96, NOT)])
def test_about_90_ends_five_points_away(state, word):
    assert of(own(state=state, hand=100 - state), best=90, operator="about").word == word


@pytest.mark.parametrize(("state", "word"), [(74, NOT), (75, CONSISTENT), (80, CONSISTENT), (81, NOT)])
def test_nearly_80_is_not_more_than_80(state, word):
    assert of(own(state=state, hand=100 - state), best=80, operator="nearly").word == word


def test_a_ceiling_is_met_by_anything_below():
    assert of(own(state=5, hand=95), high=90, operator="up to").word == CONSISTENT


def test_a_range_over_the_cases_meets_what_lies_inside():
    # 60 of 100 in the low case, 160 of 200 in the high one
    assert of(own((100, 200), state=(60, 160), hand=40), best=70).word == CONSISTENT


def test_at_least_40_cannot_refute_90():
    found = of(own(state=40), best=90)  # the hand is not stated: 40 to 100
    assert (found.word, found.reason) == (UNTESTABLE, BOUND)
    assert len(found.tried) == 1  # nothing wider is asked: the state alone may have 90


def test_at_least_40_refutes_30_and_agrees_with_40_as_far_as_it_goes():
    assert of(own(state=40), best=30).word == NOT
    assert of(own(state=40), best=40).word == AS_FAR
    assert of(own(state=40), low=30, operator="at least").word == CONSISTENT  # whatever the rest is


def test_at_most_80_agrees_with_up_to_90_and_as_far_as_it_goes_with_nearly_80():
    earned_up_to = own(gross=(None, 500), hand=100)  # hand at least 20: taken at most 80
    assert of(earned_up_to, high=90, operator="up to", takers="all").word == CONSISTENT
    assert of(earned_up_to, best=80, operator="nearly", takers="all").word == AS_FAR
    assert of(earned_up_to, best=60, takers="all").reason == BOUND
    assert of(earned_up_to, best=90, takers="all").word == NOT


WORKER = {"state": 40, "company": 20, "living": 10, "held": 10, "hand": 20}  # 100, nothing unexplained


@pytest.mark.parametrize(
    ("takers", "percent", "way", "added"),
    [
        ("state", 40, "state", ()),
        ("state", 50, "state-living", ("living",)),
        ("state", 60, "state-company", ("company",)),
        ("state", 70, "state-company-living", ("company", "living")),
        ("state", 80, "not-in-hand", ("company", "living", "held")),
        ("state-company", 70, "state-company-living", ("living",)),
        ("all", 80, "not-in-hand", ("held",)),
        ("unsaid", 70, "all", ()),
    ],
)
def test_the_narrowest_count_that_is_met_is_named(takers, percent, way, added):
    found = of(own(**WORKER), best=percent, takers=takers)
    assert found.word == (ONLY_IF if added else CONSISTENT)
    assert (found.by.way, found.by.added, found.by.left_out) == (way, added, ())


def test_all_takers_may_be_meant_without_lodging():
    found = of(own(**WORKER), best=60, takers="all")
    assert (found.word, found.by.way, found.by.left_out) == (ONLY_IF, "all-less-living", ("living",))


@pytest.mark.parametrize(
    ("kept", "way", "counts_as_kept"),
    [(20, "not-kept", ()), (30, "not-kept-less-living", ("living",)), (30.4, None, None)],
)
def test_a_share_kept_is_asked_of_the_hand(kept, way, counts_as_kept):
    found = of(own(**WORKER), side="kept", best=kept, takers="all")
    assert (found.by.way, found.by.left_out) == ((way, counts_as_kept) if way else ("not-kept", ()))
    assert (found.word == NOT) == (way is None)


def test_what_is_due_is_kept_only_if_what_is_held_counts():
    found = of(own(company=40, held=60), side="kept", best=60, takers="all")
    assert (found.word, found.by.way, found.by.left_out) == (ONLY_IF, "not-kept-less-held", ("held",))


def test_what_no_line_explains_is_named_where_the_source_names_the_state():
    found = of(own(hand=25), best=75)
    assert (found.word, found.by.added, found.own) == (ONLY_IF, ("unexplained",), None)


def test_where_nothing_is_told_of_the_state_less_is_no_contradiction_and_more_is():
    assert of(own(hand=25), best=50).reason == UNTOLD  # the state may have had 50 of the 75
    assert of(own(hand=25), best=90).word == NOT  # it cannot have had 90 of the 75
    assert of(own(hand=(None, 25)), best=90).reason == BOUND  # at least 75 was taken


def test_the_exchange_loss_is_the_last_that_is_asked():
    # 400 of 4,000 kept, changed at 500 where the market gives 1,350: 148.15 kept, 96.30 taken
    pay = own(4000, currency="CNY", hand=400)
    rates = (rate(1, "2015", "1350", base="CNY"), rate(2, "2015", "500", base="CNY", kind="imposed"))
    found = of(pay, rates=rates, best=96, takers="all")
    assert (found.word, found.by.way, found.by.added) == (ONLY_IF, "exchange", ("exchange",))
    assert percent_text(found.by.range.low) == "96.30"
    assert of(pay, best=96, takers="all").word == NOT


def test_how_far_apart_is_told_from_the_printed_figure():
    found = of(own(300, state=200, hand=100), best=70)
    assert (found.word, percent_text(found.by.gap)) == (NOT, "3.33")


def test_a_promise_and_a_revenue_are_other_bases():
    assert of(own(state=40, hand=60), best=40, basis="promised").word == OTHER_BASE
    assert of(own(state=40, hand=60), best=40, words="of the revenue of the house").word == OTHER_BASE
    assert of(own(state=40, hand=60, basis="revenue"), best=40).word == OTHER_BASE
    assert of(own(state=40, hand=60, basis="contract"), best=40, basis="wage").word == CONSISTENT


def test_a_share_of_what_was_written_down_is_asked_of_its_settlement():
    made = replace(settlement(of=(5000, None), paid=2000), observation=NAME)  # above 5,000 on paper, 2,000 paid
    found = of(made, side="kept", best=40, operator="up to", words="part of the promised wage", takers="all")
    assert (found.word, found.base, found.by.range) == (CONSISTENT, "promised", Interval(Fraction(3, 5), None))
    assert of(made, side="kept", best=40, takers="all").word == OTHER_BASE


def test_nothing_to_test_with_is_said():
    assert of(best=90).reason == NOTHING
    assert of(own(100), best=90).reason == NOTHING  # a gross alone tells no share
    assert of(own(state=90, hand=10, void=True), best=90).reason == NOTHING
    assert of(own(state=90, hand=10)).reason == NO_FIGURE


def other(origin="other", **more):
    return entry(100, origin=origin, observation="another", **{"state": 90, "hand": 10, **more})


def test_the_nearest_evidence_decides_alone():
    nearest, same_origin = own(state=40, hand=60), other("said", state=50, hand=50)
    assert of(nearest, same_origin, other(), best=40).nearness == SAME
    assert of(same_origin, other(), best=50).nearness == ORIGIN
    assert (of(other(), best=90).nearness, of(other(), best=90).word) == (OTHERS, CONSISTENT)


@pytest.mark.parametrize(
    ("asked", "told", "is_near"),
    [
        ({"country": "KW"}, {"country": "QA"}, False),
        ({"country": None}, {"country": "QA"}, True),  # several countries
        ({"country": "KW"}, {"country": None}, False),
        ({"country": None}, {"country": "KP"}, False),  # work abroad is meant
        ({"country": "KP"}, {"country": "KP"}, True),
        ({"period": "2015"}, {"period": "2016"}, False),
        ({"period": "2015~"}, {"period": "2017"}, True),  # two years further
        ({"period": "2015~"}, {"period": "2018"}, False),
        ({"period": "2015~"}, {"period": "2019~"}, True),
        ({"period": "2013/.."}, {"period": "2019"}, True),
        ({"period": "../.."}, {"period": "1970"}, True),
        ({}, {"sector": "logging"}, False),
    ],
)
def test_other_origins_stand_beside_a_claim_on_their_own_place_work_and_time(asked, told, is_near):
    assert (of(other(**told), best=90, **asked).nearness == OTHERS) == is_near


def test_mixed_work_takes_in_every_kind():
    made = claim(best=90, origin="said", observation=NAME)
    made = replace(made, placement=replace(made.placement, sector="mixed"))
    assert judged(made, beside([other(sector="logging")])).nearness == OTHERS


def test_the_same_origin_may_tell_its_place_more_widely():
    assert of(other("said", country=None), best=90).nearness == ORIGIN
    assert of(other("said", country="QA"), best=90).reason == NOTHING


def test_half_of_the_origins_must_agree_and_syndicated_copies_count_once():
    near, far = [other(f"near {i}") for i in range(2)], [other(f"far {i}", state=50, hand=50) for i in range(3)]
    assert of(*near, *far[:2], best=90).word == CONSISTENT
    found = of(*near, *far, best=90)
    assert (found.word, found.by.agree, found.by.apart) == (MIXED, 2, 3)
    copies = [other("far 0", state=50, hand=50) for _ in range(5)]
    assert of(*near, *far[:1], *copies, best=90).word == CONSISTENT


def test_bounds_make_the_half_only_as_far_as_they_go():
    exact, bound = other("one"), {"state": 90, "hand": None}
    touching = [entry(100, origin=f"b{i}", observation="another", state=bound["state"]) for i in range(2)]
    assert of(exact, *touching[:1], best=90).word == CONSISTENT
    assert of(exact, *touching, best=90).word == AS_FAR


def test_an_origin_that_cannot_say_is_not_counted():
    silent = [entry(100, origin=f"s{i}", observation="another", state=20) for i in range(9)]
    found = of(other(), *silent, best=90)
    assert (found.word, found.by.agree, found.by.open) == (CONSISTENT, 1, 9)


percents = st.integers(1, 99)


@given(percents, percents, st.sampled_from([None, "about", "nearly", "up to", "at least", "less than", "more than"]))
def test_taken_and_kept_are_one_claim(state, printed, operator):
    """Where everything is told, a share taken and the share kept of the rest get the same word."""
    turned = {"up to": "at least", "at least": "up to", "less than": "more than", "more than": "less than"}
    pay = own(state=state, hand=100 - state)
    taken = of(pay, best=printed, takers="all", operator=operator)
    if operator == "nearly":
        return  # nearly 20 kept is a little less kept, not a little less taken
    kept = of(pay, side="kept", best=100 - printed, takers="all", operator=turned.get(operator, operator))
    assert taken.word == kept.word


@given(percents, st.integers(0, 99), percents)
def test_a_bound_never_refutes_what_it_allows(state, rest, printed):
    """At least `state`: every claim from there up may be true, and no verdict says that it is not."""
    if state + rest > 100:
        return
    found = of(own(state=state, company=rest), best=printed)
    assert (found.word == NOT) == (printed + Fraction(1, 2) < state or printed - Fraction(1, 2) > 100 - rest)


@given(st.lists(st.tuples(percents, st.sampled_from(["KW", "QA", None])), max_size=6), percents)
def test_every_claim_gets_one_word_and_the_word_fits_its_counts(told, printed):
    found = of(*(other(f"o{i}", state=s, hand=100 - s, country=c) for i, (s, c) in enumerate(told)), best=printed)
    assert found.nearness in (*NEARNESS, None)
    if found.by is not None:
        assert found.by.is_met == (found.word in (CONSISTENT, AS_FAR, ONLY_IF))
        assert sum((found.by.agree, found.by.touch, found.by.apart, found.by.open)) == found.by.origins
