"""Passphrases and keys: values that show themselves only to `reveal()`, so that no log or traceback can."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

from ledger.store.errors import BadKeyFile, BadPassphrase, NoKeyGiven

PASSPHRASE_VARIABLE = "WAGE_LEDGER_PASSPHRASE"
KEY_BYTES = 32
LONGEST = 4096  # characters: a longer line is another kind of file, and a device may never end


class _Hidden:
    """Refuses to be printed or pickled."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is never written out")


class Secret(_Hidden):
    """A text that opens something. Composed (NFC), because keyboards spell Korean and accents in two ways."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = unicodedata.normalize("NFC", text)

    def reveal(self) -> str:
        """The text itself."""
        return self._text


class Key(_Hidden):
    """The random 32 bytes under which a book is encrypted."""

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError("a key has 32 bytes")
        self._raw = bytes(raw)

    @classmethod
    def new(cls) -> Key:
        """A fresh random key from the operating system."""
        return cls(secrets.token_bytes(KEY_BYTES))

    def reveal(self) -> bytes:
        """The bytes themselves."""
        return self._raw


def passphrase(
    *,
    file: Path | None = None,
    environ: Mapping[str, str] | None = None,
    ask: Callable[[], str] | None = None,
) -> Secret:
    """The passphrase: the first line of `file`, else from the environment, else what `ask` returns.

    Raises NoKeyGiven when none of them has one, BadKeyFile when the file cannot be read, BadPassphrase for broken text.
    """
    if file is not None:
        return _filled(_first_line(file))
    if environ is not None and environ.get(PASSPHRASE_VARIABLE):
        return _filled(environ[PASSPHRASE_VARIABLE])
    return _filled(ask() if ask is not None else "")


def _first_line(file: Path) -> str:
    try:
        with file.open(encoding="utf-8-sig", newline=None) as lines:
            line = lines.readline(LONGEST + 1)
    except OSError as trouble:
        raise BadKeyFile(trouble.strerror or "no reason given") from None
    except UnicodeDecodeError:
        raise BadKeyFile("its text is not UTF-8") from None
    if len(line) > LONGEST:
        raise BadKeyFile(f"its first line has more than {LONGEST} characters")
    return line.rstrip("\n")


def _filled(text: str) -> Secret:
    if not text:
        raise NoKeyGiven
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        raise BadPassphrase  # bytes of another encoding, as the environment hands them on
    return Secret(text)
