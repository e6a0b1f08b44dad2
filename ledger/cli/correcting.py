"""Carrying out a correction: the old entry, what was typed, and the entry that comes of both."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING

import typer

from ledger.book.compose import HAND, HELD, Line
from ledger.book.drafts import EntryDraft, PostingDraft
from ledger.book.preview import StatedWage, as_draft, stated_wage
from ledger.book.views import EntryView, PlacementView
from ledger.book.words import INTERVALS, SOURCE_KINDS
from ledger.cli.lines import WageLines, currency_of, split, wage_lines
from ledger.cli.refusals import BadFlag, read_flag
from ledger.cli.wages import wage_money
from ledger.cli.writing import confirm, known_of, one_of, read_grade, refuse_unknown_accounts, show, text_or_none
from ledger.values.cases import Stated
from ledger.values.money import format_minor, parse_minor
from ledger.values.periods import parse_period

if TYPE_CHECKING:
    from ledger.book.accounts import Session

MONEY = ("currency", "basis", "gross", "taken", "without", "hand", "held", "outside")
SOURCE = ("source", "source_kind", "origin")


@dataclass(frozen=True)
class Changes:
    """What was typed; None and empty: as it was."""

    placement: int | None
    period: str | None
    currency: str | None
    per: str | None
    basis: str | None
    gross: str | None
    taken: tuple[str, ...]
    without: tuple[str, ...]
    hand: str | None
    held: str | None
    outside: tuple[str, ...]
    source: str | None
    source_kind: str | None
    origin: str | None
    page: str | None
    grade: str | None

    def has(self, *names: str) -> bool:
        """True when one of these was given."""
        return any(getattr(self, name) not in (None, ()) for name in names)


def carry_out(ctx: typer.Context, entry_id: int, changes: Changes, *, is_void: bool, dry_run: bool, yes: bool) -> None:
    """Reverse the entry and post the corrected one; show it, ask, commit once, print the number."""
    from ledger.book.correct import correct
    from ledger.book.session import reading, session
    from ledger.cli.books import open_engine, visit_for

    given = changes.has(*(field.name for field in fields(changes)))
    if is_void == given:
        says = "nothing else can be changed in what is turned back" if is_void else "nothing is given to correct"
        raise BadFlag("--void", says, "give what is right, such as --hand 200, or --void alone")
    visit = visit_for(ctx)
    with open_engine(ctx) as engine:
        with reading(engine, visit) as book:
            old = _found(book, entry_id)
            placement = known_of(book, old.placement.id if changes.placement is None else changes.placement).placement
            draft = None if is_void else corrected(old, changes, placement)
            if draft is not None:
                refuse_unknown_accounts(book, draft.postings)
        if draft is not None:
            show(draft, placement)
        confirm(dry_run=dry_run, yes=yes)
        with session(engine, visit) as book:
            if draft is not None and changes.has(*SOURCE):
                draft = replace(draft, source_id=_source(book, old, changes))
            made = correct(book, entry_id, draft, date.today())
            if dry_run:
                typer.echo("Dry run: nothing was written.", err=True)
                return
            book.commit()
    typer.echo(f"Entry {entry_id} is turned back by entry {made.reversal}.", err=True)
    typer.echo(made.reversal if made.replacement is None else made.replacement)


def corrected(old: EntryView, changes: Changes, placement: PlacementView) -> EntryDraft:
    """The entry as it should have been. Raises BadFlag."""
    reliability, credibility = (
        (old.reliability, old.credibility) if changes.grade is None else read_grade(changes.grade)
    )
    postings, basis = _money(old, changes)
    return EntryDraft(
        placement_id=placement.id,
        source_id=old.source.id,
        kind=old.kind,
        per=old.per if changes.per is None else one_of("--per", changes.per, INTERVALS),
        period=old.period if changes.period is None else read_flag("--period", parse_period, changes.period),
        postings=postings,
        basis=basis,
        reliability=reliability,
        credibility=credibility,
        page=old.page if changes.page is None else text_or_none("--page", changes.page),
        observation=old.observation,
        words=None if changes.gross is not None else old.words,
    )


def _found(book: Session, entry_id: int) -> EntryView:
    from ledger.cli.agreed import entry_of

    return entry_of(book, entry_id)


def _money(old: EntryView, changes: Changes) -> tuple[tuple[PostingDraft, ...], str | None]:
    if not changes.has(*MONEY):
        return tuple(as_draft(line) for line in old.lines), old.basis
    currencies = {line.currency for line in old.lines}
    if old.kind != "wage" or len(currencies) != 1:
        advice = "turn it back with --void, and write it down anew with: wage-ledger add"
        raise BadFlag("ENTRY", "the money of this kind of entry is not corrected line by line", advice)
    try:
        before, currency = stated_wage(old), currencies.pop()
    except ValueError:  # ends that run backwards: the most of a whole goes with the least of what is left of it
        advice = "turn it back with --void, and write it down anew with: wage-ledger add wage"
        raise BadFlag("ENTRY", "a line of it has its low end above its high end", advice) from None
    if changes.currency is not None and changes.currency != currency:
        before, currency = _in_other_currency(before, currency, currency_of(changes.currency)), changes.currency
    base = next((line.stated for line in before.gross if line.stated.is_priced), Stated())
    typed = wage_lines(
        currency,
        basis=changes.basis or old.basis,
        gross=changes.gross,
        taken=changes.taken,
        hand=changes.hand,
        held=changes.held,
        outside=changes.outside,
        of=base,
    )
    made = wage_money(currency, _merged(before, typed, changes, currency), changes.basis or old.basis)
    return made.postings, made.basis


def _merged(before: StatedWage, typed: WageLines, changes: Changes, currency: str) -> WageLines:
    gone = [split("--without", text, currency)[:2] for text in changes.without]
    typed_taken = [split("--taken", text, currency)[:2] for text in changes.taken]
    replaced = [
        *gone,
        *typed_taken,
        *((line.account, line.label) for line in typed.lines if line.account in (HAND, HELD)),
    ]
    kept = tuple(line for line in before.lines if not _is_among(line, replaced))
    if gone and not any(_is_among(line, gone) for line in before.lines):
        raise BadFlag("--without", "the entry has no such line", "see its lines with: wage-ledger show ENTRY")
    earned = typed.gross if changes.gross is not None else before.gross
    if changes.basis is not None:
        earned = tuple(_on_basis(line, changes.basis) for line in earned)
    return WageLines(
        gross=earned,
        lines=(*kept, *typed.lines),
        outside=typed.outside or before.outside,
    )


def _on_basis(line: Line, basis: str) -> Line:
    if line.account not in ("employer:contract", "employer:wage"):
        return line
    return replace(line, account="employer:contract" if basis == "contract" else "employer:wage")


def _is_among(line: Line, named: list[tuple[str, str | None]]) -> bool:
    return any(line.account == account and label in (None, line.label) for account, label in named)


def _in_other_currency(before: StatedWage, old: str, new: str) -> StatedWage:
    def told(line: Line) -> Line:
        def again(end: int | None) -> int | None:
            return (
                None if end is None else read_flag("--currency", lambda t: parse_minor(t, new), format_minor(end, old))
            )

        stated = line.stated
        return replace(line, stated=Stated(again(stated.low), again(stated.best), again(stated.high)))

    return StatedWage(*(tuple(told(line) for line in part) for part in (before.gross, before.lines, before.outside)))


def _source(book: Session, old: EntryView, changes: Changes) -> int:
    from ledger.book.register import SourceDraft, add_source

    was = {field.name: getattr(old.source, field.name) for field in fields(SourceDraft)}
    if changes.source is not None:
        was = {}  # another paper: what was known of the first one says nothing of it
    said = {
        "origin": text_or_none("--origin", changes.origin) or old.source.origin,
        "kind": one_of("--source-kind", changes.source_kind or old.source.kind, SOURCE_KINDS),
        "title": text_or_none("--source", changes.source) or old.source.title,
    }
    return add_source(book, SourceDraft(**was | said))
