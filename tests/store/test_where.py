from __future__ import annotations

from pathlib import Path

import pytest

from ledger.store.errors import BadPlace, NoPlace, PasswordInUrl
from ledger.store.where import FolderPlace, PostgresPlace, parse_place


@pytest.mark.parametrize("text", ["./demo", "/tmp/a book", "book", "C:\\books\\one"])
def test_a_path_is_a_folder(text: str) -> None:
    assert parse_place(text) == FolderPlace(Path(text))


def test_the_home_folder_may_be_a_tilde() -> None:
    assert parse_place("~/book") == FolderPlace(Path.home() / "book")


@pytest.mark.parametrize("scheme", ["postgresql+psycopg", "postgresql"])
def test_a_url_is_a_server(scheme: str) -> None:
    assert parse_place(f"{scheme}://ann@db.example:5433/wages?sslmode=require") == PostgresPlace(
        "postgresql+psycopg://ann@db.example:5433/wages?sslmode=require"
    )


@pytest.mark.parametrize(
    "text",
    [
        "postgresql+psycopg://ann:CANARY@db.example/wages",
        "postgresql+psycopg://ann:@db.example/wages",
        "postgresql://ann@db.example/wages?password=CANARY",
        "postgresql://ann@db.example/wages?PASSWORD=CANARY",
        "postgresql://db.example/wages?sslpassword=CANARY",
    ],
)
def test_a_password_in_the_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(PasswordInUrl) as refused:
        parse_place(text)
    assert "CANARY" not in str(refused.value) + refused.value.advice
    assert "PGPASSWORD" in refused.value.advice
    assert "pgpass" in refused.value.advice


@pytest.mark.parametrize(
    "text",
    [
        "sqlite:///book.db",
        "mysql://ann@db/wages",
        "postgresql://ann@db:port/wages",
        "~nobody-of-this-name/book",
        "postgresql+asyncpg://ann@db/wages",
        "postgresql://ann@db",
        "x://[::1/y",
    ],
)
def test_other_addresses_are_refused(text: str) -> None:
    with pytest.raises(BadPlace):
        parse_place(text)


@pytest.mark.parametrize("text", [None, "", "  "])
def test_no_address_is_no_place(text: str | None) -> None:
    with pytest.raises(NoPlace):
        parse_place(text)
