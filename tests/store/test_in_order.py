"""Texts of any number come back in order, and what of them is on the disk is noise without a name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from ledger.store.errors import Unreachable
from ledger.store.in_order import InOrder, beside
from tests.store.full_disk import no_file_longer_than

TEXTS = st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=8), max_size=40)
DESCRIPTORS = Path("/proc/self/fd")


@given(TEXTS, st.integers(1, 12))
def test_they_come_back_in_order_however_many_are_in_memory(texts, at_once):
    with InOrder(None, at_once) as made:
        for text in texts:
            made.add(text)
        assert list(made) == sorted(texts)
        assert list(made) == sorted(texts), "a second time as well"


def test_runs_of_many_blocks_come_back_in_order(tmp_path):
    texts = [f"{number * 7919 % 20_011:05}" for number in range(20_011)]
    with InOrder(tmp_path, 3000) as made:
        for text in texts:
            made.add(text)
        assert list(made) == sorted(texts)


@pytest.mark.skipif(not DESCRIPTORS.exists(), reason="the file has no name by which it could be opened here")
def test_the_file_has_no_name_and_says_nothing(tmp_path):
    with InOrder(tmp_path, 10) as made:
        add(made, 1000)
        assert not list(tmp_path.iterdir())
        (held,) = [link for link in DESCRIPTORS.iterdir() if str(tmp_path) in _target(link)]
        content = held.read_bytes()
        assert len(content) > 10_000
        assert b"clear" not in content
    assert not [link for link in DESCRIPTORS.iterdir() if str(tmp_path) in _target(link)]


def add(made: InOrder, texts: int) -> None:
    for number in range(texts):
        made.add(f"in the clear {number}")


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except FileNotFoundError:
        return ""


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path):
    with no_file_longer_than(2000), InOrder(tmp_path, 10) as made, pytest.raises(Unreachable, match="File too large"):
        add(made, 1000)
    assert not list(tmp_path.iterdir())


def test_a_process_that_is_killed_leaves_nothing(tmp_path):
    told = f"""
import os, signal, pathlib
from ledger.store.in_order import InOrder
made = InOrder(pathlib.Path({str(tmp_path)!r}), 10)
for number in range(1000):
    made.add(str(number))
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", told]).returncode == -9
    assert not list(tmp_path.iterdir())


def test_it_stands_beside_a_book_in_a_folder(session: Session):
    folder = beside(session.connection())
    if session.get_bind().dialect.name == "postgresql":
        assert folder is None
    else:
        assert folder is not None
        assert (folder / "book.db").is_file()
