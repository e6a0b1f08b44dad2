"""Writing down everything that is not money: who says it, whose pay it is, what stands beside it. Never commits."""

from __future__ import annotations

from ledger.book.register.evidence import (
    ClaimDraft,
    ConditionDraft,
    PromiseDraft,
    RateDraft,
    StatedDraft,
    add_claim,
    add_condition,
    add_promise,
    add_rate,
    add_stated,
    add_stated_all,
)
from ledger.book.register.people import (
    PlacementDraft,
    add_cohort,
    add_organisation,
    add_placement,
    add_placements,
    add_worker,
    add_workers,
    find_placement,
)
from ledger.book.register.sources import SourceDraft, add_origin, add_source, add_sources
from ledger.book.register.taken_in import Mark, has_seen, mark, mark_more, seen, seen_rows

__all__ = [
    "ClaimDraft",
    "ConditionDraft",
    "Mark",
    "PlacementDraft",
    "PromiseDraft",
    "RateDraft",
    "SourceDraft",
    "StatedDraft",
    "add_claim",
    "add_cohort",
    "add_condition",
    "add_organisation",
    "add_origin",
    "add_placement",
    "add_placements",
    "add_promise",
    "add_rate",
    "add_source",
    "add_sources",
    "add_stated",
    "add_stated_all",
    "add_worker",
    "add_workers",
    "find_placement",
    "has_seen",
    "mark",
    "mark_more",
    "seen",
    "seen_rows",
]
