"""The short way for the rows of which most pay rolls are made: a wage of which every figure is one plain number.

It says what sheet_fit.py and sheet_postings.py say of such a row, in a small part of their time, and leaves every other
row to them. Rows are taken many at a time, and those whose cells beside the figures say the same are read column by
column. What those cells mean is learned from the long way, once for each combination.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple, cast

from ledger.book.compose import HAND, HELD, REMAINDER, UNEXPLAINED
from ledger.book.drafts import Alike, ExactEntry, ExactLine
from ledger.intake.sheet_columns import Columns
from ledger.intake.sheet_postings import mode_of
from ledger.intake.sheet_rows import MOST_DIGITS, PERCENT, PayEvent, exact_minor, is_plain_text, is_worker, plain_period
from ledger.values.money import EXPONENT
from ledger.values.periods import Period

_ABOUT = ("country", "sector", "employer", "sending", "event", "currency", "per", "basis", "grade")
_ORDER = ("gross", "taken", "held", "hand")
_About = tuple[str, ...]


class PlainRow(NamedTuple):
    """A wage in exact figures, as the lines of its one entry; whose it is and who says it stands in the row."""

    period: Period
    alike: Alike
    amounts: tuple[int, ...]

    def entry(self, placement: int, source: int, page: str) -> ExactEntry:
        """The entry of the row, in that placement and said by that source."""
        return ExactEntry(placement, source, *self, page or None)


class PlainRows:
    """Reads the plain rows of one sheet, whose columns are right. Cells come in the order of the header, stripped."""

    def __init__(self, header: Sequence[str], columns: Columns) -> None:
        place = {name: i for i, name in enumerate(header)}
        self._about = _getter([place[name] for name in _ABOUT if name in place])
        self._known: dict[_About, _Wages | None] = {}
        self._worker, self._source, self._period = place["worker"], place["source"], place["period"]
        in_order = [c for role in _ORDER for c in columns.figures if c.role == role and c.account != UNEXPLAINED]
        figures = [c for c in in_order if c.role != "gross"]
        self._lines = [ExactLine(c.account, mode_of("wage", c), c.label) for c in figures]
        self._figures = [place[c.heading] for c in figures]
        self._gross = place.get("gross")
        self._texts = [place[name] for name in ("source", "origin", "page") if name in place]
        others = [place[c.heading] for c in columns.figures if c not in in_order]
        self._blank = [*others, place["placement"]] if "placement" in place else others

    def is_known(self, cells: Sequence[str]) -> bool:
        """Whether it was learned what the cells beside the figures of such a row mean."""
        return self._about(cells) in self._known

    def read(self, rows: Sequence[Sequence[str]]) -> list[PlainRow | None]:
        """Each of the rows, when it is a plain one; None says nothing of it."""
        found: list[PlainRow | None] = [None] * len(rows)
        alike: dict[_About, list[int]] = {}
        for place, about in enumerate(map(self._about, rows)):
            alike.setdefault(about, []).append(place)
        for about, places in alike.items():
            wages = self._known.get(about)
            if wages is not None and self._gross is not None:
                cells = list(zip(*[rows[place] for place in places], strict=True))
                for place, row in zip(places, self._read(wages, cells, self._gross), strict=True):
                    found[place] = row
        return found

    def _read(self, wages: _Wages, cells: Sequence[Sequence[str]], gross: int) -> Sequence[PlainRow | None]:
        """The rows that have these cells, column by column."""
        good = [
            bool(source) and is_worker(who)
            for source, who in zip(cells[self._source], cells[self._worker], strict=True)
        ]
        for column in self._texts:
            good = [is_good and is_plain_text(cell) for is_good, cell in zip(good, cells[column], strict=True)]
        for column in self._blank:
            if any(cells[column]):
                good = [is_good and not cell for is_good, cell in zip(good, cells[column], strict=True)]
        figures = [_figures(cells[column], wages.places) for column in (gross, *self._figures)]
        return [
            wages.row(period, *amounts) if is_good and period is not None else None
            for is_good, period, *amounts in zip(good, map(plain_period, cells[self._period]), *figures, strict=True)
        ]

    def learn(self, cells: Sequence[str], event: PayEvent) -> None:
        """Remember what the long way made of the cells beside the figures."""
        is_plain = event.kind == "wage" and event.currency != PERCENT
        self._known[self._about(cells)] = _Wages(event, self._lines) if is_plain else None


class _Wages:
    """Wages whose cells beside the figures say the same. `places` are the decimals of their currency."""

    def __init__(self, event: PayEvent, lines: Sequence[ExactLine]) -> None:
        self.places = EXPONENT[event.currency]
        self._event, self._lines = event, lines
        self._alike: dict[tuple[tuple[bool, ...], bool], Alike] = {}

    def row(self, period: Period, gross: int | str | None, *figures: int | str | None) -> PlainRow | None:
        """The row of these figures, None where a cell is blank; None of one without a gross, or with a word in it."""
        given = [figure for figure in figures if figure is not None]
        if not isinstance(gross, int):
            return None
        try:
            rest = gross - sum(given)  # type: ignore[arg-type]
        except TypeError:
            return None
        key = tuple([figure is None for figure in figures]), not rest
        alike = self._alike.get(key) or self._new(key)
        return PlainRow(period, alike, (-gross, *given, rest) if rest else (-gross, *given))  # type: ignore[arg-type]

    def _new(self, key: tuple[tuple[bool, ...], bool]) -> Alike:
        blank, is_whole = key
        event = self._event
        lines = [line for line, is_blank in zip(self._lines, blank, strict=True) if not is_blank]
        is_hand_stated = any(line.account in (HAND, HELD) for line in lines)
        rest = [] if is_whole else [ExactLine(UNEXPLAINED if is_hand_stated else REMAINDER)]
        gross = ExactLine("employer:contract" if event.basis == "contract" else "employer:wage")
        self._alike[key] = Alike(
            *("wage", event.per, event.currency, (gross, *lines, *rest)),
            *(event.basis or "wage", event.reliability, event.credibility),
        )
        return self._alike[key]


def _figures(cells: Sequence[str], places: int) -> list[int | str | None]:
    """The minor units of each cell of a column, None of a blank one; a cell that is no plain number stays as it is."""
    if not any(cells):
        return [None] * len(cells)
    text = "\n".join(cells)
    if _usual(places).fullmatch(text):  # in one go where all have the decimals of the currency
        figures = text.replace(".", "").split("\n")
        if len(figures) == len(cells):  # a cell may hold a line feed
            return [int(figure) if figure else None for figure in figures]
    minor = [exact_minor(cell, places) if cell else None for cell in cells]
    return [cell if cell and figure is None else figure for cell, figure in zip(cells, minor, strict=True)]


@lru_cache(maxsize=8)
def _usual(places: int) -> re.Pattern[str]:
    one = rf"(?:[0-9]{{1,{MOST_DIGITS - places}}}" + (rf"\.[0-9]{{{places}}})?" if places else ")?")
    return re.compile(rf"{one}(?:\n{one})*")


def _getter(places: Sequence[int]) -> Callable[[Sequence[str]], _About]:
    """Takes the cells in these places out of a row."""
    if len(places) < 2:
        return lambda cells: tuple(cells[i] for i in places)
    return cast(Callable[[Sequence[str]], _About], itemgetter(*places))
