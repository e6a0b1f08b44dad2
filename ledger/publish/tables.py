"""The two data formats: JSON and CSV, with line ends and escapes the same everywhere."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from ledger.publish.visible import visible_json


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
