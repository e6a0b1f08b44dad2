"""Conditions: every indicator is named, every doubt is printed, and nothing is added up to a verdict."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from importlib.resources import files

import pytest

from ledger.book.terms import ConditionView
from ledger.book.words import CONDITION_STATES
from ledger.intake.others import INDICATORS
from ledger.publish import ilo
from ledger.publish.asked import Asked
from ledger.publish.conditions import conditions, figures
from ledger.publish.conditions_data import conditions_csv, conditions_json
from ledger.publish.conditions_text import conditions_text
from ledger.publish.disclose import published
from ledger.publish.evidence import Evidence
from ledger.publish.visible import width
from ledger.values.periods import parse_period
from tests.measure.made_up import source
from tests.publish.test_snapshots import paths

STATES = "present|absent|contradicted|not-assessed"


def condition(number, indicator="FL02", **more):
    fields = {"country": "KW", "place": "Kuwait", "sector": "construction", "state": "present"}
    fields |= {"paraphrase": f"Saying {number}.", "verification": "single source", "period": "2015"}
    fields |= {"reliability": "F", "credibility": 6} | more
    fields["period"] = parse_period(fields["period"])
    fields.setdefault("source", replace(source(f"o{number}", f"Page {number}"), url=f"https://example.org/{number}"))
    return ConditionView(id=number, code=f"C{number}", indicator=indicator, **fields)


SOME = (
    condition(1, state="contradicted", verification="contested; not confirmed by others"),
    condition(2, period="201X-03", country=None),
    condition(3, "FL06", period="2012/2014", state="absent", country="CN"),
    condition(4, "FL06", period="../..", verification=None, place=None, sector=None),
    condition(10, "FL06", period="2012", state="not-assessed"),
)


def report(*found, by=()):
    asked = Asked(by=by)
    return published(Evidence(conditions=found), lambda evidence: conditions(evidence, by)), asked


def text(*found, by=()):
    return conditions_text(*report(*found, by=by))


def data(*found, by=()):
    return json.loads(conditions_json(*report(*found, by=by)))


def group(found, *key):
    (one,) = [g for g in found["groups"] if tuple(g["key"].values()) == key]
    return one


def test_the_indicators_and_states_are_those_of_the_book():
    assert dict(zip(ilo.CODES, ilo.TITLES, strict=True)) == {code: title for title, code in INDICATORS.items()}
    assert ilo.STATES == CONDITION_STATES


def test_all_eleven_are_named_in_an_empty_book_and_none_is_assessed():
    found = data()
    assert [g["key"]["indicator"] for g in found["groups"]] == list(ilo.CODES)
    assert {(g["assessed"], g["rows"], g["origins"]) for g in found["groups"]} == {(False, 0, 0)}
    assert found["not_assessed"] == [{"key": {}, "indicators": list(ilo.CODES)}]
    assert text().count("not assessed: no row speaks of it") == 12


def test_states_are_counted_as_they_stand_and_nothing_is_inferred():
    """ "contested" in the words of a source makes no state: only the column does."""
    found = data(*SOME, condition(5, verification="contested"))
    assert group(found, "FL02")["states"] == {"present": 2, "absent": 0, "contradicted": 1, "not-assessed": 0}
    assert group(found, "FL06")["states"] == {"present": 1, "absent": 1, "contradicted": 0, "not-assessed": 1}


def test_a_row_that_was_not_assessed_assesses_nothing():
    found = data(condition(1, "FL09", state="not-assessed"))
    assert (group(found, "FL09")["assessed"], group(found, "FL09")["rows"]) == (False, 1)
    assert "FL09" in found["not_assessed"][0]["indicators"]


def test_absent_and_contradicted_stand_beside_each_row_and_in_the_count():
    said = " ".join(text(*SOME).split())
    assert "FL02 deception documented present 1, contradicted 1, from 2 origins" in said
    assert "FL06 intimidation and threats documented present 1, absent 1, not assessed 1, from 3 origins" in said
    assert "C1 contradicted; 2015; KW" in said
    assert "C3 absent; 2012/2014; CN" in said
    assert "C10 not assessed; 2012; KW" in said
    rows = list(csv.DictReader(io.StringIO(conditions_csv(*report(*SOME)))))
    assert {(row["code"], row["state"]) for row in rows if row["code"]} == {
        ("C1", "contradicted"), ("C2", "present"), ("C3", "absent"), ("C4", "present"), ("C10", "not-assessed"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("reliability", "credibility", "told"),
    [
        ("B", 2, "B2 (usually reliable, probably true)"),
        ("F", 3, "F3 (reliability not judged, possibly true)"),
        ("C", 6, "C6 (fairly reliable, truth not judged)"),
        ("F", 6, "F6 (not judged)"),
    ],
)
def test_a_grade_is_printed_with_its_words_and_f6_is_not_judged(reliability, credibility, told):
    judged = condition(1, reliability=reliability, credibility=credibility)
    assert f"grade {told} origin o1" in " ".join(text(judged).split())
    grade = f"{reliability}{credibility}"
    assert [each["grade"] for each in data(judged)["conditions"]] == [grade]
    (row,) = [row for row in csv.DictReader(io.StringIO(conditions_csv(*report(judged)))) if row["code"]]
    assert row["grade"] == grade
    (figure,) = [figure for figure in figures(*report(judged)) if "/condition/" in figure.id]
    said = f"Grade {'F6 (not judged)' if grade == 'F6' else grade}."
    assert any(line.endswith(said) for line in figure.working)


def test_grades_are_never_averaged_or_counted():
    found = data(condition(1, reliability="A", credibility=2), condition(2, reliability="E", credibility=5))
    assert "grade" not in json.dumps([found["groups"], found["whole"]])


def test_an_origin_is_named_where_the_row_names_one_and_shared_ones_count_once():
    alone = condition(1, source=replace(source("C1", "Page 1"), url="https://example.org/1"))
    assert not re.search(r"^  origin ", text(alone), re.MULTILINE)
    shared = [condition(n, source=replace(source("witness", f"Page {n}"), url=f"https://e.org/{n}")) for n in (2, 3)]
    assert len(re.findall(r"^  origin +witness$", text(alone, *shared), re.MULTILINE)) == 2
    assert data(alone, *shared)["whole"]["origins"] == 2
    rows = csv.DictReader(io.StringIO(conditions_csv(*report(alone, *shared))))
    assert [row["origin"] for row in rows if row["code"]] == ["C1", "witness", "witness"]


def test_no_score_and_no_verdict():
    said = " ".join(text(*SOME).split())
    assert "One indicator may or may not be enough to speak of forced labour, and their number is no verdict" in said
    assert not re.search(r"\b(score|total|points|severity)\b", said, re.IGNORECASE)
    assert not re.search(r"\d+ of (11|the eleven)", said)


def test_every_condition_has_its_source_its_address_and_its_doubt():
    said = " ".join(text(*SOME).split())
    for number in (1, 2, 3, 4, 10):
        assert f"Saying {number}. source Page {number} address https://example.org/{number} verification" in said
    assert "verification contested; not confirmed by others" in said
    no_address = condition(7, source=replace(source("o", "A blog"), url=None, verification=None), verification=None)
    assert "source A blog address not stated verification not stated" in " ".join(text(no_address).split())


def test_dates_are_as_written_and_sorted_by_their_first_possible_day():
    found = data(*SOME)
    assert [c["code"] for c in found["conditions"]] == ["C2", "C10", "C3", "C1", "C4"]
    by_code = {c["code"]: (c["date"], c["earliest"], c["latest"]) for c in found["conditions"]}
    assert by_code["C2"] == ("201X-03", "2010-03-01", "2019-03-31")
    assert by_code["C4"] == ("../..", None, None)
    printed = text(*SOME)
    assert "201X-03" in printed
    assert "2010" not in printed.replace("2012", "")


def test_rows_of_one_page_or_of_one_origin_are_one_origin():
    page = source("a", "A page")
    same = [condition(1, source=page), condition(2, source=replace(page, origin="b"))]
    assert data(*same)["whole"]["origins"] == 1
    chain = [*same, condition(3, source=replace(page, origin="b", url="https://example.org/other"))]
    assert data(*chain)["whole"]["origins"] == 1
    assert data(*chain, condition(4))["whole"]["origins"] == 2
    blog = replace(page, url=None)
    assert data(*(condition(n, source=replace(blog, origin=str(n))) for n in (1, 2)))["whole"]["origins"] == 1


def test_several_years_stand_in_each_and_an_unknown_year_in_none():
    found = data(*SOME, by=("year",))
    assert [g["key"]["year"] for g in found["groups"]] == ["2012", "2013", "2014", "2015", "201X-03", "unknown"]
    assert group(found, "2012")["codes"] == ["C10", "C3"]
    assert text(*SOME, by=("year",)).count("Saying 3.") == 1
    assert text(*SOME, by=("year",)).count("told above") == 2


def test_by_country_and_indicator_the_rest_is_named_country_by_country():
    found = data(*SOME, by=("indicator", "country"))
    assert [tuple(g["key"].values()) for g in found["groups"]] == [
        ("FL02", "KW"), ("FL02", "several"), ("FL06", "CN"), ("FL06", "KW"),
    ]  # fmt: skip
    missing = {each["key"]["country"]: set(ilo.CODES) - set(each["indicators"]) for each in found["not_assessed"]}
    assert missing == {"CN": {"FL06"}, "KW": {"FL02", "FL06"}, "several": {"FL02"}}
    assert "several countries or none stated: FL01 abuse of vulnerability" in text(*SOME, by=("country",))


@pytest.mark.parametrize("by", [(), ("country",), ("year", "country"), ("indicator", "country", "year")])
def test_every_printed_figure_has_its_way_back(by):
    disclosed, asked = report(*SOME, by=by)
    found = json.loads(conditions_json(disclosed, asked))
    ids = [each["id"] for each in (*found["groups"], *found["conditions"], found["whole"])]
    told = {figure.id: figure for figure in figures(disclosed, asked)}
    assert sorted(ids) == sorted(told)
    assert len(ids) == len(set(ids))
    one = next(
        figure for name, figure in told.items() if name.startswith("conditions/condition/C1?") or name.endswith("/C1")
    )
    assert "Saying 1." in one.says
    working = " ".join(one.working)
    assert all(part in working for part in ("Page 1", "https://example.org/1", "contested; not confirmed by others"))


def test_the_cells_name_what_they_rest_on_and_hold_no_formula():
    rows = list(csv.DictReader(io.StringIO(conditions_csv(*report(*SOME, condition(11, paraphrase="=cmd()"))))))
    assert {row["id"] for row in rows if row["code"] == "C1"} == {"conditions/condition/C1"}
    assert [row["says"] for row in rows if row["code"] == "C11"] == ["'=cmd()"]
    assert {row["indicator"] for row in rows} == set(ilo.CODES)
    assert {row["state"] for row in rows if not row["code"]} == {"not-assessed"}


def test_hidden_characters_become_visible_and_lines_fit():
    ugly = condition(1, paraphrase="a\x1b[2Jb\u202ec\nd " * 30, place="한국어 장소 " * 20, verification="x\x07 " * 60)
    printed = text(ugly, by=("country", "year"))
    assert not {"\x1b", "\u202e", "\x07"} & set(printed)
    assert max(width(line) for line in printed.splitlines()) <= 80


def test_every_key_is_told_in_the_manual():
    page = (files("ledger.help") / "conditions.md").read_text(encoding="utf-8").partition("\n## JSON")[2]
    told = set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE))
    found = {path for by in ((), ("indicator", "country")) for path in paths(data(*SOME, by=by))}

    def named(path):
        path = re.sub(r"^(whole|groups\[\])\.", "GROUP.", path)
        path = re.sub(r"\.key\.\w+$", ".key.KEY", path)
        return re.sub(rf"\.states\.({STATES})$", ".states.STATE", path)

    assert {named(path) for path in found} == told
