"""The one door through which figures leave the book for others.

Published cohorts may always be told. Entries of workers enter a figure only where enough workers of enough origins
stand behind it: in the whole and in every group of the report in which the entry stands, for every share and every part
of 100 that is told. What does not qualify is left out of all figures of the report, totals too; and because leaving out
one entry may leave another short, this is repeated until nothing changes. So that nothing can be had by subtracting one
report from another, the workers who are told are the same in every report on the book as it is, or none: see
`_the_same_or_none`. What the book has of workers is counted over the whole of it, for the same reason.
Anything that is not plainly a published cohort counts as a worker's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Generic, Literal, NamedTuple, TypeVar

import numpy as np

from ledger.book.cells import Cells, Column, Mask
from ledger.book.terms import OfWorkers
from ledger.book.views import ClaimView, EntryView, PlacementView, StatedView
from ledger.measure import pools
from ledger.measure.arrears import standing
from ledger.measure.pools import Grouped, Pool
from ledger.measure.settled import in_cases, total_of
from ledger.measure.shares import Interval, Unit, ends, windows
from ledger.measure.split import PARTS
from ledger.measure.sums import Figure
from ledger.measure.units import Units
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.disclosed import _CONTROL, Disclosed
from ledger.publish.evidence import Evidence, Hidden, Published
from ledger.publish.trace import Trace
from ledger.values.cases import Amount, Case

T = TypeVar("T")
LEAST_WORKERS = 10
LEAST_ORIGINS = 2


@dataclass(frozen=True)
class PublishedUnit:
    """One unit of pay of a published cohort, by itself: no column of the book hangs on it. See measure.shares.Unit."""

    origin: str
    subject: str
    observations: tuple[str, ...]
    entries: tuple[int, ...]
    currency: str
    cases: tuple[Case, ...]
    gross: dict[Case, Amount]
    parts: dict[str, dict[Case, Amount]]
    shares: dict[str, dict[Case, Interval | None]]
    intervals: dict[str, Interval | None]


@dataclass(frozen=True)
class Group:
    """One group's pool with what it can be traced to: the units of published cohorts, never those of workers.

    `is_range_withheld` is true where workers are among those told: an end of the range, or a quartile, could be one
    worker's own share.
    """

    pool: Pool
    units: tuple[PublishedUnit, ...]
    is_range_withheld: bool


HeldRule = Literal["whole-book", "few", "dominance", "p-percent", "no-sum"]
HELD_RULES: tuple[HeldRule, ...] = ("whole-book", "few", "dominance", "p-percent", "no-sum")


@dataclass(frozen=True)
class HeldTogether:
    """What is outstanding of all workers in one currency, and how many of them and of their origins stand behind it."""

    currency: str
    outstanding: Figure
    workers: int
    origins: int


@dataclass(frozen=True)
class WithWorkers(Generic[T]):
    """A report on published cohorts, the sums of workers that may be told, and how many entries are not, by rule."""

    published: Published[T]
    together: tuple[HeldTogether, ...]
    untold: Mapping[HeldRule, int]
    told: tuple[int, ...] = ()  # as in SkimReport: one number for all that are in a sum of one worker's
    told_entries: int = 0


@dataclass(frozen=True)
class LeftOut:
    """How much of the book the report does not speak of, and by which rule; never where it stood."""

    worker_entries: int
    worker_claims: int
    least_workers: int
    least_origins: int


@dataclass(frozen=True)
class SkimReport:
    """Of every 100 earned, how much was taken, by whom: per group, and in all."""

    by: tuple[str, ...]
    groups: tuple[Group, ...]
    whole: Group
    left_out: LeftOut
    told: tuple[int, ...] = ()  # the numbers of the workers' entries in it, to call it back by; no renderer prints them
    told_entries: int = 0  # how many entries they are: where sums were read, a number stands for all that are alike


def skim(
    cells: Cells,
    claims: Iterable[ClaimView],
    asked: Asked = EVERYTHING,
    *,
    beside: Mapping[str, Mapping[int, Interval]] | None = None,
    of_workers: OfWorkers | None = None,
    least_workers: int = LEAST_WORKERS,
    least_origins: int = LEAST_ORIGINS,
) -> Disclosed[SkimReport]:
    """The pools of these wages as they were asked for, with workers only where there are enough of them.

    `beside` are shares by measure and number of the entry that were worked out elsewhere; those of workers are dropped.
    The thresholds can be raised, never lowered: ValueError. Raises KeyError for a name in `by` that is not in KEYS.
    """
    if least_workers < LEAST_WORKERS or least_origins < LEAST_ORIGINS:
        raise ValueError(f"fewer than {LEAST_WORKERS} workers or {LEAST_ORIGINS} origins are never disclosed")
    kinds = cells.keys["subject_kind"]
    cohort = kinds.words.index("cohort") if "cohort" in kinds.words else -2
    is_cohort = kinds.codes == cohort
    told, of_told = _the_same_or_none(cells, asked, ~is_cohort, least_workers, least_origins)
    claims = list(claims)
    said = [c for c in claims if _is_published(c.placement)]
    theirs = of_workers or OfWorkers(0, int(cells.count[~is_cohort].sum()), len(claims) - len(said), 0)
    published = set(cells.entry[is_cohort].tolist())
    known = {m: {n: i for n, i in found.items() if n in published} for m, found in (beside or {}).items()}
    found = pools.grouped(cells, asked.by, is_cohort | told) if of_told is None or is_cohort.any() else of_told
    with_workers = found.units.unit_of_member[~is_cohort[found.units.member]]
    made = pools.pools(
        found,
        said,
        asked.by,
        weight=asked.weight,
        outer=asked.bounds == "outer",
        seed=asked.seed,
        more=known,
        closed=set(found.units.group[with_workers].tolist()),
    )
    whole, *groups = _groups(made, found, is_cohort)
    report = SkimReport(
        by=asked.by,
        groups=tuple(groups) if asked.by else (),
        whole=whole,
        left_out=LeftOut(
            worker_entries=theirs.wages - int(cells.count[told].sum()),
            worker_claims=theirs.claims,
            least_workers=least_workers,
            least_origins=least_origins,
        ),
        told=tuple(cells.entry[told].tolist()),
        told_entries=int(cells.count[told].sum()),
    )
    return Disclosed(report, _CONTROL)


def workers_entries(sealed: Disclosed[Any]) -> tuple[int, ...]:
    """The numbers of the workers' entries that a report tells of, so that it can be called back from who has it."""
    return tuple(getattr(sealed.value, "told", ()))


