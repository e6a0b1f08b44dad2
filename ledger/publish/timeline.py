"""The timeline: levies, conditions, changes of rates, sanctions and published claims in one order of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.measure.levies import levies, overlaps
from ledger.measure.rate_changes import rate_changes
from ledger.measure.timeline import KINDS, Happening, Kind, happenings, merged
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Evidence, Published
from ledger.publish.figures import Figure, figure_id
from ledger.publish.shipped import campaigns, sanctions
from ledger.publish.timeline_rows import Row, row_of

NAME = "timeline"


@dataclass(frozen=True)
class Timeline:
    """The rows that have a first day, in order; those that have none; and which kinds were asked for."""

    only: tuple[Kind, ...]
    dated: tuple[Row, ...]
    undated: tuple[Row, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, the dated ones first."""
        return (*self.dated, *self.undated)

    def count(self, kind: Kind) -> int:
        """How many rows of that kind there are."""
        return sum(row.kind == kind for row in self.rows)


def timeline(evidence: Evidence, asked: Asked = EVERYTHING, only: Sequence[Kind] = ()) -> Timeline:
    """The rows of what may be told and of what ships with the program, as far as the question covers them.

    Rates and sanctions have no country and stand there whatever country was asked for. A rate is compared with the
    rates before it even where those are before the days that were asked for.
    """
    kinds = tuple(kind for kind in KINDS if kind in only) or KINDS
    found = [*levies(evidence.entries, evidence.stated), *campaigns()]
    shown = [levy for levy in found if asked.covers(levy.period) and asked.country in (None, levy.country)]
    matched = overlaps(shown, evidence.entries)
    happened = happenings(
        levies=shown,
        conditions=evidence.conditions,
        rates=(change for change in rate_changes(evidence.rates) if asked.covers(change.rate.period)),
        sanctions=(sanction for sanction in sanctions() if asked.covers(sanction.period)),
        claims=evidence.claims,
    )
    order = merged(happening for happening in happened if happening.kind in kinds)

    among = " in the days asked for" if asked.since or asked.until else ""

    def rows(of: Sequence[Happening]) -> tuple[Row, ...]:
        return tuple(row_of(happening, matched, among) for happening in of)

    return Timeline(kinds, rows(order.dated), rows(order.undated))


def figures(disclosed: Disclosed[Published[Timeline]], asked: Asked = EVERYTHING) -> Iterator[Figure]:
    """Every row with what it rests on, and how many there are of each kind."""
    report = opened(disclosed).body
    for kind in report.only:
        yield Figure(
            id=count_id(kind, asked),
            says=f"The timeline has {report.count(kind):,} rows of the kind {kind}.",
            working=("Each row is counted once.",),
            entries=tuple(dict.fromkeys(n for row in report.rows if row.kind == kind for n in row.entries)),
            claims=tuple(row.claim for row in report.rows if row.kind == kind and row.claim is not None),
        )
    for row in report.rows:
        yield Figure(
            id=row_id(row, asked),
            says=f"{row.period.text}: {row.says}",
            working=row.working(),
            entries=tuple(dict.fromkeys([*row.entries, *row.wages])),
            claims=() if row.claim is None else (row.claim,),
            rates=row.rates,
        )


def row_id(row: Row, asked: Asked) -> str:
    """The id of everything that is printed of a row."""
    return figure_id(NAME, asked, row.kind, row.ref)


def count_id(kind: Kind, asked: Asked) -> str:
    """The id of the number of rows of a kind."""
    return figure_id(NAME, asked, "count", kind)
