"""Columns from entries that were read one by one, and the groups in which entries stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np

from ledger.book.cells import BOUND_BITS, ENTRY_KEYS, Cells, Coded, Column, coded, column
from ledger.book.views import EntryView, LineView
from ledger.values.cases import CASES
from ledger.values.periods import UNKNOWN_PERIOD, Period, parse_period

KEYS = (
    "country",
    "sector",
    "year",
    "basis",
    "currency",
    "mode",
    "employer",
    "sending",
    "grade",
    "verification",
    "via",
    "source",
    "subject",
)
UNKNOWN = "unknown"


def cells_of(entries: Iterable[EntryView]) -> Cells:
    """The wages among these entries that are valid, as columns: the same that an engine hands out for them."""
    wages = [e for e in entries if e.kind == "wage" and not e.is_void]
    lines = [(i, line) for i, entry in enumerate(wages) for line in entry.lines]
    numbers = [BOUND_BITS[a.bound] if a else 0 for _, line in lines for a in map(line.amounts.get, CASES)]
    return Cells(
        entry=column(e.id for e in wages),
        count=np.ones(len(wages), dtype=np.int64),
        keys={name: coded(_key(e, name) for e in wages) for name in ENTRY_KEYS},
        heads=column(-1 if (n := e.placement.headcount_high) is None else n for e in wages),
        at=column(i for i, _ in lines),
        account=coded(line.account for _, line in lines),
        currency=coded(line.currency for _, line in lines),
        mode=coded(line.mode for _, line in lines),
        amounts=column(a.value if a else 0 for _, x in lines for a in map(x.amounts.get, CASES)).reshape(-1, 3),
        is_stated=np.array([c in x.amounts for _, x in lines for c in CASES], dtype=np.bool_).reshape(-1, 3),
        bounds=column(numbers).reshape(-1, 3),
        is_rest=np.array([_is_rest(line) for _, line in lines], dtype=np.bool_),
    )


def _is_rest(line: LineView) -> bool:
    return line.party in ("unexplained", "unstated") and line.label is None


def _key(entry: EntryView, name: str) -> str | None:
    source, placement = entry.source, entry.placement
    values = {
        "origin": source.origin,
        "basis": entry.basis,
        "per": entry.per,
        "period": entry.period.text,
        "grade": f"{entry.reliability}{entry.credibility}",
        "verification": source.verification,
        "via": source.seen_via,
        "source": source.kind,
        "observation": entry.observation,
    }
    return values[name] if name in values else getattr(placement, name)


def places(cells: Cells, by: Sequence[str]) -> tuple[list[tuple[str, ...]], Column, Column]:
    """The groups by their keys, and pairs of a group and a row of an entry that stands in it.

    An entry stands in every year that it covers and in every mode by which something was taken, so in several groups.
    Raises KeyError for a name that is not in KEYS.
    """
    keys: list[tuple[str, ...]] = [()]
    at = np.arange(len(cells), dtype=np.int64)
    group = np.zeros(len(cells), dtype=np.int64)
    for name in by:
        words, first, flat = _values(cells, name)
        count = np.diff(first)[at]
        nth = ragged(first[at], count)
        code = np.repeat(group, count) * max(len(words), 1) + flat[nth]
        at = np.repeat(at, count)
        found, group = np.unique(code, return_inverse=True)
        keys = [(*keys[c // max(len(words), 1)], words[c % max(len(words), 1)]) for c in found.tolist()]
    return keys, group.astype(np.int64), at


def ragged(first: Column, count: Column) -> Column:
    """The numbers first, first + 1, … of each run, one run after another."""
    starts = np.cumsum(count) - count
    return np.repeat(first - starts, count) + np.arange(int(count.sum()), dtype=np.int64)


def _values(cells: Cells, name: str) -> tuple[tuple[str, ...], Column, Column]:
    """The words of a key, and for each entry the run of its codes: where it starts (one more at the end), and all."""
    if name == "year":
        return _runs(cells.keys["period"], [years(parse_period(text)) for text in cells.keys["period"].words])
    if name == "mode":
        return _modes(cells)
    if name == "currency":
        entries, first = np.unique(cells.at, return_index=True)
        codes = np.full(len(cells), -1, dtype=np.int64)
        codes[entries] = cells.currency.codes[first]
        return _single(Coded(codes, cells.currency.words), UNKNOWN)
    if name not in KEYS:
        raise KeyError(name)
    asked = {"subject": "subject_kind"}.get(name, name)
    return _single(cells.keys[asked], "several" if name == "country" else UNKNOWN)


def _single(values: Coded, missing: str) -> tuple[tuple[str, ...], Column, Column]:
    flat = np.where(values.codes < 0, len(values.words), values.codes)
    return (*values.words, missing), np.arange(len(flat) + 1, dtype=np.int64), flat


def _runs(values: Coded, options: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], Column, Column]:
    """Each entry has the options of its word."""
    words = tuple(dict.fromkeys(word for each in options for word in each))
    number = {word: i for i, word in enumerate(words)}
    size = column(len(each) for each in options)
    pool = column(number[word] for each in options for word in each)
    count = size[values.codes] if len(values.codes) else column([])
    flat = pool[ragged((np.cumsum(size) - size)[values.codes], count)] if len(count) else column([])
    return words, np.concatenate([column([0]), np.cumsum(count)]), flat


def _modes(cells: Cells) -> tuple[tuple[str, ...], Column, Column]:
    """The modes of an entry's lines; `unknown` where none of its lines says."""
    said = cells.mode.codes >= 0
    pairs = np.unique(np.stack([cells.at[said], cells.mode.codes[said]], axis=1), axis=0).reshape(-1, 2)
    silent = np.setdiff1d(np.arange(len(cells), dtype=np.int64), pairs[:, 0])
    rest = np.stack([silent, np.full(len(silent), len(cells.mode.words), dtype=np.int64)], axis=1)
    pairs = np.concatenate([pairs, rest])
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    count = np.bincount(pairs[:, 0], minlength=len(cells)).astype(np.int64)
    return (*cells.mode.words, UNKNOWN), np.concatenate([column([0]), np.cumsum(count)]), pairs[:, 1]


def years(period: Period) -> list[str]:
    """Every year that a period covers; its text when the year itself is not known (`201X`, open or unknown ends)."""
    first, last = period.earliest, period.latest
    if first is None or last is None or any("X" in end.split("-")[0] for end in period.text.split("/")):
        return [period.text if period.text != UNKNOWN_PERIOD.text else UNKNOWN]
    return [str(year) for year in range(first.year, last.year + 1)]


def entry_keys(entry: EntryView, by: Sequence[str]) -> list[tuple[str, ...]]:
    """The groups in which one entry stands."""
    cells = cells_of([entry])
    return [tuple(words) for words in product(*(_words(cells, name) for name in by))] if len(cells) else []


def _words(cells: Cells, name: str) -> list[str]:
    words, _, flat = _values(cells, name)
    return [words[code] for code in flat.tolist()]
