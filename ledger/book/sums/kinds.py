"""What lines and entries must have in common to be added up without any measure seeing a difference.

Lines of one kind differ in their amounts alone. Entries of one class differ in their lines alone, and in nothing that a
measure asks of a single entry (see measure/units.py): the currency of its gross and of its first line, the modes by
which it takes, whether what the worker has is stated in full, and whether income from outside is named without a
figure. What is left of an entry then is in sums over its lines.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from ledger.values.periods import parse_period
from ledger.values.problems import BadValue

LOW, BEST, HIGH = 1, 2, 4  # the bits of `stated`


class LineKind(NamedTuple):
    """What lines have in common. `stated` has a bit for each case with a figure; `is_rest`: worked out, not stated."""

    account: str
    currency: str
    mode: str | None
    stated: int
    low_bound: str | None
    best_bound: str | None
    high_bound: str | None
    is_rest: bool

    @property
    def party(self) -> str:
        """Who ends up with the money."""
        return self.account.partition(":")[0]


class ClassKind(NamedTuple):
    """What entries have in common. `first` is the currency of the first line, `gross` that of the first stated gross.

    `has_hand` and `lacks_hand`: what the worker has is stated, is named without a figure, in the gross's currency;
    `lacks_outside`: so is income from outside.
    """

    verification: str | None
    via: str | None
    source: str
    basis: str | None
    per: str
    grade: str
    first: str
    gross: str | None
    modes: tuple[str, ...]
    has_hand: bool
    lacks_hand: bool
    lacks_outside: bool


Shape = tuple[str, str | None, tuple[str, ...], bool, bool, bool]


def line_kind(
    account: str,
    currency: str,
    mode: str | None,
    is_unnamed: bool,
    has: tuple[bool, bool, bool],
    bounds: tuple[str | None, str | None, str | None],
) -> LineKind:
    """The kind of a line. `is_unnamed`: it has no label; `has`: whether it has a low, a best, a high figure."""
    stated = has[0] * LOW | has[1] * BEST | has[2] * HIGH
    is_rest = is_unnamed and account.partition(":")[0] in ("unexplained", "unstated")
    return LineKind(account, currency, mode, stated, *bounds, is_rest)


def shape_of(lines: Sequence[LineKind]) -> Shape:
    """The last six columns of a ClassKind, from an entry's lines in their order."""
    gross = next((line.currency for line in lines if line.party == "employer" and line.stated), None)
    own = [line for line in lines if line.currency == gross]
    hand = [line.stated for line in own if line.party == "worker"]
    return (
        lines[0].currency,
        gross,
        tuple(sorted({line.mode for line in lines if line.mode is not None})),
        any(hand),
        not all(hand),
        any(line.party == "other" and not line.stated for line in own),
    )


def kept_period(text: str) -> str:
    """The year where all of the period lies in one that is known, else the period as it is."""
    try:
        period = parse_period(text)
    except BadValue:  # of a damaged book: what is no period is its own
        return text
    first, last = period.earliest, period.latest
    if first is None or last is None or first.year != last.year or "X" in text:
        return text
    return f"{first.year:04d}"


def written(kind: LineKind | ClassKind) -> str:
    """The kind as canonical JSON: the same kind is the same text."""
    return json.dumps(kind, ensure_ascii=False, separators=(",", ":"))


def read_line(says: str) -> LineKind:
    """The line kind that this text says."""
    return LineKind._make(json.loads(says))


def read_class(says: str) -> ClassKind:
    """The class that this text says."""
    found = ClassKind._make(json.loads(says))
    return found._replace(modes=tuple(found.modes))
