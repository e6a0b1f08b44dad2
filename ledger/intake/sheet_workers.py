"""Whose the rows of a sheet are, and which of them the book has already.

The book keeps of every row a hash of what it says, and whose it was. A worker who is new stands in the sheet by a
label, which no book ever keeps, not even as a hash: names could be tried against it. So a row with a label is known
again by what it says alone. Where two labels say the same, only the rows in which they differ tell who is who; where
nothing tells, the rows are refused rather than given to somebody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from ledger.book.register import Mark
from ledger.intake.sheet import SheetItem

Key = tuple[str, str]  # the file and the label in it
Seen = Callable[[Collection[str]], dict[tuple[str, int], str]]
NEW = "new"


@dataclass(frozen=True, slots=True)
class Fresh:
    """A row that the book does not have, and whose it is; "" for a worker still to be drawn."""

    item: SheetItem
    worker: str


@dataclass
class Sorted:
    """The rows of some sheets: those to land, those that the book has, those of which nothing tells whose they are.

    `workers` has the pseudonym of each label that has rows in the book, "" where nothing tells which of several;
    `in_book` the highest number that a row of each content has in the book.
    """

    fresh: list[Fresh] = field(default_factory=list)
    before: list[SheetItem] = field(default_factory=list)
    unclear: list[SheetItem] = field(default_factory=list)
    workers: dict[Key, str] = field(default_factory=dict)
    in_book: Counter[str] = field(default_factory=Counter)


@dataclass
class _Known:
    """What the book has: rows of each content by worker, and apart those that had a label when they came.

    `left` counts down the latter as rows of the sheet are found among them.
    """

    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    with_label: Counter[tuple[str, str]] = field(default_factory=Counter)
    workers: dict[str, set[str]] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)


def key_of(item: SheetItem) -> Key:
    """The label of the row, which belongs to its file."""
    return item.table.file, item.label


def sort_out(items: Sequence[SheetItem], seen: Seen) -> Sorted:
    """Which rows are fresh, and whose. `seen` says what the rows of these contents became (register.seen)."""
    done, known = Sorted(), _Known()
    for (content, occurrence), what in seen({item.content for item in items}).items():
        _, *new, worker = what.split()
        done.in_book[content] = max(done.in_book[content], occurrence)  # some between may have been erased
        known.rows[content, worker] += 1
        if new:
            known.with_label[content, worker] += 1
            known.workers.setdefault(content, set()).add(worker)
            known.left[content] += 1
    labelled = [item for item in items if item.label]
    done.workers = _told(labelled, known)
    _told_apart(items, known, done)
    _untold([item for item in labelled if not done.workers.get(key_of(item))], known, done)
    place = {id(item): number for number, item in enumerate(items)}
    done.fresh.sort(key=lambda row: place[id(row.item)])
    return done


def mark_of(row: Fresh, worker: str, entry: int, done: Sorted) -> Mark:
    """What the book keeps of a row that landed, to know it again."""
    content = row.item.content
    done.in_book[content] += 1
    new = f"{NEW} " if row.item.label else ""
    return Mark(content, done.in_book[content], f"entry:{entry} {new}{worker}")


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


def _told_apart(items: Sequence[SheetItem], known: _Known, done: Sorted) -> None:
    """The rows whose worker is known: the book has the row of this worker, as often as it stands here, or not."""
    so_far: Counter[tuple[str, str]] = Counter()
    for item in items:
        worker = done.workers.get(key_of(item), "") if item.label else item.worker
        if not worker:
            continue
        mine = item.content, worker
        so_far[mine] += 1
        if so_far[mine] > known.rows[mine]:
            done.fresh.append(Fresh(item, worker))
            continue
        done.before.append(item)
        if so_far[mine] <= known.with_label[mine]:
            known.left[item.content] -= 1


def _untold(items: Sequence[SheetItem], known: _Known, done: Sorted) -> None:
    """The rows of labels that no row tells: the book has all of a label, or none, or nobody can say."""
    rows: dict[Key, list[tuple[SheetItem, bool]]] = {}
    for item in items:
        is_known = known.left[item.content] > 0
        known.left[item.content] -= is_known
        rows.setdefault(key_of(item), []).append((item, is_known))
    for key, its in rows.items():
        fresh = [item for item, is_known in its if not is_known]
        done.before += [item for item, is_known in its if is_known]
        if len(fresh) < len(its):
            done.unclear += fresh
        else:
            done.workers.pop(key, None)
            done.fresh += [Fresh(item, "") for item in fresh]
