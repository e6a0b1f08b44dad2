"""A trace for people: source, grade, what was printed, what was posted, and the arithmetic, in 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.book.views import ClaimView, EntryView, LineView, PlacementView, SourceView, StatedView
from ledger.measure.pools import SPREAD
from ledger.measure.shares import Unit
from ledger.publish.disclosed import Disclosed, Own, whichever
from ledger.publish.figures import Figure
from ledger.publish.page import PLAIN, Look, labelled, wrapped
from ledger.publish.trace import Trace
from ledger.publish.visible import visible
from ledger.publish.wording import MEASURE_WORDS, interval_text
from ledger.values.cases import CASES, Amount, Bound, Case
from ledger.values.money import format_grouped
from ledger.values.percent import format_ppm

GRADES = {
    "A": "completely reliable", "B": "usually reliable", "C": "fairly reliable", "D": "not usually reliable",
    "E": "unreliable", "F": "reliability not judged",
    "1": "confirmed", "2": "probably true", "3": "possibly true", "4": "doubtful", "5": "improbable",
    "6": "truth not judged",
}  # fmt: skip
# Said of the amount without its sign: at least so much, at most so much, on which side is not known.
BOUNDS: dict[Bound | None, str] = {None: "", "at_least": " min", "at_most": " max", "either": " ?"}


def trace_text(trace: Disclosed[Trace] | Own[Trace], look: Look = PLAIN) -> str:
    """The trace as a page of text."""
    return "\n".join(_lines(whichever(trace), look)) + "\n"


def _lines(trace: Trace, look: Look) -> Iterator[str]:
    yield look.bold(visible(trace.target))
    if trace.figure is not None:
        yield from _figure(trace.figure, look)
        yield from _walk(trace, look)
    else:
        for placement in trace.placements:
            yield from labelled("whose pay", _placement(placement))
        for source in trace.sources:
            yield from _source(source)
        for entry in trace.entries:
            yield ""
            yield from _entry(entry, trace.units.get(entry.id), look)
    if trace.stated:
        yield ""
        yield look.bold("As printed, and what became of it")
        for figure in trace.stated:
            where = f"entry {figure.entry_id}" if figure.treatment == "posted" else visible(figure.reason)
            yield from wrapped(f"{_printed(figure)}: {where}", 2)
    if trace.claims or trace.promises:
        yield ""
        yield look.bold("Published claims and promises")
        for claim in trace.claims:
            yield from wrapped(_claim(claim), 2)
        for promise in trace.promises:
            ends = [
                format_grouped(v, promise.currency) for v in (promise.low, promise.best, promise.high) if v is not None
            ]
            hedge = f"{promise.operator} " if promise.operator else ""
            yield from wrapped(
                f"promised {hedge}{' to '.join(dict.fromkeys(ends))} {promise.currency} a {promise.per}", 2
            )
    if trace.reckonings:
        yield ""
        yield look.bold("Worked out")
        for reckoning in trace.reckonings:
            yield from wrapped(visible(reckoning.says), 2)


def _figure(figure: Figure, look: Look) -> Iterator[str]:
    yield from wrapped(visible(figure.says))
    for title, lines in (("How it was worked out", figure.working), ("Rates", figure.rates)):
        if lines:
            yield ""
            yield look.bold(title)
            for line in lines:
                first, *more = wrapped(visible(line), 4)
                yield f"  - {first[4:]}"
                yield from more


def _walk(trace: Trace, look: Look) -> Iterator[str]:
    """Each entry with whose pay it is and where it stands."""
    for entry in trace.entries:
        yield ""
        yield look.bold(visible(entry.observation or f"entry {entry.id}"))
        yield from labelled("whose pay", _placement(entry.placement))
        yield from _source(entry.source)
        yield from _entry(entry, trace.units.get(entry.id), look)
    shown = {entry.source.id for entry in trace.entries}
    for source in trace.sources:
        if source.id not in shown:
            yield ""
            yield from _source(source)


def _placement(placement: PlacementView) -> str:
    heads = placement.headcount_high
    said = [
        f"{placement.subject_kind} {placement.subject}",
        placement.sector,
        placement.country or "several countries",
        placement.description or "",
        "" if heads is None else f"speaks for {heads:,}",
    ]
    return visible(", ".join(part for part in said if part))


def _source(source: SourceView) -> Iterator[str]:
    title = ", ".join(part for part in (source.title, source.publisher, source.published) if part)
    yield from labelled("source", visible(title))
    if source.url:
        yield from labelled("", visible(source.url))
    said = [source.attribution and f"says: {source.attribution}", source.verification, source.seen_via]
    yield from labelled("origin", visible("; ".join([source.origin, *(part for part in said if part)])))


def _entry(entry: EntryView, unit: Unit | None, look: Look) -> Iterator[str]:
    what = f"entry {entry.id}: {entry.kind}, {_per(entry.per)}, {entry.period.text}"
    if entry.basis:
        what += f", basis {entry.basis}"
    yield look.bold(what) + (look.dim("  (reversed)") if entry.is_void else "")
    grade = f"{entry.reliability}{entry.credibility}"
    words = f"{GRADES[entry.reliability]}, {GRADES[str(entry.credibility)]}"
    yield from labelled("grade", f"{grade} ({words}){f', page {visible(entry.page)}' if entry.page else ''}")
    if entry.words:
        yield from labelled("in its words", visible(entry.words))
    yield from _table(entry)
    if unit is not None:
        for measure in SPREAD:
            found = unit.interval(measure)
            if found is None:
                continue
            cases = [unit.share(measure, case) for case in unit.cases]
            told = interval_text(found, is_whole_stated=unit.is_hand_stated)
            each = [interval_text(c, is_whole_stated=unit.is_hand_stated) for c in cases if c is not None]
            tail = f"   ({' | '.join(each)})" if len(set(each)) > 1 else ""
            yield f"  {MEASURE_WORDS[measure]:<14}{told} %{tail}"
        if unit.is_overrun:
            yield "  The lines are more than the gross in some case; nothing was rescaled."


def _table(entry: EntryView) -> Iterator[str]:
    cases = [c for c in CASES if any(c in line.amounts for line in entry.lines)]
    cells = {line.line: [_amount(line, case) for case in cases] for line in entry.lines}
    wide = max([8, *(len(text) for row in cells.values() for text in row)])
    if len(cases) > 1:
        yield "  " + " " * 30 + "".join(f"{case:>{wide + 2}}" for case in cases)
    for line in entry.lines:
        figures = "".join(f"{text:>{wide + 2}}" for text in cells[line.line]) if line.amounts else "   named, no figure"
        yield f"  {line.account:<30}{figures} {line.currency if line.amounts else ''}".rstrip()
        said = [line.operator, line.label, line.mode, line.note]
        tail = "; ".join(visible(part) for part in said if part)
        if tail:
            yield from wrapped(tail, 6)


def _amount(line: LineView, case: Case) -> str:
    amount: Amount | None = line.amounts.get(case)
    return "" if amount is None else f"{format_grouped(amount.value, line.currency)}{BOUNDS[amount.bound]}"


def _printed(figure: StatedView) -> str:
    amounts = [t for t in (figure.amount_low, figure.amount_best, figure.amount_high) if t is not None]
    percents = [t for t in (figure.percent_low, figure.percent_best, figure.percent_high) if t is not None]
    said = [figure.flow]
    if amounts:
        said.append(f"{' to '.join(dict.fromkeys(amounts))} {figure.currency or ''} {_per(figure.per or '')}".rstrip())
    if percents:
        said.append(f"{' to '.join(dict.fromkeys(percents))} % of {figure.percent_of}")
    if figure.unit == "group_total":
        said.append("for the group")
    if figure.note:
        said.append(f"({figure.note})")
    return visible(" ".join(said))


def _claim(claim: ClaimView) -> str:
    ends = [format_ppm(v) for v in (claim.low, claim.best, claim.high) if v is not None]
    hedge = f"{claim.operator} " if claim.operator else ""
    words = f": {claim.words}" if claim.words else ""
    return visible(f"{claim.side} {hedge}{' to '.join(dict.fromkeys(ends))} %{words}")


def _per(per: str) -> str:
    return {"once": "once", "total": "in all", "": ""}.get(per, f"a {per}")
