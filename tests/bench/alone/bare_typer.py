"""A Typer program with one command and nothing behind it."""

from __future__ import annotations

import typer


def hello(name: str = "world") -> None:
    """Say hello."""
    typer.echo(f"hello {name}")


typer.run(hello)
