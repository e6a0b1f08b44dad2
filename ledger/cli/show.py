"""`show`: one entry with its postings, one worker's jobs, or how much the book holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli import flags

if TYPE_CHECKING:
    from ledger.book.accounts import Session
    from ledger.cli.books import Told

WORDS = ("book", "accounts", "entries")
PAGE = 1000
HIGHEST = 2**31 - 1


def complete_words(incomplete: str) -> list[str]:
    """What can be shown and starts so; pseudonyms are never completed."""
    return [word for word in WORDS if word.startswith(incomplete)]


def show(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="[ENTRY|WORKER|book|accounts|entries]",
            help="The number of an entry, a worker's pseudonym, or one of the three words.",
            autocompletion=complete_words,
        ),
    ] = "book",
    after: Annotated[
        int, typer.Option("--after", metavar="ENTRY", help="List entries with a higher number.", min=0, max=HIGHEST)
    ] = 0,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", help="List so many at most.", min=1, max=HIGHEST)
    ] = PAGE,
    output_format: flags.OutputFormat = None,
) -> None:
    """Show an entry, a worker's jobs, or the book's counts.

    `book` counts everything, `accounts` lists the accounts, `entries` the numbers of the entries. Workers are never
    listed: whoever does not know the pseudonym does not find it here.
    """
    import json

    from ledger.cli.books import read_book
    from ledger.cli.writing import one_of
    from ledger.publish.visible import visible_json

    kind = one_of("-O", output_format or "text", ("text", "json"))
    with read_book(ctx) as told:
        lines, data = _entries(told.session, after, limit) if what == "entries" else _found(told, what)
    if kind == "json":
        typer.echo(visible_json(json.dumps(data, ensure_ascii=False, indent=2)))
        return
    for line in lines:
        typer.echo(line)


def _found(told: Told, what: str) -> tuple[list[str], Any]:
    """What was asked for, as lines of text and as data."""
    book = told.session
    from ledger.cli.refusals import BadFlag, NoWorker
    from ledger.values.refs import is_pseudonym

    if what == "book":
        return _counts(book)
    if what == "accounts":
        return _accounts(book)
    if is_pseudonym(what):
        return _worker(told, what)
    if what.isascii() and what.isdecimal() and len(what) < 16:
        return _entry(told, int(what))
    if len(what) == 9 and what[4] == "-":
        raise NoWorker
    raise BadFlag("WHAT", "no entry's number, no pseudonym and none of its words", f"one of: {', '.join(WORDS)}")


def _counts(book: Session) -> tuple[list[str], Any]:
    from dataclasses import asdict

    from ledger.book import read

    found = asdict(read.counts(book))
    room = max(len(name) for name in found)
    return [f"{name.replace('_', ' '):<{room}}  {number:>9,}" for name, number in found.items()], found


def _accounts(book: Session) -> tuple[list[str], Any]:
    from ledger.book.accounts import accounts
    from ledger.publish.words_ko import ACCOUNTS

    found = accounts(book)
    room = max(len(each.code) for each in found)
    lines = [f"{each.code:<{room}}  {each.side:<9} {ACCOUNTS.get(each.code, '')}".rstrip() for each in found]
    return lines, [{"account": each.code, "side": each.side} for each in found]


def _entries(book: Session, after: int, limit: int) -> tuple[list[str], Any]:
    """Numbers, kinds and periods; no amounts and no pseudonyms."""
    from ledger.book import read
    from ledger.publish.visible import visible

    listed = read.listed(book, after=after, limit=limit + 1)
    page = listed[:limit]
    if len(listed) > limit:
        typer.echo(f"There are more: wage-ledger show entries --after {page[-1].id}", err=True)
    found = [
        {
            "entry": each.id,
            "kind": each.kind,
            "period": each.period,
            "placement": each.placement_id,
            "void": each.is_void,
        }
        for each in page
    ]
    return [_entry_line(each, visible(str(each["period"]))) for each in found], found


def _entry_line(each: dict[str, Any], period: str) -> str:
    void = "  corrected" if each["void"] else ""
    return f"{each['entry']:>7}  {each['kind']:<11} {period:<24} placement {each['placement']}{void}"


def _entry(told: Told, number: int) -> tuple[list[str], Any]:
    from ledger.cli.agreed import entry_of
    from ledger.cli.showing import entry_data, entry_text, evidence_text, split_text

    entry = entry_of(told.session, number)
    told.of([number])
    return [*entry_text(entry), *split_text(entry), *evidence_text(entry)], entry_data(entry)


def _worker(told: Told, pseudonym: str) -> tuple[list[str], Any]:
    from ledger.book import read
    from ledger.cli.agreed import worker_of

    book = told.session
    subject = worker_of(book, pseudonym)
    placements = read.placements(book, subject=pseudonym)
    entries = read.entries(book, subject=pseudonym)
    told.of([entry.id for entry in entries], subject=subject)
    data = [
        {
            "placement": each.id,
            "country": each.country,
            "sector": each.sector,
            "employer": each.employer,
            "sending": each.sending,
            "period": each.begins.text if each.begins else None,
            "entries": [entry.id for entry in entries if entry.placement.id == each.id],
        }
        for each in placements
    ]
    return list(_worker_lines(data)) or ["no placements yet: wage-ledger placement new"], data


def _worker_lines(placements: list[dict[str, Any]]) -> Iterator[str]:
    from ledger.publish.visible import visible

    for each in placements:
        said = [each["country"], each["sector"], each["employer"], each["sending"], each["period"]]
        yield f"placement {each['placement']}: {', '.join(visible(word) for word in said if word)}"
        numbers = " ".join(str(number) for number in each["entries"])
        yield f"    entries {numbers}" if numbers else "    no entries yet: wage-ledger add wage"
