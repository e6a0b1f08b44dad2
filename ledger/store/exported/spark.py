"""Apache Spark over an export on a cluster's own storage, asked through its Thrift server (HiveServer2's protocol).

The statement is the same as DuckDB's, put into Spark's words. The cluster is trusted with what is in the export: its
files are not hashed from here, but their rows are counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy import Select

from ledger.store.exported.address import ClusterPlace
from ledger.store.exported.answers import Answer, Numbers, Words, kinds_of, text_of
from ledger.store.exported.errors import BeyondBits, DamagedExport, EngineNotInstalled, NoCluster, NoExport
from ledger.store.exported.layout import ABOUT, ROWS
from ledger.store.secrets import Secret

FETCH = 50_000


@dataclass(frozen=True)
class Spark:
    """A Spark cluster and the export in its storage."""

    place: ClusterPlace
    password: Secret | None

    @cached_property
    def _told(self) -> str:
        with _session(self.place, self.password) as cursor:
            return _manifest(cursor)

    def manifest(self) -> str:
        """What the export says of itself, read once. Raises NoExport and NoCluster."""
        return self._told

    def answers(self, *statements: Select[Any]) -> Iterator[tuple[Answer, ...]]:
        """One answer to each statement, once as many rows as the manifest names are there. See `answers.Engine`."""
        import sqlglot

        with _session(self.place, self.password) as cursor:
            if _manifest(cursor) != self._told:
                raise DamagedExport("another export was put in its place meanwhile")
            if not (expected := json.loads(self._told)["rows"]):
                return
            _view(cursor, self.place, ROWS)
            cursor.execute(f"SELECT CAST(COUNT(*) AS BIGINT) FROM {ROWS}")
            if cursor.fetchall()[0][0] != expected:
                raise DamagedExport("the cluster finds another number of rows than were written")
            made = []
            for statement in statements:
                (text,) = sqlglot.transpile(text_of(statement), read="postgres", write="spark")
                cursor.execute(text)
                made.append(_answer(cursor, kinds_of(statement)))
            yield tuple(made)


def spark(place: ClusterPlace, password: Secret | None) -> Spark:
    """Spark at this place. Raises EngineNotInstalled; nothing is asked yet."""
    _library()
    return Spark(place, password)


@contextmanager
def _session(place: ClusterPlace, password: Secret | None) -> Iterator[Any]:
    """A cursor in a session in which the export's tables have their names."""
    library = _library()
    from impala.error import Error
    from thrift.Thrift import TException

    try:
        connection = library.connect(
            host=place.host,
            port=place.port,
            auth_mechanism=place.auth,
            user=place.user,
            password=None if password is None else password.reveal(),
            kerberos_service_name=place.service,
            use_ssl=not place.is_open,
            ca_cert=None if place.ca is None else str(place.ca),
            verify_cert=not place.is_open,
        )
        with closing(connection), closing(connection.cursor(convert_types=False)) as cursor:
            cursor.set_arraysize(FETCH)
            _view(cursor, place, ABOUT)
            yield cursor
    except (Error, TException, OSError, EOFError) as trouble:
        raise NoCluster(_reason(trouble)) from None


def _view(cursor: Any, place: ClusterPlace, name: str) -> None:
    """Give the files of this part of the export a name that only this session has."""
    cursor.execute(f"CREATE TEMPORARY VIEW {name} USING parquet OPTIONS (path '{place.folder}/{name}')")


def _manifest(cursor: Any) -> str:
    cursor.execute(f"SELECT manifest FROM {ABOUT}")
    rows = cursor.fetchall()
    if len(rows) != 1:
        raise NoExport("its manifest is not there once")
    return str(rows[0][0])


def _answer(cursor: Any, kinds: dict[str, bool]) -> Answer:
    """The rows that the cursor has, batch by batch, as columns."""
    parts: dict[str, list[Numbers]] = {name: [] for name in kinds}
    codes: dict[str, dict[str, int]] = {name: {} for name, is_words in kinds.items() if is_words}
    while (batch := cursor.fetchcbatch()) is not None:
        for name, column in zip(kinds, batch.columns, strict=True):
            is_null = np.array(column.nulls.tolist()[: len(column.values)], dtype=np.bool_)
            if name in codes:
                number = codes[name]
                found = [number.setdefault(word, len(number)) for word in column.values]
                parts[name].append(np.where(is_null, -1, np.array(found, dtype=np.int64)))
            elif is_null.any():
                raise BeyondBits
            else:
                parts[name].append(np.array(column.values, dtype=np.int64))
    joined = {name: np.concatenate([np.zeros(0, dtype=np.int64), *found]) for name, found in parts.items()}
    return Answer(
        {name: joined[name] for name in kinds if name not in codes},
        {name: Words(joined[name], tuple(number)) for name, number in codes.items()},
    )


def _reason(trouble: BaseException) -> str:
    """The kind of trouble: what a server says of it may hold paths and values, so that no word of it is repeated."""
    return type(trouble).__name__


def _library() -> Any:
    try:
        import impala.dbapi
        import sqlglot  # noqa: F401  # puts the statement into Spark's words
    except ImportError as missing:
        raise EngineNotInstalled((missing.name or "impyla").partition(".")[0], "cluster") from None
    return impala.dbapi
