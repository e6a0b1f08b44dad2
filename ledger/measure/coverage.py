"""Where the book speaks and where it is silent, by country, sector and year.

It counts origins of what is documented. A place and year that has none is silent: nothing is known of it here, which
says nothing of what was taken there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ledger.book.terms import ConditionView
from ledger.book.views import ClaimView, EntryView, StatedView
from ledger.measure.printed import units_by_entry
from ledger.values.periods import Period

KINDS = ("share", "amounts", "claims", "sent", "printed", "conditions")  # the best documented first
PAY = ("share", "amounts")
SEVERAL = "several"
NOT_SAID = "not stated"
LAST = (SEVERAL, NOT_SAID)


@dataclass(frozen=True)
class PrintedAlone:
    """An observation whose figures are no worker's pay: a group's total, a revenue, a contract. None is posted."""

    observation: str
    figures: tuple[StatedView, ...]


@dataclass(frozen=True)
class Record:
    """One entry, claim, observation or condition, and where it stands.

    `years` is empty where the time is open or not known; `period` is None where nothing is said of it.
    """

    kind: str
    of: EntryView | ClaimView | PrintedAlone | ConditionView
    origin: str
    country: str
    sector: str
    period: Period | None
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
    def printed(self) -> tuple[PrintedAlone, ...]:
        """Its observations whose figures are no worker's pay."""
        return tuple(r.of for its in self.records.values() for r in its if isinstance(r.of, PrintedAlone))

    @property
    def conditions(self) -> tuple[str, ...]:
        """The codes of its conditions."""
        return tuple(r.of.code for its in self.records.values() for r in its if isinstance(r.of, ConditionView))

    @property
    def periods(self) -> tuple[str, ...]:
        """The times as they are written, each once."""
        times = (r.period.text if r.period else NOT_SAID for its in self.records.values() for r in its)
        return tuple(dict.fromkeys(times))


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
        """True when something is documented and no amount of pay."""
        return not any(kind in self.all.records for kind in PAY)


@dataclass(frozen=True)
class Coverage:
    """The cells by country and year, in order; those without a year; every country and sector; the silent years.

    `first` and `last` are the years that were looked at; None when nothing is documented and no year was asked for.
    Three counts are of what stands in no cell: `without_figure` entries in which no stated party has an amount,
    `words_alone` observations that have neither an entry nor a claim nor a figure, and `not_assessed` conditions.
    """

    first: int | None
    last: int | None
    cells: tuple[Cell, ...]
    timeless: tuple[Cell, ...]
    countries: tuple[Place, ...]
    sectors: tuple[Place, ...]
    silent: tuple[int, ...]
    without_figure: int
    words_alone: int = 0
    not_assessed: int = 0


def coverage(
    entries: Iterable[EntryView],
    claims: Iterable[ClaimView],
    conditions: Iterable[ConditionView],
    first: int | None = None,
    last: int | None = None,
    *,
    stated: Iterable[StatedView] = (),
) -> Coverage:
    """What is documented in these years; without them from the first to the last that is documented."""
    entries, claims, conditions, stated = list(entries), list(claims), list(conditions), list(stated)
    alive = [entry for entry in entries if not entry.is_void]
    assessed = documented(conditions)
    found = records(alive, claims, assessed)
    posted = {e.observation for e in entries} | {c.observation for c in claims}
    standing = {r.of.observation for r in found if isinstance(r.of, EntryView | ClaimView)}
    withdrawn = posted - standing - {entry.observation for entry in alive}
    found += printed_alone(figure for figure in stated if figure.observation not in standing | withdrawn)
    with_words = {figure.observation for figure in stated if figure.observation is not None} - posted
    with_figures = {r.of.observation for r in found if isinstance(r.of, PrintedAlone)}
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
        words_alone=len(with_words - with_figures),
        not_assessed=len(conditions) - len(assessed),
    )


def documented(conditions: Iterable[ConditionView]) -> list[ConditionView]:
    """Those of which a source says something: present, absent or contradicted. The others were not assessed."""
    return [condition for condition in conditions if condition.state != "not-assessed"]


def printed_alone(stated: Iterable[StatedView]) -> list[Record]:
    """The observations of these printed figures, an origin and a placement each; words without a figure are none."""
    found: dict[tuple[str, str, int], list[StatedView]] = {}
    for figure in stated:
        if figure.observation and figure.placement and figure.source and _has_figure(figure):
            key = (figure.observation, figure.source.origin, figure.placement.id)
            found.setdefault(key, []).append(figure)
    made = []
    for (observation, origin, _), figures in found.items():
        placement = figures[0].placement
        if placement is not None:
            of = PrintedAlone(observation, tuple(figures))
            made.append(_standing("printed", of, origin, placement.country, placement.sector, placement.begins))
    return made


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


def _has_figure(figure: StatedView) -> bool:
    amounts = (figure.amount_low, figure.amount_best, figure.amount_high)
    percents = (figure.percent_low, figure.percent_best, figure.percent_high)
    return any(text is not None for text in (*amounts, *percents))


def _record(kind: str, of: EntryView | ClaimView | ConditionView, country: str | None, sector: str | None) -> Record:
    return _standing(kind, of, of.source.origin, country, sector, of.period)


def _standing(
    kind: str,
    of: EntryView | ClaimView | PrintedAlone | ConditionView,
    origin: str,
    country: str | None,
    sector: str | None,
    period: Period | None,
) -> Record:
    years = () if period is None else years_of(period)
    return Record(kind, of, origin, country or SEVERAL, sector or NOT_SAID, period, years)


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
