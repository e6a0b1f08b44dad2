"""The conflicts as a page of text: a block a conflict, its sides one under the other, none before another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ledger.measure.conflicts import RULES, Conflict
from ledger.measure.printed import Printed
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.conflict_words import figure, title, what
from ledger.publish.conflicts import ConflictsReport
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Published
from ledger.publish.heads import SENTENCE, untold_text
from ledger.publish.page import PLAIN, Look, labelled, wrapped
from ledger.publish.trace_text import GRADES
from ledger.publish.visible import visible
from ledger.publish.wording import counted

TITLE = "Published figures that do not agree, or are contested"
NONE_PREFERRED = "Every side stands as it was printed. Nothing is resolved, averaged or ranked."
NARROWED = "Only what the question covers was looked at: a side outside of it is not shown."


def conflicts_text(
    disclosed: Disclosed[Published[ConflictsReport]], asked: Asked = EVERYTHING, look: Look = PLAIN
) -> str:
    """The whole page, with a line end after every line."""
    published = opened(disclosed)
    report = published.body
    lines = [look.bold(TITLE), *(wrapped(asked.scope()) if asked.scope() else []), ""]
    for rule in report.rules:
        found = [conflict for conflict in report.conflicts if conflict.rule == rule]
        lines += [*wrapped(f"Rule {rule}: {counted(len(found), 'conflict')}. {RULES[rule]}"), ""]
        for conflict in found:
            lines += [*_block(conflict, look), ""]
    looked = f"{counted(report.entries, 'entry', 'entries')} and {counted(report.claims, 'claim')}"
    sentences = [f"Looked through: {looked}.", NONE_PREFERRED, SENTENCE, *([NARROWED] if asked.scope() else [])]
    lines += wrapped(" ".join(part for part in (*sentences, untold_text(published.hidden)) if part))
    return "\n".join(lines) + "\n"


def _block(conflict: Conflict, look: Look) -> list[str]:
    lines = [look.bold(line) for line in wrapped(title(conflict))]
    for _, its in groupby(conflict.sides, key=lambda side: (side.observation or side.mark, side.source)):
        lines += _side(list(its))
    for text in conflict.working:
        lines += labelled("worked out", visible(text))
    for i, text in enumerate(conflict.open):
        lines += labelled("" if i else "not known", visible(text))
    return lines


def _side(sides: Sequence[Printed]) -> list[str]:
    """The figures of one observation, and then once who says so."""
    lines: list[str] = []
    for side in sides:
        lines += labelled("figure", f"{what(side)}: {figure(side)}")
        if side.words:
            lines += labelled("in its words", visible(side.words))
    of = sides[0].of
    source = of.source
    page = ", ".join(part for part in (source.title, source.publisher, source.published) if part)
    lines += labelled("source", visible(f"{of.observation or sides[0].mark}: {page}"))
    lines += labelled("", visible(source.url)) if source.url else []
    says = [f"says: {source.attribution}" if source.attribution else None, source.verification, source.seen_via]
    lines += labelled("origin", visible("; ".join([source.origin, *(part for part in says if part)])))
    grade = f"{of.reliability}{of.credibility} ({GRADES[of.reliability]}, {GRADES[str(of.credibility)]})"
    basis = f"basis {sides[0].basis}; " if sides[0].basis else ""
    return [*lines, *labelled("time, grade", visible(f"{of.period.text}; {basis}{grade}"))]
