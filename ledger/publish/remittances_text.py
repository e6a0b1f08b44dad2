"""The report on money sent home as a page of text: the groups, the fees agreed and charged, then every transfer."""

from __future__ import annotations

from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Published
from ledger.publish.heads import SENTENCE, untold_text
from ledger.publish.page import PLAIN, Look, labelled, wrapped
from ledger.publish.remittance_words import (
    all_in_text,
    exchange_text,
    fee_text,
    pair_text,
    received_text,
    sender_of,
    sent_text,
    terms_text,
)
from ledger.publish.remittances import NOT_STATED, SEVERAL, Group, RemittanceReport, Row
from ledger.publish.visible import visible
from ledger.publish.wording import counted, group_name, interval_text, summary_text

TITLE = "Money sent home: what it costs to send it"
ONCE = "Each origin counts once, however many sources repeat it."
HOW = (
    "The fee is all that was taken on the way, by brokers or by others (a levy, a seizure), as a share of what was "
    'sent. "All in" adds what the exchange takes: how far the rate applied falls short '
    "of the market rate (World Bank method). Where no such rate is known, all in is at least the fee. Each "
    "transfer says who sends: what refugees pay is not what workers abroad pay."
)


def remittances_text(
    disclosed: Disclosed[Published[RemittanceReport]], asked: Asked = EVERYTHING, look: Look = PLAIN
) -> str:
    """The whole page, with a line end after every line."""
    published = opened(disclosed)
    report = published.body
    lines = [look.bold(TITLE)]
    chosen = [f"by {', '.join(report.by)}"] if report.by else []
    chosen += [asked.scope()] if asked.scope() else []
    lines += [line for text in chosen for line in wrapped(text)]
    lines.append("")
    for group in report.groups:
        lines += [*_group(group, report.by, look), ""]
    lines += [*_group(report.whole, (), look), ""]
    if report.pairs:
        lines.append(look.bold("agreed against charged"))
        for pair in report.pairs:
            names = ", ".join(
                _name(costs.transfer.entry.observation, costs.transfer.entry.id) for costs in pair.members
            )
            period = pair.members[0].transfer.entry.period.text
            lines += wrapped(f"{names} ({visible(period)}): {pair_text(pair)}", 2)
        lines.append("")
    for row in report.whole.rows:
        lines += [*_row(row, look), ""]
    lines += wrapped(f"{SENTENCE} {ONCE} {HOW}")
    if report.unconverted:
        lines += wrapped(f"Not converted: {counted(report.unconverted, 'amount')}, each with its reason above.")
    untold = untold_text(published.hidden)
    return "\n".join([*lines, *(wrapped(untold) if untold else [])]) + "\n"


def _group(group: Group, by: tuple[str, ...], look: Look) -> list[str]:
    if not group.rows:
        return [look.bold(group_name(by, group.key)), *labelled("documented", "no money sent home")]
    said = f"{counted(len(group.rows), 'transfer')} from {counted(group.origins, 'origin')}"
    # A key is a source's own words and may be long: it is wrapped like any other text.
    lines = [look.bold(line) for line in wrapped(group_name(by, group.key))]
    lines += labelled("documented", said)
    if group.fee is None:
        return [*lines, *labelled("fee in %", "not stated")]
    summary = group.fee.summary
    lines += labelled("fee in %", summary_text(summary, group.origins, group.fee.known))
    if summary.quartiles is not None:
        first, third = summary.quartiles
        lines += labelled("quartiles", f"{interval_text(first)}; {interval_text(third)}")
    return lines


def _row(row: Row, look: Look) -> list[str]:
    transfer = row.transfer
    entry = transfer.entry
    where = f"from {entry.placement.country}" if entry.placement.country else f"from {SEVERAL} countries"
    head = f"{_name(entry.observation, entry.id)}, {visible(entry.period.text)}, {where}"
    lines = [look.bold(line) for line in wrapped(head)]
    lines += labelled("route", visible(transfer.route or NOT_STATED))
    lines += labelled("sender", visible(sender_of(transfer)))
    lines += labelled("sent", sent_text(row))
    lines += labelled("fee", fee_text(row))
    for label, text in (("agreed", terms_text(row)), ("exchange", exchange_text(row))):
        lines += labelled(label, text) if text else []
    lines += labelled("all in", all_in_text(row))
    lines += labelled("received", received_text(row))
    for says in row.unconverted:
        lines += labelled("not converted", visible(says))
    return lines


def _name(observation: str | None, number: int) -> str:
    return visible(observation) if observation else f"entry {number}"
