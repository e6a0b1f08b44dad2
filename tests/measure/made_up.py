"""Made-up entries and claims as the reader would hand them out: balanced by the book's own rules, in no database."""

from __future__ import annotations

from itertools import count

from ledger.book.compose import Line, wage
from ledger.book.views import ClaimView, EntryView, LineView, PlacementView, SourceView
from ledger.values.cases import CASES, Amount, Stated
from ledger.values.percent import parse_ppm
from ledger.values.periods import parse_period

ACCOUNTS = {
    "state": "state:plan",
    "company": "company:commission",
    "supervisor": "supervisor:cut",
    "broker": "broker:fee",
    "host": "host:tax",
    "living": "living:food",
    "unexplained": "unexplained:difference",
    "held": "worker:held",
    "hand": "worker:hand",
    "tips": "other:tips",
}
ids = count(1)


def stated(figure):
    """100 is one figure; (100, 200) two ends; (None, 50) at most 50; (50, None) at least 50; "?" no figure."""
    if figure == "?":
        return Stated()
    if isinstance(figure, tuple):
        low, high = figure if len(figure) == 2 else (figure[0], figure[2])
        best = figure[1] if len(figure) == 3 else None
        return Stated(*(None if v is None else v * 100 for v in (low, best, high)))
    return Stated(best=figure * 100)


def entry(
    gross=None,
    *,
    number=None,
    origin="o1",
    subject=None,
    who="cohort",
    heads=None,
    country="KW",
    sector="construction",
    period="2015",
    basis="wage",
    per="month",
    currency="USD",
    observation="same as the subject",
    grade="C3",
    kind="wage",
    title="A page",
    employer=None,
    void=False,
    tips=None,
    **lines,
):
    """One entry: a gross and what became of it, by party (state=40, hand=(20, 30), living="?")."""
    number = next(ids) if number is None else number
    subject = f"s{number}" if subject is None else subject
    earned = [] if gross is None else [Line("employer:wage", stated=stated(gross))]
    used = [Line(ACCOUNTS[party], stated=stated(figure)) for party, figure in lines.items()]
    beside = [] if tips is None else [Line("other:tips", stated=stated(tips))]
    drafts = wage(currency, earned, used, beside)
    views = []
    for i, draft in enumerate(drafts):
        ends = (draft.low, draft.best, draft.high)
        bounds = (draft.low_bound, draft.best_bound, draft.high_bound)
        amounts = {c: Amount(v, b) for c, v, b in zip(CASES, ends, bounds, strict=True) if v is not None}
        views.append(LineView(i, draft.account, draft.currency, amounts))
    if observation == "same as the subject":
        observation = subject if who == "cohort" else None
    return EntryView(
        id=number,
        kind=kind,
        basis=basis if gross is not None else None,
        per=per,
        period=parse_period(period),
        placement=placement(subject, who, heads, country, sector, employer),
        source=source(origin, title),
        reliability=grade[0],
        credibility=int(grade[1]),
        page=None,
        observation=observation,
        words=None,
        recorded_on="2026-01-01",
        lines=tuple(views),
        reversed_by=9999 if void else None,
    )


def claim(side="taken", low=None, best=None, high=None, *, origin="o1", takers="state", **more):
    """A published share in percent."""
    number = more.pop("number", None) or next(ids)
    ends = [None if v is None else parse_ppm(str(v)) for v in (low, best, high)]
    fields = {
        "id": number,
        "source": source(origin, more.pop("title", "A page")),
        "placement": placement(
            f"s{number}", more.pop("who", "cohort"), None, more.pop("country", "KW"), "construction", None
        ),
        "observation": f"s{number}",
        "period": parse_period(more.pop("period", "2015")),
        "side": side,
        "takers": takers,
        "low": ends[0],
        "best": ends[1],
        "high": ends[2],
        "operator": None,
        "words": None,
        "basis": None,
        "reliability": "C",
        "credibility": 3,
    }
    return ClaimView(**(fields | more))


def placement(subject, who, heads, country, sector, employer):
    return PlacementView(
        id=1,
        subject=subject,
        subject_kind=who,
        headcount_low=heads,
        headcount_high=heads,
        description=None,
        country=country,
        sector=sector,
        employer=employer,
        sending=None,
    )


def source(origin, title):
    return SourceView(
        id=1,
        origin=origin,
        kind="document",
        title=title,
        url="https://example.org/page",
        verification="single testimony",
        seen_via="original",
    )
