"""`report`: what the book says of every 100 earned, for anyone to see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.layout import Grouped, GroupedCommand

if TYPE_CHECKING:
    from ledger.publish.asked import Asked
    from ledger.publish.disclose import SkimReport
    from ledger.publish.disclosed import Disclosed
    from ledger.publish.page import Look

WHICH = "Which entries"
OUTPUT = "Output"
BY = "country, sector, year, basis, currency, employer, sending, grade, verification, via, subject; commas between."

app = typer.Typer(cls=Grouped, help="Print how much of every 100 earned was taken, and by whom.", no_args_is_help=True)

By = Annotated[str | None, typer.Option("--by", metavar="KEYS", help=f"Group by {BY}", rich_help_panel=WHICH)]
Begin = Annotated[
    str | None,
    typer.Option(
        "-b", "--begin", metavar="DATE", help="Entries from this day, month or year on.", rich_help_panel=WHICH
    ),
]
End = Annotated[
    str | None,
    typer.Option("-e", "--end", metavar="DATE", help="Entries before this day, month or year.", rich_help_panel=WHICH),
]
Country = Annotated[
    str | None, typer.Option("--country", metavar="CC", help="Entries of one country: KW.", rich_help_panel=WHICH)
]
Format = Annotated[
    str | None,
    typer.Option(
        "-O", "--output-format", metavar="FMT", help="text, csv or json. [default: text]", rich_help_panel=OUTPUT
    ),
]
File = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output-file",
        metavar="FILE",
        help="Write to a file whose ending says the format, or to - for stdout.",
        rich_help_panel=OUTPUT,
    ),
]
Colour = Annotated[
    str, typer.Option("--color", metavar="y|n|auto", help="Colour in text.", rich_help_panel=OUTPUT, show_default=True)
]


@app.command(cls=GroupedCommand, epilog="wage-ledger report skim --by country\nwage-ledger report skim -o skim.json")
def skim(
    ctx: typer.Context,
    by: By = None,
    takers: Annotated[
        str | None,
        typer.Option(
            "--takers",
            metavar="WHICH",
            help="One measure alone: state, all or not-in-hand. [default: all three]",
            rich_help_panel=WHICH,
        ),
    ] = None,
    begin: Begin = None,
    end: End = None,
    country: Country = None,
    output_format: Format = None,
    output_file: File = None,
    color: Colour = "auto",
) -> None:
    """Print how much of every 100 was taken: median, range, bounds."""
    from ledger.publish.skim_data import skim_csv, skim_json
    from ledger.publish.skim_text import skim_text

    asked = _asked(begin, end, country, takers)
    renderers = {"text": skim_text, "csv": skim_csv, "json": skim_json}
    _report(ctx, by, asked, renderers, output_format, output_file, color)


@app.command(cls=GroupedCommand, epilog="wage-ledger report flow --by sector")
def flow(
    ctx: typer.Context,
    by: By = None,
    begin: Begin = None,
    end: End = None,
    country: Country = None,
    output_format: Format = None,
    output_file: File = None,
    color: Colour = "auto",
) -> None:
    """Draw where every 100 earned went, a bar for each taker."""
    from ledger.publish.flow import flow_csv, flow_json, flow_text

    asked = _asked(begin, end, country, None)
    renderers = {"text": flow_text, "csv": flow_csv, "json": flow_json}
    _report(ctx, by, asked, renderers, output_format, output_file, color)


def _report(
    ctx: typer.Context,
    by: str | None,
    asked: Asked,
    renderers: dict[str, Callable[..., str]],
    output_format: str | None,
    output_file: str | None,
    color: str,
) -> None:
    from ledger.cli.refusals import BadFlag
    from ledger.publish.output import format_of, look_of, write

    keys = _keys(by)
    kind = format_of(output_format, output_file)
    if color not in ("y", "n", "auto"):
        raise BadFlag("--color", "not y, n or auto")
    report = _disclosed(ctx, keys, asked)
    more: dict[str, Look] = {"look": look_of(color, output_file)} if kind == "text" else {}
    write(renderers[kind](report, asked, **more), output_file, kind)


def _disclosed(ctx: typer.Context, keys: tuple[str, ...], asked: Asked) -> Disclosed[SkimReport]:
    from ledger.book.read import claims, entries
    from ledger.cli.books import read_book
    from ledger.publish.disclose import skim as disclosed_skim

    with read_book(ctx) as session:
        found = entries(session, since=asked.since, until=asked.until, country=asked.country)
        said = [c for c in claims(session, country=asked.country) if asked.covers(c.period)]
    return disclosed_skim(found, said, keys)


def _keys(by: str | None) -> tuple[str, ...]:
    from ledger.cli.refusals import BadFlag
    from ledger.measure.pools import KEYS

    keys = tuple(dict.fromkeys(key.strip() for key in by.split(","))) if by else ()
    if not set(keys) <= set(KEYS):
        raise BadFlag("--by", "no such key", f"choose from {', '.join(KEYS)}, with commas between them")
    return keys


def _asked(begin: str | None, end: str | None, country: str | None, takers: str | None) -> Asked:
    from ledger.cli.refusals import BadFlag
    from ledger.publish.asked import TAKERS, Asked
    from ledger.values.places import is_country

    since, until = _day("-b", begin), _day("-e", end)
    if since and until and until <= since:
        raise BadFlag("-e", "the end is not after the beginning", "the end itself is left out: -b 2015 -e 2016 is 2015")
    if country is not None and not is_country(country.upper()):
        raise BadFlag("--country", "not a country", "write the two letters of ISO 3166, such as KW")
    if takers is not None and takers not in TAKERS:
        raise BadFlag("--takers", "no such measure", f"choose from {', '.join(TAKERS)}")
    return Asked(since, until, country.upper() if country else None, takers)


def _day(flag: str, text: str | None) -> date | None:
    from ledger.cli.refusals import read_flag
    from ledger.values.periods import parse_bound

    return None if text is None else read_flag(flag, parse_bound, text)
