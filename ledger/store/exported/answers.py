"""What an engine hands back: the columns of a statement's answer, in numbers, and words as numbers into a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Dialect, Select, String
from sqlalchemy.dialects import postgresql

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Words:
    """A column of words: `words[codes[i]]` is that of row i; -1 is none."""

    codes: Numbers
    words: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """Rows as columns of equal length, each under its name in the statement. No number is missing in a row."""

    numbers: Mapping[str, Numbers]
    words: Mapping[str, Words]


class Engine(Protocol):
    """What adds up an export: every statement over every part of it, an answer a part."""

    def manifest(self) -> str:
        """What the export says of itself, as it was written. Raises NoExport."""
        ...

    def answers(self, *statements: Select[Any]) -> Iterator[tuple[Answer, ...]]:
        """For each part of the export an answer to each statement. All of them together are of the whole export.

        Raises DamagedExport, by the end at the latest, when a part is not as it was written.
        """
        ...


def text_of(statement: Select[Any]) -> str:
    """The statement as SQL with its values in it. Its words are PostgreSQL's, which DuckDB shares."""
    words: Dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
    return str(statement.compile(dialect=words, compile_kwargs={"literal_binds": True}))


def kinds_of(statement: Select[Any]) -> dict[str, bool]:
    """The names of the statement's columns in order; true for one of words."""
    return {column.name: isinstance(column.type, String) for column in statement.selected_columns}
