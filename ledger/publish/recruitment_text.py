"""The report on recruitment costs as a page of text."""

from __future__ import annotations

from ledger.measure.valuation import Valued
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Published
from ledger.publish.heads import SENTENCE, untold_text
from ledger.publish.page import PLAIN, Look, labelled, wrapped
from ledger.publish.recruitment import RecruitmentReport, Row
from ledger.publish.recruitment_words import cost_text, item_text, months_text, name_of, pay_text, spread_text
from ledger.publish.visible import visible
from ledger.publish.wording import counted
from ledger.values.cases import CASES
from ledger.values.money import format_grouped, rounded

TITLE = "What it cost to get the job, in months of its pay (SDG 10.7.1)"
HOW = (
    "Each cost is divided by the monthly pay of the same people at the same job, low end by low end, as it was earned "
    "and as it was kept; never by another's pay, and nothing is summed over people. The official indicator leaves out "
    "the self-employed, short stays and moves not made for work: the book does not record them, so nothing is left out."
)


def recruitment_text(
    disclosed: Disclosed[Published[RecruitmentReport]], asked: Asked = EVERYTHING, look: Look = PLAIN
) -> str:
    """The whole page, with a line end after every line."""
    published = opened(disclosed)
    report = published.body
    lines = [look.bold(TITLE), *(wrapped(asked.scope()) if asked.scope() else []), ""]
    lines.append(look.bold("all together"))
    paid = [row for row in report.rows if row.found.items]
    origins = len({row.found.origin for row in paid})
    said = (
        f"{counted(len(paid), 'recruitment cost')} from {counted(origins, 'origin')}" if paid else "no recruitment cost"
    )
    others = len(report.rows) - len(paid)
    lines += labelled("documented", f"{said}; other payments in {counted(others, 'observation')}" if others else said)
    for side, spread in report.spreads.items():
        lines += labelled(f"as {side}", spread_text(spread, report.origins[side]))
    lines.append("")
    for row in report.rows:
        lines += [*_row(row, look), ""]
    lines += wrapped(f"{SENTENCE} {HOW}")
    if report.unconverted:
        lines += wrapped(f"Not converted: {counted(report.unconverted, 'amount')}, each with its reason above.")
    untold = untold_text(published.hidden)
    return "\n".join([*lines, *(wrapped(untold) if untold else [])]) + "\n"


def _row(row: Row, look: Look) -> list[str]:
    found, placement = row.found, row.found.entry.placement
    about = [name_of(found), visible(found.entry.period.text), placement.country or "several countries"]
    lines = [look.bold(line) for line in wrapped(", ".join([*about, visible(placement.sector)]))]
    if placement.description:
        lines += labelled("place", visible(placement.description))
    lines += labelled("cost", f"{cost_text(found)}{_worth(row, 'cost')}")
    for item in found.apart:
        lines += labelled("not in it", item_text(item))
    for side in ("earned", "kept") if found.items else ():
        pay = f"pay {pay_text(found, side)}{_worth(row, side)}; " if found.pay is not None else ""
        lines += labelled(f"as {side}", f"{pay}{months_text(getattr(found, side))}")
    for says in row.unconverted:
        lines += labelled("not converted", visible(says))
    return lines


def _worth(row: Row, name: str) -> str:
    """` (2,400.00 to 3,000.00 USD)` with `-X`, where all of it is converted and something had to be."""
    lines = row.worth.get(name, ())
    every = [value for line in lines for value in line.values()]
    worth = [value for value in every if isinstance(value, Valued)]
    if not worth or len(worth) < len(every) or not any(value.legs for value in worth):
        return ""
    sums = []
    for case in CASES:
        found = [line.get(case) or (next(iter(line.values())) if len(line) == 1 else None) for line in lines]
        values = [value.minor for value in found if isinstance(value, Valued)]
        if len(values) == len(lines):
            sums.append(format_grouped(rounded(sum(values[1:], values[0])), worth[0].currency))
    ends = list(dict.fromkeys([sums[0], sums[-1]])) if sums else []
    return f" ({' to '.join(ends)} {worth[0].currency})" if ends else ""
