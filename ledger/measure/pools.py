"""Pools: many shares told together, each origin counted once, with how many of them are bounds.

Counting is by origin, because five articles that quote one witness are one witness. An origin's share is the hull of
its units: from the smallest to the largest, so that a syndicated copy changes nothing. The median is taken of the low
ends and of the high ends; an end that is not known ranks beyond every known one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.book.views import ClaimView, EntryView, PlacementView
from ledger.measure.shares import MEASURES, PARTS, Interval, Unit, hull, units
from ledger.values.cases import Case
from ledger.values.periods import UNKNOWN_PERIOD, Period

KEYS = (
    "country",
    "sector",
    "year",
    "basis",
    "currency",
    "employer",
    "sending",
    "grade",
    "verification",
    "via",
    "subject",
)
UNKNOWN = "unknown"
SPREAD = (*MEASURES, "hand")


@dataclass(frozen=True)
class Summary:
    """One share over a pool: by how many origins it is told, its median and range, and how many of them are bounds."""

    origins: int
    median: Interval
    range: Interval
    bounds: int


@dataclass(frozen=True)
class Pool:
    """What is documented for one group. `workers` is None when no source says how many its figure speaks for.

    `low` and `high` are the mean split of every 100 earned over the origins, in the low and in the high case.
    """

    key: tuple[str, ...]
    entries: int
    origins: int
    observations: int
    workers: int | None
    workers_stated_by: int
    overruns: int
    shares: dict[str, Summary]
    low: dict[str, Fraction]
    high: dict[str, Fraction]
    bases: dict[str, int]
    grades: dict[str, int]
    verification: dict[str, int]
    claims: tuple[ClaimView, ...]
    without_share: int


def grouped(
    entries: Iterable[EntryView], claims: Iterable[ClaimView], by: Sequence[str]
) -> dict[tuple[str, ...], tuple[list[EntryView], list[ClaimView]]]:
    """The entries and the claims of each group, by its key. Raises KeyError for a name in `by` that is not in KEYS."""
    found: dict[tuple[str, ...], tuple[list[EntryView], list[ClaimView]]] = {}
    for entry in entries:
        for key in entry_keys(entry, by):
            found.setdefault(key, ([], []))[0].append(entry)
    for claim in claims:
        for key in _product([_claim_values(claim, name) for name in by]):
            found.setdefault(key, ([], []))[1].append(claim)
    return found


def by_evidence(pool: Pool) -> tuple[int, tuple[str, ...]]:
    """Sorts groups: the best documented first."""
    return (-pool.origins, pool.key)


def pool(
    key: tuple[str, ...],
    entries: Sequence[EntryView],
    claims: Sequence[ClaimView],
    found: Sequence[Unit] | None = None,
) -> Pool:
    """One group's pool. Entries without a share are counted in `without_share` and enter no figure.

    `found` is `units(entries)` where the caller has it.
    """
    found = units(entries) if found is None else found
    by_origin: dict[str, list[Unit]] = {}
    for unit in found:
        by_origin.setdefault(unit.origin, []).append(unit)
    shared = [e for unit in found for e in unit.entries]
    heads = [_workers(members) for members in by_origin.values()]
    known = [n for n in heads if n is not None]
    return Pool(
        key=key,
        entries=len(shared),
        origins=len(by_origin),
        observations=len({e.observation for e in shared if e.observation}),
        workers=sum(known) if known else None,
        workers_stated_by=len(known),
        overruns=sum(unit.is_overrun for unit in found),
        shares=_summaries(by_origin),
        low=_mean_split(by_origin, "low"),
        high=_mean_split(by_origin, "high"),
        bases=_counted(e.basis or UNKNOWN for e in shared),
        grades=_counted(f"{e.reliability}{e.credibility}" for e in shared),
        verification=_counted(e.source.verification or UNKNOWN for e in shared),
        claims=tuple(sorted(claims, key=lambda c: (c.side, c.observation or "", c.id))),
        without_share=len([e for e in entries if e.kind == "wage"]) - len([e for e in shared if e.kind == "wage"]),
    )


def entry_keys(entry: EntryView, by: Sequence[str]) -> list[tuple[str, ...]]:
    """The groups in which an entry stands: one, or one for every year that it covers."""
    return _product([_entry_values(entry, name) for name in by])


def median(values: Sequence[Fraction | None], *, unknown_is_high: bool) -> Fraction | None:
    """The middle value, exact; None where it falls on an end that is not known. Raises ValueError on none."""
    if not values:
        raise ValueError("no values")
    known = sorted(v for v in values if v is not None)
    missing: list[Fraction | None] = [None] * (len(values) - len(known))
    ranked: list[Fraction | None] = [*known, *missing] if unknown_is_high else [*missing, *known]
    middle = len(ranked) // 2
    upper = ranked[middle]
    lower = upper if len(ranked) % 2 else ranked[middle - 1]
    return None if lower is None or upper is None else (lower + upper) * Fraction(1, 2)


def _summaries(by_origin: dict[str, list[Unit]]) -> dict[str, Summary]:
    """The shares that at least one origin tells."""
    found = {measure: _summary(measure, by_origin) for measure in SPREAD}
    return {measure: summary for measure, summary in found.items() if summary is not None}


def _summary(measure: str, by_origin: dict[str, list[Unit]]) -> Summary | None:
    told = [[i for i in (u.interval(measure) for u in members) if i is not None] for members in by_origin.values()]
    found = [hull(intervals) for intervals in told if intervals]
    if not found:
        return None
    lowest = median([i.low for i in found], unknown_is_high=False)
    highest = median([i.high for i in found], unknown_is_high=True)
    bounds = sum(any(is_bound(unit, measure) for unit in members) for members in by_origin.values())
    return Summary(len(found), Interval(lowest, highest), hull(found), bounds)


def is_bound(unit: Unit, measure: str) -> bool:
    """True when the share is a bound in some case: one of its ends is not the other."""
    shares = [unit.share(measure, case) for case in unit.cases]
    return any(share is not None and not share.is_exact for share in shares)


def _mean_split(by_origin: dict[str, list[Unit]], case: Case) -> dict[str, Fraction]:
    """The mean over origins of each part's share; within an origin over its different splits: copies change nothing."""
    if not by_origin:
        return {}
    total = dict.fromkeys(PARTS, Fraction(0))
    for members in by_origin.values():
        splits = {tuple(unit.split(case).items()) for unit in members}
        for split in splits:
            for part, share in split:
                total[part] += share * Fraction(1, len(splits))
    return {part: share * Fraction(1, len(by_origin)) for part, share in total.items()}


