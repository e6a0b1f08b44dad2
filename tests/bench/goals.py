"""The goals, each beside what was measured. A goal that is missed fails nothing: a clock is no test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tests.bench import contests as c
from tests.bench.contest import Result

Measure = Literal["ratio", "times", "seconds", "peak"]


@dataclass(frozen=True)
class Goal:
    """Something wanted. `measure` is what of a contest counts, and which way is better.

    `ratio`: our time over that of `against`, at most; `times`: its time over ours, at least; `seconds` and `peak` (MB):
    ours, at most. A goal with `size` is one of books of that many entries; the others hold at every size.
    """

    says: str
    contest: str
    measure: Measure
    wanted: float
    against: str = ""
    size: int | None = None


GOALS = (
    Goal("import: of raw sqlite3's time", c.IMPORT, "ratio", 2.3, c.SQLITE),
    Goal("import: the same, the far goal", c.IMPORT, "ratio", 1.3, c.SQLITE),
    Goal("import: faster than hledger from CSV", c.IMPORT, "times", 18, c.HLEDGER_CSV),
    Goal("import: faster than ledger", c.IMPORT, "times", 4, c.LEDGER),
    Goal("import: memory at most, MB", c.IMPORT, "peak", 300),
    Goal("import into PostgreSQL: of bare COPY's time", c.IMPORT_SERVER, "ratio", 2, c.COPY),
    Goal("report: of DuckDB's time", c.SKIM, "ratio", 1.5, c.DUCKDB),
    Goal("report: faster than ledger", c.SKIM, "times", 40, c.LEDGER, 100_000),
    Goal("report: faster than hledger", c.SKIM, "times", 150, c.HLEDGER, 100_000),
    Goal("report: faster than beancount", c.SKIM, "times", 300, c.BEANCOUNT, 100_000),
    Goal("report: memory at most, MB", c.SKIM, "peak", 400),
    Goal("check: of a raw scan's time", c.CHECK, "ratio", 3, c.SCAN),
    Goal("--help: of a bare Typer program's time", c.HELP, "ratio", 1.3, c.TYPER),
    Goal("small command: of opening the book", c.SMALL_COMMAND, "ratio", 1.5, c.OPEN),
    Goal("bootstrap, 2,000 x 100,000: seconds", c.BOOTSTRAP, "seconds", 3),
)


@dataclass(frozen=True)
class Met:
    """A goal and what was measured, None where something was not. It is met, or not, by the clock.

    `by_cpu` is the same by processors' time, for a machine that had more to do.
    """

    goal: Goal
    found: float | None
    by_cpu: float | None
    is_met: bool | None


def met(results: Sequence[Result], size: int | None) -> list[Met]:
    """The goals of these contests at this size, each with what was measured."""
    asked = {each.contest for each in results}
    return [_met(goal, results) for goal in GOALS if goal.contest in asked and goal.size in (None, size)]


def _met(goal: Goal, results: Sequence[Result]) -> Met:
    its = [each for each in results if each.contest == goal.contest]
    ours = next(each for each in its if each.is_ours)
    found: float | None
    by_cpu: float | None
    if goal.measure == "seconds":
        found, by_cpu = ours.wall, ours.cpu
    elif goal.measure == "peak":
        found, by_cpu = None if ours.peak is None else ours.peak * 1024 / 1e6, None
    else:
        other = next(each for each in its if each.name == goal.against)
        found, by_cpu = (_turned(goal, ratio) for ratio in (other.ratio, other.cpu_ratio))
    is_met = None if found is None else found >= goal.wanted if goal.measure == "times" else found <= goal.wanted
    return Met(goal, found, by_cpu, is_met)


def _turned(goal: Goal, ratio: float | None) -> float | None:
    """The ratio as the goal is worded: of their time, or times faster than they."""
    return None if ratio is None else ratio if goal.measure == "ratio" else 1 / ratio