def entries_told(sealed: Disclosed[Any]) -> int:
    """How many entries of workers a report tells of."""
    found = getattr(sealed.value, "told_entries", None)
    return len(workers_entries(sealed)) if found is None else int(found)


def disclosed_trace(trace: Trace) -> Disclosed[Trace]:
    """The trace of what was published. Raises ValueError when anything in it is a worker's, whose it stays."""
    printed = [figure.placement for figure in trace.stated if figure.placement is not None]
    is_published = all(_is_published(placement) for placement in (*trace.placements, *printed))
    if not is_published or any(figure.observation is None for figure in trace.stated):
        raise ValueError("a worker's entries are traced for that worker alone")
    return Disclosed(trace, _CONTROL)


def published(evidence: Evidence, build: Callable[[Evidence], T]) -> Disclosed[Published[T]]:
    """What `build` makes of what may be told observation by observation: that of published cohorts alone.

    The builder never sees an entry, a claim, a promise or a printed figure of a worker.
    """
    entries = tuple(e for e in evidence.entries if _is_published(e.placement))
    claims = tuple(c for c in evidence.claims if _is_published(c.placement))
    promises = tuple(p for p in evidence.promises if _is_published(p.placement))
    stated = tuple(_told_of_printed(evidence, entries, claims))
    theirs = evidence.of_workers
    if theirs is not None:
        hidden = Hidden(theirs.entries, theirs.claims, theirs.promises)
    else:
        hidden = Hidden(
            entries=sum(not e.is_void for e in evidence.entries) - sum(not e.is_void for e in entries),
            claims=len(evidence.claims) - len(claims),
            promises=len(evidence.promises) - len(promises),
        )
    told = replace(evidence, entries=entries, claims=claims, promises=promises, stated=stated)
    return Disclosed(Published(build(told), hidden), _CONTROL)


