"""What is settled at the end, sent home, earned on the side, or paid for the posting: entries of their own."""

from __future__ import annotations

from dataclasses import replace

from ledger.book.compose import (
    GROSS_UNSTATED,
    HAND,
    HELD,
    UNEXPLAINED,
    WHOLE,
    Line,
    paid_from,
    passed_on,
    sent_home,
    wage,
)
from ledger.book.drafts import PostingDraft
from ledger.intake.lines import is_of_gross, line_of, minus
from ledger.intake.observations import FlowLine, Observation
from ledger.intake.planned import PlannedEntry
from ledger.intake.sorting import Sorted, role_of
from ledger.values.cases import Stated, columns
from ledger.values.periods import UNKNOWN_PERIOD, Period, parse_period
from ledger.values.problems import BadValue


def settlements(observation: Observation, work: Sorted) -> list[PlannedEntry]:
    """What was written down, and what was paid of it: a settlement clears it once and is no second earning."""
    made: list[PlannedEntry] = []
    _place_shares_of_savings(work)
    for currency in dict.fromkeys(f.currency for f in [*work.held_once, *work.settled, *work.bonus, *work.levies]):
        held = [f for f in work.held_once if f.currency == currency and f.amount.is_priced]
        paid = [f for f in work.settled if f.currency == currency or (held and not f.amount.is_priced)]
        extra = [f for f in work.bonus if f.currency == currency and f.amount.is_priced]
        levies = [f for f in work.levies if f.currency in (currency, "")]
        if held:
            postings = paid_from(currency, GROSS_UNSTATED, [line_of(f) for f in held])
            made.append(PlannedEntry("accrual", "once", currency, postings, flows=[(f, "posted") for f in held]))
        if paid or (levies and held):
            made.append(_settlement(currency, held, paid, levies, has_held=_has_held(work)))
            work.levies = [f for f in work.levies if f not in levies]
            work.settled = [f for f in work.settled if f not in paid]
        if extra:
            postings = paid_from(currency, GROSS_UNSTATED, [line_of(f) for f in extra])
            made.append(PlannedEntry("settlement", "once", currency, postings, flows=[(f, "posted") for f in extra]))
    for line in work.levies:
        if line.amount.is_priced:
            postings = paid_from(line.currency, HAND, [replace(line_of(line), mode="surrendered")])
            made.append(PlannedEntry("surrender", "once", line.currency, postings, flows=[(line, "posted")]))
        else:
            work.unpriced.append(line)
    return made


def _place_shares_of_savings(work: Sorted) -> None:
    """A percentage of the savings has a figure where the savings have one; any other percentage is listed without."""
    has_held = any(f.amount.is_priced for f in work.held_once)
    named = [f for f in work.settled if not f.amount.is_priced and not (has_held and _is_of_savings(f))]
    named += [f for f in work.bonus if not f.amount.is_priced]
    named += [f for f in work.levies if not f.amount.is_priced and not _is_of_savings(f)]
    work.unpriced += named
    for room in (work.settled, work.bonus, work.levies):
        room[:] = [f for f in room if f not in named]


def _is_of_savings(line: FlowLine) -> bool:
    return line.percent.is_priced and not is_of_gross(line)


def _has_held(work: Sorted) -> bool:
    return any(role_of(f).role == "held" for f in work.wage)


def _settlement(
    currency: str, held: list[FlowLine], paid: list[FlowLine], levies: list[FlowLine], *, has_held: bool
) -> PlannedEntry:
    written = [line_of(f) for f in held]
    base = next((line.stated for line in [*written, *map(line_of, paid)] if line.stated.is_priced), Stated())
    got = [line_of(f) if f.amount.is_priced else line_of(f, share=f.percent, base=base) for f in paid]
    cuts = [line_of(f) if f.amount.is_priced else line_of(f, share=f.percent, base=base) for f in levies]
    if got and _is_cut_inside(written, got, cuts):
        less = minus(got[0], cuts)
        got = got if less is None else [less, *got[1:]]
    lines = [*got, *cuts]
    if written:
        postings = passed_on(currency, [replace(line, account=HELD, mode=None) for line in written], lines, UNEXPLAINED)
    else:
        postings = paid_from(currency, HELD if has_held else GROSS_UNSTATED, lines)
    flows = [(f, "posted") for f in paid] + [(f, "posted" if f.is_priced else "unpriced") for f in levies]
    return PlannedEntry("settlement", "once", currency, postings, flows=flows)


