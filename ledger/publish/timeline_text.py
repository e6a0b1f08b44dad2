"""The timeline as a page of text: a date as written, what happened then, from whom it is known and how surely."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.measure.timeline import KINDS
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Hidden, Published
from ledger.publish.heads import SENTENCE
from ledger.publish.page import PLAIN, Look, wrapped
from ledger.publish.timeline import Timeline
from ledger.publish.timeline_rows import Row
from ledger.publish.visible import visible
from ledger.publish.wording import counted

TITLE = "What is documented, in order of time"
UNDATED = "No beginning or no date stated"
ONE = {"levies": "levy", "conditions": "condition", "rates": "rate", "sanctions": "sanctions", "claims": "claim"}
HOW = {
    "levies": "An amount is that of the interval its source states. A levy of one month is told for one month: it is "
    "never made into a year's, and enters no sum. Wage periods that overlap a levy are counted and not added to it.",
    "rates": "A market rate stands here where it is at least a tenth away from the one before it of the same pair and "
    "place; of imposed and official rates the first of each kind does. Rates have no country.",
    "sanctions": "Sanctions ship with the program and stand here whatever country was asked for.",
}
DATES = (
    "Dates are as written: 201X is some year of that decade, ~ is about. What has such a date stands at its first "
    "possible day, which is a place in this list and no date."
)


def timeline_text(disclosed: Disclosed[Published[Timeline]], asked: Asked = EVERYTHING, look: Look = PLAIN) -> str:
    """The whole page, with a line end after every line."""
    published = opened(disclosed)
    report = published.body
    lines = [look.bold(TITLE)]
    scope = asked.scope().removeprefix("entries ")
    lines += wrapped(scope) if scope else []
    lines += wrapped(", ".join(f"{kind} {report.count(kind):,}" for kind in report.only))
    lines.append("")
    lines += _blocks(report.dated, look)
    if report.undated:
        lines += [look.bold(UNDATED), "", *_blocks(report.undated, look)]
    how = [HOW[kind] for kind in KINDS if kind in report.only and kind in HOW]
    lines += wrapped(" ".join([SENTENCE, DATES, *how, *hidden_text(published.hidden)]))
    return "\n".join(lines) + "\n"


def hidden_text(hidden: Hidden) -> list[str]:
    """One sentence on what is of workers and told nowhere in the report; none when there is nothing."""
    things = [
        counted(number, one, many)
        for number, one, many in (
            (hidden.entries, "entry", "entries"),
            (hidden.claims, "claim", "claims"),
            (hidden.promises, "promise", "promises"),
        )
        if number
    ]
    return [f"Of workers and told nowhere here: {', '.join(things)}."] if things else []


def _blocks(rows: Sequence[Row], look: Look) -> list[str]:
    return [line for row in rows for line in _block(row, look)]


def _block(row: Row, look: Look) -> list[str]:
    head = visible(f"{row.period.text}  {ONE[row.kind]}")
    where = f"  {visible(row.where)}" if row.where else ""
    first, *more = wrapped(f"{head}{where}")
    entry = f" Entry {row.entries[0]}." if row.entries else ""
    lines = [look.bold(first), *("    " + line for line in more)]
    for text in (row.says, *row.beside, f"{row.from_} {row.doubt}{entry}"):
        lines += wrapped(visible(text), 4)
    return [*lines, ""]
