"""The claims report: every claim with its words, what stands beside it and its verdict; and nothing of a worker."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from ledger.measure.verdicts import VERDICTS
from ledger.publish.asked import Asked
from ledger.publish.claims import claims, figures
from ledger.publish.claims_data import HEAD, claims_csv, claims_json
from ledger.publish.claims_text import claims_text
from ledger.publish.claims_words import KEPT_WAYS, OWN_WORDS, TAKEN_WAYS, VERDICT_WORDS
from ledger.publish.disclose import published
from ledger.publish.evidence import Evidence
from ledger.publish.figures import parse_figure_id
from ledger.publish.page import Look
from ledger.publish.visible import width
from tests.measure.made_up import claim, entry
from tests.publish.test_snapshots import paths

NASTY = "\x1b[31mred\u202e 한국 =cmd()"


def said(name, *ends, side="taken", origin=None, **more):
    """A claim of the observation with that name."""
    return claim(side, *ends, observation=name, origin=origin or name or "no observation", **more)


def told(name, gross=100, **more):
    """An entry of the observation with that name."""
    return entry(gross, observation=name, **{"origin": name, **more})


EVIDENCE = Evidence(
    entries=(
        told("kuwait", (830, 1000), state=(332, 400), company=(166, 200), living=(83, 100), hand=(170, 200)),
        told("bound", state=40, country="QA"),
        told("hand-only", hand=(None, 25), country="CN"),
        told("held", company=40, held=60, country="CN", period="2023"),
        told("promise", state=30, hand=70, country="PL", basis="promised"),
        *[told(f"mn-{i}", state=50 + i, hand=50 - i, country="MN") for i in range(3)],
        entry(100, who="worker", subject="7K3M-Q9TZ", observation=None, origin="ngo", state=77, hand=23),
    ),
    claims=(
        said("kuwait", None, 40, words="of the wage", number=1),
        said("kuwait", None, 80, takers="unsaid", number=2),
        said("kuwait", None, 50, number=3),
        said("bound", None, 90, country="QA", number=4),
        said("hand-only", None, 75, country="CN", number=5),
        said("held", None, 60, side="kept", country="CN", takers="all", period="2023", number=6),
        said("promise", None, 30, country="PL", number=7),
        said("mongolia", None, None, 52, country="MN", number=8, operator="up to"),
        said("mongolia-low", 80, country="MN", number=9, operator="at least", title=NASTY, words=NASTY),
        said("nowhere", None, 90, country="MY", number=10),
        said(None, None, 90, country="MY", number=11),
        said("worker's", None, 77, who="worker", number=12),
    ),
)


def report(evidence=EVIDENCE, asked=None, only=None):
    asked = asked or Asked()
    return published(evidence, claims(asked, only)), asked


def text(*given, **more):
    return claims_text(*report(*given, **more))


def data(*given, **more):
    return json.loads(claims_json(*report(*given, **more)))


def table(*given, **more):
    return list(csv.DictReader(io.StringIO(claims_csv(*report(*given, **more)))))


def joined(printed):
    return " ".join(printed.split())


def verdicts(found):
    return {row["claim"]: row["verdict"] for row in found["claims"]}


def test_every_claim_has_its_verdict():
    assert verdicts(data()) == {
        1: "consistent",
        2: "consistent",
        3: "only-if",
        4: "not-testable",
        5: "only-if",
        6: "only-if",
        7: "different-base",
        8: "consistent",
        9: "not-consistent",
        10: "not-testable",
        11: "not-testable",
    }


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (1, "consistent: state lines 40.00."),
        (2, "consistent: all takers 79.52 to 80.00."),
        (
            3,
            "consistent only if lodging and other living costs count: then state lines and living costs 50.00. "
            "By the claim's own takers: state lines 40.00.",
        ),
        (4, "not testable: the evidence is only a bound. State lines at least 40.00; the claim falls in what nobody "
            "states."),
        (5, "consistent only if what no line explains counts, and as far as the bound goes: then all takers at least "
            "75.00. Of state lines alone nothing is told."),
        (6, "consistent only if what is held counts as kept: then in hand and held 60.00. By the claim's own takers: "
            "in hand 0.00."),
        (7, "different base: the claim is a share of pay, the amounts are of what was promised or written down."),
        (8, "consistent, as a ceiling: state lines 50.00 to 52.00 over 3 origins: 3 of the 3 that can say agree. "
            "Anything below a ceiling agrees with it."),
        (9, "not consistent with what other origins tell: state lines 50.00 to 52.00 over 3 origins: 0 of the 3 that "
            "can say agree, which is 28.00 points away, the nearest of them, and no other count meets it."),
        (10, "not testable: no amounts in the book tell a share for this place, kind of work and time."),
    ],
)  # fmt: skip
def test_the_verdict_gives_its_reason(number, sentence):
    (row,) = (row for row in data()["claims"] if row["claim"] == number)
    assert row["says"] == sentence
    assert sentence in joined(text())


def test_the_counts_stand_on_top_none_left_out():
    assert data()["counts"] == dict.fromkeys(VERDICTS, 0) | {
        "consistent": 3, "only-if": 3, "different-base": 1, "not-consistent": 1, "not-testable": 3
    }  # fmt: skip
    assert "11 claims from 9 origins" in text()
    assert re.search(r"^  mixed +0$", text(), re.MULTILINE)


def test_one_verdict_can_be_shown_and_changes_no_count():
    found = data(only="only-if")
    assert {row["verdict"] for row in found["claims"]} == {"only-if"}
    assert (found["counts"], found["verdict"]) == (data()["counts"], "only-if")
    assert "Shown: consistent only if other lines count." in text(only="only-if")
    assert [row["verdict"] for row in table(only="only-if")[1:]] == ["only-if"] * 3


def test_which_claims_are_asked_for_changes_no_verdict():
    everything = verdicts(data())
    for asked in (
        Asked(country="MN"),
        Asked(country="KW"),
        Asked(since=date(2023, 1, 1)),
        Asked(until=date(2016, 1, 1)),
    ):
        found = verdicts(data(asked=asked))
        assert found.items() <= everything.items()
    assert set(verdicts(data(asked=Asked(country="MN")))) == {8, 9}
    assert set(verdicts(data(asked=Asked(since=date(2023, 1, 1))))) == {6}


def test_a_share_kept_is_told_as_kept():
    (row,) = (row for row in data()["claims"] if row["claim"] == 6)
    assert row["agrees"] == {"low": "59.50", "high": "60.50"}
    assert [(t["way"], t["computed"]) for t in row["tried"]] == [
        ("not-kept", {"low": "0.00", "high": "0.00"}),
        ("not-kept-less-held", {"low": "60.00", "high": "60.00"}),
    ]
    assert [(row["computed_low"], row["computed_high"]) for row in table() if row["claim"] == "6"] == [
        ("60.00", "60.00")
    ]


def test_no_row_and_no_figure_of_a_worker_is_told_or_compared():
    found = data()
    assert found["hidden"] == {"entries": 1, "claims": 1, "promises": 0}
    assert "Not told and compared with nothing: 1 entry, 1 claim of workers." in joined(text())
    for printed in (text(), json.dumps(found), claims_csv(*report())):
        assert "7K3M-Q9TZ" not in printed
        assert "77" not in printed
    assert found["own_sentence"]["origins"] == 7  # without the worker's, and without the promise


def test_the_projects_own_sentence_is_asked_of_all_work_abroad():
    found = data()["own_sentence"]
    assert (found["words"], found["best"], found["operator"]) == (OWN_WORDS, "90.00", "about")
    assert found["agrees"] == {"low": "85.00", "high": "95.00"}
    assert found["verdict"] == "not-consistent"
    home = replace(EVIDENCE, entries=(*EVIDENCE.entries, told("kaesong", state=90, hand=10, country="KP")))
    assert data(home)["own_sentence"] == found
    here = data(asked=Asked(country="MN"))["own_sentence"]
    assert (here["origins"], here["verdict"], here["shares"]["all"]["median"]) == (
        3, "not-consistent", {"low": "51.00", "high": "51.00"}
    )  # fmt: skip


def test_where_a_source_prints_percentages_it_is_said_that_it_agrees_with_itself():
    percent = replace(
        EVIDENCE, entries=(told("kuwait", currency="XXX", state=40, hand=60),), claims=EVIDENCE.claims[:1]
    )
    assert "the source prints this as a percentage: it agrees with itself" in joined(text(percent))
    assert data(percent)["claims"][0]["is_percentage"]
    assert not data()["claims"][0]["is_percentage"]


def test_every_figure_has_an_id_and_a_way_back():
    disclosed, asked = report()
    found = {figure.id: figure for figure in figures(disclosed, asked)}
    rows = data()["claims"]
    assert set(found) == {data()["own_sentence"]["id"], *(row["id"] for row in rows)}
    assert set(found) == {row["id"] for row in table()}
    assert all(parse_figure_id(figure_id) == ("claims", asked) for figure_id in found)
    first = next(row for row in rows if row["claim"] == 3)
    figure = found[first["id"]]
    assert first["id"] == "claims/kuwait/taken/3"
    assert (figure.claims, list(figure.entries)) == ((3,), first["entries"])
    assert figure.says == f"kuwait, taken 50 % (state): {first['says']}"
    assert figure.working[0] == "what agrees with the claim: taken 49.50 to 50.50"
    assert figure.working[1].startswith("state lines: 40.00; origins: 1 apart; entries ")


def test_an_id_carries_its_question():
    disclosed, asked = report(asked=Asked(country="MN"))
    for figure in figures(disclosed, asked):
        assert parse_figure_id(figure.id) == ("claims", asked)


def test_an_empty_book_says_so():
    empty = Evidence()
    assert data(empty)["claims"] == []
    assert "0 claims from 0 origins" in text(empty)
    assert "not testable" in text(empty)
    (own,) = table(empty)
    assert (own["verdict"], own["computed_low"]) == ("not-testable", "")


def test_a_claim_without_a_figure_and_without_words_is_told():
    bare = Evidence(claims=(said(None, number=1, takers="unsaid"),))
    (row,) = data(bare)["claims"]
    assert (row["low"], row["best"], row["high"], row["agrees"]) == (None, None, None, None)
    assert row["says"] == "not testable: the claim has no figure."
    assert "taken ? % (not said)" in text(bare)


def test_text_of_data_is_made_visible_everywhere():
    for printed in (text(), claims_csv(*report())):
        assert "\x1b" not in printed
        assert "\u202e" not in printed
    assert "한국" in text()
    (row,) = (row for row in table() if row["claim"] == "9")
    assert row["source_title"] == "\\x1b[31mred\\u202e 한국 =cmd()"


@pytest.mark.parametrize("asked", [Asked(), Asked(country="MN"), Asked(since=date(2023, 1, 1))])
def test_text_fits_80_columns(asked):
    assert all(width(line) <= 80 for line in text(asked=asked).splitlines())
    assert "\x1b[1m" in claims_text(*report(asked=asked), Look(colour=True))


def test_a_csv_has_a_row_a_claim_and_every_column():
    rows = table()
    assert len(rows) == 12
    assert all(None not in row and None not in row.values() for row in rows)
    assert list(rows[0]) == list(HEAD)
    assert rows[0]["words"] == OWN_WORDS


def test_no_sentence_calls_anyone_wrong():
    printed = joined(text()).lower()
    assert not re.search(r"\b(lie[sd]?|lying|false|wrong|untrue|exaggerat\w*|refut\w*|liar)\b", printed)


def test_every_way_and_every_verdict_has_words():
    from ledger.measure.counting import ORDERS

    taken = {way for takers in ("state", "state-company", "all") for way in ORDERS[takers]}
    assert (taken, set(ORDERS["kept"])) == (set(TAKEN_WAYS), set(KEPT_WAYS))
    assert set(VERDICT_WORDS) == set(VERDICTS)


def test_the_manual_tells_every_key_and_no_other():
    page = (files("ledger.help") / "claims.md").read_text(encoding="utf-8").partition("\n## JSON")[2]
    known = set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE))

    def named(path):
        path = re.sub(rf"^counts\.({'|'.join(VERDICTS)})", "counts.VERDICT", path)
        path = re.sub(r"^(own_sentence\.shares)\.(state|all|not-in-hand)", r"\1.MEASURE", path)
        path = re.sub(r"^claims\[\]\.", "CLAIM.", path)
        as_claim = path.replace("own_sentence.", "CLAIM.", 1)
        return as_claim if path not in known and as_claim in known else path

    assert {named(path) for path in paths(data())} == known


def test_the_manual_tells_every_verdict():
    page = (files("ledger.help") / "claims.md").read_text(encoding="utf-8")
    assert all(f"| {words} | `{word}` |" in page for word, words in VERDICT_WORDS.items())
