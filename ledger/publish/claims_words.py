"""How a claim, a way of counting and a verdict are put in words. Pure text, no layout.

A verdict is about figures: whether a printed share and the amounts agree, and what must be counted for it. No sentence
here says that a source is right or wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledger.book.views import ClaimView
from ledger.measure.beside import OTHERS
from ledger.measure.claimed import CEILINGS, FLOORS, operator_of
from ledger.measure.counting import turned
from ledger.measure.shares import Interval
from ledger.measure.verdicts import (
    AS_FAR,
    BOUND,
    CONSISTENT,
    MIXED,
    NO_FIGURE,
    NOT,
    NOTHING,
    ONLY_IF,
    OTHER_BASE,
    UNTESTABLE,
    UNTOLD,
    Tried,
    Verdict,
)
from ledger.publish.visible import visible
from ledger.publish.wording import TAKER_WORDS, counted, interval_text, range_text
from ledger.values.percent import format_ppm, percent_text

OWN_NAME = "This project's own sentence"
OWN_WORDS = "of whose wages the state is said to take about 90 percent"
VERDICT_WORDS = {
    CONSISTENT: "consistent",
    AS_FAR: "consistent as far as it goes",
    ONLY_IF: "consistent only if other lines count",
    MIXED: "mixed",
    OTHER_BASE: "different base",
    NOT: "not consistent",
    UNTESTABLE: "not testable",
}
TAKEN_WAYS = {
    "state": "state lines",
    "state-living": "state lines and living costs",
    "state-company": "state, company and supervisors",
    "state-company-living": "state, company, supervisors and living costs",
    "named": "named takers",
    "all": "all takers",
    "all-less-living": "all takers but living costs",
    "not-in-hand": "not in hand",
    "exchange": "not in hand at the market rate",
}
KEPT_WAYS = {
    "not-kept": "in hand",
    "not-kept-less-living": "in hand and living costs",
    "not-kept-less-held": "in hand and held",
    "exchange": "in hand at the market rate",
}
PARTY_WORDS = {
    "state": "the state",
    "company": "the company",
    "supervisor": "supervisors",
    "broker": "brokers",
    "host": "the host state",
    "living": "lodging and other living costs",
    "unexplained": "what no line explains",
    "held": "what is held",
    "exchange": "the exchange loss",
}
BASE_WORDS = {"pay": "pay", "promised": "what was promised or written down", "revenue": "revenue"}
REASONS = {
    NOTHING: "no amounts in the book tell a share for this place, kind of work and time",
    NO_FIGURE: "the claim has no figure",
}


def name_of(claim: ClaimView) -> str:
    """The observation that the claim belongs to, or the claim by its number."""
    return claim.observation or f"claim-{claim.id}"


def printed(claim: ClaimView) -> str:
    """`up to 90`, `70 to 80`, `66.7`: the share with the source's own hedge; `?` where it has no figure."""
    ends = list(dict.fromkeys(format_ppm(v) for v in (claim.low, claim.best, claim.high) if v is not None))
    hedge = f"{visible(said)} " if (said := operator_of(claim)) else ""
    return hedge + (" to ".join(ends[:: max(len(ends) - 1, 1)]) or "?")


def title_of(claim: ClaimView) -> str:
    """`taken 40 % (state)`, `kept up to 10 %`."""
    by = f" ({TAKER_WORDS.get(claim.takers, claim.takers)})" if claim.side == "taken" else ""
    return f"{claim.side} {printed(claim)} %{by}"


def way_text(way: str, side: str) -> str:
    """What is counted, as shares taken or as shares kept."""
    return (KEPT_WAYS if side == "kept" else TAKEN_WAYS)[way]


def computed_text(tried: Tried, side: str) -> str:
    """The smallest to the largest share on the claim's side; the whole that nobody stated is no figure."""
    found, known = computed(tried, side), tried.known
    if tried.origins == 1 and not (found.low is None and found.high is None):
        return interval_text(found)
    return range_text(found, turned(known) if side == "kept" else known)


def computed(tried: Tried, side: str) -> Interval:
    """The range on the claim's side, without a high end of everything that nobody states."""
    is_limit = tried.range.high == 1 and tried.known.high != 1
    found = Interval(tried.range.low, None if is_limit else tried.range.high)
    return turned(found) if side == "kept" else found


