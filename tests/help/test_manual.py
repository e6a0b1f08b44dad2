"""The manual says what the program does: its tables are those of the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledger.intake.cells import INTERVALS
from ledger.intake.flows import FLOWS, flow_of
from ledger.intake.lines import GROSS_WORDS
from ledger.intake.load import FORMATS
from ledger.intake.others import INDICATORS, RATE_KINDS
from ledger.measure.pools import KEYS
from ledger.publish.statement import FIGURES
from ledger.publish.words_en import WORDS
from tests.boundary.scanner import table_rows

ROOT = Path(__file__).parents[2]
HELP = ROOT / "ledger" / "help"
FILES = {
    "wages": "reported_wages.csv",
    "flows": "reported_flows.csv",
    "remittances": "remittances.csv",
    "rates": "exchange_rates.csv",
    "conditions": "conditions.csv",
}


def page(name: str) -> str:
    return (HELP / f"{name}.md").read_text(encoding="utf-8")


def section(name: str, heading: str) -> str:
    """The part of a page under the heading that starts so."""
    parts = [part for part in page(name).split("\n## ") if part.startswith(heading)]
    assert len(parts) == 1, heading
    return parts[0]


def rows(text: str) -> list[list[str]]:
    """The rows of the first table, without its heading."""
    return list(table_rows(text))[1:]


def codes(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def accounts() -> set[str]:
    """The accounts that the migration seeds."""
    seed = (ROOT / "migrations" / "0001" / "words.sql").read_text(encoding="utf-8")
    return set(re.findall(r"\('([a-z]+:[a-z-]+)'", seed))


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_columns_in_the_manual_are_those_of_the_reader(fmt):
    needed, allowed = FORMATS[fmt]
    told = rows(section("observations", FILES[fmt]))
    assert [codes(row[0])[0] for row in told] == list(allowed)
    assert {codes(row[0])[0] for row in told if row[1] == "yes"} == set(needed)


def test_the_flows_in_the_manual_go_to_the_accounts_of_the_catalogue():
    told = {codes(row[0])[0]: (codes(row[1]) or [None])[0] for row in rows(section("observations", "Where each flow"))}
    families = {name: told.pop(name) for name in ("bribe_*", "timber_share_*")}
    assert told == {name: flow.account for name, flow in FLOWS.items()}
    assert families == {name: flow_of(name.replace("*", "x")).account for name in families}


def test_the_manual_says_of_a_flow_without_an_account_that_it_is_kept():
    for name, account, says in rows(section("observations", "Where each flow")):
        kind = flow_of(codes(name)[0].replace("*", "x"))
        assert says.startswith("kept") == (kind.account is None) == (account == "none"), name


def test_the_intervals_the_bases_of_percentages_and_the_kinds_are_all_named():
    text = page("observations")
    assert {*INTERVALS, *RATE_KINDS, *GROSS_WORDS} <= set(codes(text))
    assert all(indicator in " ".join(text.split()) for indicator in INDICATORS)


def test_the_accounts_in_the_manual_are_those_of_the_book():
    told = [codes(row[0])[0] for row in rows(section("words", "Accounts"))]
    assert len(told) == len(set(told))
    assert set(told) == accounts()


def test_the_groups_in_the_manual_are_those_of_the_report():
    told = codes(section("measures", "Pools").partition("**Groups**")[2].partition(")")[0])
    assert {word.removeprefix("--by ") for word in told} == set(KEYS)


@pytest.mark.parametrize("figure", [*FIGURES, "outside", "named"])
def test_every_line_of_a_statement_is_told(figure):
    told = [name for row in rows(page("statement")) for name in re.split(r", (?=[A-Z])", row[0])]
    assert told.count(WORDS[figure]) == 1


def test_the_index_lists_every_page():
    told = {codes_or_link(row[0]) for row in rows(page("index"))}
    assert {file.stem for file in HELP.glob("*.md")} - {"index"} <= told
    assert all(row[1] for row in rows(page("index")))


def codes_or_link(cell: str) -> str:
    found = re.search(r"\]\(([a-z0-9-]+)\.md\)", cell)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("file", sorted(HELP.glob("*.md")), ids=lambda file: file.stem)
def test_every_link_between_pages_leads_somewhere(file):
    for target in re.findall(r"\]\(([^)]+)\)", file.read_text(encoding="utf-8")):
        assert (HELP / target).is_file(), target


def test_the_rules_of_the_boundary_are_numbered_and_complete():
    numbers = re.findall(r"^(\d+)\. \*\*", page("boundary"), re.MULTILINE)
    assert numbers == [str(n) for n in range(1, 9)]
