"""Columns that come in blocks: of a long query's rows no more than one block is there as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select

from ledger.book.cells import Coded, Column
from ledger.store.many import streamed

BLOCK = 20_000
FEW = 2**16  # so many places cost nothing


class Words:
    """A column of words that comes in blocks."""

    def __init__(self) -> None:
        self._numbers: dict[str | None, int] = {None: -1}
        self._codes: list[Column] = []

    def add(self, words: Sequence[str | None]) -> None:
        """Take the next words."""
        for word in dict.fromkeys(words):
            self._numbers.setdefault(word, len(self._numbers) - 1)
        self._codes.append(mapped(self._numbers.__getitem__, words))

    def made(self) -> Coded:
        """All of them."""
        return Coded(together(self._codes), tuple(word for word in self._numbers if word is not None))


def blocks(connection: Connection, query: Select[*tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of the query as the driver has them, a block at a time."""
    rows = streamed(connection, query, BLOCK)
    while block := list(islice(rows, BLOCK)):
        yield block


def mapped(number: Callable[[Any], int], values: Sequence[Any]) -> Column:
    """The number of each value."""
    return np.fromiter(map(number, values), dtype=np.int64, count=len(values))


def together(parts: Sequence[Column], width: int | None = None) -> Column:
    """The blocks of a column as one; with a width, of rows of so many."""
    empty = np.zeros((0,) if width is None else (0, width), dtype=np.int64)
    found = [part for part in parts if len(part)]
    return np.concatenate(found) if found else empty


def unbounded(lines: int) -> Column:
    """The bits of lines of which none is a bound: one zero for all of them, as it is nearly always."""
    return np.broadcast_to(np.int64(0), (lines, 3))


def different(numbers: Column) -> tuple[Column, Column]:
    """The different ones of these numbers of rows, in order, and the place of each among them."""
    if not len(numbers) or int(numbers.min()) < 0 or int(numbers.max()) > FEW + len(numbers):
        found, at = np.unique(numbers, return_inverse=True)
        return found, at.astype(np.int64)
    is_there = np.zeros(int(numbers.max()) + 1, dtype=np.bool_)
    is_there[numbers] = True
    return np.flatnonzero(is_there), (np.cumsum(is_there) - 1)[numbers]
