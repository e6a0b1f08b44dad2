"""Coverage: which year an entry stands in, which kind it is, what is silent, and on how little an origin rests."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.book.terms import ConditionView
from ledger.book.views import StatedView
from ledger.measure.coverage import coverage, years_of
from ledger.measure.known import known, known_conditions, resting
from ledger.values.periods import parse_period
from tests.measure.made_up import claim, entry, placement, source


def condition(
    country="PL", period="2014", sector="shipbuilding", code="C1", verification="single source", state="present"
):
    return ConditionView(
        1, code, "FL08", source(code, "A page"), parse_period(period), country, None, sector, state, "words",
        verification, "F", 6,
    )  # fmt: skip


def printed(
    name="tz-health", amount="1000000", *, number=1, flow="group_remittance", origin=None, who="cohort", country="TZ",
    sector="health", period="2015~", percent=None, entry_id=None,
):  # fmt: skip
    where = placement(name or "nobody", who, None, country, sector, None)
    where = replace(where, begins=None if period is None else parse_period(period))
    return StatedView(
        number, name, flow, "group_total", "year", "USD", None, amount, None, None, percent, None,
        "timber output" if percent else None, None, "kept", "a group's total: kept, never posted", entry_id,
        where, source(origin or name or "nobody", "A page"),
    )  # fmt: skip


def cells(found):
    return {(cell.place, cell.year): (cell.best, cell.origins(cell.best)) for cell in found.cells}


def seen(of, *, url="https://example.org/1", via="original", also=()):
    return replace(of, source=replace(of.source, url=url, seen_via=via, also_at=also))


def test_the_best_that_is_documented_stands_in_the_cell_and_counts_its_origins():
    found = coverage(
        [
            entry(100, origin="a", state=40, hand=60),
            entry(100, origin="b", state=40, hand=60),
            entry(100, origin="b", subject="copy", state=40, hand=60),
            entry(100, origin="c"),
            entry(100, origin="c", country="CN"),
        ],
        [claim(best=90, origin="d", country="MY")],
        [condition()],
    )
    assert cells(found) == {
        ("CN", 2015): ("amounts", 1),
        ("KW", 2015): ("share", 2),
        ("MY", 2015): ("claims", 1),
        ("PL", 2014): ("conditions", 1),
    }
    kuwait = next(cell for cell in found.cells if cell.place == "KW")
    assert {kind: len(its) for kind, its in kuwait.records.items()} == {"share": 3, "amounts": 1}


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("2003", (2003,)),
        ("2000/2003", (2000, 2001, 2002, 2003)),
        ("2012-11/2013-02", (2012, 2013)),
        ("2015~", (2015,)),
        ("2004-XX", (2004,)),
        ("201X", ()),
        ("2021-05/..", ()),
        ("../2005", ()),
        ("2008/", ()),
        ("../..", ()),
    ],
)
def test_an_entry_stands_in_every_year_that_it_covers_and_in_none_where_the_time_is_open(period, years):
    assert years_of(parse_period(period)) == years


def test_an_open_time_stands_apart_and_is_in_no_year():
    found = coverage([entry(100, period="2021-05/.."), entry(100, period="2019")], [], [])
    assert [cell.year for cell in found.cells] == [2019]
    assert [(cell.place, cell.periods) for cell in found.timeless] == [("KW", ("2021-05/..",))]
    assert [(place.place, place.first, place.last) for place in found.countries] == [("KW", 2019, 2019)]


def test_the_range_is_from_the_first_to_the_last_documented_year_or_what_was_asked():
    its = [entry(100, period="2001"), entry(100, period="2004/2006")]
    found = coverage(its, [], [])
    assert (found.first, found.last, found.silent) == (2001, 2006, (2002, 2003))
    asked = coverage(its, [], [], 2000, 2005)
    assert (asked.first, asked.last, asked.silent) == (2000, 2005, (2000, 2002, 2003))
    assert {cell.year for cell in asked.cells} == {2001, 2004, 2005}


def test_silent_years_of_a_place_lie_between_its_own_first_and_last():
    its = [entry(100, period=p, country=c) for p, c in (("2001", "KW"), ("2004", "KW"), ("2010", "CN"))]
    places = {place.place: place for place in coverage(its, [], []).countries}
    assert (places["KW"].silent, places["CN"].silent) == ((2002, 2003), ())


def test_a_country_with_claims_conditions_or_money_sent_home_alone_has_no_amount_of_pay():
    sent = entry(kind="remittance", broker=10, country="KR")
    found = coverage([sent, entry(0, hand=0, country="KW")], [claim(best=1, country="MY")], [condition()])
    assert {p.place for p in found.countries if p.is_without_amounts} == {"KR", "MY", "PL"}
    assert next(p for p in found.sectors if p.place == "shipbuilding").is_without_amounts


def test_no_country_is_several_and_stands_last():
    found = coverage([entry(100, country=None), entry(100, country="ZM")], [], [])
    assert [place.place for place in found.countries] == ["ZM", "several"]


def test_void_entries_and_those_without_any_amount_are_in_no_cell():
    empty = entry(state="?")
    found = coverage([entry(100, void=True), empty], [], [])
    assert (found.cells, found.countries, found.without_figure) == ((), (), 1)


def test_a_figure_that_is_no_workers_pay_ends_the_silence_of_its_place_and_year():
    found = coverage([], [], [condition(country="TZ", period="2015")], stated=[printed(), printed(flow="revenue")])
    assert cells(found) == {("TZ", 2015): ("printed", 1)}
    (cell,) = found.cells
    assert [(each.observation, len(each.figures)) for each in cell.printed] == [("tz-health", 2)]
    assert {kind: len(its) for kind, its in cell.records.items()} == {"printed": 1, "conditions": 1}
    assert {p.place for p in found.sectors} == {"health", "shipbuilding"}
    assert all(place.is_without_amounts for place in found.countries)


@pytest.mark.parametrize(
    "beside",
    [
        {"entries": [entry(100, subject="tz-health", country="TZ")]},
        {"claims": [claim(best=9, observation="tz-health", country="TZ")]},
    ],
)
def test_what_stands_there_with_an_entry_or_a_claim_is_not_counted_again(beside):
    found = coverage(**({"entries": [], "claims": [], "conditions": []} | beside), stated=[printed()])
    assert [set(cell.records) & {"printed"} for cell in found.cells] == [set()]
    assert found.words_alone == 0


def test_an_entry_without_any_amount_does_not_hide_what_is_printed_beside_it():
    found = coverage([entry(state="?", subject="tz-health")], [], [], stated=[printed()])
    assert (cells(found), found.without_figure) == ({("TZ", 2015): ("printed", 1)}, 1)


def test_an_observation_whose_entries_were_all_reversed_is_withdrawn():
    found = coverage([entry(100, subject="tz-health", void=True)], [], [], stated=[printed()])
    assert (found.cells, found.words_alone) == ((), 0)
    both = [entry(100, subject="tz-health", void=True), entry(state="?", subject="tz-health")]
    assert cells(coverage(both, [], [], stated=[printed()])) == {("TZ", 2015): ("printed", 1)}


def test_a_printed_figure_without_a_time_or_a_country_stands_apart():
    found = coverage([], [], [], stated=[printed(period=None, country=None), printed("b", period="201X")])
    assert found.cells == ()
    assert [(cell.place, cell.periods) for cell in found.timeless] == [("TZ", ("201X",)), ("several", ("not stated",))]


def test_words_without_a_figure_are_counted_and_in_no_cell():
    words = printed("words", None, flow="note")
    found = coverage([], [], [], stated=[words, words, printed(None), replace(printed("c"), placement=None)])
    assert (found.cells, found.words_alone) == ((), 2)  # and what nobody places has no cell either
    share = coverage([], [], [], stated=[printed(amount=None, percent="40"), printed(amount=None, flow="note")])
    assert (cells(share), share.words_alone) == ({("TZ", 2015): ("printed", 1)}, 0)


def test_five_articles_of_one_witness_are_one_origin():
    found = coverage([], [], [], stated=[printed(f"o{n}", origin="one") for n in range(5)])
    assert cells(found) == {("TZ", 2015): ("printed", 1)}
    assert len(found.cells[0].printed) == 5


@pytest.mark.parametrize(
    ("state", "is_documented"),
    [("present", True), ("absent", True), ("contradicted", True), ("not-assessed", False)],
)
def test_a_condition_is_documented_when_a_source_says_something_of_it(state, is_documented):
    found = coverage([], [], [condition(state=state)])
    assert cells(found) == ({("PL", 2014): ("conditions", 1)} if is_documented else {})
    assert found.not_assessed == (not is_documented)


def test_nothing_at_all_has_no_years():
    found = coverage([], [], [])
    assert (found.first, found.last, found.silent, found.cells) == (None, None, (), ())


def test_a_word_counts_observations_pages_and_origins():
    its = [
        seen(entry(1, number=1, origin="a", subject="x"), via="press_summary"),
        seen(entry(1, number=2, origin="a", subject="x"), via="press_summary"),
        seen(entry(1, number=3, origin="b"), via=None),
    ]
    said = {(each.how, each.word): each for each in known(its, [])}
    summary = said["seen_via", "press_summary"]
    assert (summary.observations, summary.sources, summary.origins, summary.entries) == (1, 1, 1, (1, 2))
    assert said["seen_via", "not stated"].observations == 1
    assert said["grade", "C3"].observations == 2


def test_an_origin_rests_on_one_source_when_no_other_page_or_address_is_known():
    its = [
        seen(entry(1, origin="one")),
        seen(entry(1, origin="two"), url="https://example.org/2"),
        seen(entry(1, origin="two"), url="https://example.org/3"),
        seen(entry(1, origin="also"), also=("https://example.org/4",)),
    ]
    found = resting(its, [])
    assert (found.origins, found.one_source) == (("also", "one", "two"), ("one",))


@pytest.mark.parametrize(
    ("via", "is_thin"),
    [("press_summary", True), ("repost", True), ("machine translation", True), ("original", False),
     ("interview", False), (None, False)],
)  # fmt: skip
def test_what_was_read_at_second_hand_alone_is_named(via, is_thin):
    found = resting([seen(entry(1, subject="x"), via=via)], [])
    assert found.second_hand_observations == (("x",) if is_thin else ())


def test_one_original_is_enough():
    its = [seen(entry(1, subject="x"), via="repost")]
    assert resting(its, [seen(claim(best=1), via="original")]).second_hand == ()


def test_conditions_are_counted_by_their_own_verification():
    found = known_conditions([condition(), condition(code="C2"), condition(code="C3", verification="official")])
    assert found == {"single source": 2, "official": 1}


periods = st.tuples(st.integers(1990, 2030), st.integers(0, 5)).map(lambda y: f"{y[0]}/{y[0] + y[1]}")


@given(st.lists(st.tuples(periods, st.sampled_from(("KW", "CN", None)), st.sampled_from("ab")), max_size=8))
def test_every_year_of_every_entry_is_in_a_cell_and_no_other_is(made):
    its = [entry(100, period=p, country=c, origin=o) for p, c, o in made]
    found = coverage(its, [], [])
    expected = {(e.placement.country or "several", y) for e in its for y in years_of(e.period)}
    assert set(cells(found)) == expected
    if its:
        assert {*found.silent} == {*range(found.first, found.last + 1)} - {year for _, year in expected}
