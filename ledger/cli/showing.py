"""An entry as lines of text, and its split of every 100: what is shown before it is written, and by `show`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ledger.book.views import EntryView, LineView
from ledger.publish.visible import visible, width
from ledger.values.cases import Amount, Bound, Case
from ledger.values.money import format_grouped, format_minor
from ledger.values.percent import percent_text

CASE_WORDS: dict[Case, str] = {"low": "low", "best": "usual", "high": "high"}
SIGNS: dict[Bound | None, str] = {None: "", "at_least": ">= ", "at_most": "<= ", "either": "~ "}


def entry_text(entry: EntryView) -> list[str]:
    """The entry: what it is, its postings in columns, one a case, and who says so."""
    number = f"entry {entry.id}, " if entry.id else ""
    basis = f", basis {entry.basis}" if entry.basis else ""
    lines = [
        f"{number}{entry.kind}, {visible(entry.period.text)}, per {entry.per}{basis}, placement {entry.placement.id}"
    ]
    if entry.reversed_by:
        lines.append(f"corrected: reversed by entry {entry.reversed_by}")
    if entry.reverses:
        lines.append(f"reverses entry {entry.reverses}")
    for currency in dict.fromkeys(line.currency for line in entry.lines):
        lines += _postings(currency, [line for line in entry.lines if line.currency == currency])
    return lines


def evidence_text(entry: EntryView) -> list[str]:
    """Who says so, and how it was graded."""
    page = f", {visible(entry.page)}" if entry.page else ""
    said = f"source {entry.source.id}: {visible(entry.source.title)}{page} ({entry.source.kind})"
    grade = f"grade {entry.reliability}{entry.credibility}, recorded on {entry.recorded_on}"
    return [said, f"origin: {visible(entry.source.origin)}; {grade}"]


def split_text(entry: EntryView) -> list[str]:
    """`Of every 100 earned: state 40.00, hand 20.00`, a line for each case; or why that cannot be told."""
    if entry.kind != "wage":
        return []
    if not any(line.party == "employer" and line.amounts for line in entry.lines):
        return ["The gross is not stated: no share of it can be told."]
    from ledger.measure.split import split_of

    found = split_of(entry)
    if not found:
        return ["Nothing is said of where it went: no share can be told."]
    made = []
    for case, split in found.items():
        parts = [f"{_part(part)} {percent_text(share)}" for part, share in split.items() if share]
        which = f", {CASE_WORDS[case]}" if len(found) > 1 else ""
        made.append(f"Of every 100 earned{which}: {', '.join(parts)}")
    return made


def entry_data(entry: EntryView) -> dict[str, Any]:
    """The entry for JSON: amounts are signed decimal texts, one a case; `amounts` is empty for a line named alone."""
    return {
        "entry": entry.id,
        "kind": entry.kind,
        "basis": entry.basis,
        "per": entry.per,
        "period": entry.period.text,
        "placement": entry.placement.id,
        "source": entry.source.id,
        "origin": entry.source.origin,
        "grade": f"{entry.reliability}{entry.credibility}",
        "page": entry.page,
        "observation": entry.observation,
        "words": entry.words,
        "recorded_on": entry.recorded_on,
        "reverses": entry.reverses,
        "reversed_by": entry.reversed_by,
        "postings": [_posting_data(line) for line in entry.lines],
    }


def _posting_data(line: LineView) -> dict[str, Any]:
    amounts = {
        case: {"amount": format_minor(amount.value, line.currency), "bound": amount.bound}
        for case, amount in line.amounts.items()
    }
    return {
        "line": line.line,
        "account": line.account,
        "currency": line.currency,
        "amounts": amounts,
        "mode": line.mode,
        "label": line.label,
        "operator": line.operator,
        "note": line.note,
    }


def _postings(currency: str, lines: Sequence[LineView]) -> Iterator[str]:
    cases = list(dict.fromkeys(case for line in lines for case in line.amounts))
    names = [_name(line) for line in lines]
    room = max(width(name) for name in names)
    shown = [[_money(line.amounts[case], currency) for case in cases if line.amounts] for line in lines]
    column = max([len(text) for texts in shown for text in texts] + [5])
    heads = [CASE_WORDS[case] for case in cases] if len(cases) > 1 else ["" for _ in cases]
    yield (f"  {_padded(currency, room)}" + "".join(f"  {head:>{column}}" for head in heads)).rstrip()
    for name, texts in zip(names, shown, strict=True):
        figures = "".join(f"  {text:>{column}}" for text in texts) or "  named, no amount"
        yield f"  {_padded(name, room)}{figures}"


def _name(line: LineView) -> str:
    label = f" ({visible(line.label)})" if line.label else ""
    return f"{line.account}{label}"


def _padded(text: str, room: int) -> str:
    return text + " " * (room - width(text))


def _money(amount: Amount, currency: str) -> str:
    return SIGNS[amount.bound] + format_grouped(amount.value, currency)


def _part(part: str) -> str:
    return "not stated" if part == "unstated" else part
