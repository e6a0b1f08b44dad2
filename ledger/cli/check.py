"""`check`: the book proves itself again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import flags

if TYPE_CHECKING:
    from ledger.book.check import Finding


def complete_checks(incomplete: str) -> list[str]:
    """The names of checks that start so."""
    from ledger.book.check import CHECKS

    return [name for name in CHECKS if name.startswith(incomplete)]


def check(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Checks to run. Default: all.", autocompletion=complete_checks),
    ] = None,
    output_format: flags.OutputFormat = None,
) -> None:
    """Prove every rule of the book again.

    The proofs read the whole book and do not trust its triggers.
    Prints what is wrong, one finding a line, and ends with 1; prints nothing and ends with 0 when all is well.
    """
    from ledger.book.check import CHECKS
    from ledger.book.check import check as prove
    from ledger.cli.books import read_book
    from ledger.cli.refusals import BadFlag
    from ledger.cli.writing import one_of

    kind = one_of("-O", output_format or "text", ("text", "json"))
    if not set(names or ()) <= set(CHECKS):
        raise BadFlag("NAME", "there is no check of this name", f"one of: {', '.join(CHECKS)}")
    with read_book(ctx) as told:
        found = prove(told.session, names or None)
    tell(found, len(names or CHECKS), kind)


def tell(found: Sequence[Finding], asked: int, kind: str) -> None:
    """Print what is wrong, one finding a line or as JSON; end with 1 when something is."""
    import json

    if kind == "json":
        rows = [{"check": each.check, "ref": each.ref, "message": each.says, "advice": each.advice} for each in found]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for each in found:
            typer.echo(f"{each.check}: {each.ref}: {each.says}")
        for advice in dict.fromkeys(each.advice for each in found):
            typer.echo(f"    {advice}", err=True)
    if found:
        typer.echo(f"{len(found)} findings in {len({each.check for each in found})} of {asked} checks.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{asked} {'check' if asked == 1 else 'checks'} passed.", err=True)