def _workers(members: Sequence[Unit]) -> int | None:
    """How many people an origin's figures speak for: its workers, or the largest stated headcount of its cohorts."""
    people = {u.subject for u in members if u.entries[0].placement.subject_kind == "worker"}
    heads = [e.placement.headcount_high for u in members for e in u.entries if e.placement.headcount_high is not None]
    if people:
        return len(people) + max(heads, default=0)
    return max(heads) if heads else None


def _entry_values(entry: EntryView, name: str) -> list[str]:
    if name == "year":
        return years(entry.period)
    readers: dict[str, Callable[[EntryView], str | None]] = {
        "basis": lambda e: e.basis,
        "currency": lambda e: next((line.currency for line in e.lines), None),
        "grade": lambda e: f"{e.reliability}{e.credibility}",
        "verification": lambda e: e.source.verification,
        "via": lambda e: e.source.seen_via,
    }
    if name in readers:
        return [readers[name](entry) or UNKNOWN]
    return [_placement_value(entry.placement, name)]


def _claim_values(claim: ClaimView, name: str) -> list[str]:
    if name == "year":
        return years(claim.period)
    readers: dict[str, Callable[[ClaimView], str | None]] = {
        "basis": lambda c: c.basis,
        "currency": lambda c: None,
        "grade": lambda c: f"{c.reliability}{c.credibility}",
        "verification": lambda c: c.source.verification,
        "via": lambda c: c.source.seen_via,
    }
    if name in readers:
        return [readers[name](claim) or UNKNOWN]
    return [_placement_value(claim.placement, name)]


def _placement_value(placement: PlacementView, name: str) -> str:
    values = {
        "country": placement.country or "several",
        "sector": placement.sector,
        "employer": placement.employer or UNKNOWN,
        "sending": placement.sending or UNKNOWN,
        "subject": placement.subject_kind,
    }
    return values[name]


def years(period: Period) -> list[str]:
    """Every year that a period covers; its text when the year itself is not known (`201X`, open or unknown ends)."""
    first, last = period.earliest, period.latest
    if first is None or last is None or any("X" in end.split("-")[0] for end in period.text.split("/")):
        return [period.text if period.text != UNKNOWN_PERIOD.text else UNKNOWN]
    return [str(year) for year in range(first.year, last.year + 1)]


def _product(values: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for options in values:
        found = [(*key, option) for key in found for option in options]
    return found


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items(), key=lambda pair: (-pair[1], pair[0])))
