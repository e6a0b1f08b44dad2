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

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ledger.book.terms import PromiseView
from ledger.book.views import EntryView, LineView, PlacementView
from ledger.measure.account import PERCENT
from ledger.measure.arrears_events import Event, events
from ledger.measure.arrears_state import State, balance_of, state_of
from ledger.measure.intervals import intervals
from ledger.measure.overdue import Part, left_of
from ledger.measure.promised import Promised, promised
from ledger.measure.settled import in_cases
from ledger.measure.sums import Counted, Figure, held_in, summed
from ledger.values.cases import CASES
from ledger.values.periods import Period

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


@dataclass(frozen=True)
class Standing:
    """What of a row goes into a sum of many: `outstanding` of its sums, empty or nothing where nothing of it is.

    `is_apart`: there is more that is held, which stands in no sum or has no amount.
    """

    subject: str
    currency: str
    origins: tuple[str, ...]
    entries: tuple[int, ...]
    outstanding: Figure
    is_apart: bool


def arrears(entries: Iterable[EntryView], promises: Iterable[PromiseView] = ()) -> tuple[Arrears, ...]:
    """The rows of everything that was held, settled or promised, by subject, placement and currency."""
    found = _Members(entries)
    wanted, placements = set(found.wanted), dict(found.placements)
    terms: dict[_Key, list[PromiseView]] = {}
    for promise in promises:
        key = (promise.placement.subject, promise.placement.id, promise.currency)
        placements[key[:2]] = promise.placement
        terms.setdefault(key, []).append(promise)
        wanted.add(key)
    its = found.of
    return tuple(_row(placements[key[:2]], key[2], its.get(key, []), terms.get(key, [])) for key in sorted(wanted))


def standing(entries: Iterable[EntryView]) -> Iterator[Standing]:
    """What the rows of `arrears` come to, in their order and in a small part of its time. No promise is asked."""
    found = _Members(entries)
    for key in sorted(found.wanted):
        subject, _, currency = key
        its = sorted(found.of[key], key=lambda entry: entry.id)
        added, _, held_apart = _counted(currency, its)
        outstanding: Figure = {}
        if added:
            held, cases = held_in(currency, added)
            outstanding = balance_of(currency, added, held, cases, is_open=bool(held_apart)).outstanding
        yield Standing(
            subject=subject,
            currency=currency,
            origins=tuple(sorted({entry.source.origin for entry in its})),
            entries=tuple(entry.id for entry in its),
            outstanding=outstanding,
            is_apart=bool(_apart(currency, held_apart)) or _has_unpriced(its, currency),
        )


_Key = tuple[str, int, str]  # subject, placement, currency


class _Members:
    """The entries of each row, and the rows in which something was held or settled."""

    def __init__(self, entries: Iterable[EntryView]) -> None:
        self.placements: dict[tuple[str, int], PlacementView] = {}
        self.of: dict[_Key, list[EntryView]] = {}
        self.wanted: set[_Key] = set()
        for entry in entries:
            if entry.is_void:
                continue
            for currency in dict.fromkeys(line.currency for line in entry.lines):
                if not _is_state(entry, currency):
                    continue
                key = (entry.placement.subject, entry.placement.id, currency)
                self.placements[key[:2]] = entry.placement
                self.of.setdefault(key, []).append(entry)
                if entry.kind != "wage" or _has_held(entry, currency):
                    self.wanted.add(key)


_Beside = list[tuple[Period, str, list[Counted]]]  # what stands in no sum, by period and interval


def _counted(currency: str, entries: Iterable[EntryView]) -> tuple[list[Counted], _Beside, list[Counted]]:
    """The entries that count in sums, those that stand apart, and those of the latter with something held."""
    added: list[Counted] = []
    alone: dict[tuple[str, str], list[Counted]] = {}
    for entry in entries:
        times = None if currency == PERCENT else intervals(entry.per, entry.period)
        if times is None:
            alone.setdefault((entry.period.text, entry.per), []).append(Counted(entry, 1))
        else:
            added.append(Counted(entry, times))
    apart = [(members[0].entry.period, per, members) for (_, per), members in sorted(alone.items())]
    return added, apart, [entry for *_, its in apart for entry in its if _has_held(entry.entry, currency)]


def _row(
    placement: PlacementView, currency: str, entries: Sequence[EntryView], terms: Sequence[PromiseView]
) -> Arrears:
    entries = sorted(entries, key=lambda entry: entry.id)
    added, apart, held_apart = _counted(currency, entries)
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
        has_unpriced=_has_unpriced(entries, currency),
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


def _has_unpriced(entries: Iterable[EntryView], currency: str) -> bool:
    return any(line.account == HELD and not line.amounts for e in entries for line in _lines(e, currency))


def _is_state(entry: EntryView, currency: str) -> bool:
    return entry.kind in ("wage", "accrual", "settlement") or _has_held(entry, currency)


def _has_held(entry: EntryView, currency: str) -> bool:
    return any(line.account == HELD for line in _lines(entry, currency))


def _lines(entry: EntryView, currency: str) -> list[LineView]:
    return [line for line in entry.lines if line.currency == currency]
