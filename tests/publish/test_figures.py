"""A figure's id leads back to the figure: for every id that the reports of skim and flow print."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.publish.asked import Asked
from ledger.publish.figures import NoFigureId, figure_id, is_figure_id, parse_figure_id
from ledger.publish.flow import flow_csv, flow_json
from ledger.publish.skim_data import skim_csv, skim_json
from ledger.publish.skim_figures import figures
from tests.measure.made_up import entry
from tests.publish.made import skim_of
from tests.publish.samples import KEPT, LOST, book, claims

QUESTIONS = st.builds(
    Asked,
    since=st.none() | st.dates(),
    until=st.none() | st.dates(),
    country=st.sampled_from([None, "KW"]),
    takers=st.sampled_from([None, "state"]),
    by=st.sampled_from([(), ("country",), ("country", "year")]),
    weight=st.sampled_from(["origins", "workers"]),
    bounds=st.sampled_from(["paired", "outer"]),
    seed=st.integers(0, 99),
    currency=st.sampled_from([None, "USD"]),
    value=st.sampled_from(["then", "2016-03-31"]),
    days=st.integers(0, 400),
)


@given(QUESTIONS, st.text(max_size=20), st.text(max_size=20))
def test_an_id_holds_its_question(asked, one, other):
    made = figure_id("skim", asked, one, other)
    assert is_figure_id(made)
    assert parse_figure_id(made) == ("skim", asked)
    assert made.isprintable()
    assert " " not in made


def test_ids_of_different_figures_differ():
    assert figure_id("skim", Asked(), "a/b") != figure_id("skim", Asked(), "a", "b")
    assert figure_id("skim", Asked(), "KW", "state") == "skim/KW/state"
    assert figure_id("skim", Asked(country="KW"), "\ud55c\uad6d") == "skim/\ud55c\uad6d?country=KW"


@pytest.mark.parametrize(
    "text",
    [
        *("", "12", "skim", "skim/state?nobody=1", "skim/state?since=never", "skim/state?seed=x"),
        *("held/all?value=x&currency=USD", "held/all?currency=XXX", "held/all?currency=ZZZ"),
    ],
)
def test_what_is_no_id_is_refused(text):
    with pytest.raises(NoFigureId):
        parse_figure_id(text)


@pytest.fixture
def asked():
    return Asked(by=("country",), bounds="outer")


@pytest.fixture
def report(asked):
    return skim_of(book(), claims(), asked=asked, beside={"exchange": {2: LOST}, "at-market": {2: KEPT}})


def ids(data):
    """Every id in the JSON."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "id":
                yield value
            elif key == "ids":
                yield from value.values()
            else:
                yield from ids(value)
    if isinstance(data, list):
        for value in data:
            yield from ids(value)


def test_every_id_that_is_printed_is_that_of_one_figure(report, asked):
    known = [figure.id for figure in figures(report, asked)]
    assert len(known) == len(set(known))
    printed = {*ids(json.loads(skim_json(report, asked))), *ids(json.loads(flow_json(report, asked)))}
    assert printed == set(known)
    for render in (skim_csv, flow_csv):
        rows = list(csv.DictReader(io.StringIO(render(report, asked))))
        told = {row["id"] for row in rows if row.get("median_low", row.get("low")) != "" or row.get("range_low")}
        assert told <= set(known)


def test_a_figure_lists_published_entries_alone(report, asked):
    published = {e.id for e in book() if e.placement.subject_kind == "cohort"}
    listed = {number for figure in figures(report, asked) for number in figure.entries}
    assert listed
    assert listed <= published
    said = " ".join(line for figure in figures(report, asked) for line in (figure.says, *figure.working))
    assert not any(each in said for each in ("w0", "w11", "x1"))
    assert "rest on workers and are not listed" in said


def test_the_arithmetic_is_written_out():
    """A2: state 332 of 830 and 400 of 1,000: 40.00 % in both cases."""
    made = entry((830, 1000), observation="kw", state=(332, 400), hand=(170, 200))
    found = {figure.id: figure for figure in figures(skim_of([made]), Asked())}
    state = found["skim/state"]
    assert state.says == "all together: state lines, median 40.00 % of what was earned, range 40.00 %."
    assert state.working[1:3] == ("The low ends in order: 40.00 (o1).", "The high ends in order: 40.00 (o1).")
    assert (
        "kw, low: of 830.00 USD: state 332.00 USD; unexplained 328.00 USD; hand 170.00 USD: 40.00 %." in state.working
    )
    assert state.entries == (made.id,)
    assert found["flow/hand"].says == "all together: hand, of every 100 earned low case 20.48 and high case 20.00."
    assert "kw, high: 200.00 USD of 1,000.00 USD: 20.00 %." in found["flow/hand"].working
