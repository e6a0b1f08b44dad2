"""A flow as a line of an entry; lines that contain one another, so that no money is counted twice."""

from __future__ import annotations

from dataclasses import replace

from ledger.book.compose import HELD, UNEXPLAINED, Line, cases_of, is_hand_stated
from ledger.intake import words
from ledger.intake.intervals import converted
from ledger.intake.observations import FlowLine
from ledger.intake.sorting import is_due_unpaid, role_of
from ledger.values.cases import Stated

GROSS_WORDS = frozenset(
    (
        "gross", "wage", "wages", "pay", "salary", "wage bill", "contract price", "earnings", "income", "monthly wage",
        "gross wage", "gross pay", "gross salary", "monthly pay", "monthly salary", "monthly wages", "total wage",
        "total wages",
    )
)  # fmt: skip


def line_of(
    flow: FlowLine, stated: Stated | None = None, *, share: Stated | None = None, base: Stated | None = None
) -> Line:
    """The flow as a line: with its own amount, with `stated` (told in another interval), or as a share of a base."""
    kind = role_of(flow)
    account, mode = kind.account or UNEXPLAINED, kind.mode
    if is_due_unpaid(flow):
        account, mode = HELD, "deferred"
    amount = flow.amount if stated is None and share is None else (stated or Stated())
    return Line(
        account,
        stated=amount,
        share=share,
        base=base,
        mode=mode,
        label=flow.flow,
        operator=words.operator_of(flow.note),
        note=flow.note or None,
    )


def told(amount: Stated, per: str, into: str) -> Stated:
    """The amount per `into`, or as it is where it cannot be told so."""
    found = converted(amount, per, into)
    return amount if found is None else found


def is_of_gross(line: FlowLine) -> bool:
    """True when the line's percentage is one of the gross, by whatever name."""
    return line.percent_of in GROSS_WORDS


def treatment_of(line: FlowLine) -> str:
    """What became of a line of a wage entry."""
    return "covered" if role_of(line).role == "total" else "posted"


def whole_and_parts(flows: list[FlowLine], lines: list[Line], *, has_gross: bool = True) -> list[Line]:
    """Lines that count no money twice: a part is taken out of what contains it, of a total only the rest is posted.

    Where gross and hand are stated they say what is unexplained; without a gross the total alone does.
    """
    by_name = {f.flow: i for i, f in enumerate(flows) if role_of(f).role in ("taken", "fine")}
    result = list(lines)
    for i, flow in enumerate(flows):
        if role_of(flow).role not in ("taken", "fine"):
            continue
        wholes = [j for p in words.contained_in(flow.note) for name, j in by_name.items() if words.is_named_by(p, name)]
        parts = [j for p in words.containing(flow.note) for name, j in by_name.items() if words.is_named_by(p, name)]
        pairs = [(j, i) for j in wholes if j != i] + [(i, j) for j in parts if j != i]
        for whole, part in dict.fromkeys(pairs):
            less = minus(result[whole], [lines[part]])
            result[whole] = result[whole] if less is None else less
    totals = [i for i, f in enumerate(flows) if role_of(f).role == "total"]
    totals.sort(key=lambda i: flows[i].flow == "all_takers_combined")  # what is unspecified is a part of what is all
    named = [result[i] for i, f in enumerate(flows) if role_of(f).role in ("taken", "fine")]
    for i in totals:
        less = minus(result[i], named)
        result[i] = replace(result[i], stated=Stated(best=0), share=None, base=None, less=()) if less is None else less
        named.append(result[i])
    is_whole = has_gross and is_hand_stated(result)
    return [line for i, line in enumerate(result) if i not in totals or not is_whole]


def minus(whole: Line, parts: list[Line]) -> Line | None:
    """The line without these parts, as far as they are priced; None when they are more than the whole."""
    priced = [p for p in parts if p.is_priced]
    if not priced or not whole.is_priced:
        return whole
    if all(_is_one_share(line) and line.base == whole.base for line in [whole, *priced]):
        left = sum(((line.share or Stated()).best or 0) * (1 if line is whole else -1) for line in [whole, *priced])
        return None if left < 0 else replace(whole, share=Stated(best=left))
    rest = replace(whole, less=(*whole.less, *priced))
    return None if any(rest.amount(case).value < 0 for case in cases_of([rest])) else rest


def _is_one_share(line: Line) -> bool:
    """True for a single percentage: of one base, 80 less 60 % is 20 %, whatever is known of the base."""
    share = line.share
    is_plain = not line.stated.is_priced and not line.less
    return is_plain and share is not None and share.best is not None and share == Stated(best=share.best)
