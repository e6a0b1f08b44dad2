"""What is said of a levy: to whom, how much for which interval, and what stands beside it. Never a figure for more.

The sentences hold the text of the data as it is; a renderer makes it visible.
"""

from __future__ import annotations

from fractions import Fraction

from ledger.measure.levies import Levy, Overlap
from ledger.measure.reckoning import BOUND_WORDS
from ledger.publish.shipped import SHIPPED
from ledger.publish.wording import counted
from ledger.values.cases import CASES, Amount
from ledger.values.money import format_grouped
from ledger.values.percent import percent_text

PARTIES = {
    "state": "the state", "company": "the company", "supervisor": "a supervisor", "broker": "a broker",
    "host": "the host state",
}  # fmt: skip
PER = {"once": "once", "total": "in all"}


def levy_says(levy: Levy) -> str:
    """To whom and how much, for the interval that the source states."""
    if levy.what == "published":
        amount = f", {amount_text(levy)}" if levy.printed else ""
        return f"Campaign: {levy.label}{amount}. {levy.says}"
    label = (levy.label or "").replace("_", " ")
    if levy.what == "group":
        return f"A group's total, no one worker's money: {amount_text(levy)} ({label})."
    party = (levy.account or "").partition(":")[0]
    is_bound = any(amount.bound for amount in levy.amounts.values())
    hedge = f"{levy.operator} " if levy.operator and levy.amounts and not is_bound else ""
    name = f"{levy.account}, {label}" if label else levy.account
    return f"To {PARTIES[party]} ({name}): {hedge}{amount_text(levy)}."


def levy_beside(levy: Levy, overlap: Overlap, among: str) -> tuple[str, ...]:
    """The note, the amount before a change, and the wage periods that overlap it."""
    said = [f"Note: {levy.note.rstrip('.')}."] if levy.note else []
    if levy.what == "group" and not levy.is_dated_by_note:
        said.append("Its date is that of the whole observation.")
    if levy.before is not None:
        change = "" if levy.change is None else f": {signed(levy.change)} %"
        said.append(f"Before the change {amount_text(levy.before)}{change}.")
    if levy.country is not None:
        said.append(_overlap_says(levy, overlap, among))
    if levy.what == "published":
        said += [f"This row is {SHIPPED}.", f"Address: {levy.source.url}"]
    return tuple(said)


def _overlap_says(levy: Levy, overlap: Overlap, among: str) -> str:
    if not overlap.entries:
        return f"No documented wage period of {levy.country}{among} overlaps it."
    number = len(overlap.entries)
    itself = ", its own among them" if levy.entry and levy.entry.id in overlap.entries else ""
    overlap_ = "overlaps" if number == 1 else "overlap"
    wages = f"{counted(number, 'documented wage period')} of {levy.country}{among} {overlap_} it"
    return f"{wages} ({counted(overlap.origins, 'origin')}{itself})."


def amount_text(levy: Levy) -> str:
    """`7,000.00 to 8,000.00 USD a year`, `at most 30,000.00 RUB a month`, `30.00 % a month`, `no figure stated`."""
    per = f" {_per(levy.per)}" if levy.per else ""
    if levy.what != "line":
        return f"{levy.printed}{per}" if levy.printed else "no figure stated"
    ends = dict.fromkeys(_end(levy.amounts[case], levy.currency) for case in CASES if case in levy.amounts)
    if not ends:
        return "no figure stated"
    unit = "%" if levy.currency == "XXX" else levy.currency
    return f"{spread(list(ends))} {unit}{per}"


def spread(ends: list[str]) -> str:
    """The first and the last of these figures, once where there is one."""
    return ends[0] if len(ends) == 1 else f"{ends[0]} to {ends[-1]}"


def _end(amount: Amount, currency: str | None) -> str:
    return f"{BOUND_WORDS[amount.bound]}{format_grouped(amount.value, currency or '')}"


def _per(per: str) -> str:
    return PER.get(per, f"an {per}" if per == "hour" else f"a {per}")


def signed(change: Fraction) -> str:
    """`+38.89`, `-20.00`: a change in percent with its sign."""
    return f"{'+' if change > 0 else ''}{percent_text(change)}"
