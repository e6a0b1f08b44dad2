"""The closed lists of words that the book's tables accept. The tables' CHECKs say the same."""

from __future__ import annotations

SOURCE_KINDS = ("document", "testimony", "own-record")
ORGANISATION_KINDS = ("employer", "sending", "broker", "public-body")
SUBJECT_KINDS = ("worker", "cohort")
ENTRY_KINDS = ("wage", "accrual", "settlement", "surrender", "levy", "fee", "remittance", "side-income")
BASES = ("contract", "wage", "promised", "piece-rate", "revenue", "estimate", "other")
INTERVALS = ("hour", "day", "week", "month", "quarter", "year", "once", "total")
RELIABILITIES = ("A", "B", "C", "D", "E", "F")
BOUNDS = ("at_least", "at_most", "either")
MODES = ("withheld", "surrendered", "deferred", "in-kind", "exchange-loss")
SIDES = ("source", "outside", "taken", "charged", "worker", "home", "unstated")
UNITS = ("per_worker", "group_total")
TREATMENTS = ("posted", "unpriced", "kept", "covered")
CLAIM_SIDES = ("taken", "kept")
TAKERS = ("state", "state-company", "all", "unsaid")
RATE_KINDS = ("market", "official", "imposed", "implied", "other")
CONDITION_STATES = ("present", "absent", "contradicted", "not-assessed")
SCOPES = (
    "record",
    "statement",
    "case-support",
    "share-lawyer",
    "share-with-partner",
    "aggregate-statistics",
    "publish-anonymous-account",
    "publish-quoted",
    "court-use",
    "labour-inspectorate",
    "un-mechanism",
    "sanctions-body",
    "recontact",
    "archive-after-close",
)
CONSENT_STATES = ("granted", "refused", "withdrawn")
CONSENT_MODES = ("written", "oral-witnessed", "recorded")
HOLD_STATES = ("open", "lifted")
ATTACHMENT_KINDS = (
    "pay-slip",
    "signed-statement",
    "contract",
    "transfer-slip",
    "notice",
    "diary",
    "chat",
    "press",
    "official",
    "testimony-note",
    "other",
)
CUSTODY_ACTIONS = (
    "received",
    "sealed",
    "copied",
    "viewed",
    "stripped",
    "translated",
    "exported",
    "returned",
    "destroyed",
)
KEY_ACTIONS = ("added", "removed", "changed", "rotated")
