"""A book whose tables hold what no table of ours can hold: each check says so, or nothing, and none breaks down."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from ledger.book.check import check
from tests.book.raw import run
from tests.book.test_check import defenceless

__all__ = ["defenceless"]


@pytest.fixture
def lax(defenceless: Session) -> Session:
    """A full book whose tables take any value in any column, as somebody with the key can make them."""
    session = defenceless
    run(session, "PRAGMA writable_schema = ON")
    for name, sql in run(session, "SELECT name, sql FROM sqlite_master WHERE type = 'table'").all():
        lax = re.sub(r", STRICT|STRICT, |STRICT", "", sql or "")
        keys = re.findall(r"PRIMARY KEY \((.*?)\)", lax)  # stay as they are: they say where a row stands
        own = "|".join(keys[0].split(", ")) if keys else ""
        lax = re.sub(rf"(?m)^(\s*(?!(?:{own}) )\w+) (?:TEXT|BLOB|INTEGER|BIGINT)(?: NOT NULL)?(?=,)", r"\1", lax)
        run(session, "UPDATE sqlite_master SET sql = :sql WHERE name = :name", sql=lax or None, name=name)
    version = session.connection().scalar(text("PRAGMA schema_version"))
    run(session, f"PRAGMA schema_version = {version + 1}")
    run(session, "PRAGMA writable_schema = RESET")
    return session


HUGE = 2**63 - 1
ODD = [
    ("log", "entry 3", "UPDATE posting SET low = 'much' WHERE entry_id = 3"),
    ("log", "entry 3", "UPDATE posting SET low = CAST(low AS text) WHERE entry_id = 3"),
    ("log", "entry 3", "UPDATE posting SET low = CAST(low AS real) WHERE entry_id = 3"),
    ("log", "entry 3", "UPDATE posting SET low = '1,2' WHERE entry_id = 3 AND line = 1"),
    ("log", "entry 3", "UPDATE posting SET low = x'00' WHERE entry_id = 3"),
    ("log", "entry 3", "UPDATE posting SET account = NULL WHERE entry_id = 3"),
    ("log", "entry 3", "UPDATE posting SET account = 7 WHERE entry_id = 3 AND line = 1"),
    ("log", "entry 3", "UPDATE posting SET mode = 7 WHERE entry_id = 3 AND line = 1"),
    ("log", "entry 3", "UPDATE posting SET currency = 1.5 WHERE entry_id = 3 AND line = 1"),
    ("log", "entry 3", "UPDATE posting SET line = 'first' WHERE entry_id = 3 AND line = 1"),
    ("log", "file book.db", "UPDATE posting SET label = x'ff' WHERE entry_id = 3 AND line = 1"),
    ("log", "file book.db", "UPDATE posting SET label = CAST(x'ff' AS text) WHERE entry_id = 3 AND line = 1"),
    ("log", "entry 3", "UPDATE entry SET period = NULL WHERE id = 3"),
    ("log", "entry 3", "UPDATE entry SET period = 2003 WHERE id = 3"),
    ("log", "entry 3", "UPDATE entry SET placement_id = CAST(placement_id AS text) || '' WHERE id = 3"),
    ("log", "entry 3", "UPDATE entry SET source_id = 'a' WHERE id = 3"),
    ("log", "entry 3", "UPDATE entry SET source_id = NULL WHERE id = 3"),
    ("log", "entry 3", "UPDATE entry SET credibility = 2.0 WHERE id = 3"),
    ("log", "entry 3", "UPDATE entry SET kind = NULL WHERE id = 3"),
    ("log", "entry 3", "UPDATE entry SET page = 4 WHERE id = 3"),
    ("log", "entry 3", "UPDATE entry SET reverses = 'x' WHERE id = 3"),
    ("log", "entry 3", "UPDATE entry SET words = x'ff' WHERE id = 3"),
    ("log", "entry 3", "UPDATE entry SET placement_id = x'ff' WHERE id = 3"),
    ("log", "entry 3", "UPDATE entry SET source_id = x'ff' WHERE id = 3"),
    ("log", "entry 3", "UPDATE entry SET reverses = x'ff' WHERE id = 3"),
    ("log", "file book.db", "UPDATE entry SET kind = x'ff' WHERE id = 3"),
    ("log", "file book.db", "UPDATE entry SET words = CAST(x'ff' AS text) WHERE id = 3"),
    ("log", "rate 1", "UPDATE rate SET rate = x'ff'"),
    ("log", "leaf 3", "UPDATE log_leaf SET commitment = NULL WHERE seq = 3"),
    ("log", "leaf 3", "UPDATE log_leaf SET commitment = x'ff' WHERE seq = 3"),
    ("log", "leaf 3", "UPDATE log_leaf SET day = NULL WHERE seq = 3"),
    ("log", "leaf 3", "UPDATE log_leaf SET actor = 7 WHERE seq = 3"),
    ("log", "leaf 3", "UPDATE log_leaf SET hash = 32 WHERE seq = 3"),
    ("log", "entry 1", "UPDATE log_leaf SET row_id = NULL WHERE noun = 'entry' AND row_id = 1"),
    ("log", "entry 1", "UPDATE log_leaf SET row_id = 'one' WHERE noun = 'entry' AND row_id = 1"),
    ("log", "rate 1", "UPDATE log_leaf SET row_id = NULL WHERE noun = 'rate'"),
    ("log", "entry 1", "UPDATE log_leaf SET noun = NULL WHERE seq = 3"),
    ("log", "entry 1", "UPDATE log_salt SET salt = 32 WHERE seq = 3"),
    ("log", "node 1/0", "UPDATE log_node SET hash = NULL WHERE level = 1 AND place = 0"),
    ("log", "node 1/0", "UPDATE log_node SET hash = 'x' WHERE level = 1 AND place = 0"),
    ("log", "node 900000000/0", "INSERT INTO log_node VALUES (900000000, 0, x'00')"),
    ("log", "head of", "UPDATE log_head SET root = NULL"),
    ("balance", "file book.db", f"UPDATE posting SET low = {HUGE} WHERE entry_id = 3"),
    ("periods", "entry 3", "UPDATE entry SET period = 2003 WHERE id = 3"),
    ("days", "table entry", "UPDATE entry SET recorded_on = NULL WHERE id = 3"),
    ("decimals", "rate 1", "UPDATE rate SET rate = 1.5"),
    ("decimals", "rate 1", "UPDATE rate SET rate = x'ff'"),
    ("subjects", "subject 2", "UPDATE subject SET pseudonym = 7 WHERE kind = 'worker'"),
    ("subjects", "table placement", "UPDATE placement SET country = 7"),
    ("exponents", "currency USD", "UPDATE currency SET exponent = 'two' WHERE code = 'USD'"),
]  # fmt: skip


@pytest.mark.parametrize("full_place", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("name", "ref", "damage"), ODD, ids=[f"{name}: {damage}" for name, _, damage in ODD])
def test_what_no_column_can_hold_is_found(lax: Session, name: str, ref: str, damage: str) -> None:
    run(lax, damage)
    found = check(lax)
    assert any(each.check == name and each.ref.startswith(ref) for each in found), [(f.check, f.ref) for f in found]


@pytest.mark.parametrize("full_place", ["sqlite"], indirect=True)
@pytest.mark.parametrize("sums", ["NULL", "'x'", "7", "x'00'", "zeroblob(32)", "zeroblob(33)"])
def test_kept_sums_that_are_none_are_found(lax: Session, sums: str) -> None:
    number = lax.connection().scalar(text("SELECT max(id) FROM placement"))
    run(lax, f"INSERT INTO sum_placement VALUES ({number}, 0, 0, 0, 1)")
    assert check(lax, ["sums"]) == []
    run(lax, f"INSERT INTO sum_cell VALUES ({number}, '2015', 1, 1, 1, 1, {sums})")
    assert [each.ref for each in check(lax, ["sums"])] == [f"placement {number}"]
