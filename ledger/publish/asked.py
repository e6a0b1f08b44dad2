"""What a report was asked for: printed with it, so that a figure never travels without its question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ledger.values.money import EXPONENT
from ledger.values.periods import Period

TAKERS = ("state", "all", "not-in-hand")
BESIDE = ("named", "hand")  # also in the data formats, when no one measure was asked for
EXCHANGED = ("exchange", "at-market")  # where a rate says so: what an exchange took, and what was kept at the market's
WEIGHTS = ("origins", "workers", "months")
BOUNDS = ("paired", "outer")
DAYS = 31  # how many days before a date its rate may be, when nothing else is asked
SEED = 1


@dataclass(frozen=True)
class Asked:
    """The entries' days [since, until) and country, and the one measure that was asked for; None is all.

    `as_of` is the day to which times are counted.

    `currency` is that of `-X` (None: amounts stay in their own), `value` when its rates are of (then, end, now or a
    day), `days` how much earlier a rate may be.
    """

    since: date | None = None
    until: date | None = None
    country: str | None = None
    takers: str | None = None
    by: tuple[str, ...] = ()
    weight: str = "origins"
    bounds: str = "paired"
    seed: int = SEED
    currency: str | None = None
    value: str = "then"
    days: int = DAYS
    as_of: date | None = None

    @property
    def shown(self) -> tuple[str, ...]:
        """The measures that are printed for people."""
        return TAKERS if self.takers is None else (self.takers,)

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures in the data formats."""
        return (*TAKERS, *BESIDE) if self.takers is None else (self.takers,)

    @property
    def last_day(self) -> date | None:
        """The last day that was asked for; before the first day of the calendar there is none, so that day itself."""
        return None if self.until is None else max(self.until, date(1, 1, 2)) - timedelta(days=1)

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

    def query(self) -> list[tuple[str, str]]:
        """What differs from asking for everything, by name: the way into a figure's id and back."""
        plain = Asked()
        found = [(name, getattr(self, name)) for name in _READERS if getattr(self, name) != getattr(plain, name)]
        return [(name, ",".join(v) if isinstance(v, tuple) else str(v)) for name, v in found]

    @classmethod
    def of_query(cls, pairs: Iterable[tuple[str, str]]) -> Asked:
        """The question of these pairs. Raises ValueError for a name or a value that no report has."""
        found: dict[str, Any] = {}
        for name, text in pairs:
            if name not in _READERS or text not in _CHOICES.get(name, (text,)):
                raise ValueError("no option of a report")
            found[name] = _READERS[name](text)
        return cls(**found)


def _money(text: str) -> str:
    if text == "XXX" or text not in EXPONENT:  # percentages are no money
        raise ValueError("no currency")
    return text


def _rates_of(text: str) -> str:
    return text if text in ("then", "end") else date.fromisoformat(text).isoformat()


_READERS: dict[str, Any] = {
    "since": date.fromisoformat,
    "until": date.fromisoformat,
    "country": str,
    "takers": str,
    "by": lambda text: tuple(text.split(",")),
    "weight": str,
    "bounds": str,
    "seed": int,
    "currency": _money,
    "value": _rates_of,
    "days": int,
    "as_of": date.fromisoformat,
}
_CHOICES = {"takers": TAKERS, "weight": WEIGHTS, "bounds": BOUNDS}

EVERYTHING = Asked()
