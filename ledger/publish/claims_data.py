"""The claims report as JSON and as CSV. The keys and columns are promised in the manual's page on claims.

Shares are percentages as text with two decimals, on the claim's own side: of a share kept the computed one is kept too.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ledger.measure.claimed import operator_of
from ledger.measure.counting import turned
from ledger.measure.verdicts import Tried, Verdict
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.claims import OWN_OPERATOR, OWN_SIDE, OWN_TAKERS, SHOWN, ClaimsReport, Judged, claim_id, own_id
from ledger.publish.claims_words import OWN_WORDS, verdict_text
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Published
from ledger.publish.heads import head_data
from ledger.publish.tables import csv_text, interval_data, json_text, share_data
from ledger.publish.visible import cell
from ledger.values.percent import PPM_WHOLE, percent_text

HEAD = (
    "id", "verdict", "says", "claim", "observation", "side", "takers", "operator", "low", "best", "high", "words",
    "base", "basis", "country", "sector", "period", "grade", "origin", "source_title", "url", "nearness", "entries",
    "origins", "is_percentage", "way", "computed_low", "computed_high", "agree", "touch", "apart", "open", "added",
    "left_out", "gap", "reason",
)  # fmt: skip


def claims_json(disclosed: Disclosed[Published[ClaimsReport]], asked: Asked = EVERYTHING) -> str:
    """The report as JSON."""
    published = opened(disclosed)
    report, hidden = published.body, published.hidden
    return json_text(
        {
            **head_data("claims", asked, hidden),
            "verdict": report.only,
            "counts": dict(report.counts),
            "own_sentence": _own(report, asked),
            "claims": [_row(each, asked) for each in report.shown],
        }
    )


def claims_csv(disclosed: Disclosed[Published[ClaimsReport]], asked: Asked = EVERYTHING) -> str:
    """The report as CSV: a row a claim; the project's own sentence first, without a claim's number."""
    report = opened(disclosed).body
    own = report.own.verdict
    said = verdict_text(own, OWN_SIDE, OWN_OPERATOR)
    about = [None, None, OWN_SIDE, OWN_TAKERS, OWN_OPERATOR, None, "90.00", None, OWN_WORDS, own.base]
    rows = [[own_id(asked), own.word, cell(said), *about, *[None] * 8, *_found_cells(own, OWN_SIDE)]]
    rows += [_cells(each, asked) for each in report.shown]
    return csv_text(HEAD, rows)


def _own(report: ClaimsReport, asked: Asked) -> dict[str, Any]:
    verdict, pool = report.own.verdict, report.own.pool
    shares = {measure: pool.shares.get(measure) for measure in SHOWN}
    return {
        "id": own_id(asked),
        "words": OWN_WORDS,
        "side": OWN_SIDE,
        "takers": OWN_TAKERS,
        "operator": OWN_OPERATOR,
        "best": "90.00",
        "entries": pool.entries,
        "origins": pool.origins,
        "shares": {
            measure: summary
            and {
                "median": interval_data(summary.median),
                "range": interval_data(summary.range),
                "origins": summary.origins,
                "bounds": summary.bounds,
            }
            for measure, summary in shares.items()
        },
        **_verdict(verdict, OWN_SIDE, OWN_OPERATOR),
    }


def _row(judged: Judged, asked: Asked) -> dict[str, Any]:
    claim = judged.claim
    return {
        "id": claim_id(claim, asked),
        "claim": claim.id,
        "observation": claim.observation,
        "side": claim.side,
        "takers": claim.takers,
        "operator": operator_of(claim),
        "low": _ppm(claim.low),
        "best": _ppm(claim.best),
        "high": _ppm(claim.high),
        "words": claim.words,
        "basis": claim.basis,
        "country": claim.placement.country,
        "sector": claim.placement.sector,
        "period": claim.period.text,
        "grade": f"{claim.reliability}{claim.credibility}",
        "origin": claim.source.origin,
        "source": {"title": claim.source.title, "url": claim.source.url},
        "nearness": judged.verdict.nearness,
        "entries": [pay.entry.id for pay in judged.verdict.pays],
        "origins": _origins(judged.verdict),
        "is_percentage": _is_percentage(judged.verdict),
        **_verdict(judged.verdict, claim.side, claim.operator),
    }


def _verdict(verdict: Verdict, side: str, operator: str | None) -> dict[str, Any]:
    agrees = verdict.stretch
    return {
        "base": verdict.base,
        "agrees": None if agrees is None else interval_data(agrees.on(side)),
        "tried": [_tried(each, side) for each in verdict.tried],
        "by": None if verdict.by is None else verdict.by.way,
        "verdict": verdict.word,
        "reason": verdict.reason,
        "says": verdict_text(verdict, side, operator),
    }


def _tried(tried: Tried, side: str) -> dict[str, Any]:
    return {
        "way": tried.way,
        "own": tried.is_own,
        "computed": interval_data(turned(tried.range) if side == "kept" else tried.range),
        "entries": list(tried.entries),
        "origins": tried.origins,
        "agree": tried.agree,
        "touch": tried.touch,
        "apart": tried.apart,
        "open": tried.open,
        "gap": percent_text(tried.gap),
        "added": list(tried.added),
        "left_out": list(tried.left_out),
    }


def _cells(judged: Judged, asked: Asked) -> list[Any]:
    claim, verdict = judged.claim, judged.verdict
    return [
        claim_id(claim, asked),
        verdict.word,
        cell(verdict_text(verdict, claim.side, claim.operator)),
        claim.id,
        _text(claim.observation),
        claim.side,
        claim.takers,
        _text(operator_of(claim)),
        *map(_ppm, (claim.low, claim.best, claim.high)),
        _text(claim.words),
        verdict.base,
        *map(_text, (claim.basis, claim.placement.country, claim.placement.sector, claim.period.text)),
        f"{claim.reliability}{claim.credibility}",
        *map(_text, (claim.source.origin, claim.source.title, claim.source.url)),
        *_found_cells(verdict, claim.side),
    ]


def _found_cells(verdict: Verdict, side: str) -> list[Any]:
    """Where it was asked, and the way that decided."""
    by = verdict.by
    about = [
        verdict.nearness,
        " ".join(str(pay.entry.id) for pay in verdict.pays),
        _origins(verdict),
        "yes" if _is_percentage(verdict) else "no",
    ]
    if by is None:
        return [*about, *[None] * 10, verdict.reason]
    found = turned(by.range) if side == "kept" else by.range
    counts = [by.agree, by.touch, by.apart, by.open]
    more = [" ".join(by.added), " ".join(by.left_out), percent_text(by.gap), verdict.reason]
    return [*about, by.way, share_data(found.low), share_data(found.high), *counts, *more]


def _origins(verdict: Verdict) -> int:
    return len({pay.entry.source.origin for pay in verdict.pays})


def _is_percentage(verdict: Verdict) -> bool:
    return any(pay.is_percentage for pay in verdict.pays)


def _ppm(ppm: int | None) -> str | None:
    return None if ppm is None else percent_text(Fraction(ppm, PPM_WHOLE))


def _text(text: str | None) -> str | None:
    return None if text is None else cell(text)
