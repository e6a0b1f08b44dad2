"""The head of every report on published observations: its question, and the workers' rows that it does not speak of."""

from __future__ import annotations

from typing import Any

from ledger.publish.asked import Asked
from ledger.publish.evidence import Hidden
from ledger.publish.wording import counted

VERSION = 1
SENTENCE = "These are documented cases, not a sample."


def head_data(name: str, asked: Asked, hidden: Hidden, note: str = SENTENCE) -> dict[str, Any]:
    """What stands at the head of such a report's JSON."""
    return {
        "report": name,
        "version": VERSION,
        "scope": scope_data(asked),
        "note": note,
        "hidden": {"entries": hidden.entries, "claims": hidden.claims, "promises": hidden.promises},
    }


def scope_data(asked: Asked) -> dict[str, str | None]:
    """Which entries were asked for."""
    return {
        "begin": asked.since.isoformat() if asked.since else None,
        "end": asked.until.isoformat() if asked.until else None,
        "country": asked.country,
    }


def untold_text(hidden: Hidden) -> str:
    """`12 entries and 1 claim of workers are not told here.`; empty when there are none."""
    said = [
        counted(hidden.entries, "entry", "entries") if hidden.entries else "",
        counted(hidden.claims, "claim") if hidden.claims else "",
    ]
    things = " and ".join(part for part in said if part)
    is_one = hidden.entries + hidden.claims == 1
    return f"{things} of workers {'is' if is_one else 'are'} not told here." if things else ""