def _told_of_printed(
    evidence: Evidence, entries: Iterable[EntryView], claims: Iterable[ClaimView]
) -> Iterator[StatedView]:
    """The printed figures that may be told beside these entries and claims of published cohorts.

    Each has the name of an observation, and is of a published cohort: by its own placement, or where it has none by its
    observation. None hangs on an entry that is not told; and an observation of which nothing else is told is left out
    whole when anything else of it was kept back.
    """
    numbers = {e.id for e in entries}
    names = {e.observation for e in entries} | {c.observation for c in claims}
    kept_back = {e.observation for e in evidence.entries} | {c.observation for c in evidence.claims} | evidence.unread
    fit: list[StatedView] = []
    for figure in evidence.stated:
        is_cohort = figure.observation in names if figure.placement is None else _is_published(figure.placement)
        if is_cohort and (figure.entry_id is None or figure.entry_id in numbers):
            fit.append(figure)
        else:
            kept_back.add(figure.observation)
    kept_back -= names
    yield from (figure for figure in fit if figure.observation is not None and figure.observation not in kept_back)


def held_of_workers(
    evidence: Evidence,
    build: Callable[[Evidence], T],
    workers: Iterable[Iterable[EntryView]],
    *,
    is_whole_book: bool,
) -> Disclosed[WithWorkers[T]]:
    """What `build` makes of published cohorts, as `published` does, and what is outstanding of all workers together.

    `workers` are their entries, in lots: all of a placement in one lot. A currency's sum is told where at least ten
    workers of two origins have a part in it, the two with the most have no more than 85 % of it, and all but those two
    have together at least 10 % of what the first has (the p % rule), in every case. It is told of the whole book alone:
    of a part of it, the rest could be had by subtraction.
    """
    cohorts = published(evidence, build).value
    together: list[HeldTogether] = []
    behind: list[int] = []
    untold = dict.fromkeys(HELD_RULES, 0)
    if not is_whole_book:
        untold["whole-book"] = cohorts.hidden.entries  # of the whole book: how many stand in a part would tell where
        return Disclosed(WithWorkers(cohorts, (), untold), _CONTROL)
    by_currency: dict[str, list[_Behind]] = {}
    for row in chain.from_iterable(standing(e for e in lot if not _is_published(e.placement)) for lot in workers):
        if any(amount.value for amount in row.outstanding.values()):
            its = by_currency.setdefault(row.currency, [])
            its.append(_Behind(row.subject, row.origins, row.outstanding, row.entries[0], len(row.entries)))
        elif row.is_apart:
            untold["no-sum"] += len(row.entries)
    entries = 0
    for currency, rows in sorted(by_currency.items()):
        told = _together(currency, rows)
        if isinstance(told, HeldTogether):
            together.append(told)
            behind += [row.entry for row in rows]
            entries += sum(row.entries for row in rows)
        else:
            untold[told] += sum(row.entries for row in rows)
    return Disclosed(WithWorkers(cohorts, tuple(together), untold, tuple(behind), entries), _CONTROL)


class _Behind(NamedTuple):
    """A worker's row in a sum: `entry` is the first of its entries, and stands for all of them."""

    subject: str
    origins: tuple[str, ...]
    outstanding: Figure
    entry: int
    entries: int


def _together(currency: str, rows: Sequence[_Behind]) -> HeldTogether | HeldRule:
    """The sum of these rows' outstanding money, or the rule by which it is not told."""
    total = total_of([row.outstanding for row in rows])
    workers, origins = [], []
    for case in total:
        each: dict[str, int] = {}
        behind: set[str] = set()
        for row in rows:
            if part := in_cases(row.outstanding, (case,))[case].value:
                each[row.subject] = each.get(row.subject, 0) + part
                behind.update(row.origins)
        workers.append(len(each))
        origins.append(len(behind))
        if len(each) < LEAST_WORKERS or len(behind) < LEAST_ORIGINS:
            return "few"
        first, second, *others = sorted(each.values(), reverse=True)
        if 100 * (first + second) > 85 * (first + second + sum(others)):
            return "dominance"
        if 10 * sum(others) < first:
            return "p-percent"
    return HeldTogether(currency, total, min(workers), min(origins))


