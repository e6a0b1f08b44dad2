"""Columns as the bytes of a Parquet file. The library is loaded when the first file is made or read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Literal

from ledger.store.exported.errors import BeyondBits, DamagedExport, EngineNotInstalled

Kind = Literal["int64", "int32", "text", "date", "bool"]


def expect_installed() -> None:
    """Raise EngineNotInstalled where Parquet cannot be written."""
    _arrow()


def encoded(columns: Mapping[str, Sequence[Any]], kinds: Mapping[str, Kind], *, order: Sequence[str] = ()) -> bytes:
    """The columns as one Parquet file, sorted by `order`; None is a null. An integer that does not fit is an error."""
    pa, pq = _arrow()
    types = {
        "int64": pa.int64(),
        "int32": pa.int32(),
        "text": pa.string(),
        "date": pa.date32(),
        "bool": pa.bool_(),
    }
    schema = pa.schema([(name, types[kind]) for name, kind in kinds.items()])
    made = pa.table([pa.array(columns[name], schema.field(name).type) for name in kinds], schema=schema)
    if order:
        made = made.sort_by([(name, "ascending") for name in order])
    out = BytesIO()
    pq.write_table(made, out, compression="zstd")
    return out.getvalue()


def decoded(content: bytes, more: Mapping[str, str | int | None]) -> Any:
    """The file as an Arrow table, with these columns of one value each beside its own."""
    pa, pq = _arrow()
    try:
        made = pq.read_table(BytesIO(content))
    except (pa.ArrowInvalid, OSError):
        raise DamagedExport("a part is no Parquet") from None
    for name, value in more.items():
        kind = pa.int32() if name == "year" else pa.string()
        made = made.append_column(name, pa.repeat(pa.scalar(value, kind), made.num_rows))
    return made


def numbers_of(column: Any) -> Any:
    """The column as 64-bit integers of numpy. Raises BeyondBits for a number that does not fit or is missing."""
    pa, _ = _arrow()
    if column.null_count:
        raise BeyondBits
    try:
        return column.cast(pa.int64()).to_numpy()
    except pa.ArrowInvalid:
        raise BeyondBits from None


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise EngineNotInstalled("pyarrow", "analytics") from None
    return pyarrow, pyarrow.parquet
