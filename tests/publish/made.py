"""The skim report of made-up entries, for tests."""

from __future__ import annotations

from ledger.measure.columns import cells_of
from ledger.publish.asked import Asked
from ledger.publish.disclose import skim


def skim_of(entries, claims=(), by=(), asked=None, **more):
    """The sealed report, by these keys, or as it was asked for."""
    return skim(cells_of(entries), claims, asked or Asked(by=tuple(by)), **more)
