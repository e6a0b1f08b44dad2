"""Cells from an export: what an engine added up, with the words that the open book alone has for published cohorts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ledger.book.cells import ENTRY_KEYS, Cells, Coded, Column, Mask, column
from ledger.book.exported.errors import BadAnswer
from ledger.book.exported.states import Manifest, expect_fresh
from ledger.book.exported.table import CASES, shapes, sums
from ledger.book.read import allowed
from ledger.book.rows import Entry, Origin, Placement, Source, Subject
from ledger.store.exported.answers import Answer, Engine, Words

AT_ONCE = 5000
_WORDS = ("account", "currency", "mode")


@dataclass(frozen=True)
class _Table:
    """All parts of an answer one after the other."""

    numbers: Mapping[str, Column]
    words: Mapping[str, Coded]


def exported_cells(
    session: Session,
    engine: Engine,
    keys: Collection[str],
    *,
    since: date | None = None,
    until: date | None = None,
    country: str | None = None,
) -> Cells:
    """What `read.cells` hands out, added up by the engine; of the keys of entries these alone.

    A worker's row stands for all entries that are alike, and has a negative number, which no entry of a book has.
    Raises ForeignExport, StaleExport, BadAnswer and what the engine raises.
    """
    manifest = Manifest.read(engine.manifest())
    expect_fresh(session, manifest)
    whole = manifest.rows if since is None and until is None and country is None else None
    return added_up(session, engine, sums(keys, since=since, until=until, country=country), keys, whole)


def added_up(session: Session, engine: Engine, wanted: Select[Any], keys: Collection[str], rows: int | None) -> Cells:
    """The cells of what the engine adds up by this statement of `table.sums`; `rows` is how many it has to add up.

    Whether the export may be read with this book is not asked here. Raises BadAnswer and what the engine raises.
    """
    parts = list(engine.answers(wanted, shapes()))
    added, lines = _joined([part[0] for part in parts]), _joined([part[1] for part in parts])
    if rows is not None and (int(added.numbers["entries"].sum()) if parts else 0) != rows:
        raise BadAnswer
    return _cells(session, added, lines, [key for key in ENTRY_KEYS if key in keys])


def _cells(session: Session, added: _Table, lines: _Table, keys: Sequence[str]) -> Cells:
    if not added.numbers or not len(added.numbers["number"]):
        return _none(keys)
    numbers = added.numbers
    ids = {key: numbers[key] for key in ("subject", "origin")}
    codes = {key: added.words[key].codes for key in keys if key not in ids}
    # Parts are told apart: what is alike in two of them stays two rows, each with its own lines.
    told = (numbers[name] for name in ("part", "number", "heads", "shape"))
    head = _numbered(*told, *ids.values(), *codes.values())
    # Published entries first, by their numbers as in the book; then the others; each with its lines in order.
    is_worker = numbers["number"] == 0
    order = np.lexsort((numbers["line"], head, numbers["number"], is_worker))
    head, is_worker = head[order], is_worker[order]
    is_new = np.ones(len(order), dtype=np.bool_)
    is_new[1:] = head[1:] != head[:-1]
    first, at = order[is_new], np.cumsum(is_new) - 1
    count = numbers["entries"][first]
    if (numbers["entries"][order] != count[at]).any():
        raise BadAnswer
    entry = np.where(is_worker[is_new], -1 - np.arange(len(first)), numbers["number"][first]).astype(np.int64)
    line = _line_of(lines, numbers["shape"][order], numbers["line"][order])
    amounts = np.stack([numbers[f"sum_{case}"][order] for case in CASES], axis=1)
    found = {key: _drawn(ids[key][first]) for key in ids} | {
        key: Coded(values[first], added.words[key].words) for key, values in codes.items()
    }
    _expect_workers(found["subject_kind"], entry < 0)
    named = _names(session, entry[entry > 0].tolist())
    found |= {key: _published(found[key], entry, named[key]) for key in ids}
    said: dict[str, Any] = {
        "entry": entry,
        "keys": {key: _as_first_seen(found[key]) for key in keys},
        "heads": numbers["heads"][first],
        "at": at.astype(np.int64),
        **{name: _as_first_seen(Coded(lines.words[name].codes[line], lines.words[name].words)) for name in _WORDS},
        "amounts": amounts,
        "is_stated": np.stack([lines.numbers[f"has_{case}"][line] == 1 for case in CASES], axis=1),
        "bounds": np.stack([lines.numbers[f"bits_{case}"][line] for case in CASES], axis=1),
        "is_rest": lines.numbers["rest"][line] == 1,
        "count": count,
    }
    return Cells(**{f.name: said[f.name] for f in fields(Cells)})


def _expect_workers(kinds: Coded, is_worker: Mask) -> None:
    """Raise BadAnswer where what has no number is no worker's: disclosure control would let it out one by one."""
    worker = kinds.words.index("worker") if "worker" in kinds.words else -2
    if ((kinds.codes == worker) != is_worker).any():
        raise BadAnswer


