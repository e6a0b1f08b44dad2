"""Entries as they stand in the book, each with its lines, in the order of their numbers, and the payload of each.

The database writes what is common to many entries into one text, and the amounts of their lines into others: what such
a text says is worked out once and found again for all entries that are alike, so that most cost no reading at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from ledger.book.rows import Entry, Posting
from ledger.book.rows.base import table
from ledger.store.many import streamed

CASES = ("low", "best", "high")
_APART = ("id", "placement_id", "source_id", "reverses", "page", "observation", "words")  # in few entries the same
_TOLD = tuple(name for name in table(Posting).c.keys() if name not in ("entry_id", *CASES))  # noqa: SIM118
_NUMBER = "\0"  # stands for the entry's number: JSON writes a NUL of a text in another way
_AT_ONCE = 2000
_AS_KEPT = 2048  # kinds of heads, and of lines, that are remembered


@cache
def _common() -> tuple[str, ...]:
    return tuple(name for name in table(Entry).c.keys() if name not in _APART)  # noqa: SIM118


def _no_text(value: Any) -> dict[str, str]:
    """For bytes, which only a damaged book has where a text should be: like nothing that was ever written down."""
    return {"bytes": bytes(value).hex()}


_encode = json.JSONEncoder(ensure_ascii=False, default=_no_text).encode


class Line(NamedTuple):
    """What a line says beside its amounts; `low`, `best` and `high` are True where there is one."""

    line: int
    account: str
    currency: str
    low: bool
    best: bool
    high: bool
    low_bound: str | None
    best_bound: str | None
    high_bound: str | None
    mode: str | None
    label: str | None


@dataclass(frozen=True, eq=False, slots=True)
class Lines:
    """What is common to entries whose lines differ in their amounts alone; the same object for all that are alike.

    `slots` says of each amount, in the order in which the payload has them, to which line and which case it belongs.
    `is_sound` is false where an amount is no whole number, which a damaged book alone can hold. `places` says of each
    amount of which case it is, and the how-manieth of it in the order in which the database hands them out; `is_plain`
    is true where every line has a best figure and no other, in the order of the lines.
    """

    lines: tuple[Line, ...]
    slots: tuple[tuple[int, str], ...]
    is_sound: bool
    pattern: str
    places: tuple[tuple[str, int], ...]
    is_plain: bool


@dataclass(frozen=True, eq=False, slots=True)
class Head:
    """What is common to many entries but their lines; the same object for all that are alike."""

    kind: str
    basis: str | None
    per: str
    period: str
    reliability: str
    credibility: int
    pattern: str


class Stored(NamedTuple):
    """An entry. `amounts` are those of its lines in the order of `lines.slots`, as digits; None if they are damaged."""

    id: int
    placement_id: int
    source_id: int
    reverses: int | None
    page: str | None
    observation: str | None
    words: str | None
    head: Head
    lines: Lines
    amounts: Sequence[str] | None

    def payload(self) -> str:
        """What its leaf commits to: canonical JSON, written out. Empty where an amount is damaged: nothing like it."""
        if self.amounts is None:
            return ""
        number = str(self.id)
        lines = (self.lines.pattern % tuple(self.amounts)).replace(_NUMBER, number)
        placement, source, reverses = self.placement_id, self.source_id, self.reverses
        return self.head.pattern % (
            number,
            "null" if self.observation is None else _encode(self.observation),
            "null" if self.page is None else _encode(self.page),
            placement if type(placement) is int else _encode(placement),
            lines,
            "null" if reverses is None else _encode(reverses),
            source if type(source) is int else _encode(source),
            "null" if self.words is None else _encode(self.words),
        )


def stored(connection: Connection) -> Iterator[Stored]:
    """Every entry of the book, by number, whatever their number in little memory. Lines of no entry are passed over."""
    common, lines = _QUERIES[connection.dialect.name]
    by_entry = streamed(connection, text(lines), _AT_ONCE)
    none = (None, None, None, None, "[]")
    number, *its = next(by_entry, none)
    for own in streamed(connection, text(common), _AT_ONCE):
        while number is not None and number < own[0]:
            number, *its = next(by_entry, none)
        low, best, high, said = its if number == own[0] else none[1:]
        alike = _lines(said)
        yield Stored._make((*own[:-1], _head(own[-1]), alike, _amounts(alike, low, best, high)))


def _amounts(alike: Lines, low: str | None, best: str | None, high: str | None) -> Sequence[str] | None:
    if alike.is_plain and best is not None:
        amounts = best.split(",")
        return amounts if len(amounts) == len(alike.places) else None
    if not alike.is_sound:
        return None
    given = {case: written.split(",") for case, written in zip(CASES, (low, best, high), strict=True) if written}
    if sum(map(len, given.values())) != len(alike.places):
        return None
    return [given[case][place] for case, place in alike.places]


@lru_cache(maxsize=_AS_KEPT)
def _head(said: str) -> Head:
    row = dict(zip(_common(), json.loads(said), strict=True))
    told = {name: _fixed(value) for name, value in row.items()}
    told |= dict.fromkeys((*_APART, "postings"), "%s") | {"noun": _fixed("entry"), "postings": "[%s]"}
    columns = ("kind", "basis", "per", "period", "reliability", "credibility")
    return Head(pattern=_object(told), **{name: row[name] for name in columns})


@lru_cache(maxsize=_AS_KEPT)
def _lines(said: str) -> Lines:
    rows = [(dict(zip(CASES, row, strict=False)), row[len(CASES) :]) for row in json.loads(said)]
    counted = dict.fromkeys(CASES, 0)
    told: list[tuple[Any, Line, dict[str, str], list[tuple[str, int]]]] = []
    for types, values in rows:
        row = dict(zip(_TOLD, values, strict=True))
        written = {name: _fixed(value) for name, value in row.items() if value is not None} | {"entry_id": _NUMBER}
        places: list[tuple[str, int]] = []
        for case in sorted(case for case in CASES if types[case] != "null"):
            written[case] = "%s"
            places.append((case, counted[case]))
            counted[case] += 1
        is_there = {case: types[case] != "null" for case in CASES}
        line = Line(**is_there, **{name: row[name] for name in Line._fields if name not in CASES})
        told.append((row["line"], line, written, places))
    if all(type(each[0]) is int for each in told):
        told.sort(key=lambda each: each[0])
    all_places = tuple(place for *_, places in told for place in places)
    is_sound = all(types[case] in ("integer", "null") for types, _ in rows for case in CASES)
    return Lines(
        lines=tuple(line for _, line, _, _ in told),
        slots=tuple((index, case) for index, (*_, places) in enumerate(told) for case, _ in places),
        is_sound=is_sound,
        pattern=",".join(_object(written) for _, _, written, _ in told),
        places=all_places,
        is_plain=is_sound and all_places == tuple(("best", place) for place in range(len(told))),
    )


def _object(told: dict[str, str]) -> str:
    """A pattern of canonical JSON: names in order, no spaces."""
    return "{" + ",".join(f'"{name}":{told[name]}' for name in sorted(told)) + "}"


def _fixed(value: Any) -> str:
    """The value as JSON in a pattern, where a percent sign stands doubled."""
    return _encode(value).replace("%", "%%")


def _queries(array: str, arrays: str, joined: str, kind: str, whole: str) -> tuple[str, str]:
    """The queries for heads and for lines, in the words of an engine."""
    common = f"SELECT {', '.join(_APART)}, {array.format(', '.join(_common()))} FROM entry WHERE {whole.format('id')}"
    amounts = ", ".join(joined.format(case) for case in CASES)
    said = array.format(", ".join((*(kind.format(case) for case in CASES), *_TOLD)))
    lines = f"SELECT entry_id, {amounts}, {arrays.format(said)} FROM posting WHERE {whole.format('entry_id')}"
    return f"{common} ORDER BY id", f"{lines} GROUP BY entry_id ORDER BY entry_id"


_QUERIES = {
    "sqlite": _queries(
        "json_array({})", "json_group_array({})", "group_concat({})", "typeof({})", "typeof({}) = 'integer'"
    ),
    "postgresql": _queries(
        "CAST(json_build_array({}) AS text)",
        "CAST(json_agg(CAST({} AS json) ORDER BY line) AS text)",
        "string_agg(CAST({} AS text), ',' ORDER BY line)",
        "CASE WHEN {} IS NULL THEN 'null' ELSE 'integer' END",
        "{} IS NOT NULL",
    ),
}
