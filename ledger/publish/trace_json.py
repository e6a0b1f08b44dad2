"""A trace as data: every key is told on the manual's page `json`."""

from __future__ import annotations

from typing import Any

from ledger.book.terms import PromiseView
from ledger.book.views import ClaimView, EntryView, LineView, PlacementView, SourceView, StatedView
from ledger.measure.shares import MEASURES, Unit
from ledger.publish.disclosed import Disclosed, Own, whichever
from ledger.publish.figures import Figure
from ledger.publish.tables import interval_data, json_text
from ledger.publish.trace import Trace
from ledger.values.money import format_minor
from ledger.values.percent import format_ppm


def trace_json(trace: Disclosed[Trace] | Own[Trace]) -> str:
    """The trace as JSON; the manual's page `json` tells every key."""
    return json_text(_data(whichever(trace)))


def _data(trace: Trace) -> dict[str, Any]:
    return {
        "report": "trace",
        "version": 1,
        "target": trace.target,
        "figure": None if trace.figure is None else _figure(trace.figure),
        "placements": [_placement(p) for p in trace.placements],
        "sources": [_source(s) for s in trace.sources],
        "entries": [_entry(e, trace.units.get(e.id)) for e in trace.entries],
        "printed": [_printed(s) for s in trace.stated],
        "claims": [_claim(c) for c in trace.claims],
        "promises": [_promise(p) for p in trace.promises],
        "computed": [{"key": r.key, "says": r.says, "figures": r.figures} for r in trace.reckonings],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {"id": figure.id, "says": figure.says, "working": list(figure.working), "rates": list(figure.rates)}


def _placement(placement: PlacementView) -> dict[str, Any]:
    return {
        "subject": placement.subject,
        "subject_kind": placement.subject_kind,
        "description": placement.description,
        "headcount": {"low": placement.headcount_low, "high": placement.headcount_high},
        "country": placement.country,
        "sector": placement.sector,
        "employer": placement.employer,
        "sending": placement.sending,
    }


def _source(source: SourceView) -> dict[str, Any]:
    return {
        "origin": source.origin,
        "kind": source.kind,
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "published": source.published,
        "attribution": source.attribution,
        "verification": source.verification,
        "seen_via": source.seen_via,
        "also_at": list(source.also_at),
    }


def _entry(entry: EntryView, unit: Unit | None) -> dict[str, Any]:
    return {
        "entry": entry.id,
        "kind": entry.kind,
        "basis": entry.basis,
        "words": entry.words,
        "per": entry.per,
        "period": entry.period.text,
        "grade": f"{entry.reliability}{entry.credibility}",
        "page": entry.page,
        "recorded_on": entry.recorded_on,
        "reverses": entry.reverses,
        "reversed_by": entry.reversed_by,
        "lines": [_line(line) for line in entry.lines],
        "shares": None if unit is None else _shares(unit),
        "is_overrun": None if unit is None else unit.is_overrun,
    }


def _line(line: LineView) -> dict[str, Any]:
    return {
        "account": line.account,
        "currency": line.currency,
        "amounts": {
            case: {"amount": format_minor(a.value, line.currency), "bound": a.bound} for case, a in line.amounts.items()
        },
        "mode": line.mode,
        "label": line.label,
        "operator": line.operator,
        "note": line.note,
    }


def _shares(unit: Unit) -> dict[str, Any]:
    return {
        measure: {
            "range": interval_data(unit.interval(measure)),
            "cases": {case: interval_data(unit.share(measure, case)) for case in unit.cases},
        }
        for measure in (*MEASURES, "hand", "company", "supervisor", "broker", "host", "living", "held", "unexplained")
        if measure in MEASURES or measure == "hand" or measure in unit.priced
    }


def _printed(figure: StatedView) -> dict[str, Any]:
    return {
        "flow": figure.flow,
        "unit": figure.unit,
        "per": figure.per,
        "currency": figure.currency,
        "amount": {"low": figure.amount_low, "best": figure.amount_best, "high": figure.amount_high},
        "percent": {"low": figure.percent_low, "best": figure.percent_best, "high": figure.percent_high},
        "percent_of": figure.percent_of,
        "note": figure.note,
        "treatment": figure.treatment,
        "reason": figure.reason,
        "entry": figure.entry_id,
    }


def _claim(claim: ClaimView) -> dict[str, Any]:
    ends = {"low": claim.low, "best": claim.best, "high": claim.high}
    return {
        "side": claim.side,
        "takers": claim.takers,
        "operator": claim.operator,
        "words": claim.words,
        **{name: None if value is None else format_ppm(value) for name, value in ends.items()},
    }


def _promise(promise: PromiseView) -> dict[str, Any]:
    ends = {"low": promise.low, "best": promise.best, "high": promise.high}
    return {
        "currency": promise.currency,
        "per": promise.per,
        "operator": promise.operator,
        "words": promise.words,
        **{name: None if value is None else format_minor(value, promise.currency) for name, value in ends.items()},
    }
