"""The way back from every figure on money sent home: a sentence, the arithmetic, the entries, the rates."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.measure.remittance_cost import Cost, Used
from ledger.measure.remittance_words import Pair
from ledger.measure.transfers import NO_CURRENCY
from ledger.measure.valuation import Valued
from ledger.publish.asked import Asked
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Published
from ledger.publish.figures import Figure, figure_id
from ledger.publish.remittance_words import (
    all_in_text,
    amounts_text,
    decimal_text,
    fee_text,
    pair_text,
    percent,
    sent_text,
    terms_text,
)
from ledger.publish.remittances import REPORT, Group, RemittanceReport, Row, group_path, pair_path
from ledger.publish.visible import visible
from ledger.publish.wording import counted, group_name, interval_text, summary_text
from ledger.values.cases import CASES
from ledger.values.money import format_grouped, rounded


def figures(disclosed: Disclosed[Published[RemittanceReport]], asked: Asked) -> Iterator[Figure]:
    """Every figure of the report that has an id."""
    report = opened(disclosed).body
    for group in (report.whole, *report.groups):
        yield _group(group, report.by if group.key else (), asked)
    for pair in report.pairs:
        yield _pair(pair, asked)
    for row in report.whole.rows:
        yield _row(row, asked)


def _group(group: Group, by: tuple[str, ...], asked: Asked) -> Figure:
    name = group_name(by, group.key)
    says = "no fee in percent is stated"
    if group.fee is not None:
        says = f"the fee is {summary_text(group.fee.summary, group.origins, group.fee.known)} (% of what was sent)"
    told = [row for row in group.rows if row.costs.over("fee") is not None]
    return Figure(
        id=figure_id(REPORT, asked, *group_path(group)),
        says=f"{name}: of {counted(len(group.rows), 'transfer')} {says}.",
        working=(
            "Each origin counts once, from the smallest to the largest fee that it tells; low and high ends apart.",
            *(f"{_name(row)}, origin {visible(row.transfer.origin)}: {fee_text(row)}" for row in told),
        ),
        entries=tuple(sorted({entry.id for row in told for entry in row.transfer.entries})),
    )


def _pair(pair: Pair, asked: Asked) -> Figure:
    transfers = [costs.transfer for costs in pair.members]
    return Figure(
        id=figure_id(REPORT, asked, *pair_path(pair)),
        says=f"{visible(transfers[0].entry.period.text)}, origin {visible(transfers[0].origin)}: {pair_text(pair)}.",
        working=tuple(dict.fromkeys(f'The source says: "{visible(note)}"' for t in transfers for note in t.notes)),
        entries=tuple(entry.id for transfer in transfers for entry in transfer.entries),
    )


def _row(row: Row, asked: Asked) -> Figure:
    transfer, costs = row.transfer, row.costs
    working = [f"sent: {sent_text(row)}", f"fee: {fee_text(row)}"]
    for case in (c for c in CASES if c in costs.cases):
        working += [f"{case} case: {text}" for text in _worked(row, costs.cases[case])]
        if case in row.paid:
            paid = row.paid[case]
            cost, of = (format_grouped(rounded(n), paid.currency) for n in (paid.cost, paid.paid))
            charge = format_grouped(paid.charge, paid.currency)
            working.append(
                f"{case} case: {cost} of {of} {paid.currency} = {percent(paid.share)} of everything paid, "
                f"{charge} of it outside the percentage"
            )
    working += [f"The source says: {text}" for text in [terms_text(row)] if text]
    used = [*costs.market, *([costs.imposed] if costs.imposed else [])]
    legs = [leg for side in row.worth.values() for v in side.values() if isinstance(v, Valued) for leg in v.legs]
    return Figure(
        id=figure_id(REPORT, asked, *row.path),
        says=f"{_name(row)}: the fee is {fee_text(row)}; all in {all_in_text(row)}.",
        working=tuple(working),
        entries=tuple(entry.id for entry in transfer.entries),
        rates=tuple(dict.fromkeys([_rate(u) for u in used] + [visible(leg.says) for leg in legs])),
    )


def _worked(row: Row, cost: Cost) -> Iterator[str]:
    transfer = row.transfer
    if cost.fee is not None:
        fee, sent = amounts_text(transfer.fee, transfer.currency), amounts_text(transfer.sent, transfer.currency)
        base = "100.00" if transfer.currency == NO_CURRENCY else sent
        yield f"fee {fee.replace(' XXX', '')} : {base} = {percent(cost.fee)}"
    if cost.applied is not None:
        how = "as the source says" if row.costs.imposed else "what arrived for what was left after the fee"
        yield f"rate applied: {decimal_text(cost.applied)} {transfer.received_currency}, {how}"
    if cost.margin is not None and cost.applied is not None:
        rates = ", ".join(dict.fromkeys(decimal_text(used.rate) for used in row.costs.market))
        applied = decimal_text(cost.applied)
        yield f"margin: (market {rates} - applied {applied}) : market = {percent(cost.margin)}"
    if cost.all_in is not None and cost.margin is not None and cost.fee is not None:
        yield f"all in: {interval_text(cost.fee)} + {interval_text(cost.margin)} = {percent(cost.all_in)}"
    elif cost.all_in is not None and cost.fee is not None:
        yield f"all in: the fee; what the exchange takes is not known: {percent(cost.all_in)}"
    elif cost.all_in is not None and cost.delivered is not None:
        yield f"all in: 100 - {interval_text(cost.delivered)} delivered = {percent(cost.all_in)}"
    if cost.fee is not None and cost.exchange is not None and cost.delivered is not None:
        parts = ", ".join(
            f"{name} {interval_text(share)}"
            for name, share in (("fee", cost.fee), ("exchange", cost.exchange), ("delivered", cost.delivered))
        )
        yield f"of every 100 sent: {parts}"


def _rate(used: Used) -> str:
    view = used.view
    said = [view.kind, view.place, view.period.text, view.source.publisher or view.source.title]
    return visible(f"{view.rate} {view.quote} for 1 {view.base} ({', '.join(part for part in said if part)})")


def _name(row: Row) -> str:
    entry = row.transfer.entry
    return visible(entry.observation) if entry.observation else f"entry {entry.id}"
