"""Pools: many shares told together, each origin counted once, with how many of them are bounds. All of it on columns.

Counting is by origin, because five articles that quote one witness are one witness. An origin's share is the hull of
its units: from the smallest to the largest, so that a syndicated copy changes nothing. What is earned for others
(`revenue`) and what was only promised are no wage: they stand in no pool but their own, `--by basis`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ledger.book.cells import Cells, Column, Mask, tallied
from ledger.book.views import ClaimView, PlacementView
from ledger.measure.columns import KEYS, UNKNOWN, places, years
from ledger.measure.hulls import Shares
from ledger.measure.origins import Origins
from ledger.measure.shares import MEASURES, Interval, ends, overruns
from ledger.measure.split import PARTS
from ledger.measure.spread import Summary, median
from ledger.measure.units import Units, crossed, units_in

__all__ = [
    "APART",
    "KEYS",
    "PARTS",
    "SPREAD",
    "UNKNOWN",
    "Pool",
    "Summary",
    "by_evidence",
    "grouped",
    "median",
    "pools",
    "years",
]

SPREAD = (*MEASURES, "hand")
APART = ("promised", "revenue")


@dataclass(frozen=True)
class Pool:
    """What is documented for one group. `workers` is None when no source says how many its figure speaks for.

    `low` and `high` are the mean split of every 100 earned over the origins, in the low and in the high case. `apart`
    counts the entries on another base than a wage, which enter nothing here. `bound_entries` is how many entries give a
    bound and not a figure, in one share at least. `open_ended` names the measures whose high end of everything is only
    what nobody stated. `known` is the smallest and the largest figure that is stated for a measure.
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
    sources: dict[str, int]
    claims: tuple[ClaimView, ...]
    without_share: int
    apart: int
    bound_entries: int
    open_ended: frozenset[str]
    known: Mapping[str, Interval]


@dataclass(frozen=True)
class Grouped:
    """The units of all groups, the whole being group 0, the keys of the groups, and which entries stand in which.

    `group` and `at` are pairs of a group and the row of an entry; `is_apart` marks those on another base than a wage.
    """

    units: Units
    keys: list[tuple[str, ...]]
    group: Column
    at: Column
    is_apart: Mask


def grouped(cells: Cells, by: Sequence[str], allowed: Mask | None = None) -> Grouped:
    """The units in the whole and in every group; of the entries that are allowed. Raises KeyError as `places` does."""
    keys, group, at = places(cells, by)
    if by:
        every = np.arange(len(cells), dtype=np.int64)
        group, at = np.concatenate([np.zeros_like(every), group + 1]), np.concatenate([every, at])
        keys = [(), *keys]
    if allowed is not None:
        group, at = group[allowed[at]], at[allowed[at]]
    basis = cells.keys["basis"]
    other = [i for i, word in enumerate(basis.words) if word in APART and "basis" not in by]
    is_apart = np.isin(basis.codes[at], other)
    return Grouped(
        units=units_in(cells, group[~is_apart], at[~is_apart]),
        keys=keys,
        group=group,
        at=at,
        is_apart=is_apart,
    )


def pools(
    found: Grouped,
    claims: Iterable[ClaimView] = (),
    by: Sequence[str] = (),
    *,
    weight: str = "origins",
    outer: bool = False,
    seed: int = 1,
    more: Mapping[str, Mapping[int, Interval]] | None = None,
    closed: Collection[int] = (),
) -> list[Pool]:
    """The pool of the whole, then those of the groups that have an entry or a claim, by their evidence.

    `weight` is what an origin counts for: origins (one), workers (as stated) or months (that its entries cover). `more`
    are shares that were worked out for single entries elsewhere, by measure and number of the entry. `closed` are the
    numbers of groups that are not resampled.
    """
    said: dict[tuple[str, ...], list[ClaimView]] = {}
    for claim in claims:
        for key in {(), *_product([_claim_values(claim, name) for name in by])}:
            said.setdefault(key, []).append(claim)
    keys = [*found.keys, *sorted(key for key in said if key not in set(found.keys))]
    pooled = _Pooled(found.units, len(keys), weight, outer=outer)
    count = found.units.cells.count[found.at]
    entries = tallied(found.group[~found.is_apart], count[~found.is_apart], len(keys))
    apart = tallied(found.group[found.is_apart], count[found.is_apart], len(keys))
    made = [
        pooled.pool(
            g,
            key,
            said.get(key, []),
            pooled.summaries(g, None if g in closed else seed, more or {}),
            entries=int(entries[g]),
            apart=int(apart[g]),
        )
        for g, key in enumerate(keys)
        if g == 0 or entries[g] or apart[g] or key in said
    ]
    return [made[0], *sorted(made[1:], key=by_evidence)]


