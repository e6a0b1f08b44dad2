"""The held report as a page of text: a block a row, the sums by time, the workers together, and how to read it."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.measure.arrears import Arrears
from ledger.measure.arrears_events import Event
from ledger.measure.arrears_state import State
from ledger.measure.sums import Figure
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.disclose import LEAST_ORIGINS, LEAST_WORKERS, HeldRule, WithWorkers
from ledger.publish.disclosed import opened
from ledger.publish.heads import SENTENCE
from ledger.publish.held import Held, HeldReport, Outstanding, Row, Worth
from ledger.publish.held_words import STEP_WORDS, ago, amount_text, band_text, promise_text, row_name, share_text
from ledger.publish.page import COLUMNS, PLAIN, Look, labelled, wrapped
from ledger.publish.visible import visible, width
from ledger.publish.wording import counted

TITLE = "Held wages: promised, earned, written down, settled, still not paid"
HOW = (
    "Amounts are of one worker of each group, not of the whole group; those for an interval are multiplied only where "
    "their period says exactly how many there are.",
    "Outstanding is what was written down and what no settlement in the book clears: nobody says here that it will "
    "never be paid, unless it is forfeited. A settlement clears the oldest money first and is no second earning.",
    "Time is counted from the last day of the period in which money was written down, so a part of it is older.",
    "Ends belong together: low with low, high with high.",
)
RULE_WORDS: dict[HeldRule, str] = {
    "whole-book": "sums of workers are told of the whole book alone, without -b, -e and --country",
    "few": f"a sum needs at least {LEAST_WORKERS} workers of {LEAST_ORIGINS} origins",
    "dominance": "the two workers with the most may have no more than 85 % of a sum",
    "p-percent": "all but the two with the most must have at least 10 % of what the first has",
    "no-sum": "they can be added to no sum",
}


def held_text(disclosed: Held, asked: Asked = EVERYTHING, look: Look = PLAIN) -> str:
    """The whole page, with a line end after every line."""
    found = opened(disclosed)
    body = found.published.body
    lines = [look.bold(TITLE), *wrapped(f"Times are counted to {body.as_of.isoformat()}.")]
    if asked.scope():
        whole = ": rows with something in that time, told whole" if asked.since or asked.until else ""
        lines += wrapped(f"{asked.scope()}{whole}")
    lines.append("")
    for row in body.rows:
        lines += [*_block(row, body, look), ""]
    if not body.rows:
        lines += ["Nothing is recorded as held, settled or promised.", ""]
    lines += [*_bands(body, look), *_workers(found, look)]
    return "\n".join([*lines, *wrapped(" ".join([SENTENCE, *HOW])), *_hidden(found)]) + "\n"


def _block(row: Row, body: HeldReport, look: Look) -> list[str]:
    its = row.row
    lines = [look.bold(line) for line in wrapped(row_name(its))]
    origins = ", ".join(visible(origin) for origin in its.origins)
    lines += labelled("documented", f"{counted(len(its.entries), 'entry', 'entries')}; origin {origins}")
    for promise in its.promised:
        lines += labelled("promised", promise_text(promise, its.currency))
    if its.whole is not None:
        lines += _state(its, its.whole)
    for state in its.apart:
        if state.earned or state.written or state.settled:
            when = visible(state.period.text) if state.period else ""
            lines += labelled("not added up", f"for one {state.per}, of {when}:")
            lines += _state(its, state)
    if its.has_unpriced and its.whole is not None and its.whole.written:
        lines += labelled("", "More was written down, and nobody says how much.")
    lines += _old(row, body)
    lines += _timeline(its)
    return lines


def _state(row: Arrears, state: State) -> Iterator[str]:
    currency = row.currency
    if state.earned:
        yield from labelled("earned", amount_text(state.earned, currency))
    if state.hand_and_held:
        yield from labelled(
            "", f"due to the worker {share_text(state.hand_and_held)}, received {share_text(state.in_hand)}"
        )
    if state.written:
        text = amount_text(state.written, currency, row.operators)
        yield from labelled("written down", f"{text}, as the settlement says" if state.is_told_by_settlement else text)
    if state.settled:
        yield from labelled("settled", amount_text(state.settled, currency))
        for name in ("paid", "taken", "short_paid", "forfeited"):
            if figure := getattr(state, name):
                share = f" ({share_text(state.paid_share)})" if name == "paid" and state.paid_share else ""
                is_more = name == "short_paid" and all(amount.value < 0 for amount in figure.values())
                more = ": more was paid than was settled" if is_more else ""
                yield from labelled("", f"{STEP_WORDS[name]} {amount_text(figure, currency)}{share}{more}")
    if state.named:
        names = ", ".join(dict.fromkeys(visible(item.account) for item in state.named))
        yield from labelled("", f"named without an amount: {names}")
    if state.not_paid:
        of = "what was written down" if state.written else "what was settled"
        yield from labelled("short", f"{amount_text(state.not_paid, currency)} of {of} did not reach the hand")
    yield from labelled("outstanding", _outstanding(row, state))
    if state.paid_beyond:
        text = amount_text(state.paid_beyond, currency)
        yield from labelled("beyond", f"{text} settled beyond what was written down; nobody owes it back")


def _outstanding(row: Arrears, state: State) -> str:
    if not state.written:
        return "not stated: nobody says how much" if row.has_unpriced else "nothing is recorded as written down"
    amounts = state.outstanding.values()
    if any(amount.value for amount in amounts):
        return amount_text(state.outstanding, row.currency, row.operators)
    if any(amount.bound for amount in amounts):
        return "not known: more may have been written down than was settled"
    missing = "; what is short-paid or forfeited is not in it" if state.short_paid or state.forfeited else ""
    cleared = f": settlements cleared all of it{missing}" if state.cleared else ""
    return f"{amount_text(state.outstanding, row.currency)}{cleared}"


def _old(row: Row, body: HeldReport) -> Iterator[str]:
    its = row.row
    for number, each in enumerate(row.parts):
        money = amount_text(each.part.figure, its.currency, its.operators)
        of = "" if each.part.per is None else f" for one {each.part.per}"
        text = f"{money}{of} ({visible(each.part.period.text)}): {ago(each.since, body.as_of)}"
        yield from labelled("not paid for" if number == 0 else "", text)
        if each.part.per is not None:
            yield from _worth(each.worth, each, its)
    yield from _worth(row.worth, None, its)


def _worth(worth: Worth | None, each: Outstanding | None, row: Arrears) -> Iterator[str]:
    if worth is None:
        return
    label = f"in {worth.currency}"
    for reason in worth.not_converted:
        yield from labelled(label, f"not converted: {visible(reason)}")
    if worth.figure:
        of = "" if each is None else f" for one {each.part.per}"
        yield from labelled(label, f"{amount_text(worth.figure, worth.currency, row.operators)}{of}")
    for rate in worth.rates:
        yield from labelled("", visible(rate))


def _timeline(row: Arrears) -> list[str]:
    if not row.events:
        return []
    lines = [f"  {'over time':<21} {'step':<13} {'amount':>20} {'balance':>20}".rstrip()]
    for event in row.events:
        lines += _step(event, row)
    return lines


def _step(event: Event, row: Arrears) -> list[str]:
    is_part = event.what in ("paid", "taken", "short_paid", "forfeited")
    when = "" if is_part else visible(event.period.text)
    what = f"  {STEP_WORDS[event.what]}" if is_part else STEP_WORDS[event.what]
    hedges = row.operators if event.what == "written" else ()
    amount, balance = _bare(event.amount, row.currency, hedges), _bare(event.balance, row.currency, row.operators)
    if event.per is not None:
        balance = "" if is_part else f"for one {event.per}"
    line = f"  {when:<21} {what:<13} {amount:>20} {balance:>20}".rstrip()
    if width(line) <= COLUMNS and width(when) <= 21 and width(what) <= 14:
        return [line]
    said = f"{when} {what.strip()} {amount}".strip()
    return wrapped(f"{said}; balance {balance}" if balance and event.per is None else f"{said} {balance}".strip(), 2)


def _bare(figure: Figure, currency: str, operators: tuple[str, ...]) -> str:
    return amount_text(figure, currency, operators).rpartition(" ")[0] if figure else ""


def _bands(body: HeldReport, look: Look) -> list[str]:
    if not body.bands and not body.apart:
        return []
    lines = [look.bold("Outstanding by time, for one worker of each group")]
    for band in body.bands:
        told = f"{amount_text(band.figure, band.currency, band.operators)}; {counted(band.rows, 'row')}"
        told += f" from {counted(band.origins, 'origin')}"
        told += f"; for {band.unsure:,} the time is not exact" if band.unsure else ""
        lines += labelled(band_text(band.band), told)
    for currency, number in body.apart.items():
        unit = "percent" if currency == "XXX" else currency
        lines += labelled("not added up", f"{counted(number, 'amount')} for an interval, {unit}")
    return [*lines, ""]


def _workers(found: WithWorkers[HeldReport], look: Look) -> list[str]:
    untold = {rule: number for rule, number in found.untold.items() if number}
    if not found.together and not untold:
        return []
    lines = [look.bold("Workers' own entries, all workers together")]
    for each in found.together:
        text = f"{amount_text(each.outstanding, each.currency)}; {counted(each.workers, 'worker')}"
        lines += labelled("outstanding", f"{text} from {counted(each.origins, 'origin')}")
    for rule, number in untold.items():
        lines += labelled("not told", f"{counted(number, 'entry', 'entries')}: {RULE_WORDS[rule]}")
    return [*lines, ""]


def _hidden(found: WithWorkers[HeldReport]) -> list[str]:
    hidden = found.published.hidden
    if not (hidden.entries or hidden.promises):
        return []
    things = [
        counted(number, *words)
        for number, words in ((hidden.entries, ("entry", "entries")), (hidden.promises, ("promise", "promises")))
        if number
    ]
    return wrapped(f"Told in no row: {' and '.join(things)} of workers.")
