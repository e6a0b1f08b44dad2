"""The report on money sent home: what is told, in which words, and under which keys."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.measure.valuation import Valuer
from ledger.publish.asked import Asked
from ledger.publish.disclose import published
from ledger.publish.disclosed import opened
from ledger.publish.evidence import Evidence
from ledger.publish.figures import parse_figure_id
from ledger.publish.remittances import BY, remittances
from ledger.publish.remittances_data import HEAD, remittances_csv, remittances_json
from ledger.publish.remittances_figures import figures
from ledger.publish.remittances_text import remittances_text
from ledger.publish.visible import width
from tests.measure.made_up import entry
from tests.measure.money_home import arrived, fee, printed, rate, sent, taken_alone

RENDERERS = (remittances_text, remittances_json, remittances_csv)


def report(*entries, by=(), stated=(), rates=(), valuer=None):
    evidence = Evidence(entries=entries, stated=tuple(stated), rates=tuple(rates))
    return published(evidence, lambda found: remittances(found, by, valuer))


def data(*entries, by=(), **more):
    return json.loads(remittances_json(report(*entries, by=by, **more), Asked(by=tuple(by))))


def text(*entries, by=(), **more):
    return remittances_text(report(*entries, by=by, **more), Asked(by=tuple(by)))


def everything():
    """A report in which every key has something in it."""
    about = {"observation": "a", "job": 1, "url": "https://example.org/paper"}
    entries = [
        sent(200, fee=5, label="broker, plus 10 USD for a call", operator="about", route="courier", **about),
        arrived(15210, "INR", **about),
        sent((1000, 2000), percent=(15, 20), observation="b", origin="o2", route="broker"),
        sent(percent=(40, None), origin="o3", period="2016", country=None),
        sent(300, percent=30, origin="o4"),
        taken_alone(50, origin="o5"),
    ]
    rates = [rate("USD/INR", 80), rate("USD/INR", 78, kind="imposed", url="https://example.org/paper"),
             rate("USD/KRW", 1100, period="2015-12-31")]  # fmt: skip
    stated = [printed("b", "sent", note="22 asked, 15 agreed, 20 actually charged")]
    valuer = Valuer(rates, "KRW", days=31, today=date(2026, 1, 1))
    return report(*entries, by=("route", "year"), stated=stated, rates=rates, valuer=valuer)


ASKED = Asked(by=("route", "year"), currency="KRW")


@pytest.mark.parametrize("render", RENDERERS)
def test_workers_money_is_told_by_no_renderer(render):
    cohort = sent(1000, percent=30, observation="a")
    workers = [
        sent(7777, percent=7, who="worker", subject=f"w{i}", origin=f"o{i % 3}", route="secret road") for i in range(30)
    ]
    told, alone = render(report(cohort, *workers)), render(report(cohort))
    assert "7777" not in told
    assert "secret" not in told
    assert (
        told.replace('"entries": 30', '"entries": 0').replace("30 entries of workers are not told here.\n", "") == alone
    )


def test_a_group_counts_an_origin_once_and_a_copy_changes_nothing():
    entries = [sent(percent=30, origin="a"), sent(percent=40, origin="b"), sent(percent=(50, None), origin="c")]
    copies = [sent(percent=30, origin="a"), sent(percent=(50, None), origin="c")]
    whole, more = data(*entries)["whole"], data(*entries, *copies)["whole"]
    assert whole["fee"] == more["fee"]
    assert whole["fee"]["median"] == {"low": "40.00", "high": "40.00"}
    assert whole["fee"]["range"] == {"low": "30.00", "high": None}
    assert (whole["fee"]["bounds"], whole["origins"], more["transfers"]) == (1, 3, 5)
    assert "median 40.00, range 30.00 to at least 50.00; 1 of 3 is a bound" in text(*entries)


def test_the_range_ends_where_all_was_taken():
    entries = [sent(percent=(30, None), origin="a"), sent(percent=100, origin="b")]
    assert data(*entries)["whole"]["fee"]["range"] == {"low": "30.00", "high": "100.00"}


def test_groups_are_by_route_year_and_country():
    entries = [
        sent(percent=30, route="broker", period="2014/2015"),
        sent(percent=40, origin="o2", route="broker", period="2015"),
        sent(percent=50, origin="o3", country=None),
        sent(100, sector="logging", route="the words of a wage"),
    ]
    found = {tuple(g["key"].values()): g["transfers"] for g in data(*entries, by=BY)["groups"]}
    assert found == {
        ("broker", "2014", "KR"): 1,
        ("broker", "2015", "KR"): 2,
        ("not stated", "2015", "several"): 1,
        ("not stated", "2015", "KR"): 1,
    }
    assert [g["key"]["route"] for g in data(*entries, by=["route"])["groups"]] == ["broker", "not stated"]


def test_the_words_say_what_is_a_bound_and_why():
    about = {"observation": "a", "job": 1}
    found = text(
        sent(percent=(40, None)),
        sent(100),
        sent(200, fee=5, **about),
        arrived(15210, "INR", **about),
        taken_alone(50),
        sent(1000, received=600),
        sent(percent=(None, 45)),
        sent((1000, None), fee=(300, None)),
    )
    flat = " ".join(found.split())
    for words in (
        "fee at least 40.00 %; taken by: brokers all in at least 40.00 %: the rate of the exchange is not stated",
        "fee not stated all in not known received not stated",
        "exchange 78 INR for 1 USD applied; no market rate of that time is known "
        "all in at least 2.50 %: no market rate of USD and INR of that time is known received 15,210.00 INR",
        "fee at most 45.00 %; taken by: brokers all in not known",
        "fee not known; taken by: brokers all in not known",
        "fee 50.00 CNY, of a sum that is not stated; taken by: broker:fee",
        "all in 40.00 % received 600.00 USD: 60.00 % of what was sent",
    ):
        assert words in flat


def test_a_fee_printed_in_another_currency_is_not_called_unstated():
    stated = [
        printed("a", "sent", amount="100", currency="USD"),
        printed("a", "fee_amount", amount="5", currency="EUR"),
    ]
    assert "5 EUR as printed, in another currency than what was sent: no percentage" in " ".join(
        text(sent(100, observation="a"), stated=stated).split()
    )


def test_the_fee_agreed_stands_beside_the_fee_charged():
    stated = [printed("a", "sent", note="15 agreed, 20 charged")]
    found = report(sent(1000, percent=(15, 20), observation="a"), stated=stated)
    assert "a (2015): agreed 15.00 %, charged 20.00 %: 5.00 points more" in remittances_text(found)
    (pair,) = json.loads(remittances_json(found))["pairs"]
    assert (pair["agreed"], pair["charged"], pair["more"]) == ("15.00", "20.00", "5.00")


def test_what_cannot_be_converted_says_why_and_is_counted():
    valuer = Valuer([rate("USD/KRW", 1100, period="2015-12-31")], "KRW", days=31, today=date(2026, 1, 1))
    found = report(sent(100, percent=30), sent(100, percent=30, period="2016", observation="late"), valuer=valuer)
    assert opened(found).body.unconverted == 2  # what was sent, and the fee
    page = remittances_text(found)
    assert "100.00 USD (110,000 KRW)" in page
    assert "not converted 100.00 USD of 2016" in page
    late = json.loads(remittances_json(found))["transfers"][1]
    assert late["worth"] == {"sent": {"best": None}, "fee": {"best": None}}
    assert len(late["not_converted"]) == 2


def test_percentages_are_never_converted_and_no_failure():
    valuer = Valuer([], "KRW", days=31, today=date(2026, 1, 1))
    assert opened(report(sent(percent=30), valuer=valuer)).body.unconverted == 0


@pytest.mark.parametrize("render", RENDERERS)
def test_an_empty_book_is_told_without_a_figure(render):
    told = render(report())
    assert not re.search(r"\d\.\d\d", told)


def test_every_figure_of_the_data_leads_back():
    found = everything()
    told = {figure.id: figure for figure in figures(found, ASKED)}
    body = json.loads(remittances_json(found, ASKED))
    ids = [body["whole"]["id"], *(each["id"] for name in ("groups", "pairs", "transfers") for each in body[name])]
    assert sorted(told) == sorted(ids) == sorted(set(ids))
    rows = list(csv.DictReader(io.StringIO(remittances_csv(found, ASKED))))
    assert {row["id"] for row in rows} | {pair["id"] for pair in body["pairs"]} == set(ids)
    for number, figure in told.items():
        assert parse_figure_id(number) == ("remittances", ASKED)
        assert figure.entries or "no fee" in figure.says
    (golden,) = [figure for figure in told.values() if figure.id.startswith("remittances/transfer/a.")]
    assert "best case: margin: (market 80 - applied 78) : market = 2.50 %" in golden.working
    assert "best case: all in: 2.50 + 2.50 = 5.00 %" in golden.working
    assert any(line.startswith("80 INR for 1 USD (market") for line in golden.rates)


def test_the_order_of_evidence_changes_nothing():
    entries = [sent(percent=30, origin="a"), sent(200, fee=5, origin="b"), sent(percent=(40, None), origin="c")]
    assert [render(report(*entries)) for render in RENDERERS] == [
        render(report(*entries[::-1])) for render in RENDERERS
    ]


NASTY = "=cmd()\x1b[31m \u202e09 \ud55c\uad6d \uc1a1\uae08 " + "long " * 30


def test_text_of_sources_is_shown_clean_in_80_columns():
    made = sent(1000, percent=30, label=NASTY, route=NASTY, sender=NASTY, observation="\u202ea", operator="\x1b[0m")
    made = replace(made, source=replace(made.source, title=NASTY, origin=NASTY))
    for render in RENDERERS:
        told = render(report(made, by=("route",)), Asked(by=("route",)))
        assert not {"\x1b", "\u202e"} & set(told)
    assert all(width(line) <= 80 for line in text(made, by=("route",)).splitlines())
    rows = list(csv.reader(io.StringIO(remittances_csv(report(made)))))
    assert {len(row) for row in rows} == {len(HEAD)}
    assert not any(value.startswith("=") for row in rows for value in row)


@given(
    st.lists(
        st.builds(
            lambda amount, share, origin, period: sent(amount, percent=share, origin=origin, period=period),
            st.one_of(st.none(), st.integers(-5, 10**12), st.just((None, 5)), st.just((5, None))),
            st.one_of(st.integers(0, 200), st.just((5, None)), st.just((None, 5)), st.just((5, 7))),
            st.sampled_from(["a", "b", "c", "d", "e"]),
            st.sampled_from(["2015", "../..", "2015/..", "../2015", "201X", "2015~"]),
        ),
        max_size=8,
    )
)
def test_whatever_is_stated_can_be_told(entries):
    found = report(*entries, by=BY)
    for render in RENDERERS:
        render(found, Asked(by=BY))
    assert all(width(line) <= 80 for line in remittances_text(found, Asked(by=BY)).splitlines())
    assert len(list(figures(found, Asked(by=BY)))) >= len(entries)


def test_other_entries_are_no_transfers():
    assert data(entry(1000, state=400), fee(300))["transfers"] == []


def paths(value, path=""):
    if isinstance(value, dict):
        for key, each in value.items():
            here = f"{path}.{key}" if path else key
            yield here
            yield from paths(each, here)
    elif isinstance(value, list):
        for each in value:
            yield from paths(each, f"{path}[]")


NAMES = (
    (r"^(whole|groups\[\])(?=\.)", "GROUP"),
    (r"^GROUP\.key\..+", "GROUP.key.NAME"),
    (r"\.worth\.(sent|fee|received)(\.(low|best|high))?$", ".worth.NAME"),
    (r"\.(median|range|quartiles\[\]|fee|margin|all_in|exchange|delivered|share)\.(low|high)$", r".\1.END"),
    (r"\.cases\.(low|best|high)", ".cases.CASE"),
    (r"\.(sent|taken|received)\.(low|best|high)", r".\1.CASE"),
)


def named(path):
    for pattern, name in NAMES:
        path = re.sub(pattern, name, path)
    return path


def test_the_manual_tells_every_key_and_no_other():
    page = (files("ledger.help") / "remittances.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([^`]+)` \|", page.partition("## JSON")[2].partition("\n## ")[0], re.MULTILINE))
    there = {named(path) for path in paths(json.loads(remittances_json(everything(), ASKED)))}
    assert {path for path in told if not path.rpartition(".")[2].isupper()} == {
        path for path in there if not path.rpartition(".")[2].isupper()
    }


def test_the_manual_tells_every_column():
    page = (files("ledger.help") / "remittances.md").read_text(encoding="utf-8")
    told = re.findall(r"`([^`]+)`", page.partition("## CSV")[2])
    assert set(HEAD) <= set(told)
