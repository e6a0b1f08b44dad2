"""The timeline: what is printed of a levy is for its own interval, dates are as written, and every row leads back."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from ledger.measure.levies import levies
from ledger.measure.timeline import KINDS
from ledger.publish import shipped
from ledger.publish.asked import Asked
from ledger.publish.disclose import published
from ledger.publish.evidence import Evidence
from ledger.publish.figures import parse_figure_id
from ledger.publish.timeline import figures, timeline
from ledger.publish.timeline_data import timeline_csv, timeline_json
from ledger.publish.timeline_levies import amount_text
from ledger.publish.timeline_text import timeline_text
from ledger.publish.visible import width
from ledger.values.periods import parse_period
from tests.measure.made_up import claim, entry
from tests.measure.test_levies import changed, levy, named, printed
from tests.measure.test_timeline import rate
from tests.publish.test_conditions import condition
from tests.publish.test_snapshots import paths

WAGE = entry(100, hand=50, country="RU", number=900, period="2021-08", origin="w")
FLOOD = named(levy(70, number=901, period="2024-08~", per="once"), note="flood recovery")
EVIDENCE = Evidence(
    entries=(WAGE, FLOOD, *changed(7200, 10000, per="year"), entry(hand=1, observation="crew", country="SN")),
    claims=(claim(high=90, operator="up to", number=902, period="2016", words="of pay", takers="unsaid"),),
    stated=(printed(903, note="typhoon 2019-09-23"),),
    rates=(rate(904, "2020", "100"), rate(905, "2021", "150"), rate(906, "2016~", None, low="9", kind="official")),
    conditions=(condition(1, period="201X-03"), condition(2, period="../..")),
)


def report(evidence=EVIDENCE, asked=None, only=()):
    asked = asked or Asked()
    return published(evidence, lambda found: timeline(found, asked, only)), asked


def text(*given, **more):
    return timeline_text(*report(*given, **more))


def data(*given, **more):
    return json.loads(timeline_json(*report(*given, **more)))


def joined(printed):
    return " ".join(printed.split())


def test_a_levy_of_one_month_is_printed_for_one_month_alone():
    """100 a month from May 2021 on: 100.00 a month, and nowhere 1,200 a year or 800 for the rest of 2021."""
    made = Evidence(entries=(named(levy(100, period="2021-05/.."), note="housing"), WAGE))
    (row,) = [r for r in data(made, only=("levies",))["dated"] if r["entry"]]
    assert (row["levy"]["per"], row["levy"]["amounts"]) == ("month", {"best": {"amount": "100.00", "bound": None}})
    said = joined(text(made, only=("levies",)))
    assert "To the state (state:plan): 100.00 USD a month. Note: housing." in said
    assert not re.search(r"1,?200|800\.00|100\.00 USD a year", said)
    assert "never made into a year's" in said


def test_wage_periods_beside_a_levy_are_counted_and_not_added():
    made = Evidence(entries=(levy(100, period="2021-05/..", number=1), WAGE, replace(WAGE, id=899)))
    (row,) = [r for r in data(made, only=("levies",))["dated"] if r["entry"] == 1]
    assert (row["levy"]["wages"], row["levy"]["wage_origins"]) == (2, 1)
    assert "2 documented wage periods of RU overlap it (1 origin)." in row["beside"]
    (figure,) = [f for f in figures(*report(made, only=("levies",))) if f.id == row["id"]]
    assert figure.entries == (1, 900, 899)


def test_where_days_were_asked_for_the_sentence_says_so():
    asked = Asked(since=date(2022, 1, 1))
    inside = Evidence(entries=(levy(100, period="2021-05/..", number=1),))
    (row,) = [r for r in data(inside, asked=asked, only=("levies",))["dated"] if r["entry"] == 1]
    assert "No documented wage period of RU in the days asked for overlaps it." in row["beside"]


@pytest.mark.parametrize(
    ("figure", "more", "told"),
    [
        (100, {"per": "once"}, "100.00 USD once"),
        (100, {"per": "hour"}, "100.00 USD an hour"),
        (100, {"per": "total"}, "100.00 USD in all"),
        ((7000, 8000), {"per": "year"}, "7,000.00 to 8,000.00 USD a year"),
        ((None, 300), {}, "at most 300.00 USD a month"),
        ((300, None), {}, "at least 300.00 USD a month"),
        (30, {"currency": "XXX"}, "30.00 % a month"),
        (-30, {}, "-30.00 USD a month"),
        ("?", {}, "no figure stated"),
    ],
)
def test_an_amount_is_told_with_its_bound_and_its_interval(figure, more, told):
    (found,) = levies([levy(figure, **more)])
    assert amount_text(found) == told


def test_a_rise_is_told_with_both_sums():
    """7,200 to 10,000 is +38.89 %."""
    said = joined(text(only=("levies",)))
    assert "10,000.00 USD a year. Before the change 7,200.00 USD a year: +38.89 %." in said


def test_a_groups_total_is_no_ones_money():
    said = joined(text(only=("levies",)))
    assert "A group's total, no one worker's money: 335 USD once (special levy). Note: typhoon 2019-09-23." in said


def test_dates_are_as_written_and_what_has_none_stands_at_the_end():
    page = text(only=("conditions",))
    assert (
        page.index("201X-03  condition") < page.index("No beginning or no date stated") < page.index("../..  condition")
    )
    assert "2010-03" not in page
    found = data()
    assert {row["date"] for row in found["undated"]} == {"../..", "../2021"}
    assert [row["earliest"] for row in found["dated"]] == sorted(row["earliest"] for row in found["dated"])


def test_a_condition_keeps_its_doubt_and_a_claim_its_hedge():
    unconfirmed = replace(condition(3), verification="secondary; one part explicitly unconfirmed")
    said = joined(text(Evidence(conditions=(unconfirmed,), claims=EVIDENCE.claims)))
    assert "Verification: secondary; one part explicitly unconfirmed." in said
    assert "Said to be taken: up to 90 %, by: not said. In its words: of pay." in said
    assert "Verification: single testimony. Grade C3." in said


def test_a_condition_has_its_state_and_its_grade_and_f6_is_not_judged():
    made = Evidence(conditions=(condition(3), condition(4, state="absent", reliability="B", credibility=2)))
    said = joined(text(made, only=("conditions",)))
    assert (
        "C3, FL02 deception, present: Saying 3. Source: Page 3. Verification: single source. Grade F6 (not judged)."
        in said
    )
    assert "C4, FL02 deception, absent: Saying 4. Source: Page 4. Verification: single source. Grade B2." in said
    found = {row["ref"]: row["grade"] for row in data(made, only=("conditions",))["dated"]}
    assert found == {"C3": "F6", "C4": "B2"}


def test_rates_that_moved_and_first_ones_are_told_with_their_figures():
    rows = {row["ref"]: row for row in data(only=("rates",))["dated"]}
    assert set(rows) == {"905", "906"}
    assert (rows["905"]["says"], rows["905"]["change"]) == (
        "Market rate: 1 USD = 150 KPW, +50.00 % since 2020.",
        "50.00",
    )
    assert rows["906"]["says"] == "First official rate of the pair (market): 1 USD = at least 9 KPW."
    figures_ = {f.id: f for f in figures(*report(only=("rates",)))}
    assert [line[:14] for line in figures_["timeline/rates/905"].rates] == ["1 USD = 100 KP", "1 USD = 150 KP"]


def test_a_rate_is_compared_with_one_before_the_days_that_were_asked_for():
    rows = data(asked=Asked(since=date(2021, 1, 1)), only=("rates",))["dated"]
    assert [row["ref"] for row in rows] == ["905"]


def test_sanctions_have_their_symbol_their_paragraph_and_an_address():
    rows = data(Evidence(), only=("sanctions",))["dated"]
    assert ("2019-12-22", "https://docs.un.org/en/S/RES/2397(2017)") in {(r["date"], r["source"]["url"]) for r in rows}
    for row in rows:
        if row["source"]["publisher"] == "UN Security Council":
            symbol, number = re.fullmatch(r"(S/RES/(\d+) \(\d{4}\)), paragraph \d+: .+", row["says"]).groups()
            assert row["source"]["title"] == symbol
            assert row["source"]["url"].startswith(f"https://docs.un.org/en/S/RES/{number}(")
    assert all(row["source"]["url"].startswith("https://") for row in rows)


def test_what_ships_with_the_program_says_so_and_rests_on_no_entry():
    for row in data(Evidence())["dated"]:
        assert "This row is shipped with the program, not in the book." in row["beside"]
        assert (row["entry"], row["claim"], row["country"] is None) == (None, None, row["kind"] == "sanctions")
    assert {levy.per for levy in shipped.campaigns()} == {None, "once"}
    assert {f.entries for f in figures(*report(Evidence()))} == {()}


def test_a_campaign_stands_in_its_country_alone_and_sanctions_everywhere():
    found = data(Evidence(), asked=Asked(country="KW"))
    assert {row["kind"] for row in found["dated"]} == {"sanctions"}
    found = data(Evidence(), asked=Asked(country="RU", since=date(2024, 1, 1)))
    assert [row["ref"] for row in found["dated"]] == ["flood-2024-ru", "us-2025"]


@pytest.mark.parametrize("only", [(), *((kind,) for kind in KINDS), ("claims", "levies")])
def test_only_the_kinds_that_were_asked_for_are_there_in_the_same_words(only):
    found, whole = data(only=only), data()
    assert found["only"] == [kind for kind in KINDS if kind in only or not only]
    rows = [row for part in ("dated", "undated") for row in found[part]]
    assert rows == [r for part in ("dated", "undated") for r in whole[part] if r["kind"] in found["only"]]
    assert sum(count["rows"] for count in found["counts"].values()) == len(rows)


def test_every_printed_figure_has_its_way_back():
    disclosed, asked = report(asked=Asked(country=None, since=date(2009, 1, 1)))
    found = json.loads(timeline_json(disclosed, asked))
    ids = [row["id"] for part in ("dated", "undated") for row in found[part]]
    ids += [count["id"] for count in found["counts"].values()]
    assert sorted(ids) == sorted(figure.id for figure in figures(disclosed, asked))
    assert len(ids) == len(set(ids))
    assert {parse_figure_id(each) for each in ids} == {("timeline", asked)}
    rows = list(csv.DictReader(io.StringIO(timeline_csv(disclosed, asked))))
    assert [row["id"] for row in rows] == [row["id"] for part in ("dated", "undated") for row in found[part]]


def test_a_workers_levy_and_claim_are_told_nowhere():
    mine = levy(100, who="worker", subject="7K3M-Q9TZ", number=1, period="2021-08")
    pay = entry(100, hand=50, who="worker", subject="7K3M-Q9TZ", country="RU", period="2021-08")
    said = claim(best=80, who="worker", number=5)
    public = levy(100, period="2021-08", number=2)
    made = Evidence(entries=(mine, pay, public), claims=(said,))
    found = data(made)
    assert [row["entry"] for row in found["dated"] if row["entry"]] == [2]
    assert [row["levy"]["wages"] for row in found["dated"] if row["entry"] == 2] == [0]
    assert found["hidden"] == {"entries": 2, "claims": 1, "promises": 0}
    page = text(made)
    assert "7K3M" not in page + json.dumps(found)
    assert "Of workers and told nowhere here: 2 entries, 1 claim." in joined(page)


def test_hidden_characters_become_visible_and_lines_fit():
    ugly = "=1+1 a\x1b[2J\u202eb\nc 한국어 "
    made = named(levy(100, title=ugly * 5, sector=ugly), note=ugly * 9, label=ugly)
    page = text(Evidence(entries=(made,)), only=("levies",))
    assert not {"\x1b", "\u202e"} & set(page)
    assert max(width(line) for line in page.splitlines() if "http" not in line) <= 80
    for row in csv.reader(io.StringIO(timeline_csv(*report(Evidence(entries=(made,)))))):
        assert not any(cell.startswith("=") for cell in row)


def test_an_empty_book_has_what_ships_and_nothing_else():
    found = data(Evidence())
    assert {row["kind"] for row in found["dated"]} == {"levies", "sanctions"}
    assert (found["undated"], "No beginning" in text(Evidence())) == ([], False)


def test_every_key_is_told_in_the_manual():
    page = (files("ledger.help") / "timeline.md").read_text(encoding="utf-8").partition("\n## JSON")[2]
    told = set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE))

    def named_(path):
        path = re.sub(r"^(dated|undated)\[\]\.", "ROW.", path)
        path = re.sub(rf"^counts\.({'|'.join(KINDS)})", "counts.KIND", path)
        return re.sub(r"\.amounts\.(low|best|high)", ".amounts.CASE", path)

    assert {named_(path) for path in paths(data())} == told


def test_the_dates_of_what_ships_are_read():
    assert parse_period("2019-12-22") in {sanction.period for sanction in shipped.sanctions()}