def verdict_text(verdict: Verdict, side: str, operator: str | None) -> str:
    """The verdict with its reason, a sentence or two."""
    by = verdict.by
    if verdict.word == OTHER_BASE:
        bases = " and ".join(dict.fromkeys(BASE_WORDS[pay.base] for pay in verdict.pays))
        return f"different base: the claim is a share of {BASE_WORDS[verdict.base]}, the amounts are of {bases}."
    if by is None:
        return f"not testable: {_why_not(verdict, side)}."
    found = _found(by, side, len({pay.entry.source.origin for pay in verdict.pays}))
    if verdict.word == UNTESTABLE:
        return f"not testable: the evidence is only a bound. {_capital(found)}; the claim falls in what nobody states."
    if verdict.word == CONSISTENT:
        if operator in CEILINGS or operator in FLOORS:
            what, where = ("ceiling", "below") if operator in CEILINGS else ("floor", "above")
            return f"consistent, as a {what}: {found}. Anything {where} a {what} agrees with it."
        return f"consistent: {found}."
    if verdict.word == AS_FAR:
        return f"consistent as far as it goes: {found}, and that is a bound."
    if verdict.word == ONLY_IF:
        limit = ", and as far as the bound goes" if by.is_as_far_as_it_goes else ""
        return f"consistent only if {_counts(by, side)}{limit}: then {found}. {_own(verdict, side)}"
    if verdict.word == MIXED:
        return f"mixed: {found}. {_own(verdict, side)}".rstrip()
    how = "" if by.origins == 1 else ", the nearest of them"
    others = " with what other origins tell" if verdict.nearness == OTHERS else ""
    gap = f"{percent_text(by.gap)} points away{how}"
    return f"not consistent{others}: {found}, which is {gap}, and no other count meets it."


def _found(tried: Tried, side: str, of: int = 1) -> str:
    """`state lines 40.00`; over several origins the range, and how many of them agree. `of` origins were asked."""
    text = f"{way_text(tried.way, side)} {computed_text(tried, side)}"
    if tried.origins == 1:
        return text if of == 1 else f"{text}, told by 1 of {of:,} origins"
    can_say = tried.agree + tried.touch + tried.apart
    agree = f"{tried.agree:,} of the {can_say:,} that can say {'agrees' if tried.agree == 1 else 'agree'}"
    if tried.touch:
        agree += f", {tried.touch:,} more as far as {'it goes' if tried.touch == 1 else 'they go'}"
    return f"{text} over {counted(tried.origins, 'origin')}: {agree}"


def _own(verdict: Verdict, side: str) -> str:
    """What the claim's own takers give, where another way decided."""
    own = verdict.own
    if own is None:
        return f"Of {_own_words(verdict, side)} alone nothing is told."
    return "" if own is verdict.by else f"By the claim's own takers: {_found(own, side)}."


def _own_words(verdict: Verdict, side: str) -> str:
    if side == "kept" or verdict.own_way is None:
        return "what is in hand"
    return way_text(verdict.own_way, side)


def _counts(tried: Tried, side: str) -> str:
    """`lodging and other living costs count`: what must be counted, or must not be, for the two to agree."""
    if side == "taken":
        said = [f"{_listed(tried.added)} {_count(tried.added)}"] if tried.added else []
        said += [f"{_listed(tried.left_out)} {_count(tried.left_out, 'not')}"] if tried.left_out else []
    else:
        said = [f"{_listed(tried.left_out)} {_count(tried.left_out)} as kept"] if tried.left_out else []
        said += [f"{_listed(tried.added)} {_count(tried.added)}"] if tried.added else []
    return " and ".join(said) or f"{way_text(tried.way, side)} is meant"


def _count(parties: Sequence[str], negation: str = "") -> str:
    is_one = len(parties) == 1 and parties[0] not in ("supervisor", "broker", "living")
    if negation:
        return "does not count" if is_one else "do not count"
    return "counts" if is_one else "count"


def _listed(parties: Sequence[str]) -> str:
    words = [PARTY_WORDS[party] for party in parties]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _why_not(verdict: Verdict, side: str) -> str:
    if verdict.reason in REASONS:
        return REASONS[verdict.reason]
    told = f" ({_found(verdict.tried[0], side)})" if verdict.tried else ""
    if verdict.reason == BOUND:
        return f"the evidence is only a bound{told}"
    assert verdict.reason == UNTOLD
    return f"of {_own_words(verdict, side)} alone nothing is told{told}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
