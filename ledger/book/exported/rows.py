"""The valid wages of a book as parts of the table: through the door of consent, without a word that anybody wrote.

Workers and origins get numbers that are drawn anew for each export. A worker's entry has no number, and of its period
the years alone. Of one placement and year all is in one part, in the order of the drawn numbers.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from random import Random
from typing import Any

import numpy as np
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ledger.book.cells import column
from ledger.book.exported.states import valid_wages
from ledger.book.exported.table import CASES, FIELDS
from ledger.book.rows import Entry, Organisation, Placement, Posting, Source, Subject
from ledger.book.rows.base import aliased
from ledger.values.periods import parse_period

ENTRIES_A_PART = 200_000
AT_ONCE = 5000

Values = dict[str, str | int | None]


@dataclass(frozen=True)
class Part:
    """Rows of one partition: its values, which part of it this is, how many entries, and the columns."""

    partition: Values
    number: int
    entries: int
    columns: dict[str, list[Any]]


@dataclass
class Drawn:
    """The numbers of one export: of subjects and of origins at random, of shapes as they come."""

    subjects: dict[int, int]
    origins: dict[int, int]
    shapes: dict[tuple[Any, ...], int] = field(default_factory=dict)


def parts(session: Session, random: Random) -> Iterator[Part]:
    """The parts of the table, partition by partition; `random` draws the numbers (a real export: SystemRandom)."""
    plan = (
        select(Placement.country, Entry.earliest, Placement.subject_id, Source.origin_id, Entry.id)
        .join(Placement, Placement.id == Entry.placement_id)
        .join(Source, Source.id == Entry.source_id)
        .where(*valid_wages(session))
    )
    keys: dict[tuple[str, int], int] = {}
    key, subject, number, origins = array("q"), array("q"), array("q"), set[int]()
    with session.connection().execute(plan.execution_options(yield_per=AT_ONCE)) as found:
        for country, earliest, whose, origin, entry in found:
            key.append(keys.setdefault((country or "", _year(earliest) or 0), len(keys)))
            subject.append(whose)
            number.append(entry)
            origins.add(origin)
    drawn = Drawn(_drawn(set(subject), random), _drawn(origins, random))
    subjects, which = np.unique(np.array(subject, dtype=np.int64), return_inverse=True)
    places = column(drawn.subjects[each] for each in subjects.tolist())[which]
    # The entry's own number comes last: it decides nothing that can be seen, but keeps a subject's rows in their place.
    numbers = np.array(number, dtype=np.int64)
    order = np.lexsort((numbers, places, np.array(key, dtype=np.int64)))
    sizes = np.bincount(np.array(key, dtype=np.int64), minlength=len(keys)).tolist()
    starts = [sum(sizes[:code]) for code in range(len(keys))]
    for (country, year), code in sorted(keys.items()):
        of_key = numbers[order[starts[code] : starts[code] + sizes[code]]].tolist()
        for nth, start in enumerate(range(0, len(of_key), ENTRIES_A_PART)):
            mine = of_key[start : start + ENTRIES_A_PART]
            partition: Values = {"country": country or None, "year": year or None}
            yield Part(partition, nth, len(mine), _columns(session, mine, drawn))


def _columns(session: Session, numbers: Sequence[int], drawn: Drawn) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {f.title: [] for f in FIELDS}
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        connection = session.connection()
        heads = connection.execute(_heads().where(Entry.id.in_(some)).order_by(Entry.id)).all()
        lines = connection.execute(_lines().where(Posting.entry_id.in_(some)).order_by(Posting.entry_id, Posting.line))
        for head, (_, its) in zip(heads, groupby(lines, key=itemgetter(0)), strict=True):
            rows = [_line(nth, row) for nth, row in enumerate(its, start=1)]
            alike = tuple(tuple(v is not None if k in CASES else v for k, v in row.items()) for row in rows)
            said = _head(head, drawn) | {"shape": drawn.shapes.setdefault(alike, len(drawn.shapes) + 1)}
            for name, value in said.items():
                columns[name].extend([value] * len(rows))
            for name in rows[0]:
                columns[name].extend([row[name] for row in rows])
    return columns


def _head(row: Any, drawn: Drawn) -> dict[str, Any]:
    is_cohort = row.subject_kind == "cohort"
    period, earliest, latest = row.period, row.earliest, row.latest
    if not is_cohort:
        period, earliest, latest = _years(period, earliest, latest)
    return {
        "entry": row.id if is_cohort else None,
        "subject": drawn.subjects[row.subject_id],
        "origin": drawn.origins[row.origin_id],
        "subject_kind": row.subject_kind,
        "headcount": row.headcount_high,
        "sector": row.sector,
        "employer": row.employer,
        "sending": row.sending,
        "basis": row.basis,
        "per": row.per,
        "period": period,
        "earliest": None if earliest is None else date.fromisoformat(earliest),
        "latest": None if latest is None else date.fromisoformat(latest),
        "grade": f"{row.reliability}{row.credibility}",
        "verification": row.verification,
        "via": row.via,
        "source": row.source,
        "observation": row.observation,
    }


def _line(nth: int, row: Any) -> dict[str, Any]:
    party = row.account.partition(":")[0]
    return {
        "line": nth,
        "account": row.account,
        "currency": row.currency,
        "mode": row.mode,
        "low": row.low,
        "best": row.best,
        "high": row.high,
        "low_bound": row.low_bound,
        "best_bound": row.best_bound,
        "high_bound": row.high_bound,
        "is_rest": party in ("unexplained", "unstated") and row.label is None,
    }


def _years(text: str, earliest: str | None, latest: str | None) -> tuple[str, str | None, str | None]:
    """The period by its years alone, where they are known: in such a group every day of them is the same."""
    period = parse_period(text)
    is_vague = any("X" in end.split("-")[0] for end in text.split("/"))
    if period.earliest is None or period.latest is None or is_vague:
        return text, earliest, latest
    first, last = period.earliest.year, period.latest.year
    name = f"{first:04}" if first == last else f"{first:04}/{last:04}"
    return name, f"{first:04}-01-01", f"{last:04}-12-31"


def _year(earliest: str | None) -> int | None:
    return None if earliest is None else int(earliest[:4])


def _drawn(numbers: set[int], random: Random) -> dict[int, int]:
    places = list(range(1, len(numbers) + 1))
    random.shuffle(places)
    return dict(zip(sorted(numbers), places, strict=True))


def _heads() -> Select[*tuple[Any, ...]]:
    employer, sending = aliased(Organisation), aliased(Organisation)
    return (
        select(
            Entry.id,
            Placement.subject_id,
            Source.origin_id,
            Subject.kind.label("subject_kind"),
            Subject.headcount_high,
            Placement.sector,
            employer.name.label("employer"),
            sending.name.label("sending"),
            Entry.basis,
            Entry.per,
            Entry.period,
            Entry.earliest,
            Entry.latest,
            Entry.reliability,
            Entry.credibility,
            Source.verification,
            Source.seen_via.label("via"),
            Source.kind.label("source"),
            Entry.observation,
        )
        .join(Placement, Placement.id == Entry.placement_id)
        .join(Subject, Subject.id == Placement.subject_id)
        .join(Source, Source.id == Entry.source_id)
        .outerjoin(employer, employer.id == Placement.employer_id)
        .outerjoin(sending, sending.id == Placement.sending_id)
    )


def _lines() -> Select[*tuple[Any, ...]]:
    return select(
        Posting.entry_id,
        Posting.account,
        Posting.currency,
        Posting.mode,
        Posting.low,
        Posting.best,
        Posting.high,
        Posting.low_bound,
        Posting.best_bound,
        Posting.high_bound,
        Posting.label,
    )
