"""`demo`: the first thing a newcomer runs."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def demo(typed, tmp_path: Path):
    return lambda: typed("demo", str(tmp_path / "demo"))


def test_the_demonstration_makes_a_book_checks_it_and_answers(demo, tmp_path):
    done = demo()
    assert done.code == 0, done.err
    assert "Of every 100 earned" in done.out
    assert "These are documented cases, not a sample." in done.out
    assert "nothing found" in done.err
    again = demo()
    assert again.out == done.out
    assert "Nothing new" in again.err


def test_the_demonstrations_book_is_encrypted(demo, tmp_path):
    assert demo().code == 0
    raw = b"".join(path.read_bytes() for path in (tmp_path / "demo" / "book").rglob("*") if path.is_file())
    assert not raw.startswith(b"SQLite format 3")
    for plain in (b"SQLite format", b"cz-garment-2000", b"Radio Free Asia", b"state:plan", b"CREATE TABLE"):
        assert plain not in raw


def test_what_the_demonstration_says_to_try_next_works(demo, typed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = demo().err.split("Next, with")[1]
    commands = [line.split()[1:] for line in told.splitlines() if line.startswith("  wage-ledger")]
    assert len(commands) == 4
    for command in commands:
        assert typed(*command).code == 0
