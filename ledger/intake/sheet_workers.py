"""Whose the rows of a sheet are, and which of them the book has already.

The book keeps of every row a hash of what it says, and whose it was. A worker who is new stands in the sheet by a
label, which no book ever keeps, not even as a hash: names could be tried against it. So a row with a label is known
again by what it says alone. Where two labels say the same, only the rows in which they differ tell who is who; where
nothing tells, the rows are refused rather than given to somebody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ledger.intake.sheet import Place, Sheet, SheetBatch, SheetItem

Key = tuple[str, str]  # the file and the label in it
Seen = Callable[[Collection[str]], dict[tuple[str, int], str]]
NEW = "new"
AT_ONCE = 5000


@dataclass
class Sorted:
    """What the book says of the rows of some sheets. What it does not have stands nowhere here, and is fresh.

    `before`: the rows that the book has. `workers` has the pseudonym of each label that has rows in the book, "" where
    nothing tells which of several; of the other rows of a label in `mixed` nothing tells whose they are.
    """

    before: set[Place] = field(default_factory=set)
    workers: dict[Key, str] = field(default_factory=dict)
    mixed: set[Key] = field(default_factory=set)


@dataclass
class _Known:
    """What the book has: rows of each content by worker, and apart those that had a label when they came.

    `left` counts down the latter as rows of the sheet are found among them.
    """

    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    with_label: Counter[tuple[str, str]] = field(default_factory=Counter)
    workers: dict[str, set[str]] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)


_Met = tuple[Place, SheetItem]  # a row whose content the book has, of this worker or of another


def key_of(item: SheetItem) -> Key:
    """The label of the row, which belongs to its file."""
    return item.table.file, item.label


def sort_out(batch: SheetBatch, seen: Seen) -> Sorted:
    """Which rows the book has, and whose the labels are. `seen` says what rows became (register.seen).

    The rows of which the book has the content are in memory at once, no others.
    """
    done, known = Sorted(), _Known()
    met = list(_met(batch.sheets, seen, known))
    labelled = [row for row in met if row[1].label]
    done.workers = _told([item for _, item in labelled], known)
    _told_apart(met, known, done)
    _untold([row for row in labelled if not done.workers.get(key_of(row[1]))], known, done)
    return done


def _met(sheets: Iterable[Sheet], seen: Seen, known: _Known) -> Iterator[_Met]:
    """The rows of which the book has the content; what it has of them is noted."""
    rows = ((sheet, line, cells, sheet.content(cells)) for sheet in sheets for line, cells in sheet.records())
    noted: set[str] = set()
    while some := list(islice(rows, AT_ONCE)):
        found = seen({content for *_, content in some})
        contents = {content for content, _ in found}
        for (content, _), what in found.items():
            if content not in noted:
                _note(known, content, what)
        noted |= contents
        for sheet, line, cells, content in some:
            if content in contents:
                yield (sheet.number, line), SheetItem(sheet.table, sheet.row(line, cells), sheet.columns, content)


def _note(known: _Known, content: str, what: str) -> None:
    _, *new, worker = what.split()
    known.rows[content, worker] += 1
    if new:
        known.with_label[content, worker] += 1
        known.workers.setdefault(content, set()).add(worker)
        known.left[content] += 1


def mark_of(content: str, worker: str, entry: int, *, is_new: bool) -> tuple[str, str]:
    """What the book keeps of a row that landed, to know it again: its content, and what it became."""
    return content, f"entry:{entry} {f'{NEW} ' if is_new else ''}{worker}"


def _told(labelled: Sequence[SheetItem], known: _Known) -> dict[Key, str]:
    """The workers of labels that have rows in the book, told by what one label here and one worker there says alone."""
    labels: dict[str, set[Key]] = {}
    for item in labelled:
        labels.setdefault(item.content, set()).add(key_of(item))
    told: dict[Key, set[str]] = {}
    for content, keys in labels.items():
        workers = known.workers.get(content)
        if workers is not None:
            for key in keys:
                told.setdefault(key, set()).update(workers if len(keys) == len(workers) == 1 else ())
    return {key: workers.pop() if len(workers) == 1 else "" for key, workers in told.items()}


def _told_apart(met: Sequence[_Met], known: _Known, done: Sorted) -> None:
    """The rows whose worker is known: the book has the row of this worker, as often as it stands here, or not."""
    so_far: Counter[tuple[str, str]] = Counter()
    for place, item in met:
        worker = done.workers.get(key_of(item), "") if item.label else item.worker
        if not worker:
            continue
        mine = item.content, worker
        so_far[mine] += 1
        if so_far[mine] > known.rows[mine]:
            continue
        done.before.add(place)
        if so_far[mine] <= known.with_label[mine]:
            known.left[item.content] -= 1


def _untold(met: Sequence[_Met], known: _Known, done: Sorted) -> None:
    """The rows of labels that no row tells: the book has all of a label, or none, or nobody can say."""
    rows: dict[Key, list[tuple[Place, bool]]] = {}
    for place, item in met:
        is_known = known.left[item.content] > 0
        known.left[item.content] -= is_known
        rows.setdefault(key_of(item), []).append((place, is_known))
    for key, its in rows.items():
        done.before |= {place for place, is_known in its if is_known}
        if any(is_known for _, is_known in its):
            done.mixed.add(key)
        else:
            done.workers.pop(key, None)
