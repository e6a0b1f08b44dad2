"""The report on recruitment costs: what is told, in which words, and under which keys."""

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
from ledger.publish.recruitment import figures, recruitment
from ledger.publish.recruitment_data import HEAD, recruitment_csv, recruitment_json
from ledger.publish.recruitment_text import recruitment_text
from ledger.publish.visible import width
from tests.measure.made_up import entry
from tests.measure.money_home import fee, rate, sent

RENDERERS = (recruitment_text, recruitment_json, recruitment_csv)


def case(cost, earned, kept=None, *, subject="a", origin="o1", currency="USD", paid_in="USD", who="cohort", **more):
    """A fee and the pay of the same people."""
    job = sum(map(ord, subject))
    about = {"subject": subject, "origin": origin, "who": who}
    lines = {} if kept is None else {"hand": kept}
    pay = entry(earned, currency=currency, country="KR", **about, **lines)
    return [fee(cost, paid_in, job=job, **about, **more), replace(pay, placement=replace(pay.placement, id=job))]


def report(*cases, valuer=None):
    evidence = Evidence(entries=tuple(entry for each in cases for entry in each))
    return published(evidence, lambda found: recruitment(found, valuer))


def data(*cases, **more):
    return json.loads(recruitment_json(report(*cases, **more)))


def four():
    return [case(1000 * n, 500, 100, subject=letter, origin=letter) for n, letter in enumerate("abcd", start=1)]


def everything():
    """A report in which every key has something in it."""
    rates = [rate("USD/KRW", 1100, period="2015-12-31")]
    apart = [fee(5, subject="a", job=ord("a"), origin="a", label="bribe_for_extension")]
    return report(*four(), apart, valuer=Valuer(rates, "KRW", days=31, today=date(2026, 1, 1)))


ASKED = Asked(currency="KRW")


def test_the_spread_is_over_origins_and_needs_four():
    found = data(*four())["months"]
    assert found["earned"]["median"] == {"low": "5.00", "high": "5.00"}
    assert found["earned"]["quartiles"] == [{"low": "3.00", "high": "3.00"}, {"low": "7.00", "high": "7.00"}]
    assert found["kept"]["median"] == {"low": "25.00", "high": "25.00"}
    three = data(*four()[:3])["months"]["earned"]
    assert (three["origins"], three["median"], three["quartiles"]) == (3, None, None)
    assert "told by 3 origins; fewer than 4 make no median" in recruitment_text(report(*four()[:3]))


def test_a_copy_of_what_an_origin_says_changes_no_pooled_figure():
    copy = case(2000, 500, 100, subject="again", origin="b")
    assert data(*four(), copy)["months"] == data(*four())["months"]


def test_costs_and_pays_are_never_summed_over_people():
    """10 of 1 month and three of 1 each: the pooled sum over sum would be another figure."""
    cases = [case(100_000, 10_000, subject="rich", origin="o0")]
    cases += [case(10, 10, subject=f"s{i}", origin=f"o{i}") for i in (1, 2, 3)]
    assert data(*cases)["months"]["earned"]["median"] == {"low": "1.00", "high": "1.00"}


def test_months_are_rounded_half_up_to_two_decimals():
    found = data(case(5, 1000, 300))["cases"][0]
    assert found["earned"]["months"] == {"low": "0.01", "high": "0.01"}  # 0.005
    assert found["kept"]["months"] == {"low": "0.02", "high": "0.02"}


def test_pay_that_is_not_stated_is_said_to_be():
    found = report([fee(3000, subject="a")])
    assert "as earned     not told: pay is not stated" in recruitment_text(found)
    (told,) = json.loads(recruitment_json(found))["cases"]
    assert (told["earned"]["months"], told["earned"]["reason"]) == (None, "pay is not stated")


