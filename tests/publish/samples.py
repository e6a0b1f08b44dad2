"""A small fixed book of made-up entries, and every report of it.

`python -m tests.publish.samples` takes the snapshots anew.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import count
from pathlib import Path

from ledger.book.terms import PromiseView
from ledger.book.views import StatedView
from ledger.measure.shares import Interval
from ledger.publish.asked import Asked
from ledger.publish.disclose import disclosed_trace
from ledger.publish.figures import Figure
from ledger.publish.flow import flow_csv, flow_json, flow_text
from ledger.publish.own import own_statement
from ledger.publish.skim_data import skim_csv, skim_json
from ledger.publish.skim_text import skim_text
from ledger.publish.statement import statement_json
from ledger.publish.trace import traced
from ledger.publish.trace_json import trace_json
from ledger.values.periods import parse_period
from tests.measure.made_up import claim, entry
from tests.publish.made import skim_of

SNAPSHOTS = Path(__file__).with_name("snapshots")
WORKER = "7K3M-Q9TZ"
LOST, KEPT = Interval(Fraction(1, 8), Fraction(1, 4)), Interval(Fraction(1, 20), Fraction(1, 10))


def book():
    """Ten published observations, twelve workers who may be told of and three who may not."""
    numbers = count(1)

    def made(*gross, **more):
        return entry(*gross, number=next(numbers), **more)

    def crew(size, prefix, country, **lines):
        return [
            made(100, who="worker", subject=f"{prefix}{i}", origin=f"ngo-{i % 2}", country=country, hand=30, **lines)
            for i in range(size)
        ]

    kuwait = {"state": (332, 400), "company": (166, 200), "living": (83, 100), "hand": (170, 200)}
    return [
        made(150, origin="A", country="CZ", period="2000/2003", state=(78, 83), living=40, hand=30, heads=1),
        made((830, 1000), origin="B", country="KW", basis="contract", heads=5000, **kuwait),
        made(1000, origin="C", country="KW", state=500, supervisor=300, hand=200, grade="B2"),
        made(1000, origin="D", country="KW", state=400, grade="F6"),
        made(2000, origin="E", country="CN", currency="CNY", state=800, company=400, hand=800, heads=28013),
        made((2500, 2800), origin="F", country="CN", currency="CNY", company=1000, living=800, held=(700, 1000)),
        made((200, 300), origin="G", country="CN", hand=(None, 50)),
        made((10000, 25000), origin="H", country="RU", currency="RUB", state=20000, hand=(-10000, 5000)),
        made(500, origin="I", country="PL", employer="=cmd()\x1b[31m", hand=100, tips="?"),
        made(500, origin="I", country="PL"),
        *crew(12, "w", "QA", state=40),
        *crew(3, "x", "MY", state=35, broker=5),  # few have a part of 100 that others have not
    ]


def many():
    """Twelve published observations of as many origins: enough for quartiles and for resampling."""
    return [
        entry((800, 1000), number=n, origin=f"O{n:02}", state=(40 * n, 50 * n), hand=(700 - 40 * n, 900 - 50 * n))
        for n in range(1, 13)
    ]


def claims():
    """What sources assert beside it."""
    made = [
        claim(best=90, origin="A", country="CZ", words="up to 90 pct", operator="up to", number=1),
        claim(low=70, high=90, origin="K", country="CN", takers="all", number=2),
        claim("kept", high=10, origin="L", takers="all", number=3),
        claim(best=80, origin="M", country="UZ", takers="unsaid", number=4, observation=None),
        claim(best=80, origin="M", who="worker", number=5),
    ]
    return [replace(c, observation=c.observation and f"obs-{c.id}") for c in made]


def reports():
    """Every report by the name of its snapshot."""
    whole, asked = skim_of(book(), claims(), ()), Asked()
    by_country = Asked(by=("country",), bounds="outer")
    country = skim_of(book(), claims(), asked=by_country, beside={"exchange": {2: LOST}, "at-market": {2: KEPT}})
    narrow = Asked(date(2010, 1, 1), date(2020, 1, 1), "KW", "state")
    by_workers, outer = Asked(weight="workers"), Asked(bounds="outer", seed=7)
    by_employer = replace(narrow, by=("employer",))
    return {
        "skim.txt": skim_text(whole, asked),
        "skim_by_country.txt": skim_text(country, by_country),
        "skim_by_country.json": skim_json(country, by_country),
        "skim_by_country.csv": skim_csv(country, by_country),
        "skim_by_employer.csv": skim_csv(skim_of(book(), claims(), asked=by_employer), by_employer),
        "skim_by_workers.txt": skim_text(skim_of(book(), claims(), asked=by_workers), by_workers),
        "skim_spread.json": skim_json(skim_of(many(), asked=outer), outer),
        "skim_spread.txt": skim_text(skim_of(many(), asked=outer), outer),
        "skim_state.json": skim_json(skim_of([], [], ()), narrow),
        "flow.txt": flow_text(whole, asked),
        "flow_by_country.txt": flow_text(country, by_country),
        "flow_by_country.json": flow_json(country, by_country),
        "flow_by_country.csv": flow_csv(country, by_country),
        "trace.json": trace_json(disclosed_trace(trace())),
        "statement.json": statement_json(statement()),
    }


def trace():
    """One observation with everything that a trace may hold."""
    made = book()[1]
    printed = StatedView(
        1, "s2", "take_home", "per_worker", "month", "USD", "170", None, "200", None, None, None, None, None,
        "posted", "posted as a line of the entry", 2,
    )  # fmt: skip
    promise = PromiseView(1, made.placement, made.source, "USD", "month", None, 30000, None, None, "300 a month")
    figure = Figure("skim/state", "all together: state lines 40.00 %.", ("332 of 830: 40.00 %",), (2,), (1,), ("8000",))
    return traced("s2", [made, book()[9]], [printed], claims()[:1], [promise], [], figure=figure)


def statement():
    """One worker's own statement: a wage with something in every list, and a surrender."""
    wage = entry(
        100, who="worker", subject=WORKER, number=1, period="2015-03", tips=5, state=40, living="?", hand=20, held=10
    )
    wage = replace(wage, placement=replace(wage.placement, begins=parse_period("2015")))
    sent = entry(gross=None, who="worker", subject=WORKER, number=2, period="2015-03", broker=5, kind="remittance")
    monthly = replace(wage, id=3, period=parse_period("2016~"))
    return own_statement(WORKER, [wage.placement], [wage, sent, monthly])


def take():
    """Write every snapshot anew. Read the difference before it is kept: other programs read these keys."""
    SNAPSHOTS.mkdir(exist_ok=True)
    for name, text in reports().items():
        (SNAPSHOTS / name).write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    take()
