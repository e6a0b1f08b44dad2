"""A contest: one question, this program and what else answers it, each a process by itself, in turns.

In turns, because a machine is not as fast at noon as at night: what is compared was measured at the same time.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from tests.bench.books import SetUpFailed
from tests.bench.machine import ROOT
from tests.bench.running import Run, measured

LIMIT = float(os.environ.get("BENCH_LIMIT", "7200"))  # seconds that one process may take


@dataclass(frozen=True)
class Contender:
    """Something that is timed. `before` makes its place ready each time, and is not timed.

    `missing` says why it is not run. `output` is where its results go; else nobody reads them.
    """

    name: str
    command: Sequence[str] = ()
    before: Callable[[], object] = lambda: None
    env: Mapping[str, str] = field(default_factory=dict)
    output: Path | None = None
    missing: str | None = None
    is_ours: bool = False


@dataclass(frozen=True)
class Contest:
    """A question, and who answers it. The others are compared with the first of ours."""

    name: str
    contenders: Sequence[Contender]
    rounds: int


@dataclass(frozen=True)
class Result:
    """What was seen of one contender. The ratios are our time over its time, None for our own.

    `ratio` is of time on the clock, `cpu_ratio` of processors' time, which a busy machine disturbs less.
    """

    contest: str
    name: str
    is_ours: bool
    runs: tuple[Run, ...]
    missing: str | None = None
    ratio: float | None = None
    cpu_ratio: float | None = None

    @property
    def wall(self) -> float | None:
        """The middle run's seconds on the clock; None when it was not run, or one run failed."""
        return median(run.wall for run in self.runs) if self._is_whole else None

    @property
    def cpu(self) -> float | None:
        """The middle run's seconds of processors."""
        return median(run.cpu for run in self.runs) if self._is_whole else None

    @property
    def peak(self) -> int | None:
        """The most memory of all runs, in KiB."""
        return max(run.peak for run in self.runs) if self._is_whole else None

    @property
    def says(self) -> str | None:
        """Why there is no figure."""
        return self.missing or next((run.failure for run in self.runs if run.failure), None)

    @property
    def _is_whole(self) -> bool:
        return bool(self.runs) and not any(run.failure for run in self.runs)


def held(contest: Contest) -> list[Result]:
    """Run everybody in turns. Who fails once is not run again."""
    runs: dict[str, list[Run]] = {each.name: [] for each in contest.contenders}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for turn in range(contest.rounds):
            for each in contest.contenders:
                its = runs[each.name]
                if each.missing or (its and its[-1].failure):
                    continue
                if turn == 0:
                    tell(f"{contest.name}: {each.name}")
                its.append(_run(each, each.output or Path(folder) / "stdout.txt"))
                tell(f"{contest.name}: {each.name}: {in_words(its[-1])}")
    return with_ratios(
        [
            Result(contest.name, each.name, each.is_ours, tuple(runs[each.name]), each.missing)
            for each in contest.contenders
        ]
    )


def _run(each: Contender, output: Path) -> Run:
    try:
        each.before()
    except SetUpFailed as trouble:
        tell(str(trouble))
        return Run(0, 0, 0, "could not be made ready")
    return measured(each.command, limit=LIMIT, output=output, env=_clean() | dict(each.env), folder=ROOT)


def in_words(run: Run) -> str:
    """A run in a few words, for whoever would not wait for the table."""
    return run.failure or f"{run.wall:.2f} s, {run.cpu:.2f} s of CPU, {run.peak * 1024 / 1e6:,.0f} MB"


def tell(text: str) -> None:
    """What is going on, for whoever waits."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


def _clean() -> dict[str, str]:
    """The environment without what would point our commands somewhere else."""
    return {name: value for name, value in os.environ.items() if not name.startswith("WAGE_LEDGER_")}


def with_ratios(results: Sequence[Result]) -> list[Result]:
    """The results of a contest, each of the others compared with the first of ours."""
    ours = next(each for each in results if each.is_ours)
    return [
        each
        if each.is_ours
        else replace(each, ratio=_ratio(ours.wall, each.wall), cpu_ratio=_ratio(ours.cpu, each.cpu))
        for each in results
    ]


def _ratio(ours: float | None, theirs: float | None) -> float | None:
    return None if ours is None or not theirs else ours / theirs
