"""What a report that speaks of single observations is built from, and what disclosure control kept out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from ledger.book.terms import ConditionView, OfWorkers, PromiseView, RateView
from ledger.book.views import ClaimView, EntryView, StatedView

T = TypeVar("T")


@dataclass(frozen=True)
class Evidence:
    """What was read for a report. What a builder gets has been through disclose.py: published cohorts alone.

    `of_workers` counts what the whole book has of workers; None counts what was read. `unread` are the observations of
    workers' entries that were not read.
    """

    entries: tuple[EntryView, ...] = ()
    claims: tuple[ClaimView, ...] = ()
    stated: tuple[StatedView, ...] = ()
    promises: tuple[PromiseView, ...] = ()
    rates: tuple[RateView, ...] = ()
    conditions: tuple[ConditionView, ...] = ()
    of_workers: OfWorkers | None = None
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Hidden:
    """How much is of workers and told nowhere in the report: of the whole book, so that it tells no place or time."""

    entries: int = 0
    claims: int = 0
    promises: int = 0


@dataclass(frozen=True)
class Published(Generic[T]):
    """A report on single observations, and how much it does not speak of."""

    body: T
    hidden: Hidden
