"""Rows of any number into one table: all of them, once, in their columns."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger.book.rows import SumCell
from ledger.book.rows.base import table
from ledger.store.many import ROWS_AT_ONCE, insert_flat, insert_many, put_many


def put(session: Session, *numbers: int) -> None:
    values = [value for number in numbers for value in (number, f"origin-{number}")]
    insert_flat(session.connection(), "origin", ("id", "code"), values)


def there(session: Session) -> list[tuple[int, str]]:
    return [(row.id, row.code) for row in session.execute(text("SELECT id, code FROM origin ORDER BY id"))]


@pytest.mark.parametrize("rows", [0, 1, 3, 399, ROWS_AT_ONCE[0], 2507])
def test_rows_of_any_number_are_all_written_once_and_in_their_columns(session, rows):
    put(session, *range(rows))
    assert there(session) == [(number, f"origin-{number}") for number in range(rows)]


def test_what_is_nowhere_stated_is_left_out(session):
    insert_many(session.connection(), "organisation", ("id", "kind", "name", "country"), [(1, "broker", "x", None)])
    insert_many(session.connection(), "organisation", ("id", "kind", "name", "country"), [])
    assert session.execute(text("SELECT kind, name, country FROM organisation")).all() == [("broker", "x", None)]


def test_a_refused_row_among_many_refuses_them_and_is_not_quoted(session):
    with pytest.raises(IntegrityError) as caught:
        put(session, *range(3000), 2999)
    assert "origin-" not in f"{caught.value.orig} {caught.value.__cause__}"


@pytest.mark.parametrize("rows", [0, 1, 2507])
def test_rows_take_the_place_of_those_with_their_keys(full, rows):
    full.execute(text("INSERT INTO sum_class (id, says) VALUES (77, 'a class')"))
    placement, origin = (full.scalar(text(f"SELECT min(id) FROM {name}")) for name in ("placement", "origin"))
    before = full.scalar(text("SELECT count(*) FROM sum_cell"))
    for entry, numbers in ((1, range(rows)), (2, range(rows // 2, rows + 5 * bool(rows)))):
        cells = [(placement, f"of {number:04}", origin, 77, 0, entry, b"") for number in numbers]
        put_many(full.connection(), table(SumCell), cells)
    found = full.execute(text("SELECT entry_id, sums FROM sum_cell WHERE period LIKE 'of %' ORDER BY period")).all()
    wanted = [1] * (rows // 2) + [2] * (rows + 5 * bool(rows) - rows // 2)
    assert [(row[0], bytes(row[1])) for row in found] == [(entry, b"") for entry in wanted]
    assert full.scalar(text("SELECT count(*) FROM sum_cell")) == before + len(wanted)
