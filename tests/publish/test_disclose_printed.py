"""Printed figures: they are told of published cohorts alone, by their own placement, and never beside a worker's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.publish.disclose import published
from ledger.publish.evidence import Evidence
from tests.measure.made_up import claim, entry
from tests.measure.test_coverage import printed

COHORT, WORKER = "cohort", "worker"


def told(evidence):
    """The numbers of the printed figures that a builder gets."""
    return {figure.id for figure in published(evidence, lambda found: found).value.body.stated}


def unplaced(name, number, **more):
    return replace(printed(name, number=number), placement=None, source=None, **more)


def test_a_figure_of_a_cohort_is_told_though_nothing_is_posted_or_claimed():
    assert told(Evidence(stated=(printed("tz", number=1), printed("w", number=2, who=WORKER)))) == {1}


@pytest.mark.parametrize("who", [WORKER, "someone", "", "Cohort"])
def test_what_is_not_plainly_published_is_not_told_though_its_observation_is(who):
    cohort = entry(100, number=7, subject="x")
    figures = (printed("x", number=1, who=who), printed("x", number=2))
    assert told(Evidence(entries=(cohort,), stated=figures)) == {2}
    assert told(Evidence(stated=figures)) == set()  # of such an observation nothing is told at all


def test_a_figure_without_an_observation_is_never_told():
    figures = (printed(None, number=1), unplaced(None, 2))
    assert told(Evidence(entries=(entry(100, who=WORKER), entry(100, observation=None)), stated=figures)) == set()


def test_a_figure_without_a_placement_is_told_with_its_observation_alone():
    figures = (unplaced("x", 1), unplaced("y", 2), unplaced("z", 3))
    its = Evidence(entries=(entry(100, subject="x"),), claims=(claim(best=9, observation="z"),), stated=figures)
    assert told(its) == {1, 3}


def test_a_figure_that_hangs_on_a_workers_entry_is_never_told():
    worker = entry(100, number=9, who=WORKER)
    figures = (printed("x", number=1, entry_id=9), printed("x", number=2), printed("y", number=3))
    assert told(Evidence(entries=(worker,), stated=figures)) == {3}  # nor what is printed beside it
    cohort = entry(100, number=8, subject="x")
    assert told(Evidence(entries=(worker, cohort), stated=figures)) == {2, 3}


@pytest.mark.parametrize("theirs", [{"entries": (entry(100, who=WORKER, observation="x"),)},
                                    {"claims": (claim(best=9, who=WORKER, observation="x"),)}])  # fmt: skip
def test_an_observation_that_is_a_workers_is_told_by_no_placement(theirs):
    assert told(Evidence(**theirs, stated=(printed("x", number=1), unplaced("x", 2)))) == set()


def test_an_observation_whose_entries_were_not_asked_for_is_not_told():
    assert told(Evidence(stated=(printed("x", number=1, entry_id=5), printed("x", number=2)))) == set()


OBSERVATIONS = st.sampled_from([None, "x", "y", "z"])
KINDS_OF_SUBJECT = st.sampled_from([COHORT, WORKER])
ENTRIES = st.lists(
    st.builds(
        lambda who, name, number: entry(100, who=who, observation=name, number=number),
        KINDS_OF_SUBJECT, OBSERVATIONS, st.integers(1, 4),
    ),
    max_size=4, unique_by=lambda e: e.id,
)  # fmt: skip
FIGURES = st.lists(
    st.builds(
        lambda name, who, of, is_placed: (
            printed(name, who=who, entry_id=of) if is_placed else unplaced(name, 1, entry_id=of)
        ),
        OBSERVATIONS, KINDS_OF_SUBJECT, st.sampled_from([None, 1, 2, 3, 4]), st.booleans(),
    ),
    max_size=6,
)  # fmt: skip


@given(ENTRIES, FIGURES)
def test_no_figure_of_a_worker_is_ever_told(entries, figures):
    figures = [replace(figure, id=i) for i, figure in enumerate(figures)]
    numbers = told(Evidence(entries=tuple(entries), stated=tuple(figures)))
    workers = {e.id for e in entries if e.placement.subject_kind == WORKER}
    cohorts = {e.observation for e in entries if e.placement.subject_kind == COHORT}
    for figure in figures:
        if figure.id in numbers:
            assert figure.observation is not None
            assert figure.entry_id not in workers
            assert (
                figure.observation in cohorts if figure.placement is None else figure.placement.subject_kind == COHORT
            )
            beside = {e.placement.subject_kind for e in entries if e.observation == figure.observation}
            assert beside != {WORKER}


@given(ENTRIES, FIGURES)
def test_the_same_is_told_whether_the_entries_of_workers_were_read_or_not(entries, figures):
    figures = tuple(replace(figure, id=i) for i, figure in enumerate(figures))
    cohorts = tuple(e for e in entries if e.placement.subject_kind == COHORT)
    unread = frozenset(e.observation for e in entries if e not in cohorts and e.observation is not None)
    whole, part = Evidence(entries=tuple(entries), stated=figures), Evidence(cohorts, stated=figures, unread=unread)
    assert told(part) == told(whole)
