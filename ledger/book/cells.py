"""Columns of what wages come to: the one shape in which measures get a book, whichever engine read it.

An engine (this book's SQL, and any other) hands out `Cells`; `ledger.measure` sums and divides them and asks for
nothing else. Words are numbers into a list, so that a million entries are a few arrays. Every amount is an integer in
minor units of its currency; nothing here is a float.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]
Mask = NDArray[np.bool_]

# The columns that every entry has beside its number: what can be grouped by, and what tells a unit of pay from another.
ENTRY_KEYS = (
    "origin",
    "subject",
    "subject_kind",
    "country",
    "sector",
    "employer",
    "sending",
    "basis",
    "per",
    "period",
    "grade",
    "verification",
    "via",
    "source",
    "observation",
)
BOUND_BITS = {None: 0, "at_least": 1, "at_most": 2, "either": 3}


@dataclass(frozen=True)
class Coded:
    """A column of words: `words[codes[i]]` is the word of row i; a code of -1 is a word that nobody stated."""

    codes: Column
    words: tuple[str, ...]


@dataclass(frozen=True)
class Cells:
    """The wages of a book that are valid: a row in `entry`, `count`, `keys` and `heads`, and their sums.

    A row stands for `count` entries that no measure can tell apart but by their amounts, and `entry` is the number of
    one of them; entries of published cohorts have a row each. The period of several is the year in which they all lie.

    A sum is of one row (`at`: its place, never falling), account (`party:kind`), currency, mode and set of bounds; it
    has three cases, low, best, high (`amounts`; only where `is_stated`), with their bounds in bits: 1 at least, 2 at
    most. A sum with no case stated is a line that is named and not priced. `is_rest`: the line was worked out, not
    stated. An engine may hand out a sum in several parts: they are added up. `heads` is the stated headcount, -1 where
    none is.
    """

    entry: Column
    count: Column
    keys: Mapping[str, Coded]
    heads: Column
    at: Column
    account: Coded
    currency: Coded
    mode: Coded
    amounts: Column
    is_stated: Mask
    bounds: Column
    is_rest: Mask

    def __len__(self) -> int:
        return len(self.entry)

    @property
    def entries(self) -> int:
        """How many entries all rows stand for."""
        return int(self.count.sum())

    def published_in(self, currencies: Collection[str]) -> list[int]:
        """The numbers of the entries of published observations that have a line in one of these currencies."""
        codes = [i for i, word in enumerate(self.currency.words) if word in currencies]
        rows = np.unique(self.at[np.isin(self.currency.codes, codes)])
        return [int(n) for n in self.entry[rows[self.keys["observation"].codes[rows] >= 0]]]


def tallied(places: Column, count: Column, total: int) -> Column:
    """How many there are in each of `total` places, in whole numbers."""
    found = np.zeros(total, dtype=np.int64)
    np.add.at(found, places, count)
    return found


def coded(words: Iterable[str | None]) -> Coded:
    """The words as a column, numbered in the order in which they first come."""
    numbers: dict[str, int] = {}
    codes = [-1 if word is None else numbers.setdefault(word, len(numbers)) for word in words]
    return Coded(column(codes), tuple(numbers))


def column(values: Iterable[int]) -> Column:
    """The integers as a column. Raises OverflowError for one that does not fit into 64 bits."""
    return np.array(list(values), dtype=np.int64)
