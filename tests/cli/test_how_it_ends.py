"""How a command ends: exit codes, one sentence and no traceback, and nothing of what was typed or read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ledger.book import read
from tests.cli.conftest import Run


def test_an_error_that_nobody_foresaw_is_told_by_its_class_alone(
    sealed: Run, worker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("canary of a worker")

    monkeypatch.setattr(read, "counts", fail)
    ran = sealed("show")
    assert (ran.code, ran.out) == (1, "")
    assert "ZeroDivisionError" in ran.err
    assert "canary" not in ran.err
    assert "test_how_it_ends" not in ran.err
    monkeypatch.setenv("WAGE_LEDGER_DEBUG", "1")
    told = sealed("show").err
    assert f"{Path(__file__).name}:" in told
    assert "canary" not in told


def test_ctrl_c_ends_with_130_and_one_sentence(sealed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(read, "counts", stop)
    ran = sealed("show")
    assert (ran.code, ran.out) == (130, "")
    assert ran.err == "Stopped. What was not finished was not written.\n"


def test_a_reader_that_goes_away_is_no_accident(folder: Path, identity_file: Path) -> None:
    command = [sys.executable, "-m", "ledger", "--book", str(folder), "--identity-file", str(identity_file)]
    program = subprocess.Popen([*command, "show", "accounts"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert program.stdout is not None
    program.stdout.close()
    assert program.stderr is not None
    said = program.stderr.read()
    program.stderr.close()
    assert program.wait(60) in (0, 1)
    assert said == b""


def test_no_command_lists_workers(sealed: Run, worker: str) -> None:
    for command in (("show",), ("show", "entries"), ("show", "accounts"), ("worker", "list"), ("worker",), ("check",)):
        assert worker not in sealed(*command).out + sealed(*command).err
    for word in (worker[:4], worker.lower(), f"{worker} "):
        assert worker not in sealed("show", word).out + sealed("statement", word).out


def test_many_pseudonyms_are_all_different(sealed: Run) -> None:
    drawn = sealed("worker", "new", "--count", "20").out.split()
    assert len(set(drawn)) == 20


def test_findings_end_with_1_and_are_data_on_stdout(sealed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import ledger.book.check as proofs

    def planted(_: object) -> object:
        yield "entry 12", "does not balance in USD, low case"

    monkeypatch.setitem(proofs.CHECKS, "balance", planted)
    ran = sealed("check", "balance", "sealed")
    assert ran.code == 1
    assert ran.out == "balance: entry 12: does not balance in USD, low case\n"
    assert "1 findings in 1 of 2 checks" in ran.err
    assert '"ref": "entry 12"' in sealed("check", "balance", "-O", "json").out
