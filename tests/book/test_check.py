"""Every check is shown a book that is whole, and one that was changed behind the triggers' back."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from ledger.book.check import CHECKS, Finding, check
from ledger.book.check.file import REFUSALS, refusals_digest
from ledger.book.rows import Row
from ledger.book.session import reading
from tests.book.raw import run


@pytest.fixture
def defenceless(full: Session) -> Session:
    """A full book without triggers, foreign keys, and (on PostgreSQL) without rules, for one transaction."""
    session = full
    if session.connection().dialect.name == "sqlite":
        for pragma in (
            "COMMIT",
            "PRAGMA foreign_keys = OFF",
            "PRAGMA ignore_check_constraints = ON",
            "BEGIN IMMEDIATE",
        ):
            run(session, pragma)
        names = session.connection().scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
        for name in names:
            run(session, f"DROP TRIGGER {name}")
    else:
        run(session, "SET LOCAL session_replication_role = replica")
        for name, table in Row.metadata.tables.items():
            for constraint in table.constraints:
                if str(constraint.name).startswith("ck_"):
                    run(session, f"ALTER TABLE {name} DROP CONSTRAINT {constraint.name}")
        run(session, "ALTER TABLE entry DROP CONSTRAINT uq_entry_reverses")
    return session


def found(session: Session, name: str) -> list[tuple[str, str]]:
    return [(finding.ref, finding.says) for finding in check(session, [name])]


def test_a_whole_book_has_no_findings(full: Session) -> None:
    assert check(full) == []


def test_an_empty_book_has_no_findings(session: Session) -> None:
    assert check(session) == []


def test_the_digest_of_the_refusals_is_that_of_a_fresh_book(session: Session) -> None:
    assert refusals_digest(session) == REFUSALS[session.connection().dialect.name]


DAMAGE = [
    ("sealed", "DELETE FROM seal WHERE entry_id = 1", ("entry 1", "is not sealed")),
    ("sealed", "INSERT INTO seal VALUES (77)", ("entry 77", "is sealed and is not there")),
    ("sealed", "DELETE FROM posting WHERE entry_id = 1", ("entry 1", "has no postings")),
    ("sealed", "DELETE FROM entry WHERE id = 3", ("entry 3", "has postings and is not there")),
    ("balance", "UPDATE posting SET low = low + 1 WHERE entry_id = 1 AND line = 1",
     ("entry 1", "does not balance in USD, low case")),
    ("balance", "UPDATE posting SET currency = 'EUR' WHERE entry_id = 1 AND line = 1",
     ("entry 1", "does not balance in EUR, low case")),
    ("cases", "UPDATE posting SET currency = CASE line WHEN 2 THEN 'EUR' ELSE 'USD' END,"
     " low = CASE line WHEN 3 THEN NULL ELSE low END WHERE entry_id = 1",
     ("entry 1", "has lines in USD that are not priced in the same cases")),
    ("cases", "UPDATE posting SET best = 0 WHERE entry_id = 1 AND line = 1",
     ("entry 1", "has lines in USD that are not priced in the same cases")),
    ("reversals", "UPDATE posting SET low = low - 1 WHERE entry_id = 2",
     ("entry 2", "is not the exact negative of entry 1")),
    ("reversals", "UPDATE posting SET high = NULL WHERE entry_id = 2",
     ("entry 2", "is not the exact negative of entry 1")),
    ("reversals", "DELETE FROM posting WHERE entry_id = 2 AND line = 4",
     ("entry 2", "is not the exact negative of entry 1")),
    ("reversals", "UPDATE entry SET period = '2004' WHERE id = 2",
     ("entry 2", "says that it reverses entry 1, which is another event, a reversal, or not there")),
    ("words", "UPDATE posting SET account = 'state:quota' WHERE entry_id = 3 AND line = 1",
     ("entry 3", "has a line with an unknown account")),
    ("words", "UPDATE posting SET currency = 'QQQ' WHERE entry_id = 3 AND line = 1",
     ("entry 3", "has a line with an unknown currency")),
    ("references", "UPDATE claim SET source_id = 99", ("claim 1", "points at no source")),
    ("rules", "UPDATE subject SET description = 'tall' WHERE kind = 'worker'",
     ("subject 2", "breaks the rule ck_subject_worker_is_a_pseudonym")),
    ("rules", "UPDATE claim SET low = 950000", ("claim 1", "breaks the rule ck_claim_ends_in_order")),
    ("accounts", "UPDATE account SET side = 'charged' WHERE code = 'state:plan'",
     ("party state", "has accounts on more than one side")),
    ("exponents", "UPDATE currency SET exponent = 2 WHERE code = 'KWD'",
     ("currency KWD", "has other decimals than the program, or one of the two does not know it")),
    ("exponents", "DELETE FROM currency WHERE code = 'KWD'",
     ("currency KWD", "has other decimals than the program, or one of the two does not know it")),
    ("periods", "UPDATE entry SET latest = '2005-01-01' WHERE id = 3",
     ("entry 3", "has a period that is no date, or days beside it that are not its own")),
    ("periods", "UPDATE rate SET period = 'lately'",
     ("rate 1", "has a period that is no date, or days beside it that are not its own")),
    ("days", "UPDATE entry SET recorded_on = '2026-03-01T10:00' WHERE id = 1",
     ("table entry", "has a row whose day of recording is no day")),
    ("decimals", "UPDATE rate SET rate = '8e3'", ("rate 1", "has in rate what is no decimal number")),
    ("decimals", "UPDATE stated SET amount_low = 'much'", ("stated 1", "has in amount_low what is no decimal number")),
    ("subjects", "UPDATE subject SET pseudonym = 'a name' WHERE kind = 'worker'",
     ("subject 2", "is a worker whose pseudonym is none")),
    ("subjects", "UPDATE placement SET country = 'ZZ'",
     ("table placement", "has a row whose country is none of ISO 3166")),
]  # fmt: skip


def test_a_gap_in_what_was_taken_in_is_found_unless_somebody_was_erased(defenceless: Session) -> None:
    run(defenceless, "UPDATE intake SET occurrence = 3 WHERE occurrence = 2")
    assert found(defenceless, "intake") == []
    for table in ("log_erased", "erasure"):
        run(defenceless, f"DELETE FROM {table}")
    assert found(defenceless, "intake") == [("intake 1", "has a gap in the count of its occurrences")]


@pytest.mark.parametrize(("name", "damage", "finding"), DAMAGE)
def test_damage_is_found(defenceless: Session, name: str, damage: str, finding: tuple[str, str]) -> None:
    assert found(defenceless, name) == []
    run(defenceless, damage)
    assert finding in found(defenceless, name)


@pytest.mark.parametrize("full_place", ["postgresql"], indirect=True)
def test_a_second_reversal_is_found(defenceless: Session) -> None:
    run(defenceless, "UPDATE entry SET reverses = 1 WHERE id = 3")
    assert ("entry 1", "is reversed more than once") in found(defenceless, "reversals")


@pytest.mark.parametrize(
    ("place", "weakening"),
    [
        ("sqlite", ["DROP TRIGGER entry_refuses_update"]),
        ("sqlite", ["DROP TRIGGER seal_proves_entry",
                    "CREATE TRIGGER seal_proves_entry BEFORE INSERT ON seal BEGIN SELECT 1; END"]),
        ("postgresql", ["DROP TRIGGER entry_refuses_change ON entry"]),
        ("postgresql", ["ALTER TABLE entry DISABLE TRIGGER entry_refuses_change"]),
        ("postgresql", ["ALTER TABLE entry DROP CONSTRAINT fk_entry_id_seal"]),
        ("postgresql", ["CREATE OR REPLACE FUNCTION wage_ledger_seal() RETURNS trigger LANGUAGE plpgsql"
                        " SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NULL; END'"]),
        ("postgresql", ["DROP TRIGGER seal_proves_entry ON seal",
                        "CREATE TRIGGER seal_proves_entry AFTER INSERT ON seal"
                        " FOR EACH ROW EXECUTE FUNCTION wage_ledger_seal()"]),
        ("postgresql", ["DROP TRIGGER entry_refuses_change ON entry",
                        "CREATE TRIGGER entry_refuses_change BEFORE UPDATE OR TRUNCATE ON entry"
                        " FOR EACH STATEMENT WHEN (false) EXECUTE FUNCTION wage_ledger_refuse_change()"]),
        ("postgresql", ["DROP TRIGGER entry_refuses_change ON entry",
                        "CREATE TRIGGER entry_refuses_change BEFORE UPDATE OF page OR TRUNCATE ON entry"
                        " FOR EACH STATEMENT EXECUTE FUNCTION wage_ledger_refuse_change()"]),
    ],
    indirect=["place"],
)  # fmt: skip
def test_a_weakened_refusal_is_found(session: Session, weakening: list[str]) -> None:
    for statement in weakening:
        run(session, statement)
    assert [finding.check for finding in check(session, ["refusals"])] == ["refusals"]


def test_findings_come_in_the_order_of_the_checks(defenceless: Session) -> None:
    run(defenceless, "UPDATE posting SET low = low + 1 WHERE entry_id = 1 AND line = 1")
    run(defenceless, "UPDATE rate SET rate = 'x'")
    names = [finding.check for finding in check(defenceless)]
    assert names == sorted(names, key=list(CHECKS).index)
    assert {"refusals", "balance", "reversals", "decimals"} <= set(names)


def test_a_finding_says_what_to_do(defenceless: Session) -> None:
    run(defenceless, "DELETE FROM seal WHERE entry_id = 1")
    (finding,) = check(defenceless, ["sealed"])
    assert finding == Finding("sealed", "entry 1", "is not sealed", finding.advice)
    assert finding.advice.startswith("The book was changed behind the program's back")


def test_balance_and_cases_find_together_what_each_finds_alone(defenceless: Session) -> None:
    run(defenceless, "UPDATE posting SET low = low + 1 WHERE entry_id = 1 AND line = 1")
    run(defenceless, "UPDATE posting SET best = 0 WHERE entry_id = 3 AND line = 2")
    alone = [*check(defenceless, ["balance"]), *check(defenceless, ["cases"])]
    assert {each.check for each in alone} == {"balance", "cases"}
    assert check(defenceless, ["balance", "cases"]) == alone


def test_every_reference_of_a_row_is_looked_at(defenceless: Session) -> None:
    run(defenceless, "UPDATE entry SET source_id = 99, placement_id = 98 WHERE id = 3")
    told = found(defenceless, "references")
    assert {("entry 3", "points at no source"), ("entry 3", "points at no placement")} <= set(told)


@pytest.mark.parametrize("full_place", ["sqlite"], indirect=True)
@pytest.mark.parametrize("is_ignored", [0, 1])
def test_the_check_of_the_pages_leaves_the_rules_as_it_found_them(full: Session, is_ignored: int) -> None:
    run(full, f"PRAGMA ignore_check_constraints = {is_ignored}")
    assert check(full, ["pages"]) == []
    assert run(full, "PRAGMA ignore_check_constraints").scalar() == is_ignored


def test_an_unknown_check_is_no_check(session: Session) -> None:
    with pytest.raises(KeyError):
        check(session, ["everything"])


def test_the_checks_need_no_writing(full_engine: Engine) -> None:
    with reading(full_engine) as session:
        assert check(session) == []
