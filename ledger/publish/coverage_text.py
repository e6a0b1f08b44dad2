"""Coverage as a page of text: a table of countries and years in decades, what is missing, and how the rest is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ledger.measure.coverage import KINDS, SEVERAL, Cell, Coverage, Place
from ledger.measure.known import Known
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.coverage import HOW_WORDS, KIND_WORDS, CoverageReport
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Published
from ledger.publish.heads import SENTENCE, untold_text
from ledger.publish.page import PLAIN, Look, labelled, wrapped
from ledger.publish.trace_text import GRADES
from ledger.publish.visible import visible
from ledger.publish.wording import counted

TITLE = "Where the book speaks, and where it is silent"
MARKS = {"share": "s", "amounts": "a", "claims": "c", "sent": "r", "printed": "p", "conditions": "k"}
SILENCE = (
    "Counts are of what is documented. Silence is silence: it says that nothing stands in this book, not that nothing "
    "was taken."
)
NAME, CELL = 9, 6


def coverage_text(
    disclosed: Disclosed[Published[CoverageReport]], asked: Asked = EVERYTHING, look: Look = PLAIN
) -> str:
    """The whole page, with a line end after every line."""
    published = opened(disclosed)
    report = published.body
    lines = [look.bold(TITLE), *(wrapped(asked.scope()) if asked.scope() else []), ""]
    lines += [*_legend(), "", *_table(report.coverage, look)]
    lines += [look.bold("What is missing"), *_missing(report.coverage), ""]
    lines += [look.bold("How it is known"), *_known(report), ""]
    sentences = (SENTENCE, SILENCE, _in_no_cell(report.coverage), untold_text(published.hidden))
    lines += wrapped(" ".join(part for part in sentences if part))
    return "\n".join(lines) + "\n"


def _legend() -> list[str]:
    marks = ", ".join(f"{MARKS[kind]} {KIND_WORDS[kind]}" for kind in KINDS)
    return wrapped(
        f"Each number counts origins, by the best that a country has in a year: {marks}. A point is silence. What "
        "covers several years stands in each; an open or unknown time stands apart. A country is where the pay was "
        f"earned; for money sent home, where it was sent from; `{SEVERAL}` is more than one country, or none is stated."
        " Figures of no worker's pay are a group's total, a revenue, a contract."
    )


def _in_no_cell(found: Coverage) -> str:
    """What was read and stands in no cell; empty for nothing."""
    said = []
    if found.without_figure:
        said.append(f"{counted(found.without_figure, 'entry', 'entries')} in which no stated party has an amount")
    if found.words_alone:
        said.append(f"{counted(found.words_alone, 'observation')} in words, without a figure")
    if found.not_assessed:
        said.append(f"{counted(found.not_assessed, 'condition')} not assessed")
    return f"In no cell: {'; '.join(said)}." if said else ""


def _table(found: Coverage, look: Look) -> list[str]:
    """A block a decade; decades in which nothing is documented are one line."""
    if found.first is None or found.last is None:
        return ["Nothing is documented with a year.", "", *_timeless(found.timeless)]
    at: dict[int, dict[str, dict[int, Cell]]] = {}
    for cell in found.cells:
        if cell.year is not None:
            at.setdefault(cell.year // 10, {}).setdefault(cell.place, {})[cell.year] = cell
    names = [place.place for place in found.countries]
    lines: list[str] = []
    empty: list[int] = []
    for decade in range(found.first // 10, found.last // 10 + 1):
        years = [y for y in range(decade * 10, decade * 10 + 10) if found.first <= y <= found.last]
        if decade in at:
            lines += [*_nothing(empty), *_decade(years, at[decade], names, look)]
            empty = []
        else:
            empty += years
    return [*lines, *_nothing(empty), *_timeless(found.timeless)]


def _decade(years: Sequence[int], rows: dict[str, dict[int, Cell]], names: Iterable[str], look: Look) -> list[str]:
    lines = [look.bold(" " * NAME + "".join(f"{year:>{CELL}}" for year in years))]
    for name in names:
        if name in rows:
            row = [f"{_mark(rows[name].get(year)):>{CELL}}" for year in years]
            lines.append(f"{visible(name):<{NAME}}" + "".join(row))
    silent = [name for name in names if name not in rows]
    return [*lines, *(labelled("silent", ", ".join(map(visible, silent))) if silent else []), ""]


def _mark(cell: Cell | None) -> str:
    return "." if cell is None else f"{cell.origins(cell.best)}{MARKS[cell.best]}"


def _nothing(years: Sequence[int]) -> list[str]:
    return [f"{years_text(years)}: nothing is documented.", ""] if years else []


def _timeless(cells: Sequence[Cell]) -> list[str]:
    if not cells:
        return []
    lines = ["Open or unknown time, in no year above:"]
    for cell in cells:
        lines += labelled(visible(cell.place), f"{_mark(cell)} ({', '.join(map(visible, cell.periods))})")
    return [*lines, ""]


def _missing(found: Coverage) -> list[str]:
    lines = labelled("years", f"silent everywhere: {years_text(found.silent) or 'none'}")
    for label, places in (("countries", found.countries), ("sectors", found.sectors)):
        without = [place for place in places if place.is_without_amounts]
        said = "; ".join(f"{visible(place.place)} ({_has(place)})" for place in without) or "none"
        lines += labelled(label, f"with no amount of pay: {said}")
        gaps = [f"{visible(place.place)} {years_text(place.silent)}" for place in places if place.silent]
        lines += labelled("", f"silent between first and last year: {'; '.join(gaps) or 'none'}")
    return lines


def _has(place: Place) -> str:
    words = {"claims": "claims", "sent": "money sent home", "printed": "other figures", "conditions": "conditions"}
    return ", ".join(f"{words[kind]} {place.all.origins(kind)}" for kind in KINDS if kind in place.all.records)


def _known(report: CoverageReport) -> list[str]:
    said = "observations with an entry or a claim, in brackets their origins; of the conditions these themselves"
    lines = labelled("counted", said)
    for how in ("seen_via", "kind", "grade"):
        its = [each for each in report.known if each.how == how]
        lines += labelled(HOW_WORDS[how], "; ".join(map(_count, its)) or "nothing")
    lines += labelled("", "F and 6 are no judgement; no mean is taken of grades")
    verified = {each.word: each.observations for each in report.known if each.how == "verification"}
    lines += labelled(HOW_WORDS["verification"], _words(verified))
    lines += labelled("conditions", _words(report.conditions))
    rests = report.resting
    total = counted(len(rests.origins), "origin")
    lines += labelled("origins", f"{total}; {len(rests.one_source):,} rest on one source, with no other address known")
    names = ", ".join(map(visible, rests.second_hand_observations))
    thin = f"{len(rests.second_hand):,} rest on press summaries, reposts or translations alone"
    return [*lines, *labelled("second hand", f"{thin}{': ' + names if names else ''}")]


def _count(each: Known) -> str:
    said = f"{visible(each.word)} {each.observations:,}"
    grade = f"{GRADES[each.word[0]]}, {GRADES[each.word[1:]]}; " if each.how == "grade" else ""
    return f"{said} ({grade}{counted(each.origins, 'origin')})"


def _words(counts: Mapping[str, int]) -> str:
    """The data's own words with their counts; those that stand once come together at the end."""
    several = [f'"{visible(word)}" {number:,}' for word, number in counts.items() if number > 1]
    once = [f'"{visible(word)}"' for word, number in counts.items() if number == 1]
    return ", ".join(several + ([f"once each {', '.join(once)}"] if once else [])) or "nothing"


def years_text(years: Sequence[int]) -> str:
    """`1974 to 1993, 1999`: runs of years."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1][1:] = [year]
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
