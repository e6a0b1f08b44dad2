"""A real book and the real command line: what is typed goes through `ledger.__main__.run`, as a shell would call it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from ledger.__main__ import run
from ledger.store.where import FolderPlace, Place
from tests.conftest import untouched


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line of the result. Fails when the command did."""
        assert self.code == 0, self.err
        (line,) = self.out.splitlines()
        return line


Run = Callable[..., Ran]


VARIABLES = ("WAGE_LEDGER_BOOK", "WAGE_LEDGER_PASSPHRASE", "WAGE_LEDGER_IDENTITY_FILE", "WAGE_LEDGER_DEBUG")


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def typed(capfd: pytest.CaptureFixture[str]) -> Run:
    """Type a command without any book named."""

    def typed(*args: str) -> Ran:
        capfd.readouterr()
        code = run(args)
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return typed


@pytest.fixture
def book(place: Place, identity_file: Path, typed: Run) -> Run:
    """Type a command on a fresh, empty book: SQLite and PostgreSQL in turn."""
    if isinstance(place, FolderPlace):
        return lambda *args: typed("--book", str(place.path), "--identity-file", str(identity_file), *args)
    return lambda *args: typed("--book", place.url, *args)


@pytest.fixture
def sealed(folder: Path, identity_file: Path, typed: Run) -> Run:
    """Type a command on a fresh, empty, encrypted book in a folder."""
    return lambda *args: typed("--book", str(folder), "--identity-file", str(identity_file), *args)


@pytest.fixture(scope="session")
def with_a_worker(
    template_folder: Path, identity_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str]]:
    """A book with a worker who has placement 1, and the worker's pseudonym: to be copied and never written to."""
    path = Path(shutil.copytree(template_folder, tmp_path_factory.mktemp("worker") / "book"))

    def book(*args: str) -> Ran:
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(["--book", str(path), "--identity-file", str(identity_file), *args])
        return Ran(code, out.getvalue(), err.getvalue())

    with pytest.MonkeyPatch.context() as patched:
        for variable in VARIABLES:
            patched.delenv(variable, raising=False)
        pseudonym = a_worker(book)
    with untouched(path):
        yield path, pseudonym


@pytest.fixture
def worker(with_a_worker: tuple[Path, str], folder: Path) -> str:
    """A worker of the sealed book, with placement 1."""
    path, pseudonym = with_a_worker
    assert not (folder / "book.db-wal").exists(), "the book was opened before its worker came"
    shutil.copytree(path, folder, dirs_exist_ok=True)
    return pseudonym


def a_worker(book: Run) -> str:
    """A new worker with a placement of their own."""
    pseudonym = book("worker", "new").line
    agrees(book, pseudonym)
    assert book("placement", "new", "--worker", pseudonym, "--country", "KW", "--sector", "construction").code == 0
    return pseudonym


def agrees(book: Run, pseudonym: str, *scopes: str) -> None:
    """The worker agrees to these purposes, or to being recorded, shown to themself, and counted among others."""
    wanted = ",".join(scopes or ("record", "statement", "aggregate-statistics"))
    said = ("--scope", wanted, "--language", "ko", "--risks-explained", "--understood")
    assert book("consent", "grant", pseudonym, *said).code == 0
