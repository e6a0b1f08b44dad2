"""The bench compares like with like: every program gets the same rows, and what it answers about them agrees.

How quick anything is, is no test.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from ledger.__main__ import run
from tests.bench import contests, formats, goals, told, workload
from tests.bench.__main__ import asked_sizes
from tests.bench.alone import agree, raw_sqlite
from tests.bench.books import done
from tests.bench.contest import Contender, Contest, Result, held, with_ratios
from tests.bench.machine import ROOT, Peers, machine
from tests.bench.running import Run, measured

ENTRIES = 240
Sums = Counter[tuple[str, str]]  # in minor units, by account and currency


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workload in every format, and in the standard library's SQLite."""
    folder = tmp_path_factory.mktemp("workload")
    formats.write(ENTRIES, folder, formats.FORMATS)
    raw_sqlite.main(folder / "sheet.csv", folder / "raw.db")
    return folder


def minor(amount: str) -> int:
    return int(amount.replace(".", ""))


def wanted() -> Sums:
    found: Sums = Counter()
    for wage in workload.wages(ENTRIES):
        for place, amount in workload.postings(wage):
            found[workload.ACCOUNTS[place], workload.JOBS[wage.job].currency] += amount
    return found


def of_journal(file: Path) -> Sums:
    """What the postings of a journal sum to."""
    found: Sums = Counter()
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            account, amount, currency = line.split()
            name = workload.ACCOUNTS[workload.NAMES.index(account.rpartition(":")[2])]
            found[name, currency] += minor(amount)
    return found


def of_long(file: Path) -> Sums:
    found: Sums = Counter()
    for line in file.read_text(encoding="utf-8").splitlines()[1:]:
        *_, currency, account, amount = line.split(",")
        found[account, currency] += int(amount)
    return found


def of_rows(folder: Path) -> Sums:
    """What the two files for COPY sum to."""
    lines = (line.split(",") for line in (folder / "entry.csv").read_text().splitlines())
    currency = {number: workload.JOBS[int(job)].currency for number, _, job, _ in lines}
    found: Sums = Counter()
    for line in (folder / "posting.csv").read_text().splitlines():
        entry, place, amount = line.split(",")
        found[workload.ACCOUNTS[int(place)], currency[entry]] += int(amount)
    return found


def of_sqlite(file: Path) -> Sums:
    rows = asked(
        file,
        """SELECT account, currency, sum(minor) FROM posting JOIN entry ON entry.id = entry JOIN job ON job.id = job
           GROUP BY account, currency""",
    )
    return Counter({(workload.ACCOUNTS[place], currency): amount for place, currency, amount in rows})


def asked(file: Path, query: str, *values: str) -> list[Any]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("entries", [1, ENTRIES, 12_000])
def test_entries_balance_and_are_the_same_each_time(entries):
    once, again = list(workload.wages(entries)), list(workload.wages(entries))
    assert once == again
    assert len(once) == entries
    for wage in once:
        its = list(workload.postings(wage))
        assert 5 <= len(its) <= 7
        assert sum(amount for _, amount in its) == 0
        assert all(amount > 0 for place, amount in its if place)


