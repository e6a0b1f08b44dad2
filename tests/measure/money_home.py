"""Made-up money sent home, recruitment fees and rates, balanced by the book's own rules, in no database."""

from __future__ import annotations

from dataclasses import replace

from ledger.book.compose import GROSS_UNSTATED, HAND, WHOLE, Line, paid_from, sent_home
from ledger.book.terms import RateView
from ledger.book.views import LineView, StatedView
from ledger.values.cases import CASES, Amount, Stated
from ledger.values.percent import parse_ppm
from ledger.values.periods import parse_period
from tests.measure.made_up import entry, ids, placement, source, stated


def views(drafts):
    made = []
    for i, draft in enumerate(drafts):
        ends = zip(CASES, (draft.low, draft.best, draft.high), (draft.low_bound, draft.best_bound, draft.high_bound),
                   strict=True)  # fmt: skip
        amounts = {case: Amount(value, bound) for case, value, bound in ends if value is not None}
        made.append(LineView(i, draft.account, draft.currency, amounts, draft.mode, draft.label, draft.operator))
    return tuple(made)


def percents(figure):
    """40 is one percentage; (15, 20) two ends; (40, None) at least 40."""
    if isinstance(figure, tuple):
        low, high = (None if end is None else parse_ppm(str(end)) for end in figure)
        return Stated(low, None, high)
    return Stated(best=parse_ppm(str(figure)))


def made(lines, kind, **more):
    number = more.pop("number", None) or next(ids)
    subject = more.pop("subject", f"s{number}")
    who, sector = more.pop("who", "cohort"), more.pop("sector", "remittance")
    base = entry(
        number=number, kind=kind, who=who, subject=subject, per=more.pop("per", "once"), sector=sector,
        country=more.pop("country", "KR"), period=more.pop("period", "2015"), origin=more.pop("origin", "o1"),
        observation=more.pop("observation", subject if who == "cohort" else None), void=more.pop("void", False),
    )  # fmt: skip
    home = placement(subject, who, None, base.placement.country, sector, None)
    home = replace(home, id=more.pop("job", number), description=more.pop("sender", "refugee in the South"))
    where = replace(base.source, url=more.pop("url", f"https://example.org/{subject}"))
    made = replace(base, lines=views(lines), placement=home, source=where, words=more.pop("route", None))
    assert not more
    return made


def sent(sent=None, *, fee=None, percent=None, received=None, currency="USD", label="brokers", account="broker:fee",
         operator=None, **more):  # fmt: skip
    """Money sent home in one currency: a fee in money or in percent, and what arrived in the same currency."""
    base = WHOLE if sent is None else stated(sent)
    unit = "XXX" if sent is None else currency
    lines = []
    if fee is not None:
        lines.append(Line(account, stated=stated(fee), label=label, operator=operator))
    if percent is not None:
        lines.append(Line(account, share=percents(percent), base=base, label=label, operator=operator))
    if received is not None:
        lines.append(Line("home:received", stated=stated(received)))
    return made(sent_home(unit, [Line(HAND, stated=base)], lines), "remittance", **more)


def arrived(amount, currency, **more):
    """What arrived in another currency than it was sent in."""
    return made(
        paid_from(currency, GROSS_UNSTATED, [Line("home:received", stated=stated(amount))]), "remittance", **more
    )


def taken_alone(amount, currency="CNY", **more):
    """A sum that was taken of one that nobody states."""
    return made(paid_from(currency, HAND, [Line("broker:fee", stated=stated(amount))]), "remittance", **more)


def fee(amount, currency="USD", *, account="broker:fee", label=None, source=HAND, **more):
    """A fee paid to get a job."""
    lines = paid_from(currency, source, [Line(account, stated=stated(amount), label=label)])
    return made(lines, "fee", sector=more.pop("sector", "construction"), **more)


def rate(pair, value, *, kind="market", period="2015", url=None, place=None):
    base, _, quote = pair.partition("/")
    where = replace(source("bank", "Rates"), url=url)
    return RateView(
        next(ids), base, quote, str(value), None, None, kind, kind, place, parse_period(period), where, None
    )


def printed(observation, flow, *, note=None, amount=None, currency=None):
    """A figure as its source printed it."""
    return StatedView(
        next(ids), observation, flow, "per_worker", "once", currency, None, amount, None, None, None, None, None, note,
        "kept", "as printed", None,
    )  # fmt: skip
