"""A made-up book that has everything an export has to carry: bounds, unknown amounts, currencies, corrections."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import Engine

from ledger.book.correct import correct
from ledger.book.drafts import EntryDraft, PostingDraft
from ledger.book.post import post, post_all
from ledger.book.register import (
    PlacementDraft,
    SourceDraft,
    add_cohort,
    add_organisation,
    add_placement,
    add_source,
    add_worker,
)
from ledger.book.session import Session, Visit, session
from ledger.values.periods import parse_period
from tests.book.making import agrees

TODAY = date(2026, 3, 1)
CANARY = "kanarienvogel"
REFUSES = "8A8A-8A8A"
AGREES = "7K3M-Q9TZ"
EACH = 11  # workers of each of two origins, so that what they have in common may be told

Lines = tuple[PostingDraft, ...]


def line(account: str, *amounts: int | None, currency: str = "USD", **more: Any) -> PostingDraft:
    """A line with one amount, or low and high, or low, best and high; or none."""
    if len(amounts) == 1:
        return PostingDraft(account, currency, low=amounts[0], best=amounts[0], high=amounts[0], **more)
    low, *best, high = amounts or (None, None)
    return PostingDraft(account, currency, low=low, best=best[0] if best else None, high=high, **more)


PLAIN: Lines = (line("employer:wage", -1000), line("state:plan", 700, label=CANARY), line("worker:hand", 300))
RANGED: Lines = (
    line("employer:wage", -830, -1000, low_bound="at_least"),
    line("state:plan", 500, 600, high_bound="at_most"),
    line("living:food", note=CANARY),
    line("worker:hand", 170, 200),
    line("unexplained:difference", 160, 200),
)
OPEN: Lines = (line("employer:contract", -90_000), line("broker:fee", 20_000), line("unstated:remainder", 70_000))
MIXED: Lines = (
    line("employer:wage", -5000, -5500, -6000, currency="CNY"),
    line("employer:bonus", -100, currency="KWD"),
    line("state:levy", 3000, 3000, 3000, currency="CNY", mode="withheld"),
    line("state:levy", 500, 500, 500, currency="CNY", mode="surrendered"),
    line("worker:held", 1500, 2000, 2500, currency="CNY", mode="deferred"),
    line("worker:hand", 100, currency="KWD"),
)
UNPRICED: Lines = (line("employer:wage", operator="about"), line("state:plan", 700), line("unstated:gross", -700))


def write_book(engine: Engine) -> None:
    """Cohorts, workers who agree, one who does not; everything with canaries wherever words can stand."""
    with session(engine, Visit(scope="record")) as book:
        _cohorts(book)
        _workers(book)
        book.commit()


def _source(book: Session, origin: str, kind: str = "testimony", **more: Any) -> int:
    said = SourceDraft(origin=origin, kind=kind, title=f"{CANARY} {origin}", attribution=CANARY, **more)
    return add_source(book, said, today=TODAY)


def wage(placement: int, source: int, period: str, lines: Lines, **more: Any) -> EntryDraft:
    """A wage of these lines, with a word on its page."""
    said: dict[str, Any] = {"kind": "wage", "per": "month", "basis": "wage", "reliability": "B", "credibility": 2}
    said |= {"page": CANARY, "words": CANARY} | more
    return EntryDraft(placement_id=placement, source_id=source, period=parse_period(period), postings=lines, **said)


def _cohorts(book: Session) -> None:
    press = _source(book, "daily", verification="multi-source", seen_via="web")
    sites = (
        ("kw-site", "KW", RANGED, "2019/2020"),
        ("qa-site", "QA", PLAIN, "2019-03"),
        ("several", None, MIXED, "201X"),
        ("cn-hall", "CN", OPEN, "../2005"),
    )
    for code, country, lines, period in sites:
        cohort = add_cohort(book, code, CANARY, (8, 1200))
        place = add_placement(book, PlacementDraft(cohort, "construction", country))
        post(book, wage(place, press, period, lines, observation=f"{code}-1"))


def _workers(book: Session) -> None:
    numbers = count()
    sources = [_source(book, f"ngo-{i}", "own-record") for i in range(2)]
    for origin in sources:
        for _ in range(EACH):
            place = _placement(book, f"2222-{next(numbers):04}", "KW")
            months = [wage(place, origin, f"2019-{month:02}", PLAIN) for month in range(1, 4)]
            post_all(book, [*months, wage(place, origin, "2020-02/2020-05", PLAIN)])
    talk = _source(book, "daily", verification="multi-source", seen_via="web")
    firm = add_organisation(book, "employer", "Ost & Söhne", "CN")
    odd = _placement(book, AGREES, "CN", employer_id=firm)
    *_, wrong, void = post_all(
        book,
        [
            *(wage(odd, sources[0], f"2019-{month:02}", RANGED) for month in range(1, 5)),
            wage(odd, sources[1], "2019-11/2020-02", MIXED, basis="contract"),
            wage(odd, sources[1], "2019", OPEN, per="year"),
            wage(odd, talk, "2019-05~", UNPRICED, reliability="F", credibility=6),
            wage(odd, sources[0], "2018-02", PLAIN, basis="promised"),
            wage(odd, sources[0], "2018-01", PLAIN),
            wage(odd, sources[0], "2018-03", PLAIN),
        ],
    )
    correct(book, wrong, wage(odd, sources[0], "2018-01", RANGED), TODAY)
    correct(book, void, None, TODAY)
    silent = add_placement(book, PlacementDraft(add_worker(book, REFUSES), "logging", "RU"))
    post(book, wage(silent, _source(book, "ngo-9"), "2017-01", PLAIN))


def _placement(book: Session, pseudonym: str, country: str, **more: Any) -> int:
    subject = add_worker(book, pseudonym)
    agrees(book, subject, "record", "aggregate-statistics")
    return add_placement(book, PlacementDraft(subject, "construction", country, **more))
