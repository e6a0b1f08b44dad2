"""Disclosure control: planted workers, and what may be told of them."""

from __future__ import annotations

import ast
import dataclasses
import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.book.terms import OfWorkers
from ledger.measure.columns import cells_of, entry_keys
from ledger.measure.shares import units
from ledger.publish import disclose, disclosed
from ledger.publish.asked import Asked
from ledger.publish.disclose import disclosed_trace, skim
from ledger.publish.disclosed import Disclosed, Own
from ledger.publish.flow import flow_csv, flow_json, flow_text
from ledger.publish.skim_data import skim_csv, skim_json
from ledger.publish.skim_text import skim_text
from ledger.publish.trace import traced
from ledger.publish.trace_json import trace_json
from ledger.publish.trace_text import trace_text
from tests.measure.made_up import claim, entry
from tests.publish.made import skim_of

PUBLISH = Path(disclose.__file__).parent
RENDERERS = (skim_text, skim_csv, skim_json, flow_text, flow_csv, flow_json)


def worker(name, origin="ngo-1", country="KW", **more):
    lines = {"state": 40, "hand": 60} if "hand" not in more else {}
    return entry(100, who="worker", subject=name, origin=origin, country=country, **lines, **more)


def crew(count, *, origins=("ngo-1", "ngo-2"), country="KW", prefix="w", **more):
    """So many workers of one country, their origins in turn."""
    return [
        worker(f"{prefix}{country}{i}", origin=origins[i % len(origins)], country=country, **more) for i in range(count)
    ]


PUBLISHED = [
    entry(100, number=9001, origin="press", state=90, hand=10, country="KW"),
    entry(100, number=9002, origin="press", state=50, hand=50, country="CN"),
]


def told(entries, by=(), **more):
    return skim_of([*PUBLISHED, *entries], [], by, **more).value


def all_text(entries, by=()):
    report = skim_of([*PUBLISHED, *entries], [], by)
    return "".join(render(report) for render in RENDERERS)


@pytest.mark.parametrize(
    "planted",
    [crew(1), crew(9), crew(10, origins=("ngo-1",)), [worker("same", origin=f"ngo-{i % 2}") for i in range(12)]],
    ids=["one worker", "nine workers", "ten of one origin", "one worker twelve times"],
)
@pytest.mark.parametrize("by", [(), ("country",), ("country", "year")])
def test_too_few_leave_no_trace_in_any_figure(planted, by):
    report = told(planted, by)
    assert report.left_out.worker_entries == len(planted)
    bare = told([], by)
    assert (report.groups, report.whole) == (bare.groups, bare.whole)


def test_ten_workers_of_two_origins_are_told():
    report = told(crew(10), ("country",))
    assert report.left_out.worker_entries == 0
    assert report.whole.pool.entries == 12
    assert report.whole.pool.workers == 10


def test_a_country_of_nine_leaves_out_all_of_a_report_by_country():
    """
    Ten in Kuwait and nine in Qatar: the whole tells all nineteen. By country it may not tell the nine; told the ten, it
    would tell the nine by subtraction from the whole. So it tells none.
    """
    people = [*crew(10), *crew(9, country="QA")]
    assert told(people, ()).left_out.worker_entries == 0
    report = told(people, ("country",))
    assert report.left_out.worker_entries == 19
    assert [group.pool.key for group in report.groups] == [("CN",), ("KW",)]
    assert report.whole.pool.entries == 2


def test_groups_that_all_have_enough_are_told():
    report = told([*crew(10), *crew(10, country="QA")], ("country",))
    assert report.left_out.worker_entries == 0
    assert {group.pool.key: group.is_range_withheld for group in report.groups} == {
        ("CN",): False, ("KW",): True, ("QA",): True
    }  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [
        Asked(country="KW"),
        Asked(since=date(2015, 1, 1)),
        Asked(until=date(2016, 1, 1)),
        Asked(weight="workers"),
        Asked(weight="months"),
    ],
    ids=["a country", "from a day on", "before a day", "by workers", "by months"],
)
def test_no_worker_is_told_of_a_part_or_where_one_weighs_more(asked):
    """Twelve are told of the whole; of a part of it they are not, or the rest could be had by subtraction."""
    assert told(crew(12), ()).left_out.worker_entries == 0
    report = skim_of([*PUBLISHED, *crew(12)], [], asked=asked).value
    assert report.left_out.worker_entries == 12
    assert not report.whole.is_range_withheld


