"""`log`: heads to hand to a partner, proofs for a court, and whether the book is still what was written down."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ledger.cli import flags
from ledger.cli.layout import Grouped, GroupedCommand

app = typer.Typer(cls=Grouped, help="Sign, prove and verify the log of the book.", no_args_is_help=True)
Output = Annotated[
    str | None,
    typer.Option("-o", "--output-file", metavar="FILE", help="Write it there; - is stdout.", show_default=False),
]


@app.callback()
def log() -> None:
    """Sign, prove and verify the log of the book. A log that only its owner sees can be rewritten: hand heads out."""


@app.command(cls=GroupedCommand, epilog="wage-ledger log head -o head.json")
def head(ctx: typer.Context, output: Output = None) -> None:
    """Sign the log as it is, for a partner to keep.

    The head has a size, a day and a hash, and nothing of what is written down. Against it a later book can be verified.
    """
    from ledger.book.log.heads import sign_head
    from ledger.cli.books import open_book

    with open_book(ctx) as book:
        made = sign_head(book)
        book.commit()
    _print(made.data(), output)


@app.command(cls=GroupedCommand, epilog="wage-ledger log prove 12 --open --since head.json -o proof.json")
def prove(
    ctx: typer.Context,
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="The number of the entry.")],
    is_open: Annotated[
        bool, typer.Option("--open", help="Hand over what was written down, and the keys that prove it.")
    ] = False,
    since: Annotated[
        typer.FileText | None,
        typer.Option(
            "--since", metavar="HEAD", help="Show that the log goes on from this earlier head.", show_default=False
        ),
    ] = None,
    output: Output = None,
) -> None:
    """Make a proof that an entry is in the log, for a court.

    It is checked with one short file that needs nothing of this program: python -m ledger.verify PROOF.
    An entry of a worker needs consent to court-use.
    """
    from ledger.book.log.prove import prove_entry
    from ledger.book.outputs import record_output, workers_of
    from ledger.cli.books import open_book

    earlier = None if since is None else read_head(since)
    with open_book(ctx) as book:
        proof = prove_entry(book, entry, is_open=is_open, since=earlier)
        subjects = workers_of(book, [entry])
        if subjects:
            record_output(book, subjects=subjects, entries=1)
        book.commit()
    _print(proof.data, output)


@app.command(cls=GroupedCommand, epilog="wage-ledger log verify --against head.json")
def verify(
    ctx: typer.Context,
    against: Annotated[
        typer.FileText | None,
        typer.Option(
            "--against", metavar="HEAD", help="A head that a partner kept: shows older copies.", show_default=False
        ),
    ] = None,
    output_format: flags.OutputFormat = None,
) -> None:
    """Prove the log, and every row against it.

    Prints what is wrong, one finding a line, and ends with 1; prints nothing and ends with 0 when all is well.
    """
    from ledger.book.check import Finding
    from ledger.book.check.findings import RESTORE
    from ledger.book.log.audit import audit
    from ledger.cli.books import read_book
    from ledger.cli.check import tell
    from ledger.cli.writing import one_of

    kind = one_of("-O", output_format or "text", ("text", "json"))
    kept = None if against is None else read_head(against)
    with read_book(ctx) as told:
        found = [Finding("log", ref, says, RESTORE) for ref, says in audit(told.session, against=kept)]
    tell(found, 1, kind)


@app.command(cls=GroupedCommand, epilog="wage-ledger log reads --last 20")
def reads(
    ctx: typer.Context,
    last: Annotated[int, typer.Option("--last", min=1, metavar="N", help="How many.")] = 50,
    output_format: flags.OutputFormat = None,
) -> None:
    """List who read or exported what kind of thing.

    The day, the command, for what, of how many workers and entries. Never what it said, nor whose it was.
    """
    import json

    from ledger.book.outputs import outputs
    from ledger.cli.books import read_book
    from ledger.cli.writing import one_of

    kind = one_of("-O", output_format or "text", ("text", "json"))
    with read_book(ctx) as told:
        found = outputs(told.session, last=last)
    if kind == "json":
        rows = [
            {
                "day": str(each.day),
                "actor": each.actor,
                "command": each.command,
                "scope": each.scope,
                "workers": each.workers,
                "entries": each.entries,
            }
            for each in found
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{'day':<10}  {'who':<9}  {'command':<18} {'for':<20} workers entries")
    for each in found:
        counts = f"{each.workers:>7} {each.entries:>7}"
        typer.echo(f"{each.day}  {each.actor:<9}  {each.command:<18} {each.scope or '-':<20} {counts}")


def read_head(file: Any) -> Any:
    """A head as JSON. Raises BadFlag for what is none."""
    import json

    from ledger.book.log.heads import head_of
    from ledger.cli.refusals import BadFlag

    try:
        data = json.load(file)
    except (ValueError, RecursionError, OSError):
        data = None
    if head_of(data) is None:
        raise BadFlag("HEAD", "the file is no signed head", "give the file that wage-ledger log head wrote")
    return data


def _print(data: Any, output: str | None) -> None:
    import json

    from ledger.publish.output import write

    write(json.dumps(data, ensure_ascii=False, indent=2) + "\n", output, "json")
