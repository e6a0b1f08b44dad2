"""Money sent home and recruitment costs through the real command line, on the shipped observations."""

from __future__ import annotations

import csv
import io
from importlib.resources import files
from typing import Any

import pytest

from ledger.__main__ import run
from tests.golden.conftest import Desk


@pytest.fixture(scope="module")
def told(desk: Desk) -> dict[str, Any]:
    """The report on money sent home."""
    return desk.json("report", "remittances")


def row(report: dict[str, Any], code: str) -> dict[str, Any]:
    """The transfer of that observation."""
    (found,) = [each for each in report["transfers"] if each["observation"] == code]
    return dict(found)


def ends(interval: dict[str, Any] | None) -> tuple[str | None, str | None] | None:
    return None if interval is None else (interval["low"], interval["high"])


def test_b12_the_tracing_charge_is_outside_the_percentage(told: dict[str, Any]) -> None:
    """20 + 10 + 10 = 40 %; 1,200,000 of 2,000,000 delivered; 1,100,000 of 2,300,000 paid is 47.83 %."""
    found = row(told, "rem-2025-newspim")
    assert ends(found["fee"]) == ("40.00", "40.00")
    assert found["sent"]["best"] == {"amount": "10000.00", "bound": None}
    assert found["received"]["best"] == {"amount": "1200000", "bound": None}
    assert found["charge"] == {"amount": "300000", "currency": "KRW"}
    case = found["cases"]["best"]
    assert case["applied"] == "200"
    assert case["paid"] == {
        "share": {"low": "47.83", "high": None},
        "cost": "1100000",
        "of": "2300000",
        "currency": "KRW",
    }
    assert (ends(found["all_in"]), found["margin"], found["market"]) == (("40.00", None), None, [])


@pytest.mark.parametrize(
    ("code", "fee", "all_in"),
    [
        ("rem-2009-chosun", ("15.00", "20.00"), ("15.00", None)),
        ("rem-pre2009", ("40.00", None), ("40.00", None)),
        ("rem-2010-nkdb", ("21.00", "30.00"), ("21.00", None)),
        ("rem-2014-dnk", ("30.00", None), ("30.00", None)),
        ("rem-2014-seized", ("100.00", "100.00"), ("100.00", "100.00")),
        ("rem-2018-nkdb", ("29.30", "29.30"), ("29.30", None)),
        ("rem-2019-nkdb", ("30.90", "33.50"), ("30.90", None)),
        ("rem-2022-nkdb-a", None, None),
        ("rem-ow-2015-log", ("50.00", "50.00"), ("50.00", "50.00")),
        ("rem-confiscation-2021", None, None),
        ("ru-log-2015", None, None),
    ],
)
def test_the_published_fees(
    told: dict[str, Any], code: str, fee: tuple[str, str] | None, all_in: tuple[str, str] | None
) -> None:
    found = row(told, code)
    assert (ends(found["fee"]), ends(found["all_in"])) == (fee, all_in)


def test_what_was_asked_and_agreed_is_told_and_no_charge_is_made_up(told: dict[str, Any]) -> None:
    assert row(told, "rem-2024-rfa")["terms"] == {"asked": "50.00", "agreed": "40.00", "charged": None}
    assert all(pair["origin"] != "rem-2024-rfa" for pair in told["pairs"])


def test_the_fee_agreed_stands_beside_the_fee_charged(told: dict[str, Any]) -> None:
    """`fee_basis` of rem-2019-nkdb: 30.9 agreed, 33.5 actually charged."""
    assert row(told, "rem-2019-nkdb")["terms"] == {"asked": None, "agreed": "30.90", "charged": "33.50"}
    (pair,) = told["pairs"]
    assert (pair["observations"], pair["more"]) == (["rem-2019-nkdb"], "2.60")


def test_a_seizure_and_a_balancing_sum_say_nothing_of_what_was_sent(told: dict[str, Any]) -> None:
    found = row(told, "rem-confiscation-2021")
    assert (found["sent"], found["taken"]["best"]["amount"]) == (None, "5500.00")
    assert row(told, "ru-log-2015")["sent"] is None


def test_every_origin_counts_once(told: dict[str, Any]) -> None:
    whole = told["whole"]
    assert (whole["transfers"], whole["origins"], whole["without_fee"]) == (26, 16, 9)
    assert (whole["fee"]["origins"], whole["fee"]["bounds"]) == (13, 3)
    assert ends(whole["fee"]["median"]) == ("30.00", "40.00")
    assert ends(whole["fee"]["range"]) == ("15.00", "100.00")


def test_groups_by_route_year_and_country(desk: Desk) -> None:
    found = {
        tuple(g["key"].values()): g for g in desk.json("report", "remittances", "--by", "route,year,country")["groups"]
    }
    assert ends(found["third-country brokers", "2010", "KR"]["fee"]["median"]) == ("21.00", "30.00")
    assert found["three brokers in reverse", "2014", "KP"]["transfers"] == 1
    rows = list(csv.DictReader(io.StringIO(desk.run("report", "remittances", "--by", "year", "-O", "csv"))))
    assert {r["fee_median_low"] for r in rows if (r["kind"], r["year"]) == ("group", "2018")} == {"34.65"}


def test_amounts_without_a_rate_are_named_and_the_command_ends_with_1(desk: Desk) -> None:
    page = desk.run("report", "remittances", "-X", "USD", code=1)
    assert "49.44 SUR of 1970~/1973~ is not converted" in " ".join(page.split())
    assert "2,000,000 KRW (" in page
    assert "not converted" not in desk.run("report", "remittances", "-X", "USD", "--country", "KP")


def test_the_price_of_a_posting_has_no_pay_beside_it(desk: Desk) -> None:
    report = desk.json("report", "recruitment")
    found = {case["observation"]: case for case in report["cases"]}
    posting = found["kp-bribe-2013"]
    assert [item["amounts"]["best"]["amount"] for item in posting["items"]] == ["3000.00"]
    assert [item["label"] for item in posting["apart"]] == ["bribe_for_extension"]
    assert {posting[side]["reason"] for side in ("earned", "kept")} == {"pay is not stated"}
    assert [item["reason"] for item in found["ru-constr-2015"]["apart"]] == ["paid out of income on the side"]
    assert {side["origins"] for side in report["months"].values()} == {0}


@pytest.mark.parametrize(("report", "code"), [("remittances", "rem-2025-newspim"), ("recruitment", "kp-bribe-2013")])
def test_the_manuals_example_is_what_the_program_prints(desk: Desk, report: str, code: str) -> None:
    page = (files("ledger.help") / f"{report}.md").read_text(encoding="utf-8")
    lines = [line[4:] for line in page.splitlines() if line.startswith("    ")]
    example = "\n".join(lines[lines.index(next(line for line in lines if line.startswith(f"{code},"))) :])
    assert f"{example}\n" in desk.run("report", report)


def test_an_empty_book_is_told(fresh: Desk) -> None:
    assert "no money sent home" in fresh.run("report", "remittances")
    assert "no recruitment cost" in fresh.run("report", "recruitment")


@pytest.mark.parametrize(
    "words", [("remittances", "--by", "broker"), ("remittances", "--days", "3"), ("recruitment", "-X", "XXX")]
)
def test_a_question_that_cannot_be_asked_is_refused(fresh: Desk, words: tuple[str, ...]) -> None:
    command = ["--book", str(fresh.book), "--identity-file", str(fresh.identity), "report", *words]
    assert run(command) == 2
