"""Pools of made-up entries, for tests."""

from __future__ import annotations

from ledger.measure.columns import cells_of
from ledger.measure.pools import grouped, pools


def groups_of(entries, claims=(), by=(), **more):
    """The pool of the whole, then those of the groups."""
    return pools(grouped(cells_of(entries), by), claims, by, **more)


def pool_of(entries, claims=(), **more):
    """The pool of all of them."""
    return groups_of(entries, claims, **more)[0]
