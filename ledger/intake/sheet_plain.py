"""The short way for the rows of which most pay rolls are made: a wage of which every figure is one plain number.

It says what sheet_fit.py and sheet_postings.py say of such a row, in a tenth of their time, and leaves every other row
to them. What the cells beside the figures mean is learned from the long way, once for each combination.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import NamedTuple, cast

from ledger.book.compose import HAND, HELD, REMAINDER, UNEXPLAINED
from ledger.book.drafts import ExactEntry, ExactLine
from ledger.intake.sheet_columns import Columns
from ledger.intake.sheet_postings import mode_of
from ledger.intake.sheet_rows import PERCENT, PayEvent, exact_minor, is_plain_text, is_worker, plain_period
from ledger.values.money import EXPONENT
from ledger.values.periods import Period

_ABOUT = ("country", "sector", "employer", "sending", "event", "currency", "per", "basis", "grade")
_ORDER = ("gross", "taken", "held", "hand")


class _About(NamedTuple):
    """What the cells beside the figures say."""

    currency: str
    places: int
    per: str
    basis: str | None
    reliability: str
    credibility: int


class PlainRow(NamedTuple):
    """A wage in exact figures, as the lines of its one entry; whose it is and who says it stands in the row."""

    about: _About
    period: Period
    lines: tuple[ExactLine, ...]

    def entry(self, placement: int, source: int, page: str) -> ExactEntry:
        """The entry of the row, in that placement and said by that source."""
        about, period, lines = self
        return ExactEntry(
            *(placement, source, "wage", about.per, period, about.currency, lines, about.basis or "wage"),
            *(about.reliability, about.credibility, page or None),
        )


class PlainRows:
    """Reads the plain rows of one sheet, whose columns are right. Cells come in the order of the header, stripped."""

    def __init__(self, header: Sequence[str], columns: Columns) -> None:
        place = {name: i for i, name in enumerate(header)}
        self._about = _getter([place[name] for name in _ABOUT if name in place])
        self._known: dict[tuple[str, ...], _About | None] = {}
        self._worker, self._source, self._period = place["worker"], place["source"], place["period"]
        self._number = place.get("placement")
        self._texts = _getter([place[name] for name in ("origin", "page") if name in place])
        in_order = [c for role in _ORDER for c in columns.figures if c.role == role and c.account != UNEXPLAINED]
        self._figures = [
            (place[c.heading], c.account, mode_of("wage", c), c.label) for c in in_order if c.role != "gross"
        ]
        self._gross = place.get("gross")
        self._others = _getter([place[c.heading] for c in columns.figures if c not in in_order])

    def read(self, cells: Sequence[str]) -> PlainRow | None:
        """The row, when it is a plain one; None says nothing of it."""
        about = self._known.get(self._about(cells))
        if about is None or self._gross is None or not is_worker(cells[self._worker]):
            return None
        if self._number is not None and cells[self._number]:
            return None
        period = plain_period(cells[self._period])
        source = cells[self._source]
        if period is None or not source or not is_plain_text(source) or not all(map(is_plain_text, self._texts(cells))):
            return None
        if any(self._others(cells)):
            return None
        rest = exact_minor(cells[self._gross], about.places)
        if rest is None:
            return None
        account = "employer:contract" if about.basis == "contract" else "employer:wage"
        lines = [ExactLine(account, -rest)]
        is_hand_stated = False
        for i, account, mode, label in self._figures:
            if cell := cells[i]:
                amount = exact_minor(cell, about.places)
                if amount is None:
                    return None
                rest -= amount
                lines.append(ExactLine(account, amount, mode, label))
                is_hand_stated = is_hand_stated or account in (HAND, HELD)
        if rest:
            lines.append(ExactLine(UNEXPLAINED if is_hand_stated else REMAINDER, rest))
        return PlainRow(about, period, tuple(lines))

    def learn(self, cells: Sequence[str], event: PayEvent) -> None:
        """Remember what the long way made of the cells beside the figures."""
        if event.kind == "wage" and event.currency != PERCENT:
            self._known[self._about(cells)] = _About(
                *(event.currency, EXPONENT[event.currency], event.per, event.basis),
                *(event.reliability, event.credibility),
            )


def _getter(places: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Takes the cells in these places out of a row."""
    if len(places) < 2:
        return lambda cells: tuple(cells[i] for i in places)
    return cast(Callable[[Sequence[str]], tuple[str, ...]], itemgetter(*places))
