"""The shipped observations in `report conditions` and `report timeline`: what must be there, with its doubts."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from tests.golden.conftest import Desk

# Row, its indicator, its date as written, and how sure its source is (conditions.csv).
SYSTEMS = {
    "S1": ("FL01", "202X", "single source"),
    "S2": ("FL06", "201X-03", "single source"),
    "S3": ("FL06", "2016-08", "secondary; one part explicitly unconfirmed"),
    "S4": ("FL10", "2016-08", "secondary"),
    "S5": ("FL06", "2020-06", "publisher could not confirm independently; two unnamed sources"),
    "S6": ("FL03", "2019-12/2020-07", "unnamed sources"),
    "S7": ("FL03", "2020-07", "two unnamed sources"),
    "S8": ("FL06", "2020-07", "earlier reporting by the same broadcaster"),
}
# How many rows conditions.csv has of each indicator.
COUNTS = {
    "FL01": 5, "FL02": 3, "FL03": 6, "FL04": 4, "FL05": 3, "FL06": 9, "FL07": 5, "FL08": 7, "FL09": 3, "FL10": 4,
    "FL11": 6,
}  # fmt: skip


def one_line(text: str) -> str:
    return " ".join(text.split())


def blocks(page: str) -> list[str]:
    """The blocks of a timeline, each on one line."""
    return [one_line(block) for block in page.split("\n\n")]


@pytest.fixture(scope="module")
def conditions(desk: Desk) -> str:
    return one_line(desk.run("report", "conditions"))


@pytest.fixture(scope="module")
def timeline(desk: Desk) -> list[str]:
    return blocks(desk.run("report", "timeline"))


def of_observation(desk: Desk, name: str) -> list[dict[str, object]]:
    """The levies of one observation, dated and undated."""
    found = desk.json("report", "timeline", "--only", "levies")
    return [row for row in (*found["dated"], *found["undated"]) if row["observation"] == name]


@pytest.mark.parametrize("code", SYSTEMS)
def test_the_systems_of_control_are_there_with_their_doubts(conditions: str, timeline: list[str], code: str) -> None:
    indicator, date, doubt = SYSTEMS[code]
    found = re.search(
        rf" {code} present; (.+?) source (.+?) address (\S+(?: stated)?) verification (.+?)(?= [A-Z])", conditions
    )
    assert found is not None
    assert found[1].startswith(f"{date}; ")
    assert found[4].startswith(doubt)
    (block,) = [each for each in timeline if f" {code}, {indicator} " in each]
    assert block.startswith(f"{date} condition")
    assert f"Verification: {doubt}." in block


def test_what_is_unconfirmed_or_without_an_address_says_so(conditions: str, desk: Desk) -> None:
    assert "an unconfirmed report says officials who monitored workers abroad were executed" in conditions
    (s3,) = [c for c in desk.json("report", "conditions")["conditions"] if c["code"] == "S3"]
    assert s3["source"]["url"] is None
    assert "Witness to Transformation (policy blog), 2016-08-02 address not stated" in conditions


def test_every_indicator_has_its_rows(desk: Desk) -> None:
    found = desk.json("report", "conditions")
    assert {g["key"]["indicator"]: g["rows"] for g in found["groups"]} == COUNTS
    assert found["whole"]["rows"] == len(found["conditions"]) == sum(COUNTS.values()) == 55
    assert found["not_assessed"] == []


def test_rows_from_one_page_are_one_origin(desk: Desk) -> None:
    """S7 and S8 are from one page, S2 from another: three rows, two origins."""
    found = desk.json("report", "conditions", "--country", "kp")["whole"]
    assert (found["rows"], found["origins"], found["states"]["present"]) == (3, 2, 3)


def test_the_unmet_deadline_stands_beside_the_resolution(timeline: list[str]) -> None:
    dates = [block.split(" ")[0] for block in timeline]
    deadline = next(n for n, block in enumerate(timeline) if block.startswith("2019-12-22 sanctions"))
    missed = next(n for n, block in enumerate(timeline) if " S6, FL03 " in block)
    assert "S/RES/2397 (2017), paragraph 8" in timeline[deadline]
    assert dates[missed] == "2019-12/2020-07"
    assert missed < deadline < next(n for n, block in enumerate(timeline) if " S5, FL06 " in block)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ru-constr-2021-dnk", {("year", "10000.00", "38.89"), ("year", "7200.00", None)}),
        ("ru-log-2021-dnk", {("year", "7000.00", "55.56"), ("year", "4500.00", None)}),
        ("ru-constr-2021-rfa", {("month", "490.00", None), ("month", "100.00", None)}),
        ("ru-constr-2019", {("month", "760.00", None), ("month", "100.00", None)}),
        ("cn-food-2020", {("month", "100.00", None)}),
        ("ru-log-2015", {("once", "500.00", None)}),
    ],
)
def test_a_levy_is_told_for_the_interval_of_its_source_alone(
    desk: Desk, name: str, told: set[tuple[str, str, str | None]]
) -> None:
    rows = of_observation(desk, name)
    levies = [(row["levy"], row["change"]) for row in rows]
    assert {(levy["per"], levy["amounts"]["best"]["amount"], change) for levy, change in levies} == told


@pytest.mark.parametrize(
    ("name", "yearly"), [("ru-constr-2021-rfa", ["5,880.00"]), ("ru-constr-2019", ["9,120.00"]), ("cn-food-2020", [])]
)
def test_no_trace_makes_a_year_of_a_months_levy(desk: Desk, name: str, yearly: list[str]) -> None:
    """Plan money of 490 or 760 a month is told by the year; the 100 of a campaign or of the food money never is."""
    found = desk.trace(name)
    assert [figures["best_year"] for figures in found.computed("other-interval")] == yearly
    assert "1,200.00" not in str(found.data)


def test_the_campaigns_stand_in_their_time(timeline: list[str]) -> None:
    def dated(words: str) -> list[str]:
        return [block.split(" ")[0] for block in timeline if words in block and " levy " in block]

    assert dated("Samjiyon and Wonsan") == ["2019~"]
    assert dated("Pyongyang housing construction") == ["2021-05/.."]
    assert dated("flood recovery") == ["2020-08", "2024-08~", "2024-08~"]
    assert any("flood recovery, 70 USD once" in block for block in timeline)


def test_a_groups_levies_are_dated_one_by_one_and_are_no_ones_money(timeline: list[str]) -> None:
    groups = [block for block in timeline if "A group's total, no one worker's money" in block]
    assert [block.split(" ")[0] for block in groups] == [
        "2019-08/2020-08", "2019-09-23", "2019-12", "2020-04", "2020-07", "2020-08",
    ]  # fmt: skip


def test_the_rate_at_the_border_and_the_fall_of_the_rouble_are_there(timeline: list[str]) -> None:
    assert any("First imposed rate of the pair (forced on return): 1 CNY = 500 KPW." in block for block in timeline)
    assert any("1 USD = 110 RUB, +57.14 % since 2022-02~." in block for block in timeline)
    assert any("70 before (2022-02~), 110 after: +57.14 %." in block for block in timeline)


@pytest.mark.parametrize(
    ("page", "words"),
    [("conditions", ["conditions", "--country", "KP"]), ("timeline", ["timeline", "--only", "levies"])],
)
def test_the_output_in_the_manual_is_what_the_command_prints(desk: Desk, page: str, words: list[str]) -> None:
    text = (files("ledger.help") / f"{page}.md").read_text(encoding="utf-8")
    examples = [block for block in re.findall(r"(?:^(?:    .*)?\n)+", text, re.MULTILINE) if "wage-ledger" not in block]
    (example,) = [block for block in examples if block.strip()]
    lines = [line.removeprefix("    ") for line in example.strip("\n").splitlines()]
    wanted = re.sub(r"Entry \d+", "Entry N", "\n".join(lines))
    assert wanted in re.sub(r"Entry \d+", "Entry N", desk.run("report", *words))
