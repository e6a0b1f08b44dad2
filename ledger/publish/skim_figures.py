"""The way back from each figure of the skim and flow reports: the origins in their order, and the units they rest on.

What rests on workers is counted and not listed: their units stay in the book.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.measure.reckoning import BOUND_WORDS
from ledger.measure.shares import PARTS, Interval, hull
from ledger.publish.asked import Asked
from ledger.publish.disclose import Group, PublishedUnit, SkimReport
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.figures import Figure, figure_id
from ledger.publish.wording import MEASURE_WORDS, PART_WORDS, counted, group_name, interval_text, split_text
from ledger.values.cases import Amount, Case
from ledger.values.money import format_grouped
from ledger.values.percent import percent_text


def figures(disclosed: Disclosed[SkimReport], asked: Asked) -> Iterator[Figure]:
    """Every figure of both reports."""
    report = opened(disclosed)
    for group in (report.whole, *report.groups):
        name = group_name(report.by if group.pool.key else (), group.pool.key)
        yield _counts(group, name, asked)
        for measure in group.pool.shares:
            yield _measure(group, name, measure, asked)
        for part in PARTS:
            yield _part(group, name, part, asked)


def _counts(group: Group, name: str, asked: Asked) -> Figure:
    pool = group.pool
    listed = sorted(number for unit in group.units for number in unit.entries)
    working = [
        f"{counted(pool.entries, 'entry', 'entries')} with a share: {_hidden(group, pool.entries - len(listed))}",
        f"{counted(pool.origins, 'origin')}: an origin counts once, however many of its entries there are.",
    ]
    return Figure(
        id=figure_id("skim", asked, *pool.key, "counts"),
        says=f"{name}: {counted(pool.entries, 'entry', 'entries')} from {counted(pool.origins, 'origin')}.",
        working=tuple(working),
        entries=tuple(listed),
        claims=tuple(claim.id for claim in pool.claims),
    )


def _measure(group: Group, name: str, measure: str, asked: Asked) -> Figure:
    pool, summary = group.pool, group.pool.shares[measure]
    told = [unit for unit in group.units if unit.intervals.get(measure) is not None]
    word = MEASURE_WORDS[measure]
    lines = []
    hulls = _by_origin(told, measure)
    if measure in pool.known:
        lines.append(
            f"{counted(summary.origins, 'origin')} tell it. Each is one share, from its smallest to its largest; the "
            "median is the middle of the low ends, and the middle of the high ends."
        )
        for end, ranked in (("low", _ranked(hulls, "low")), ("high", _ranked(hulls, "high"))):
            lines.append(f"The {end} ends in order: {', '.join(ranked)}." if ranked else f"No {end} end may be listed.")
        lines += [line for unit in told for line in _unit(unit, measure)]
        hidden = summary.origins - len(hulls)
        lines += [f"{counted(hidden, 'origin')} among them rest on workers and are not listed."] if hidden > 0 else []
    else:
        lines.append("Worked out from exchange rates for the entries below; each has its arithmetic in its own trace.")
    entries = sorted(number for unit in told for number in unit.entries)
    median = interval_text(summary.median)
    return Figure(
        id=figure_id("skim", asked, *pool.key, measure),
        says=f"{name}: {word}, median {median} % of what was earned, range {interval_text(summary.range)} %.",
        working=tuple(lines),
        entries=tuple(entries) or tuple(sorted(n for unit in group.units for n in unit.entries)),
    )


def _part(group: Group, name: str, part: str, asked: Asked) -> Figure:
    pool = group.pool
    units = [unit for unit in group.units if any(unit.parts[part][case].value for case in unit.cases)]
    ends = [
        f"{case} case {percent_text(split[part])}" for case, split in (("low", pool.low), ("high", pool.high)) if split
    ]
    lines = [
        f"The mean over {counted(pool.origins, 'origin')}; inside an origin over its different splits. "
        f"All of it: {split_text(pool) if pool.low else 'nothing'}."
    ]
    lines += [line for unit in units for line in _amounts(unit, part)]
    return Figure(
        id=figure_id("flow", asked, *pool.key, part),
        says=f"{name}: {PART_WORDS[part]}, of every 100 earned {' and '.join(ends) or 'not told'}.",
        working=tuple(lines),
        entries=tuple(sorted(number for unit in units for number in unit.entries)),
    )


def _by_origin(units: Sequence[PublishedUnit], measure: str) -> dict[str, Interval]:
    found: dict[str, list[Interval]] = {}
    for unit in units:
        share = unit.intervals[measure]
        if share is not None:
            found.setdefault(unit.origin, []).append(share)
    return {origin: hull(shares) for origin, shares in found.items()}


def _ranked(hulls: dict[str, Interval], end: str) -> list[str]:
    values = [(getattr(share, end), origin) for origin, share in hulls.items()]
    known = sorted((value, origin) for value, origin in values if value is not None)
    said = [f"{percent_text(value)} ({origin})" for value, origin in known]
    silent = [f"not known ({origin})" for value, origin in sorted(values, key=lambda v: v[1]) if value is None]
    return [*silent, *said] if end == "low" else [*said, *silent]


def _unit(unit: PublishedUnit, measure: str) -> Iterator[str]:
    name = ", ".join(unit.observations) or unit.subject
    for case in unit.cases:
        share = unit.shares[measure][case]
        if share is not None:
            said = "; ".join(_priced(unit, part, case) for part in PARTS if unit.parts[part][case].value)
            yield f"{name}, {case}: of {_money(unit, unit.gross[case])}: {said or 'nothing named'}: {_share(share)} %."


def _amounts(unit: PublishedUnit, part: str) -> Iterator[str]:
    name = ", ".join(unit.observations) or unit.subject
    for case in unit.cases:
        amount, gross = unit.parts[part][case], unit.gross[case]
        share = percent_text(Fraction(amount.value, gross.value))
        yield f"{name}, {case}: {_money(unit, amount)} of {_money(unit, gross)}: {share} %."


def _priced(unit: PublishedUnit, part: str, case: Case) -> str:
    return f"{PART_WORDS[part]} {_money(unit, unit.parts[part][case])}"


def _money(unit: PublishedUnit, amount: Amount) -> str:
    return f"{BOUND_WORDS[amount.bound]}{format_grouped(amount.value, unit.currency)} {unit.currency}"


def _share(share: Interval) -> str:
    return interval_text(share)


def _hidden(group: Group, hidden: int) -> str:
    listed = sum(len(unit.entries) for unit in group.units)
    return f"{listed:,} of published observations" + (f", {hidden:,} of workers, not listed." if hidden else ".")
