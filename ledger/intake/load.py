"""Files in: every row is checked before anything is written, and either lands or is reported.

An observation lands whole (its row and all its flows) or not at all. What was taken in before, by the content of its
rows and how often they occur, is not taken in again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ledger.intake import observations as wages
from ledger.intake import others
from ledger.intake.plan import plan
from ledger.intake.planned import Plan
from ledger.intake.rejects import is_rejects
from ledger.intake.table import Row, Table, check_header
from ledger.values.problems import Problem

Payload = Plan | others.Remittance | others.RateRow | others.ConditionRow
ReadRow = Callable[[Table, Row], tuple[Payload | None, list[Problem]]]


@dataclass(frozen=True)
class Item:
    """What lands or is refused as one: the rows it comes from, and what they mean."""

    fmt: str
    code: str
    rows: tuple[tuple[Table, Row], ...]
    payload: Payload
    fingerprint: str
    occurrence: int


@dataclass
class Batch:
    """Some files, read and checked: what can land, what is wrong, and the rows that were refused, by file.

    With `is_readable` False a whole file could not be read or has wrong columns; then nothing at all can land, because
    a file of flows that is missing would make every observation say less than its source does.
    """

    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: list[tuple[Table, Row]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    rows: int = 0
    is_readable: bool = True

    def refuse(self, table: Table, row: Row, problems: Iterable[Problem]) -> None:
        """Refuse a row for these reasons."""
        self.refused.append((table, row))
        self.problems += problems


FORMATS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "wages": (wages.WAGES_NEEDED, wages.WAGES),
    "flows": (wages.FLOWS_NEEDED, wages.FLOW_COLUMNS),
    "remittances": (others.REMITTANCES_NEEDED, others.REMITTANCES),
    "rates": (others.RATES_NEEDED, others.RATES),
    "conditions": (others.CONDITIONS_NEEDED, others.CONDITIONS),
}
_SIGNS = {"flow": "flows", "rem_id": "remittances", "pair": "rates", "cond_id": "conditions", "obs_id": "wages"}


def format_of(table: Table) -> str | None:
    """Which of the five formats a file is in, by its columns; None when it is none of them."""
    return next((name for column, name in _SIGNS.items() if column in table.header), None)


def files_in(paths: Sequence[Path]) -> list[Path]:
    """The files named, and the CSV files of the folders named, without those that hold refused rows."""
    found: list[Path] = []
    for path in paths:
        if os.path.isdir(path):  # False, where Path.is_dir raises: for a name that is too long to be one
            found += [p for p in sorted(path.glob("*.csv")) if not is_rejects(p.name)]
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def read_tables(tables: Sequence[Table]) -> Batch:
    """These tables, checked and planned. Observations and their flows may stand in different files, in any order."""
    batch = Batch(tables=list(tables))
    sorted_tables: dict[str, list[Table]] = {name: [] for name in FORMATS}
    for table in tables:
        batch.problems += table.problems
        name = format_of(table)
        if table.is_usable and name is None:
            advice = "The manual lists the formats: wage-ledger help observations, wage-ledger help wage-sheet."
            batch.problems.append(Problem(table.file, 1, "", "the columns are those of no known format", advice))
        if not table.is_usable or name is None:
            batch.is_readable = False
            continue
        needed, allowed = FORMATS[name]
        wrong = check_header(table, needed=needed, allowed=allowed)
        batch.problems += wrong
        batch.is_readable = batch.is_readable and not wrong
        sorted_tables[name].append(table)
        batch.rows += len(table.rows) + len(table.broken)
    if not batch.is_readable:
        return batch
    _observations(batch, sorted_tables["wages"], sorted_tables["flows"])
    for table in sorted_tables["remittances"]:
        _singles(batch, table, "remittance", "rem_id", others.read_remittance)
    for table in sorted_tables["rates"]:
        _singles(batch, table, "rate", "", others.read_rate)
    for table in sorted_tables["conditions"]:
        _singles(batch, table, "condition", "cond_id", others.read_condition)
    batch.items = _counted(batch.items)
    return batch


def fingerprint(fmt: str, rows: Sequence[Row]) -> str:
    """SHA-256 of the format and the filled cells of these rows, whatever the order of the columns.

    What says no more than a blank cell counts as one, so that a condition is the same row with a column and without.
    """
    blank = others.CONDITION_DEFAULTS if fmt == "condition" else {}
    cells = [sorted((k, v) for k, v in row.cells.items() if v and blank.get(k) != v) for row in rows]
    said = json.dumps([fmt, cells], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def _observations(batch: Batch, wage_tables: Sequence[Table], flow_tables: Sequence[Table]) -> None:
    flows: dict[str, list[tuple[Table, Row]]] = {}
    first: dict[frozenset[tuple[str, str]], Table] = {}
    for table in flow_tables:
        for row in table.rows:
            if first.setdefault(frozenset(row.cells.items()), table) is not table:
                says = "the same row stands in another of the files; the first was read"
                batch.refuse(table, row, [Problem(table.file, row.line, "", says, "Import one copy of the file.")])
                continue
            flows.setdefault(row["obs_id"], []).append((table, row))
    broken = {cell.strip() for table in flow_tables for _, cells in table.broken for cell in cells}
    rows = [(table, row) for table in wage_tables for row in table.rows]
    named: dict[str, list[Row]] = {}
    for _, row in rows:
        if row["obs_id"]:
            named.setdefault(row["obs_id"], []).append(row)
    contradicted = {code for code, its in named.items() if any(row.cells != its[0].cells for row in its)}
    met: set[str] = set()
    for table, row in rows:
        code = row["obs_id"]
        own = flows.get(code, []) if code else []
        is_again = code in met
        if code:
            met.add(code)
        if code in contradicted:
            says = "another row has the same name and says something else"
            advice = "Give each observation a name of its own, in both files."
            batch.refuse(table, row, [Problem(table.file, row.line, "obs_id", says, advice)])
            if not is_again:
                _refuse_flows(batch, own, "its observation stands in the file more than once")
            continue
        if is_again:
            says = "the same row stands in the file twice; the first was read"
            batch.refuse(table, row, [Problem(table.file, row.line, "obs_id", says, "Delete one of them.")])
            continue
        if code and code in broken:
            says = "left out: a flow of this observation cannot be read as a row"
            batch.refuse(
                table, row, [Problem(table.file, row.line, "", says, "Nothing is wrong with this row itself.")]
            )
            _refuse_flows(batch, own, "left out with its observation, a flow of which cannot be read")
            continue
        _observation(batch, table, row, own)
    for code, members in flows.items():
        if code not in named:
            for table, row in members:
                says = "no observation of this name is in the files" if code else "the cell is blank"
                advice = "Import the wages file together with the flows, or correct the name."
                batch.refuse(table, row, [Problem(table.file, row.line, "obs_id", says, advice)])


def _observation(batch: Batch, table: Table, row: Row, own: Sequence[tuple[Table, Row]]) -> None:
    observation, wrong = wages.read_wage_row(table, row)
    lines: list[wages.FlowLine] = []
    per_row: list[tuple[Table, Row, list[Problem]]] = [(table, row, wrong)]
    for flow_table, flow_row in own:
        line, problems = wages.read_flow_row(flow_table, flow_row)
        per_row.append((flow_table, flow_row, problems))
        if line is not None:
            lines.append(line)
    if observation is None or any(problems for _, _, problems in per_row):
        for its_table, its_row, problems in per_row:
            says = "left out with its observation, another row of which is wrong"
            companion = [Problem(its_table.file, its_row.line, "", says, "Nothing is wrong with this row itself.")]
            batch.refuse(its_table, its_row, problems or companion)
        return
    rows = ((table, row), *own)
    made = plan(replace(observation, flows=tuple(lines)))
    in_order = sorted((r for _, r in own), key=lambda r: sorted(r.cells.items()))
    mark = fingerprint("observation", [row, *in_order])
    batch.items.append(Item("observation", observation.code, rows, made, mark, 1))


def _refuse_flows(batch: Batch, own: Sequence[tuple[Table, Row]], says: str) -> None:
    for table, row in own:
        batch.refuse(table, row, [Problem(table.file, row.line, "obs_id", says, "Correct the wages file first.")])


def _singles(batch: Batch, table: Table, fmt: str, name: str, read: ReadRow) -> None:
    used: set[str] = set()
    for row in table.rows:
        payload, wrong = read(table, row)
        code = row[name] if name else ""
        if name and code in used and not wrong:
            wrong = [Problem(table.file, row.line, name, "the name stands in the file twice", "Give each row its own.")]
        used.add(code)
        if payload is None or wrong:
            batch.refuse(table, row, wrong)
        else:
            batch.items.append(Item(fmt, code, ((table, row),), payload, fingerprint(fmt, [row]), 1))


def _counted(items: Sequence[Item]) -> list[Item]:
    """The items with the number of their occurrence: the second row of the same content is the second."""
    so_far: Counter[tuple[str, str]] = Counter()
    result = []
    for item in items:
        so_far[item.fmt, item.fingerprint] += 1
        result.append(replace(item, occurrence=so_far[item.fmt, item.fingerprint]))
    return result
