"""The kept sums of workers as columns: a row for each cell, however many entries stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from ledger.book.cells import BOUND_BITS, Cells, Coded, Column, coded, column
from ledger.book.read import allowed
from ledger.book.rows import (
    Entry,
    Organisation,
    Origin,
    Placement,
    Seal,
    Subject,
    SumCell,
    SumClass,
    SumLine,
    SumPlacement,
)
from ledger.book.sums.kinds import BEST, HIGH, LOW, ClassKind, LineKind, read_class, read_line
from ledger.store.many import fetched
from ledger.values.periods import parse_period

AT_ONCE = 5000
RECORD = np.dtype([("kind", "<i4"), ("times", "<i4"), ("low", "<i8"), ("best", "<i8"), ("high", "<i8")])


def are_complete(session: Session) -> bool:
    """True when something is kept, and every entry is counted in the sums or is of a placement of which none are kept.

    Three counts over narrow columns: it costs milliseconds where reading the entries costs seconds.
    """
    counted = session.scalar(select(func.sum(SumPlacement.entries)))
    if not counted:
        return False
    beside = select(Placement.id).where(Placement.id.not_in(select(SumPlacement.placement_id)))
    others = session.scalar(select(func.count(Entry.id)).where(Entry.placement_id.in_(beside))) or 0
    return bool(session.scalar(select(func.count()).select_from(Seal)) == counted + others)


def kept_cells(
    session: Session, *, since: date | None = None, until: date | None = None, country: str | None = None
) -> Cells:
    """The kept cells of workers inside [since, until), both of which begin a year or are open, and of the country."""
    connection = session.connection()
    placed = _placed(session, country)
    whole = select(SumPlacement.placement_id).where(SumPlacement.is_whole == 1)
    query = select(
        SumCell.placement_id,
        SumCell.period,
        SumCell.origin_id,
        SumCell.class_id,
        SumCell.entries,
        SumCell.entry_id,
        SumCell.sums,
    ).where(
        allowed.placed(session, SumCell.placement_id),
        SumCell.placement_id.in_(whole),
        SumCell.entries > 0,
        *([] if country is None else [SumCell.placement_id.in_(select(Placement.id).where(_of(country)))]),
    )
    rows = fetched(connection, query)
    columns = list(zip(*rows, strict=True)) or [()] * 7
    periods, sums = coded(columns[1]), columns[6]
    inside = np.array([_is_inside(word, since, until) for word in periods.words], dtype=np.bool_)
    is_in = inside[periods.codes] if len(periods.codes) else np.zeros(0, dtype=np.bool_)
    placement, origin, of_class, count, entry = (column(columns[i])[is_in] for i in (0, 2, 3, 4, 5))
    packed = [each for each, is_one in zip(sums, is_in.tolist(), strict=True) if is_one]
    lines = np.frombuffer(b"".join(packed), dtype=RECORD)
    at = np.repeat(np.arange(len(packed)), [len(each) // RECORD.itemsize for each in packed]).astype(np.int64)
    classes, class_at = _classes(connection, of_class)
    kinds, kind_at = _lines(connection, lines["kind"])
    order = _in_order(at, kinds, kind_at, classes, class_at)
    at, lines, kind_at = at[order], lines[order], kind_at[order]
    codes, names = np.unique(origin, return_inverse=True)
    origins = _words(connection, Origin.id, Origin.code, codes)
    here = np.searchsorted(placed["id"], placement)
    keys = {name: _picked(values, here) for name, values in placed.items() if name != "id"}
    keys |= {
        name: _picked(coded([getattr(kind, name) for kind in classes]), class_at)
        for name in ("verification", "via", "source", "basis", "per", "grade")
    }
    nobody = np.full(len(entry), -1, dtype=np.int64)
    return Cells(
        entry=entry,
        count=count,
        keys={
            **keys,
            "subject_kind": Coded(np.zeros(len(entry), dtype=np.int64), ("worker",)),
            "origin": _picked(coded(origins), names),
            "period": Coded(periods.codes[is_in], periods.words),
            "observation": Coded(nobody, ()),
        },
        heads=nobody,
        at=at,
        account=_picked(coded([kind.account for kind in kinds]), kind_at),
        currency=_picked(coded([kind.currency for kind in kinds]), kind_at),
        mode=_picked(coded([kind.mode for kind in kinds]), kind_at),
        amounts=np.stack([lines[name].astype(np.int64) for name in ("low", "best", "high")], axis=1),
        is_stated=_of_kinds([[kind.stated & bit > 0 for bit in (LOW, BEST, HIGH)] for kind in kinds], kind_at) > 0,
        bounds=_of_kinds([[BOUND_BITS[bound] for bound in kind[4:7]] for kind in kinds], kind_at),
        is_rest=np.array([kind.is_rest for kind in kinds], dtype=np.bool_)[kind_at],
    )


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
    found, at = np.unique(numbers, return_inverse=True)
    return [read_class(says) for says in _words(connection, SumClass.id, SumClass.says, found)], at.astype(np.int64)


def _lines(connection: Connection, numbers: Column) -> tuple[list[LineKind], Column]:
    """The different kinds of line, and the place of each among them."""
    found, at = np.unique(numbers, return_inverse=True)
    return [read_line(says) for says in _words(connection, SumLine.id, SumLine.says, found)], at.astype(np.int64)


def _words(
    connection: Connection, number: InstrumentedAttribute[int], word: InstrumentedAttribute[str], wanted: Column
) -> list[str]:
    """The words of these numbers, in their order."""
    numbers, found = wanted.tolist(), dict[int, str]()
    for start in range(0, len(numbers), AT_ONCE):
        its = select(number, word).where(number.in_(numbers[start : start + AT_ONCE]))
        found.update({row[0]: row[1] for row in connection.execute(its)})
    return [found[each] for each in numbers]


def _in_order(
    at: Column, kinds: Sequence[LineKind], kind_at: Column, classes: Sequence[ClassKind], class_at: Column
) -> Column:
    """The lines of each cell so that its first line, and its first stated gross, are in the currency of its class."""
    currency = {word: i for i, word in enumerate(dict.fromkeys(kind.currency for kind in kinds))}
    currencies = column(currency[kind.currency] for kind in kinds)[kind_at]
    is_gross = np.array([kind.party == "employer" and kind.stated > 0 for kind in kinds], dtype=np.bool_)[kind_at]
    first = column(currency[kind.first] for kind in classes)[class_at][at]
    gross = column(currency.get(kind.gross or "", -1) for kind in classes)[class_at][at]
    rank = np.where(is_gross & (currencies != gross), 2, np.where(currencies == first, 0, 1))
    return np.lexsort((rank, at))


def _picked(values: Coded, at: Column) -> Coded:
    return Coded(values.codes[at] if len(at) else values.codes[:0], values.words)


def _of_kinds(values: Iterable[Sequence[int]], kind_at: Column) -> Column:
    return np.array(list(values), dtype=np.int64).reshape(-1, 3)[kind_at]