def _drawn(values: Column) -> Coded:
    """Numbers that were drawn for the export, as words that nobody else has."""
    known, codes = np.unique(values, return_inverse=True)
    return Coded(codes.astype(np.int64), tuple(f"#{value}" for value in known.tolist()))


def _published(drawn: Coded, entry: Column, named: Mapping[int, str]) -> Coded:
    """The drawn numbers with the book's word for those that stand at an entry of a published cohort."""
    words = list(drawn.words)
    for row in np.flatnonzero(entry > 0).tolist():
        words[int(drawn.codes[row])] = named[int(entry[row])]
    if len(set(words)) != len(words):
        raise BadAnswer
    return Coded(drawn.codes, tuple(words))


def _names(session: Session, numbers: Sequence[int]) -> dict[str, dict[int, str]]:
    """Subject and origin of these entries. Raises BadAnswer when one of them is not a published cohort's."""
    found: dict[str, dict[int, str]] = {"subject": {}, "origin": {}}
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        query = (
            select(Entry.id, Subject.code, Origin.code)
            .join(Placement, Placement.id == Entry.placement_id)
            .join(Subject, Subject.id == Placement.subject_id)
            .join(Source, Source.id == Entry.source_id)
            .join(Origin, Origin.id == Source.origin_id)
            .where(Entry.id.in_(some), Subject.kind == "cohort", allowed.placed(session, Entry.placement_id))
        )
        for number, subject, origin in session.connection().execute(query):
            found["subject"][number], found["origin"][number] = subject or "", origin
    if len(found["subject"]) != len(set(numbers)):
        raise BadAnswer
    return found


def _line_of(lines: _Table, shape: Column, line: Column) -> Column:
    """For each of these lines its row among the lines of shapes. Raises BadAnswer where there is none."""
    width = int(max(lines.numbers["line"].max(), line.max())) + 1
    known = lines.numbers["shape"] * width + lines.numbers["line"]
    order = np.argsort(known, kind="stable")
    wanted = shape * width + line
    place = np.minimum(np.searchsorted(known[order], wanted), len(order) - 1)
    if (known[order][place] != wanted).any():
        raise BadAnswer
    return order[place]


def _as_first_seen(values: Coded) -> Coded:
    """The same words, numbered in the order in which they first come; words that nothing has are gone."""
    used, first = np.unique(values.codes, return_index=True)
    places = [(int(row), int(code)) for code, row in zip(used.tolist(), first.tolist(), strict=True) if code >= 0]
    codes = [code for _, code in sorted(places)]
    number = np.full(len(values.words) + 1, -1, dtype=np.int64)  # the last is that of -1
    number[codes] = np.arange(len(codes))
    return Coded(number[values.codes], tuple(values.words[code] for code in codes))


def _joined(parts: Sequence[Answer]) -> _Table:
    if not parts:
        return _Table({}, {})
    numbers = {name: np.concatenate([part.numbers[name] for part in parts]) for name in parts[0].numbers}
    sizes = [len(next(iter(part.numbers.values()))) for part in parts]
    numbers["part"] = np.repeat(np.arange(len(parts), dtype=np.int64), sizes)
    return _Table(numbers, {name: _one([part.words[name] for part in parts]) for name in parts[0].words})


def _one(parts: Sequence[Words]) -> Coded:
    """Columns of words with one numbering."""
    number: dict[str, int] = {}
    codes = []
    for part in parts:
        mine = column([*(number.setdefault(word, len(number)) for word in part.words), -1])
        codes.append(mine[part.codes])
    return Coded(np.concatenate(codes), tuple(number))


def _numbered(*columns: Column) -> Column:
    """One number for each different row of these columns."""
    code, room = np.zeros(len(columns[0]), dtype=np.int64), 1  # how many different codes there can be
    for values in columns:
        lowest = int(values.min())
        width = int(values.max()) - lowest + 1
        if room * width >= 2**62:
            _, code = np.unique(code, return_inverse=True)
            room = len(code)
        if width > 1:
            code, room = code * width + (values - lowest), room * width
    return code.astype(np.int64)


def _none(keys: Sequence[str]) -> Cells:
    """Cells of no entry."""
    no, words = column([]), Coded(column([]), ())
    cases = np.zeros((0, 3), dtype=np.int64)
    said: dict[str, Any] = dict.fromkeys((f.name for f in fields(Cells)), no)
    said |= {"keys": dict.fromkeys(keys, words), "account": words, "currency": words, "mode": words}
    said |= {"amounts": cases, "is_stated": cases == 1, "bounds": cases, "is_rest": no == 1}
    return Cells(**said)
