"""The page "Is it 90?" is what the shipped observations say, and each of its statements by itself."""

from __future__ import annotations

import csv
import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from ledger.data import observations
from ledger.values.percent import percent_text
from tests.golden.conftest import Desk
from tests.help.is_it_90 import FILE, page

TEXT = FILE.read_text(encoding="utf-8")
FLAT = " ".join(TEXT.split())


@pytest.fixture(scope="module")
def desk(shipped_folder: Path, identity_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A book with the shipped observations in it."""
    book = tmp_path_factory.mktemp("ninety") / "book"
    shutil.copytree(shipped_folder, book)
    return Desk(book, identity_file)


def rows() -> dict[str, dict[str, str]]:
    with (observations() / "reported_wages.csv").open(encoding="utf-8", newline="") as file:
        return {row["obs_id"]: row for row in csv.DictReader(file)}


def part(number: int) -> str:
    """One numbered part of the page, in one line."""
    return " ".join(TEXT.partition(f"\n## {number}. ")[2].partition("\n## ")[0].split())


def share(taken: int, of: int) -> str:
    return percent_text(Fraction(taken, of))


def test_the_page_is_what_the_shipped_observations_say(desk):
    """When it changed on purpose: python -m tests.help.is_it_90, and read the difference."""
    assert page(desk) == TEXT


def test_every_command_of_the_page_prints_something(desk):
    commands = re.findall(r"^wage-ledger (.+)$", TEXT, re.MULTILINE)
    assert len(set(commands)) >= 8
    for command in sorted(set(commands)):
        assert desk.run(*command.split()).strip()


def test_help_prints_the_page(desk):
    assert desk.run("help", "is-it-90") == TEXT


def test_the_short_answer_is_no_for_all_and_yes_for_some():
    assert "**As a figure for all of them: no. For some of them: yes.**" in FLAT
    assert "documented cases, not a sample" in FLAT


def test_the_middle_is_that_of_work_abroad(desk):
    """The medians by hand, from each country's own shares: of every origin's hull the low ends and the high ends."""
    units = [
        unit
        for group in desk.json("report", "skim", "--by", "country")["groups"]
        if group["key"]["country"] != "KP"
        for unit in group["units"]
    ]
    hulls: dict[str, list[dict[str, str | None]]] = {}
    for unit in units:
        hulls.setdefault(unit["origin"], []).append(unit["shares"]["all"])
    lows = sorted(middle_end(its, "low", min, Fraction(-1)) for its in hulls.values())
    highs = sorted(middle_end(its, "high", max, Fraction(999)) for its in hulls.values())
    assert len(hulls) % 2 == 1
    low, high = (percent_text(ends[len(ends) // 2] * Fraction(1, 100)) for ends in (lows, highs))
    assert f"{len(hulls)} independent origins" in FLAT
    assert f"the middle one has {low} to {high}. Two" in FLAT


def middle_end(shares, end, outermost, unknown):
    """An origin's end: the outermost of its entries', and beyond all where one of them is not known."""
    ends = [share[end] for share in shares]
    return unknown if None in ends else outermost(Fraction(text) for text in ends)


def test_kuwait_by_hand():
    says = part(1)
    assert share(332, 830) == share(400, 1000) == "40.00"
    assert f"{share(332, 830)} of every 100 went to the state" in says
    assert f"All takers together: {share(830 - 170, 830)} to {share(1000 - 200, 1000)}." in says
    assert "79.52 to 80.00" in says
    assert f"{share(500, 1000)} for the state and {share(300, 1000)} for managers" in says


def test_lodging_by_hand():
    assert f"{share(78, 150)} to {share(83, 150)}" in part(2)
    assert f"{share(40, 150)} for lodging" in part(2)
    assert f"{share(118, 150)} to {share(123, 150)}" in part(2)


def test_the_bases_by_hand():
    says = part(3)
    assert f"due {share(700, 2500)} to {share(1000, 2800)} of every 100" in says
    assert f"{share(700, 1700)} to {share(1000, 2000)} of every 100 that are left" in says
    assert f"at most {share(2000, 5000)} %" in says
    assert f"at most {share(150, 15000)} % of the revenue" in says
    assert "contested" in says


def test_due_and_received_by_hand():
    assert f"{share(1800, 2800)} to {share(1800, 2500)} of every 100" in part(4)
    assert "0.00 in hand, and 100.00 of every 100" in part(4)


def test_the_exchange_by_hand():
    says = part(5)
    assert f"The named deduction is {share(1740, 5800)} of every 100" in says
    assert f"worth {share(2, 58)}" in says
    assert f"{share(56, 58)} of every 100 did not reach the worker" in says
    kept = Fraction(400 * 500, 4000 * 1350)
    assert f"{percent_text(1 - kept)} did not reach the worker, who kept {percent_text(kept)}" in says
    assert (percent_text(1 - kept), percent_text(kept)) == ("96.30", "3.70")


def test_the_fixed_sum_by_hand():
    table = re.findall(r"^\| ([\d,]+) \| ([\d,]+) \| ([\d.]+) \|$", TEXT, re.MULTILINE)
    assert table == [("25,000", "20,000", "80.00"), ("20,000", "20,000", "100.00"), ("10,000", "20,000", "200.00")]


def test_how_often_90_is_printed_by_hand():
    printed = [
        row
        for row in rows().values()
        if "90" in (row[f"share_taken_{end}"] for end in ("low", "best", "high"))
        or "10" in (row[f"share_kept_{end}"] for end in ("low", "best", "high"))
    ]
    claims = sum("90" in (row[f"share_taken_{e}"] for e in ("low", "best", "high")) for row in printed)
    claims += sum("10" in (row[f"share_kept_{e}"] for e in ("low", "best", "high")) for row in printed)
    origins = {row["claim_group"] or row["obs_id"] for row in printed}
    assert f"is printed in {claims} of the " in part(8)
    assert f"claims, from {len(origins)} origins" in part(8)


def test_the_verdicts_on_90_add_up_to_the_claims():
    total = int(re.search(r"beside the amounts the (\d+) are", part(8))[1])
    listed = part(8).partition(" are: ")[2].partition(". Not")[0]
    assert sum(int(n) for n in re.findall(r"(\d+) [a-z]", listed)) == total


def test_every_case_is_named_with_its_own_years():
    cases = re.findall(r"\*\*[^*]*?(\d{4})(?: to (\d{4}))?\*\* \(`([a-z0-9-]+)`", FLAT)
    assert len(cases) >= 8
    for first, last, name in cases:
        years = re.findall(r"\d{4}", rows()[name]["period_reported"])
        assert (first, last or first) == (years[0], years[-1]), name


def test_the_lines_fit_a_page():
    assert all(len(line) <= 120 for line in TEXT.splitlines())
