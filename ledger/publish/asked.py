"""What a report was asked for: printed with it, so that a figure never travels without its question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.values.periods import Period

TAKERS = ("state", "all", "not-in-hand")
BESIDE = ("named", "hand")  # also in the data formats, when no one measure was asked for


@dataclass(frozen=True)
class Asked:
    """The entries' days [since, until) and country, and the one measure that was asked for; None is all."""

    since: date | None = None
    until: date | None = None
    country: str | None = None
    takers: str | None = None

    @property
    def shown(self) -> tuple[str, ...]:
        """The measures that are printed for people."""
        return TAKERS if self.takers is None else (self.takers,)

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures in the data formats."""
        return (*TAKERS, *BESIDE) if self.takers is None else (self.takers,)

    def covers(self, period: Period) -> bool:
        """True when some day of the period may be inside; an open end may be any day. The reader's rule for entries."""
        starts_after = self.until is not None and period.earliest is not None and period.earliest >= self.until
        ends_before = self.since is not None and period.latest is not None and period.latest < self.since
        return not (starts_after or ends_before)

    def scope(self) -> str:
        """`entries from 2010-01-01 before 2015-01-01 in KW`; empty for the whole book."""
        said = []
        if self.since is not None:
            said.append(f"from {self.since.isoformat()}")
        if self.until is not None:
            said.append(f"before {self.until.isoformat()}")
        if self.country is not None:
            said.append(f"in {self.country}")
        return f"entries {' '.join(said)}" if said else ""


EVERYTHING = Asked()
