"""The export and the engines that read it: who is in it, what is in it, that the figures are the book's to the last
digit, and that nothing is told from an export which the book has gone on without."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyrage
import pytest
from sqlalchemy import Engine

from ledger.__main__ import run
from ledger.book.erase import erase
from ledger.book.exported.cells import exported_cells
from ledger.book.exported.errors import BadAnswer, ForeignExport, StaleExport
from ledger.book.exported.making import exported, files_of
from ledger.book.exported.rows import parts
from ledger.book.exported.states import COMMAND, Manifest, begin, state_of
from ledger.book.exported.table import FIELDS, PARTITIONS, keys_for
from ledger.book.outputs import outputs
from ledger.book.post import post
from ledger.book.read import cells, subject_id
from ledger.book.session import Session, Visit, reading, session
from ledger.measure.pools import KEYS, grouped, pools
from ledger.store.exported.duck import duckdb
from ledger.store.exported.writing import write_open
from ledger.store.folder import create_folder, unlock
from ledger.store.opening import opened
from ledger.store.where import FolderPlace
from tests.book.making import agrees
from tests.cli.conftest import Ran, Run
from tests.store.exporting import AGREES, CANARY, PLAIN, REFUSES, line, wage, write_book

COUNTED = "aggregate-statistics"
SENSITIVE = (CANARY, AGREES, REFUSES, "2222-", "ngo-", "kw-site-9")


class Desk:
    """A book, the exports that were made of it, and the command line."""

    def __init__(self, path: Path, identity: Path, public_key: str) -> None:
        self.path, self.identity, self.public_key = path, identity, public_key

    @property
    def book(self) -> Path:
        return self.path / "book"

    @property
    def folder(self) -> Path:
        return self.path / "export"

    @property
    def file(self) -> Path:
        return self.path / "export.tar.age"

    def typed(self, *words: str) -> int:
        return run(["--book", str(self.book), "--identity-file", str(self.identity), *words])

    def export(self) -> None:
        assert self.typed("export", "parquet", "-o", str(self.file), "--public-key", self.public_key) == 0
        assert self.typed("export", "parquet", "-o", str(self.folder), "--in-the-clear") == 0

    def report(self, *words: str, of: Path | None = None) -> str:
        out = self.path / "report.json"
        out.unlink(missing_ok=True)
        with_ = () if of is None else ("--engine", "duckdb", "--url", str(of))
        assert self.typed("report", *words, "-o", str(out), *with_) == 0
        return out.read_text()

    def engine(self) -> Any:
        return opened(FolderPlace(self.book), unlock(self.book, identity=self.identity))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, identity_file: Path, recipient: str) -> Desk:
    """A book with its exports. Nothing is written to it but that it was read."""
    desk = Desk(tmp_path_factory.mktemp("exported"), identity_file, recipient)
    create_folder(desk.book, None, [recipient])
    with desk.engine() as engine:
        write_book(engine)
    desk.export()
    return desk


@pytest.fixture
def desk(whole: Desk, tmp_path: Path) -> Desk:
    """The same to be written to."""
    shutil.copytree(whole.path, tmp_path / "desk")
    return Desk(tmp_path / "desk", whole.identity, whole.public_key)


def table_of(folder: Path) -> pa.Table:
    return pq.read_table(folder / "postings", partitioning="hive")


def parts_in(file: Path, identity: Path) -> dict[str, bytes]:
    """What is inside an encrypted export, by another way than the program's own."""
    keys = [pyrage.x25519.Identity.from_str(identity.read_text().strip())]
    with tarfile.open(fileobj=BytesIO(pyrage.decrypt(file.read_bytes(), keys))) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar}  # type: ignore[union-attr]


# Who is in it, and what


