"""The skim report as JSON and as CSV. The keys and columns are promised in the manual's page on JSON.

Shares are percentages as text with two decimals, rounded half up; null is not known, and never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ledger.book.views import ClaimView
from ledger.measure.pools import Pool
from ledger.measure.shares import PARTS
from ledger.publish.asked import EVERYTHING, EXCHANGED, Asked
from ledger.publish.disclose import Group, LeftOut, PublishedUnit, SkimReport
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.figures import figure_id
from ledger.publish.heads import SENTENCE, VERSION, scope_data
from ledger.publish.skim_text import WEIGHTS, left_out_text
from ledger.publish.tables import csv_text, interval_data, json_text, share_data
from ledger.publish.visible import cell
from ledger.publish.wording import counts_text
from ledger.values.percent import PPM_WHOLE, percent_text

COUNTS = ("entries", "origins", "observations", "workers", "workers_stated_by", "without_share")
ENDS = (
    *("median_low", "median_high", "range_low", "range_high"),
    *("first_quartile_low", "first_quartile_high", "third_quartile_low", "third_quartile_high"),
    *("resampled_low", "resampled_high", "outer_low", "outer_high"),
)


def skim_json(disclosed: Disclosed[SkimReport], asked: Asked = EVERYTHING) -> str:
    """The report as JSON."""
    report = opened(disclosed)
    return json_text(
        {
            **frame("skim", report, asked),
            "takers": list(asked.shown),
            "whole": _group(report.whole, (), asked),
            "groups": [_group(group, report.by, asked) for group in report.groups],
        }
    )


def skim_csv(disclosed: Disclosed[SkimReport], asked: Asked = EVERYTHING) -> str:
    """The report as CSV: a row a group and measure, the whole last."""
    report = opened(disclosed)
    head = ["group", *report.by, *COUNTS, "bound_entries", "bases", "grades", "claims"]
    head += ["measure", *ENDS, "told_by", "bounds", "id"]
    rows = [row for group in report.groups for row in _rows("group", group, report.by, asked)]
    rows += _rows("whole", report.whole, report.by, asked)
    return csv_text(head, rows)


def frame(name: str, report: SkimReport, asked: Asked) -> dict[str, Any]:
    """What stands at the head of every report."""
    return {
        "report": name,
        "version": VERSION,
        "by": list(report.by),
        "scope": scope_data(asked),
        "weight": asked.weight,
        "bounds": asked.bounds,
        "seed": asked.seed,
        "note": f"{SENTENCE} {WEIGHTS[asked.weight]}",
        "left_out": _left_out(report.left_out),
    }


def key_of(pool: Pool, by: tuple[str, ...]) -> dict[str, str]:
    """The group's values by the names that it was grouped by; empty for the whole."""
    return dict(zip(by, pool.key, strict=True))


def per_100(pool: Pool) -> dict[str, dict[str, str]] | None:
    """The mean split of every 100 earned, by case and part; None without a share, or without an origin that weighs."""
    if not pool.low:
        return None
    return {"low": _split(pool.low), "high": _split(pool.high)}


def _group(group: Group, by: tuple[str, ...], asked: Asked) -> dict[str, Any]:
    pool = group.pool
    return {
        "id": figure_id("skim", asked, *pool.key, "counts"),
        "key": key_of(pool, by),
        "entries": pool.entries,
        "origins": pool.origins,
        "observations": pool.observations,
        "workers": pool.workers,
        "workers_stated_by": pool.workers_stated_by,
        "without_share": pool.without_share,
        "apart": pool.apart,
        "bound_entries": group.pool.bound_entries,
        "overruns": pool.overruns,
        "range_withheld": group.is_range_withheld,
        "shares": {m: _summary(group, m, asked) for m in _measures(asked)},
        "per_100": per_100(pool),
        "bases": pool.bases,
        "grades": dict(sorted(pool.grades.items())),
        "verification": pool.verification,
        "sources": pool.sources,
        "claims": [_claim(claim) for claim in pool.claims],
        "units": [_unit(unit, asked) for unit in group.units],
    }


def _measures(asked: Asked) -> tuple[str, ...]:
    return asked.measures if asked.takers is not None else (*asked.measures, *EXCHANGED)


def _summary(group: Group, measure: str, asked: Asked) -> dict[str, Any] | None:
    summary = group.pool.shares.get(measure)
    if summary is None:
        return None
    first, third = summary.quartiles or (None, None)
    return {
        "id": figure_id("skim", asked, *group.pool.key, measure),
        "median": interval_data(summary.median),
        "first_quartile": interval_data(first),
        "third_quartile": interval_data(third),
        "range": interval_data(summary.range),
        "resampled": interval_data(summary.bootstrap),
        "outer": interval_data(summary.outer),
        "origins": summary.origins,
        "unweighed": summary.unweighed,
        "bounds": summary.bounds,
        "open_ended": measure in group.pool.open_ended,
    }


def _split(split: Mapping[str, Fraction]) -> dict[str, str]:
    return {part: percent_text(split[part]) for part in PARTS}


def _claim(claim: ClaimView) -> dict[str, Any]:
    return {
        "observation": claim.observation,
        "side": claim.side,
        "takers": claim.takers,
        "low": _ppm(claim.low),
        "best": _ppm(claim.best),
        "high": _ppm(claim.high),
        "operator": claim.operator,
        "words": claim.words,
        "basis": claim.basis,
        "period": claim.period.text,
        "grade": f"{claim.reliability}{claim.credibility}",
        "origin": claim.source.origin,
        "source": {"title": claim.source.title, "url": claim.source.url},
    }


def _ppm(ppm: int | None) -> str | None:
    return None if ppm is None else percent_text(Fraction(ppm, PPM_WHOLE))


def _unit(unit: PublishedUnit, asked: Asked) -> dict[str, Any]:
    observations = unit.observations
    return {
        "origin": unit.origin,
        "subject": unit.subject,
        "observation": observations[0] if len(observations) == 1 else None,
        "entries": list(unit.entries),
        "cases": {c: {m: interval_data(unit.shares[m][c]) for m in asked.measures} for c in unit.cases},
        "shares": {m: interval_data(unit.intervals[m]) for m in asked.measures},
    }


def _left_out(left_out: LeftOut) -> dict[str, Any]:
    return {
        "worker_entries": left_out.worker_entries,
        "worker_claims": left_out.worker_claims,
        "least_workers": left_out.least_workers,
        "least_origins": left_out.least_origins,
        "reason": left_out_text(left_out) or None,
    }


def _rows(kind: str, group: Group, by: tuple[str, ...], asked: Asked) -> list[list[object]]:
    pool = group.pool
    names = [cell(value) for value in pool.key] if kind == "group" else ["" for _ in by]
    counts = [getattr(pool, name) for name in COUNTS]
    told = [cell(counts_text(pool.bases)), counts_text(dict(sorted(pool.grades.items()))), len(pool.claims)]
    rows: list[list[object]] = []
    for measure in _measures(asked):
        summary = pool.shares.get(measure)
        ends: list[object] = [None] * (len(ENDS) + 2)
        if summary is not None:
            quartiles = summary.quartiles or (None, None)
            each = (summary.median, summary.range, *quartiles, summary.bootstrap, summary.outer)
            both = [end for share in each for end in ((share.low, share.high) if share else (None, None))]
            ends = [*map(share_data, both), summary.origins, summary.bounds]
        figure = figure_id("skim", asked, *pool.key, measure)
        rows.append([kind, *names, *counts, group.pool.bound_entries, *told, measure, *ends, figure])
    return rows
