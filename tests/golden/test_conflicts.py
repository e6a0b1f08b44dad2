"""Conflicts and coverage of the shipped observations, through the real command line."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from ledger.__main__ import run
from ledger.publish.visible import width
from tests.golden.conftest import Desk


@pytest.fixture(scope="module")
def found(desk: Desk) -> dict[str, Any]:
    """The conflicts of the shipped observations."""
    return desk.json("report", "conflicts")


@pytest.fixture(scope="module")
def covered(desk: Desk) -> dict[str, Any]:
    """Their coverage."""
    return desk.json("report", "coverage")


def of(found: dict[str, Any], name: str) -> list[tuple[str, str]]:
    """The rules and kinds under which an observation stands."""
    return [(c["rule"], c["kind"]) for c in found["conflicts"] if any(s["observation"] == name for s in c["sides"])]


def sides(found: dict[str, Any], name: str, rule: str) -> list[dict[str, Any]]:
    """The sides of the one conflict of that rule in which the observation stands."""
    (conflict,) = [
        c for c in found["conflicts"] if c["rule"] == rule and any(s["observation"] == name for s in c["sides"])
    ]
    return list(conflict["sides"])


def test_the_two_accounts_of_the_cashmere_plant_stand_side_by_side(found: dict[str, Any]) -> None:
    its = {s["observation"]: s for s in sides(found, "mn-eermel-2011", "contested")}
    assert set(its) == {"mn-eermel-2011", "mn-eermel-2011-counter"}
    press, owner = its["mn-eermel-2011"], its["mn-eermel-2011-counter"]
    assert (press["low"], press["high"], press["unit"], press["operator"]) == (None, "200.00", "GBP", "up to")
    assert (owner["what"], owner["low"], owner["high"], owner["unit"]) == ("host_tax", "10.00", "10.00", "%")
    assert (press["verification"], owner["verification"]) == ("contested", "contested counter-claim")
    assert press["attribution"] != owner["attribution"]


def test_b2_a_printed_total_is_ten_points_above_its_parts(found: dict[str, Any]) -> None:
    assert of(found, "xx-nkwatch-2015") == [("itself", "parts")]
    assert [s["low"] for s in sides(found, "xx-nkwatch-2015", "itself")] == ["95.00", "85.00"]


def test_b7_a_contract_pays_33_days_of_153(found: dict[str, Any]) -> None:
    assert of(found, "ru-stadium-2016") == [("itself", "days")]
    assert [s["low"] for s in sides(found, "ru-stadium-2016", "itself")] == ["33.3", "153"]


def test_b18_three_quarters_leave_more_than_is_printed(found: dict[str, Any]) -> None:
    assert of(found, "cn-lat-2012") == [("itself", "left")]
    share, left, hand = sides(found, "cn-lat-2012", "itself")
    assert (share["low"], left["low"], left["high"]) == ("75.00", "50.00", "75.00")
    assert (hand["low"], hand["high"]) == (None, "50.00")


def test_a_mean_of_2022_that_differs_from_paper_to_paper_is_a_copy_that_changed(found: dict[str, Any]) -> None:
    its = sides(found, "rem-2022-nkdb-a", "copies")
    assert {(s["observation"], s["low"], s["unit"]) for s in its} == {
        ("rem-2022-nkdb-a", "4010000", "KRW"),
        ("rem-2022-nkdb-b", "2890000", "KRW"),
    }


@pytest.mark.parametrize(
    "name",
    [
        "cz-garment-2000",  # A1: about 30 lies inside 27 to 32
        "kw-constr-2016",  # A2: 40 % to the state and 80 % in all are both true
        "xx-gulf-2017",  # A3: 50 + 30 are the 80 of Yonhap's version
        "kw-2017",
        "cn-rest-2018",  # A4: 8 : 8 : 4
        "ru-log-2010-a",  # A7
        "ru-log-2010-b",
        "ru-constr-2009",  # A9: 80 and 100 % beside "almost 90"
        "cn-hunchun-2015",  # about half, and 600 to 750 of 1,500
        "kp-kic-2012",  # 45 and 55 printed, 57.74 of 128.30
    ],
)
def test_what_the_worked_examples_find_consistent_is_no_conflict(found: dict[str, Any], name: str) -> None:
    assert of(found, name) == []


def test_a_rule_alone_and_a_country_alone(desk: Desk, found: dict[str, Any]) -> None:
    contested = desk.json("report", "conflicts", "--rule", "contested")
    assert contested["conflicts"] == [c for c in found["conflicts"] if c["rule"] == "contested"]
    mongolia = desk.json("report", "conflicts", "--country", "mn")
    assert [c["country"] for c in mongolia["conflicts"]] == ["MN"]
    assert run(["--book", str(desk.book), "report", "conflicts", "--rule", "loudest"]) == 2


def test_the_page_in_the_manual_is_what_the_command_prints(desk: Desk) -> None:
    for page, words in (
        ("conflicts", ("report", "conflicts", "--rule", "contested", "--country", "MN")),
        ("coverage", ("report", "coverage", "-b", "2010", "-e", "2016")),
    ):
        manual = (files("ledger.help") / f"{page}.md").read_text(encoding="utf-8")
        shown = manual.partition("prints:\n\n" if page == "conflicts" else "begins:\n\n")[2]
        lines = []
        for line in shown.splitlines():
            if line and not line.startswith("    "):
                break
            lines.append(line[4:])
        assert "\n".join(lines).strip() in desk.run(*words)


def test_every_page_fits_80_columns_but_for_web_pages(desk: Desk) -> None:
    for report in ("conflicts", "coverage"):
        lines = desk.run("report", report).splitlines()
        assert all(width(line) <= 80 or "http" in line for line in lines)


def test_coverage_knows_where_it_is_silent(covered: dict[str, Any]) -> None:
    cells = {(c["country"], c["year"]): c for c in covered["cells"]}
    assert cells["KW", 2016]["best"] == "share"
    assert cells["KW", 2016]["share"] == {"origins": 1, "records": 1}
    assert cells["RU", 1970]["best"] == "amounts"  # a wage and what was sent of it, and no line of a taker
    assert ("RU", 1980) not in cells
    assert ("PL", 2014) in cells
    assert covered["silent_years"] == [1968, 1969, *range(1974, 1994), 1995]
    without = {c["country"] for c in covered["countries"] if not c["has_amounts"]}
    assert without == {"KH", "KR", "PL", "TZ"}
    assert {c["country"]: c["periods"] for c in covered["open_time"]}["RU"] == ["../2005", "2021-05/..", "../2021"]


def test_figures_that_are_no_workers_pay_end_a_false_silence(desk: Desk, covered: dict[str, Any]) -> None:
    """Four observations print group totals alone: clinics, timber, a restaurant, and everything together."""
    its = {(c["country"], c["year"]): c for c in covered["cells"] if c["from_observations"]}
    assert {place: c["from_observations"] for place, c in its.items()} == {
        ("RU", 1967): ["ru-timber-1967"],
        ("CN", 2007): ["cn-rest-2007"],
        ("TZ", 2015): ["tz-health-2016"],
        ("several", 2023): ["xx-poe-2024"],
    }
    assert all(c["best"] == "printed" and c["printed"] == {"origins": 1, "records": 1} for c in its.values())
    assert (covered["words_alone"], covered["without_figure"], covered["not_assessed"]) == (0, 1, 0)
    clinics = desk.run("trace", its["TZ", 2015]["id"])
    assert "tz-health-2016 prints group_remittance 1000000 USD a year: no worker's pay." in clinics


def test_coverage_knows_how_it_knows(covered: dict[str, Any]) -> None:
    via = {k["word"]: k["observations"] for k in covered["known"] if k["how"] == "seen_via"}
    assert via == {"original": 53, "press_summary": 28, "repost": 7, "interview": 1, "not stated": 22}
    assert sum(via.values()) == 111  # 89 observations of pay and 22 of remittances have an entry or a claim
    assert {k["word"] for k in covered["known"] if k["how"] == "grade"} == {"F6"}
    thin = covered["origins"]["second_hand"]["observations"]
    assert "kw-constr-2016" in thin  # RFA, read in Kukmin Ilbo
    assert "kw-2017" not in thin  # a summary, of an origin of which the original was read too


def test_what_a_report_counts_can_be_traced(desk: Desk, found: dict[str, Any], covered: dict[str, Any]) -> None:
    names = [found["conflicts"][0]["id"], found["conflicts"][-1]["sides"][0]["id"], covered["cells"][-1]["id"]]
    for name in names:
        assert json.loads(desk.run("trace", name, "-O", "json"))["figure"]["id"] == name