def test_the_columns_are_those_that_the_manual_of_the_export_names(whole: Desk) -> None:
    types = {"int64": pa.int64(), "int32": pa.int32(), "text": pa.string(), "date": pa.date32(), "bool": pa.bool_()}
    for file in (whole.folder / "postings").rglob("*.parquet"):
        schema = pq.read_schema(file)
        assert {f.name: f.type for f in schema} == {f.title: types[f.kind] for f in FIELDS}
    readme = (whole.folder / "README.md").read_text()
    for each in (*FIELDS, *PARTITIONS):
        assert f"    {each.title} " in readme
    steps = {
        file.relative_to(whole.folder).parent.as_posix() for file in (whole.folder / "postings").rglob("*.parquet")
    }
    assert "postings/country=KW/year=2019" in steps
    assert "postings/country=__HIVE_DEFAULT_PARTITION__/year=2010" in steps
    assert "postings/country=CN/year=__HIVE_DEFAULT_PARTITION__" in steps


def test_workers_who_did_not_agree_are_not_in_it(whole: Desk) -> None:
    found = table_of(whole.folder)
    assert "RU" not in set(found["country"].to_pylist())
    workers = found.filter(pc.equal(found["subject_kind"], "worker"))
    assert len(set(workers["subject"].to_pylist())) == 23


def test_nothing_that_somebody_wrote_is_in_it(whole: Desk) -> None:
    inside = parts_in(whole.file, whole.identity)
    for name, content in inside.items():
        assert not [word for word in SENSITIVE if word.encode() in content], name
        if name.startswith("postings/"):
            columns = pq.read_table(BytesIO(content)).to_pydict()
            said = {str(value) for values in columns.values() for value in values}
            assert not [word for word in SENSITIVE if any(word in value for value in said)], name


def test_workers_have_numbers_that_are_drawn_anew_and_no_entries(whole: Desk) -> None:
    inside = parts_in(whole.file, whole.identity)
    first, second = table_of(whole.folder), None
    tables = [pq.read_table(BytesIO(inside[name])) for name in sorted(inside) if name.startswith("postings/")]
    second = pa.concat_tables(tables)
    for found in (first, second):
        workers = found.filter(pc.equal(found["subject_kind"], "worker"))
        assert set(workers["entry"].to_pylist()) == {None}
        assert {len(p) for p in workers["period"].to_pylist()} <= {4, 9}  # a year, or two
        assert set(workers["earliest"].cast(pa.string()).to_pylist()) <= {f"{y}-01-01" for y in (2018, 2019, 2020)}
    numbered = [
        sorted(zip(f["subject"].to_pylist(), map(str, f["employer"].to_pylist()), strict=True)) for f in (first, second)
    ]
    origins = [
        sorted(zip(f["origin"].to_pylist(), map(str, f["via"].to_pylist()), strict=True)) for f in (first, second)
    ]
    assert numbered[0] != numbered[1] or origins[0] != origins[1]


def test_amounts_are_whole_and_balance_and_unknown_is_null(whole: Desk) -> None:
    found = table_of(whole.folder)
    manifest = json.loads((whole.folder / "manifest.json").read_text())
    assert manifest["rows"] == found.num_rows
    assert manifest["exponents"] == {"CNY": 2, "KWD": 3, "USD": 2}
    for case in ("low", "best", "high"):
        sums = found.group_by("currency").aggregate([(case, "sum")])
        assert set(sums[f"{case}_sum"].to_pylist()) <= {0, None}
    food = found.filter(pc.equal(found["account"], "living:food"))
    assert food.num_rows == 6
    assert {v for case in ("low", "best", "high") for v in food[case].to_pylist()} == {None}
    ranged = found.filter(pc.equal(found["low_bound"], "at_least"))
    assert set(zip(ranged["low"].to_pylist(), ranged["best"].to_pylist(), strict=True)) == {(-830, None)}


def test_what_was_taken_back_is_not_in_it(whole: Desk) -> None:
    found = table_of(whole.folder)
    of_2018 = found.filter(pc.equal(found["year"], 2018))
    assert sorted(set(of_2018["basis"].to_pylist())) == ["promised", "wage"]
    assert of_2018.num_rows == 3 + 5


