"""The press, and one prepared book from which every accident and attack takes its copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from tests.attack.books import Book, make
from tests.attack.press import Press


@pytest.fixture(scope="session")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    """Runs commands as processes of their own, which can be killed."""
    pressing = Press(tmp_path_factory.mktemp("press"))
    yield pressing
    pressing.close()


@pytest.fixture(scope="session")
def partner_key() -> str:
    """The public key of somebody abroad."""
    return str(pyrage.x25519.Identity.generate().to_public())


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, identity_file: Path, recipient: str, partner_key: str) -> Book:
    """The book that is copied, never written to."""
    return make(tmp_path_factory.mktemp("prepared"), identity_file, (recipient, partner_key))


@pytest.fixture
def book(prepared: Book, tmp_path: Path) -> Book:
    """A fresh copy of the prepared book."""
    return prepared.copy(tmp_path / "book")
