"""What is shipped is the whole program: built as a wheel and run where there is no checkout."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    (built,) = out.glob("wage_ledger-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the program as `pip install` leaves it."""
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile"]
    subprocess.run([*command, "--target", str(target), str(wheel)], check=True)
    return target


def run(installed: Path, empty: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the installed program in an empty folder.

    `-S` leaves out site, so the link from the environment to the checkout is not followed; its packages come by path.
    """
    path = os.pathsep.join([str(installed), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("WAGE_LEDGER_", "PYTHON", "COV"))}
    command = [sys.executable, "-S", *arguments]
    return subprocess.run(command, cwd=empty, env=clean | {"PYTHONPATH": path} | env, capture_output=True, text=True)


def shipped(suffix: str, *folders: str) -> list[str]:
    return [
        f.relative_to(ROOT).as_posix() for d in folders for f in sorted((ROOT / d).rglob(f"*{suffix}")) if f.is_file()
    ]


def test_everything_the_program_reads_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    migrations = [f"ledger/{name}" for name in shipped(".py", "migrations")]
    data = shipped(".csv", "ledger/data")
    manual = shipped(".md", "ledger/help")
    read_out = shipped(".txt", "ledger/data/explanations")
    assert migrations, "there are no migrations to ship"
    assert data, "there are no observations to ship"
    assert manual, "there is no manual to ship"
    assert len(read_out) >= 2, "there is nothing to read out before anybody agrees"
    assert {"ledger/verify.py", "ledger/migrations/0003/tables.sql", "ledger/migrations/0004/roles.sql"} <= names
    assert {*migrations, *data, *manual, *read_out, *shipped(".py", "ledger"), "ledger/py.typed"} <= names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_nothing_else_is_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names} == {"ledger", "wage_ledger-0.1.0.dist-info"}
    assert not [name for name in names if "__pycache__" in name]


def test_the_checkout_is_out_of_sight(installed: Path, tmp_path: Path) -> None:
    where = run(installed, tmp_path, "-c", "import ledger.cli; print(ledger.__file__, *ledger.__path__)")
    assert where.stdout.split() == [str(installed / "ledger" / "__init__.py"), str(installed / "ledger")]
    assert "ModuleNotFoundError" in run(installed, tmp_path, "-c", "import migrations").stderr


def test_the_installed_program_says_its_version(installed: Path, tmp_path: Path) -> None:
    said = run(installed, tmp_path, "-m", "ledger", "--version")
    assert (said.returncode, said.stdout) == (0, "wage-ledger 0.1.0\n"), said.stderr


def test_the_installed_program_finds_its_migrations(installed: Path, tmp_path: Path) -> None:
    """`init` makes the tables by running the migrations, so a book that passes its own check was made by them."""
    book = str(tmp_path / "book")
    passphrase = {"WAGE_LEDGER_PASSPHRASE": "a passphrase for a test"}
    for command in ("init", "check"):
        done = run(installed, tmp_path, "-m", "ledger", "--book", book, command, **passphrase)
        assert done.returncode == 0, done.stderr


def test_the_installed_help_loads_no_database_and_no_cipher(installed: Path, tmp_path: Path) -> None:
    code = "import sys; from ledger.__main__ import run; print(run(sys.argv[1:]), *sys.modules)"
    for asked in (["--help"], ["consent", "grant", "--help"], ["log", "--help"], ["attachment", "export", "--help"]):
        done = run(installed, tmp_path, "-c", code, *asked)
        ended, *loaded = done.stdout.splitlines()[-1].split()
        assert (ended, "typer" in loaded) == ("0", True), done.stderr
        heavy = {"sqlalchemy", "alembic", "sqlcipher3", "psycopg", "pyrage", "nacl", "PIL", "pikepdf", "numpy"}
        assert heavy.isdisjoint(loaded), asked


def test_the_installed_program_reads_out_the_explanation(installed: Path, tmp_path: Path) -> None:
    for language in ("en", "ko"):
        said = run(installed, tmp_path, "-m", "ledger", "consent", "explain", "--language", language)
        text = (ROOT / "ledger" / "data" / "explanations" / f"{language}.txt").read_text(encoding="utf-8")
        assert (said.returncode, said.stdout) == (0, text), said.stderr


def test_the_verifier_runs_where_nothing_is_installed(installed: Path, tmp_path: Path) -> None:
    """A court gets the one file: standard library, no site, no path."""
    alone = tmp_path / "verify.py"
    alone.write_bytes((installed / "ledger" / "verify.py").read_bytes())
    (tmp_path / "proof.json").write_text("{}")
    command = [sys.executable, "-I", "-S", str(alone), str(tmp_path / "proof.json")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
