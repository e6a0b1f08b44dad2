"""The two data formats: JSON and CSV, with line ends, escapes and shares the same everywhere."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from ledger.measure.shares import Interval
from ledger.publish.visible import visible_json
from ledger.values.percent import percent_text


def json_text(data: dict[str, Any]) -> str:
    """The data as JSON, two spaces deep, letters of every script as they are, hidden characters escaped."""
    return visible_json(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)) + "\n"


def csv_text(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The rows under a head, None as an empty cell. Text from data must have been through `visible.cell`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(["" if value is None else value for value in row] for row in rows)
    return out.getvalue()


def interval_data(interval: Interval | None) -> dict[str, str | None] | None:
    """The two ends in percent, None where an end is not known; None for a share of which no line is stated."""
    return None if interval is None else {"low": share_data(interval.low), "high": share_data(interval.high)}


def share_data(share: Fraction | None) -> str | None:
    """The share in percent, None where it is not known."""
    return None if share is None else percent_text(share)
