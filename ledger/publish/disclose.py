"""The one door through which figures leave the book for others.

Published cohorts may always be told. Entries of workers enter a figure only where enough workers of enough origins
stand behind it: in the whole and in every group of the report in which the entry stands, for every share and every part
of 100 that is told. What does not qualify is left out of all figures of the report, totals too, so that nothing can be
had by subtraction; and because leaving out one entry may leave another short, this is repeated until nothing changes.
Anything that is not plainly a published cohort counts as a worker's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from ledger.book.views import ClaimView, EntryView, PlacementView
from ledger.measure import pools
from ledger.measure.pools import Pool
from ledger.measure.shares import PARTS, Interval, Unit, units
from ledger.publish.disclosed import _CONTROL, Disclosed
from ledger.publish.evidence import Evidence, Hidden, Published
from ledger.publish.trace import Trace

T = TypeVar("T")
LEAST_WORKERS = 10
LEAST_ORIGINS = 2
_WHOLE: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """One group's pool with what it can be traced to: the units of published cohorts, never those of workers.

    `bound_entries` is how many of its entries give a bound and not a figure, in one share at least. `open_ended` names
    the measures whose high end of everything is only what nobody stated: no figure says that all was taken. `known` is
    the smallest and the largest figure that is stated for a measure, whatever else may be. `is_range_withheld` is true
    where workers are among those told: an end of the range would be one worker's own share.
    """

    pool: Pool
    units: tuple[Unit, ...]
    bound_entries: int
    open_ended: frozenset[str]
    known: Mapping[str, Interval]
    is_range_withheld: bool


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


def skim(
    entries: Iterable[EntryView],
    claims: Iterable[ClaimView],
    by: Sequence[str] = (),
    *,
    least_workers: int = LEAST_WORKERS,
    least_origins: int = LEAST_ORIGINS,
) -> Disclosed[SkimReport]:
    """The pools of these entries, with workers only where there are enough of them.

    The thresholds can be raised, never lowered: ValueError. Raises KeyError for a name in `by` that is not in KEYS.
    """
    if least_workers < LEAST_WORKERS or least_origins < LEAST_ORIGINS:
        raise ValueError(f"fewer than {LEAST_WORKERS} workers or {LEAST_ORIGINS} origins are never disclosed")
    wages = [e for e in entries if e.kind == "wage" and not e.is_void]
    cohorts = [e for e in wages if _is_published(e.placement)]
    workers = [e for e in wages if not _is_published(e.placement)]
    told = _told(workers, by, least_workers, least_origins)
    claims = list(claims)
    said = [c for c in claims if _is_published(c.placement)]
    shown = [*cohorts, *told]
    grouped = pools.grouped(shown, said, by) if by else {}
    groups = [_group(key, its, claimed) for key, (its, claimed) in grouped.items()]
    report = SkimReport(
        by=tuple(by),
        groups=tuple(sorted(groups, key=lambda group: pools.by_evidence(group.pool))),
        whole=_group((), shown, said),
        left_out=LeftOut(len(workers) - len(told), len(claims) - len(said), least_workers, least_origins),
    )
    return Disclosed(report, _CONTROL)


def disclosed_trace(trace: Trace) -> Disclosed[Trace]:
    """The trace of what was published. Raises ValueError when anything in it is a worker's, whose it stays."""
    is_published = all(_is_published(placement) for placement in trace.placements)
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
    numbers = {e.id for e in entries}
    names = {e.observation for e in entries} | {c.observation for c in claims}
    stated = tuple(
        s
        for s in evidence.stated
        if s.observation is not None and s.observation in names and (s.entry_id is None or s.entry_id in numbers)
    )
    hidden = Hidden(
        entries=sum(not e.is_void for e in evidence.entries) - sum(not e.is_void for e in entries),
        claims=len(evidence.claims) - len(claims),
        promises=len(evidence.promises) - len(promises),
    )
    told = replace(evidence, entries=entries, claims=claims, promises=promises, stated=stated)
    return Disclosed(Published(build(told), hidden), _CONTROL)


def _told(entries: list[EntryView], by: Sequence[str], least_workers: int, least_origins: int) -> list[EntryView]:
    """The workers' entries that have enough beside them when all the others are left out."""
    places = {e.id: {_WHOLE, *pools.entry_keys(e, by)} for e in entries}
    while entries:
        groups: dict[tuple[str, ...], list[EntryView]] = {}
        for entry in entries:
            for key in places[entry.id]:
                groups.setdefault(key, []).append(entry)
        short = {n for its in groups.values() for n in _short(its, least_workers, least_origins)}
        if not short:
            break
        entries = [e for e in entries if e.id not in short]
    return entries


def _short(entries: Sequence[EntryView], least_workers: int, least_origins: int) -> set[int]:
    """The numbers of the entries that may not be told in this group: too few stand behind some figure.

    Workers are counted by the shares that are told of them: one without a share hides nobody.
    """

    def is_enough(found: Sequence[Unit]) -> bool:
        return len({u.subject for u in found}) >= least_workers and len({u.origin for u in found}) >= least_origins

    found = units(entries)
    if not is_enough(found):
        return {e.id for e in entries}
    few: list[Unit] = []
    for tells in _FIGURES:
        behind = [unit for unit in found if tells(unit)]
        few += [] if is_enough(behind) else behind
    return {e.id for unit in few for e in unit.entries}


def _has_share(measure: str) -> Callable[[Unit], bool]:
    return lambda unit: unit.interval(measure) is not None


def _has_part(part: str) -> Callable[[Unit], bool]:
    return lambda unit: any(unit.parts[part][case].value for case in unit.cases)


_FIGURES = (*map(_has_share, pools.SPREAD), *map(_has_part, PARTS))


def _is_published(placement: PlacementView) -> bool:
    return placement.subject_kind == "cohort"


def _group(key: tuple[str, ...], entries: Sequence[EntryView], claims: Sequence[ClaimView]) -> Group:
    found = units(entries)
    published = tuple(u for u in found if all(_is_published(e.placement) for e in u.entries))
    has_workers = len(published) != len(found)
    pool = pools.pool(key, entries, claims, found)
    if has_workers:
        shares = {measure: replace(each, range=Interval(None, None)) for measure, each in pool.shares.items()}
        pool = replace(pool, shares=shares)
    return Group(
        pool=pool,
        units=published,
        bound_entries=sum(len(u.entries) for u in found if any(pools.is_bound(u, measure) for measure in pools.SPREAD)),
        open_ended=frozenset(measure for measure in pools.SPREAD if _is_open_ended(found, measure)),
        known={measure: _known([] if has_workers else found, measure) for measure in pools.SPREAD},
        is_range_withheld=has_workers,
    )


def _is_open_ended(found: Sequence[Unit], measure: str) -> bool:
    shares = _shares(found, measure)
    return any(s.high == 1 and s.low != 1 for s in shares) and not any(s.low == s.high == 1 for s in shares)


def _known(found: Sequence[Unit], measure: str) -> Interval:
    ends = [_ends(share) for share in _shares(found, measure)]
    return Interval(min((e[0] for e in ends if e), default=None), max((e[-1] for e in ends if e), default=None))


def _ends(share: Interval) -> list[Fraction]:
    """The ends that are somebody's figure: not the whole that is only a limit."""
    is_limit = share.high == 1 and share.low != 1
    return [end for end in (share.low, None if is_limit else share.high) if end is not None]


def _shares(found: Sequence[Unit], measure: str) -> list[Interval]:
    shares = [unit.share(measure, case) for unit in found for case in unit.cases]
    return [share for share in shares if share is not None]
