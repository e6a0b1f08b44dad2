"""What `import` shows: a progress bar on a terminal, problems on stderr, the summary on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ledger.intake.everything import Everything, LandedAll

NAMES = {
    "observation": ("observation", "observations"),
    "remittance": ("remittance", "remittances"),
    "rate": ("exchange rate", "exchange rates"),
    "condition": ("condition", "conditions"),
    "sheet": ("pay event", "pay events"),
}


@contextmanager
def checking(size: int) -> Iterator[Callable[[int], None]]:
    """A bar on stderr while so many bytes are read, on a terminal alone; elsewhere nothing is printed."""
    with _bar("checking", size) as tick:
        yield tick


@contextmanager
def progress(rows: int) -> Iterator[Callable[[int], None]]:
    """The same while rows are written."""
    with _bar("importing", rows, "rows") as tick:
        yield tick


@contextmanager
def _bar(what: str, total: int, unit: str = "") -> Iterator[Callable[[int], None]]:
    if not sys.stderr.isatty():
        yield lambda n: None
        return
    from rich import progress as bars
    from rich.console import Console

    done = (bars.MofNCompleteColumn(), bars.TextColumn(unit)) if unit else (bars.TaskProgressColumn(),)
    columns = (bars.TextColumn(what), bars.BarColumn(), *done, bars.TimeRemainingColumn())
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda n: bar.advance(task, n)


def report(
    batch: Everything, landed: LandedAll | None, written: Sequence[Path], output_format: str, *, is_dry: bool
) -> int:
    """Print what was wrong and what landed. Returns the exit code: 1 when a row was refused."""
    problems = sorted(batch.problems)
    if output_format == "json":
        data = {
            "report": "import",
            "version": 1,
            "is_dry_run": is_dry,
            "written": dict(landed.written) if landed and not is_dry else {},
            "would_write": dict(landed.written) if landed and is_dry else {},
            "before": dict(landed.before) if landed else {},
            "entries": landed.entries if landed else 0,
            "claims": landed.claims if landed else 0,
            "workers": dict(landed.workers) if landed and not is_dry else {},
            "problems": [
                {"filename": p.file, "lineno": p.line, "column": p.column, "message": p.says, "advice": p.advice}
                for p in problems
            ],
            "rejected": [str(path) for path in written],
        }
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return 1 if problems else 0
    for problem in problems:
        typer.echo(problem.text(), err=True)
    if landed is None:
        typer.echo("Nothing was imported.")
    else:
        for line in summary(landed, is_dry=is_dry):
            typer.echo(line)
    if written:
        typer.echo(f"Refused rows, to be mended and imported again: {', '.join(map(str, written))}")
    return 1 if problems else 0


def summary(landed: LandedAll, *, is_dry: bool) -> list[str]:
    """What landed, in a few lines."""
    new = {fmt: n for fmt, n in landed.written.items() if n}
    lines = []
    if new:
        said = ", ".join(f"{n:,} {NAMES[fmt][n != 1]}" for fmt, n in new.items())
        done = "Would import" if is_dry else "Imported"
        lines.append(f"{done} {said}: {landed.entries:,} entries, {landed.claims:,} published claims.")
    before = sum(landed.before.values())
    if before and not new:
        lines.append(f"Nothing new: all {before:,} were in the book before.")
    elif before:
        lines.append(f"{before:,} were in the book before and were not imported again.")
    if not new and not before:
        lines.append("Nothing was imported.")
    if landed.workers and not is_dry:
        lines.append("New workers. Write these down; the labels of the file are not kept:")
        lines += [f"{label}\t{pseudonym}" for label, pseudonym in landed.workers.items()]
        lines.append("Nothing of them is read before they agree: wage-ledger consent grant")
    return lines
