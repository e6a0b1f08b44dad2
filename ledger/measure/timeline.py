"""One order in time for things of several kinds, by the dates as written.

A thing stands at the first day that its date may mean: `201X-03` at March 2010, `2021-05/..` at May 2021. That is a
place in a list and not a date: what is printed is the date as written. What has no first day (`../2021`, or no date at
all) has no place among the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ledger.book.terms import ConditionView
from ledger.book.views import ClaimView
from ledger.measure.levies import Levy
from ledger.measure.rate_changes import RateChange
from ledger.values.periods import Period

Kind = Literal["levies", "conditions", "rates", "sanctions", "claims"]
KINDS: tuple[Kind, ...] = ("levies", "conditions", "rates", "sanctions", "claims")


@dataclass(frozen=True)
class Sanction:
    """What a document about sanctions says, in this program's words, and from which day or by which day."""

    code: str
    period: Period
    symbol: str
    paragraph: str | None
    body: str
    says: str
    url: str


Thing = Levy | ConditionView | RateChange | Sanction | ClaimView


@dataclass(frozen=True)
class Happening:
    """One dated thing. `kind` and `ref` together name it."""

    kind: Kind
    ref: str
    period: Period
    thing: Thing


@dataclass(frozen=True)
class Merged:
    """What has a first day, in order; and what has none."""

    dated: tuple[Happening, ...]
    undated: tuple[Happening, ...]


def merged(found: Iterable[Happening]) -> Merged:
    """All of them, each once, in an order that does not depend on the order in which they came."""
    ordered = sorted(found, key=_order)
    return Merged(
        tuple(h for h in ordered if h.period.earliest is not None),
        tuple(h for h in ordered if h.period.earliest is None),
    )


def happenings(
    *,
    levies: Iterable[Levy] = (),
    conditions: Iterable[ConditionView] = (),
    rates: Iterable[RateChange] = (),
    sanctions: Iterable[Sanction] = (),
    claims: Iterable[ClaimView] = (),
) -> Iterable[Happening]:
    """Each thing with its kind, its name and its date."""
    yield from (Happening("levies", levy.ref, levy.period, levy) for levy in levies)
    yield from (Happening("conditions", each.code, each.period, each) for each in conditions)
    yield from (Happening("rates", str(each.rate.id), each.rate.period, each) for each in rates)
    yield from (Happening("sanctions", each.code, each.period, each) for each in sanctions)
    yield from (Happening("claims", str(each.id), each.period, each) for each in claims)


def _order(happening: Happening) -> tuple[date, date, int, list[tuple[int, str]], str]:
    period = happening.period
    kind = KINDS.index(happening.kind)
    return period.earliest or date.max, period.latest or date.max, kind, natural(happening.ref), happening.ref


def natural(text: str) -> list[tuple[int, str]]:
    """A key for sorting in which C9 comes before C10."""
    return [(int(part), "") if "0" <= part[0] <= "9" else (-1, part) for part in re.findall(r"[0-9]+|[^0-9]+", text)]
