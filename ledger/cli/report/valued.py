"""What the reports share that print amounts in one currency: `-X`, `--value`, `--days`, and the rates for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli.report.common import HOW

if TYPE_CHECKING:
    from datetime import date

    from ledger.book.terms import RateView
    from ledger.measure.valuation import Valuer
    from ledger.publish.asked import Asked
    from ledger.values.periods import Period

MOST_DAYS = 366  # an older rate is another time's price

Into = Annotated[
    str | None,
    typer.Option(
        "-X", "--exchange", metavar="CUR", help="Also give amounts in this currency: USD.", rich_help_panel=HOW
    ),
]
Value = Annotated[
    str | None,
    typer.Option(
        "--value",
        metavar="WHEN",
        help="Rates of then (each amount's own time), end (of the report), now, or a day: 2016-03-31. [default: then]",
        rich_help_panel=HOW,
    ),
]
Days = Annotated[
    int | None,
    typer.Option("--days", metavar="N", help="How many days older a rate may be. [default: 31]", rich_help_panel=HOW),
]


def valued(into: str | None, value: str | None, days: int | None) -> dict[str, Any]:
    """The fields of these options for `common.asked(..., **valued(into, value, days))`.

    `now` becomes today's day, so that a figure's id keeps it. Raises BadFlag for what cannot be asked.
    """
    from datetime import date

    from ledger.cli.refusals import BadFlag
    from ledger.publish.asked import DAYS

    if into is None:
        for flag, given in (("--value", value), ("--days", days)):
            if given is not None:
                raise BadFlag(flag, "nothing is to be converted", "say into which currency: -X USD")
        return {}
    if days is not None and not 0 <= days <= MOST_DAYS:
        raise BadFlag("--days", f"not from 0 to {MOST_DAYS}", "an older rate is the price of another time")
    when = _when(value or "then", date.today())
    return {"currency": _currency(into), "value": when, "days": DAYS if days is None else days}


def valuer(
    rates: Sequence[RateView], question: Asked, currencies: Iterable[str], periods: Iterable[Period] | None = None
) -> Valuer | None:
    """What values amounts of these currencies as the question asks, by the book's rates and the ECB's; None without -X.

    `periods` are those of all amounts that may be valued, if they are known by now: then no rate of another time is
    read. With `--value end` and no `-e` the builder says what the end is: `valuer.ending(periods of what it shows)`.
    """
    from datetime import date
    from functools import partial

    from ledger.intake.ecb import BASE, reference_rates
    from ledger.measure.valuation import Valuer

    wanted = question.currency
    if wanted is None:
        return None
    when, end = question.value, question.last_day
    asking = partial(Valuer, wanted=wanted, when=when, days=question.days, today=date.today(), end=end)
    others = set(currencies) - {wanted, "XXX"}
    needed = {*others, wanted} if others else set()
    if BASE in needed:  # the book's dinars to dollars, the bank's dollars to euro
        pairs = [{rate.base, rate.quote} for rate in rates]
        needed = needed.union(*(pair for pair in pairs if pair & needed))
    return asking((*rates, *reference_rates(sorted(needed), _days(asking(()), periods))))


def unconverted(count: int) -> str:
    """The sentence under a report in which so many amounts are not converted; such a report exits with 1."""
    amounts, are = ("1 amount", "is") if count == 1 else (f"{count:,} amounts", "are")
    return f"{amounts} {are} not converted, each with its reason; nothing is guessed."


def _days(valuer: Valuer, periods: Iterable[Period] | None) -> set[date] | None:
    """The days whose rates may be asked for; None where they are not known yet."""
    from datetime import date

    from ledger.values.periods import UNKNOWN_PERIOD

    if valuer.when == "then":
        if periods is None:
            return None
        wanted = {valuer.day(period) for period in periods}
    elif valuer.when == "end" and valuer.end is None:
        return None
    else:
        wanted = {valuer.day(UNKNOWN_PERIOD)}
    numbers = {day.toordinal() - before for day in wanted if day for before in range(valuer.days + 1)}
    return {date.fromordinal(number) for number in numbers if number > 0}


def _currency(text: str) -> str:
    from ledger.cli.refusals import BadFlag, read_flag
    from ledger.values.money import exponent

    code = text.upper()
    if code == "XXX":
        raise BadFlag("-X", "no currency", "XXX marks percentages; write a currency such as USD")
    read_flag("-X", exponent, code)
    return code


def _when(text: str, today: date) -> str:
    from ledger.cli.refusals import BadFlag
    from ledger.measure.valuation import WHEN
    from ledger.values.periods import day
    from ledger.values.problems import BadValue

    if text in WHEN:
        return today.isoformat() if text == "now" else text
    try:
        return day(text).isoformat()
    except BadValue:
        raise BadFlag("--value", "no such time", f"write {', '.join(WHEN)} or a day such as 2016-03-31") from None
