"""Parquet, DuckDB and the way to a cluster by themselves: what is damaged, cut or foreign, and what DuckDB may do."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pyrage
import pytest
from sqlalchemy import BigInteger, Column, Integer, MetaData, Select, Table, Text, func, select

from ledger.store.bundle import write_bundle
from ledger.store.exported import duck
from ledger.store.exported.address import ClusterPlace, parse_cluster
from ledger.store.exported.answers import text_of
from ledger.store.exported.duck import duckdb
from ledger.store.exported.errors import (
    BadAddress,
    BeyondBits,
    DamagedExport,
    EngineNotInstalled,
    ExportLocked,
    ExportThere,
    NoExport,
    NotExported,
    OpenLine,
    OutOfMemory,
    SecretInAddress,
)
from ledger.store.exported.layout import MANIFEST, part_path, partition_of
from ledger.store.exported.parquet import Kind, encoded
from ledger.store.exported.spark import spark
from ledger.store.exported.writing import write_open, write_sealed
from ledger.values.errors import LedgerError

KINDS: dict[str, Kind] = {"word": "text", "amount": "int64"}
ROWS = Table("postings", MetaData(), Column("country", Text), Column("word", Text), Column("amount", BigInteger))
SUMS = select(ROWS.c.country, ROWS.c.word, func.sum(ROWS.c.amount).label("amount")).group_by("country", "word")


def parts(**amounts: list[int | None]) -> Iterator[tuple[str, bytes]]:
    """A partition for each country: its amounts under the word `a`, and one of 1 under no word."""
    named = []
    for country, values in amounts.items():
        path = part_path({"country": country, "year": 2016}, 0)
        content = encoded({"word": ["a"] * len(values) + [None], "amount": [*values, 1]}, KINDS)
        named.append({"path": path, "sha256": sha256(content).hexdigest()})
        yield path, content
    yield MANIFEST, json.dumps({"files": named}).encode()


def summed(
    place: Path, identity: Path | None = None, statement: Select[Any] = SUMS
) -> dict[tuple[str, str | None], int]:
    found = {}
    for (answer,) in duckdb(place, identity).answers(statement):
        country, word = answer.words["country"], answer.words["word"]
        for i, amount in enumerate(answer.numbers["amount"].tolist()):
            pair = tuple(None if w.codes[i] < 0 else w.words[w.codes[i]] for w in (country, word))
            found[pair] = amount
    return found


EXPECTED = {("KW", "a"): 5, ("KW", None): 1, ("QA", "a"): 7, ("QA", None): 1}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_open(parts(KW=[2, 3], QA=[7]), tmp_path / "export")
    return tmp_path / "export"


@pytest.fixture
def file(tmp_path: Path, recipient: str) -> Path:
    write_sealed(parts(KW=[2, 3], QA=[7]), tmp_path / "export.age", [recipient])
    return tmp_path / "export.age"


def test_a_folder_and_a_file_give_the_same_sums(folder: Path, file: Path, identity_file: Path) -> None:
    assert summed(folder) == EXPECTED
    assert summed(file, identity_file) == EXPECTED


@pytest.mark.parametrize("value", ["KW", None, "a/b=c", "", "ü"])
def test_a_partition_is_read_back_from_its_path(value: str | None) -> None:
    assert partition_of(part_path({"country": value}, 3)) == {"country": value}


def test_the_largest_integers_come_back_as_they_went_in(tmp_path: Path) -> None:
    edges = [2**63 - 1, -(2**63), 2**53 + 1]
    for i, edge in enumerate(edges):
        write_open(parts(KW=[edge]), tmp_path / str(i))
        assert summed(tmp_path / str(i))["KW", "a"] == edge


def test_an_integer_that_does_not_fit_is_not_written() -> None:
    with pytest.raises((OverflowError, ValueError)):
        encoded({"word": ["a"], "amount": [2**63]}, KINDS)


def test_a_sum_beyond_64_bits_is_refused(tmp_path: Path) -> None:
    write_open(parts(KW=[2**63 - 1, 2**63 - 1]), tmp_path / "x")
    with pytest.raises(BeyondBits):
        summed(tmp_path / "x")


def test_a_number_that_is_missing_is_refused(tmp_path: Path) -> None:
    write_open(parts(KW=[None]), tmp_path / "x")
    with pytest.raises(BeyondBits):
        summed(tmp_path / "x")


# Not as it was written


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-40])


def _turned(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


HARM: dict[str, Callable[[Path], object]] = {
    "cut": lambda folder: _cut(next((folder / "postings").rglob("*.parquet"))),
    "changed": lambda folder: _turned(next((folder / "postings").rglob("*.parquet"))),
    "gone": lambda folder: next((folder / "postings").rglob("*.parquet")).unlink(),
    "more": lambda folder: (folder / "postings" / "country=KW" / "more.parquet").write_bytes(b"PAR1"),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_folder_that_was_changed_is_not_read(folder: Path, harm: str) -> None:
    HARM[harm](folder)
    with pytest.raises(DamagedExport):
        summed(folder)


@pytest.mark.parametrize("harm", [_cut, _turned])
def test_a_file_that_was_changed_is_not_read(
    tmp_path: Path, recipient: str, identity_file: Path, harm: Callable[[Path], None]
) -> None:
    file = tmp_path / "x.age"
    write_sealed(parts(KW=list(range(70_000))), file, [recipient])
    harm(file)
    with pytest.raises((DamagedExport, ExportLocked)):
        summed(file, identity_file)


def test_parts_that_were_put_together_anew_are_not_read(tmp_path: Path, recipient: str, identity_file: Path) -> None:
    """Whoever has the public key alone can make a file; but not one whose manifest knows its parts."""
    *made, manifest = parts(KW=[1], QA=[2])
    write_bundle([made[0], manifest], tmp_path / "fewer", [recipient])
    write_bundle(made, tmp_path / "without", [recipient])
    with pytest.raises(DamagedExport):
        summed(tmp_path / "fewer", identity_file)
    with pytest.raises(DamagedExport):
        summed(tmp_path / "without", identity_file)


def test_a_file_opens_with_its_key_alone(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    for identity in (other, None, tmp_path / "nowhere"):
        with pytest.raises(ExportLocked):
            summed(file, identity)


def test_what_is_no_export_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    (tmp_path / "empty").mkdir()
    for name in ("text", "empty", "nowhere"):
        with pytest.raises(NoExport):
            duckdb(tmp_path / name, None).manifest()


# Written whole or not at all


def failing() -> Iterator[tuple[str, bytes]]:
    yield "postings/a.parquet", b"a"
    raise OSError(28, "No space left on device")


def test_an_export_that_fails_leaves_nothing(tmp_path: Path, recipient: str) -> None:
    with pytest.raises(NotExported):
        write_open(failing(), tmp_path / "x")
    with pytest.raises(NotExported):
        write_sealed(failing(), tmp_path / "x", [recipient])
    assert list(tmp_path.iterdir()) == []


def test_an_export_goes_over_nothing(folder: Path, recipient: str) -> None:
    with pytest.raises(ExportThere):
        write_open(parts(KW=[1]), folder)
    with pytest.raises(ExportThere):
        write_sealed(parts(KW=[1]), folder, [recipient])
    assert summed(folder) == EXPECTED


# What DuckDB may do


def test_duckdb_reads_the_export_alone_and_spills_nothing(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.parquet"
    secret.write_bytes(encoded({"word": ["s"], "amount": [1]}, KINDS))
    with duck._connection(allowed=folder / "postings") as connection:
        settings = dict(connection.execute("SELECT name, value FROM duckdb_settings()").fetchall())
        assert settings["temp_directory"] == ""
        assert settings["enable_external_access"] == "false"
        assert settings["autoinstall_known_extensions"] == "false"
        for words in (f"FROM '{secret}'", f"COPY (SELECT 1) TO '{tmp_path}/out.csv'", "SET temp_directory = '/tmp'"):
            with pytest.raises(Exception, match=r"(?i)permission|locked|cannot|disabled"):
                duck._library().DuckDBPyConnection.execute(connection, words)
    assert pq.read_table(secret).num_rows == 1


def test_sums_that_do_not_fit_into_memory_are_refused_and_not_put_on_a_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(duck._SETTINGS, "memory_limit", "24MB")
    write_open(parts(KW=list(range(400_000))), tmp_path / "x")
    each = select(ROWS.c.country, ROWS.c.word, ROWS.c.amount).group_by("country", "word", "amount").order_by("amount")
    with pytest.raises(OutOfMemory):
        summed(tmp_path / "x", statement=each)
    assert os.listdir(tmp_path) == ["x"]


# The way to a cluster


def test_an_address_says_where_and_how() -> None:
    here = parse_cluster("hive2://127.0.0.1:10001/exports/2026%2003")
    assert here == ClusterPlace("127.0.0.1", 10001, "/exports/2026 03", None, "NOSASL", "hive", None, True)
    there = parse_cluster("hive2://ana@spark.example.org/?folder=s3a://bucket/wages&ca=/etc/ca.pem&auth=gssapi")
    assert (there.host, there.port, there.user, there.auth) == ("spark.example.org", 10000, "ana", "GSSAPI")
    assert (there.folder, there.ca, there.is_open) == ("s3a://bucket/wages", Path("/etc/ca.pem"), False)
    assert parse_cluster("hive2://10.0.0.7/x?tls=no").is_open


WRONG: dict[str, type[LedgerError]] = {
    "hive2://ana:secret@127.0.0.1/x": SecretInAddress,
    "hive2://127.0.0.1/x?password=secret": SecretInAddress,
    "hive2://127.0.0.1/x?PWD=secret": SecretInAddress,
    "hive2://spark.example.org/x": OpenLine,
    "hive2://spark.example.org/x?tls=yes": OpenLine,
    "hive2://127.0.0.1": BadAddress,
    "hive2://127.0.0.1/": BadAddress,
    "hive2:///x": BadAddress,
    "hive2://127.0.0.1:port/x": BadAddress,
    "hive2://127.0.0.1/x') AS SELECT (`": BadAddress,
    "hive2://127.0.0.1/x%27": BadAddress,
    "hive2://127.0.0.1/x%0A": BadAddress,
    "hive2://127.0.0.1/x?auth=none": BadAddress,
    "hive2://127.0.0.1/x?tls=maybe": BadAddress,
    "hive2://127.0.0.1/x?other=1": BadAddress,
}


@pytest.mark.parametrize("address", WRONG)
def test_an_address_that_is_wrong_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(WRONG[address]) as refused:
        parse_cluster(address)
    assert "secret" not in f"{refused.value}{refused.value.advice}"


def test_the_package_for_a_cluster_is_named_when_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "impala", None)
    with pytest.raises(EngineNotInstalled) as missing:
        spark(parse_cluster("hive2://127.0.0.1/x"), None)
    assert missing.value.advice == "Run: pip install 'wage-ledger[cluster]'"


def test_the_text_of_a_statement_has_its_values_in_it() -> None:
    numbered = Table("postings", MetaData(), Column("year", Integer), Column("word", Text))
    text = text_of(select(numbered.c.year).where(numbered.c.word == "it's %s"))
    assert "it''s %s" in text
