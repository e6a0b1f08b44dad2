"""A Spark cluster on this machine's loopback, and exports of any size in the program's own format."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ledger.book.exported.making import files_of
from ledger.book.exported.rows import Part
from ledger.book.exported.states import State
from ledger.store.exported.writing import write_open

MONTHS = 12
YEARS = (2019, 2020, 2021, 2022, 2023)
CORES, MEMORY = 1, "2g"
PATIENCE = 180  # seconds
THRIFT = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"

# Country, sector, currency and a month's pay in minor units; made up.
JOBS = (
    ("CN", "textiles", "CNY", 280_000),
    ("CN", "seafood", "CNY", 260_000),
    ("CN", "restaurants", "USD", 90_000),
    ("RU", "construction", "RUB", 6_200_000),
    ("RU", "logging", "RUB", 5_400_000),
    ("PL", "shipyards", "PLN", 560_000),
    ("KW", "construction", "KWD", 280_000),
    ("QA", "construction", "USD", 75_000),
    ("AE", "restaurants", "USD", 95_000),
    ("MN", "cashmere", "USD", 43_000),
)
ALWAYS = ("employer:wage", "state:plan", "living:food", "worker:hand")
SOMETIMES = ("state:loyalty", "state:dues", "supervisor:cut", "worker:held")


def export(target: Path, entries: int, *, seed: int = 1) -> None:
    """An export in the clear of so many wages: 60 months of each worker, 4 to 7 postings each, balanced."""
    write_open(files_of(_parts(entries, np.random.default_rng(seed)), State(1, 1, "0" * 64)), target)


def _parts(entries: int, draws: np.random.Generator) -> Iterator[Part]:
    workers = max(len(JOBS), entries // (MONTHS * len(YEARS)))
    job = np.arange(workers) % len(JOBS)
    origin = draws.integers(1, max(3, workers // 40), workers)
    has = draws.random((workers, len(SOMETIMES))) < 0.5
    for country in sorted({name for name, *_ in JOBS}):
        mine = np.flatnonzero(np.isin(job, [i for i, each in enumerate(JOBS) if each[0] == country]))
        for year in YEARS:
            yield _part(country, year, mine, job, origin, has, draws)


def _part(country: str, year: int, mine: Any, job: Any, origin: Any, has: Any, draws: np.random.Generator) -> Part:
    worker = np.repeat(mine, MONTHS)
    pay = np.array([each[3] for each in JOBS])[job[worker]]
    gross = (pay * draws.integers(80, 121, len(worker))) // 100
    there = np.concatenate([np.ones((len(worker), len(ALWAYS)), dtype=np.bool_), has[worker]], axis=1)
    accounts = (*ALWAYS, *SOMETIMES)
    amount = np.zeros(there.shape, dtype=np.int64)
    for column, low, high in ((1, 20, 41), (2, 5, 13), (4, 2, 6), (5, 1, 3), (6, 3, 11), (7, 5, 16)):
        amount[:, column] = gross * draws.integers(low, high, len(worker)) // 100
    amount *= there
    amount[:, 0] = -gross
    amount[:, 3] = gross - amount[:, 1:3].sum(axis=1) - amount[:, 4:].sum(axis=1)
    row, which = np.nonzero(there)
    line = np.arange(len(row)) - np.repeat(np.cumsum(there.sum(axis=1)) - there.sum(axis=1), there.sum(axis=1)) + 1
    shape = job[worker] * 16 + has[worker] @ (1 << np.arange(len(SOMETIMES)))  # the job says the currency
    values = amount[row, which]

    def words(options: Any, codes: Any) -> Any:
        return np.array(options, dtype=object)[codes]

    size, of = len(row), worker[row]
    named = {name: [None] * size for name in ("entry", "headcount", "employer", "sending", "verification", "via")}
    bounds = {f"{case}_bound": [None] * size for case in ("low", "best", "high")}
    first, last = np.datetime64(f"{year}-01-01"), np.datetime64(f"{year}-12-31")
    columns: dict[str, Any] = named | bounds
    columns |= {
        "subject": of + 1,
        "origin": origin[of],
        "subject_kind": ["worker"] * size,
        "sector": words([each[1] for each in JOBS], job[of]),
        "basis": ["wage"] * size,
        "per": ["month"] * size,
        "period": [str(year)] * size,
        "earliest": np.full(size, first),
        "latest": np.full(size, last),
        "grade": words(["B2", "B3", "C3"], of % 3),
        "source": ["own-record"] * size,
        "observation": [None] * size,
        "shape": shape[row],
        "line": line,
        "account": words(accounts, which),
        "currency": words([each[2] for each in JOBS], job[of]),
        "mode": words([None, "withheld"], (which == 1).astype(int)),
        "low": values,
        "best": values,
        "high": values,
        "is_rest": np.zeros(size, dtype=np.bool_),
    }
    return Part({"country": country, "year": year}, 0, len(worker), columns)


@dataclass
class Cluster:
    """A master, its workers and the server that takes statements, each a process of its own."""

    port: int
    workers: list[subprocess.Popen[bytes]]

    def address(self, folder: Path) -> str:
        """What `--url` takes."""
        return f"hive2://127.0.0.1:{self.port}{folder}"

    def kill_a_worker(self) -> None:
        """End one worker and what runs under it, as a power cut would."""
        os.killpg(self.workers.pop().pid, signal.SIGKILL)


@contextmanager
def cluster(work: Path) -> Iterator[Cluster]:
    """A standalone master, two workers and a Thrift server, ended again at the end with all that they started."""
    import pyspark

    home = Path(pyspark.__file__).parent
    work.mkdir(parents=True, exist_ok=True)
    environ = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_DAEMON_MEMORY": "512m",
        "SPARK_LOCAL_DIRS": str(work / "local"),
    }

    with ExitStack() as stack:

        def start(name: str, *words: str) -> subprocess.Popen[bytes]:
            log = stack.enter_context((work / f"{name}.log").open("wb"))
            process = subprocess.Popen(words, env=environ, cwd=work, stdout=log, stderr=log, start_new_session=True)
            stack.callback(_end, process)
            return process

        master, server = _free_port(), _free_port()
        settings = work / "spark.conf"
        settings.touch(mode=0o600)
        settings.write_text("".join(f"{name} {value}\n" for name, value in _settings(master, server, work).items()))
        run, deploy = str(home / "bin" / "spark-class"), "org.apache.spark.deploy"
        common = ("--host", "127.0.0.1", "--webui-port", "0", "--properties-file", str(settings))
        start("master", run, f"{deploy}.master.Master", *common, "--port", str(master))
        _wait_for(master)
        size = ("--cores", str(CORES), "--memory", MEMORY)
        workers = []
        for name in ("worker-1", "worker-2"):
            more = (*size, "--work-dir", str(work / name), f"spark://127.0.0.1:{master}")
            workers.append(start(name, run, f"{deploy}.worker.Worker", *common, *more))
        submit = str(home / "bin" / "spark-submit")
        start("server", submit, "--properties-file", str(settings), "--class", THRIFT, "spark-internal")
        _wait_for(server)
        yield Cluster(server, workers)


def _settings(master: int, server: int, work: Path) -> dict[str, str]:
    """What the manual asks of a cluster: encrypted between its machines and where it spills, and nobody else in it."""
    return {
        "spark.master": f"spark://127.0.0.1:{master}",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "2g",
        "spark.executor.memory": "1400m",
        "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": str(work / "warehouse"),
        "spark.sql.shuffle.partitions": "16",
        "spark.sql.thriftServer.incrementalCollect": "true",
        "spark.io.encryption.enabled": "true",
        "spark.authenticate": "true",
        "spark.authenticate.secret": os.urandom(16).hex(),
        "spark.network.crypto.enabled": "true",
        "spark.hadoop.javax.jdo.option.ConnectionURL": "jdbc:derby:memory:metastore;create=true",
        "spark.hadoop.hive.server2.thrift.port": str(server),
        "spark.hadoop.hive.server2.thrift.bind.host": "127.0.0.1",
        "spark.hadoop.hive.server2.authentication": "NOSASL",
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        for how in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, how)
                process.wait(20)
            except (subprocess.TimeoutExpired, ProcessLookupError):
                continue


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise TimeoutError(f"nothing answers at port {port}")
