from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from ledger.book import read
from ledger.book.errors import CodeTaken, PseudonymTaken
from ledger.book.post import post
from ledger.book.register import (
    Mark,
    PlacementDraft,
    SourceDraft,
    StatedDraft,
    add_cohort,
    add_organisation,
    add_origin,
    add_placement,
    add_source,
    add_stated_all,
    add_worker,
    find_placement,
    mark,
    seen,
)
from ledger.values.periods import parse_period
from tests.book.making import TODAY, WORKER, a_source, a_wage

SOURCE = SourceDraft(
    "a-witness", "document", "An article", url="https://example.org/1", also_at=("https://a", "https://b")
)


def test_the_same_source_is_written_down_once(session: Session) -> None:
    number = add_source(session, SOURCE, today=TODAY)
    assert add_source(session, SOURCE) == number
    assert read.counts(session).sources == 1


def test_five_articles_of_one_witness_are_five_sources_of_one_origin(session: Session) -> None:
    for n in range(5):
        add_source(session, replace(SOURCE, title=f"Article {n}"))
    counted = read.counts(session)
    assert (counted.sources, counted.origins) == (5, 1)


def test_a_source_reads_back_as_it_was_drafted(session: Session) -> None:
    number = add_source(session, SOURCE)
    entry = read.entry(session, post(session, a_wage(session, source_id=number), today=TODAY))
    assert entry is not None
    found = entry.source
    assert found.id == number
    for name in SourceDraft.__dataclass_fields__:
        assert getattr(found, name) == getattr(SOURCE, name)


@pytest.mark.parametrize("field", [name for name in SourceDraft.__dataclass_fields__ if name != "also_at"])
def test_whatever_differs_makes_another_source(field: str) -> None:
    assert replace(SOURCE, **{field: "other"}).fingerprint != SOURCE.fingerprint  # type: ignore[arg-type]


def test_an_origin_is_written_down_once(session: Session) -> None:
    assert add_origin(session, "x") == add_origin(session, "x") != add_origin(session, "y")


def test_an_organisation_is_known_by_kind_name_and_country(session: Session) -> None:
    one = add_organisation(session, "employer", "A Builder")
    assert add_organisation(session, "employer", "A Builder") == one
    assert (
        len(
            {
                one,
                add_organisation(session, "employer", "A Builder", "KW"),
                add_organisation(session, "sending", "A Builder"),
            }
        )
        == 3
    )


def test_a_pseudonym_is_given_once(session: Session) -> None:
    add_worker(session, WORKER)
    with pytest.raises(PseudonymTaken) as refused:
        add_worker(session, WORKER)
    assert WORKER not in str(refused.value)


@pytest.mark.parametrize("name", ["Kim", "", "7k3m-q9tz", "7K3M-Q9TZ "])
def test_a_worker_is_a_random_pseudonym_and_nothing_else(session: Session, name: str) -> None:
    with pytest.raises(ValueError, match="random pseudonym"):
        add_worker(session, name)


def test_a_group_is_written_down_once_and_not_described_twice(session: Session) -> None:
    number = add_cohort(session, "kw-2016", "builders", (10, 20))
    assert add_cohort(session, "kw-2016", "builders", (10, 20)) == number
    with pytest.raises(CodeTaken):
        add_cohort(session, "kw-2016", "builders", (10, 30))


def test_a_placement_is_found_by_saying_exactly_the_same(session: Session) -> None:
    draft = PlacementDraft(add_cohort(session, "kw-2016"), "construction", "KW", period=parse_period("2016"))
    assert find_placement(session, draft) is None
    number = add_placement(session, draft)
    assert find_placement(session, draft) == number
    assert find_placement(session, replace(draft, country=None)) is None
    assert add_placement(session, draft) != number


def test_printed_figures_are_written_down_many_at_once(session: Session) -> None:
    source = a_source(session)
    add_stated_all(session, [])
    add_stated_all(session, [StatedDraft(source, f"flow-{n}", "kept", "It is a quota.") for n in range(3)])
    assert [figure.flow for figure in read.stated(session)] == ["flow-0", "flow-1", "flow-2"]


def test_what_was_taken_in_is_known_by_format_fingerprint_and_occurrence(session: Session) -> None:
    mark(
        session,
        "observations",
        [Mark("aa", 1, "observation:x"), Mark("aa", 2, "observation:y"), Mark("bb", 1, "entry:1")],
    )
    mark(session, "wage-sheet", [Mark("aa", 1, "entry:2")])
    mark(session, "wage-sheet", [])
    assert seen(session, "observations", ["aa", "cc"]) == {("aa", 1): "observation:x", ("aa", 2): "observation:y"}
    assert seen(session, "wage-sheet", ["aa", "bb"]) == {("aa", 1): "entry:2"}
    assert seen(session, "other", ["aa"]) == seen(session, "observations", []) == {}


def test_a_hundred_thousand_rows_are_looked_up_in_few_queries(session: Session) -> None:
    marks = [Mark(f"{n:064x}", 1, "entry:1") for n in range(20_000)]
    mark(session, "wage-sheet", marks)
    assert len(seen(session, "wage-sheet", [found.fingerprint for found in marks] + ["zz"])) == 20_000
