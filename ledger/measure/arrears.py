"""Held wages as states over time: promised, earned, written down, settled, and what is still not paid.

A row is one subject at one placement, in one currency. Sums never cross cases, and what nobody said is an empty figure,
never zero. In every case

    written = cleared + outstanding - paid_beyond.

- `written` is what the accruals of `worker:held` say. Where the book has a settlement of held money and no accrual, it
  is what the settlement says it clears (`is_told_by_settlement`).
- `cleared` is what settlements take off `worker:held`; `settled` is everything they gave, held in the book or not. It
  went to the hand (`paid`), to takers (`taken`), or is missing (`short_paid`); `forfeited` is what a source says will
  never come: all of it missing and a stated zero in the hand. Nothing is forfeited by silence.
- `outstanding` is what no settlement cleared, and never below nothing: nobody owes back what is `paid_beyond`.
- `earned` is read from wages and accruals alone, so a settlement is never a second earning.

Amounts for an interval are multiplied only where the period says exactly how many there are; otherwise they stand
apart, each by itself, and are in no sum; the sums beside them are then "at least".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.book.terms import PromiseView
from ledger.book.views import EntryView, LineView, PlacementView
from ledger.measure.account import PERCENT
from ledger.measure.arrears_events import Event, events
from ledger.measure.arrears_state import State, state_of
from ledger.measure.intervals import intervals
from ledger.measure.overdue import Part, left_of
from ledger.measure.promised import Promised, promised
from ledger.measure.settled import in_cases
from ledger.measure.sums import Counted, summed
from ledger.values.cases import CASES

HELD = "worker:held"


@dataclass(frozen=True)
class Arrears:
    """One row. `parts` is what is outstanding, accrual by accrual, and what stands apart; `operators` the hedges."""

    placement: PlacementView
    observations: tuple[str, ...]
    currency: str
    origins: tuple[str, ...]
    entries: tuple[EntryView, ...]
    whole: State | None
    apart: tuple[State, ...]
    promised: tuple[Promised, ...]
    events: tuple[Event, ...]
    parts: tuple[Part, ...]
    operators: tuple[str, ...]
    has_unpriced: bool


def arrears(entries: Iterable[EntryView], promises: Iterable[PromiseView] = ()) -> tuple[Arrears, ...]:
    """The rows of everything that was held, settled or promised, by subject, placement and currency."""
    placements: dict[tuple[str, int], PlacementView] = {}
    members: dict[tuple[str, int, str], list[EntryView]] = {}
    wanted: set[tuple[str, int, str]] = set()
    terms: dict[tuple[str, int, str], list[PromiseView]] = {}
    for entry in entries:
        if entry.is_void:
            continue
        for currency in dict.fromkeys(line.currency for line in entry.lines):
            if not _is_state(entry, currency):
                continue
            key = (entry.placement.subject, entry.placement.id, currency)
            placements[key[:2]] = entry.placement
            members.setdefault(key, []).append(entry)
            if entry.kind != "wage" or _has_held(entry, currency):
                wanted.add(key)
    for promise in promises:
        key = (promise.placement.subject, promise.placement.id, promise.currency)
        placements[key[:2]] = promise.placement
        terms.setdefault(key, []).append(promise)
        wanted.add(key)
    return tuple(_row(placements[key[:2]], key[2], members.get(key, []), terms.get(key, [])) for key in sorted(wanted))


def _row(
    placement: PlacementView, currency: str, entries: Sequence[EntryView], terms: Sequence[PromiseView]
) -> Arrears:
    entries = sorted(entries, key=lambda entry: entry.id)
    added: list[Counted] = []
    alone: dict[tuple[str, str], list[Counted]] = {}
    for entry in entries:
        times = None if currency == PERCENT else intervals(entry.per, entry.period)
        if times is None:
            alone.setdefault((entry.period.text, entry.per), []).append(Counted(entry, 1))
        else:
            added.append(Counted(entry, times))
    apart = [(members[0].entry.period, per, members) for (_, per), members in sorted(alone.items())]
    held_apart = [entry for *_, its in apart for entry in its if _has_held(entry.entry, currency)]
    whole = state_of(currency, added, is_open=bool(held_apart)) if added else None
    beside = tuple(state_of(currency, its, per=per, period=period) for period, per, its in apart)
    return Arrears(
        placement=placement,
        observations=tuple(sorted({e.observation for e in entries if e.observation is not None})),
        currency=currency,
        origins=tuple(sorted({e.source.origin for e in entries} | {p.source.origin for p in terms})),
        entries=tuple(entries),
        whole=whole,
        apart=beside,
        promised=tuple(
            promised(term, added, [(per, its) for _, per, its in apart]) for term in sorted(terms, key=lambda t: t.id)
        ),
        events=events(currency, added, apart, whole.written if whole and whole.is_told_by_settlement else None),
        parts=(*_left(currency, added, whole), *_apart(currency, held_apart)),
        operators=tuple(dict.fromkeys(_hedges(entries, currency))),
        has_unpriced=any(line.account == HELD and not line.amounts for e in entries for line in _lines(e, currency)),
    )


def _left(currency: str, added: Sequence[Counted], whole: State | None) -> tuple[Part, ...]:
    if whole is None or whole.is_told_by_settlement or not any(a.value for a in whole.outstanding.values()):
        return ()
    cases = tuple(case for case in CASES if case in whole.outstanding)
    parts = [_part(currency, member, None) for member in added if _accrues(member.entry, currency)]
    return left_of([Part(p.entry, p.period, None, in_cases(p.figure, cases)) for p in parts], whole.cleared, cases)


def _apart(currency: str, members: Sequence[Counted]) -> tuple[Part, ...]:
    found = [_part(currency, member, member.entry.per) for member in members if _accrues(member.entry, currency)]
    return tuple(part for part in found if any(amount.value > 0 for amount in part.figure.values()))


def _part(currency: str, member: Counted, per: str | None) -> Part:
    return Part(member.entry.id, member.entry.period, per, summed(currency, [member], [member]).held)


def _accrues(entry: EntryView, currency: str) -> bool:
    is_priced = any(line.account == HELD and line.amounts for line in _lines(entry, currency))
    return is_priced and entry.kind != "settlement"


def _hedges(entries: Iterable[EntryView], currency: str) -> Iterable[str]:
    for entry in entries:
        for line in _lines(entry, currency):
            is_bare = not any(amount.bound for amount in line.amounts.values())
            if line.account == HELD and line.operator and line.amounts and is_bare and entry.kind != "settlement":
                yield line.operator


def _is_state(entry: EntryView, currency: str) -> bool:
    return entry.kind in ("wage", "accrual", "settlement") or _has_held(entry, currency)


def _has_held(entry: EntryView, currency: str) -> bool:
    return any(line.account == HELD for line in _lines(entry, currency))


def _lines(entry: EntryView, currency: str) -> list[LineView]:
    return [line for line in entry.lines if line.currency == currency]
