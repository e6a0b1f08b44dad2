"""An export as files: the parts in Parquet, and after them what tells of it, with the hash of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from ledger.book.exported.rows import Part, parts
from ledger.book.exported.states import State
from ledger.book.exported.table import FIELDS, FORMAT, ORDER, PARTITIONS
from ledger.store.exported.layout import ABOUT, MANIFEST, README, part_path
from ledger.store.exported.parquet import encoded
from ledger.values.money import exponent


def exported(session: Session, state: State, random: Random) -> Iterator[tuple[str, bytes]]:
    """The files of an export of the book as it is, by path: parts, about, README and last the manifest."""
    return files_of(parts(session, random), state)


def files_of(made: Iterable[Part], state: State) -> Iterator[tuple[str, bytes]]:
    """The files of an export of these parts."""
    rows, entries, currencies, named = 0, 0, set[str](), list[dict[str, Any]]()
    kinds = {f.title: f.kind for f in FIELDS}

    def noted(path: str, content: bytes) -> tuple[str, bytes]:
        named.append({"path": path, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)})
        return path, content

    for part in made:
        rows, entries = rows + len(part.columns["line"]), entries + part.entries
        currencies |= set(part.columns["currency"])
        yield noted(part_path(part.partition, part.number), encoded(part.columns, kinds, order=ORDER))
    told = {
        "format": FORMAT,
        "book": asdict(state),
        "rows": rows,
        "entries": entries,
        "exponents": {code: exponent(code) for code in sorted(currencies)},
    }
    yield noted(f"{ABOUT}/part-0.parquet", encoded({"manifest": [_json(told)]}, {"manifest": "text"}))
    yield noted(README, _readme(told).encode())
    yield MANIFEST, _json(told | {"files": named}).encode()


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _readme(told: dict[str, Any]) -> str:
    """What the folder is, for whoever finds it."""
    width = max(len(f.title) for f in (*FIELDS, *PARTITIONS))
    lines = [f"    {f.title:<{width}}  {f.kind:<5}  {f.means}" for f in (*PARTITIONS, *FIELDS)]
    exponents = ", ".join(f"{code} {places}" for code, places in told["exponents"].items()) or "none"
    return README_TEXT.format(
        rows=told["rows"],
        entries=told["entries"],
        format=told["format"],
        columns="\n".join(lines),
        exponents=exponents,
        size=told["book"]["log_size"],
        root=told["book"]["log_root"],
    )


README_TEXT = """\
# Postings of a wage ledger

This holds what single people earned and what was taken of it. They agreed that
it is counted among others, and to nothing else. Do not publish it, do not hand
it on, do not look anybody up in it. Delete it when the reports are made. The
program `wage-ledger` makes reports of it that say only what may be said:

    wage-ledger report skim --engine duckdb --url FOLDER
    wage-ledger report skim --engine spark --url hive2://HOST:PORT/FOLDER

A report is made only with the book at hand, as it was at the export.

- format: {format}
- entries: {entries}, in {rows} rows
- log of the book at the export: {size} leaves, root
  {root}
- `manifest.json` has the SHA-256 of each file

`postings/` is one table in Parquet, one row a posting, in folders by country
and year (Hive partitions). An entry's postings add up to zero in each currency
and case. Amounts are integers in the currency's minor unit: 12.50 USD is 1250.
Decimal places of the currencies here: {exponents}.
Null is not zero: it is what nobody stated, or a line that is named and not
priced.

{columns}
"""
