"""An erasure says so when the file still keeps what was deleted, and is finished by running it again."""

from __future__ import annotations

import inspect

import pytest

from ledger.__main__ import run
from ledger.store.opening import opened
from ledger.store.where import FolderPlace
from tests.attack.attempts import label
from tests.attack.books import Book, seen
from tests.attack.pages import plain_file, plain_log


def kept(book: Book) -> bool:
    key = book.key()
    return label(book.second) in plain_file(book.file, key) + plain_log(book.file, key)


def test_an_erasure_while_somebody_reads_is_told_to_be_unfinished_and_is_finished_later(
    book: Book, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = inspect.unwrap(opened).__kwdefaults__
    assert waits is not None
    monkeypatch.setitem(waits, "patience_ms", 100)
    assert kept(book)
    with opened(FolderPlace(book.path), book.key()), seen(book) as reader:
        reader.connection().exec_driver_sql("SELECT count(*) FROM entry").scalar_one()
        assert run(book.args("erase", book.second, "--yes")) == 1
        said = capfd.readouterr().err
        assert "is not cleared out of the file yet: another program has it open" in said
        assert "wage-ledger erase --finish" in said
    assert run(book.args("erase", "--finish")) == 0
    assert not kept(book)
