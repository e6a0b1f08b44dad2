"""Each protection, taken away for a test: a name of the program replaced, a trigger dropped, a setting changed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from sqlalchemy import create_engine, select, true

from ledger.book.visit import visit_of
from tests.attack.books import by_key

Off = Callable[[Any], None]


def the_cipher(bench: Any) -> None:
    """The file, written out in plain."""
    plain = bench.home / "plain.db"
    with by_key(bench.book) as connection:
        connection.execute(f"ATTACH DATABASE '{plain}' AS plain KEY ''")
        connection.execute("SELECT sqlcipher_export('plain')").fetchall()
    plain.replace(bench.book.file)


def the_proof_of_a_cipher(bench: Any) -> None:
    bench.patch.setattr("ledger.store.sealed._prove", lambda connection: None)


def the_look_for_plain_files(bench: Any) -> None:
    bench.patch.setattr("ledger.store.sealed._is_plain", lambda file: False)


def temporary_tables_in_memory(bench: Any) -> None:
    bench.patch.setitem(_pragmas(), "temp_store", "FILE")


def the_seal_of_what_is_put_in_order(bench: Any) -> None:
    bench.patch.setattr("nacl.secret.SecretBox.encrypt", lambda box, text: text)


def query_only(bench: Any) -> None:
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    bench.patch.setattr("ledger.store.sealed.begin_as_asked", begin)


def triggers(*names: str) -> Off:
    """These triggers."""

    def drop(bench: Any) -> None:
        with by_key(bench.book) as connection:
            for name in names:
                connection.execute(f"DROP TRIGGER {name}")

    return drop


def foreign_keys(bench: Any) -> None:
    bench.patch.setitem(_pragmas(), "foreign_keys", "OFF")


def consent(noun: str) -> Off:
    """The consent, in the one reader of this noun."""
    from ledger.book.rows import Placement, Subject

    def off(bench: Any) -> None:
        open_door = SimpleNamespace(
            placed=lambda session, column, **_: true(),
            whose=lambda session, *_: true(),
            placements=lambda session: select(Placement.id).join(Subject, Subject.id == Placement.subject_id),
        )
        modules = {"entries": ("entries",), "cells": ("wages", "kept"), "placements": ("people",)}
        if noun == "attachments":
            bench.patch.setattr("ledger.book.attachments.whose", lambda session: true())
        else:
            for module in modules.get(noun, ("evidence",)):
                bench.patch.setattr(import_module(f"ledger.book.read.{module}"), "allowed", open_door)

    return off


def the_end_of_consent(bench: Any) -> None:
    bench.patch.setattr("ledger.book.read.allowed.today_of", lambda session: date.min)


def the_day_of_the_last_leaf(bench: Any) -> None:
    bench.patch.setattr("ledger.book.read.allowed.today_of", lambda session: visit_of(session).today)


def secure_delete(bench: Any) -> None:
    bench.patch.setitem(_pragmas(), "secure_delete", "OFF")


def clearing(bench: Any) -> None:
    bench.patch.setattr("ledger.store.clearing.clear", lambda engine: None)


def salts(bench: Any) -> None:
    bench.patch.setattr("ledger.book.log.append.secrets", SimpleNamespace(token_bytes=bytes))


def the_check_of_the_log(bench: Any) -> None:
    from ledger.book.check import CHECKS

    bench.patch.delitem(CHECKS, "log")


def the_signature_of_heads(bench: Any) -> None:
    bench.patch.setattr("ledger.book.log.heads.Head.is_signed", lambda head: True)


def the_least_number_of_workers(bench: Any) -> None:
    from ledger.publish import disclose

    bench.patch.setattr(disclose, "LEAST_WORKERS", 1)
    assert disclose.skim.__kwdefaults__ is not None
    bench.patch.setitem(disclose.skim.__kwdefaults__, "least_workers", 1)


def the_refusal_of_private_text(bench: Any) -> None:
    bench.patch.setattr("ledger.values.private.refuse_private", lambda text: text)


def the_second_reading(bench: Any) -> None:
    bench.patch.setattr("ledger.store.attachments.stripping.verify_stripped", lambda *_, **__: None)


def the_hash_of_attachments(bench: Any) -> None:
    believing = SimpleNamespace(compare_digest=lambda one, two: True)
    bench.patch.setattr("ledger.store.attachments.sealing.hmac", believing)


def the_proof_of_backups(bench: Any) -> None:
    bench.patch.setattr("ledger.store.backup.restoring.prove", lambda written, proof, key: None)


def the_hold_on_the_slots(bench: Any) -> None:
    @contextlib.contextmanager
    def nothing(slots: Any) -> Iterator[None]:
        yield

    bench.patch.setattr("ledger.store.holding.alone", nothing)


def hidden_parameters(bench: Any) -> None:
    def showing(*args: Any, **said: Any) -> Any:
        return create_engine(*args, **said | {"hide_parameters": False})

    bench.patch.setattr("ledger.store.sealed.create_engine", showing)


def the_limit_of_cores(bench: Any) -> None:
    bench.patch.setenv("WITHOUT_THE_LIMIT", "1")


def hidden_secrets(bench: Any) -> None:
    from ledger.store.secrets import _Hidden

    for name in ("__repr__", "__str__"):
        bench.patch.setattr(_Hidden, name, lambda secret: repr(secret.reveal()))


def _pragmas() -> dict[str, str]:
    from ledger.store.sealed import PRAGMAS

    return PRAGMAS
