"""Published figures of one thing that do not agree, side by side. Nothing is resolved, averaged or ranked.

Four exact rules, each named with what it finds. A rule says what was set side by side and when two figures count as
apart; whether both sides speak of the same people is what the book says by employer, or by sector, place and time. It
is never proved, and the words of the rule say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.book.views import ClaimView, EntryView, StatedView
from ledger.measure.conflicts_between import between_copies, between_origins, headcounts
from ledger.measure.conflicts_contested import contested
from ledger.measure.conflicts_itself import with_itself
from ledger.measure.printed import Printed, is_second_hand, of_claim, of_entries, plain

RULES: Mapping[str, str] = {
    "origins": (
        "Different origins print figures of one measure that do not meet, bounds and rounding allowed for: for one "
        "employer in one country, or where an employer is not stated for one sector and place in one country, over "
        "times that overlap and on bases that are not said to differ. That they mean the same people is not proved."
    ),
    "itself": (
        "Figures of one observation do not fit each other: a printed total and its parts, the lines and the gross, a "
        "printed share and the printed amounts, a contract and the pay of its days."
    ),
    "copies": (
        "Pages that rest on one origin print different figures of one measure, for one country and sector over times "
        "that overlap. At most one of them is what the origin said, unless it said several things."
    ),
    "contested": (
        "What is said of the verification of a source calls it contested, disputed, denied or in conflict. Its figures "
        "stand beside those that the book has of the same origin, or of the same sector and place, in one country over "
        "times that overlap. No figure was compared: the dispute may be in words alone."
    ),
}


@dataclass(frozen=True)
class Conflict:
    """Sides that do not agree, in the order of their times. `kind` is the measure, or what did not fit.

    `working` is the arithmetic of `itself`; `open` what the book does not know and what could settle it.
    """

    rule: str
    kind: str
    sides: tuple[Printed, ...]
    working: tuple[str, ...] = ()
    open: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """Tells this one from every other of the book: the rule, the kind, the unit and where it is found first."""
        if self.rule == "itself":
            return (self.rule, self.kind, ",".join(dict.fromkeys(side.mark for side in self.sides)))
        first = min(self.sides, key=lambda side: (isinstance(side.of, ClaimView), side.of.id))
        unit = [part for part in (first.currency, first.per) if part] if self.rule != "contested" else []
        return (self.rule, self.kind, *unit, first.mark)


def conflicts(
    entries: Iterable[EntryView],
    claims: Iterable[ClaimView],
    stated: Iterable[StatedView] = (),
    rules: Iterable[str] = tuple(RULES),
) -> list[Conflict]:
    """What these rules find, rule by rule, by country, sector and place."""
    alive, said, wanted = [entry for entry in entries if not entry.is_void], list(claims), set(rules)
    everything: list[EntryView | ClaimView] = [*alive, *said]
    figures = [*of_entries(alive), *map(of_claim, said)] if wanted & {"origins", "copies"} else []
    found: dict[str, list[Conflict]] = {rule: [] for rule in RULES}
    if "origins" in wanted:
        found["origins"] = [_between("origins", sides) for sides in between_origins(figures)]
    if "itself" in wanted:
        for each in with_itself(alive, said, list(stated)):
            known = (*each.open, *_not_known("itself", each.sides))
            found["itself"].append(Conflict("itself", each.kind, each.sides, each.working, known))
    if "copies" in wanted:
        copies = between_copies([*figures, *headcounts(everything)])
        found["copies"] = [_between("copies", sides) for sides in copies]
    if "contested" in wanted:
        found["contested"] = [_between("contested", sides, "words") for sides in contested(everything)]
    return [each for rule in RULES for each in sorted(found[rule], key=_in_order)]


def _between(rule: str, sides: Iterable[Printed], kind: str | None = None) -> Conflict:
    ordered = tuple(sorted(sides, key=_by_time))
    return Conflict(rule, kind or ordered[0].measure, ordered, (), _not_known(rule, ordered))


def _by_time(side: Printed) -> tuple[date, date, bool, int]:
    first, last = side.period.earliest or date.min, side.period.latest or date.max
    return first, last, isinstance(side.of, ClaimView), side.of.id


def _in_order(conflict: Conflict) -> tuple[object, ...]:
    first = conflict.sides[0]
    placement = first.placement
    return placement.country or "~", placement.sector, plain(placement.description), *_by_time(first), conflict.kind


def _not_known(rule: str, sides: Sequence[Printed]) -> tuple[str, ...]:
    """What could settle it and is not in the book, said of the sides by their codes."""
    said = [
        ("Not read in the original", [s for s in sides if is_second_hand(s.source)]),
        ("The time is not exact", [s for s in sides if s.period.is_approximate or s.period.is_uncertain]),
    ]
    if rule == "origins":
        said.append(("The base is not stated", [s for s in sides if s.basis is None]))
        said.append(("The employer is not stated", [s for s in sides if s.placement.employer is None]))
    if rule != "contested":
        said.append(("Printed as about so much", [s for s in sides if s.is_hedged]))
    alone = len({s.observation for s in sides}) == 1 and rule == "contested"
    beside = ("The book has nothing beside it: the other side is in the words alone.",) if alone else ()
    return beside + tuple(
        f"{what}: {', '.join(dict.fromkeys(s.observation or s.mark for s in found))}." for what, found in said if found
    )
