"""Documented conditions under the ILO's eleven indicators: what is present, absent, contradicted, or not assessed.

Rows are counted and never weighed: there is no score, and no number of indicators is a verdict. What no row speaks of
is not assessed, which says nothing of whether it is so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ledger.book.terms import ConditionView
from ledger.measure.pools import years
from ledger.measure.timeline import Happening, happenings, merged
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Evidence, Published
from ledger.publish.figures import Figure, figure_id
from ledger.publish.ilo import CODES, STATES, indicator_title, state_word
from ledger.publish.timeline_rows import Row, row_of
from ledger.publish.wording import counted

NAME = "conditions"
KEYS = ("indicator", "country", "year")
SEVERAL = "several"


@dataclass(frozen=True)
class Group:
    """The conditions of one group, in order of time. `origins` joins rows of one origin, and rows from one page."""

    key: tuple[str, ...]
    found: tuple[ConditionView, ...]
    states: dict[str, int]
    origins: int

    @property
    def is_assessed(self) -> bool:
        """True when some row says that it is present, absent or contradicted."""
        return any(number for state, number in self.states.items() if state != "not-assessed")


@dataclass(frozen=True)
class Unassessed:
    """The indicators of which no row speaks, in the group that the keys other than the indicator make."""

    key: tuple[str, ...]
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Conditions:
    """The groups, everything together, and what is not assessed."""

    by: tuple[str, ...]
    groups: tuple[Group, ...]
    whole: Group
    unassessed: tuple[Unassessed, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every condition once, as a row, in order of time."""
        return tuple(row_of(happening, {}) for happening in _in_time(self.whole.found))


def conditions(evidence: Evidence, by: Sequence[str] = ()) -> Conditions:
    """The conditions that were read, by these keys; by the indicator when there are none.

    By the indicator alone all eleven are there, also those without a row. A condition that covers several years stands
    in each of them; one whose year is not known stands under its date as written.
    """
    keys = tuple(by) or ("indicator",)
    grouped: dict[tuple[str, ...], list[ConditionView]] = {(code,): [] for code in CODES} if keys == KEYS[:1] else {}
    for condition in evidence.conditions:
        for key in _keys(condition, keys):
            grouped.setdefault(key, []).append(condition)
    return Conditions(
        by=keys,
        groups=tuple(_group(key, grouped[key]) for key in sorted(grouped)),
        whole=_group((), evidence.conditions),
        unassessed=_unassessed(evidence.conditions, tuple(key for key in keys if key != "indicator")),
    )


def figures(disclosed: Disclosed[Published[Conditions]], asked: Asked = EVERYTHING) -> Iterator[Figure]:
    """The counts of every group with the rows behind them, and every condition with its source."""
    report = opened(disclosed).body
    for group in (*report.groups, report.whole):
        yield Figure(
            id=group_id(group, asked),
            says=f"{group_title(report.by, group.key)}: {states_text(group)}.",
            working=(
                *(f"{c.code}, {c.indicator}, {state_word(c.state)}: {c.period.text}" for c in group.found),
                "Rows of one origin and rows from one page are one origin. A count is no verdict.",
            ),
        )
    for row in report.rows:
        yield Figure(id=condition_id(row.ref, asked), says=f"{row.period.text}: {row.says}", working=row.working())


def group_id(group: Group, asked: Asked) -> str:
    """The id of a group's counts; of those of everything for the key of nothing."""
    return figure_id(NAME, asked, "group", *group.key) if group.key else figure_id(NAME, asked, "all")


def condition_id(code: str, asked: Asked) -> str:
    """The id of everything that is printed of one condition."""
    return figure_id(NAME, asked, "condition", code)


def group_title(by: Sequence[str], key: Sequence[str]) -> str:
    """`FL02 deception, KW, 1996`; `All indicators` for everything together."""
    said = [
        f"{value} {indicator_title(value)}" if name == "indicator" else _said(name, value)
        for name, value in zip(by, key, strict=False)
    ]
    return ", ".join(said) or "All indicators"


def states_text(group: Group) -> str:
    """`not assessed`, or `present 4, contradicted 1, from 3 origins`."""
    if not group.found:
        return "not assessed: no row speaks of it"
    said = ", ".join(f"{state_word(state)} {number:,}" for state, number in group.states.items() if number)
    return f"{said}, from {counted(group.origins, 'origin')}"


def _said(name: str, value: str) -> str:
    return "several countries or none stated" if (name, value) == ("country", SEVERAL) else f"{name} {value}"


def _keys(condition: ConditionView, by: Sequence[str]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for name in by:
        values = {
            "indicator": [condition.indicator],
            "country": [condition.country or SEVERAL],
            "year": years(condition.period),
        }[name]
        found = [(*key, value) for key in found for value in values]
    return found


def _group(key: tuple[str, ...], found: Iterable[ConditionView]) -> Group:
    ordered = tuple(happening.thing for happening in _in_time(found) if isinstance(happening.thing, ConditionView))
    counts = Counter(condition.state for condition in ordered)
    return Group(key, ordered, {state: counts[state] for state in STATES}, _origins(ordered))


def _origins(found: Sequence[ConditionView]) -> int:
    """How many origins there are when rows of one origin are joined, and rows from one page."""
    room: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for condition in found:
        source = condition.source
        page = source.url or "\n".join([source.title, source.publisher or ""])
        joined = {("origin", source.origin), ("page", page)}
        for name in tuple(joined):
            joined |= room.get(name, set())
        for name in joined:
            room[name] = joined
    return len({id(names) for names in room.values()})


def _unassessed(found: Iterable[ConditionView], others: Sequence[str]) -> tuple[Unassessed, ...]:
    said: dict[tuple[str, ...], set[str]] = {} if others else {(): set()}
    for condition in found:
        for key in _keys(condition, others):
            spoken = said.setdefault(key, set())
            if condition.state != "not-assessed":
                spoken.add(condition.indicator)
    made = (Unassessed(key, tuple(c for c in CODES if c not in said[key])) for key in sorted(said))
    return tuple(each for each in made if each.indicators)


def _in_time(found: Iterable[ConditionView]) -> tuple[Happening, ...]:
    order = merged(happenings(conditions=found))
    return (*order.dated, *order.undated)
