"""DuckDB over an export on this machine. It reads that and nothing else, and writes nothing to a disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Select

from ledger.store.exported.answers import Answer, Words, kinds_of, text_of
from ledger.store.exported.errors import BeyondBits, DamagedExport, EngineNotInstalled, NoExport, OutOfMemory
from ledger.store.exported.layout import MANIFEST, ROWS, partition_of
from ledger.store.exported.parquet import decoded, numbers_of
from ledger.store.exported.reading import OpenExport, SealedExport, is_sealed

# No spilling to a disk, no other files, no extensions from a network.
_SETTINGS = {
    "temp_directory": "",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "false",
    "python_enable_replacements": "false",  # a table that is not there is an error, and no variable of this program
}


@dataclass(frozen=True)
class DuckDB:
    """DuckDB over a folder, or over a file of `age` part by part."""

    export: OpenExport | SealedExport

    @cached_property
    def _told(self) -> str:
        return self.export.manifest()

    def manifest(self) -> str:
        """What the export says of itself, read once. Raises NoExport."""
        return self._told

    def answers(self, *statements: Select[Any]) -> Iterator[tuple[Answer, ...]]:
        """An answer to each statement for the whole folder, or for each part of the file. See `answers.Engine`."""
        if isinstance(self.export, OpenExport):
            self.export.prove(self._told)
            yield from _of_folder(self.export.path / ROWS, statements)
        else:
            yield from _of_parts(self.export, self._told, statements)


def duckdb(place: Path, identity_file: Path | None) -> DuckDB:
    """DuckDB over what is at this place. Raises EngineNotInstalled and NoExport."""
    _library()
    if place.is_dir():
        return DuckDB(OpenExport(place))
    if is_sealed(place):
        return DuckDB(SealedExport(place, identity_file))
    raise NoExport("it is neither a folder nor an encrypted file")


def _of_folder(rows: Path, statements: Sequence[Select[Any]]) -> Iterator[tuple[Answer, ...]]:
    if not any(rows.rglob("*.parquet")):
        return
    with _connection(allowed=rows) as connection:
        types = "hive_types = {'country': VARCHAR, 'year': INTEGER}"
        connection.execute(
            f"CREATE VIEW {ROWS} AS SELECT * FROM read_parquet(getvariable('files'), hive_partitioning = true, {types})"
        )
        yield tuple(_answer(connection, statement) for statement in statements)


def _of_parts(export: SealedExport, told: str, statements: Sequence[Select[Any]]) -> Iterator[tuple[Answer, ...]]:
    with _connection(allowed=None) as connection:
        for name, content in export.parts():
            if name == MANIFEST and content.decode("utf-8") != told:
                raise DamagedExport("another file was put in its place meanwhile")
            if name.startswith(f"{ROWS}/"):
                values = partition_of(name)
                year = values.get("year")
                more = {"country": values.get("country"), "year": None if year is None else int(year)}
                connection.register(ROWS, decoded(content, more))
                yield tuple(_answer(connection, statement) for statement in statements)
                connection.unregister(ROWS)


@contextmanager
def _connection(allowed: Path | None) -> Iterator[Any]:
    library = _library()
    connection = library.connect(":memory:", config=_SETTINGS)
    try:
        if allowed is not None:
            connection.execute("SET allowed_directories = $1", [[f"{allowed}/"]])
            connection.execute("SET VARIABLE files = $1", [str(allowed / "**" / "*.parquet")])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection
    except library.OutOfMemoryException:
        raise OutOfMemory from None
    except (library.InvalidInputException, library.IOException):
        raise DamagedExport("a file is no Parquet of this kind") from None
    except (library.OutOfRangeException, library.ConversionException):
        raise BeyondBits from None
    finally:
        connection.close()


def _answer(connection: Any, statement: Select[Any]) -> Answer:
    found = connection.sql(text_of(statement)).to_arrow_table()
    numbers, words = {}, {}
    for name, is_words in kinds_of(statement).items():
        column = found.column(name)
        if is_words:
            words[name] = _words(column)
        else:
            numbers[name] = numbers_of(column)
    return Answer(numbers, words)


def _words(column: Any) -> Words:
    coded = column.dictionary_encode().combine_chunks()
    if hasattr(coded, "chunks"):
        coded = coded.chunk(0)
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return Words(codes.astype(np.int64), tuple(coded.dictionary.to_pylist()))


def _library() -> Any:
    try:
        import duckdb
        import pyarrow  # noqa: F401  # DuckDB hands its answers over through it
    except ImportError as missing:
        raise EngineNotInstalled(missing.name or "duckdb", "analytics") from None
    return duckdb
