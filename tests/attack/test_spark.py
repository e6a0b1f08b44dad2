"""Spark for real: a master, two workers and a Thrift server on loopback, of which one worker is killed in the middle.

`make cluster-test` installs Spark into an environment of its own and runs this; it needs Java 17 or newer, 8 GB of
memory and some minutes. WAGE_LEDGER_CLUSTER_ENTRIES says how many entries the large export has.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.__main__ import run
from ledger.book.exported.cells import added_up
from ledger.book.exported.states import Manifest
from ledger.book.exported.table import keys_for, sums
from ledger.book.session import Session as Book
from ledger.book.session import Visit, reading
from ledger.book.terms import OfWorkers
from ledger.publish.asked import Asked
from ledger.publish.disclose import skim
from ledger.publish.skim_data import skim_json
from ledger.store.exported.address import parse_cluster
from ledger.store.exported.answers import Engine
from ledger.store.exported.duck import duckdb
from ledger.store.exported.errors import DamagedExport, NoCluster
from ledger.store.exported.spark import spark
from ledger.store.folder import create_folder, unlock
from ledger.store.opening import opened
from ledger.store.where import FolderPlace
from tests.attack import clusters
from tests.attack.clusters import Cluster
from tests.store.exporting import AGREES, write_book

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(3600)]
ENTRIES = int(os.environ.get("WAGE_LEDGER_CLUSTER_ENTRIES", "1000000"))
BY = ("country", "sector", "year")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with clusters.cluster(tmp_path_factory.mktemp("cluster")) as started:
        yield started


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, identity_file: Path, recipient: str) -> Path:
    """A book with its export in the clear beside it."""
    path = tmp_path_factory.mktemp("exported") / "book"
    create_folder(path, None, [recipient])
    with opened(FolderPlace(path), unlock(path, identity=identity_file)) as engine:
        write_book(engine)
    command = ["--book", str(path), "--identity-file", str(identity_file), "export", "parquet"]
    assert run([*command, "-o", str(path.with_name("export")), "--in-the-clear"]) == 0
    return path


@pytest.mark.parametrize(
    "words",
    [
        ("skim",),
        ("skim", "--by", "country,sector,year"),
        ("skim", "--by", "employer,currency"),
        ("skim", "--country", "KW", "-b", "2019-02", "-e", "2020-06"),
        ("flow", "--by", "subject,mode"),
    ],
)
def test_spark_gives_the_books_own_figures(
    cluster: Cluster, book: Path, identity_file: Path, words: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    told = []
    export = book.with_name("export")
    asked = ["--book", str(book), "--identity-file", str(identity_file), "report", *words, "-O", "json"]
    places = {"duckdb": str(export), "spark": cluster.address(export)}
    for engine in ((), *(("--engine", name, "--url", place) for name, place in places.items())):
        capfd.readouterr()
        assert run([*asked, *engine]) == 0
        told.append(capfd.readouterr().out)
    assert told[0] == told[1] == told[2]


def test_a_worker_who_withdraws_is_told_of_no_more(
    cluster: Cluster, book: Path, identity_file: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(book, tmp_path / "book")
    typed = ["--book", str(tmp_path / "book"), "--identity-file", str(identity_file)]
    assert run([*typed, "consent", "withdraw", AGREES]) == 0
    capfd.readouterr()
    place = cluster.address(book.with_name("export"))
    assert run([*typed, "report", "skim", "--engine", "spark", "--url", place]) == 1
    said = capfd.readouterr()
    assert said.out == ""
    assert "export again" in said.err


def test_rows_that_are_missing_are_found(cluster: Cluster, book: Path, tmp_path: Path) -> None:
    shutil.copytree(book.with_name("export"), tmp_path / "export")
    next((tmp_path / "export" / "postings").rglob("*.parquet")).unlink()
    engine = spark(parse_cluster(cluster.address(tmp_path / "export")), None)
    with pytest.raises(DamagedExport):
        list(engine.answers(sums(keys_for((), weight="origins"))))


def test_what_cannot_be_reached_is_not_repeated(cluster: Cluster, tmp_path: Path) -> None:
    for address in (cluster.address(tmp_path / "nothing-here"), "hive2://127.0.0.1:1/nothing-here"):
        with pytest.raises(NoCluster) as refused:
            spark(parse_cluster(address), None).manifest()
        assert "nothing-here" not in f"{refused.value}{refused.value.advice}"


@pytest.fixture
def no_book(book: Path, identity_file: Path) -> Iterator[Book]:
    with opened(FolderPlace(book), unlock(book, identity=identity_file)) as engine, reading(engine, Visit()) as found:
        yield found


def told(book: Book, engine: Engine) -> str:
    """The report on a whole export, whichever book is open."""
    manifest = Manifest.read(engine.manifest())
    keys, asked = keys_for(BY, weight="origins"), Asked(by=BY)
    cells = added_up(book, engine, sums(keys), keys, manifest.rows)
    return skim_json(skim(cells, [], asked, of_workers=OfWorkers(manifest.entries, manifest.entries, 0, 0)), asked)


def test_a_large_export_gives_equal_figures_and_a_killed_worker_changes_none(
    cluster: Cluster, no_book: Book, tmp_path: Path
) -> None:
    clusters.export(tmp_path / "large", ENTRIES)
    expected = told(no_book, duckdb(tmp_path / "large", None))
    engine = spark(parse_cluster(cluster.address(tmp_path / "large")), None)
    begun = time.monotonic()
    assert told(no_book, engine) == expected
    killing = threading.Timer((time.monotonic() - begun) / 4, cluster.kill_a_worker)
    killing.start()
    assert told(no_book, engine) == expected
    killing.join()
    assert len(cluster.workers) == 1  # it was killed, and the figures came after
