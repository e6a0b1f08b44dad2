"""`sheet`: an empty wage sheet to fill in, and an invented one to learn from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.layout import Grouped, GroupedCommand

EXAMPLE = "invented_wage_sheet.csv"

app = typer.Typer(cls=Grouped, help="Start a wage sheet: one row a pay event.", no_args_is_help=True)
Output = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output-file", metavar="FILE", help="Write it there; - is stdout. [default: -]", show_default=False
    ),
]


@app.callback()
def sheet() -> None:
    """Start a wage sheet: one row a pay event. See the format in: wage-ledger help wage-sheet."""


@app.command(cls=GroupedCommand, epilog="wage-ledger sheet template -o notebook.csv")
def template(output: Output = None) -> None:
    """Print an empty wage sheet with all its columns.

    Take out the columns that you do not need; worker, period, currency and source have to stay.
    """
    from ledger.intake.sheet_columns import ALL

    _put(",".join(ALL) + "\n", output)


@app.command(cls=GroupedCommand, epilog="wage-ledger sheet example -o example.csv")
def example(output: Output = None) -> None:
    """Print a filled wage sheet. It is invented: no real person, no real firm."""
    from importlib.resources import files

    _put((files("ledger.data") / EXAMPLE).read_text(encoding="utf-8"), output)


def _put(text: str, output: Path | None) -> None:
    """Print the text, or write it to a new file that its owner alone can read. Raises NotOverwritten."""
    import os

    from ledger.cli.refusals import NotOverwritten

    if output is None or str(output) == "-":
        typer.echo(text, nl=False)
        return
    try:
        handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        raise NotOverwritten from None
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
