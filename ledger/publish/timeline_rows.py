"""One row of the timeline: what a levy, a condition, a rate, a sanction or a claim says, in sentences, with its source.

The sentences hold the text of the data as it is; a renderer makes it visible.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from ledger.book.terms import ConditionView, RateView
from ledger.book.views import ClaimView, SourceView
from ledger.measure.levies import NOTHING, Levy, Overlap
from ledger.measure.rate_changes import RateChange
from ledger.measure.timeline import Happening, Kind, Sanction
from ledger.publish.ilo import indicator_title, state_word
from ledger.publish.shipped import SHIPPED
from ledger.publish.timeline_levies import levy_beside, levy_says, signed, spread
from ledger.publish.wording import TAKER_WORDS
from ledger.values.percent import format_ppm
from ledger.values.periods import Period

NOT_JUDGED = "F6"


@dataclass(frozen=True)
class Row:
    """What is printed of one thing. `entries` are its own, `wages` those whose period shares a day with a levy's."""

    kind: Kind
    ref: str
    period: Period
    says: str
    source: SourceView
    beside: tuple[str, ...] = ()
    country: str | None = None
    sector: str | None = None
    place: str | None = None
    verification: str | None = None
    grade: str | None = None
    entries: tuple[int, ...] = ()
    claim: int | None = None
    observation: str | None = None
    rates: tuple[str, ...] = ()
    levy: Levy | None = None
    change: Fraction | None = None
    wages: tuple[int, ...] = ()
    origins: int | None = None

    @property
    def where(self) -> str:
        """Country, place and sector, as far as they are stated."""
        return ", ".join(part for part in (self.country, self.place, self.sector) if part)

    @property
    def doubt(self) -> str:
        """How sure the source is, in its words, and the grade where there is one."""
        said = f"Verification: {self.verification or 'not stated'}."
        return f"{said} Grade {grade_text(self.grade)}." if self.grade else said

    @property
    def from_(self) -> str:
        """Title, publisher and date of the source."""
        return f"Source: {source_text(self.source)}."

    def working(self) -> tuple[str, ...]:
        """What stands beside the sentence: arithmetic, source, address, doubt."""
        address = f"Address: {self.source.url}" if self.source.url else "No address is stated."
        named = [f"Observation: {self.observation}."] if self.observation else []
        return tuple(dict.fromkeys([*self.beside, self.from_, address, self.doubt, *named]))


def row_of(happening: Happening, matched: Mapping[str, Overlap], among: str = "") -> Row:
    """The row of one thing. `among` says which wage periods were counted beside a levy, where not all were."""
    thing = happening.thing
    match thing:
        case Levy():
            return _levy(thing, matched.get(thing.ref, NOTHING), among)
        case ConditionView():
            return _condition(thing)
        case RateChange():
            return _rate(thing)
        case Sanction():
            return _sanction(thing)
        case ClaimView():
            return _claim(thing)
    assert_never(thing)


def grade_text(grade: str) -> str:
    """`B2`, `F6 (not judged)`."""
    return f"{grade} (not judged)" if grade == NOT_JUDGED else grade


def source_text(source: SourceView) -> str:
    """Title, publisher and date, as far as they are stated."""
    return ", ".join(part for part in (source.title, source.publisher, source.published) if part)


def _levy(levy: Levy, overlap: Overlap, among: str) -> Row:
    return Row(
        kind="levies",
        ref=levy.ref,
        period=levy.period,
        says=levy_says(levy),
        beside=levy_beside(levy, overlap, among),
        source=levy.source,
        country=levy.country,
        sector=levy.sector,
        verification=levy.source.verification,
        grade=levy.grade,
        entries=() if levy.entry is None else (levy.entry.id,),
        observation=levy.observation,
        levy=levy,
        change=levy.change,
        wages=overlap.entries,
        origins=overlap.origins,
    )


def _condition(condition: ConditionView) -> Row:
    return Row(
        kind="conditions",
        ref=condition.code,
        period=condition.period,
        says=f"{condition.code}, {condition.indicator} {indicator_title(condition.indicator)}, "
        f"{state_word(condition.state)}: {condition.paraphrase}",
        source=condition.source,
        country=condition.country,
        sector=condition.sector,
        place=condition.place,
        verification=condition.verification or condition.source.verification,
        grade=condition.grade,
    )


def _rate(found: RateChange) -> Row:
    rate, before = found.rate, found.before
    if before is None or found.change is None:
        says = f"First {rate.kind} rate of the pair{_words(rate)}: {rate_text(rate)}."
        beside: tuple[str, ...] = ()
    else:
        says = f"Market rate: {rate_text(rate)}, {signed(found.change)} % since {before.period.text}."
        beside = (f"{before.rate} before ({before.period.text}), {rate.rate} after: {signed(found.change)} %.",)
    return Row(
        kind="rates",
        ref=str(rate.id),
        period=rate.period,
        says=says,
        beside=(*beside, *([f"Note: {rate.note.rstrip('.')}."] if rate.note else [])),
        source=rate.source,
        place=rate.place,
        verification=rate.source.verification,
        rates=tuple(_rate_sentence(each) for each in (before, rate) if each is not None),
        change=found.change,
    )


def _words(rate: RateView) -> str:
    return f" ({rate.words.replace('_', ' ')})" if rate.words and rate.words != rate.kind else ""


def rate_text(rate: RateView) -> str:
    """`1 USD = 8000 KPW`, `1 USD = at most 4700 KPW`: the figures as they stand in the book."""
    told = rate.rate
    if told is None and rate.rate_low is not None and rate.rate_high is not None:
        told = f"{rate.rate_low} to {rate.rate_high}"
    elif told is None:
        told = f"at least {rate.rate_low}" if rate.rate_low is not None else f"at most {rate.rate_high}"
    return f"1 {rate.base} = {told} {rate.quote}"


def _rate_sentence(rate: RateView) -> str:
    place = f", {rate.place}" if rate.place else ""
    return f"{rate_text(rate)}, {rate.kind}{_words(rate)}{place}, {rate.period.text}: {source_text(rate.source)}."


def _sanction(sanction: Sanction) -> Row:
    where = f", paragraph {sanction.paragraph}" if sanction.paragraph else ""
    return Row(
        kind="sanctions",
        ref=sanction.code,
        period=sanction.period,
        says=f"{sanction.symbol}{where}: {sanction.says}",
        beside=(f"This row is {SHIPPED}.", f"Address: {sanction.url}"),
        source=SourceView(
            id=0,
            origin=sanction.symbol,
            kind="document",
            title=sanction.symbol,
            publisher=sanction.body,
            url=sanction.url,
            verification="official",
        ),
        verification="official document, told in other words",
    )


def _claim(claim: ClaimView) -> Row:
    ends = dict.fromkeys(format_ppm(v) for v in (claim.low, claim.best, claim.high) if v is not None)
    hedge = f"{claim.operator} " if claim.operator else ""
    takers = f", by: {TAKER_WORDS[claim.takers]}" if claim.side == "taken" else ""
    return Row(
        kind="claims",
        ref=str(claim.id),
        period=claim.period,
        says=f"Said to be {claim.side}: {hedge}{spread(list(ends))} %{takers}.",
        beside=(f"In its words: {claim.words.rstrip('.')}.",) if claim.words else (),
        source=claim.source,
        country=claim.placement.country,
        sector=claim.placement.sector,
        verification=claim.source.verification,
        grade=f"{claim.reliability}{claim.credibility}",
        claim=claim.id,
        observation=claim.observation,
    )
