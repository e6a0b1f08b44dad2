"""Entries read with their lines: what the log says of each is canonical JSON, whatever stands in the columns."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session

from ledger.book.check import check
from ledger.book.log.audit import EntryAudit, audit
from ledger.book.log.payloads import payloads
from ledger.book.post import post_all
from ledger.book.rows import Entry, Posting
from ledger.book.rows.base import table
from ledger.book.stored import Stored, stored
from tests.book.making import a_wage
from tests.book.raw import run
from tests.book.test_check import defenceless

__all__ = ["defenceless"]

TEXTS = st.one_of(
    st.sampled_from(["%", "%s", '"', "\\", "a,b", "[", "null", "1", "", "\n\t\x01\x7f", "é", "\u2028", "월급", "😀"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6),
)
AMOUNTS = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.integers(-3, 3))
NUMBERS = st.integers(-(2**63), 2**63 - 1)
LINE = {"account": TEXTS, "currency": TEXTS} | {
    name: st.one_of(st.none(), TEXTS)
    for name in ("low_bound", "best_bound", "high_bound", "mode", "label", "operator", "note")
}
LINE |= dict.fromkeys(("low", "best", "high"), AMOUNTS)
HEAD = dict.fromkeys(("kind", "per", "period", "reliability", "recorded_on"), TEXTS)
HEAD |= {"credibility": NUMBERS, "placement_id": NUMBERS, "source_id": NUMBERS}
HEAD |= {name: st.one_of(st.none(), TEXTS) for name in ("basis", "earliest", "latest", "page", "observation", "words")}
ENTRIES = st.lists(
    st.tuples(
        st.integers(-(2**63), 2**63 - 1),
        st.fixed_dictionaries(HEAD),
        st.lists(st.tuples(st.integers(-(2**31), 2**31), st.fixed_dictionaries(LINE)), max_size=4),
    ),
    max_size=4,
    unique_by=lambda entry: entry[0],
)


def written(session: Session) -> dict[int, str]:
    """What the log says of each entry, by the way that reads one after the other."""
    numbers = run(session, "SELECT id FROM entry").scalars().all()
    return {number: payload for number, _, payload in payloads(session.connection(), "entry", numbers)}


@given(ENTRIES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_payload_is_canonical_json_whatever_the_row(defenceless: Session, entries: list[Any]) -> None:
    connection = defenceless.connection()
    kept = connection.begin_nested()
    try:
        for name in ("posting", "entry"):
            run(defenceless, f"DELETE FROM {name}")
        for number, head, lines in entries:
            connection.execute(table(Entry).insert(), {**head, "id": number, "reverses": None})
            for line, says in dict(lines).items():
                connection.execute(table(Posting).insert(), {**says, "entry_id": number, "line": line})
        found = list(stored(connection))
        assert {each.id: each.payload() for each in found} == written(defenceless)
        assert [each.id for each in found] == sorted(number for number, *_ in entries)
    finally:
        kept.rollback()


def test_a_reversal_and_the_full_book_are_read_the_same(full: Session) -> None:
    found = list(stored(full.connection()))
    assert {each.id: each.payload() for each in found} == written(full)
    assert any(each.reverses is not None for each in found)
    assert any(len({case for _, case in each.lines.slots}) == 2 for each in found)


def test_lines_are_told_in_their_order_and_lines_of_no_entry_are_passed_over(defenceless: Session) -> None:
    run(defenceless, "UPDATE posting SET line = line + 10 WHERE entry_id = 3 AND line = 1")
    for number in (0, 2, 77):
        run(defenceless, f"DELETE FROM entry WHERE id = {number}")
        run(defenceless, f"DELETE FROM posting WHERE entry_id = {number}")
        run(
            defenceless,
            "INSERT INTO posting (entry_id, line, account, currency, best)"
            f" VALUES ({number}, 1, 'state:plan', 'USD', 1)",
        )
    found = list(stored(defenceless.connection()))
    assert {each.id: each.payload() for each in found} == written(defenceless)
    (third,) = (each for each in found if each.id == 3)
    assert [line.line for line in third.lines.lines] == [2, 3, 4, 11]


def test_the_entries_are_read_once_for_the_sums_and_for_the_log(session: Session) -> None:
    draft = a_wage(session)
    post_all(session, [draft] * 3)
    session.commit()
    asked: list[str] = []
    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert check(session) == []
    assert len([query for query in asked if query.startswith("SELECT id, placement_id")]) == 1
    asked.clear()
    assert check(session, ["log"]) == check(session, ["sums"]) == []
    assert len([query for query in asked if query.startswith("SELECT id, placement_id")]) == 2


def test_both_find_in_one_reading_what_each_finds_in_its_own(defenceless: Session) -> None:
    run(defenceless, "UPDATE posting SET low = low + 1 WHERE entry_id = 3 AND line = 1")
    run(defenceless, "INSERT INTO sum_placement SELECT id, 9, 9, 9, 1 FROM placement WHERE id NOT IN"
        " (SELECT placement_id FROM sum_placement)")  # fmt: skip
    alone = [*check(defenceless, ["sums"]), *check(defenceless, ["log"])]
    assert {each.check for each in alone} == {"sums", "log"}
    assert check(defenceless, ["sums", "log"]) == alone


def test_a_reading_that_broke_off_proves_nothing_to_the_log(defenceless: Session) -> None:
    run(defenceless, "UPDATE posting SET low = low + 1 WHERE entry_id = 3 AND line = 1")

    def breaking_off() -> Any:
        yield from list(stored(defenceless.connection()))[:1]
        raise OSError

    seen = EntryAudit(defenceless)
    with pytest.raises(OSError):  # noqa: PT011
        list[Stored](seen.watch(breaking_off()))
    told = list(audit(defenceless))
    assert ("entry 3", "was changed after it was written down") in told
    assert list(audit(defenceless, entries=seen)) == told


@pytest.mark.parametrize("full_place", ["sqlite"], indirect=True)
def test_a_nul_in_a_text_is_no_number(defenceless: Session) -> None:
    run(defenceless, "UPDATE posting SET label = 'a' || char(0) || 'b' WHERE entry_id = 3")
    run(defenceless, "UPDATE entry SET kind = char(0), page = char(0) WHERE id = 3")
    assert {each.id: each.payload() for each in stored(defenceless.connection())} == written(defenceless)
