"""Where the book speaks and where it is silent, by country, sector and year.

It counts origins of what is documented. A place and year that has none is silent: nothing is known of it here, which
says nothing of what was taken there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ledger.book.terms import ConditionView
from ledger.book.views import ClaimView, EntryView
from ledger.measure.printed import units_by_entry
from ledger.values.periods import Period

KINDS = ("share", "amounts", "claims", "sent", "conditions")  # the best documented first
PAY = ("share", "amounts")
SEVERAL = "several"
NOT_SAID = "not stated"
LAST = (SEVERAL, NOT_SAID)


@dataclass(frozen=True)
class Record:
    """One entry, claim or condition, and where it stands. `years` is empty where the time is open or not known."""

    kind: str
    of: EntryView | ClaimView | ConditionView
    origin: str
    country: str
    sector: str
    period: Period
    years: tuple[int, ...]


@dataclass(frozen=True)
class Cell:
    """What is documented of one place (a country or a sector) in one year; in none, where the time is open."""

    place: str
    year: int | None
    records: dict[str, list[Record]] = field(default_factory=dict)

    def origins(self, kind: str) -> int:
        """How many origins document it in that way."""
        return len({record.origin for record in self.records.get(kind, [])})

    @property
    def best(self) -> str:
        """The best way in which anything is documented here."""
        return next(kind for kind in KINDS if kind in self.records)

    @property
    def entries(self) -> tuple[int, ...]:
        """The numbers of its entries."""
        return tuple(r.of.id for its in self.records.values() for r in its if isinstance(r.of, EntryView))

    @property
    def claims(self) -> tuple[int, ...]:
        """The numbers of its claims."""
        return tuple(r.of.id for its in self.records.values() for r in its if isinstance(r.of, ClaimView))

    @property
    def conditions(self) -> tuple[str, ...]:
        """The codes of its conditions."""
        return tuple(r.of.code for its in self.records.values() for r in its if isinstance(r.of, ConditionView))

    @property
    def periods(self) -> tuple[str, ...]:
        """The times as they are written, each once."""
        return tuple(dict.fromkeys(r.period.text for its in self.records.values() for r in its))


@dataclass(frozen=True)
class Place:
    """A country or a sector over all years. `silent` are those without anything between its first and its last."""

    place: str
    all: Cell
    first: int | None
    last: int | None
    silent: tuple[int, ...]

    @property
    def is_without_amounts(self) -> bool:
        """True when there are claims or conditions and no amount of pay."""
        return not any(kind in self.all.records for kind in PAY)


@dataclass(frozen=True)
class Coverage:
    """The cells by country and year, in order; those without a year; every country and sector; the silent years.

    `first` and `last` are the years that were looked at; None when nothing is documented and no year was asked for.
    `without_figure` counts the entries in which no stated party has an amount: they stand in no cell.
    """

    first: int | None
    last: int | None
    cells: tuple[Cell, ...]
    timeless: tuple[Cell, ...]
    countries: tuple[Place, ...]
    sectors: tuple[Place, ...]
    silent: tuple[int, ...]
    without_figure: int


def coverage(
    entries: Iterable[EntryView],
    claims: Iterable[ClaimView],
    conditions: Iterable[ConditionView],
    first: int | None = None,
    last: int | None = None,
) -> Coverage:
    """What is documented in these years; without them from the first to the last that is documented."""
    alive = [entry for entry in entries if not entry.is_void]
    found = records(alive, claims, conditions)
    known = [year for record in found for year in record.years]
    first = first if first is not None else min(known, default=None)
    last = last if last is not None else max(known, default=None)
    if first is None or last is None or first > last:
        first, last, span = None, None, range(0)
    else:
        span = range(first, last + 1)
    inside = [r for r in found if not r.years or any(year in span for year in r.years)]
    cells = _cells(inside, _country, span)
    return Coverage(
        first=first,
        last=last,
        cells=cells,
        timeless=_cells([r for r in found if not r.years], _country, None),
        countries=_places(inside, cells, _country),
        sectors=_places(inside, _cells(found, _sector, span), _sector),
        silent=tuple(sorted(set(span) - {cell.year for cell in cells})),
        without_figure=len(alive) - sum(isinstance(record.of, EntryView) for record in found),
    )


def records(
    entries: Sequence[EntryView], claims: Iterable[ClaimView], conditions: Iterable[ConditionView]
) -> list[Record]:
    """Everything that documents something, with the way in which it does."""
    own = units_by_entry(entries)
    found: list[Record] = []
    for entry in entries:
        kind = "share" if entry.id in own else "sent" if entry.kind == "remittance" else "amounts"
        if kind == "share" or any(line.amounts and line.party != "unstated" for line in entry.lines):
            found.append(_record(kind, entry, entry.placement.country, entry.placement.sector))
    found += [_record("claims", c, c.placement.country, c.placement.sector) for c in claims]
    return found + [_record("conditions", c, c.country, c.sector) for c in conditions]


def years_of(period: Period) -> tuple[int, ...]:
    """Every year that the period covers; none where an end is open or the year itself is not known (`201X`)."""
    first, last = period.earliest, period.latest
    if first is None or last is None or any("X" in end.split("-")[0] for end in period.text.split("/")):
        return ()
    return tuple(range(first.year, last.year + 1))


def _record(kind: str, of: EntryView | ClaimView | ConditionView, country: str | None, sector: str | None) -> Record:
    return Record(kind, of, of.source.origin, country or SEVERAL, sector or NOT_SAID, of.period, years_of(of.period))


def _cells(found: Iterable[Record], place: Callable[[Record], str], span: range | None) -> tuple[Cell, ...]:
    """The cells of these years in order, the several countries last; with no span one cell a place, of any time."""
    made: dict[tuple[str, int | None], Cell] = {}
    for record in found:
        years: Iterable[int | None] = (None,) if span is None else (y for y in record.years if y in span)
        for year in years:
            cell = made.setdefault((place(record), year), Cell(place(record), year))
            cell.records.setdefault(record.kind, []).append(record)
    in_order = sorted(made.items(), key=lambda item: (item[0][0] in LAST, item[0][0], item[0][1] or 0))
    return tuple(cell for _, cell in in_order)


def _places(found: Sequence[Record], cells: Iterable[Cell], place: Callable[[Record], str]) -> tuple[Place, ...]:
    years: dict[str, list[int]] = {}
    for cell in cells:
        if cell.year is not None:
            years.setdefault(cell.place, []).append(cell.year)
    made = []
    for whole in _cells(found, place, None):
        has = years.get(whole.place, [])
        between = range(min(has), max(has)) if has else range(0)
        silent = tuple(sorted(set(between) - set(has)))
        made.append(Place(whole.place, whole, min(has, default=None), max(has, default=None), silent))
    return tuple(made)


def _country(record: Record) -> str:
    return record.country


def _sector(record: Record) -> str:
    return record.sector
