"""The flow report: where every 100 earned went, as bars for a terminal, as JSON and as CSV."""

from __future__ import annotations

from ledger.measure.shares import PARTS
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.disclose import Group, SkimReport
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.figures import figure_id
from ledger.publish.page import COLUMNS, PLAIN, Look, labelled
from ledger.publish.skim_data import frame, key_of, per_100
from ledger.publish.skim_text import ORDER, footer, heading, way_back
from ledger.publish.tables import csv_text, json_text
from ledger.publish.visible import cell
from ledger.publish.wording import PART_WORDS, counted, counts_text, ends_of_100, figure, group_name

TITLE = "Where every 100 earned went"
BAR = 60  # columns of a bar of 100
NAME = max(len(word) for word in PART_WORDS.values())
FIGURE = 7


def flow_text(disclosed: Disclosed[SkimReport], asked: Asked = EVERYTHING, look: Look = PLAIN) -> str:
    """One bar a part, 60 columns for 100: solid to the lower of the two cases, light from there to the higher."""
    report = opened(disclosed)
    lines = heading(TITLE, report, asked, look)
    shown = report.groups or (report.whole,)
    for group in shown:
        lines += _block(group, report.by, look)
    full, light = _fills(look)
    how = f"The bars are means over the origins, {ORDER}"
    if any(low != high for group in shown if group.pool.low for low, high in ends_of_100(group.pool).values()):
        how += f" {full} is the lower case, {light} what the higher adds."
    lines += footer(report, asked, [how])
    lines += way_back([figure_id("flow", asked, part) for part in report.whole.pool.low])
    return "\n".join(lines) + "\n"


def flow_json(disclosed: Disclosed[SkimReport], asked: Asked = EVERYTHING) -> str:
    """The splits as JSON."""
    report = opened(disclosed)
    return json_text(
        {
            **frame("flow", report, asked),
            "whole": _data(report.whole, (), asked),
            "groups": [_data(group, report.by, asked) for group in report.groups],
        }
    )


def flow_csv(disclosed: Disclosed[SkimReport], asked: Asked = EVERYTHING) -> str:
    """The splits as CSV: a row a group and part, the whole last."""
    report = opened(disclosed)
    rows: list[list[object]] = []
    for group in (*report.groups, report.whole):
        split = per_100(group.pool)
        is_whole = group is report.whole
        names = ["" for _ in report.by] if is_whole else [cell(value) for value in group.pool.key]
        for part in PARTS:
            ends = [split["low"][part], split["high"][part]] if split else [None, None]
            kind = "whole" if is_whole else "group"
            figure = figure_id("flow", asked, *group.pool.key, part)
            rows.append([kind, *names, group.pool.entries, group.pool.origins, part, *ends, figure])
    return csv_text(["group", *report.by, "entries", "origins", "part", "low", "high", "id"], rows)


def _data(group: Group, by: tuple[str, ...], asked: Asked) -> dict[str, object]:
    pool = group.pool
    return {
        "ids": {part: figure_id("flow", asked, *pool.key, part) for part in PARTS},
        "key": key_of(pool, by),
        "entries": pool.entries,
        "origins": pool.origins,
        "bound_entries": group.pool.bound_entries,
        "per_100": per_100(pool),
        "bases": pool.bases,
    }


def _block(group: Group, by: tuple[str, ...], look: Look) -> list[str]:
    pool = group.pool
    name = look.bold(group_name(by if pool.key else (), pool.key))
    if not pool.low:
        return [name, *labelled("documented", "no entry with a share"), ""]
    lines = [name]
    told = f"{counted(pool.entries, 'entry', 'entries')} from {counted(pool.origins, 'origin')}"
    lines += labelled("documented", told)
    lines += labelled("basis", counts_text(pool.bases))
    return [*lines, *(_bar(part, *ends, look) for part, ends in ends_of_100(pool).items()), ""]


def _bar(part: str, low: int, high: int, look: Look) -> str:
    full, light = _fills(look)
    head = f"{PART_WORDS[part]:<{NAME}} {figure(low, high):>{FIGURE}} "
    shorter, longer = (_columns(end) for end in sorted((low, high)))
    room = min(BAR, COLUMNS - len(head))
    bar = full * min(shorter, room) + light * (min(longer, room) - min(shorter, room))
    return (head + (f"{bar[: room - 1]}>" if longer > room else bar)).rstrip()


def _columns(hundredth: int) -> int:
    """Columns of a bar, rounded half up; none for what is below zero."""
    return max(0, (2 * BAR * hundredth + 100) // 200)


def _fills(look: Look) -> tuple[str, str]:
    return ("\u2588", "\u2591") if look.blocks else ("#", ".")
