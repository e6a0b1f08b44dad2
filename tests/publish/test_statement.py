"""A worker's statement: sealed as their own, in two languages, in columns that stand under each other."""

from __future__ import annotations

import csv
import io
import json

import pytest

from ledger.book.views import EntryView, LineView
from ledger.publish.disclosed import Own
from ledger.publish.own import own_statement, own_trace
from ledger.publish.statement import statement_csv, statement_json
from ledger.publish.statement_text import LANGUAGES, statement_text
from ledger.publish.trace import traced
from ledger.publish.visible import width
from tests.measure.test_account import PLACEMENT, WORKER, an_entry

# Everything at once: ranges, bounds, labels, other money, percent, a name alone, a month that cannot be counted.
ENTRIES = [
    an_entry(
        "wage",
        {
            "employer:wage": (-83000, -100000),
            "state:plan@과제금": (33200, 40000),
            "living:food": None,
            "worker:hand": (17000, 20000),
            "unexplained:difference": (32800, 40000),
        },
    ),
    an_entry("wage", {"employer:wage": -10000, "state:plan": 4000, "unstated:remainder": 6000}, period="2016-04"),
    an_entry("wage", {"employer:wage": -123456789012, "worker:held": 123456789012}, period="2016-05"),
    an_entry("surrender", {"worker:hand": -5000, "state:loyalty@=충성자금": 5000}, period="2016-06"),
    an_entry("settlement", {"worker:held": -100, "worker:hand": 60, "unexplained:difference": 40}, period="2016-07"),
    an_entry("remittance", {"worker:hand": -1000, "broker:fee": 200, "unstated:remainder": 800}, period="2016-08"),
    an_entry("wage", {"employer:wage": -100, "worker:hand": 100}, period="2018~", per="month"),
    an_entry("wage", {"employer:wage": -100, "worker:hand": 100}, reversed_by=99),
]


@pytest.fixture
def own() -> Own:  # type: ignore[type-arg]
    return own_statement(WORKER, [PLACEMENT], ENTRIES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_fits_in_80_columns_and_figures_end_in_the_last(own, language):
    text = statement_text(own, language=language)
    assert all(width(line) <= 80 for line in text.splitlines())
    ends = {width(line) for line in text.splitlines() if line.endswith(("00", "89"))}
    assert 80 in ends


def test_the_korean_statement_uses_the_workers_words(own):
    text = statement_text(own, language="ko")
    for word in ("국가계획분", "과제금", "충성자금", "말한 바 없음", "아직 받지 못한 돈", "정산 때 덜 받은 돈"):
        assert word in text


def test_both_languages_have_the_same_words():
    assert LANGUAGES["en"].words.keys() == LANGUAGES["ko"].words.keys()
    assert LANGUAGES["en"].parties.keys() == LANGUAGES["ko"].parties.keys()
    assert LANGUAGES["en"].accounts.keys() <= LANGUAGES["ko"].accounts.keys()


def test_what_nobody_said_is_not_stated_in_text_null_in_json_and_blank_in_csv(own):
    text = statement_text(own)
    april = text.partition("2016-04, USD")[2].partition("\n\n")[0]
    assert "not stated" in april
    assert "0.00" not in april.replace("00.00", "").replace("40.00", "").replace("60.00", "")
    block = next(b for b in json.loads(statement_json(own))["periods"] if b["period"] == "2016-04")
    assert (block["held"], block["paid"], block["kept"]) == (None, None, None)
    rows = list(csv.DictReader(io.StringIO(statement_csv(own))))
    (held,) = [r for r in rows if (r["part"], r["period"], r["what"]) == ("periods", "2016-04", "held")]
    assert (held["amount"], held["case"]) == ("", "")


def test_what_is_not_added_up_stands_apart(own):
    found = json.loads(statement_json(own))
    assert [(b["period"], b["per"]) for b in found["apart"]] == [("2018~", "month")]
    assert found["corrected"] == 1
    assert "Not added up" in statement_text(own)


def test_no_cell_of_the_csv_is_a_formula(own):
    cells = [cell for row in csv.reader(io.StringIO(statement_csv(own))) for cell in row]
    assert "'=충성자금" in cells
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_only_what_is_the_workers_own_is_rendered(own):
    with pytest.raises(TypeError):
        statement_text(own.value)


def a_stranger() -> EntryView:
    from dataclasses import replace

    return replace(ENTRIES[0], placement=replace(PLACEMENT, subject="0000-0000"))


def test_nobody_elses_figures_get_into_a_statement():
    with pytest.raises(ValueError, match="somebody else"):
        own_statement(WORKER, [PLACEMENT], [a_stranger()])
    with pytest.raises(ValueError, match="somebody else"):
        own_statement(WORKER, [a_stranger().placement], [])
    with pytest.raises(ValueError, match="pseudonym"):
        own_statement("cz-garment-2000", [], [])


def test_a_trace_of_ones_own_is_of_one_worker():
    assert own_trace(traced("entry 1", ENTRIES[:1], (), (), (), ())).value.target == "entry 1"
    with pytest.raises(ValueError, match="one worker"):
        own_trace(traced("two", [ENTRIES[0], a_stranger()], (), (), (), ()))


def test_a_label_that_repaints_the_terminal_is_written_out():
    lines = (
        LineView(1, "employer:wage", "USD", {"best": ENTRIES[1].lines[0].amounts["best"]}),
        LineView(2, "state:plan", "USD", {}, label="\x1b[2Jred"),
    )
    from dataclasses import replace

    own = own_statement(WORKER, [PLACEMENT], [replace(ENTRIES[1], lines=lines)])
    assert "\x1b" not in statement_text(own) + statement_json(own) + statement_csv(own)
