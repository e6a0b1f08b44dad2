"""The flows of an observation, sorted by the part they play in its entries."""

from __future__ import annotations

from ledger.intake import words
from ledger.intake.flows import GROUP_TOTAL, ON_TOP, Flow, flow_of
from ledger.intake.intervals import is_convertible
from ledger.intake.observations import FlowLine, Observation


class Sorted:
    """The flows of an observation, sorted by the role they play."""

    def __init__(self, observation: Observation) -> None:
        self.kept: list[tuple[FlowLine, str]] = []
        self.promises: list[FlowLine] = []
        self.wage: list[FlowLine] = []  # taken, totals, hand and what is held: candidates for the wage entry
        self.outside: list[FlowLine] = []
        self.unpriced: list[FlowLine] = []
        self.settled: list[FlowLine] = []
        self.bonus: list[FlowLine] = []
        self.levies: list[FlowLine] = []
        self.held_once: list[FlowLine] = []
        self.sent: list[FlowLine] = []
        self.received: list[FlowLine] = []
        self.compensation: list[FlowLine] = []
        self.bribes: list[FlowLine] = []
        self.previous: list[FlowLine] = []
        has_take_home = any(f.flow == "take_home" and f.is_priced and f.unit == "per_worker" for f in observation.flows)
        has_due_unpaid = any(is_due_unpaid(f) for f in observation.flows)
        for line in observation.flows:
            kind = role_of(line)
            if line.unit == "group_total":
                self.kept.append((line, kind.reason or GROUP_TOTAL))
            elif kind.role == "kept":
                self.kept.append((line, kind.reason))
            elif kind.role == "promise":
                self.promises.append(line)
                self.kept.append((line, kind.reason))
            elif kind.role == "other-hand" and has_take_home:
                self.kept.append((line, "the same pay as the take-home, told in another form"))
            elif line.flow == "take_home" and any(_is_same_pay(line, other) for other in self.wage):
                self.kept.append((line, "a second figure for the same pay: never added to the first"))
            elif kind.role == "taken" and words.is_on_top(line.note):
                self.kept.append((line, ON_TOP))
            elif kind.role == "held" and has_due_unpaid and _is_due_itself(line, observation):
                self.kept.append((line, "the take-home that was due and not paid is this money"))
            elif not line.is_priced or (kind.role == "fine" and not words.was_paid(line.note)):
                self.unpriced.append(line)
            else:
                self._place(line, kind, observation)

    def _place(self, line: FlowLine, kind: Flow, observation: Observation) -> None:
        is_apart = not is_convertible(line.interval or observation.interval, observation.interval)
        if kind.role == "held" and is_apart and line.amount.is_priced:
            self.held_once.append(line)
            return
        room = {
            "outside": self.outside,
            "settled": self.settled,
            "bonus": self.bonus,
            "return-levy": self.levies,
            "sent": self.sent,
            "received": self.received,
            "compensation": self.compensation,
            "bribe": self.bribes,
            "previous": self.previous,
        }.get(kind.role, self.wage)
        room.append(line)


def _is_same_pay(line: FlowLine, other: FlowLine) -> bool:
    return line.is_priced and (other.flow, other.currency, other.interval) == (line.flow, line.currency, line.interval)


def _is_due_itself(line: FlowLine, observation: Observation) -> bool:
    """True when what is held is the take-home that was due and not paid: no figure of its own, or the same."""
    return not line.is_priced or any(
        is_due_unpaid(f)
        and (f.amount, f.percent, f.currency, f.interval) == (line.amount, line.percent, line.currency, line.interval)
        for f in observation.flows
    )


def role_of(line: FlowLine) -> Flow:
    """The catalogue's word on a line. Raises KeyError for a flow that the reader should have refused."""
    kind = flow_of(line.flow)
    if kind is None:
        raise KeyError(line.flow)
    return kind


def is_due_unpaid(line: FlowLine) -> bool:
    """True for a take-home that was due and, as its note says, not paid: written down for the worker, not in hand."""
    ends = [end for said in (line.amount, line.percent) for end in (said.low, said.best, said.high)]
    return line.flow == "take_home" and any(ends) and words.is_not_paid(line.note)
