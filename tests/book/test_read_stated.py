"""Printed figures as they are read: each with whose they are and where they were read, in few questions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from ledger.book import read
from ledger.book.read.people import by_source
from ledger.book.register import (
    PlacementDraft,
    StatedDraft,
    add_cohort,
    add_placement,
    add_stated,
    add_stated_all,
    add_worker,
)
from ledger.book.rows import Source
from ledger.values.periods import parse_period
from tests.book.making import TODAY, WORKER, a_source, agrees


@contextmanager
def questions(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(conn: object, cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def besides_the_day(sent: list[str]) -> list[str]:
    """The questions but those for the day of the log, by which consent runs out."""
    return [question for question in sent if not question.startswith("SELECT log_leaf.day")]


def a_clinic(session: Session, code: str = "tz-health", period: str | None = "2015~") -> int:
    said = None if period is None else parse_period(period)
    return add_placement(session, PlacementDraft(add_cohort(session, code), "health", "TZ", period=said))


def test_a_printed_figure_has_its_placement_and_its_source(session: Session) -> None:
    clinic, source = a_clinic(session), a_source(session, "rfa", "Why this project")
    subject = add_worker(session, WORKER)
    other = add_placement(session, PlacementDraft(subject, "construction", "KW"))
    add_stated(session, StatedDraft(source, "group_remittance", "kept", "A total.", placement_id=clinic,
                                    observation="tz-health"), today=TODAY)  # fmt: skip
    add_stated(session, StatedDraft(a_source(session), "gross", "kept", "x", placement_id=other), today=TODAY)
    add_stated(session, StatedDraft(source, "sales_quota", "kept", "A quota.", observation="nowhere"), today=TODAY)
    assert [each.placement and each.placement.subject for each in read.stated(session)] == ["tz-health", None]
    agrees(session, subject, "record")
    first, workers, nowhere = read.stated(session)
    assert first.placement == read.placement(session, clinic)
    assert first.placement is not None
    assert first.placement.begins == parse_period("2015~")
    assert first.source == by_source(session, among=select(Source.id))[source]
    assert workers.placement is not None
    assert (workers.placement.subject_kind, workers.flow) == ("worker", "gross")
    assert (nowhere.placement, nowhere.source) == (None, first.source)
    assert read.stated(session, observation="tz-health") == (first,)
    assert read.stated(session, observation="x") == ()


def test_however_many_there_are_they_are_read_in_three_questions(session: Session) -> None:
    """And the day of the log is asked for each time that consent decides: for the figures, and for their sources."""
    bind = session.get_bind()
    assert isinstance(bind, Engine)
    source = a_source(session)
    places = [a_clinic(session, f"tz-{n}") for n in range(20)]
    drafts = [StatedDraft(source, "gross", "kept", "x", placement_id=place, observation="all") for place in places]
    add_stated_all(session, drafts, today=TODAY)
    session.flush()
    for where in ({}, {"observation": "all"}):
        with questions(bind) as sent:
            assert len(read.stated(session, **where)) == 20  # type: ignore[arg-type]
        assert (len(besides_the_day(sent)), len(sent)) == (3, 5)
    with questions(bind) as sent:
        assert read.stated(session, observation="none") == ()
    assert (len(besides_the_day(sent)), len(sent)) == (1, 3)
