"""From a checked observation to what will be written: balanced entries, claims, promises and the figures as printed.

Pure: nothing is read from or written to a book here. The rules are those of DESIGN section 3 and of the table of flows:

- a line in the gross's currency and interval is a line of the wage entry; a percentage of the gross is worked out case
  by case; with no gross, percentages make an entry in XXX on a base of 100.00 and amounts balance against
  `unstated:gross`;
- what cannot be told in the gross's currency or interval stands in an entry of its own;
- a total never adds to its own parts, and a line that is a part of another is taken out of it;
- what is no worker's money is kept as printed, with the reason.
"""

from __future__ import annotations

from ledger.book.compose import UNEXPLAINED
from ledger.book.drafts import PostingDraft
from ledger.intake import words
from ledger.intake.observations import FlowLine, Observation
from ledger.intake.plan_others import others, settlements
from ledger.intake.plan_wage import wage_entries
from ledger.intake.planned import Plan, PlannedClaim, PlannedEntry, PlannedStated
from ledger.intake.sorting import Sorted, role_of

REASONS = {
    "posted": "posted as a line of the entry",
    "unpriced": "named without a figure: listed, never zero",
    "covered": "a total: only what its parts leave uncovered is posted",
}

# The kind of entry in which a role is listed when it has no figure; a wage's own lines are not among them.
KINDS = {
    "settled": "settlement",
    "bonus": "settlement",
    "return-levy": "settlement",
    "sent": "remittance",
    "received": "remittance",
    "compensation": "remittance",
    "outside": "side-income",
    "bribe": "fee",
    "previous": "levy",
}


def plan(observation: Observation) -> Plan:
    """What the observation becomes in the book. Deterministic; the same cells give the same plan."""
    made = Plan(observation)
    work = Sorted(observation)
    for line, reason in work.kept:
        made.stated.append(PlannedStated(line, "kept", reason, None))
    made.promises = work.promises
    made.entries = [*wage_entries(observation, work), *settlements(observation, work), *others(observation, work)]
    _attach_unpriced(observation, work, made.entries)
    for index, entry in enumerate(made.entries):
        made.stated += [PlannedStated(line, how, _reason(line, how), index) for line, how in entry.flows]
    made.claims = _claims(observation)
    return made


def _reason(line: FlowLine, how: str) -> str:
    if how != "unpriced" or not (any(line.printed_amount) or any(line.printed_percent)):
        return REASONS[how]
    if role_of(line).role == "fine":
        return "a tariff of fines, not a fine that somebody paid: listed without an amount"
    return "a share of something else than the gross: listed without an amount"


def _attach_unpriced(observation: Observation, work: Sorted, entries: list[PlannedEntry]) -> None:
    """Lines that are named without a figure stay listed: takers in the wage, else in the settlement, else on their own.

    What is no part of the wage (money sent home, a bribe, a settlement) is listed in an entry of its own kind, so that
    it does not make the hand look unstated.
    """
    for line in work.unpriced:
        kind = KINDS.get(role_of(line).role, "wage")
        home = _home(kind, entries)
        if home is None:
            home = PlannedEntry(
                kind, line.interval or observation.interval or "once", observation.currency or "XXX", ()
            )
            entries.append(home)
        posting = PostingDraft(
            account=role_of(line).account or UNEXPLAINED,
            currency=home.currency,
            mode=role_of(line).mode,
            label=line.flow,
            operator=words.operator_of(line.note),
            note=line.note or None,
        )
        home.postings += (posting,)
        home.flows.append((line, "unpriced"))


def _home(kind: str, entries: list[PlannedEntry]) -> PlannedEntry | None:
    """The entry in which an unpriced line of that kind is listed."""
    if kind != "wage":
        return next((e for e in entries if e.kind == kind), None)
    wages = [e for e in entries if e.kind == "wage"]
    with_gross = [e for e in wages if e.basis is not None]
    settled = [e for e in entries if e.kind == "settlement"]
    return next(iter([*with_gross, *settled, *wages, *(e for e in entries if e.kind == "levy")]), None)


def _claims(observation: Observation) -> list[PlannedClaim]:
    made = []
    for side, share in (("taken", observation.taken), ("kept", observation.kept)):
        if not share.is_priced:
            continue
        operator = words.operator_of_share(observation.share_words)
        if operator is None and share.best is None and (share.low is None) != (share.high is None):
            operator = "up to" if share.low is None else "at least"
        takers = words.takers_of(observation.share_words) if side == "taken" else "all"
        made.append(PlannedClaim(side, takers, share, operator))
    return made
