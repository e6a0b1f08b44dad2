"""Writing one entry that was typed: read what is needed, show it, ask, post, commit once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import typer

from ledger.book import words
from ledger.cli.refusals import BadFlag, Declined, NoPlacement, read_flag

if TYPE_CHECKING:
    from ledger.book.accounts import Session
    from ledger.book.drafts import EntryDraft, PostingDraft
    from ledger.book.register import SourceDraft
    from ledger.book.views import EntryView, PlacementView
    from ledger.values.periods import Period

OWN_WORD = "The worker's own word"


@dataclass(frozen=True)
class About:
    """What the options say about an entry, apart from its money; read and found in order."""

    placement: int
    period: Period
    per: str
    title: str | None
    source_kind: str
    origin: str | None
    page: str | None
    reliability: str
    credibility: int


@dataclass(frozen=True)
class Known:
    """What the book knows before the entry is composed."""

    placement: PlacementView
    entries: tuple[EntryView, ...]


@dataclass(frozen=True)
class Composed:
    """The money of the entry; `notes` are told before it is written."""

    postings: tuple[PostingDraft, ...]
    basis: str | None = None
    notes: tuple[str, ...] = ()


def about(
    *,
    placement: int,
    period: str,
    per: str,
    source: str | None,
    source_kind: str,
    origin: str | None,
    page: str | None,
    grade: str,
) -> About:
    """The options, read. Raises BadFlag for the first that cannot be."""
    from ledger.values.periods import parse_period

    reliability, credibility = read_grade(grade)
    return About(
        placement=placement,
        period=read_flag("--period", parse_period, period),
        per=one_of("--per", per, words.INTERVALS),
        title=text_or_none("--source", source),
        source_kind=one_of("--source-kind", source_kind, words.SOURCE_KINDS),
        origin=text_or_none("--origin", origin),
        page=text_or_none("--page", page),
        reliability=reliability,
        credibility=credibility,
    )


def read_grade(text: str) -> tuple[str, int]:
    """Reliability and credibility. Raises BadFlag, for credibility 1 too: one origin confirms nothing."""
    if len(text) != 2 or text[0] not in words.RELIABILITIES or text[1] not in "123456":
        raise BadFlag("--grade", "not a letter A to F and a figure 1 to 6", "write B2; F6 is no judgement")
    if text[1] == "1":
        says = "credibility 1 is a confirmed claim, and an entry has one origin"
        raise BadFlag("--grade", says, "a confirmed claim needs two independent origins: give 2, and add the other one")
    return text[0], int(text[1])


def one_of(flag: str, text: str, allowed: tuple[str, ...]) -> str:
    """The word, when it is in the list. Raises BadFlag, which names the list."""
    if text not in allowed:
        raise BadFlag(flag, "not a word of its list", f"one of: {', '.join(allowed)}")
    return text


def text_or_none(flag: str, text: str | None) -> str | None:
    """Free text without anything by which a person could be found. Raises BadFlag."""
    from ledger.values.private import refuse_private

    return None if text is None else read_flag(flag, refuse_private, text) or None


def write(
    ctx: typer.Context, kind: str, said: About, compose: Callable[[Known], Composed], *, dry_run: bool, yes: bool
) -> None:
    """Compose the entry, show it on stderr, ask on a terminal, post it, and print its number."""
    from ledger.book.post import post
    from ledger.book.register import add_source
    from ledger.book.session import reading, session
    from ledger.cli.books import open_engine, visit_for

    visit = visit_for(ctx)
    with open_engine(ctx) as engine:
        with reading(engine, visit) as book:
            known = known_of(book, said.placement)
            made = compose(known)
            refuse_unknown_accounts(book, made.postings)
        draft = _draft(kind, said, made)
        show(draft, known.placement, made.notes)
        confirm(dry_run=dry_run, yes=yes)
        with session(engine, visit) as book:
            number = post(book, replace(draft, source_id=add_source(book, source_of(said, known.placement))))
            if dry_run:
                typer.echo("Dry run: nothing was written.", err=True)
                return
            book.commit()
    typer.echo(number)


def known_of(book: Session, placement_id: int) -> Known:
    """The placement and its entries. Raises NoPlacement, and NoConsent for one of who did not agree."""
    from ledger.book import read
    from ledger.cli.agreed import raise_if_sealed

    placement = read.placement(book, placement_id)
    if placement is None:
        raise_if_sealed(book, placement_id)
        raise NoPlacement(placement_id)
    return Known(placement, read.entries(book, placement_id=placement_id))


def refuse_unknown_accounts(book: Session, postings: tuple[PostingDraft, ...]) -> None:
    """Raise BadFlag when a line is on an account that the book does not have."""
    from ledger.book.accounts import accounts

    known = {account.code for account in accounts(book)}
    if any(line.account not in known for line in postings):
        raise BadFlag("ACCOUNT", "the book has no such account", "list the accounts with: wage-ledger show accounts")


def source_of(said: About, placement: PlacementView) -> SourceDraft:
    """The source; the worker's own word when no other is named."""
    from ledger.book.register import SourceDraft

    return SourceDraft(origin=said.origin or placement.subject, kind=said.source_kind, title=said.title or OWN_WORD)


def show(draft: EntryDraft, placement: PlacementView, notes: tuple[str, ...] = ()) -> None:
    """Show on stderr what will be written: its postings, and its split of every 100."""
    from ledger.book.preview import preview
    from ledger.cli.showing import entry_text, split_text

    view = preview(draft, placement)
    for line in [*entry_text(view), *split_text(view), *notes]:
        typer.echo(line, err=True)


def confirm(*, dry_run: bool, yes: bool, question: str = "Write this?", default: bool = True) -> None:
    """Ask before writing, when there is somebody to ask. Raises Declined, and Locked when nobody answers."""
    from ledger.cli.books import is_terminal
    from ledger.cli.waiting import waiting

    if dry_run or yes or not is_terminal():
        return
    with waiting():
        is_wanted = typer.confirm(question, default=default, err=True)
    if not is_wanted:
        raise Declined


def _draft(kind: str, said: About, made: Composed) -> EntryDraft:
    from ledger.book.drafts import EntryDraft

    return EntryDraft(
        placement_id=said.placement,
        source_id=0,
        kind=kind,
        per=said.per,
        period=said.period,
        postings=made.postings,
        basis=made.basis,
        reliability=said.reliability,
        credibility=said.credibility,
        page=said.page,
    )
