"""Surrenders and levies, each for the interval that its source states and for no other.

A levy of one month is a levy of one month: nothing here multiplies an amount, so that no year can be made of it. What
is set beside a levy is counted, not added: the documented wage periods of the same country that share a day with it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from ledger.book.views import EntryView, LineView, SourceView, StatedView
from ledger.values.cases import Amount, Case
from ledger.values.money import parse_minor
from ledger.values.periods import Period, parse_period
from ledger.values.problems import BadValue

TAKERS = ("state", "company", "supervisor", "broker", "host")
KINDS = ("levy", "surrender")
GROUP_FLOWS = ("special_levy", "security_officer_levy", "return_levy")
# A state line of a wage is a campaign's where its label or its note says so.
CAMPAIGN = re.compile(
    r"\b(?:campaign|housing|flood|typhoon|hospital|relief|recovery|coronavirus|covid|samjiyon|wonsan)\b"
    r"|\bconstruction (?:fund|project|drive|levy)\b|큰물|건설 ?자금|지원금",
    re.IGNORECASE,
)
_DATES = re.compile(r"(?<![0-9-])[0-9]{4}(?:-[0-9]{2}){1,2}(?![0-9-])")
_PREVIOUS = "_previous"


@dataclass(frozen=True)
class Levy:
    """What one source says was taken, or asked for, in one interval.

    `what`: line (a line of an entry), group (a group's printed total, no worker's money) or published (a campaign that
    ships with the program, in no entry). `printed` is the figure of the last two as the source prints it. `before` is
    the same line before a change, and `change` by how much it rose.
    """

    ref: str
    what: str
    period: Period
    country: str | None
    sector: str | None
    source: SourceView
    per: str | None
    currency: str | None
    amounts: Mapping[Case, Amount]
    account: str | None = None
    label: str | None = None
    note: str | None = None
    operator: str | None = None
    mode: str | None = None
    printed: str | None = None
    is_dated_by_note: bool = False
    grade: str | None = None
    entry: EntryView | None = None
    observation: str | None = None
    says: str | None = None
    before: Levy | None = None
    change: Fraction | None = None


@dataclass(frozen=True)
class Overlap:
    """The documented wage periods of a levy's country that share a day with it, and of how many origins they are."""

    entries: tuple[int, ...]
    origins: int


NOTHING = Overlap((), 0)


def levies(entries: Sequence[EntryView], stated: Iterable[StatedView] = ()) -> tuple[Levy, ...]:
    """Every levy and surrender of these entries, and the groups' levies printed beside them.

    A taker's line is one in an entry of the kind levy or surrender; `state:levy` is one anywhere; and so is a line of
    the state that was surrendered or whose label or note names a campaign.
    """
    alive = [entry for entry in entries if not entry.is_void]
    found = [_of_line(entry, line) for entry in alive for line in entry.lines if is_levy(entry, line)]
    return (*_with_changes(found), *_of_groups(alive, stated))


def is_levy(entry: EntryView, line: LineView) -> bool:
    """True when the line is a levy's or a surrender's."""
    if line.party not in TAKERS:
        return False
    if entry.kind in KINDS or line.account == "state:levy":
        return True
    names = any(text and CAMPAIGN.search(text) for text in (line.label, line.note))
    return line.party == "state" and (line.mode == "surrendered" or names)


def overlaps(found: Iterable[Levy], entries: Iterable[EntryView]) -> dict[str, Overlap]:
    """For each levy, by its `ref`, the wages of its country whose period shares a day with it.

    A levy or a wage of which no day is stated shares none; an end that is open may be any day. Without a country there
    is nothing to match.
    """
    wages: dict[str, list[EntryView]] = defaultdict(list)
    for entry in entries:
        if entry.kind == "wage" and not entry.is_void and entry.placement.country is not None:
            wages[entry.placement.country].append(entry)
    known: dict[tuple[str, date | None, date | None], Overlap] = {}
    matched: dict[str, Overlap] = {}
    for levy in found:
        if levy.country is None:
            continue
        key = (levy.country, levy.period.earliest, levy.period.latest)
        if key not in known:
            known[key] = _overlap(levy.period, wages[levy.country])
        matched[levy.ref] = known[key]
    return matched


def _overlap(period: Period, wages: Iterable[EntryView]) -> Overlap:
    same = [wage for wage in wages if _share_a_day(period, wage.period)]
    return Overlap(tuple(wage.id for wage in same), len({wage.source.origin for wage in same}))


