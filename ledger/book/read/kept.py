"""The kept sums of workers as columns: a row for each cell, however many entries stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import chain
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, select
from sqlalchemy.orm import Session

from ledger.book.cells import BOUND_BITS, Cells, Coded, Column, Mask, coded, column
from ledger.book.read import allowed
from ledger.book.read.blocks import Words, blocks, different, together, unbounded
from ledger.book.rows import Organisation, Origin, Placement, Subject, SumCell, SumClass, SumLine, SumPlacement
from ledger.book.rows.base import aliased
from ledger.book.sums.kinds import BEST, HIGH, LOW, ClassKind, LineKind, read_class, read_line
from ledger.store.many import fetched
from ledger.values.periods import parse_period

AT_ONCE = 5000
RECORD = np.dtype([("kind", "<i4"), ("times", "<i4"), ("low", "<i8"), ("best", "<i8"), ("high", "<i8")])
_NOTHING = np.zeros(0, dtype=np.int64)


def kept_cells(
    session: Session, *, since: date | None = None, until: date | None = None, country: str | None = None
) -> Cells:
    """The kept cells of workers inside [since, until), both of which begin a year or are open, and of the country."""
    connection = session.connection()
    placed = _placed(session, country)
    is_whole = select(SumPlacement.placement_id).where(SumPlacement.is_whole == 1)
    query = select(
        SumCell.placement_id,
        SumCell.origin_id,
        SumCell.class_id,
        SumCell.entries,
        SumCell.entry_id,
        SumCell.period,
        SumCell.sums,
    ).where(
        allowed.placed(session, SumCell.placement_id),
        SumCell.placement_id.in_(is_whole),
        SumCell.entries > 0,
        *([] if country is None else [SumCell.placement_id.in_(select(Placement.id).where(_of(country)))]),
    )
    found = _read(connection, query, since, until)
    classes, class_at = _classes(connection, found.of_class)
    kinds, kind_at = _lines(connection, found.kind)
    at, amounts = found.at, found.amounts
    order = _in_order(at, kinds, kind_at, classes, class_at)
    if order is not None:
        at, kind_at, amounts = at[order], kind_at[order], amounts[order]
    codes, names = different(found.origin)
    origins = _words(connection, Origin.id, Origin.code, codes)
    here = np.searchsorted(placed["id"], found.placement)
    keys = {name: _picked(values, here) for name, values in placed.items() if name != "id"}
    keys |= {
        name: _picked(coded([getattr(kind, name) for kind in classes]), class_at)
        for name in ("verification", "via", "source", "basis", "per", "grade")
    }
    nobody = np.full(len(found.entry), -1, dtype=np.int64)
    return Cells(
        entry=found.entry,
        count=found.count,
        keys={
            **keys,
            "subject_kind": Coded(np.zeros(len(found.entry), dtype=np.int64), ("worker",)),
            "origin": _picked(coded(origins), names),
            "period": found.period,
            "observation": Coded(nobody, ()),
        },
        heads=nobody,
        at=at,
        account=_picked(coded([kind.account for kind in kinds]), kind_at),
        currency=_picked(coded([kind.currency for kind in kinds]), kind_at),
        mode=_picked(coded([kind.mode for kind in kinds]), kind_at),
        amounts=amounts,
        is_stated=_is_stated(kinds)[kind_at],
        bounds=_bounds(kinds, kind_at),
        is_rest=np.array([kind.is_rest for kind in kinds], dtype=np.bool_)[kind_at],
    )


@dataclass(frozen=True)
class _Found:
    """The kept cells as columns; `at`, `kind` and `amounts` are of their lines, by cell."""

    placement: Column
    origin: Column
    of_class: Column
    count: Column
    entry: Column
    period: Coded
    at: Column
    kind: Column
    amounts: Column


def _read(connection: Connection, query: Select[*tuple[Any, ...]], since: date | None, until: date | None) -> _Found:
    """The rows of the query whose period is inside."""
    inside = lru_cache(maxsize=None)(partial(_is_inside, since=since, until=until))
    numbers: list[list[Column]] = [[] for _ in range(5)]
    periods, sizes, kinds, amounts = Words(), [_NOTHING], [_NOTHING], [np.zeros((0, 3), dtype=np.int64)]
    for rows in blocks(connection, query):
        within = [row for row in rows if inside(row[5])]
        *columns, period, sums = zip(*within, strict=True) if within else [()] * 7
        for kept, values in zip(numbers, columns, strict=True):
            kept.append(column(values))
        periods.add(period)
        sizes.append(column(map(len, sums)) // RECORD.itemsize)
        packed = b"".join(sums)
        kinds.append(np.frombuffer(packed, dtype=RECORD)["kind"].astype(np.int64))
        amounts.append(np.frombuffer(packed, dtype="<i8").reshape(-1, 4)[:, 1:].astype(np.int64))
    size = np.concatenate(sizes)
    placement, origin, of_class, count, entry = map(together, numbers)
    at = np.repeat(np.arange(len(size), dtype=np.int64), size)
    lines = (at, np.concatenate(kinds), np.concatenate(amounts))
    return _Found(placement, origin, of_class, count, entry, periods.made(), *lines)


def _of(country: str) -> Any:
    return Placement.country == country


def _placed(session: Session, country: str | None) -> dict[str, Any]:
    """The workers' placements that may be read, by number: `id`, and the words that an entry has from its placement."""
    employer, sending = aliased(Organisation), aliased(Organisation)
    query = (
        select(Placement.id, Subject.pseudonym, Placement.country, Placement.sector, employer.name, sending.name)
        .join(Subject, Subject.id == Placement.subject_id)
        .outerjoin(employer, employer.id == Placement.employer_id)
        .outerjoin(sending, sending.id == Placement.sending_id)
        .where(allowed.whose(session), Subject.kind == "worker", *([] if country is None else [_of(country)]))
        .order_by(Placement.id)
    )
    rows = fetched(session.connection(), query)
    number, *words = list(zip(*rows, strict=True)) or [()] * 6
    names = ("subject", "country", "sector", "employer", "sending")
    return {"id": column(number)} | {name: coded(values) for name, values in zip(names, words, strict=True)}


