"""Whose the rows of a sheet are, and which of them the book has already.

The book keeps of every row a hash of what it says, and whose it was. A worker who is new stands in the sheet by a
label, which no book ever keeps, not even as a hash: names could be tried against it. So a row with a label is known
again by what it says alone. Where two labels say the same, only the rows in which they differ tell who is who; where
nothing tells, the rows are refused rather than given to somebody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

from ledger.intake.sheet import Place, Sheet, SheetBatch
from ledger.intake.sheet_rows import label_of
from ledger.store.in_order import InOrder

Key = tuple[str, str]  # the file and the label in it
Seen = Callable[[Collection[str]], Iterable[tuple[str, int, str]]]
NEW = "new"
AT_ONCE = 5000
_MANY = 8  # rows of one content, which are then noted but once
_DIGITS = 15  # so that numbers as texts are in order
_BOOK, _SHEET = "0", "1"


class Places:
    """Rows of some sheets: a byte for each line up to the last of them."""

    def __init__(self) -> None:
        self._lines: dict[int, bytearray] = {}

    def add(self, sheet: int, line: int) -> None:
        """Put the row in."""
        lines = self._lines.setdefault(sheet, bytearray())
        if line >= len(lines):
            lines.extend(bytes(line + 1 - len(lines)))
        lines[line] = 1

    def __contains__(self, place: Place) -> bool:
        sheet, line = place
        lines = self._lines.get(sheet, b"")
        return line < len(lines) and lines[line] == 1

    def __bool__(self) -> bool:
        return bool(self._lines)


@dataclass
class Sorted:
    """What the book says of the rows of some sheets. What it does not have stands nowhere here, and is fresh.

    `before`: the rows that the book has. `workers` has the pseudonym of each label that has rows in the book, "" where
    nothing tells which of several; of the other rows of a label in `mixed` nothing tells whose they are.
    """

    before: Places = field(default_factory=Places)
    workers: dict[Key, str] = field(default_factory=dict)
    mixed: set[Key] = field(default_factory=set)


def mark_of(content: str, worker: str, entry: int, *, is_new: bool) -> str:
    """What the book keeps of a row that landed, to know it again: its content, and what it became."""
    return f"{content} entry:{entry} {f'{NEW} ' if is_new else ''}{worker}"


def unpacked(mark: str) -> tuple[str, str]:
    """The content, and what it became."""
    content, _, what = mark.partition(" ")
    return content, what


def sort_out(batch: SheetBatch, seen: Seen, in_order: InOrder) -> Sorted:
    """Which rows the book has, and whose the labels are. `seen` says what rows became (register.seen_rows).

    Of rows nothing is kept in memory but a byte for each, of workers and labels some hundred. `in_order` is empty.
    """
    met, done = _met(batch.sheets, seen, in_order), Sorted()
    told: dict[int, set[int]] = {}
    for group in met.groups():
        _tell(group, met, told)
    done.workers = {met.keys[who]: met.names[its.pop()] if len(its) == 1 else "" for who, its in told.items()}
    has_known: dict[int, bool] = {}
    for group in met.groups():
        _sort(group, met, done, has_known)
    for who, has in has_known.items():
        if has:
            done.mixed.add(met.keys[who])
        else:
            done.workers.pop(met.keys[who], None)
    return done


class _Group(NamedTuple):
    """Rows of one content: those of the sheets, as (place, who), and those of the book, as (worker, whether new)."""

    rows: list[tuple[Place, int]]
    book: list[tuple[int, bool]]


class _Met:
    """The rows of which the book has the content, and what it has of them, by the number of the first of its rows.

    Whoever a row of the sheet is of has a number: `keys` has the label if it is one. So has a worker of the book:
    `names` has the pseudonym, `number_of` the number. Rows are kept in order and not in memory.
    """

    def __init__(self, in_order: InOrder) -> None:
        self.keys: dict[int, Key] = {}
        self.pseudonyms: dict[int, str] = {}
        self.names: list[str] = []
        self.number_of: dict[str, int] = {}
        self._whos: dict[Key, int] = {}
        self._noted = in_order
        self._many: set[int] = set()

    def note(self, content: int, rows: Collection[tuple[int, str]]) -> None:
        """Note what the book has of a content: the numbers of its rows, and what they became."""
        if len(rows) > _MANY:
            if content in self._many:
                return
            self._many.add(content)
        for number, what in rows:
            _, *new, worker = what.split()
            self._noted.add(f"{content:0{_DIGITS}} {_BOOK} {number} {self._number(worker)} {len(new)}")

    def meet(self, sheet: Sheet, line: int, worker: str, content: int) -> None:
        """Note a row of a sheet."""
        label = label_of(worker)
        key = (sheet.table.file, label) if label else ("", worker)
        who = self._whos.get(key)
        if who is None:
            who = self._whos[key] = len(self._whos)
            if label:
                self.keys[who] = key
            else:
                self.pseudonyms[who] = worker
        self._noted.add(f"{content:0{_DIGITS}} {_SHEET} {sheet.number:0{_DIGITS}} {line:0{_DIGITS}} {who}")

    def groups(self) -> Iterator[_Group]:
        """The rows by content, those of a content in the order of the sheets."""
        for _, noted in groupby(self._noted, key=itemgetter(slice(_DIGITS))):
            group, last = _Group([], []), ""
            for text in noted:
                _, kind, first, second, third = text.split()
                if kind == _SHEET:
                    group.rows.append(((int(first), int(second)), int(third)))
                elif text != last:  # what the book has of a content is noted each time that it is met
                    group.book.append((int(second), third == "1"))
                last = text
            yield group

    def _number(self, worker: str) -> int:
        found = self.number_of.setdefault(worker, len(self.names))
        if found == len(self.names):
            self.names.append(worker)
        return found


def _met(sheets: Iterable[Sheet], seen: Seen, in_order: InOrder) -> _Met:
    met = _Met(in_order)
    rows = (
        (sheet, line, cells[sheet.table.header.index("worker")], sheet.content(cells))
        for sheet in sheets
        for line, cells in sheet.records()
    )
    while some := list(islice(rows, AT_ONCE)):
        found: dict[str, list[tuple[int, str]]] = {}
        for content, number, what in seen({content for *_, content in some}):
            found.setdefault(content, []).append((number, what))
        numbers = {content: min(rows)[0] for content, rows in found.items()}
        for content, its in found.items():
            met.note(numbers[content], its)
        for sheet, line, worker, content in some:
            if content in numbers:
                met.meet(sheet, line, worker, numbers[content])
    return met


def _tell(group: _Group, met: _Met, told: dict[int, set[int]]) -> None:
    """The workers of labels that have rows in the book, told by what one label here and one worker there says alone."""
    workers = {worker for worker, is_new in group.book if is_new}
    labels = {who for _, who in group.rows if who in met.keys}
    if workers:
        for who in labels:
            told.setdefault(who, set()).update(workers if len(labels) == len(workers) == 1 else ())


def _sort(group: _Group, met: _Met, done: Sorted, has_known: dict[int, bool]) -> None:
    """Which rows of a content the book has.

    Where the worker is known, those that it has of this worker, as often as they stand here. The rows of labels that
    no row tells then share what is left: the book has all of a label, or none, or nobody can say.
    """
    rows, with_label = Counter(worker for worker, _ in group.book), Counter(w for w, is_new in group.book if is_new)
    left, so_far = with_label.total(), Counter[int]()
    untold: list[tuple[Place, int]] = []
    for place, who in group.rows:
        name = done.workers.get(met.keys[who], "") if who in met.keys else met.pseudonyms[who]
        worker = met.number_of.get(name, -1)
        if not name:
            untold.append((place, who))
            continue
        so_far[worker] += 1
        if so_far[worker] <= rows[worker]:
            done.before.add(*place)
            left -= so_far[worker] <= with_label[worker]
    for place, who in untold:
        if left > 0:
            done.before.add(*place)
        has_known[who] = has_known.get(who, False) or left > 0
        left -= left > 0
