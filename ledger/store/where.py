"""Where a book is: a folder on this machine, or a PostgreSQL database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from ledger.store.errors import BadPlace, NoPlace, PasswordInUrl

SCHEMES = ("postgresql+psycopg", "postgresql")
SECRET_OPTIONS = {"password", "sslpassword", "oauth_client_secret"}


@dataclass(frozen=True)
class FolderPlace:
    """A folder with `book.db` and `slots/` in it."""

    path: Path


@dataclass(frozen=True)
class PostgresPlace:
    """A database on a server. The address never holds a password."""

    url: str


Place = FolderPlace | PostgresPlace


def parse_place(text: str | None) -> Place:
    """The place that `--book` or WAGE_LEDGER_BOOK names. Raises NoPlace, BadPlace or PasswordInUrl."""
    if text is None or not text.strip():
        raise NoPlace
    if "://" not in text:
        try:
            return FolderPlace(Path(text).expanduser())
        except (RuntimeError, ValueError):  # the home of nobody on this machine, or no text
            raise BadPlace from None
    return _postgres(text.strip())


def _postgres(text: str) -> PostgresPlace:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  # it is read here, so that one that is no number is refused here
        password, options = parts.password, {name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    except ValueError:
        raise BadPlace from None
    if parts.scheme.lower() not in SCHEMES:
        raise BadPlace
    if password is not None or options & SECRET_OPTIONS:
        raise PasswordInUrl
    if not parts.path.strip("/"):
        raise BadPlace
    return PostgresPlace(text.replace(parts.scheme, "postgresql+psycopg", 1) if "+" not in parts.scheme else text)
