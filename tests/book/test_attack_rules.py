"""The tables refuse values outside their rules."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.book.raw import run

# The table, the columns of its first row that are overwritten, and the rule that must refuse the copy.
BROKEN = [
    ("currency", "code = 'QQQ', exponent = 5", "exponent_small"),
    ("account", "code = 'state:quota', kind = 'fine'", "code_is_party_and_kind"),
    ("account", "code = 'broker:quota', kind = 'quota', side = 'owed'", "side_known"),
    ("source", "fingerprint = 'x', kind = 'rumour'", "kind_known"),
    ("organisation", "kind = 'person'", "kind_known"),
    ("organisation", "country = 'Czechia'", "country_short"),
    ("subject", "kind = 'family', code = 'x'", "kind_known"),
    ("subject", "kind = 'worker', code = 'x'", "worker_is_a_pseudonym"),
    ("subject", "code = NULL", "cohort_is_a_code"),
    ("subject", "code = 'x', headcount_low = 13", "headcount_in_order"),
    ("placement", "country = 'Czechia'", "country_short"),
    ("placement", "period = NULL, earliest = '2000-01-01'", "no_days_without_period"),
    ("placement", "period = '2000', earliest = '2001-01-01', latest = '2000-01-01'", "days_in_order"),
    ("promise", "low = 30001", "ends_in_order"),
    ("promise", "per = 'shift'", "per_known"),
    ("entry", "kind = 'quota'", "kind_known"),
    ("entry", "basis = 'guess'", "basis_known"),
    ("entry", "per = 'shift'", "per_known"),
    ("entry", "reliability = 'G'", "reliability_known"),
    ("entry", "credibility = 0", "credibility_known"),
    ("entry", "earliest = '2001-01-01', latest = '2000-01-01'", "days_in_order"),
    ("stated", "unit = 'per_head'", "unit_known"),
    ("stated", "treatment = 'forgotten'", "treatment_known"),
    ("claim", "side = 'owed'", "side_known"),
    ("claim", "takers = 'everyone'", "takers_known"),
    ("claim", "high = NULL", "a_share_is_stated"),
    ("claim", "low = 900001", "ends_in_order"),
    ("claim", "credibility = 7", "credibility_known"),
    ("rate", "quote = 'USD'", "two_currencies"),
    ("rate", "rate = NULL", "a_rate_is_stated"),
    ("rate", "kind = 'black'", "kind_known"),
    ("condition", "code = 'x', state = 'maybe'", "state_known"),
    ("condition", "code = 'x', reliability = 'G'", "reliability_known"),
    ("condition", "code = 'x', credibility = 7", "credibility_known"),
    ("intake", "occurrence = 0", "occurrence_counts_from_one"),
]


def copy_with(session: Session, table: str, changes: str) -> None:
    row = dict(run(session, f"SELECT * FROM {table} ORDER BY 1 LIMIT 1").mappings().one())
    if "id" in row:
        row["id"] = 9999
    said = dict(change.split(" = ", 1) for change in changes.split(", "))
    columns = ", ".join(row)
    values = ", ".join(said.get(name, f":{name}") for name in row)
    used = {name: value for name, value in row.items() if name not in said}
    run(session, f"INSERT INTO {table} ({columns}) VALUES ({values})", **used)


@pytest.mark.parametrize(("table", "changes", "rule"), BROKEN)
def test_a_row_that_breaks_a_rule_is_refused(full: Session, table: str, changes: str, rule: str) -> None:
    with pytest.raises(IntegrityError, match=f"ck_{table}_{rule}"):
        copy_with(full, table, changes)


@pytest.mark.parametrize("changes", ["mode = 'stolen'", "low_bound = 'about'", "best_bound = 'at_least'"])
def test_a_line_that_breaks_a_rule_is_refused(full: Session, changes: str) -> None:
    row = dict(run(full, "SELECT * FROM entry WHERE id = 1").mappings().one()) | {"id": 9999}
    run(full, f"INSERT INTO entry ({', '.join(row)}) VALUES ({', '.join(':' + n for n in row)})", **row)
    column, value = changes.split(" = ")
    with pytest.raises(IntegrityError, match="ck_posting_"):
        run(
            full,
            f"INSERT INTO posting (entry_id, line, account, currency, low, {column})"
            f" VALUES (9999, 1, 'state:plan', 'USD', 5, {value})",
        )


def test_a_dangling_reference_is_refused(full: Session) -> None:
    with pytest.raises(IntegrityError):
        copy_with(full, "claim", "source_id = 777")