def _is_inside(period: str, since: date | None, until: date | None) -> bool:
    """True when some day of the period may be inside: the rule of `within`."""
    found = parse_period(period)
    is_after = since is None or found.latest is None or found.latest >= since
    return is_after and (until is None or found.earliest is None or found.earliest < until)


def _classes(connection: Connection, numbers: Column) -> tuple[list[ClassKind], Column]:
    """The different classes, and the place of each among them."""
    found, at = different(numbers)
    return [read_class(says) for says in _words(connection, SumClass.id, SumClass.says, found)], at


def _lines(connection: Connection, numbers: Column) -> tuple[list[LineKind], Column]:
    """The different kinds of line, and the place of each among them."""
    found, at = different(numbers)
    return [read_line(says) for says in _words(connection, SumLine.id, SumLine.says, found)], at


def _words(connection: Connection, number: ColumnElement[int], word: ColumnElement[str], wanted: Column) -> list[str]:
    """The words of these numbers, in their order."""
    numbers, found = wanted.tolist(), dict[int, str]()
    for start in range(0, len(numbers), AT_ONCE):
        its = select(number, word).where(number.in_(numbers[start : start + AT_ONCE]))
        found.update({row[0]: row[1] for row in connection.execute(its)})
    return [found[each] for each in numbers]


def _in_order(
    at: Column, kinds: Sequence[LineKind], kind_at: Column, classes: Sequence[ClassKind], class_at: Column
) -> Column | None:
    """The lines of each cell so that its first line, and its first stated gross, are in the currency of its class.

    None where they are so already.
    """
    currency = {word: i for i, word in enumerate(dict.fromkeys(kind.currency for kind in kinds))}
    currencies = column(currency[kind.currency] for kind in kinds)[kind_at]
    is_gross = np.array([kind.party == "employer" and kind.stated > 0 for kind in kinds], dtype=np.bool_)[kind_at]
    first = column(currency[kind.first] for kind in classes)[class_at][at]
    gross = column(currency.get(kind.gross or "", -1) for kind in classes)[class_at][at]
    rank = np.where(is_gross & (currencies != gross), 2, np.where(currencies == first, 0, 1))
    is_before = (at[1:] == at[:-1]) & (rank[1:] < rank[:-1])
    return np.lexsort((rank, at)) if is_before.any() else None


def _picked(values: Coded, at: Column) -> Coded:
    return Coded(values.codes[at] if len(at) else values.codes[:0], values.words)


def _is_stated(kinds: Sequence[LineKind]) -> Mask:
    """The cases in which lines of each kind have a figure."""
    return np.array([kind.stated & bit > 0 for kind in kinds for bit in (LOW, BEST, HIGH)], np.bool_).reshape(-1, 3)


def _bounds(kinds: Sequence[LineKind], kind_at: Column) -> Column:
    """The bits of the bounds of each line."""
    bits = [[BOUND_BITS[bound] for bound in kind[4:7]] for kind in kinds]
    if not any(map(any, bits)):
        return unbounded(len(kind_at))
    return column(chain.from_iterable(bits)).reshape(-1, 3)[kind_at]