def by_evidence(pool: Pool) -> tuple[int, tuple[str, ...]]:
    """Sorts groups: the best documented first."""
    return (-pool.origins, pool.key)


class _Pooled:
    """All units with their origins and their shares, to make one pool after the other of."""

    def __init__(self, units: Units, groups: int, weight: str, *, outer: bool) -> None:
        self.units, self.size, self.is_over = units, units.size, overruns(units)
        self.origins = Origins(units, groups, weight)
        self.shares = {measure: Shares(units, ends(units, measure)) for measure in SPREAD}
        self.hulls = {measure: self.origins.hulls(shares) for measure, shares in self.shares.items()}
        self.is_bound = np.any([shares.is_bound for shares in self.shares.values()], axis=0)
        wide = crossed(units) if outer else None
        self.wide = {} if wide is None else {measure: Shares(wide, ends(wide, measure)) for measure in SPREAD}

    def summaries(self, group: int, seed: int | None, more: Mapping[str, Mapping[int, Interval]]) -> dict[str, Summary]:
        """The shares that at least one origin of the group tells."""
        found = {
            measure: self.origins.summary(group, shares, self.hulls[measure], self.wide.get(measure), seed)
            for measure, shares in self.shares.items()
        }
        found |= {m: self.origins.beside(group, by_entry, seed) for m, by_entry in more.items()}
        return {measure: summary for measure, summary in found.items() if summary is not None}

    def pool(
        self, group: int, key: tuple[str, ...], claims: Sequence[ClaimView], shares: dict[str, Summary], **counts: int
    ) -> Pool:
        rows = self.origins.rows(group)
        cells, member = self.units.cells, self.units.members(rows)
        keys, count = cells.keys, cells.count[member]
        heads = self.origins.heads[self.origins.runs(group)]
        seen = keys["observation"].codes[member]
        low = self.origins.mean_split(group, "low")

        def counted(name: str) -> dict[str, int]:
            return _counted(keys[name].codes[member], keys[name].words, count)

        return Pool(
            key=key,
            entries=int(count.sum()),
            origins=len(heads),
            observations=len(np.unique(seen[seen >= 0])),
            workers=int(heads[heads >= 0].sum()) if (heads >= 0).any() else None,
            workers_stated_by=int((heads >= 0).sum()),
            overruns=int(self.is_over[rows].sum()),
            shares=shares,
            low=low,
            high=low if self.origins.is_one_case(group) else self.origins.mean_split(group, "high"),
            bases=counted("basis"),
            grades=counted("grade"),
            verification=counted("verification"),
            sources=counted("source"),
            claims=tuple(sorted(claims, key=lambda c: (c.side, c.observation or "", c.id))),
            without_share=counts["entries"] - int(count.sum()),
            apart=counts["apart"],
            bound_entries=int(self.size[rows[self.is_bound[rows]]].sum()),
            open_ended=frozenset(m for m, shares in self.shares.items() if shares.is_open_ended(rows)),
            known={measure: shares.known(rows) for measure, shares in self.shares.items()},
        )


def _counted(codes: Column, words: Sequence[str], count: Column) -> dict[str, int]:
    """How often each word stands there, the most frequent first."""
    found = tallied(codes + 1, count, len(words) + 1).tolist()
    pairs = [(word, n) for word, n in zip((UNKNOWN, *words), found, strict=True) if n]
    return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def _claim_values(claim: ClaimView, name: str) -> list[str]:
    if name == "year":
        return years(claim.period)
    readers: dict[str, Callable[[ClaimView], str | None]] = {
        "basis": lambda c: c.basis,
        "currency": lambda c: None,
        "mode": lambda c: None,
        "grade": lambda c: f"{c.reliability}{c.credibility}",
        "verification": lambda c: c.source.verification,
        "via": lambda c: c.source.seen_via,
        "source": lambda c: c.source.kind,
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


def _product(values: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for options in values:
        found = [(*key, option) for key in found for option in options]
    return found
