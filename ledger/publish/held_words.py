"""How held wages are put in words: amounts with their doubt, times, and the sum that holds in every row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from ledger.measure.arrears import Arrears
from ledger.measure.arrears_state import State
from ledger.measure.overdue import Band, Overdue
from ledger.measure.promised import Promised
from ledger.measure.reckoning import BOUND_WORDS
from ledger.measure.sums import Figure
from ledger.publish.visible import visible
from ledger.values.cases import CASES, Bound, Case
from ledger.values.money import format_grouped
from ledger.values.percent import percent_text

BAND_WORDS: dict[Band, str] = {
    "under-1": "under 1 year",
    "1-2": "1 to 2 years",
    "2-5": "2 to 5 years",
    "over-5": "over 5 years",
    "unknown": "an unknown time",
}
SURE_WORDS = {"exact": "", "about": "about ", "at_least": "at least ", "at_most": "at most "}
STEPS = (
    ("earned", "earned"),
    ("written", "written down"),
    ("settled", "settled"),
    ("paid", "paid to hand"),
    ("taken", "taken"),
    ("short_paid", "short-paid"),
    ("forfeited", "forfeited"),
)
STEP_WORDS = dict(STEPS)


def amount_text(figure: Figure, currency: str, operators: Sequence[str] = ()) -> str:
    """`5,000.00 USD`, `at least 700.00 to 1,000.00 CNY`, `about 32,000.00 CNY`: with what the source says of it."""
    hedge = f"{visible(operators[0]) if len(operators) == 1 else 'about'} " if operators else ""
    said = {c: f"{BOUND_WORDS[a.bound] or hedge}{format_grouped(a.value, currency)}" for c, a in figure.items()}
    unit = "percent" if currency == "XXX" else currency
    return f"{spread(said)} {unit}"


def share_text(shares: Mapping[Case, tuple[Fraction, Bound | None]]) -> str:
    """`28.00 to 35.71 %`, `at most 40.00 %`."""
    return f"{spread({c: f'{BOUND_WORDS[bound]}{percent_text(share)}' for c, (share, bound) in shares.items()})} %"


def spread(said: Mapping[Case, str]) -> str:
    """The texts of the cases as one: from the low to the high, and the usual one where it is neither."""
    ends = list(dict.fromkeys(said[c] for c in CASES if c in said and (c != "best" or len(said) == 1)))
    usual = said.get("best")
    text = " to ".join(ends)
    return f"{text}, usually {usual}" if usual is not None and usual not in ends else text


def ago(since: Overdue, as_of: date) -> str:
    """`about 2 years 10 months 24 days old on 2026-11-24`, and what else there may be to say."""
    day = as_of.isoformat()
    if since.sure == "running":
        return f"of a period that is not over on {day}"
    if since.months is None or since.days is None:
        return "for a time that nobody states"
    return f"{SURE_WORDS[since.sure]}{time_text(since.months, since.days)} old on {day}"


def time_text(months: int, days: int) -> str:
    """`2 years 10 months 24 days`, without the parts that are none; `0 days`."""
    counts = ((months // 12, "year"), (months % 12, "month"), (days, "day"))
    return " ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts if n) or "0 days"


def band_text(band: Band) -> str:
    """`1 to 2 years`."""
    return BAND_WORDS[band]


def row_name(row: Arrears) -> str:
    """`ru-military-2019, construction, RU, USD`."""
    its = row.placement
    said = [its.subject, its.sector, its.country, its.employer, "percent" if row.currency == "XXX" else row.currency]
    return ", ".join(visible(each) for each in said if each)


def promise_text(promise: Promised, currency: str) -> str:
    """`6,000.00 USD for 60 times one month; paid 2,000.00 USD, 33.33 % of it; short 4,000.00 USD`."""
    if not promise.figure:
        return "no amount"
    said = amount_text(promise.figure, currency, (promise.operator,) if promise.operator else ())
    if promise.times is None:
        said += f" for one {promise.per}, not added up"
    elif promise.per not in ("once", "total"):
        said += f" for {promise.times:,} times one {promise.per}"
    if not promise.paid:
        return said
    return (
        f"{said}; paid {amount_text(promise.paid, currency)}, {share_text(promise.share)} of it; "
        f"short {amount_text(promise.short, currency)}"
    )


def identity(row: Arrears, state: State) -> Iterator[str]:
    """Written down = cleared + outstanding - paid beyond, case by case, as it stands in the row."""
    per = f" (for one {state.per})" if state.per else ""
    for case in CASES:
        if case in state.written:
            names = (("cleared", state.cleared), ("outstanding", state.outstanding))
            parts = " + ".join(f"{name} {_at(figure, case, row.currency)}" for name, figure in names)
            beyond = f" - beyond {_at(state.paid_beyond, case, row.currency)}" if state.paid_beyond else ""
            yield f"Written down {_at(state.written, case, row.currency)} = {parts}{beyond} ({case} case{per})."


def _at(figure: Figure, case: Case, currency: str) -> str:
    amount = figure.get(case)
    return "0" if amount is None else f"{BOUND_WORDS[amount.bound]}{format_grouped(amount.value, currency)}"
