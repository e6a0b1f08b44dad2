"""The conflicts report: every side with its source, the same through every door, and nothing of a worker."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from ledger.measure.conflicts import RULES, conflicts
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.conflict_words import KINDS, WHAT
from ledger.publish.conflicts import conflicts_by, figures
from ledger.publish.conflicts_data import conflicts_csv, conflicts_json
from ledger.publish.conflicts_text import NARROWED, conflicts_text
from ledger.publish.disclose import published
from ledger.publish.evidence import Evidence
from ledger.publish.figures import parse_figure_id
from ledger.publish.page import Look
from ledger.publish.visible import width
from tests.measure.made_up import claim, entry
from tests.measure.test_conflicts import at
from tests.publish.test_snapshots import paths

NASTY = "\x1b[31mred\u202e 한국 =cmd() " + "word " * 40

EVIDENCE = Evidence(
    entries=(
        at(entry((200, 300), number=1, origin="a", subject="one", state=50)),
        at(entry((400, 500), number=2, origin="b", subject="two", title=NASTY), via="press_summary"),
        at(entry((None, 200), number=3, origin="x", subject="plant"), "Plant", verification="contested"),
        at(entry(100, number=4, origin="x", subject="counter", host=10, currency="XXX"), "Plant", url="u"),
        at(entry(450, number=5, origin="k", subject="over", state=400, hand=100), "Kuwait", verification=NASTY),
        at(entry(150, number=6, origin="o", subject="copy-1"), "There", url="https://example.org/1"),
        at(entry((150, 200), number=7, origin="o", subject="copy-2"), "Elsewhere", url="https://example.org/2"),
        at(entry(77777, number=8, origin="w", who="worker", subject="7K3M-Q9TZ"), verification="contested"),
    ),
    claims=(
        replace(at(claim(best=60, number=1, origin="a"), words := "Here"), words=NASTY, operator="about"),
        at(claim(best=80, number=2, origin="b"), words),
        at(claim(best=33, number=3, origin="w", who="worker"), words),
    ),
)


def report(evidence=EVIDENCE, rules=tuple(RULES)):
    return published(evidence, conflicts_by(rules))


def ids(data):
    return [each["id"] for conflict in data["conflicts"] for each in (conflict, *conflict["sides"])]


def test_every_rule_finds_its_conflict_in_the_made_up_book():
    data = json.loads(conflicts_json(report()))
    found = {(c["rule"], c["kind"]): {s["observation"] for s in c["sides"]} for c in data["conflicts"]}
    assert found == {
        ("origins", "gross"): {"one", "two"},
        ("origins", "taken-state"): {"s1", "s2"},
        ("itself", "overrun"): {"over"},
        ("copies", "gross"): {"copy-1", "copy-2"},
        ("contested", "words"): {"plant", "counter"},
    }


def test_every_side_says_who_says_it_and_how_it_is_known():
    text = conflicts_text(report())
    block = text.partition("gross, USD a month\n")[2].partition("\n\n")[0]
    assert "gross: 200.00 to 300.00 USD a month" in block
    assert "gross: 400.00 to 500.00 USD a month" in block
    assert "origin        a;" in block
    assert "origin        b;" in block
    assert "C3 (fairly reliable, possibly true)" in block
    assert "Not read in the original: two." in block
    for rule, words in RULES.items():
        assert f"Rule {rule}: " in text
        assert words in text.replace("\n", " ")


def test_bounds_and_hedges_survive_into_words():
    text = conflicts_text(report())
    assert "at most 200.00 USD a month" in text
    assert "about 60.00 %" in text
    data = json.loads(conflicts_json(report()))
    ceiling = next(s for c in data["conflicts"] for s in c["sides"] if s["observation"] == "plant")
    assert (ceiling["low"], ceiling["high"], ceiling["unit"], ceiling["per"]) == (None, "200.00", "USD", "month")


def test_nothing_of_a_worker_is_in_any_format_or_figure():
    disclosed = report()
    everything = [render(disclosed) for render in (conflicts_text, conflicts_json, conflicts_csv)]
    everything += map(str, figures(disclosed))
    assert not any(secret in text for text in everything for secret in ("7K3M", "77,777", "77777", "33.00"))
    assert "1 entry and 1 claim of workers are not told here." in everything[0].replace("\n", " ")
    assert json.loads(everything[1])["hidden"] == {"entries": 1, "claims": 1, "promises": 0}
    assert {n for f in figures(disclosed) for n in f.entries} == {1, 2, 3, 4, 5, 6, 7}


def test_every_id_is_a_figure_once_and_carries_its_question():
    asked = Asked(since=date(2010, 1, 1), country="KW")
    for question in (EVERYTHING, asked):
        found = [figure.id for figure in figures(report(), question)]
        assert len(found) == len(set(found))
        assert found == ids(json.loads(conflicts_json(report(), question)))
        assert all(parse_figure_id(each) == ("conflicts", question) for each in found)
        rows = list(csv.DictReader(io.StringIO(conflicts_csv(report(), question))))
        assert {row["id"] for row in rows} | {row["conflict"] for row in rows} == set(found)


def test_a_rule_alone_keeps_the_ids_of_the_whole():
    whole = ids(json.loads(conflicts_json(report())))
    parts = [one for rule in RULES for one in ids(json.loads(conflicts_json(report(rules=(rule,)))))]
    assert parts == whole


def test_a_figure_of_a_conflict_writes_out_what_was_compared():
    overrun = next(f for f in figures(report()) if f.id == "conflicts/itself/overrun/5")
    assert overrun.entries == (5,)
    assert RULES["itself"] in overrun.working
    assert any("the lines and the stated figure are more than the gross" in line for line in overrun.working)
    contested = next(f for f in figures(report()) if f.id == "conflicts/contested/words/3")
    assert contested.says.startswith("KW, construction, Plant: contested: side by side: plant: gross, at most 200.00")
    shares = next(f for f in figures(report()) if f.claims == (1, 2))
    assert "60.00 %" in shares.says
    assert "80.00 %" in shares.says


def test_text_fits_80_columns_and_hides_nothing():
    text = conflicts_text(report())
    assert all(width(line) <= 80 for line in text.splitlines())
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "한국" in text
    assert "\x1b[1m" in conflicts_text(report(), look=Look(colour=True))


def test_a_csv_cell_is_no_formula_and_every_row_has_every_column():
    shifty = replace(EVIDENCE, claims=tuple(replace(c, words="=cmd()") for c in EVIDENCE.claims))
    head, *rows = csv.reader(io.StringIO(conflicts_csv(report(shifty))))
    assert {len(row) for row in rows} == {len(head)}
    assert {row[head.index("words")] for row in rows} >= {"'=cmd()"}


def test_an_empty_book_says_what_was_looked_through():
    text = conflicts_text(report(Evidence()))
    assert "Looked through: 0 entries and 0 claims." in text
    assert text.count("0 conflicts") == len(RULES)
    assert json.loads(conflicts_json(report(Evidence())))["conflicts"] == []
    assert conflicts_csv(report(Evidence())) == conflicts_csv(report()).partition("\n")[0] + "\n"


def test_a_narrow_question_says_that_a_side_may_be_missing():
    assert NARROWED in conflicts_text(report(), Asked(country="KW")).replace("\n", " ")
    assert NARROWED not in conflicts_text(report()).replace("\n", " ")


def test_no_renderer_takes_what_was_not_disclosed():
    for render in (conflicts_text, conflicts_json, conflicts_csv, lambda each: list(figures(each))):
        with pytest.raises(TypeError):
            render(conflicts_by()(EVIDENCE))


def test_every_measure_and_kind_has_words():
    for each in conflicts(EVIDENCE.entries, EVIDENCE.claims):
        assert each.kind in {*WHAT, *KINDS}
        assert all(side.measure in WHAT or side.what for side in each.sides)


def test_the_manual_tells_exactly_the_keys():
    page = (files("ledger.help") / "conflicts.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([^`]+)` \|", page.partition("\n## JSON\n")[2], re.MULTILINE)
    assert set(told) == set(paths(json.loads(conflicts_json(report()))))
    assert len(told) == len(set(told))


def test_the_manual_tells_exactly_the_rules_and_kinds():
    page = (files("ledger.help") / "conflicts.md").read_text(encoding="utf-8").partition("\n## JSON\n")[0]
    rules, kinds = page.partition("What does not fit in `itself`")[::2]
    assert re.findall(r"^\| `([^`]+)` \|", rules, re.MULTILINE) == list(RULES)
    assert re.findall(r"^\| `([^`]+)` \|", kinds, re.MULTILINE) == [kind for kind in KINDS if kind != "words"]