def test_what_is_of_workers_is_counted_over_the_whole_book():
    """However narrow the question: how many are left out of a part would tell where they are."""
    whole = OfWorkers(entries=31, wages=30, claims=2, promises=1)
    for asked in (Asked(), Asked(country="KW")):
        left_out = skim(cells_of(PUBLISHED), [], asked, of_workers=whole).value.left_out
        assert (left_out.worker_entries, left_out.worker_claims) == (30, 2)


def test_the_whole_alone_may_tell_nineteen():
    assert told([*crew(10), *crew(9, country="QA")]).left_out.worker_entries == 0


def test_leaving_one_out_may_leave_others_short():
    """
    ten workers earn in 2015; one of them has a line of 2016 too, and so is alone in 2016;
    without him 2015 has nine
    """
    nine = crew(9, period="2015")
    tenth = [worker("tenth", origin="ngo-2", period="2015/2016")]
    assert told([*nine, *tenth], ("year",)).left_out.worker_entries == 10


def test_a_share_that_few_tell_is_not_told_of_them():
    """
    ten workers of two origins state the hand alone; an eleventh states what the state took
    """
    silent = crew(10, hand=60)
    report = told([*silent, worker("eleventh")])
    assert report.left_out.worker_entries == 1
    assert report.whole.pool.shares["state"].origins == 1  # the press


def test_a_part_of_100_that_one_worker_has_is_not_told():
    """
    ten workers pay the state; an eleventh pays a broker too: the mean would give the fee away
    """
    report = told([*crew(10), worker("eleventh", hand=50, state=40, broker=10)])
    assert report.left_out.worker_entries == 1
    assert report.whole.pool.low["broker"] == 0


def test_workers_without_a_share_hide_nobody():
    """
    nine workers with a share, and three of whom only the gross is known
    """
    silent = [entry(100, who="worker", subject=f"s{i}", origin=f"ngo-{i}") for i in range(3)]
    report = told([*crew(9), *silent])
    assert report.left_out.worker_entries == 12
    assert report.whole.pool.without_share == 0


def test_what_is_not_plainly_published_counts_as_a_workers():
    planted = [entry(100, who="someone", state=40, hand=60, country="QA")]
    report = told(planted, ("country",))
    assert report.left_out.worker_entries == 1
    assert [group.pool.key for group in report.groups] == [("CN",), ("KW",)]


def test_other_entries_of_workers_make_no_group():
    """A surrender enters no share; it must not show that a worker is in Qatar."""
    report = told([worker("w", country="QA", kind="surrender")], ("country",))
    assert ("QA",) not in [group.pool.key for group in report.groups]
    assert report.left_out.worker_entries == 0


def test_claims_about_workers_are_left_out():
    report = skim_of(PUBLISHED, [claim(best=90, who="worker"), claim(best=80)], ()).value
    assert report.left_out.worker_claims == 1
    assert len(report.whole.pool.claims) == 1


def test_reversed_entries_are_nothing():
    report = told(crew(10, void=True))
    assert (report.whole.pool.entries, report.left_out.worker_entries) == (2, 0)


@pytest.mark.parametrize("lower", [{"least_workers": 9}, {"least_origins": 1}, {"least_workers": 0}])
def test_thresholds_are_never_lowered(lower):
    with pytest.raises(ValueError, match="never disclosed"):
        skim_of([], [], (), **lower)


def test_thresholds_can_be_raised():
    assert told(crew(11), least_workers=12).left_out.worker_entries == 11
    assert told(crew(12), least_workers=12).left_out.worker_entries == 0
    assert told(crew(12), least_origins=3).left_out.worker_entries == 12


def test_no_output_names_a_worker_or_an_entry_of_one():
    planted = crew(10, prefix="SECRET")
    text = all_text(planted, ("country",))
    assert "SECRET" not in text
    data = json.loads(skim_json(skim_of([*PUBLISHED, *planted], [], ("country",))))
    listed = {n for group in [data["whole"], *data["groups"]] for unit in group["units"] for n in unit["entries"]}
    assert listed == {9001, 9002}


