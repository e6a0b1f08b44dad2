"""What a worker gets about themself: made here alone, from that worker's own entries and no others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.book.views import EntryView, PlacementView
from ledger.measure.account import Account, account
from ledger.publish.disclosed import _OWN, Own
from ledger.publish.trace import Trace
from ledger.values.refs import is_pseudonym


@dataclass(frozen=True)
class Statement:
    """One worker's placements and account."""

    worker: str
    placements: tuple[PlacementView, ...]
    account: Account


def own_statement(worker: str, placements: Iterable[PlacementView], entries: Iterable[EntryView]) -> Own[Statement]:
    """The worker's own statement. Raises ValueError for a group, and when anything is somebody else's."""
    theirs = tuple(placements)
    _refuse_others(worker, theirs)
    return Own(Statement(worker, theirs, account(worker, entries)), _OWN)


def own_trace(trace: Trace) -> Own[Trace]:
    """The trace of one worker's entry, for that worker. Raises ValueError when it is not of exactly one worker."""
    workers = {placement.subject for placement in trace.placements}
    if len(workers) != 1:
        raise ValueError("a trace of one's own is of one worker")
    _refuse_others(workers.pop(), trace.placements)
    return Own(trace, _OWN)


def _refuse_others(worker: str, placements: Iterable[PlacementView]) -> None:
    if not is_pseudonym(worker):
        raise ValueError("a worker is a pseudonym")
    if any(each.subject != worker or each.subject_kind != "worker" for each in placements):
        raise ValueError("a placement of somebody else")