def _share_a_day(one: Period, other: Period) -> bool:
    if _is_unknown(one) or _is_unknown(other):
        return False
    return _begins_by(one.earliest, other.latest) and _begins_by(other.earliest, one.latest)


def _is_unknown(period: Period) -> bool:
    return period.earliest is None and period.latest is None


def _begins_by(earliest: date | None, latest: date | None) -> bool:
    return earliest is None or latest is None or earliest <= latest


def _of_line(entry: EntryView, line: LineView) -> Levy:
    return Levy(
        ref=f"{entry.id}.{line.line}",
        what="line",
        period=entry.period,
        country=entry.placement.country,
        sector=entry.placement.sector,
        source=entry.source,
        per=entry.per,
        currency=line.currency,
        amounts=line.amounts,
        account=line.account,
        label=line.label,
        note=line.note,
        operator=line.operator,
        mode=line.mode,
        grade=f"{entry.reliability}{entry.credibility}",
        entry=entry,
        observation=entry.observation,
    )


def _with_changes(found: Sequence[Levy]) -> Iterator[Levy]:
    """Each levy with the same line before a change beside it: one of the same observation, interval and currency."""
    before = {
        _line_of(levy, levy.label.removesuffix(_PREVIOUS)): levy
        for levy in found
        if levy.label and levy.label.endswith(_PREVIOUS) and levy.observation
    }
    for levy in found:
        earlier = before.get(_line_of(levy, levy.label or ""))
        yield levy if earlier is None else replace(levy, before=earlier, change=_change(earlier, levy))


def _line_of(levy: Levy, label: str) -> tuple[str | None, ...]:
    return levy.observation, label, levy.per, levy.currency


def _change(before: Levy, after: Levy) -> Fraction | None:
    """By how much the amount rose, where both are one figure without a bound."""
    ends = [set(levy.amounts.values()) for levy in (before, after)]
    if any(len(amounts) != 1 for amounts in ends):
        return None
    (old,), (new,) = ends
    if old.bound or new.bound or old.value <= 0:
        return None
    return Fraction(new.value - old.value, old.value)


def _of_groups(entries: Iterable[EntryView], stated: Iterable[StatedView]) -> Iterator[Levy]:
    """The groups' totals that a source prints as levies, placed and dated by an entry of the same observation."""
    beside: dict[str, EntryView] = {}
    for entry in entries:
        if entry.observation is not None:
            beside.setdefault(entry.observation, entry)
    for figure in stated:
        entry_beside = beside.get(figure.observation or "")
        if figure.unit != "group_total" or figure.flow not in GROUP_FLOWS or entry_beside is None:
            continue
        dated = _dated_by(figure.note or "")
        yield Levy(
            ref=f"printed.{figure.id}",
            what="group",
            period=dated or entry_beside.period,
            country=entry_beside.placement.country,
            sector=entry_beside.placement.sector,
            source=entry_beside.source,
            per=figure.per,
            currency=figure.currency,
            amounts=_amounts(figure),
            label=figure.flow,
            note=figure.note,
            printed=printed(figure),
            is_dated_by_note=dated is not None,
            grade=f"{entry_beside.reliability}{entry_beside.credibility}",
            observation=figure.observation,
        )


def printed(figure: StatedView) -> str | None:
    """The amount as the source prints it; None where it prints none."""
    ends = dict.fromkeys(t for t in (figure.amount_low, figure.amount_best, figure.amount_high) if t is not None)
    return f"{' to '.join(ends)} {figure.currency or ''}".rstrip() if ends else None


def _amounts(figure: StatedView) -> dict[Case, Amount]:
    """The printed ends in minor units; empty where the currency has no such decimals, for the printed text stays."""
    ends: tuple[tuple[Case, str | None], ...] = (
        ("low", figure.amount_low),
        ("best", figure.amount_best),
        ("high", figure.amount_high),
    )
    try:
        return {case: Amount(parse_minor(text, figure.currency or "")) for case, text in ends if text is not None}
    except BadValue:
        return {}


def _dated_by(note: str) -> Period | None:
    """The one date that a note holds; None where it holds none, or more than one."""
    found = _DATES.findall(note)
    try:
        return parse_period(found[0]) if len(found) == 1 else None
    except BadValue:
        return None
