"""The held report as JSON. The keys are promised in the manual's page `held`.

Amounts are texts in major units, shares texts in percent, both by case; null is not stated, and never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ledger.measure.arrears import Arrears
from ledger.measure.arrears_events import Event
from ledger.measure.arrears_state import State
from ledger.measure.promised import Promised
from ledger.measure.sums import Figure
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.disclose import WithWorkers
from ledger.publish.disclosed import opened
from ledger.publish.heads import head_data
from ledger.publish.held import Held, HeldReport, Outstanding, Row, Worth, band_id, row_id, together_id
from ledger.publish.tables import json_text
from ledger.values.cases import CASES, Bound, Case
from ledger.values.money import format_minor
from ledger.values.percent import percent_text

FIGURES = (
    "earned", "written", "cleared", "settled", "paid", "taken", "short_paid", "forfeited", "not_paid", "outstanding",
    "paid_beyond",
)  # fmt: skip
SHARES = ("hand_and_held", "in_hand", "paid_share")


def held_json(disclosed: Held, asked: Asked = EVERYTHING) -> str:
    """The report as JSON."""
    found = opened(disclosed)
    body, hidden = found.published.body, found.published.hidden
    return json_text(
        {
            **head_data("held", asked, hidden),
            "as_of": body.as_of.isoformat(),
            "into": body.wanted,
            "rows": [_row(row, asked) for row in body.rows],
            "bands": [
                {
                    "id": band_id(band, asked),
                    "currency": band.currency,
                    "band": band.band,
                    "outstanding": _figure(band.figure, band.currency),
                    "operators": list(band.operators),
                    "rows": band.rows,
                    "origins": band.origins,
                    "not_exact": band.unsure,
                }
                for band in body.bands
            ],
            "workers": _workers(found, asked),
        }
    )


def _workers(found: WithWorkers[HeldReport], asked: Asked) -> dict[str, Any]:
    return {
        "together": [
            {
                "id": together_id(each.currency, asked),
                "currency": each.currency,
                "outstanding": _figure(each.outstanding, each.currency),
                "workers": each.workers,
                "origins": each.origins,
            }
            for each in found.together
        ],
        "untold": dict(found.untold),
    }


def _row(row: Row, asked: Asked) -> dict[str, Any]:
    its = row.row
    return {
        "id": row_id(its, asked),
        "subject": its.placement.subject,
        "placement": its.placement.id,
        "observations": list(its.observations),
        "country": its.placement.country,
        "sector": its.placement.sector,
        "currency": its.currency,
        "origins": list(its.origins),
        "entries": [entry.id for entry in its.entries],
        "operators": list(its.operators),
        "unpriced": its.has_unpriced,
        "promised": [_promise(promise, its.currency) for promise in its.promised],
        "whole": None if its.whole is None else _state(its, its.whole),
        "apart": [_state(its, state) for state in its.apart],
        "parts": [_part(each, its.currency) for each in row.parts],
        "worth": _worth(row.worth),
        "timeline": [_event(event, its.currency) for event in its.events],
    }


def _state(row: Arrears, state: State) -> dict[str, Any]:
    return {
        "per": state.per,
        "period": state.period.text if state.period else None,
        "entries": list(state.entries),
        **{name: _figure(getattr(state, name), row.currency) for name in FIGURES},
        **{name: _shares(getattr(state, name)) for name in SHARES},
        "told_by_settlement": state.is_told_by_settlement,
        "named": [{"account": item.account, "label": item.label} for item in state.named],
    }


def _promise(promise: Promised, currency: str) -> dict[str, Any]:
    return {
        "promise": promise.promise,
        "per": promise.per,
        "times": promise.times,
        "operator": promise.operator,
        "amount": _figure(promise.figure, currency),
        "paid": _figure(promise.paid, currency),
        "share": _shares(promise.share),
        "short": _figure(promise.short, currency),
    }


def _part(each: Outstanding, currency: str) -> dict[str, Any]:
    return {
        "entry": each.part.entry,
        "period": each.part.period.text,
        "per": each.part.per,
        "outstanding": _figure(each.part.figure, currency),
        "since": {"months": each.since.months, "days": each.since.days, "sure": each.since.sure},
        "band": each.since.band,
        "worth": _worth(each.worth),
    }


def _event(event: Event, currency: str) -> dict[str, Any]:
    return {
        "entry": event.entry,
        "period": event.period.text,
        "per": event.per,
        "what": event.what,
        "amount": _figure(event.amount, currency),
        "balance": _figure(event.balance, currency),
    }


def _worth(worth: Worth | None) -> dict[str, Any] | None:
    if worth is None:
        return None
    return {
        "currency": worth.currency,
        "amount": _figure(worth.figure, worth.currency),
        "rates": list(worth.rates),
        "not_converted": list(worth.not_converted),
    }


def _figure(figure: Figure, currency: str) -> dict[str, Any] | None:
    if not figure:
        return None
    amounts = {case: figure[case] for case in CASES if case in figure}
    return {case: {"amount": format_minor(a.value, currency), "bound": a.bound} for case, a in amounts.items()}


def _shares(shares: Mapping[Case, tuple[Fraction, Bound | None]]) -> dict[str, Any] | None:
    return {case: {"share": percent_text(s), "bound": bound} for case, (s, bound) in shares.items()} or None
