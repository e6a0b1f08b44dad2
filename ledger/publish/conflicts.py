"""The report on conflicts: published figures of one thing that do not agree, and what each of them rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ledger.book.views import ClaimView
from ledger.measure.conflicts import RULES, Conflict
from ledger.measure.conflicts import conflicts as found_conflicts
from ledger.measure.printed import Printed
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.conflict_words import figure, title, what
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Evidence, Published
from ledger.publish.figures import Figure, figure_id
from ledger.publish.visible import visible

NAME = "conflicts"


@dataclass(frozen=True)
class ConflictsReport:
    """The conflicts by rule, and how many entries and claims were looked through. `rules` are those that were used."""

    conflicts: tuple[Conflict, ...]
    rules: tuple[str, ...]
    entries: int
    claims: int


def conflicts_by(rules: tuple[str, ...] = tuple(RULES)) -> Callable[[Evidence], ConflictsReport]:
    """What builds the report by these rules alone."""

    def build(evidence: Evidence) -> ConflictsReport:
        found = found_conflicts(evidence.entries, evidence.claims, evidence.stated, rules)
        alive = sum(not entry.is_void for entry in evidence.entries)
        return ConflictsReport(tuple(found), tuple(r for r in RULES if r in rules), alive, len(evidence.claims))

    return build


def figures(disclosed: Disclosed[Published[ConflictsReport]], asked: Asked = EVERYTHING) -> Iterator[Figure]:
    """Every conflict, and every side of it."""
    for conflict in opened(disclosed).body.conflicts:
        sides = [f"{visible(side.observation or side.mark)}: {what(side)}, {figure(side)}" for side in conflict.sides]
        verb = "side by side:" if conflict.rule == "contested" else "these do not agree:"
        yield Figure(
            id=conflict_id(conflict, asked),
            says=f"{title(conflict)}: {verb} {'; '.join(sides)}.",
            working=(RULES[conflict.rule], *map(visible, conflict.working), *map(visible, conflict.open)),
            entries=tuple(sorted({s.of.id for s in conflict.sides if not isinstance(s.of, ClaimView)})),
            claims=tuple(sorted({s.of.id for s in conflict.sides if isinstance(s.of, ClaimView)})),
        )
        for name, side, said in zip(side_ids(conflict, asked), conflict.sides, sides, strict=True):
            is_claim = isinstance(side.of, ClaimView)
            yield Figure(
                id=name,
                says=f"{said}, {visible(side.period.text)}.",
                working=_working(conflict, side),
                entries=() if is_claim else (side.of.id,),
                claims=(side.of.id,) if is_claim else (),
            )


def conflict_id(conflict: Conflict, asked: Asked) -> str:
    """`conflicts/origins/gross/USD/month/58`."""
    return figure_id(NAME, asked, *conflict.key)


def side_ids(conflict: Conflict, asked: Asked) -> list[str]:
    """The conflict's, and which of its sides: `…/58/c3-taken-state`; a second one of the same kind ends in `-2`."""
    key, seen = conflict.key, Counter[str]()
    made: list[str] = []
    for side in conflict.sides:
        last = f"{side.mark}-{side.measure}"
        seen[last] += 1
        again = f"-{seen[last]}" if seen[last] > 1 else ""
        made.append(figure_id(NAME, asked, *key, f"{last}{again}"))
    return made


def _working(conflict: Conflict, side: Printed) -> tuple[str, ...]:
    if conflict.rule == "itself":
        return tuple(map(visible, conflict.working))
    worked_out = {"state", "all", "fee"}
    return ("The lines' share of the stated sum, over the cases of the entry.",) if side.measure in worked_out else ()
