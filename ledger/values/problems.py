"""Problems about someone's data: collected with file and line, all of them, then printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with one row. Holds where and what, never the text of the cell.

    `line` counts from 1 as editors do (the header is line 1). `column` is the header of the cell, or "" for the row.
    """

    file: str
    line: int
    column: str
    says: str
    advice: str = ""

    def text(self) -> str:
        """`file:line: column: says`, then the advice on an indented line of its own."""
        where = f"{self.column}: " if self.column else ""
        tail = f"\n    {self.advice}" if self.advice else ""
        return f"{self.file}:{self.line}: {where}{self.says}{tail}"


class BadValue(ValueError):
    """A text that is no value of its kind. `says` is the reason, `advice` the mend; neither quotes the text."""

    def __init__(self, says: str, advice: str = "") -> None:
        super().__init__(says)
        self.says = says
        self.advice = advice
