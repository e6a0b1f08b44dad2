"""What the reports share on the command line: which entries, which format, and what they are built from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ledger.book.accounts import Session
    from ledger.cli.report.engine import Elsewhere
    from ledger.publish.asked import Asked
    from ledger.publish.disclosed import Disclosed
    from ledger.publish.evidence import Evidence

WHICH = "Which entries"
HOW = "How they are measured"
OUTPUT = "Output"

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


def asked(begin: str | None, end: str | None, country: str | None, **more: Any) -> Asked:
    """The question of these options. Raises BadFlag, naming the option, for what cannot be asked."""
    from ledger.cli.refusals import BadFlag
    from ledger.publish.asked import Asked
    from ledger.values.places import is_country

    since, until = _day("-b", begin), _day("-e", end)
    if since and until and until <= since:
        raise BadFlag("-e", "the end is not after the beginning", "the end itself is left out: -b 2015 -e 2016 is 2015")
    if country is not None and not is_country(country.upper()):
        raise BadFlag("--country", "not a country", "write the two letters of ISO 3166, such as KW")
    return Asked(since, until, country.upper() if country else None, **more)


def one_of(flag: str, text: str, words: tuple[str, ...]) -> str:
    """The text, which is one of the words. Raises BadFlag."""
    from ledger.cli.refusals import BadFlag

    if text not in words:
        raise BadFlag(flag, "no such choice", f"choose from {', '.join(words)}")
    return text


def keys_of(by: str | None, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of `--by`, each once. Raises BadFlag."""
    from ledger.cli.refusals import BadFlag

    keys = tuple(dict.fromkeys(key.strip() for key in by.split(","))) if by else ()
    if not set(keys) <= set(allowed):
        raise BadFlag("--by", "no such key", f"choose from {', '.join(allowed)}, with commas between them")
    return keys


def evidence(session: Session, question: Asked) -> Evidence:
    """Everything that the question covers but the entries of workers, read in few queries."""
    from ledger.book import read
    from ledger.publish.evidence import Evidence

    country, covers = question.country, question.covers
    since, until = question.since, question.until
    return Evidence(
        entries=read.of_cohorts(session, since=since, until=until, country=country),
        claims=tuple(c for c in read.claims(session, country=country) if covers(c.period)),
        stated=read.stated(session),
        promises=tuple(p for p in read.promises(session) if country is None or p.placement.country == country),
        rates=read.rates(session),
        conditions=tuple(c for c in read.conditions(session, country=country) if covers(c.period)),
        of_workers=read.of_workers(session),
        unread=read.observations_of_workers(session, since=since, until=until, country=country),
    )


def print_report(
    ctx: typer.Context,
    question: Asked,
    build: Callable[[Session, Asked], Disclosed[Any]],
    renderers: dict[str, Callable[..., str]],
    output_format: str | None,
    output_file: str | None,
    color: str,
    engine: Elsewhere | None = None,
) -> Disclosed[Any]:
    """Build the report and write it in the format that was asked for. `engine` is what `build` reads wages from."""
    from ledger.cli.books import read_book
    from ledger.publish.disclose import entries_told, workers_entries
    from ledger.publish.output import format_of, look_of, write

    kind = format_of(output_format, output_file)
    one_of("--color", color, ("y", "n", "auto"))
    with read_book(ctx) as told:
        report = build(told.session, question)
        if engine is None:
            told.of(workers_entries(report), standing_for=entries_told(report))
        else:
            engine.note(told, report)
    more: dict[str, Any] = {"look": look_of(color, output_file)} if kind == "text" else {}
    write(renderers[kind](report, question, **more), output_file, kind)
    return report


def _day(flag: str, text: str | None) -> date | None:
    from ledger.cli.refusals import read_flag
    from ledger.values.periods import parse_bound

    return None if text is None else read_flag(flag, parse_bound, text)
