"""The table `postings`: what each column means, and the two statements by which any engine adds it up.

The statements are one for all engines. Sums are made in 128 bits or more and handed out in 64, or not at all. Entries
of workers have no number here: what is alike in everything that a measure looks at is one row of the answer, with how
many entries it stands for. Entries of published cohorts keep their number, and so stay one by one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Integer,
    MetaData,
    Numeric,
    Select,
    Table,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from ledger.book.cells import BOUND_BITS, ENTRY_KEYS

FORMAT = "wage-ledger-postings/1"
MOST = 2**62  # of a sum, so that a sum of two is still within 64 bits
CASES = ("low", "best", "high")
Kind = Literal["int64", "int32", "text", "date", "bool"]


@dataclass(frozen=True)
class Field:
    """One column of the table: its name, its type and what it means."""

    title: str
    kind: Kind
    means: str


# Not in the files themselves: their folders say it.
PARTITIONS = (
    Field("country", "text", "where the job is, ISO 3166 in two letters; null where there are several"),
    Field("year", "int32", "the year in which the period begins; null where that is not known"),
)
FIELDS = (
    Field("entry", "int64", "the entry's number in the book, of published cohorts; null for workers"),
    Field("subject", "int32", "whose pay: a number drawn at random for this export"),
    Field("origin", "int32", "whoever ultimately knows: a number drawn at random for this export"),
    Field("subject_kind", "text", "worker or cohort"),
    Field("headcount", "int32", "the most people that a cohort is said to have; null where nobody says"),
    Field("sector", "text", "the sector of the job"),
    Field("employer", "text", "the employer, an organisation; null where not stated"),
    Field("sending", "text", "the sending company, an organisation; null where not stated"),
    Field("basis", "text", "what the gross is: contract, wage, promised, piece-rate, revenue, estimate, other"),
    Field("per", "text", "the interval that the amounts are for: month, year, total, ..."),
    Field("period", "text", "when, in EDTF; of workers the year or the years"),
    Field("earliest", "date", "the first day of the period; null where not known"),
    Field("latest", "date", "the last day of the period; null where not known"),
    Field("grade", "text", "the Admiralty pair of the figure: reliability A-F, credibility 1-6"),
    Field("verification", "text", "how a published source was verified; null where not stated"),
    Field("via", "text", "by what a published source was seen; null where not stated"),
    Field("source", "text", "document, testimony or own-record"),
    Field("observation", "text", "the published observation; null where it is of none"),
    Field("shape", "int32", "equal where entries have lines alike in all columns below but low, best and high"),
    Field("line", "int32", "which line of its entry, from 1 on without a gap"),
    Field("account", "text", "party:kind; the party says who ends up with the money"),
    Field("currency", "text", "ISO 4217; XXX for percentages on a base of 100.00"),
    Field("mode", "text", "withheld, surrendered, deferred, in-kind, exchange-loss; null where not stated"),
    Field("low", "int64", "the amount in the low case, in minor units; null where not stated"),
    Field("best", "int64", "the same in the usual case"),
    Field("high", "int64", "the same in the high case"),
    Field("low_bound", "text", "at_least, at_most or either; null where the amount is exact"),
    Field("best_bound", "text", "the same of the usual case"),
    Field("high_bound", "text", "the same of the high case"),
    Field("is_rest", "bool", "true where the line was worked out and not stated"),
)
# A part is written in this order, so that the order of rows tells nothing of the order of writing.
ORDER = ("subject", "period", "shape", "entry", "line")
ALWAYS = ("origin", "subject", "subject_kind", "basis", "per", "grade", "verification", "source", "observation")
GROUPED_BY = {"year": "period", "subject": "subject_kind"}
_OF_LINES = ("currency", "mode")  # groups that are made by the lines

_TYPES: dict[Kind, Any] = {"int64": BigInteger(), "int32": Integer(), "text": Text(), "date": Date(), "bool": Boolean()}
POSTINGS = Table("postings", MetaData(), *(Column(f.title, _TYPES[f.kind]) for f in (*FIELDS, *PARTITIONS)))


def keys_for(by: Collection[str], *, weight: str) -> tuple[str, ...]:
    """The keys of entries that pools by these groups look at; `weight` is that of `measure.pools`."""
    wanted = {*ALWAYS, *(GROUPED_BY.get(name, name) for name in by)} - set(_OF_LINES)
    return tuple(key for key in ENTRY_KEYS if key in wanted or (key == "period" and weight == "months"))


def sums(
    keys: Collection[str], *, since: date | None = None, until: date | None = None, country: str | None = None
) -> Select[Any]:
    """Per entry or entries alike, and line of theirs: how many entries, and the sums of the three cases.

    `entries` is how many; `sum_low`, `sum_best` and `sum_high` are zero where the case is not stated, and null where a
    sum is beyond 64 bits.
    """
    c = POSTINGS.c
    heads = [func.coalesce(c.entry, 0).label("number"), func.coalesce(c.headcount, -1).label("heads")]
    named = [c[key] for key in ENTRY_KEYS if key in keys]
    where = [*_within(since, until), *([] if country is None else [c.country == country])]
    grouping = [*heads, *named, c.shape, c.line]
    return (
        select(*grouping, cast(func.count(), BigInteger).label("entries"), *(_sum(case) for case in CASES))
        .where(*where)
        .group_by(c.entry, c.headcount, *named, c.shape, c.line)
    )


def shapes() -> Select[Any]:
    """What the lines of each shape have in common: account, currency, mode, what is stated, bounds, is_rest."""
    c = POSTINGS.c
    words = [c[name] for name in ("account", "currency", "mode")]
    stated = [case((c[name].is_(None), 0), else_=1).label(f"has_{name}") for name in CASES]
    bounds = [
        case(*((c[f"{name}_bound"] == word, bits) for word, bits in BOUND_BITS.items() if word), else_=0).label(
            f"bits_{name}"
        )
        for name in CASES
    ]
    rest = case((c.is_rest, 1), else_=0).label("rest")
    return select(c.shape, c.line, *words, *stated, *bounds, rest).distinct()


def _sum(name: str) -> ColumnElement[int]:
    total = func.sum(cast(func.coalesce(POSTINGS.c[name], 0), Numeric(19, 0)))
    fits = and_(total >= literal_column(str(-MOST)), total <= literal_column(str(MOST)))
    return case((fits, cast(total, BigInteger))).label(f"sum_{name}")


def _within(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """Entries some day of which may be inside [since, until)."""
    earliest, latest = POSTINGS.c.earliest, POSTINGS.c.latest
    found = []
    if since is not None:
        found.append(or_(latest.is_(None), latest >= since))
    if until is not None:
        found.append(or_(earliest.is_(None), earliest < until))
    return found
