"""The skim report of the shipped observations, to the printed digit: A2, A5, A7, A10, A11 and the traps of Part B."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.golden.conftest import Desk
from tests.golden.test_exchange import FLOWS, RATES, WAGE


def units(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The units of the whole by their observation."""
    return {unit["observation"]: unit for unit in report["whole"]["units"]}


def ends(interval: dict[str, str | None] | None) -> tuple[str | None, str | None] | None:
    return None if interval is None else (interval["low"], interval["high"])


@pytest.fixture(scope="module")
def skim(desk: Desk) -> dict[str, Any]:
    return desk.json("report", "skim", "--bounds", "outer")


@pytest.mark.parametrize(
    ("observation", "measure", "found"),
    [
        ("cz-garment-2000", "state", ("52.00", "55.33")),  # A1
        ("cz-garment-2000", "named", ("78.67", "82.00")),
        ("kw-constr-2016", "state", ("40.00", "40.00")),  # A2
        ("kw-constr-2016", "all", ("79.52", "80.00")),
        ("kw-constr-2016", "hand", ("20.00", "20.48")),
        ("xx-gulf-2017", "state", ("50.00", "50.00")),  # A3
        ("xx-gulf-2017", "all", ("80.00", "80.00")),
        ("xx-gulf-2017", "hand", ("20.00", "20.00")),
        ("cn-rest-2018", "state", ("40.00", "40.00")),  # A4
        ("cn-rest-2018", "all", ("60.00", "60.00")),
        ("cn-helong-2023", "all", ("64.29", "72.00")),  # A5: due 28.00 to 35.71, received nothing
        ("cn-helong-2023", "hand", ("0.00", "0.00")),
        ("cn-helong-2023", "not-in-hand", ("100.00", "100.00")),
        ("ru-log-2010-a", "all", ("75.00", "75.00")),  # A7
        ("ru-log-2010-b", "state", ("48.00", "48.00")),
        ("ru-log-2010-b", "all", ("83.00", "83.00")),
        ("cn-shoes-2015", "all", ("90.00", "90.00")),  # A10
        ("kp-kic-2007", "state", ("30.00", "30.00")),  # A11
    ],
)
def test_shares_of_the_worked_examples(
    skim: dict[str, Any], observation: str, measure: str, found: tuple[str, str]
) -> None:
    assert ends(units(skim)[observation]["shares"][measure]) == found


def test_a2_crossing_the_ends_is_a_bound_and_is_told_as_one(desk: Desk) -> None:
    """170/1000 = 17.00 % and 200/830 = 24.10 %; the tight answer is 20.00 to 20.48 %."""
    which = ("--country", "KW", "-b", "2016", "-e", "2017")
    shares = desk.json("report", "skim", *which, "--bounds", "outer")["whole"]["shares"]
    assert (ends(shares["hand"]["range"]), ends(shares["hand"]["outer"])) == (("20.00", "20.48"), ("17.00", "24.10"))
    paired = desk.json("report", "skim", *which)["whole"]["shares"]
    assert paired["hand"]["outer"] is None


def test_cross_pairing_turns_a_narrow_share_into_a_wide_one(skim: dict[str, Any]) -> None:
    inner, outer = (ends(skim["whole"]["shares"]["state"][name]) for name in ("range", "outer"))
    assert inner is not None
    assert outer is not None
    assert float(outer[0] or 0) <= float(inner[0] or 0)
    assert float(outer[1] or 0) >= float(inner[1] or 0)


def test_a10_the_exchange_stands_in_its_own_column(desk: Desk) -> None:
    """90 % of the contract is taken, another 6.30 in the exchange; 3.70 is kept at market value: together 100."""
    shares = desk.json("report", "skim", "--country", "CN")["whole"]["shares"]
    assert ends(shares["exchange"]["median"]) == ("6.30", "6.30")
    assert ends(shares["at-market"]["median"]) == ("3.70", "3.70")
    assert shares["exchange"]["origins"] == 1


def test_a11_the_hidden_cut_is_more_than_twice_the_named_one(fresh: Desk, tmp_path: Path) -> None:
    """58.00: 30.00 % named; 66.50 % lost at 140 against 2,800; 3.50 % kept; sum 100.00."""
    for name, text in {"reported_wages": WAGE, "reported_flows": FLOWS, "exchange_rates": RATES}.items():
        (tmp_path / f"{name}.csv").write_text(text)
    fresh.run("import", str(tmp_path))
    shares = fresh.json("report", "skim")["whole"]["shares"]
    assert ends(shares["state"]["median"]) == ("30.00", "30.00")
    assert ends(shares["exchange"]["median"]) == ("66.50", "66.50")
    assert ends(shares["at-market"]["median"]) == ("3.50", "3.50")


def test_b16_a_share_of_revenue_is_no_share_of_a_wage(skim: dict[str, Any], desk: Desk) -> None:
    whole = skim["whole"]
    assert whole["apart"] == 1
    assert not {"revenue", "promised"} & set(whole["bases"])
    bases = {group["key"]["basis"]: group for group in desk.json("report", "skim", "--by", "basis")["groups"]}
    apart = [name for name in ("revenue", "promised") if name in bases]
    assert sum(bases[name]["entries"] + bases[name]["without_share"] for name in apart) >= 1


def test_grades_and_verification_stand_beside_every_pool(desk: Desk) -> None:
    for group in desk.json("report", "skim", "--by", "country")["groups"]:
        if group["entries"]:
            assert sum(group["grades"].values()) == group["entries"] == sum(group["verification"].values())
            assert sum(group["sources"].values()) == group["entries"]


def test_too_few_origins_are_said_to_be_too_few(desk: Desk) -> None:
    assert "resampled     too few origins, 10 are needed" in desk.run("report", "skim", "--country", "CN")
    assert "resampled     95 % of medians:" in desk.run("report", "skim")


def test_a_skim_figure_leads_to_its_pages(desk: Desk) -> None:
    text = desk.run("trace", "skim/KW/state?by=country")
    for said in (
        "country KW: state lines, median 40.00 % of what was earned",
        "kw-constr-2016, high: of 1,000.00 USD",
        "https://www.kmib.co.kr/article/view_amp.asp?arcid=0010494122",
        "state:plan                         332.00     400.00 USD",
    ):
        assert said in text
    data = desk.json("trace", "skim/KW/state?by=country")
    assert data["figure"]["id"] == data["target"] == "skim/KW/state?by=country"
    assert data["sources"][0]["url"] == "https://www.kmib.co.kr/article/view_amp.asp?arcid=0010494122"


@pytest.mark.parametrize("target", ["skim/XX/state?by=country", "nothing/state", "skim/state?by=pay", "skim/state?x=1"])
def test_a_figure_that_no_report_has_is_refused(desk: Desk, target: str) -> None:
    assert desk.run("trace", target, code=1) == ""