def _the_same_or_none(
    cells: Cells, asked: Asked, workers: Mask, least_workers: int, least_origins: int
) -> tuple[Mask, Grouped | None]:
    """The workers' entries that are told, and their units: the same ones whatever the groups, or none.

    Two reports that tell different workers tell, by subtraction, of those who stand in one alone. So none is told of a
    part of the book (days, a country), nor where the groups would leave out some who are told of the whole, nor where
    origins do not weigh the same: one who outweighs all others would be the median.
    """
    nobody = np.zeros_like(workers)
    is_part = asked.since is not None or asked.until is not None or asked.country is not None
    if is_part or asked.weight != "origins":
        return nobody, None
    told, found = _told(cells, asked.by, workers, least_workers, least_origins)
    if not asked.by or np.array_equal(
        told, workers
    ):  # all of them: then the whole, a group of every report, has enough
        return told, found
    whole, _ = _told(cells, (), workers, least_workers, least_origins)
    return (told, found) if np.array_equal(told, whole) else (nobody, None)


def _told(
    cells: Cells, by: Sequence[str], workers: Mask, least_workers: int, least_origins: int
) -> tuple[Mask, Grouped | None]:
    """The workers' entries that have enough beside them when all the others are left out; and their units, if any."""
    told = workers.copy()
    while told.any():
        found = pools.grouped(cells, by, told)
        units, groups = found.units, len(found.keys)
        people, origins = (_Different(units.group, who, groups) for who in (units.subject, units.origin))

        def is_enough(behind: Mask, people: _Different = people, origins: _Different = origins) -> Mask:
            """For each group: enough workers of enough origins stand behind the figure that these units tell."""
            return (people.among(behind) >= least_workers) & (origins.among(behind) >= least_origins)

        short = np.zeros(len(cells), dtype=np.bool_)
        # Workers are counted by the shares that are told of them: one without a share hides nobody.
        short[found.at[~is_enough(np.ones(len(units), dtype=np.bool_))[found.group]]] = True
        for behind in _figures(units):
            few = behind & ~is_enough(behind)[units.group]
            short[units.member[few[units.unit_of_member]]] = True
        if not (short & told).any():
            return told, found
        told &= ~short
    return told, None


def _figures(units: Units) -> Iterator[Mask]:
    """For each figure that a report tells, the units that stand behind it."""
    for measure in pools.SPREAD:
        yield np.asarray(ends(units, measure).told.any(axis=1))
    for part in range(len(PARTS)):
        yield np.asarray(((units.amount[:, part] != 0) & units.cases).any(axis=1))


class _Different:
    """Units in the order of their group and of who they are of: sorted once, for many questions."""

    def __init__(self, group: Column, who: Column, groups: int) -> None:
        self.order = np.lexsort((who, group))
        self.group, self.who, self.groups = group[self.order], who[self.order], groups

    def among(self, behind: Mask) -> Column:
        """How many different ones there are in each group, among these units."""
        is_in = behind[self.order]
        group, who = self.group[is_in], self.who[is_in]
        is_new = np.ones(len(group), dtype=np.bool_)
        is_new[1:] = (group[1:] != group[:-1]) | (who[1:] != who[:-1])
        return np.bincount(group[is_new], minlength=self.groups).astype(np.int64)


def _is_published(placement: PlacementView) -> bool:
    return placement.subject_kind == "cohort"


def _groups(made: Sequence[Pool], found: Grouped, is_cohort: Mask) -> Iterator[Group]:
    """Each pool with its published units; the figures that could be one worker's own are taken out."""
    units = found.units
    is_published = np.ones(len(units), dtype=np.bool_)
    is_published[units.unit_of_member[~is_cohort[units.member]]] = False
    number = {key: i for i, key in enumerate(found.keys)}
    for pool in made:
        mine = units.group == number.get(pool.key, -1)
        has_workers = bool((mine & ~is_published).any())
        if has_workers:
            nothing = Interval(None, None)
            shares = {
                measure: replace(each, range=nothing, quartiles=None, bootstrap=None, outer=None)
                for measure, each in pool.shares.items()
            }
            pool = replace(pool, shares=shares, known=dict.fromkeys(pool.known, nothing))
        told = mine & is_published
        yield Group(pool, tuple(map(_alone, windows(units.where(told)))) if told.any() else (), has_workers)


def _alone(unit: Unit) -> PublishedUnit:
    return PublishedUnit(
        origin=unit.origin,
        subject=unit.subject,
        observations=unit.observations,
        entries=unit.entries,
        currency=unit.currency,
        cases=unit.cases,
        gross=unit.gross,
        parts=unit.parts,
        shares={measure: {case: unit.share(measure, case) for case in unit.cases} for measure in pools.SPREAD},
        intervals={measure: unit.interval(measure) for measure in pools.SPREAD},
    )
