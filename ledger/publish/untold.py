"""What a report on published observations says of the workers' rows that it does not speak of."""

from __future__ import annotations

from ledger.publish.evidence import Hidden
from ledger.publish.wording import counted


def untold_text(hidden: Hidden) -> str:
    """`12 entries and 1 claim of workers are not told here.`; empty when there are none."""
    said = [
        counted(hidden.entries, "entry", "entries") if hidden.entries else "",
        counted(hidden.claims, "claim") if hidden.claims else "",
    ]
    things = " and ".join(part for part in said if part)
    is_one = hidden.entries + hidden.claims == 1
    return f"{things} of workers {'is' if is_one else 'are'} not told here." if things else ""


def untold_data(hidden: Hidden) -> dict[str, int]:
    """The same as numbers."""
    return {"entries": hidden.entries, "claims": hidden.claims, "promises": hidden.promises}
