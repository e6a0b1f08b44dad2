"""Cells become values: amounts, percentages, dates and codes, each with its own reason when it cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from ledger.book.words import RELIABILITIES
from ledger.intake.table import Row
from ledger.values.cases import Stated
from ledger.values.money import parse_minor
from ledger.values.percent import parse_ppm
from ledger.values.periods import Period, parse_period
from ledger.values.places import is_country
from ledger.values.problems import BadValue, Problem

T = TypeVar("T")
INTERVALS = ("hour", "day", "week", "month", "quarter", "year", "once")
NOT_JUDGED = "F6"
GRADE = re.compile(f"[{''.join(RELIABILITIES)}][1-6]")
PLAIN = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", re.ASCII)


@dataclass
class Reader:
    """Reads the cells of one row and collects what is wrong with them."""

    file: str
    row: Row
    problems: list[Problem] = field(default_factory=list)

    def complain(self, column: str, says: str, advice: str = "") -> None:
        """Collect a problem with a cell (or with the row, when `column` is "")."""
        self.problems.append(Problem(self.file, self.row.line, column, says, advice))

    def text(self, column: str, *, needed: str = "") -> str:
        """The cell's text. `needed` is the advice given when it is blank."""
        cell = self.row[column]
        if needed and not cell:
            self.complain(column, "the cell is blank", needed)
        return cell

    def parsed(self, column: str, read: Callable[[str], T]) -> T | None:
        """The cell read by `read`; None when it is blank or wrong."""
        cell = self.row[column]
        if not cell:
            return None
        if cell.startswith("="):
            self.complain(column, "the cell holds a formula, not a value", "Paste the value itself.")
            return None
        try:
            return read(cell)
        except BadValue as trouble:
            self.complain(column, trouble.says, trouble.advice)
            return None

    def period(self, column: str) -> Period | None:
        """An EDTF date or interval; None when blank or wrong."""
        return self.parsed(column, parse_period)

    def choice(self, column: str, allowed: tuple[str, ...]) -> str:
        """One of a few words; blank is allowed."""
        cell = self.row[column]
        if cell and cell not in allowed:
            self.complain(column, "the word is not one of those the format knows", f"Use one of: {', '.join(allowed)}.")
            return ""
        return cell

    def country(self, column: str) -> str:
        """An ISO 3166 alpha-2 code; blank means several."""
        cell = self.row[column]
        if cell and not is_country(cell):
            advice = "Use two capital letters (ISO 3166), or leave it blank for several."
            self.complain(column, "no such country code", advice)
            return ""
        return cell

    def grade(self, column: str) -> tuple[str, int]:
        """Reliability and credibility; blank is F6, not judged. One row is one source, which confirms nothing."""
        cell = self.row[column] or NOT_JUDGED
        if GRADE.fullmatch(cell) is None:
            advice = (
                "Write a letter A to F for the source and a digit 2 to 6 for what it says, such as B2; blank is F6."
            )
            self.complain(column, "no such grade", advice)
            cell = NOT_JUDGED
        elif cell[1] == "1":
            advice = "One source alone is 2 at best: probably true."
            self.complain(column, "credibility 1 is confirmed by other independent sources, and a row has one", advice)
        return cell[0], int(cell[1])

    def whole(self, column: str) -> int | None:
        """A whole number of people; None when blank or wrong."""

        def read(cell: str) -> int:
            if not re.fullmatch(r"[0-9]{1,12}", cell, re.ASCII):
                raise BadValue("not a whole number", "Write digits alone, without separators or words.")
            return int(cell)

        return self.parsed(column, read)

    def printed(self, columns: tuple[str, str, str]) -> tuple[str | None, str | None, str | None]:
        """Three figures as decimal texts, checked to be plain decimals; the sign and the decimals are kept."""
        low, best, high = (self.parsed(column, _plain) for column in columns)
        return low, best, high

    def money(self, columns: tuple[str, str, str], currency: str, *, may_be_negative: bool = False) -> Stated:
        """Low, best and high in minor units of `currency`."""

        def read(cell: str) -> int:
            minor = parse_minor(cell, currency)
            if minor < 0 and not may_be_negative:
                raise BadValue("the amount is negative", "Write what was taken or paid as a positive figure.")
            return minor

        return self._paired(columns, read)

    def percent(self, columns: tuple[str, str, str]) -> Stated:
        """Low, best and high in ppm."""

        def read(cell: str) -> int:
            ppm = parse_ppm(cell)
            if ppm < 0:
                raise BadValue("the percentage is negative", "Write the share that was taken or kept.")
            return ppm

        return self._paired(columns, read)

    def _paired(self, columns: tuple[str, str, str], read: Callable[[str], int]) -> Stated:
        values = [self.parsed(column, read) for column in columns]
        try:
            return Stated(*values)
        except ValueError:
            advice = "Low, best and high must rise from left to right."
            self.complain(columns[0], "the low end is above the best or the high end", advice)
            return Stated()


def _plain(cell: str) -> str:
    if not PLAIN.fullmatch(cell):
        parse_ppm(cell)  # gives the exact reason
        raise BadValue("not a plain decimal number", "Write digits, with a point for decimals.")
    return cell
