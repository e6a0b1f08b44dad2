"""The rooms hold: the contracts of pyproject.toml are kept by the program and broken by each planted violation."""

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

# Each plant names the one contract it must break, and the lines to add to which files.
PLANTS = [
    ("stairs", {"help/planted.py": "import ledger.measure"}),
    ("stairs", {"data/planted.py": "import ledger.help"}),
    ("stairs", {"intake/planted.py": "import ledger.publish"}),
    ("stairs", {"helpers/__init__.py": ""}),
    ("acyclic", {"values/planted.py": "import ledger.values.plant", "values/plant.py": "import ledger.values.planted"}),
    ("values-alone", {"values/planted.py": "import rich"}),
    ("verifier", {"verify.py": "import nacl.signing"}),
    ("sql", {"cli/planted.py": "import sqlalchemy"}),
    ("sql", {"intake/planted.py": "from alembic import command"}),
    ("ciphers", {"book/planted.py": "import pyrage"}),
    ("ciphers", {"cli/planted.py": "import sqlite3"}),
    ("ciphers", {"book/log/planted.py": "import nacl.signing"}),
    ("ciphers", {"cli/planted.py": "from PIL import Image"}),
    ("ciphers", {"book/planted.py": "import pikepdf"}),
    ("ciphers", {"book/planted.py": "import pyarrow"}),
    ("ciphers", {"cli/planted.py": "import duckdb"}),
    ("keys", {"book/planted.py": "from ledger.store import slots"}),
    ("keys", {"cli/planted.py": "import ledger.store.sealed"}),
    ("secrets", {"intake/planted.py": "import ledger.store.secrets"}),
    ("rows", {"intake/planted.py": "from ledger.book import rows"}),
    ("frozen", {"measure/planted.py": "from ledger.book import planted", "book/planted.py": ""}),
    ("frozen", {"publish/planted.py": "import ledger.book.planted", "book/planted.py": ""}),
    ("pure", {"measure/planted.py": "import ledger.store"}),
    ("pure", {"publish/planted.py": "from ledger.book import views", "book/views.py": "import sqlalchemy"}),
    ("intake", {"intake/planted.py": "import ledger.measure"}),
]


def broken_contracts(root: Path) -> set[str]:
    """Ids of the contracts that `lint-imports` finds broken in the tree under `root`."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--cache-dir", root / ".cache"],
        cwd=root,
        capture_output=True,
        text=True,
    )
    verdicts = {c["id"]: v for c in CONTRACTS for v in ("KEPT", "BROKEN") if f"{c['name']} {v}" in run.stdout}
    assert verdicts.keys() == {c["id"] for c in CONTRACTS}, run.stdout + run.stderr
    return {contract for contract, verdict in verdicts.items() if verdict == "BROKEN"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "ledger", tmp_path / "ledger", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_program_keeps_every_contract(copy: Path) -> None:
    assert broken_contracts(copy) == set()


@pytest.mark.parametrize(("contract", "plant"), PLANTS, ids=[f"{c}-{min(p)}" for c, p in PLANTS])
def test_a_planted_violation_breaks_its_contract_and_no_other(copy: Path, contract: str, plant: dict[str, str]) -> None:
    for name, lines in plant.items():
        file = copy / "ledger" / name
        file.parent.mkdir(exist_ok=True)
        with file.open("a") as f:
            f.write(f"\n{lines}\n")
    assert broken_contracts(copy) == {contract}


def test_every_contract_has_a_planted_violation() -> None:
    assert {contract for contract, _ in PLANTS} == {c["id"] for c in CONTRACTS}


def imported(file: Path) -> set[str]:
    """Top-level packages that a file imports, wherever in the file it does so."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." if node.level else str(node.module).partition(".")[0])
    return found


def importers_of_ledger(folder: Path) -> list[str]:
    return [file.name for file in sorted(folder.rglob("*.py")) if imported(file) & {"ledger", "."}]


def test_migrations_never_import_the_program() -> None:
    assert list((ROOT / "migrations").rglob("0001*.py")), "there are no revisions to look at"
    assert importers_of_ledger(ROOT / "migrations") == []


@pytest.mark.parametrize("line", ["import ledger.values.money", "from ledger import values", "from . import helpers"])
def test_a_migration_that_imports_the_program_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "0009_planted.py").write_text(f"def upgrade():\n    {line}\n")
    assert importers_of_ledger(tmp_path) == ["0009_planted.py"]


def test_values_imports_only_itself_and_the_standard_library() -> None:
    for file in (ROOT / "ledger" / "values").glob("*.py"):
        assert imported(file) <= sys.stdlib_module_names | {"ledger"}, file.name


def loaded_by(code: str) -> set[str]:
    """Names of all modules that a fresh interpreter holds after `code`."""
    command = [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_help_loads_nothing_heavy() -> None:
    loaded = loaded_by("from ledger.cli import main")
    assert "typer" in loaded
    assert not {"sqlalchemy", "alembic", "rich", "pydantic", "sqlcipher3", "psycopg"} & loaded
    assert not {"pyrage", "nacl", "PIL", "pikepdf", "duckdb", "pyarrow"} & loaded


@pytest.mark.parametrize("room", ["measure", "publish"])
def test_measuring_and_publishing_load_no_database(room: str) -> None:
    files = sorted((ROOT / "ledger" / room).rglob("*.py"))
    modules = [".".join(f.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for f in files]
    loaded = loaded_by(f"import {', '.join(modules)}")
    assert set(modules) <= loaded
    assert not {"sqlalchemy", "alembic", "sqlcipher3", "pyrage", "nacl", "psycopg", "sqlite3"} & loaded
