"""Held wages through the real import and the real report, to the last printed digit (examples A5, A12, B14)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ledger.__main__ import run
from tests.golden.conftest import Desk
from tests.golden.test_worked_examples import _import

DAY = ("--as-of", "2026-11-24")


def row(desk: Desk, subject: str, *more: str) -> dict[str, Any]:
    """The row of that group."""
    (found,) = [r for r in desk.json("report", "held", *DAY, *more)["rows"] if r["subject"] == subject]
    return dict(found)


def money(figure: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    """Amount and bound by case."""
    return {case: (each["amount"], each["bound"]) for case, each in figure.items()}


def test_a5_what_was_due_was_not_received(desk: Desk) -> None:
    found = row(desk, "cn-helong-2023")
    (month,) = found["apart"]
    assert {case: each["share"] for case, each in month["hand_and_held"].items()} == {"low": "28.00", "high": "35.71"}
    assert {each["share"] for each in month["in_hand"].values()} == {"0.00"}
    assert money(month["outstanding"]) == {"low": ("700.00", None), "high": ("1000.00", None)}
    assert found["whole"] is None  # nobody says how many months there were
    (part,) = found["parts"]
    assert (part["per"], part["since"], part["band"]) == ("month", {"months": 34, "days": 24, "sure": "about"}, "2-5")
    bands = desk.json("report", "held", *DAY)["bands"]
    assert [money(band["outstanding"]) for band in bands] == [{"best": ("32000.00", None)}]  # a month is in no sum


def test_a12_at_most_forty_percent_of_paper_and_at_least_three_thousand_short(desk: Desk) -> None:
    state = row(desk, "ru-military-2019")["whole"]
    assert money(state["written"]) == money(state["cleared"]) == {"low": ("5000.00", "at_least")}
    assert money(state["paid"]) == {"low": ("2000.00", None)}
    assert state["paid_share"] == {"low": {"share": "40.00", "bound": "at_most"}}
    assert money(state["not_paid"]) == money(state["short_paid"]) == {"low": ("3000.00", "at_least")}
    assert money(state["outstanding"]) == {"low": ("0.00", None)}
    assert (state["earned"], state["forfeited"], state["taken"]) == (None, None, None)  # no second earning, no guess
    assert [line["account"] for line in state["named"]] == [
        "state:mass-organisation", "living:combined", "living:medical", "living:travel",
    ]  # fmt: skip


def test_a12_the_months_of_2019_to_may_2024_are_nobodys_figure(desk: Desk) -> None:
    (promise,) = row(desk, "ru-military-2019")["promised"]
    assert (promise["times"], promise["amount"]["best"]["amount"], promise["paid"]) == (None, "100.00", None)


@pytest.fixture
def five(fresh: Desk, tmp_path: Path) -> Desk:
    """A book in which the five years are exact."""
    _import(
        fresh,
        tmp_path,
        "five,Five years,2019-05/2024-04,RU,construction,USD,month,,,,,\n",
        "five,promised_wage,,100,,USD,month,per_worker,,,,,\n"
        "five,withheld_until_return,5000,,,USD,once,per_worker,,,,,more than\n"
        "five,take_home_on_return,,2000,,USD,once,per_worker,,,,,\n",
    )
    return fresh


def test_a12_a_third_of_the_promise_and_four_thousand_short_of_it(five: Desk) -> None:
    (promise,) = row(five, "five")["promised"]
    assert (promise["times"], promise["amount"]["low"]["amount"]) == (60, "6000.00")
    assert promise["share"]["low"] == {"share": "33.33", "bound": None}
    assert money(promise["short"]) == {"low": ("4000.00", None)}
    text = " ".join(five.run("report", "held").split())
    assert "6,000.00 USD for 60 times one month; paid 2,000.00 USD, 33.33 % of it; short 4,000.00 USD" in text


def test_a12_the_trace_of_the_row_writes_the_promise_out(five: Desk) -> None:
    text = " ".join(five.run("trace", row(five, "five")["id"]).split())
    assert "Promised 6,000.00 USD for 60 times one month; paid 2,000.00 USD, 33.33 % of it; short 4,000.00 USD." in text
    assert "Written down at least 5,000.00 = cleared at least 5,000.00 + outstanding 0.00 (low case)." in text


def test_b14_half_of_the_savings_is_taken_on_return(desk: Desk) -> None:
    state = row(desk, "ru-log-2015")["whole"]
    assert (state["written"], state["outstanding"]) == (None, None)  # nobody wrote it down before
    assert [state[name]["best"]["amount"] for name in ("settled", "paid", "taken")] == ["1000.00", "500.00", "500.00"]
    assert state["paid_share"]["best"]["share"] == "50.00"


def test_a10_savings_that_no_settlement_clears_are_outstanding_and_about(desk: Desk) -> None:
    found = row(desk, "cn-shoes-2015")
    assert (found["operators"], found["whole"]["outstanding"]["best"]["amount"]) == (["about"], "32000.00")
    assert found["whole"]["earned"]["best"]["amount"] == "380000.00"  # 95 months of 4,000
    assert found["parts"][0]["since"] == {"months": 39, "days": 24, "sure": "exact"}
    assert "outstanding   about 32,000.00 CNY" in desk.run("report", "held")


def test_a_wage_that_was_never_paid_stands_beside_its_promise(desk: Desk) -> None:
    (promise,) = row(desk, "kw-constr-1996")["promised"]
    assert {each["amount"] for each in promise["short"].values()} == {"120.00"}
    assert {each["share"] for each in promise["share"].values()} == {"0.00"}


def test_the_day_is_shown_and_can_be_chosen(desk: Desk) -> None:
    assert "Times are counted to 2024-01-01." in desk.run("report", "held", "--as-of", "2024")
    assert desk.json("report", "held", "--as-of", "2024")["rows"][0]["parts"][0]["since"]["days"] == 1


@pytest.mark.parametrize(
    "typed", [("--as-of", "soon"), ("--days", "3"), ("-X", "XXX"), ("-X", "USD", "--value", "once")]
)
def test_what_cannot_be_asked_is_a_usage_error(typed: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(("--book", "nowhere", "report", "held", *typed)) == 2
    assert typed[-1] not in capsys.readouterr().err.splitlines()[0]


def test_what_has_no_rate_is_told_and_the_command_ends_with_one(desk: Desk) -> None:
    text = desk.run("report", "held", *DAY, "-X", "KPW", "--days", "0", code=1)
    assert "not converted: " in text
    found = row_of(desk.run("report", "held", *DAY, "-X", "USD", "--days", "60"), "cn-shoes-2015")
    assert "in USD" in found
    assert "European Central Bank" in " ".join(found.split())


def row_of(text: str, subject: str) -> str:
    """The block of that group."""
    return next(block for block in text.split("\n\n") if block.startswith(subject))


def test_a_figure_leads_back_to_its_entries(desk: Desk) -> None:
    found = row(desk, "ru-military-2019")
    traced = desk.json("trace", found["id"])
    assert [entry["entry"] for entry in traced["entries"]] == found["entries"]


def test_a_worker_who_settles_is_in_no_row(fresh: Desk, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        "worker,event,period,currency,gross,held,paid,unexplained:difference,source\n"
        "new:A,,2019-03,USD,500,500,,,Talk\nnew:A,settlement,2019-09,USD,,,300,200,Talk\n"
        "new:B,,2019-03,KWD,500,500,,,Talk\n",
        encoding="utf-8",
    )
    drawn = fresh.json("import", str(sheet))["workers"]
    silent = fresh.json("report", "held")
    assert (silent["rows"], silent["workers"]["untold"]["few"], silent["hidden"]["entries"]) == ([], 0, 3)
    said = ("--scope", "aggregate-statistics", "--risks-explained", "--understood")
    for worker in drawn.values():
        fresh.run("consent", "grant", worker, *said)
    found = fresh.json("report", "held")
    assert (found["rows"], found["bands"], found["workers"]["together"]) == ([], [], [])
    assert (found["hidden"]["entries"], found["workers"]["untold"]["few"]) == (3, 1)
    text = fresh.run("report", "held")
    assert "not told      1 entry: a sum needs at least 10 workers of 2 origins" in text
    assert "KWD" not in text
