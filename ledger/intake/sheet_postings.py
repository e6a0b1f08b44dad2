"""A pay event becomes balanced entries. What is not stated is named so by compose.py; nothing is guessed here.

One row is one entry, but for tips and side work that no hand of the row contains: they are a side income of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.book.compose import HAND, HELD, REMAINDER, Line, is_hand_stated, paid_from, passed_on, sent_home, wage
from ledger.book.drafts import EntryDraft, PostingDraft
from ledger.intake.sheet_columns import Column, Event, Role
from ledger.intake.sheet_rows import HUNDRED, PERCENT, PayEvent
from ledger.values.amounts import Said
from ledger.values.cases import Stated

NOT_KNOWN = "asked, and not known"
# How the money was taken, by the event that tells of it.
MODES: dict[Event, str | None] = {
    "wage": "withheld",
    "surrender": "surrendered",
    "settlement": "withheld",
    "remittance": None,
    "fee": "surrendered",
}


@dataclass(frozen=True, slots=True)
class Balanced:
    """The lines of one entry, and what kind it is."""

    kind: str
    postings: tuple[PostingDraft, ...]
    basis: str | None = None


def balanced(event: PayEvent) -> list[Balanced]:
    """The entries of this event, each summing to zero. Pure; the same cells give the same lines."""
    base = _base(event)
    lines: dict[Role, list[Line]] = {}
    for column, said in event.said.items():
        lines.setdefault(column.role, []).append(_line(event, column, said, base))
    taken, currency = lines.get("taken", []), event.currency
    if event.kind == "wage":
        return _wage(event, lines, base)
    if event.kind == "settlement":
        return [Balanced("settlement", paid_from(currency, HELD, [*taken, *lines.get("paid", [])]))]
    if event.kind == "remittance":
        uses, sent = [*taken, *lines.get("received", [])], lines.get("sent", [])
        if any(line.is_priced for line in sent):
            return [Balanced("remittance", sent_home(currency, sent, uses))]
        return [Balanced("remittance", (*_named(currency, sent), *paid_from(currency, HAND, uses)))]
    return [Balanced(event.kind, paid_from(currency, HAND, taken))]


def drafts(event: PayEvent, placement_id: int, source_id: int) -> list[EntryDraft]:
    """The same as entries of that placement, said by that source."""
    return [
        EntryDraft(
            placement_id=placement_id,
            source_id=source_id,
            kind=entry.kind,
            per=event.per,
            period=event.period,
            postings=entry.postings,
            basis=entry.basis,
            reliability=event.reliability,
            credibility=event.credibility,
            page=event.page or None,
        )
        for entry in balanced(event)
    ]


def _wage(event: PayEvent, lines: dict[Role, list[Line]], base: Stated | None) -> list[Balanced]:
    currency, outside = event.currency, lines.get("outside", [])
    gross = lines.get("gross", [])
    if currency == PERCENT:
        gross = [Line("employer:wage", stated=Stated(best=HUNDRED))]
    basis = event.basis or ("wage" if any(line.is_priced for line in gross) else None)
    if basis == "contract":
        gross = [Line("employer:contract", line.stated, operator=line.operator) for line in gross]
    uses = [*lines.get("taken", []), *lines.get("held", []), *lines.get("hand", [])]
    is_inside = base is not None and any(line.is_priced for line in lines.get("hand", []))
    made: list[Balanced] = []
    if gross or uses:
        if outside and is_inside and not is_hand_stated(uses):
            postings = passed_on(currency, [*gross, *outside], uses, REMAINDER)
        else:
            postings = wage(currency, gross, uses, outside if is_inside else ())
        made.append(Balanced("wage", postings, basis))
    if not is_inside:
        made += [Balanced("side-income", _beside(currency, line)) for line in outside]
    return made


def _beside(currency: str, line: Line) -> tuple[PostingDraft, ...]:
    if not line.is_priced:
        return paid_from(currency, HAND, [line])
    hand = Line(HAND, line.stated, share=line.share, base=line.base, label=line.label, operator=line.operator)
    return paid_from(currency, line.account, [hand])


def _named(currency: str, lines: list[Line]) -> tuple[PostingDraft, ...]:
    """Lines that are named and not priced."""
    return paid_from(currency, HAND, lines)


def _base(event: PayEvent) -> Stated | None:
    """What the percentages of the row are of."""
    if event.currency == PERCENT:
        return Stated(best=HUNDRED)
    role = "sent" if event.kind == "remittance" else "gross"
    found = [said.stated for column, said in event.said.items() if column.role == role and said.stated.is_priced]
    return found[0] if found else None


def _line(event: PayEvent, column: Column, said: Said, base: Stated | None) -> Line:
    return Line(
        column.account,
        stated=Stated() if said.is_percent else said.stated,
        share=said.stated if said.is_percent else None,
        base=base if said.is_percent else None,
        mode=mode_of(event.kind, column),
        label=column.label,
        operator=said.operator,
        note=NOT_KNOWN if said.is_unknown else None,
    )


def mode_of(kind: Event, column: Column) -> str | None:
    """How what stands in this column was taken, in an event of that kind; None where nothing says."""
    if column.role == "held":
        return "deferred"
    if column.role != "taken" or (kind == "wage" and column.account.startswith("living:")):
        return None  # whether food and lodging were withheld or given in kind is not said
    return "exchange-loss" if column.account == "state:exchange" else MODES[kind]
