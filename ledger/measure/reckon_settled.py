"""Settlements, promises, fixed sums and their changes: shares of another base than the gross."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.book.terms import PromiseView
from ledger.book.views import EntryView
from ledger.measure.intervals import intervals
from ledger.measure.reckoning import BOUND_WORDS, Reckoning, span
from ledger.measure.shares import NAMED
from ledger.values.cases import CASES, Amount, Bound, Case, Stated, at
from ledger.values.money import format_grouped, rounded
from ledger.values.percent import percent_text


def settlement(entry: EntryView) -> Iterator[Reckoning]:
    """Of what was written down or settled: how much was paid, taken, and is short."""
    if entry.kind != "settlement":
        return
    given = [line for line in entry.lines if line.account in ("worker:held", "unstated:gross") and line.amounts]
    for line in given[:1]:
        figures: dict[str, str] = {}
        said: list[str] = []
        for case in [c for c in CASES if c in line.amounts]:
            base = -line.amounts[case].value
            if base <= 0:
                return
            for name, account in (("paid", "worker:hand"), ("short", "unexplained:difference")):
                amount = _total(entry, account, case, line.currency)
                if amount is None:
                    continue
                share = percent_text(Fraction(amount.value, base))
                word = _share_bound(amount.bound, line.amounts[case].bound, is_rest=name == "short")
                figures[f"{case}_{name}"] = format_grouped(amount.value, line.currency)
                figures[f"{case}_{name}_share"] = share
                figures[f"{case}_{name}_bound"] = word.strip()
                money = f"{BOUND_WORDS[amount.bound]}{format_grouped(amount.value, line.currency)} {line.currency}"
                said.append(f"{name} {money} ({word}{share} %)")
            taken = sum(
                x.amounts[case].value
                for x in entry.lines
                if x.amounts and x.party in NAMED and x.currency == line.currency
            )
            if taken:
                figures[f"{case}_taken"] = format_grouped(taken, line.currency)
                figures[f"{case}_taken_share"] = percent_text(Fraction(taken, base))
                said.append(f"taken {format_grouped(taken, line.currency)} ({percent_text(Fraction(taken, base))} %)")
        first = next(iter(line.amounts.values()))
        of = "what was written down" if line.account == "worker:held" else "what was settled"
        money = f"{BOUND_WORDS[first.bound]}{format_grouped(-first.value, line.currency)} {line.currency}"
        yield Reckoning("settlement", f"Of {of}, {money}: {'; '.join(dict.fromkeys(said))}.", figures)


def promise_kept(entries: Sequence[EntryView], promises: Sequence[PromiseView]) -> Iterator[Reckoning]:
    """What was paid, as a share of what was promised to the worker: another base than any gross."""
    for promise in promises:
        said = Stated(promise.low, promise.best, promise.high)
        for entry in entries:
            times = _times(promise.per, entry)
            is_pay = entry.kind in ("wage", "settlement") and entry.placement.id == promise.placement.id
            if is_pay and times is not None and said.is_priced:
                yield from _paid_of_promise(entry, promise, said, times)


def _paid_of_promise(entry: EntryView, promise: PromiseView, said: Stated, times: int) -> Iterator[Reckoning]:
    figures: dict[str, str] = {"times": str(times)}
    parts: list[str] = []
    for case in CASES:
        paid, promised = _total(entry, "worker:hand", case, promise.currency), at(said, case).value * times
        if paid is None or promised <= 0:
            continue
        short = promised - paid.value
        figures |= {
            f"{case}_promised": format_grouped(promised, promise.currency),
            f"{case}_paid": format_grouped(paid.value, promise.currency),
            f"{case}_share": percent_text(Fraction(paid.value, promised)),
            f"{case}_short": format_grouped(short, promise.currency),
        }
        gap = f"{format_grouped(abs(short), promise.currency)} {'less' if short >= 0 else 'more'}"
        hedge = BOUND_WORDS[paid.bound]
        parts.append(
            f"paid {hedge}{figures[f'{case}_paid']} of {figures[f'{case}_promised']} {promise.currency} promised, "
            f"{hedge}{figures[f'{case}_share']} % ({gap})"
        )
    if parts:
        count = "" if times == 1 else f" The promise for a {promise.per} is counted {times} times."
        says = f"{_capital('; '.join(parts))}.{count} The base is what was promised to the worker, not a gross."
        yield Reckoning("promise", says, figures)


def _times(per: str, entry: EntryView) -> int | None:
    """How often a promise falls into an entry; None where its period does not say so exactly."""
    if per == entry.per:
        return 1
    return intervals(per, entry.period) if entry.per in ("once", "total") else None


def other_interval(entry: EntryView) -> Iterator[Reckoning]:
    """A fixed sum without a gross, told by the month and by the year.

    Of what is stated by the month only plan money is told by the year, for it is a fixed sum of every month. A campaign
    levy, a month's loyalty fund or a food line is of its month, and a year of it is nobody's figure.
    """
    if entry.kind != "levy" or entry.per not in ("month", "year"):
        return
    for line in entry.lines:
        if line.party == "unstated" or not line.amounts:
            continue
        if entry.per == "month" and line.account != "state:plan":
            continue
        figures: dict[str, str] = {}
        for case, amount in line.amounts.items():
            monthly = Fraction(amount.value, 1 if entry.per == "month" else 12)
            figures[f"{case}_month"] = format_grouped(rounded(monthly), line.currency)
            figures[f"{case}_year"] = format_grouped(rounded(monthly * 12), line.currency)
        cases = [c for c in CASES if c in line.amounts]
        by_month, by_year = span(figures, cases, "month"), span(figures, cases, "year")
        bound = BOUND_WORDS[next(iter(line.amounts.values())).bound]
        says = f"{line.label or line.account}: {bound}{by_month} {line.currency} a month is {by_year} a year."
        yield Reckoning("other-interval", says, figures)


def changes(entries: Sequence[EntryView]) -> Iterator[Reckoning]:
    """The same line before and after a change: by how many percent it rose."""
    lines = [(e, line) for e in entries for line in e.lines if line.label and line.amounts]
    for entry, line in lines:
        if not line.label or not line.label.endswith("_previous"):
            continue
        now = [(e, x) for e, x in lines if x.label == line.label.removesuffix("_previous")]
        for later, after in now:
            cases = [c for c in CASES if c in line.amounts and c in after.amounts]
            if later.per != entry.per or after.currency != line.currency or not cases:
                continue
            old, new = line.amounts[cases[0]].value, after.amounts[cases[0]].value
            if old <= 0:
                continue
            rise = percent_text(Fraction(new - old, old))
            figures = {
                "before": format_grouped(old, line.currency),
                "after": format_grouped(new, line.currency),
                "change": rise,
            }
            sign = "+" if new >= old else ""
            says = f"{after.label}: {figures['before']} before, {figures['after']} after: {sign}{rise} %."
            yield Reckoning("change", says, figures)


def _share_bound(amount: Bound | None, base: Bound | None, *, is_rest: bool) -> str:
    """The word before a share of a bounded base: paid of more than 5,000 is at most so much, the rest at least."""
    if base is None:
        return BOUND_WORDS[amount]
    if amount is not None and not is_rest:
        return ""
    if is_rest:
        return BOUND_WORDS[base]
    return BOUND_WORDS["at_most" if base == "at_least" else "at_least"]


def _total(entry: EntryView, account: str, case: Case, currency: str) -> Amount | None:
    lines = [x for x in entry.lines if x.account == account and x.currency == currency and case in x.amounts]
    if not lines:
        return None
    return Amount(sum(x.amounts[case].value for x in lines), lines[0].amounts[case].bound)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
