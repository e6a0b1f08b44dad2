"""The page on teams says what the program does: its roles, its sentences, and what the options of an address do."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import make_url

from ledger.store.errors import BookLocked, ChangedMeanwhile
from ledger.store.roles import ROLES
from ledger.store.tls import distrust, encryption
from ledger.store.where import PostgresPlace, parse_place
from tests.help.test_manual import codes, page, rows, section

LIBPQ = (
    "server does not support SSL, but SSL was required",
    "SSL error: certificate verify failed",
    'server certificate for "a" does not match host name "b"',
    'root certificate file "/r" does not exist',
    "FATAL:  connection requires a valid client certificate",
    'private key file "/k" has group or world access',
)


def test_the_roles_of_the_page_are_those_of_the_program() -> None:
    told = rows(section("teams", "Three roles"))
    assert [f"wage_ledger_{codes(row[0])[0]}" for row in told] == list(ROLES)
    assert set(re.findall(r"wage_ledger_\w+", page("teams"))) <= {*ROLES, "wage_ledger_reader"}


@pytest.mark.parametrize("says", LIBPQ)
def test_each_sentence_on_trust_is_told_with_what_to_do(says: str) -> None:
    why = distrust(says)
    assert why is not None
    told = [row[0].partition("...") for row in rows(section("teams", "The way to the server"))]
    assert any(why.startswith(first.strip()) and why.endswith(last.strip()) for first, _, last in told)


@pytest.mark.parametrize("error", [BookLocked, ChangedMeanwhile])
def test_what_a_second_writer_is_told_is_what_the_page_says(error: type[BookLocked] | type[ChangedMeanwhile]) -> None:
    quoted = re.findall(r"\*([^*]+)\.\*", " ".join(section("teams", "Many at once").split()))
    assert any(error.message.startswith(sentence) for sentence in quoted)


def test_the_addresses_of_the_page_are_taken_and_ask_for_a_proof() -> None:
    told = re.findall(r"postgresql\+psycopg://\S+", page("teams"))
    assert len(told) == 2
    for address in told:
        place = parse_place(address)
        assert isinstance(place, PostgresPlace)
        url = make_url(place.url)
        assert {**dict(url.query), **encryption(url)}["sslmode"] == "verify-full"
