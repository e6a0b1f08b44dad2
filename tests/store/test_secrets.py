from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest

from ledger.store.errors import BadKeyFile, BadPassphrase, NoKeyGiven
from ledger.store.secrets import Key, Secret, passphrase

CANARY = "CANARY-passphrase"


@pytest.mark.parametrize("show", [str, repr, "{}".format, "{!r}".format, lambda secret: f"{secret}"])
@pytest.mark.parametrize("secret", [Secret(CANARY), Key(b"CANARY-key-CANARY-key-CANARY-key")])
def test_a_secret_does_not_show_itself(secret: object, show: object) -> None:
    assert callable(show)
    assert "CANARY" not in show(secret)
    assert "CANARY" not in show([secret])


@pytest.mark.parametrize("write", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_secret_is_not_written_out(write: object) -> None:
    assert callable(write)
    with pytest.raises(TypeError, match="never written out"):
        write(Secret(CANARY))


def test_a_secret_is_revealed_when_asked() -> None:
    assert Secret(CANARY).reveal() == CANARY
    assert Key(bytes(range(32))).reveal() == bytes(range(32))


def test_a_passphrase_is_the_same_however_the_keyboard_composes_it() -> None:
    assert Secret("\u1112\u1161\u11ab").reveal() == Secret("\ud55c").reveal()


def test_a_key_is_random_and_has_32_bytes() -> None:
    assert len(Key.new().reveal()) == 32
    assert Key.new().reveal() != Key.new().reveal()
    with pytest.raises(ValueError, match="32 bytes"):
        Key(b"short")


def test_the_passphrase_is_the_first_line_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_bytes(b"\xef\xbb\xbfcorrect horse \r\nsecond line\n")
    assert passphrase(file=file, environ={"WAGE_LEDGER_PASSPHRASE": "other"}).reveal() == "correct horse "


def test_the_environment_comes_before_the_question() -> None:
    assert passphrase(environ={"WAGE_LEDGER_PASSPHRASE": "set"}, ask=lambda: "typed").reveal() == "set"
    assert passphrase(environ={}, ask=lambda: "typed").reveal() == "typed"


@pytest.mark.parametrize("content", [b"", b"\nsecond\n"])
def test_an_empty_file_gives_no_key(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "passphrase"
    file.write_bytes(content)
    with pytest.raises(NoKeyGiven):
        passphrase(file=file, ask=lambda: "typed")


def test_without_any_way_there_is_no_key() -> None:
    with pytest.raises(NoKeyGiven):
        passphrase()
    with pytest.raises(NoKeyGiven):
        passphrase(ask=lambda: "")


def test_a_file_that_cannot_be_read_is_named_as_the_trouble(tmp_path: Path) -> None:
    with pytest.raises(BadKeyFile, match="No such file"):
        passphrase(file=tmp_path / "missing")
    with pytest.raises(BadKeyFile, match="directory"):
        passphrase(file=tmp_path)
    (tmp_path / "latin").write_bytes(b"\xff\xfe")
    with pytest.raises(BadKeyFile, match="UTF-8"):
        passphrase(file=tmp_path / "latin")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device without an end is POSIX's")
def test_a_file_without_an_end_is_not_read_for_ever() -> None:
    with pytest.raises(BadKeyFile, match="4096"):
        passphrase(file=Path("/dev/zero"))


def test_bytes_that_are_no_text_are_no_passphrase() -> None:
    with pytest.raises(BadPassphrase) as refused:
        passphrase(environ={"WAGE_LEDGER_PASSPHRASE": "CANARY\udcff"})
    assert "CANARY" not in str(refused.value)
