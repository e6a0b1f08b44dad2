"""The coverage report: the table, what is missing and how it it knows, the same through every door; no worker's."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.coverage import coverage_in, figures
from ledger.publish.coverage_data import coverage_csv, coverage_json
from ledger.publish.coverage_text import SILENCE, coverage_text, years_text
from ledger.publish.disclose import published
from ledger.publish.evidence import Evidence
from ledger.publish.figures import parse_figure_id
from ledger.publish.heads import SENTENCE
from ledger.publish.page import Look
from ledger.publish.visible import width
from tests.measure.made_up import claim, entry
from tests.measure.test_coverage import condition, printed, seen
from tests.publish.test_snapshots import paths

NASTY = "\x1b[31mred\u202e 한국 =cmd() " + "word " * 40

EVIDENCE = Evidence(
    entries=(
        entry(100, number=1, origin="a", subject="share", state=40, hand=60, period="2001"),
        entry(100, number=2, origin="b", subject="amount", period="2001/2003"),
        seen(entry(100, number=3, origin="c", subject="thin", country="CN", period="1985"), via="press_summary"),
        entry(100, number=4, origin="d", subject="open", country="CN", period="2003/..", sector=NASTY),
        entry(number=5, origin="e", subject="sent", kind="remittance", country="KR", broker=10, period="2003"),
        entry(100, number=6, origin="w", who="worker", subject="7K3M-Q9TZ", country="ZM", period="2002"),
    ),
    claims=(
        claim(best=90, number=1, origin="f", country=None, period="2003"),
        claim(best=90, number=2, origin="w", who="worker", country="ZW", period="2002"),
    ),
    conditions=(
        condition(period="2001"),
        condition(code="C2", verification=NASTY, country="PL", period="2003"),
        condition(code="C3", state="not-assessed", country="ZW", period="2002"),
    ),
    stated=(
        printed(number=1, period="2002"),
        printed("timber", None, number=2, percent="40", flow="share\u202e", country="RU", period="2002/2003"),
        printed("amount", number=3, country="KW", period="2001/2003"),
        printed("W0RK", number=4, who="worker", country="ZM", period="2002"),
        printed("words", None, number=5, flow="note", country="ZW", period="2002"),
    ),
)


def report(evidence=EVIDENCE, asked=EVERYTHING):
    return published(evidence, coverage_in(asked))


def one_line(text):
    return " ".join(text.split())


def found_ids(data):
    if isinstance(data, dict):
        return [data["id"] for _ in range("id" in data)] + [
            each for value in data.values() for each in found_ids(value)
        ]
    return [each for value in data for each in found_ids(value)] if isinstance(data, list) else []


def test_the_table_is_in_decades_with_a_point_for_silence():
    text = coverage_text(report())
    assert "1984" not in text  # it begins with the first year
    assert "           1985  1986  1987  1988  1989\nCN           1a     .     .     .     .\n" in text
    assert "1990 to 1999: nothing is documented." in text
    assert "           2000  2001  2002  2003\n" in text
    assert "KW            .    1s    1a    1a\n" in text
    assert "PL            .    1k     .    1k\n" in text
    assert "several       .     .     .    1c\n" in text
    assert "  silent        CN\n" in text


def test_what_has_no_year_stands_below_the_table():
    assert "  CN            1a (2003/..)\n" in coverage_text(report())
    (cell,) = json.loads(coverage_json(report()))["open_time"]
    assert (cell["country"], cell["year"], cell["periods"]) == ("CN", None, ["2003/.."])


def test_it_says_in_words_that_silence_is_no_absence():
    text = one_line(coverage_text(report()))
    assert SILENCE in text
    assert SENTENCE in text
    assert json.loads(coverage_json(report()))["note"] == f"{SENTENCE} {SILENCE}"


def test_what_is_missing_is_listed():
    text = one_line(coverage_text(report()))
    assert "silent everywhere: 1986 to 2000" in text
    others = "RU (other figures 1); TZ (other figures 1); several (claims 1)"
    assert f"with no amount of pay: KR (money sent home 1); PL (conditions 2); {others}" in text
    assert "silent between first and last year: PL 2002" in text


def test_how_it_is_known_is_counted_in_the_words_of_the_data():
    text = one_line(coverage_text(report()))
    assert "seen via original 5 (5 origins); press_summary 1 (1 origin)" in text
    assert "1 rest on press summaries, reposts or translations alone: thin" in text
    assert "F and 6 are no judgement" in text
    assert '"single testimony" 6' in text


def test_no_cell_count_or_figure_is_of_a_worker():
    disclosed = report()
    everything = [render(disclosed) for render in (coverage_text, coverage_json, coverage_csv)]
    everything += map(str, figures(disclosed))
    assert not any(secret in text for text in everything for secret in ("7K3M", "W0RK", "ZM", "ZW"))
    assert "1 entry and 1 claim of workers are not told here." in one_line(everything[0])
    assert json.loads(everything[1])["hidden"] == {"entries": 1, "claims": 1, "promises": 0}
    assert {n for f in figures(disclosed) for n in f.entries} == {1, 2, 3, 4, 5}
    without = replace(EVIDENCE, entries=EVIDENCE.entries[:-1], claims=EVIDENCE.claims[:-1])
    without = replace(without, stated=tuple(each for each in EVIDENCE.stated if each.observation != "W0RK"))
    assert json.loads(coverage_json(report(without))) | {"hidden": 0} == json.loads(everything[1]) | {"hidden": 0}


def test_printed_figures_of_no_workers_pay_stand_in_their_cells():
    text = coverage_text(report())
    assert "TZ            .     .    1p     .\n" in text
    assert "RU            .     .    1p    1p\n" in text
    assert "p printed figures of no worker's pay alone" in one_line(text)
    data = json.loads(coverage_json(report()))
    told = {(c["country"], c["year"]): c for c in data["cells"]}
    assert told["TZ", 2002]["from_observations"] == ["tz-health"]
    assert told["TZ", 2002]["printed"] == {"origins": 1, "records": 1}
    assert told["KW", 2001]["from_observations"] == []  # it has an entry there
    row = next(
        r for r in csv.DictReader(io.StringIO(coverage_csv(report()))) if (r["country"], r["year"]) == ("TZ", "2002")
    )
    assert (row["best"], row["printed_origins"], row["printed_records"]) == ("printed", "1", "1")


def test_a_printed_figure_is_told_as_printed_and_its_hidden_characters_are_shown():
    found = {figure.id: figure for figure in figures(report())}
    clinics, timber = found["coverage/cell/TZ/2002"], found["coverage/cell/RU/2003"]
    assert clinics.says == "TZ in 2002: printed figures of no worker's pay: 1 origin."
    assert clinics.working[1] == "tz-health prints group_remittance 1000000 USD a year: no worker's pay."
    assert timber.working[1] == "timber prints share\\u202e 40 % of timber output: no worker's pay."
    assert (clinics.entries, clinics.claims) == ((), ())


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        (Asked(country="RU"), {"RU"}),
        (Asked(since=date(2003, 1, 1)), {"RU"}),
        (Asked(until=date(2002, 1, 1)), set()),
        (EVERYTHING, {"RU", "TZ"}),
    ],
)
def test_printed_figures_are_those_of_the_question(asked, places):
    alone = Evidence(stated=EVIDENCE.stated[:2])
    data = json.loads(coverage_json(report(alone, asked), asked))
    assert {c["country"] for c in data["countries"]} == places


def test_what_stands_in_no_cell_is_counted():
    text = one_line(coverage_text(report()))
    assert "In no cell: 1 observation in words, without a figure; 1 condition not assessed." in text
    data = json.loads(coverage_json(report()))
    assert (data["words_alone"], data["not_assessed"], data["without_figure"]) == (1, 1, 0)
    assert sum(each["conditions"] for each in data["known_conditions"]) == 2
    assert "In no cell" not in coverage_text(report(Evidence()))


def test_years_that_were_asked_for_are_all_in_the_table():
    asked = Asked(since=date(1999, 5, 1), until=date(2003, 1, 1))
    data = json.loads(coverage_json(report(asked=asked), asked))
    assert (data["first_year"], data["last_year"], data["silent_years"]) == (1999, 2002, [1999, 2000])
    assert {cell["year"] for cell in data["cells"]} == {2001, 2002}
    assert "1999: nothing is documented." in coverage_text(report(asked=asked), asked)


def test_every_id_is_a_figure_once_and_carries_its_question():
    asked = Asked(since=date(2001, 1, 1), until=date(2004, 1, 1), country="KW")
    for question in (EVERYTHING, asked):
        found = [figure.id for figure in figures(report(asked=question), question)]
        assert len(found) == len(set(found))
        assert sorted(found) == sorted(found_ids(json.loads(coverage_json(report(asked=question), question))))
        assert all(parse_figure_id(each) == ("coverage", question) for each in found)
        rows = csv.DictReader(io.StringIO(coverage_csv(report(asked=question), question)))
        assert {row["id"] for row in rows if row["id"]} <= set(found)


def test_a_figure_says_what_its_cell_counts():
    found = {figure.id: figure for figure in figures(report())}
    kuwait = found["coverage/cell/KW/2001"]
    assert kuwait.says == "KW in 2001: a share of the gross: 1 origin; amounts of pay without a share: 1 origin."
    assert kuwait.entries == (1, 2)
    assert found["coverage/origins/second-hand"].working == ("c",)
    assert found["coverage/cell/PL/2003"].working == ("Times as written: 2003.", "Conditions: C2.")


def test_the_csv_has_silent_years_too():
    rows = list(csv.DictReader(io.StringIO(coverage_csv(report()))))
    silent = next(row for row in rows if (row["country"], row["year"]) == ("KW", "2000"))
    assert (silent["best"], silent["id"], silent["share_origins"]) == ("silent", "", "0")
    assert len(rows) == 7 * 19 + 1  # seven countries from 1985 to 2003, and one open time


def test_text_fits_80_columns_and_hides_nothing():
    text = coverage_text(report())
    assert all(width(line) <= 80 for line in text.splitlines())
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "한국" in text
    assert "\x1b[1m" in coverage_text(report(), look=Look(colour=True))


def test_an_empty_book_is_silent_without_a_table():
    text = coverage_text(report(Evidence()))
    assert "Nothing is documented with a year." in text
    data = json.loads(coverage_json(report(Evidence())))
    assert (data["first_year"], data["cells"], data["origins"]["origins"]) == (None, [], 0)
    assert coverage_csv(report(Evidence())).count("\n") == 1


def test_no_renderer_takes_what_was_not_disclosed():
    for render in (coverage_text, coverage_json, coverage_csv, lambda each: list(figures(each))):
        with pytest.raises(TypeError):
            render(coverage_in()(EVIDENCE))


def test_years_are_told_in_runs():
    assert years_text([]) == ""
    assert years_text([1999]) == "1999"
    assert years_text([1974, 1975, 1976, 1980, 1982, 1983]) == "1974 to 1976, 1980, 1982 to 1983"


def test_the_manual_tells_exactly_the_keys():
    page = (files("ledger.help") / "coverage.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([^`]+)` \|", page.partition("\n## JSON\n")[2], re.MULTILINE)
    kinds = r"(?<!hidden)\.(share|amounts|claims|sent|printed|conditions)(?=\.|$)"
    there = {re.sub(kinds, ".COUNTS", path) for path in paths(json.loads(coverage_json(report())))}
    there = {path.replace("known_conditions[].COUNTS", "known_conditions[].conditions") for path in there}
    there = {re.sub(r"^open_time\[\]\.(?!periods).*", "open_time", path) for path in there}
    there = {re.sub(r"^sectors\[\]\.(?!sector).*", "sectors", path) for path in there}
    assert set(told) == there
    assert len(told) == len(set(told))
