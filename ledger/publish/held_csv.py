"""The held report as CSV: a line a figure and case. The columns are told in the manual's page `held`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from ledger.measure.sums import Figure
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.disclosed import opened
from ledger.publish.held import Held, Outstanding, Row, band_id, row_id, together_id
from ledger.publish.held_data import FIGURES, SHARES
from ledger.publish.tables import csv_text
from ledger.publish.visible import cell
from ledger.values.cases import CASES, Bound, Case
from ledger.values.money import format_minor
from ledger.values.percent import percent_text

HEAD = (
    "id", "part", "subject", "country", "sector", "currency", "period", "per", "what", "case", "amount", "share",
    "bound", "operators", "months", "days", "sure", "band", "reason",
)  # fmt: skip
HEDGED = ("written", "outstanding", "worth")
Line = dict[str, object]


def held_csv(disclosed: Held, asked: Asked = EVERYTHING) -> str:
    """The report as CSV. An amount has no share and a share no amount; what nobody stated has no line."""
    found = opened(disclosed)
    body = found.published.body
    lines = [line for row in body.rows for line in _lines(row, asked)]
    for band in body.bands:
        head: Line = {"id": band_id(band, asked), "part": "band", "band": band.band}
        head["operators"] = cell(", ".join(band.operators))
        lines += _amounts(head, "outstanding", band.figure, band.currency)
    for each in found.together:
        head = {"id": together_id(each.currency, asked), "part": "workers"}
        lines += _amounts(head, "outstanding", each.outstanding, each.currency)
    return csv_text(HEAD, [[line.get(name) for name in HEAD] for line in lines])


def _lines(row: Row, asked: Asked) -> Iterator[Line]:
    its = row.row
    place = its.placement
    about: Line = {"id": row_id(its, asked), "subject": cell(place.subject), "country": place.country}
    about |= {"sector": cell(place.sector), "currency": its.currency}
    hedged = {"operators": cell(", ".join(its.operators))}
    for part, state in [("whole", its.whole), *(("apart", state) for state in its.apart)]:
        if state is None:
            continue
        head = about | {"part": part, "per": state.per, "period": cell(state.period.text) if state.period else None}
        for name in FIGURES:
            more = hedged if name in HEDGED else {}
            yield from _amounts(head | more, name, getattr(state, name), its.currency)
        for name in SHARES:
            yield from _shares(head, name, getattr(state, name))
    for promise in its.promised:
        head = about | {"part": "promise", "per": promise.per}
        for name, figure in (("promised", promise.figure), ("paid", promise.paid), ("short", promise.short)):
            yield from _amounts(head, name, figure, its.currency)
        yield from _shares(head, "paid_share", promise.share)
    for each in row.parts:
        yield from _part(about | hedged, each, its.currency)
    if row.worth is not None:
        yield from _amounts(about | hedged | {"part": "whole"}, "worth", row.worth.figure, row.worth.currency)


def _part(about: Line, each: Outstanding, currency: str) -> Iterator[Line]:
    head = about | {"part": "part", "period": cell(each.part.period.text), "per": each.part.per}
    head |= {"months": each.since.months, "days": each.since.days, "sure": each.since.sure, "band": each.since.band}
    yield from _amounts(head, "outstanding", each.part.figure, currency)
    if each.worth is not None:
        yield from _amounts(head, "worth", each.worth.figure, each.worth.currency)
        for reason in each.worth.not_converted:
            yield head | {"currency": each.worth.currency, "what": "worth", "reason": cell(f"not converted: {reason}")}


def _amounts(head: Line, what: str, figure: Figure, currency: str) -> Iterator[Line]:
    for case in CASES:
        if case in figure:
            money = {"amount": format_minor(figure[case].value, currency), "bound": figure[case].bound}
            yield head | {"what": what, "case": case, "currency": currency} | money


def _shares(head: Line, what: str, shares: Mapping[Case, tuple[Fraction, Bound | None]]) -> Iterator[Line]:
    for case, (share, bound) in shares.items():
        yield head | {"what": what, "case": case, "share": percent_text(share), "bound": bound}