def test_the_file_opens_with_the_key_alone_and_matches_its_manifest(whole: Desk) -> None:
    inside = parts_in(whole.file, whole.identity)
    manifest = json.loads(inside.pop("manifest.json"))
    assert {f["path"]: f["sha256"] for f in manifest["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in inside.items()
    }
    assert whole.file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(whole.file.read_bytes(), [pyrage.x25519.Identity.generate()])


def test_nothing_is_left_on_the_disk_in_the_clear(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = desk.path / "tmp"
    temporary.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.chdir(temporary)
    shutil.rmtree(desk.folder)
    desk.file.unlink()
    assert desk.typed("export", "parquet", "-o", str(desk.file), "--public-key", desk.public_key) == 0
    desk.report("skim", "--by", "country", of=desk.file)
    needles = (b"PAR1", b"employer:wage", b"construction")
    files = [f for f in desk.path.rglob("*") if f.is_file()]
    assert desk.file in files
    assert [f.name for f in files if f.name != "report.json" and any(n in f.read_bytes() for n in needles)] == []
    assert list(temporary.iterdir()) == []


def test_an_export_of_nothing_is_refused_and_not_on_record(sealed: Run, recipient: str, tmp_path: Path) -> None:
    done = sealed("export", "parquet", "-o", str(tmp_path / "x"), "--public-key", recipient)
    assert (done.code, done.out) == (1, "")
    assert "nothing was written" in done.err
    assert COMMAND not in sealed("log", "reads").out


# Equal figures


@pytest.mark.parametrize("words", [(), ("--by", "country,sector,year"), ("--by", "subject", "--bounds", "outer")])
def test_the_figures_are_the_books_own(whole: Desk, words: tuple[str, ...]) -> None:
    own = whole.report("skim", *words)
    assert whole.report("skim", *words, of=whole.folder) == own
    assert whole.report("skim", *words, of=whole.file) == own


def test_workers_are_among_those_told(whole: Desk) -> None:
    """Else the test above would compare published figures alone."""
    told = json.loads(whole.report("skim", of=whole.folder))
    assert told["left_out"]["worker_entries"] == 8


def test_the_flow_and_a_part_of_the_book_are_equal_too(whole: Desk) -> None:
    for words in (("flow", "--by", "year"), ("skim", "--country", "KW"), ("skim", "-b", "2019-02", "-e", "2020")):
        assert whole.report(*words, of=whole.folder) == whole.report(*words)


GROUPS = [(), *((key,) for key in KEYS), ("country", "year", "mode"), ("employer", "currency")]


@pytest.mark.parametrize(("weight", "groups"), [("origins", GROUPS), ("workers", GROUPS[-2:])])
def test_every_pool_is_equal_before_anything_is_left_out(
    whole: Desk, weight: str, groups: list[tuple[str, ...]]
) -> None:
    """Of workers too, of whom the reports tell little: each group and all of its figures."""
    with whole.engine() as engine, reading(engine, Visit(scope=COUNTED)) as book:
        own = cells(book)
        for by in groups:
            theirs = exported_cells(book, duckdb(whole.folder, None), keys_for(by, weight=weight))
            made = [pools(grouped(found, by), by=by, weight=weight) for found in (own, theirs)]
            assert made[0] == made[1], by
            assert made[0][0].entries > 80


def test_a_book_on_either_engine_is_exported_alike(engine: Engine, tmp_path: Path) -> None:
    write_book(engine)
    with session(engine, Visit(scope=COUNTED, command=COMMAND)) as book:
        begun = begin(book)
        book.commit()
    by = ("country", "year")
    with reading(engine, Visit(scope=COUNTED)) as book:
        write_open(exported(book, state_of(book, begun.output), Random(1)), tmp_path / "export")
        theirs = exported_cells(book, duckdb(tmp_path / "export", None), keys_for(by, weight="origins"))
        assert pools(grouped(theirs, by), by=by) == pools(grouped(cells(book), by), by=by)


# Nothing from an export that the book has gone on without


def test_a_worker_who_withdraws_is_told_of_no_more(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    assert desk.typed("consent", "withdraw", AGREES) == 0
    said = capfd.readouterr()
    assert "export parquet" in said.out + said.err  # the recall notice names what has to be destroyed
    for place in (desk.folder, desk.file):
        assert desk.typed("report", "skim", "--engine", "duckdb", "--url", str(place), "-O", "json") == 1
        said = capfd.readouterr()
        assert said.out == ""
        assert "export again" in said.err


def agreed_until(book: Session, worker: str) -> None:
    subject = subject_id(book, worker)
    assert subject is not None
    agrees(book, subject, COUNTED)


CHANGES = {
    "entries were written": lambda book: post(book, wage(1, 1, "2021-01", PLAIN)),
    "was erased": lambda book: erase(book, subject_id(book, AGREES)),
    "other workers agree": lambda book: agreed_until(book, REFUSES),
}


@pytest.mark.parametrize("says", CHANGES)
def test_an_export_from_before_a_change_is_refused(desk: Desk, says: str) -> None:
    with desk.engine() as engine, session(engine, Visit(scope="record")) as book:
        CHANGES[says](book)
        book.commit()
        with pytest.raises(StaleExport, match=says), reading(engine, Visit(scope=COUNTED)) as later:
            exported_cells(later, duckdb(desk.folder, None), keys_for((), weight="origins"))


def test_an_agreement_that_expires_ends_the_export(whole: Desk) -> None:
    in_two_years = date.today() + timedelta(days=730)
    then = Visit(scope=COUNTED, today=in_two_years)
    with whole.engine() as engine, reading(engine, then) as book, pytest.raises(StaleExport, match="expired"):
        exported_cells(book, duckdb(whole.folder, None), keys_for((), weight="origins"))


def test_reading_and_reporting_leave_an_export_fresh(desk: Desk) -> None:
    desk.report("skim", of=desk.folder)
    assert desk.typed("log", "head", "-o", str(desk.path / "head.json")) == 0
    desk.report("skim", of=desk.folder)


def test_the_export_of_another_book_is_refused(desk: Desk, tmp_path: Path) -> None:
    other = Desk(tmp_path / "other", desk.identity, desk.public_key)
    other.path.mkdir()
    create_folder(other.book, None, [desk.public_key])
    with other.engine() as engine:
        write_book(engine)
    other.export()
    now, its_own = Visit(scope=COUNTED), pytest.raises(ForeignExport, match="its log is another")
    with desk.engine() as engine, reading(engine, now) as book, its_own:
        exported_cells(book, duckdb(other.folder, None), keys_for((), weight="origins"))


def test_an_export_that_calls_workers_a_cohort_is_not_believed(desk: Desk) -> None:
    """Else disclosure control would tell of each of them alone."""
    with desk.engine() as engine, reading(engine, Visit(scope=COUNTED)) as book:
        made = list(parts(book, Random(1)))
        for part in made:
            part.columns["subject_kind"] = ["cohort"] * len(part.columns["line"])
        write_open(
            files_of(made, Manifest.read((desk.folder / "manifest.json").read_text()).state), desk.path / "forged"
        )
        with pytest.raises(BadAnswer):
            exported_cells(book, duckdb(desk.path / "forged", None), keys_for((), weight="origins"))


# What is on record


def outputs_of(desk: Desk, worker: str) -> list[tuple[str, int]]:
    with desk.engine() as engine, session(engine) as book:
        return [(o.command, o.workers) for o in outputs(book, subject_id=subject_id(book, worker))]


def test_every_worker_in_an_export_and_in_its_reports_is_on_record(desk: Desk) -> None:
    exports = outputs_of(desk, AGREES)
    assert exports[:2] == [(COMMAND, 23), (COMMAND, 23)]
    assert outputs_of(desk, REFUSES) == []
    desk.report("skim", of=desk.folder)
    assert outputs_of(desk, AGREES) == [*exports, ("report skim", 23)]
    desk.report("skim", "--country", "CN", of=desk.folder)  # of a part of a book no worker is told
    assert outputs_of(desk, AGREES) == [*exports, ("report skim", 23)]


def test_a_dry_run_writes_nothing(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    there, known = sorted(desk.path.iterdir()), outputs_of(desk, AGREES)
    command = ("export", "parquet", "-o", str(desk.path / "new"), "--public-key", desk.public_key)
    assert desk.typed(*command, "--dry-run") == 0
    assert capfd.readouterr().err == ("Dry run: 101 entries, those of 23 workers among them; nothing was written.\n")
    assert sorted(desk.path.iterdir()) == there
    assert outputs_of(desk, AGREES) == known


# What is refused


def test_who_can_open_it_has_to_be_said(whole: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    out = str(whole.path / "never")
    for words in ((), ("--public-key", whole.public_key, "--in-the-clear"), ("--public-key", "age1nobody")):
        assert whole.typed("export", "parquet", "-o", out, *words) == 2
    assert whole.typed("export", "parquet", "-o", str(whole.folder), "--in-the-clear") == 1
    assert "nothing was changed" in capfd.readouterr().err
    assert not Path(out).exists()


def test_a_folder_in_the_clear_is_warned_of_and_only_its_owners(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    assert desk.typed("export", "parquet", "-o", str(desk.path / "new"), "--in-the-clear") == 0
    said = capfd.readouterr()
    assert said.out == ""
    assert "It is not encrypted" in said.err
    for each in (desk.path / "new").rglob("*"):
        assert each.stat().st_mode & 0o077 == 0, each


ADDRESSES = {
    "--engine duckdb": "it is missing",
    "--engine polars": "choose from book, duckdb, spark",
    "--url x": "the book itself is asked",
    "--engine duckdb --url hive2://127.0.0.1/x": "DuckDB reads a folder or a file",
    "--engine spark --url x": "Spark is reached by hive2://",
}


@pytest.mark.parametrize("words", ADDRESSES)
def test_an_engine_without_its_place_is_refused(whole: Desk, words: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert whole.typed("report", "skim", *words.split()) == 2
    assert ADDRESSES[words] in capfd.readouterr().err


@pytest.mark.parametrize("package", ["duckdb", "pyarrow"])
def test_a_package_that_is_missing_is_named(
    whole: Desk, package: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    assert whole.typed("report", "skim", "--engine", "duckdb", "--url", str(whole.folder)) == 1
    assert capfd.readouterr().err == (
        f"wage-ledger: The package {package} is not installed.\n    Run: pip install 'wage-ledger[analytics]'\n"
    )


def test_sums_beyond_64_bits_are_refused(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    huge = (line("employer:wage", -(2**62)), line("worker:hand", 2**62))
    with desk.engine() as engine, session(engine, Visit(scope="record")) as book:
        for month in (1, 2, 3):
            post(book, wage(5, 2, f"2021-{month:02}", huge))
        book.commit()
    shutil.rmtree(desk.folder)
    desk.file.unlink()
    desk.export()
    capfd.readouterr()
    for place in (desk.folder, desk.file):
        assert desk.typed("report", "skim", "--engine", "duckdb", "--url", str(place)) == 1
        assert "too large to be added up exactly" in capfd.readouterr().err


def test_the_help_of_the_export_is_short(typed: Run) -> None:
    said: Ran = typed("export", "parquet", "--help")
    assert said.code == 0
    assert max(len(row) for row in said.out.splitlines()) <= 80


@pytest.fixture(autouse=True)
def _nothing_new_beside(whole: Desk) -> Iterator[None]:
    there = sorted(whole.path.rglob("*.parquet"))
    yield
    assert sorted(whole.path.rglob("*.parquet")) == there