@pytest.mark.parametrize("entries", [ENTRIES, 10_000, 100_000, 10_000_000])
def test_every_job_has_enough_workers_to_be_told_of(entries):
    workers, jobs = workload.workers_of(entries), workload.jobs_of(entries)
    assert workers // jobs >= 12
    assert -(-entries // workers) <= workload.MONTHS
    assert jobs == len(workload.JOBS) or workers < 12 * (jobs + 1)


def test_everybody_on_a_job_pays_the_same_levies_in_a_month():
    found: dict[tuple[int, int], set[tuple[bool, ...]]] = {}
    for wage in islice(workload.wages(12_000), 6_000):
        found.setdefault((wage.job, wage.month), set()).add(tuple(amount > 0 for amount in wage.amounts))
    assert {len(lines) for lines in found.values()} == {1}
    assert len({next(iter(lines)) for lines in found.values()}) > 5


def test_every_format_tells_the_same_sums(files):
    sums = wanted()
    assert len(sums) == len(workload.ACCOUNTS)
    for name in ("wages.journal", "wages.ledger", "wages.beancount"):
        assert of_journal(files / name) == sums, name
    assert of_long(files / "long.csv") == sums
    assert of_rows(files) == sums
    assert of_sqlite(files / "raw.db") == sums


def test_the_book_tells_of_the_sheet_what_raw_sqlite_tells(files, folder, identity_file, tmp_path, capfd, monkeypatch):
    """A worker's own sums, and the medians over all of them, to the last digit that is printed."""
    for variable in ("WAGE_LEDGER_BOOK", "WAGE_LEDGER_PASSPHRASE", "WAGE_LEDGER_IDENTITY_FILE"):
        monkeypatch.delenv(variable, raising=False)

    def said(*words: str) -> Any:
        capfd.readouterr()
        code = run(["--book", str(folder), "--identity-file", str(identity_file), *words, "-O", "json"])
        out, err = capfd.readouterr()
        assert code == 0, err
        return json.loads(out)

    imported = said("import", str(files / "sheet.csv"))
    assert imported["entries"] == ENTRIES
    (tmp_path / "imported.json").write_text(json.dumps(imported))
    agree.main(folder, identity_file, tmp_path / "imported.json")

    label, worker = next(iter(imported["workers"].items()))  # who agreed to a statement
    (told_of,) = said("statement", worker)["in_all"]
    its = {line["account"]: line["amounts"] for line in told_of["taken_lines"]}
    its |= {"employer:wage": told_of["earned"], "worker:hand": told_of["paid"], "worker:held": told_of["held"]}
    rows = asked(
        files / "raw.db",
        """SELECT account, abs(sum(minor)) FROM posting JOIN entry ON entry.id = entry
           JOIN worker ON worker.id = worker WHERE label = ? GROUP BY account""",
        f"new:{label}",
    )
    assert {account: minor(amounts["best"]["amount"]) for account, amounts in its.items()} == {
        workload.ACCOUNTS[place]: amount for place, amount in rows
    }

    report = said("report", "skim", "--by", "country,sector,year")
    groups = {tuple(group["key"].values()): group for group in report["groups"]}
    by_hand = medians(files / "raw.db")
    assert {key: group["workers"] for key, group in groups.items()} == dict.fromkeys(by_hand, 12)
    for key, shares in by_hand.items():
        for measure, share in shares.items():
            printed = groups[key]["shares"][measure]["median"]
            assert printed["low"] == printed["high"]
            assert abs(Fraction(printed["low"]) - 100 * share) <= Fraction(1, 200), (key, measure)


def medians(file: Path) -> dict[tuple[str, str, str], dict[str, Fraction]]:
    """The middle worker's shares by country, sector and year, from the sums of their years."""
    sums: dict[tuple[str, str, str], dict[int, Counter[str]]] = {}
    rows = asked(
        file,
        """SELECT country, sector, substr(period, 1, 4), worker, account, sum(minor) FROM posting
           JOIN entry ON entry.id = entry JOIN job ON job.id = job GROUP BY 1, 2, 3, 4, 5""",
    )
    for country, sector, year, worker, place, amount in rows:
        its = sums.setdefault((country, sector, year), {}).setdefault(worker, Counter())
        its[workload.ACCOUNTS[place].partition(":")[0]] += amount if place != workload.COLUMNS.index("hand") else 0
        its["hand"] += amount if place == workload.COLUMNS.index("hand") else 0
    return {
        key: {
            "state": median(Fraction(each["state"], -each["employer"]) for each in its.values()),
            "all": median(
                Fraction(each["state"] + each["supervisor"] + each["living"], -each["employer"])
                for each in its.values()
            ),
            "not-in-hand": median(1 - Fraction(each["hand"], -each["employer"]) for each in its.values()),
        }
        for key, its in sums.items()
    }


def process(text: str, tmp_path: Path, limit: float = 60) -> Run:
    return measured([sys.executable, "-c", text], limit=limit, output=tmp_path / "out", env={}, folder=tmp_path)


def test_a_process_is_measured_from_outside(tmp_path):
    """From one as small as the bench's own: see running."""
    text = """
import sys
from pathlib import Path
from tests.bench.running import measured

for text in ("print('x')", "held = bytearray(b'x') * 100_000_000; sum(range(3_000_000))"):
    run = measured([sys.executable, "-c", text], limit=60, output=Path(sys.argv[1]), env={}, folder=Path.cwd())
    print(run.failure, run.cpu, run.peak)
"""
    command = [sys.executable, "-c", text, str(tmp_path / "out")]
    said = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    small, large = (line.split() for line in said.splitlines())
    assert small[0] == large[0] == "None"
    assert float(small[1]) < float(large[1])
    assert int(small[2]) < 50_000 < 97_000 < int(large[2])


def test_the_bench_is_small_itself():
    """What it starts begins with the bench's own peak."""
    loaded = "import sys, tests.bench.__main__; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    assert {"numpy", "sqlalchemy", "typer", "ledger"}.isdisjoint(said.stdout.split())


def test_a_process_that_fails_or_takes_too_long_says_so(tmp_path):
    assert process("raise SystemExit(3)", tmp_path).failure == "ended with 3"
    late = process("import time; time.sleep(60)", tmp_path, limit=0.3)
    assert late.failure == "stopped after 0 s"
    assert late.wall < 30


def writes(name: str, file: Path, code: int = 0) -> Contender:
    text = f"open({str(file)!r}, 'a').write({name!r}); raise SystemExit({code})"
    return Contender(name, (sys.executable, "-c", text), is_ours=name == "a")


def test_contenders_take_turns_and_who_fails_is_not_run_again(tmp_path):
    file = tmp_path / "turns"
    never = Contender("d", ("false",), missing="not on this machine")
    contest = Contest("turns", (writes("a", file), writes("b", file), writes("c", file, 1), never), 2)
    a, b, c, d = held(contest)
    assert file.read_text() == "abcab"
    assert (len(a.runs), len(b.runs), len(c.runs)) == (2, 2, 1)
    assert a.ratio is None
    assert b.ratio == pytest.approx(a.wall / b.wall)
    assert b.cpu_ratio == pytest.approx(a.cpu / b.cpu)
    assert (c.says, d.says) == ("ended with 1", "not on this machine")
    assert c.wall is c.ratio is d.wall is None


def test_who_holds_the_whole_journal_is_not_run_where_it_cannot_be_held():
    around = Peers(dict.fromkeys(("hledger", "beancount", "beanquery", "duckdb"), "there"), {})
    large, absent = "too little memory here", "not on this machine"
    assert contests.missing_at(1_000_000, around, 8_000_000) == {"hledger": large, "ledger": absent}
    assert contests.missing_at(10_000_000, around, 8_000_000) == {
        "hledger": large, "beancount": large, "beanquery": large, "ledger": absent,
    }  # fmt: skip


def test_who_cannot_be_made_ready_is_told_and_the_others_are_run(tmp_path, capfd):
    def unready() -> None:
        done(sys.executable, "-c", "raise SystemExit('no such table')")

    file = tmp_path / "turns"
    never = Contender("b", ("false",), before=unready)
    a, b, c = held(Contest("turns", (writes("a", file), never, writes("c", file)), 2))
    assert file.read_text() == "acac"
    assert (a.says, b.says, c.says) == (None, "could not be made ready", None)
    assert "no such table" in capfd.readouterr().err


def result(contest: str, name: str, wall: float | None, peak: int = 1000) -> Result:
    runs = () if wall is None else (Run(wall, wall, peak),)
    return Result(contest, name, name == contests.OURS, runs, None if runs else "not on this machine")


def compared(contest: str, ours: float, peak: int = 1000, **others: float | None) -> list[Result]:
    names = {"sqlite": contests.SQLITE, "hledger": contests.HLEDGER_CSV, "ledger": contests.LEDGER}
    found = [result(contest, contests.OURS, ours, peak)]
    return with_ratios(found + [result(contest, names[name], wall) for name, wall in others.items()])


def test_a_goal_is_met_missed_or_not_measured():
    results = compared(contests.IMPORT, 2.0, peak=400_000, sqlite=1.0, hledger=40.0, ledger=None)
    seen = {each.goal.says: (each.found, each.is_met) for each in goals.met(results, 10_000)}
    assert seen == {
        "import: of raw sqlite3's time": (2.0, True),
        "import: the same, the far goal": (2.0, False),
        "import: faster than hledger from CSV": (20.0, True),
        "import: faster than ledger": (None, None),
        "import: memory at most, MB": (pytest.approx(409.6), False),
    }


def test_a_goal_of_one_size_is_not_asked_of_another():
    results = [result(contests.SKIM, name, 1.0) for name in (contests.OURS, contests.DUCKDB, contests.LEDGER)]
    results += [result(contests.SKIM, name, 1.0) for name in (contests.HLEDGER, contests.BEANCOUNT)]
    asked_at = {size: {each.goal.size for each in goals.met(results, size)} for size in (10_000, 100_000)}
    assert asked_at == {10_000: {None}, 100_000: {None, 100_000}}


def test_every_goal_names_a_contest_and_somebody_in_it():
    names = {value for name, value in vars(contests).items() if name.isupper() and isinstance(value, str)}
    for goal in goals.GOALS:
        assert goal.contest in names
        assert bool(goal.against) == (goal.measure in ("ratio", "times"))
        assert goal.against in names | {""}


def test_the_tables_say_what_was_seen_in_eighty_columns(tmp_path):
    results = compared(contests.IMPORT, 12345.678, sqlite=0.5, hledger=98765.4, ledger=None)
    sized = contests.Sized(10_000_000, 60_000_000, 166_667, tuple(results), {"the wage sheet": 1_022_000_000})
    found = told.data(machine(), 1.0, Peers({"hledger": "hledger"}, {"hledger": "1.25"}), [sized], [])
    assert json.loads(json.dumps(found)) == found
    lines = list(told.text(found))
    assert max(map(len, lines)) <= 80
    text = "\n".join(lines)
    assert "10,000,000 entries, 60,000,000 postings, 166,667 workers" in text
    assert "24,691" in text
    assert "not on this machine" in text
    assert [line.split()[-1] for line in lines if "faster than" in line or "far goal" in line] == [
        "missed", "missed", "measured",
    ]  # fmt: skip
    tables = [line for line in told.markdown(found) if line.startswith("|")]
    assert "| raw sqlite3, plain file | 0.50 | 0.50 | 1 | 24,691 | 24,691 |" in tables


def test_the_sizes_are_those_that_were_asked_for(monkeypatch):
    monkeypatch.delenv("BENCH_SIZES", raising=False)
    monkeypatch.delenv("BENCH_FULL", raising=False)
    assert asked_sizes() == [10_000, 100_000, 1_000_000]
    monkeypatch.setenv("BENCH_FULL", "1")
    assert asked_sizes()[-1] == 10_000_000
    monkeypatch.setenv("BENCH_SIZES", "200,300")
    assert asked_sizes() == [200, 300]
    for wrong in ("0", "x", "1;2"):
        monkeypatch.setenv("BENCH_SIZES", wrong)
        with pytest.raises(ValueError):  # noqa: PT011  # whatever int() says of it
            asked_sizes()