def test_two_currencies_are_divided_with_a_rate_and_not_without():
    mixed = case(1000, 1_100_000, subject="m", currency="KRW")
    mixed[1] = replace(
        mixed[1], lines=tuple(replace(x, amounts={c: replace(a, value=a.value // 100) for c, a in x.amounts.items()})
                              for x in mixed[1].lines)
    )  # fmt: skip
    assert data(mixed)["cases"][0]["earned"]["reason"].endswith("in different currencies: convert them with -X")
    rates = [rate("USD/KRW", 1100, period="2015-12-31")]
    found = report(mixed, valuer=Valuer(rates, "USD", days=31, today=date(2026, 1, 1)))
    assert json.loads(recruitment_json(found))["cases"][0]["earned"]["months"] == {"low": "1.00", "high": "1.00"}
    assert opened(found).body.unconverted == 0
    none = report(mixed, valuer=Valuer([], "USD", days=31, today=date(2026, 1, 1)))
    assert opened(none).body.unconverted == 1
    assert "not converted 1,100,000 KRW of 2015 is not converted" in recruitment_text(none)


@pytest.mark.parametrize("render", RENDERERS)
def test_what_workers_paid_is_told_by_no_renderer(render):
    workers = [case(7777, 777, 77, subject=f"w{i}", origin=f"o{i % 3}", who="worker") for i in range(30)]
    cohorts = four()
    told, alone = render(report(*cohorts, *workers)), render(report(*cohorts))
    assert not {"7777", "7,777"} & set(re.split(r"[^\d,]", told))
    assert (
        told.replace('"entries": 60', '"entries": 0').replace("60 entries of workers are not told here.\n", "") == alone
    )


@pytest.mark.parametrize("render", RENDERERS)
def test_an_empty_book_is_told_without_a_figure(render):
    assert not re.search(r"\d\.\d\d", render(report()))


def test_money_sent_home_is_no_recruitment():
    assert data([sent(1000, percent=30)])["cases"] == []


def test_every_figure_of_the_data_leads_back():
    found = everything()
    told = {figure.id: figure for figure in figures(found, ASKED)}
    body = json.loads(recruitment_json(found, ASKED))
    ids = [*(each["id"] for each in body["months"].values()), *(each["id"] for each in body["cases"])]
    assert sorted(told) == sorted(ids) == sorted(set(ids))
    assert {row["id"] for row in csv.DictReader(io.StringIO(recruitment_csv(found, ASKED)))} == set(ids)
    assert all(parse_figure_id(number) == ("recruitment", ASKED) and figure.entries for number, figure in told.items())
    (first,) = [figure for figure in told.values() if figure.id.startswith("recruitment/case/a.")]
    assert "cost : pay as earned = 2.00 months" in first.working
    assert "not in it: 5.00 USD, bribe_for_extension: paid to stay on, after the job was got" in first.working
    assert first.rates


NASTY = "=cmd()\x1b[31m \u202e09 \ud55c\uad6d \uc1a1\uae08 " + "long " * 30


def test_text_of_sources_is_shown_clean_in_80_columns():
    made = fee(3000, subject="\u202ea", label=NASTY, sender=NASTY)
    made = replace(made, source=replace(made.source, title=NASTY, origin=NASTY))
    for render in RENDERERS:
        assert not {"\x1b", "\u202e"} & set(render(report([made])))
    assert all(width(line) <= 80 for line in recruitment_text(report([made])).splitlines())
    rows = list(csv.reader(io.StringIO(recruitment_csv(report([made])))))
    assert {len(row) for row in rows} == {len(HEAD)}
    assert not any(value.startswith("=") for row in rows for value in row)


figure = st.one_of(
    st.integers(-5, 10**12), st.just((None, 5)), st.just((5, None)), st.just((5, 7)), st.just("?"), st.just((5, 6, 7))
)


@given(st.lists(st.tuples(figure, figure, st.none() | figure, st.sampled_from("abcdef")), max_size=8))
def test_whatever_is_stated_can_be_told(cases):
    made = [
        case(cost, earned, kept, subject=f"s{i}", origin=origin) for i, (cost, earned, kept, origin) in enumerate(cases)
    ]
    found = report(*made)
    for render in RENDERERS:
        render(found)
    assert all(width(line) <= 80 for line in recruitment_text(found).splitlines())
    assert len(list(figures(found, Asked()))) == len(cases) + 2


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
    (r"^months\.(earned|kept)(?=\.|$)", "months.SIDE"),
    (r"^cases\[\]\.(earned|kept)(?=\.|$)", "cases[].SIDE"),
    (r"\.worth\.(cost|earned|kept)(\[\]\.(low|best|high))?$", ".worth.NAME"),
    (r"\.(amounts|pay\.earned|pay\.kept|cases)\.(low|best|high)(?=\.|$)", r".\1.CASE"),
    (r"\.(median|quartiles\[\]|months|cases\.CASE)\.(low|high)$", r".\1.END"),
)


def named(path):
    for pattern, name in NAMES:
        path = re.sub(pattern, name, path)
    return path


def test_the_manual_tells_every_key_and_no_other():
    page = (files("ledger.help") / "recruitment.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([^`]+)` \|", page.partition("## JSON")[2].partition("\n## ")[0], re.MULTILINE))
    there = {named(path) for path in paths(json.loads(recruitment_json(everything(), ASKED)))}
    assert told == {path for path in there if not path.rpartition(".")[2].isupper()}


def test_the_manual_tells_every_column():
    page = (files("ledger.help") / "recruitment.md").read_text(encoding="utf-8")
    assert set(HEAD) <= set(re.findall(r"`([^`]+)`", page.partition("## CSV")[2]))
