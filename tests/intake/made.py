"""Observations written as small sheets, planned without a book."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from ledger.intake import observations
from ledger.intake.plan import plan
from ledger.intake.planned import Plan
from ledger.intake.table import Table, parse_table

WAGES = ",".join(observations.WAGES)
FLOWS = ",".join(observations.FLOW_COLUMNS)


def wages(*rows: dict[str, str]) -> Table:
    """A wages file with these cells; the needed ones that are not given get a value."""
    filled = [
        {"obs_id": "a", "source_title": "A page", "period_reported": "2012", "sector": "garments"} | row for row in rows
    ]
    return _table("wages.csv", observations.WAGES, filled)


def flows(*rows: dict[str, str]) -> Table:
    """A flows file with these cells."""
    return _table("flows.csv", observations.FLOW_COLUMNS, [{"obs_id": "a", "unit": "per_worker"} | row for row in rows])


def planned(wage: dict[str, str], *lines: dict[str, str]) -> Plan:
    """What one observation becomes. Fails when a cell is wrong."""
    table = wages(wage)
    observation, problems = observations.read_wage_row(table, table.rows[0])
    assert observation is not None, problems
    found = []
    lines_table = flows(*lines)
    for row in lines_table.rows:
        line, problems = observations.read_flow_row(lines_table, row)
        assert line is not None, problems
        found.append(line)
    return plan(replace(observation, flows=tuple(found)))


def gross(best: str = "", low: str = "", high: str = "", currency: str = "USD", per: str = "month") -> dict[str, str]:
    """A wage row with a gross."""
    return {
        "gross_low": low, "gross_best": best, "gross_high": high, "currency": currency, "pay_interval": per,
        "gross_basis": "wage",
    }  # fmt: skip


def amount(flow: str, best: str = "", *, low: str = "", high: str = "", **cells: str) -> dict[str, str]:
    """A flow with an amount."""
    return {
        "flow": flow, "amount_low": low, "amount_best": best, "amount_high": high, "currency": "USD",
        "interval": "month",
    } | cells  # fmt: skip


def percent(
    flow: str, best: str = "", *, low: str = "", high: str = "", of: str = "gross", **cells: str
) -> dict[str, str]:
    """A flow with a percentage."""
    return {
        "flow": flow, "percent_low": low, "percent_best": best, "percent_high": high, "percent_of": of,
        "interval": "month",
    } | cells  # fmt: skip


def lines(made: Plan, entry: int = 0) -> dict[str, tuple[int | None, int | None, int | None]]:
    """An entry's amounts by account: low, best, high in minor units."""
    return {p.account: (p.low, p.best, p.high) for p in made.entries[entry].postings}


def _table(name: str, columns: tuple[str, ...], rows: list[dict[str, str]]) -> Table:
    held = io.StringIO()
    writer = csv.DictWriter(held, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return parse_table(name, held.getvalue().encode())