def test_the_report_says_how_much_is_left_out_and_why_and_never_where():
    report = skim_of([*PUBLISHED, *crew(3, country="QA")], [], ("country",))
    words = " ".join(skim_text(report).split())
    assert "Left out of every figure: 3 entries of workers." in words
    assert "at least 10 workers of 2 origins" in words
    assert "QA" not in "".join(render(report) for render in RENDERERS)
    assert json.loads(flow_json(report))["left_out"]["worker_entries"] == 3


# --- invariants -------------------------------------------------------------------------------------------------------

PEOPLE = st.lists(
    st.builds(
        worker,
        st.sampled_from([f"w{i}" for i in range(14)]),
        origin=st.sampled_from(["ngo-1", "ngo-2", "ngo-3"]),
        country=st.sampled_from(["KW", "QA"]),
        period=st.sampled_from(["2015", "2016", "2015/2016"]),
    ),
    max_size=60,
)


@given(PEOPLE, st.sampled_from([(), ("country",), ("year",), ("country", "year")]))
def test_no_group_ever_has_fewer_than_ten_workers_or_two_origins(people, by):
    report = told(people, by)
    assert 0 <= report.left_out.worker_entries <= len(people)
    cells = cells_of(people)
    mask, _ = disclose._told(cells, by, np.ones(len(cells), dtype=np.bool_), 10, 2)
    alone, _ = disclose._told(cells, (), np.ones(len(cells), dtype=np.bool_), 10, 2)
    mask = mask if np.array_equal(mask, alone) else np.zeros_like(mask)
    kept = [each for each, is_kept in zip(people, mask.tolist(), strict=True) if is_kept]
    assert len(kept) == len(people) - report.left_out.worker_entries
    groups = {}
    for each in kept:
        for key in [None, *entry_keys(each, by)]:
            groups.setdefault(key, []).append(each)
    for members in groups.values():
        found = units(members)
        assert len({u.subject for u in found}) >= 10
        assert len({u.origin for u in found}) >= 2


# --- the seals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seal", [Disclosed, Own])
def test_a_seal_is_made_in_one_place(seal):
    for attempt in (lambda: seal("x"), lambda: seal("x", None), lambda: seal("x", object()), lambda: seal(value="x")):
        with pytest.raises(TypeError):
            attempt()


def test_a_seal_is_not_moved_to_something_else():
    report = skim_of(PUBLISHED, [], ())
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(report, value="x")
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.value = "x"
    with pytest.raises(TypeError):
        type("Fake", (Disclosed,), {})


@pytest.mark.parametrize(("token", "maker"), [("_CONTROL", "disclose.py"), ("_OWN", "own.py")])
def test_nobody_else_holds_the_token(token, maker):
    holders = set()
    for file in PUBLISH.parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.ImportFrom) else []
            named = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else None
            if token in (*names, named):
                holders.add(file.name)
    assert holders == {maker, Path(disclosed.__file__).name}


@pytest.mark.parametrize("render", RENDERERS)
def test_renderers_take_what_is_disclosed_and_nothing_else(render):
    report = skim_of(PUBLISHED, [], ())
    assert render(report, Asked())
    with pytest.raises(TypeError):
        render(report.value)
    hints = render.__annotations__
    assert hints[next(iter(hints))].startswith("Disclosed[")


@pytest.mark.parametrize("render", [trace_text, trace_json])
def test_a_trace_is_rendered_under_a_seal_alone(render):
    class Forged:
        value = traced("1", PUBLISHED, [], [], [], [])

    for unsealed in (Forged(), Forged.value):
        with pytest.raises(TypeError):
            render(unsealed)


def test_a_workers_trace_is_not_for_others():
    with pytest.raises(ValueError, match="alone"):
        disclosed_trace(traced("1", [worker("w")], [], [], [], []))
    assert disclosed_trace(traced("1", PUBLISHED, [], [], [], [])).value.target == "1"


def test_where_workers_are_told_the_range_is_withheld():
    """
    nineteen workers keep 60 of 100 and one keeps 5: the smallest and the largest share are one worker's own
    """
    people = [*crew(19), worker("odd", origin="ngo-2", state=95, hand=5)]
    whole = told(people).whole
    assert whole.is_range_withheld
    assert {(s.range.low, s.range.high) for s in whole.pool.shares.values()} == {(None, None)}
    text = all_text(people)
    assert "95.00" not in text
    assert "range withheld" in text
    assert not told([]).whole.is_range_withheld