def _is_cut_inside(written: list[Line], got: list[Line], cuts: list[Line]) -> bool:
    """True when the sum settled contains what was taken from it: the sum and the cuts are more than was written down.

    With nothing written down the sum settled is the savings, so the cut is a part of it, unless it is the larger.
    """
    priced = [c for c in cuts if c.is_priced]
    if not priced:
        return False
    for case in columns([e for line in [*written, *got, *priced] for e in line.ends()]):
        cut = sum(c.amount(case).value for c in priced)
        sum_paid = sum(g.amount(case).value for g in got)
        if written and sum_paid + cut <= sum(w.amount(case).value for w in written):
            return False
        if not written and cut > sum_paid:
            return False
    return True


def others(observation: Observation, work: Sorted) -> list[PlannedEntry]:
    """Remittances, income on the side, bribes, and the same line before a change: an entry each."""
    made = _remittances(observation, work)
    for line in work.outside:
        if line.amount.is_priced:
            account = role_of(line).account or "other:side-work"
            postings = paid_from(line.currency, account, [replace(line_of(line), account=HAND)])
            made.append(_own("side-income", line, postings, observation))
        else:
            work.unpriced.append(line)
    for line in work.bribes:
        if line.amount.is_priced:
            source = "other:side-work" if "side_work" in line.flow else HAND
            made.append(_own("fee", line, paid_from(line.currency, source, [line_of(line)]), observation))
        else:
            work.unpriced.append(line)
    for line in work.previous:
        if line.amount.is_priced:
            entry = _own("levy", line, wage(line.currency, [], [line_of(line)]), observation)
            entry.period = earlier(observation.period)
            made.append(entry)
        else:
            work.unpriced.append(line)
    return made


def _remittances(observation: Observation, work: Sorted) -> list[PlannedEntry]:
    made: list[PlannedEntry] = []
    waiting = list(work.received)
    for line in work.sent:
        sent = line_of(line)
        currency, per = line.currency, line.interval or observation.interval or "once"
        if not line.amount.is_priced:
            if not is_of_gross(line):
                work.unpriced.append(line)
                continue
            has_gross = observation.gross.is_priced
            sent = line_of(line, share=line.percent, base=observation.gross if has_gross else WHOLE)
            currency, per = (observation.currency if has_gross else "XXX"), observation.interval or "once"
        arrived = [f for f in waiting if f.currency == currency and (f.interval or per) == per and f.amount.is_priced]
        waiting = [f for f in waiting if f not in arrived]
        postings = sent_home(currency, [replace(sent, mode=None)], [line_of(f) for f in arrived])
        flows = [(f, "posted") for f in [line, *arrived]]
        made.append(PlannedEntry("remittance", per, currency, postings, flows=flows))
    for line in waiting:
        if line.amount.is_priced:
            made.append(_own("remittance", line, paid_from(line.currency, HAND, [line_of(line)]), observation))
        else:
            work.unpriced.append(line)
    for line in work.compensation:
        if line.amount.is_priced:
            postings = paid_from(line.currency, GROSS_UNSTATED, [line_of(line)])
            made.append(_own("remittance", line, postings, observation))
        else:
            work.unpriced.append(line)
    return made


def _own(kind: str, line: FlowLine, postings: tuple[PostingDraft, ...], observation: Observation) -> PlannedEntry:
    per = line.interval or observation.interval or "once"
    return PlannedEntry(kind, per, line.currency, postings, flows=[(line, "posted")])


def earlier(period: Period) -> Period:
    """The time before a period: open at its start, ending within the period's first year, when the change came."""
    start = period.text.split("/")[0].rstrip("~?%")
    try:
        return parse_period(f"../{start}")
    except BadValue:
        return UNKNOWN_PERIOD
