"""The report on coverage: where the book speaks, where it is silent, and how it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ledger.book.views import StatedView
from ledger.measure.coverage import KINDS, Cell, Coverage, Place, coverage, documented
from ledger.measure.known import Known, Resting, known, known_conditions, resting
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Evidence, Published
from ledger.publish.figures import Figure, figure_id
from ledger.publish.visible import visible
from ledger.publish.wording import counted

NAME = "coverage"
KIND_WORDS = {
    "share": "a share of the gross",
    "amounts": "amounts of pay without a share",
    "claims": "published claims alone",
    "sent": "money sent home alone",
    "printed": "printed figures of no worker's pay alone",
    "conditions": "documented conditions alone",
}
HOW_WORDS = {"seen_via": "seen via", "kind": "source", "verification": "verification", "grade": "grade"}


@dataclass(frozen=True)
class CoverageReport:
    """The cells, and how what stands in them is known. `conditions` counts these by their word of verification."""

    coverage: Coverage
    known: tuple[Known, ...]
    conditions: dict[str, int]
    resting: Resting


def coverage_in(asked: Asked = EVERYTHING) -> Callable[[Evidence], CoverageReport]:
    """What builds the report for the years that were asked for."""
    first = asked.since.year if asked.since else None
    last = asked.last_day.year if asked.last_day else None

    def build(evidence: Evidence) -> CoverageReport:
        alive = [entry for entry in evidence.entries if not entry.is_void]
        stated = [figure for figure in evidence.stated if _is_asked_for(figure, asked)]
        return CoverageReport(
            coverage(evidence.entries, evidence.claims, evidence.conditions, first, last, stated=stated),
            tuple(known(alive, evidence.claims)),
            known_conditions(documented(evidence.conditions)),
            resting(alive, evidence.claims),
        )

    return build


def figures(disclosed: Disclosed[Published[CoverageReport]], asked: Asked = EVERYTHING) -> Iterator[Figure]:
    """Every cell, every country and sector, every word of how it is known, and on how little the origins rest."""
    report = opened(disclosed).body
    for cell in (*report.coverage.cells, *report.coverage.timeless):
        when = "of open or unknown time" if cell.year is None else f"in {cell.year}"
        yield _of_cell(cell_id(cell, asked), f"{cell.place} {when}", cell)
    for name, places in (("country", report.coverage.countries), ("sector", report.coverage.sectors)):
        for place in places:
            silent = f" Silent between {place.first} and {place.last}: {counted(len(place.silent), 'year')}."
            yield _of_cell(place_id(name, place, asked), place.place, place.all, silent if place.silent else "")
    for each in report.known:
        said = f"{counted(each.observations, 'observation')} of {counted(each.origins, 'origin')}"
        yield Figure(
            known_id(each, asked),
            f"{HOW_WORDS[each.how]} {visible(each.word)}: {said}.",
            (f"On {counted(each.sources, 'page')}.",),
            each.entries,
            each.claims,
        )
    for word, number in report.conditions.items():
        yield Figure(condition_id(word, asked), f"verification {visible(word)}: {counted(number, 'condition')}.")
    rests = report.resting
    for name, origins in (("all", rests.origins), ("one-source", rests.one_source), ("second-hand", rests.second_hand)):
        said = {"all": "", "one-source": " that rest on one source", "second-hand": " known at second hand alone"}[name]
        yield Figure(rest_id(name, asked), f"{counted(len(origins), 'origin')}{said}.", tuple(map(visible, origins)))


def cell_id(cell: Cell, asked: Asked) -> str:
    """`coverage/cell/KW/2016`; `coverage/cell/RU/open` where the time is open or not known."""
    return figure_id(NAME, asked, "cell", cell.place, "open" if cell.year is None else str(cell.year))


def place_id(name: str, place: Place, asked: Asked) -> str:
    """`coverage/country/KW`, `coverage/sector/construction`."""
    return figure_id(NAME, asked, name, place.place)


def known_id(each: Known, asked: Asked) -> str:
    """`coverage/known/seen_via/press_summary`."""
    return figure_id(NAME, asked, "known", each.how, each.word)


def condition_id(word: str, asked: Asked) -> str:
    """`coverage/conditions/single%20source`."""
    return figure_id(NAME, asked, "conditions", word)


def rest_id(name: str, asked: Asked) -> str:
    """`coverage/origins/one-source`."""
    return figure_id(NAME, asked, "origins", name)


def _is_asked_for(figure: StatedView, asked: Asked) -> bool:
    """True when the placement is in the country and the time of the question; one without a time may be in any."""
    placement = figure.placement
    if placement is None:
        return asked.country is None
    is_there = asked.country is None or placement.country == asked.country
    return is_there and (placement.begins is None or asked.covers(placement.begins))


def _of_cell(name: str, where: str, cell: Cell, more: str = "") -> Figure:
    said = [
        f"{KIND_WORDS[kind].removesuffix(' alone')}: {counted(cell.origins(kind), 'origin')}"
        for kind in KINDS
        if kind in cell.records
    ]
    codes = (f"Conditions: {', '.join(map(visible, cell.conditions))}.",) if cell.conditions else ()
    times = f"Times as written: {', '.join(map(visible, cell.periods))}."
    printed = [
        f"{visible(each.observation)} prints {'; '.join(map(_printed, each.figures))}: no worker's pay."
        for each in cell.printed
    ]
    working = (times, *printed, *codes)
    return Figure(name, f"{visible(where)}: {'; '.join(said)}.{more}", working, cell.entries, cell.claims)


def _printed(figure: StatedView) -> str:
    """`group_remittance 1000000 USD` or `timber_share_host 60 % of timber output`, as the source has it."""
    amounts = [t for t in (figure.amount_low, figure.amount_best, figure.amount_high) if t is not None]
    percents = [t for t in (figure.percent_low, figure.percent_best, figure.percent_high) if t is not None]
    said = [figure.flow]
    if amounts:
        said += [" to ".join(dict.fromkeys(amounts)), figure.currency or "of a currency not stated"]
        said += [{"once": "once", "total": "in all"}.get(figure.per, f"a {figure.per}")] if figure.per else []
    if percents:
        said.append(f"{' to '.join(dict.fromkeys(percents))} % of {figure.percent_of or 'what is not stated'}")
    return visible(" ".join(said))
