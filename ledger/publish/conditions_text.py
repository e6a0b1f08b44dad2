"""The conditions as a page of text: a group after the other, each condition with its source and its doubts."""

from __future__ import annotations

from ledger.book.terms import ConditionView
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.conditions import Conditions, Group, group_title, states_text
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Published
from ledger.publish.heads import SENTENCE
from ledger.publish.ilo import CAUTION, indicator_title, state_word
from ledger.publish.page import PLAIN, Look, labelled, wrapped
from ledger.publish.timeline_rows import NOT_JUDGED, grade_text, source_text
from ledger.publish.trace_text import GRADES
from ledger.publish.visible import visible

TITLE = "Documented conditions, by the ILO's indicators of forced labour"
HOW = (
    "Not assessed means that no row speaks of it, not that it is absent. A row stands under its main indicator alone, "
    "and speaks of groups and circumstances. Rows that name one origin and rows from one page are one origin; pages "
    "that quote one witness without naming it cannot be told apart, so there may be fewer. A grade is the judgement of "
    "whoever wrote the row, and F6 is none; what the source says of its own certainty stands under verification. Dates "
    "are as written: 201X is some year of that decade, ~ is about."
)


def conditions_text(disclosed: Disclosed[Published[Conditions]], asked: Asked = EVERYTHING, look: Look = PLAIN) -> str:
    """The whole page, with a line end after every line."""
    report = opened(disclosed).body
    lines = [look.bold(TITLE), *wrapped(f"by {', '.join(report.by)}")]
    scope = asked.scope().removeprefix("entries ")
    lines += [*(wrapped(scope) if scope else []), ""]
    told: set[str] = set()
    for group in report.groups:
        lines += _block(group, report.by, told, look)
    lines += [look.bold("All indicators"), *labelled("documented", states_text(report.whole)), ""]
    if report.by != ("indicator",):
        lines += _unassessed(report, look)
    years = ["A condition that covers several years stands in each of them."] if "year" in report.by else []
    return "\n".join([*lines, *wrapped(" ".join([SENTENCE, CAUTION, HOW, *years]))]) + "\n"


def _block(group: Group, by: tuple[str, ...], told: set[str], look: Look) -> list[str]:
    first, *more = wrapped(visible(group_title(by, group.key)))
    lines = [look.bold(line) for line in (first, *more)]
    lines += labelled("documented", states_text(group))
    for condition in group.found:
        lines += _condition(condition, by) if condition.code not in told else _again(condition)
        told.add(condition.code)
    return [*lines, ""]


def _condition(condition: ConditionView, by: tuple[str, ...]) -> list[str]:
    source = condition.source
    where = ", ".join(part for part in (condition.country, condition.place, condition.sector) if part)
    when = f"{condition.period.text}; {where}" if where else condition.period.text
    if "indicator" not in by:
        when = f"{condition.indicator} {indicator_title(condition.indicator)}; {when}"
    lines = ["", *labelled(visible(condition.code), visible(f"{state_word(condition.state)}; {when}"))]
    lines += labelled("", visible(condition.paraphrase))
    lines += labelled("source", visible(source_text(source)))
    lines += labelled("address", visible(source.url or "not stated"))
    lines += labelled("verification", visible(condition.verification or source.verification or "not stated"))
    lines += labelled("grade", _grade(condition))
    return lines + (labelled("origin", visible(source.origin)) if source.origin != condition.code else [])


def _grade(condition: ConditionView) -> str:
    if condition.grade == NOT_JUDGED:
        return grade_text(condition.grade)
    return f"{condition.grade} ({GRADES[condition.reliability]}, {GRADES[str(condition.credibility)]})"


def _again(condition: ConditionView) -> list[str]:
    return labelled(visible(condition.code), visible(f"{condition.period.text}; told above"))


def _unassessed(report: Conditions, look: Look) -> list[str]:
    lines = [look.bold("Not assessed: no row speaks of it")]
    others = tuple(name for name in report.by if name != "indicator")
    for each in report.unassessed:
        named = ", ".join(f"{code} {indicator_title(code)}" for code in each.indicators)
        where = f"{group_title(others, each.key)}: " if each.key else ""
        lines += wrapped(visible(f"{where}{named}"), 2)
    return [*lines, ""]
