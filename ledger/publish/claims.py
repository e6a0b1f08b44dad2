"""Published claims beside the amounts in the book, each with its verdict; and this project's own sentence among them.

A claim is asked of everything in the book that may be told one by one, whatever the report was asked for: which claims
are shown is a choice, and what they are compared with is not. The project's own sentence is of no place and no time, so
it is asked of the entries that the question covers, all together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ledger.book.terms import RateView
from ledger.book.views import ClaimView, EntryView
from ledger.measure.beside import beside, is_abroad
from ledger.measure.claimed import PAY, stretch
from ledger.measure.columns import cells_of
from ledger.measure.counting import Pay, order_of
from ledger.measure.pools import Pool, grouped, pools
from ledger.measure.verdicts import VERDICTS, Tried, Verdict, judged, verdict
from ledger.publish.asked import Asked
from ledger.publish.claims_words import OWN_NAME, OWN_WORDS, computed_text, name_of, title_of, verdict_text, way_text
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Evidence, Published
from ledger.publish.figures import Figure, figure_id
from ledger.publish.wording import interval_text

OWN_SIDE, OWN_TAKERS, OWN_OPERATOR, OWN_PPM = "taken", "state", "about", 900_000
FEW = 40  # entries that a line of working names
SHOWN = ("state", "all", "not-in-hand")


@dataclass(frozen=True)
class Judged:
    """One claim and what the book gives beside it."""

    claim: ClaimView
    verdict: Verdict


@dataclass(frozen=True)
class OwnSentence:
    """The sentence with which this project describes itself. `pool` is of the entries that it was asked of."""

    verdict: Verdict
    pool: Pool


@dataclass(frozen=True)
class ClaimsReport:
    """All claims that the question covers, in the order of their verdicts. `only` is the one verdict that is shown."""

    judged: tuple[Judged, ...]
    own: OwnSentence
    only: str | None = None

    @property
    def shown(self) -> tuple[Judged, ...]:
        """The claims that are shown."""
        return tuple(each for each in self.judged if self.only in (None, each.verdict.word))

    @property
    def counts(self) -> Mapping[str, int]:
        """How many claims have each verdict, none left out."""
        words = [each.verdict.word for each in self.judged]
        return {word: words.count(word) for word in VERDICTS}


def claims(question: Asked, only: str | None = None) -> Callable[[Evidence], ClaimsReport]:
    """What makes the report of the evidence. The evidence is everything; the question chooses the claims."""

    def build(evidence: Evidence) -> ClaimsReport:
        book = beside(evidence.entries, evidence.stated, evidence.promises, evidence.rates)
        asked = [claim for claim in evidence.claims if _covers(question, claim)]
        found = [Judged(claim, judged(claim, book)) for claim in asked]
        found.sort(key=lambda each: (VERDICTS.index(each.verdict.word), name_of(each.claim), each.claim.id))
        inside = [pay for pay in book.pays if _covers(question, pay.entry)]
        entries = [entry for entry in evidence.entries if _covers(question, entry)]
        return ClaimsReport(tuple(found), own_sentence(inside, entries), only)

    return build


def own_sentence(book: Iterable[Pay], entries: Iterable[EntryView]) -> OwnSentence:
    """The project's own sentence, which is of workers abroad, asked of every origin together."""
    order = order_of(OWN_SIDE, OWN_TAKERS)
    said = stretch(OWN_SIDE, [OWN_PPM], OWN_OPERATOR)
    found = [pay for pay in book if pay.base == PAY and is_abroad(pay.entry)]
    pool = _pooled(entry for entry in entries if is_abroad(entry))
    return OwnSentence(verdict(said, order, found, PAY, None, is_every_way=True), pool)


def figures(disclosed: Disclosed[Published[ClaimsReport]], asked: Asked) -> Iterator[Figure]:
    """Every claim's figures, under one id each, and those of the project's own sentence."""
    report = opened(disclosed).body
    yield Figure(
        id=own_id(asked),
        says=f"{OWN_NAME}: {verdict_text(report.own.verdict, OWN_SIDE, OWN_OPERATOR)}",
        working=(f'"{OWN_WORDS}"', *_working(report.own.verdict, OWN_SIDE)),
        entries=_entries(report.own.verdict),
        rates=tuple(_rates(report.own.verdict)),
    )
    for each in report.judged:
        claim = each.claim
        yield Figure(
            id=claim_id(claim, asked),
            says=f"{name_of(claim)}, {title_of(claim)}: {verdict_text(each.verdict, claim.side, claim.operator)}",
            working=tuple(_working(each.verdict, claim.side)),
            entries=_entries(each.verdict),
            claims=(claim.id,),
            rates=tuple(_rates(each.verdict)),
        )


def claim_id(claim: ClaimView, asked: Asked) -> str:
    """The id of a claim's figures."""
    return figure_id("claims", asked, name_of(claim), claim.side, str(claim.id))


def own_id(asked: Asked) -> str:
    """The id of the figures of the project's own sentence."""
    return figure_id("claims", asked, "own-sentence")


def _pooled(entries: Iterable[EntryView]) -> Pool:
    """All of them in one pool, each origin once: median and range as in `report skim`."""
    return pools(grouped(cells_of(entries), ()))[0]


def _covers(question: Asked, one: ClaimView | EntryView) -> bool:
    return question.country in (None, one.placement.country) and question.covers(one.period)


def _entries(found: Verdict) -> tuple[int, ...]:
    return tuple(pay.entry.id for pay in found.pays)


def _working(found: Verdict, side: str) -> Iterator[str]:
    """What the claim agrees with, and each way of counting with what it gives."""
    if found.stretch is not None:
        ends = interval_text(found.stretch.on(side))
        yield f"what agrees with the claim: {side} {ends}"
    for each in found.tried:
        yield f"{way_text(each.way, side)}: {computed_text(each, side)}; {_said(each)}"
    if any(each.way == "exchange" or found.base != PAY for each in found.tried):
        yield from dict.fromkeys(says for pay in found.pays for says in pay.worked)


def _said(tried: Tried) -> str:
    said = [
        f"{number} {words}"
        for number, words in (
            (tried.agree, "agree"),
            (tried.touch, "agree as far as they go"),
            (tried.apart, "apart"),
            (tried.open, "open"),
        )
        if number
    ]
    numbers = ", ".join(f"{number}" for number in tried.entries[:FEW])
    more = f" and {len(tried.entries) - FEW:,} more" if len(tried.entries) > FEW else ""
    return f"origins: {', '.join(said)}; entries {numbers}{more}"


def _rates(found: Verdict) -> Iterator[str]:
    if any(each.way == "exchange" for each in found.tried):
        yield from dict.fromkeys(_rate_text(rate) for pay in found.pays for rate in pay.rates)


def _rate_text(rate: RateView) -> str:
    where = f", {rate.place}" if rate.place else ""
    return f"1 {rate.base} = {rate.rate} {rate.quote}, {rate.kind}{where}, {rate.period.text} ({rate.source.title})"
