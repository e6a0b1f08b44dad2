"""Between drafts and views: an entry shown before it is posted, and a posted wage taken apart into its stated lines."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.book.compose import GROSS_UNSTATED, REMAINDER, UNEXPLAINED, Line, is_hand_stated
from ledger.book.drafts import EntryDraft, PostingDraft
from ledger.book.views import EntryView, LineView, PlacementView, SourceView
from ledger.values.cases import CASES, Amount, Case, Stated

NO_SOURCE = SourceView(id=0, origin="", kind="testimony", title="")


@dataclass(frozen=True)
class StatedWage:
    """The lines of a wage as they were stated, amounts without sign; what was worked out from them is left out."""

    gross: tuple[Line, ...]
    lines: tuple[Line, ...]
    outside: tuple[Line, ...]


def preview(draft: EntryDraft, placement: PlacementView, source: SourceView = NO_SOURCE) -> EntryView:
    """The draft as it will read once it is posted; its number is 0."""
    return EntryView(
        id=0,
        kind=draft.kind,
        basis=draft.basis,
        per=draft.per,
        period=draft.period,
        placement=placement,
        source=source,
        reliability=draft.reliability,
        credibility=draft.credibility,
        page=draft.page,
        observation=draft.observation,
        words=draft.words,
        recorded_on="",
        lines=tuple(_line(number, posting) for number, posting in enumerate(draft.postings, start=1)),
        reverses=draft.reverses,
    )


def stated_wage(entry: EntryView) -> StatedWage:
    """What was stated of the wage. Composing it again gives the same postings."""
    derived = {GROSS_UNSTATED, REMAINDER}
    if is_hand_stated([_stated(line) for line in entry.lines if line.party == "worker"]):
        derived.add(UNEXPLAINED)
    stated = [line for line in entry.lines if not (line.account in derived and line.amounts)]
    return StatedWage(
        gross=tuple(_stated(line) for line in stated if line.party == "employer"),
        lines=tuple(_stated(line) for line in stated if line.party not in ("employer", "other")),
        outside=tuple(_stated(line) for line in stated if line.party == "other"),
    )


def as_draft(line: LineView) -> PostingDraft:
    """The posting that would write the line again."""
    bounds = {case: amount.bound for case, amount in line.amounts.items()}
    values = {case: amount.value for case, amount in line.amounts.items()}
    return PostingDraft(
        account=line.account,
        currency=line.currency,
        low=values.get("low"),
        best=values.get("best"),
        high=values.get("high"),
        low_bound=bounds.get("low"),
        best_bound=bounds.get("best"),
        high_bound=bounds.get("high"),
        mode=line.mode,
        label=line.label,
        operator=line.operator,
        note=line.note,
    )


def _line(number: int, posting: PostingDraft) -> LineView:
    amounts: dict[Case, Amount] = {}
    for case in CASES:
        value = getattr(posting, case)
        if value is not None:
            amounts[case] = Amount(value, getattr(posting, f"{case}_bound"))
    return LineView(
        number, posting.account, posting.currency, amounts, posting.mode, posting.label, posting.operator, posting.note
    )


def _stated(line: LineView) -> Line:
    sign = -1 if line.party in ("employer", "other") else 1
    return Line(
        line.account,
        stated=_ends(line.amounts, sign),
        mode=line.mode,
        label=line.label,
        operator=line.operator,
        note=line.note,
    )


def _ends(amounts: dict[Case, Amount], sign: int) -> Stated:
    """The ends as they were said: one that was only carried over from the others, with a bound, was not said."""
    if not amounts:
        return Stated()
    values = {case: sign * amount.value for case, amount in amounts.items()}
    bounds = {amount.bound for amount in amounts.values()}
    if len(set(values.values())) == 1:
        value = next(iter(values.values()))
        if bounds == {"at_least"}:
            return Stated(low=value)
        return Stated(high=value) if bounds == {"at_most"} else Stated(best=value)
    said = {case: value for case, value in values.items() if amounts[case].bound is None}
    return Stated(said.get("low"), said.get("best"), said.get("high"))
