"""`boundary`: what this program will never do."""

from __future__ import annotations

import typer


def boundary() -> None:
    """Print what this program will never do, and how each rule is held."""
    from ledger.cli.help import page

    typer.echo(page("boundary"), nl=False)
