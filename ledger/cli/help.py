"""`help`: the manual, page by page."""

from __future__ import annotations

from typing import Annotated

import typer

PAGE = ".md"


def help_(
    topic: Annotated[str | None, typer.Argument(help="A page of the manual.", show_default=False)] = None,
) -> None:
    """Print a page of the manual, or list the pages."""
    from ledger.cli.refusals import BadFlag

    pages = topics()
    if topic is None:
        for name in pages:
            typer.echo(f"{name:<14} {title(name)}")
        typer.echo("\nwage-ledger help TOPIC prints a page.")
    elif topic in pages:
        typer.echo(page(topic), nl=False)
    else:
        raise BadFlag("TOPIC", "the manual has no such page", "wage-ledger help lists them")


def topics() -> list[str]:
    """The names of the pages."""
    from importlib.resources import files

    found = [file.name for file in files("ledger.help").iterdir()]
    return sorted(name.removesuffix(PAGE) for name in found if name.endswith(PAGE))


def page(topic: str) -> str:
    """The text of a page. Raises FileNotFoundError when there is none."""
    from importlib.resources import files

    return (files("ledger.help") / f"{topic}{PAGE}").read_text(encoding="utf-8")


def title(topic: str) -> str:
    """The first line of a page, without its mark."""
    return page(topic).partition("\n")[0].lstrip("# ").strip()
