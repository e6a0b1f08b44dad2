"""The wage entry of an observation, and the amounts that have to stand beside it."""

from __future__ import annotations

from ledger.book.compose import HAND, HELD, WHOLE, Line, is_hand_stated, wage
from ledger.intake import words
from ledger.intake.intervals import common, converted, is_convertible
from ledger.intake.lines import is_of_gross, line_of, told, treatment_of, whole_and_parts
from ledger.intake.observations import FlowLine, Observation
from ledger.intake.planned import PlannedEntry
from ledger.intake.sorting import Sorted, role_of
from ledger.values.cases import Stated


def wage_entries(observation: Observation, work: Sorted) -> list[PlannedEntry]:
    """The wage on its stated gross, or in percent alone, and what cannot be told in its currency and interval."""
    made: list[PlannedEntry] = []
    if observation.gross.is_priced:
        main, left = _with_gross(observation, work)
        made.append(main)
    else:
        shares = [f for f in work.wage if f.percent.is_priced and is_of_gross(f)]
        left = [f for f in work.wage if f.amount.is_priced]
        rest = [f for f in work.wage if f not in shares and f not in left]
        if shares:
            made.append(_percent_only(observation, work, shares))
        work.unpriced += rest
    return made + _beside(observation, work, left)


def _with_gross(observation: Observation, work: Sorted) -> tuple[PlannedEntry, list[FlowLine]]:
    """The wage entry on a stated gross, and the lines that could not be told in its currency and interval."""
    home, currency = observation.interval, observation.currency
    fitting = [f for f in work.wage if f.amount.is_priced and f.currency == currency]
    fitting = [f for f in fitting if is_convertible(f.interval or home, home)]
    inside = [f for f in work.outside if f.amount.is_priced and f.currency == currency and not words.is_apart(f.note)]
    inside = [f for f in inside if is_convertible(f.interval or home, home)]
    shares = [f for f in work.wage if f not in fitting and f.percent.is_priced and is_of_gross(f)]
    of_others = [f for f in work.wage if f not in fitting and f not in shares and _base_among(f, fitting) is not None]
    per = common(home, [(f.interval or home, f.amount) for f in [*fitting, *inside]])
    gross = told(observation.gross, home, per)
    named = [line_of(f, told(f.amount, f.interval or home, per)) for f in fitting]
    named += [line_of(f, share=f.percent, base=gross) for f in shares]
    for flow in of_others:
        base = _base_among(flow, fitting)
        named.append(line_of(flow, share=flow.percent, base=named[fitting.index(base)].stated if base else None))
    shares += of_others
    lines = whole_and_parts([*fitting, *shares], named)
    loose = [f for f in work.unpriced if role_of(f).role in ("hand", "other-hand", "held")]
    work.unpriced = [f for f in work.unpriced if f not in loose]
    lines += [line_of(f) for f in loose]
    has_hand = is_hand_stated(lines)
    beside = [line_of(f, told(f.amount, f.interval or home, per)) for f in inside] if has_hand else []
    if has_hand:
        work.outside = [f for f in work.outside if f not in inside]
        unsaid = [f for f in work.unpriced if role_of(f).role == "outside" and not words.is_apart(f.note)]
        beside += [line_of(f) for f in unsaid]
        work.unpriced = [f for f in work.unpriced if f not in unsaid]
    else:
        unsaid = []
    basis = words.basis_of(observation.gross_words)
    account = "employer:contract" if basis == "contract" else "employer:wage"
    earned = Line(account, stated=gross, operator=words.operator_of(observation.gross_words))
    postings = wage(currency, [earned], lines, beside)
    flows = [(f, treatment_of(f)) for f in [*fitting, *shares, *(inside if has_hand else [])]]
    flows += [(f, "unpriced") for f in [*unsaid, *loose]]
    entry = PlannedEntry("wage", per, currency, postings, basis, observation.gross_words or None, None, flows)
    taken_up = {id(f) for f, _ in flows}
    left = [f for f in work.wage if id(f) not in taken_up]
    work.unpriced += [f for f in left if not f.amount.is_priced]
    return entry, [f for f in left if f.amount.is_priced]


def _base_among(flow: FlowLine, others: list[FlowLine]) -> FlowLine | None:
    """The other line of which the flow is a percentage, named as the flow that it is; None when there is none."""
    if not flow.percent.is_priced or is_of_gross(flow):
        return None
    return next((f for f in others if f.flow == flow.percent_of.replace(" ", "_").replace("-", "_")), None)


def _percent_only(observation: Observation, work: Sorted, shares: list[FlowLine]) -> PlannedEntry:
    lines = whole_and_parts(shares, [line_of(f, share=f.percent, base=WHOLE) for f in shares])
    loose = [f for f in work.unpriced if role_of(f).role in ("hand", "other-hand", "held")]
    work.unpriced = [f for f in work.unpriced if f not in loose]
    postings = wage("XXX", [Line("employer:wage", stated=WHOLE)], [*lines, *(line_of(f) for f in loose)])
    flows = [(f, treatment_of(f)) for f in shares] + [(f, "unpriced") for f in loose]
    basis = words.basis_of(observation.gross_words) if observation.gross_words else _basis_of_base(shares)
    return PlannedEntry("wage", observation.interval or "once", "XXX", postings, basis, None, None, flows)


def _basis_of_base(shares: list[FlowLine]) -> str:
    """What the percentages are of, as far as the words say; "gross" alone says nothing."""
    return words.basis_of(shares[0].percent_of)


def _beside(observation: Observation, work: Sorted, left: list[FlowLine]) -> list[PlannedEntry]:
    """Amounts without a gross of their own: one entry a currency and interval, against `unstated:gross`."""
    groups: dict[tuple[str, str], list[tuple[FlowLine, Stated]]] = {}
    for line in left:
        home = observation.interval or line.interval or "once"
        per = line.interval or home
        told = converted(line.amount, per, home)
        groups.setdefault((line.currency, per if told is None else home), []).append((line, told or line.amount))
    made = []
    for (currency, per), members in groups.items():
        flows = [f for f, _ in members]
        lines = whole_and_parts(flows, [line_of(f, amount) for f, amount in members], has_gross=False)
        postings = wage(currency, [], lines)
        kind = "wage" if any(line.account in (HAND, HELD) for line in lines) else "levy"
        entry = PlannedEntry(kind, per, currency, postings, flows=[(f, treatment_of(f)) for f in flows])
        made.append(entry)
    return made
