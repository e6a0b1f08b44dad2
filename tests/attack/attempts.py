"""The attacks themselves: each is given a bench, and returns True when it got what it wanted."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger.__main__ import run
from ledger.book import attachments as papers
from ledger.book import read
from ledger.book.consent import ConsentDraft, write_consent
from ledger.book.keys import record_key_change
from ledger.book.log.audit import audit
from ledger.book.log.heads import sign_head
from ledger.book.log.payloads import payloads
from ledger.book.log.prove import prove_entry
from ledger.book.register import ClaimDraft, StatedDraft, add_claim, add_stated
from ledger.book.session import Session, Visit, reading, session
from ledger.store import rotation, sealed
from ledger.store.attachments.keys import AttachmentSecret
from ledger.store.attachments.sealing import opened as open_paper
from ledger.store.attachments.sealing import seal
from ledger.store.errors import BookInUse
from ledger.store.in_order import InOrder
from ledger.store.opening import opened
from ledger.store.secrets import Key
from ledger.store.where import FolderPlace
from ledger.values.periods import parse_period
from tests.attack.books import Book, by_key, findings, seen
from tests.attack.pages import plain_file, plain_log
from tests.attack.press import ROOT
from tests.attack.tampering import RAISE, add_up_anew, behind, rebuild_the_log
from tests.store.samples import a_jpeg

REFUSALS = (driver.Error, DBAPIError, sqlite3.Error)
CANARY = "canary in the coal mine"


def label(worker: str) -> bytes:
    """What stands beside the wages of this worker alone."""
    return f"label of {worker}".encode()


# --- the file ---------------------------------------------------------------------------------------------------------


def read_the_file_without_a_key(bench: Any) -> bool:
    content: bytes = bench.book.file.read_bytes()
    return label(bench.book.first) in content and content.startswith(b"SQLite format 3")


def write_by_a_connection_without_a_key(bench: Any) -> bool:
    """A slip of a programmer: the key is never sent."""
    file = bench.home / "made.db"
    bench.patch.setattr("ledger.store.sealed._send_key", lambda connection, key: None)
    connection = sealed.connect(file, Key.new(), mode="rwc")
    connection.execute("CREATE TABLE told (words TEXT)")
    connection.execute("INSERT INTO told VALUES (?)", (CANARY,))
    connection.close()
    return any(CANARY.encode() in each.read_bytes() for each in bench.home.glob("made.db*"))


def slip_in_a_plain_file(bench: Any) -> bool:
    """A plain file, and a library that knows nothing of keys and says that it does."""
    file = bench.home / "plain.db"
    plain = sqlite3.connect(file)
    plain.execute("CREATE TABLE told (words TEXT)")
    plain.commit()
    plain.close()
    bench.patch.setattr("ledger.store.sealed._send_key", lambda connection, key: None)
    bench.patch.setattr("ledger.store.sealed._prove", lambda connection: None)
    connection = sealed.connect(file, Key.new())
    connection.execute("INSERT INTO told VALUES (?)", (CANARY,))
    connection.close()
    return CANARY.encode() in file.read_bytes()


def read_what_sorting_left(bench: Any) -> bool:
    """A sort that is larger than the memory it is given, and the files that are open while it goes on."""
    rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)"
    with by_key(bench.book) as connection:
        connection.execute("PRAGMA cache_size = 10")
        going = connection.execute(f"{rows} SELECT '{CANARY}' || hex(randomblob(500)) AS w FROM n ORDER BY w")
        going.fetchone()
        files = [Path(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")]
        return any(CANARY.encode() in _content(file) for file in files if "etilqs" in os.path.realpath(file))


def read_what_was_put_in_order(bench: Any) -> bool:
    """Rows that are more than memory holds, and the files that are open while they are put in order."""
    with InOrder(bench.book.path, 2) as made:
        for _ in range(4):
            made.add(CANARY)
        files = [Path(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")]
        beside = [file for file in files if os.path.realpath(file).startswith(f"{bench.book.path}/#")]
        assert beside
        return any(CANARY.encode() in _content(file) for file in beside)


def _content(file: Path) -> bytes:
    with file.open("rb") as opened_file:
        return opened_file.read()


def write_as_a_reader(bench: Any) -> bool:
    with opened(FolderPlace(bench.book.path), bench.book.key()) as engine, reading(engine) as session:
        session.connection().exec_driver_sql("INSERT INTO origin (code) VALUES ('x')")
        session.commit()
    with seen(bench.book) as later:
        return bool(later.connection().scalar(text("SELECT count(*) FROM origin WHERE code = 'x'")))


# --- the tables -------------------------------------------------------------------------------------------------------


def sql(bench: Any, *statements: str) -> bool:
    """Plain SQL by somebody who has the key, in one transaction. True when it was committed."""
    with by_key(bench.book) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for statement in statements:
            connection.execute(statement)
        connection.execute("COMMIT")
    return True


def change_an_amount(bench: Any) -> bool:
    return sql(bench, *RAISE)


def delete_a_hold(bench: Any) -> bool:
    return sql(bench, "DELETE FROM hold")


def replace_a_rate(bench: Any) -> bool:
    with by_key(bench.book) as connection:
        connection.execute("PRAGMA recursive_triggers = OFF")  # as other programs have it
        columns = [row[1] for row in connection.execute("PRAGMA table_info(rate)")]
        named = ", ".join("'9000'" if name == "rate" else name for name in columns)
        connection.execute(f"REPLACE INTO rate ({', '.join(columns)}) SELECT {named} FROM rate")
        return bool(connection.execute("SELECT rate FROM rate").fetchall() == [("9000",)])


def _a_raw_entry(*lines: str) -> tuple[str, ...]:
    columns = "placement_id, source_id, kind, basis, per, period, earliest, latest, reliability, credibility"
    return (
        f"INSERT INTO entry (id, {columns}, recorded_on) SELECT 77, {columns}, recorded_on FROM entry WHERE id = 1",
        *lines,
        "INSERT INTO seal (entry_id) VALUES (77)",
    )


def post_what_does_not_balance(bench: Any) -> bool:
    one_side = "INSERT INTO posting (entry_id, line, account, currency, best) VALUES (77, 1, 'worker:hand', 'USD', 9)"
    return sql(bench, *_a_raw_entry(one_side))


def add_to_a_sealed_entry(bench: Any) -> bool:
    """In balance, so that nothing else minds."""
    into = "INSERT INTO posting (entry_id, line, account, currency, low, high) VALUES"
    return sql(bench, f"{into} (1, 8, 'worker:hand', 'USD', 9, 9)", f"{into} (1, 9, 'state:plan', 'USD', -9, -9)")


def erase_half(bench: Any) -> bool:
    """The consents of a worker go, the worker stays, and no leaf says anything."""
    number = _number(bench.book, bench.book.second)
    return sql(bench, _erasing(number), f"DELETE FROM consent WHERE subject_id = {number}")


def erase_under_a_hold(bench: Any) -> bool:
    number = _number(bench.book, bench.book.first)
    with by_key(bench.book) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_erasing(number))
        gone = connection.execute(f"DELETE FROM hold WHERE subject_id = {number}").rowcount
        connection.execute("ROLLBACK")
    return bool(gone == 1)


def _erasing(number: int) -> str:
    last = "(SELECT coalesce(max(seq), -1) FROM log_leaf)"
    return f"INSERT INTO erasing (subject_id, after_seq, unfinished) VALUES ({number}, {last}, {number})"


def _number(book: Book, worker: str) -> int:
    with seen(book) as session:
        found = read.subject_id(session, worker)
    assert found is not None
    return found


# --- consent ----------------------------------------------------------------------------------------------------------

FOR = "court-use"
READERS: dict[str, Callable[[Session, int], bool]] = {
    "entries": lambda s, n: any(each.placement.subject_kind == "worker" for each in read.entries(s)),
    "cells": lambda s, n: "worker" in read.cells(s).keys["subject_kind"].words,
    "claims": lambda s, n: bool(read.claims(s)),
    "printed figures": lambda s, n: bool(read.stated(s)),
    "promises": lambda s, n: bool(read.promises(s)),
    "placements": lambda s, n: any(each.subject_kind == "worker" for each in read.placements(s)),
    "attachments": lambda s, n: bool(papers.attachments(s)),
}


def read_without_consent(noun: str) -> Callable[[Any], bool]:
    """Both workers take everything back, and somebody reads for a court all the same."""

    def attempt(bench: Any) -> bool:
        with opened(FolderPlace(bench.book.path), bench.book.key()) as engine:
            with session(engine, Visit(scope="record")) as writing:
                source = writing.connection().scalar(text("SELECT min(source_id) FROM entry"))
                assert source is not None
                period = parse_period("2016")
                add_claim(writing, ClaimDraft(1, source, period, "taken", "state", high=900_000))
                add_stated(writing, StatedDraft(source, "wage", "kept", "why", placement_id=1, amount_low="7"))
                for number in (_number(bench.book, bench.book.first), _number(bench.book, bench.book.second)):
                    write_consent(writing, _said(number, "withdrawn"))
                writing.commit()
            with reading(engine, Visit(scope=FOR)) as session_:
                return READERS[noun](session_, 1)

    return attempt


def _said(number: int, state: str, until: date | None = None) -> ConsentDraft:
    return ConsentDraft(number, FOR, state, "ko", "written", "a text", True, True, expires_on=until)


def read_after_the_end_of_consent(bench: Any) -> bool:
    return _read_on(bench, until=date.today(), then=date.today(), now=date.today() + timedelta(days=1))


def read_with_the_clock_set_back(bench: Any) -> bool:
    return _read_on(bench, until=date.today(), then=date.today() + timedelta(days=9), now=date.today())


def _read_on(bench: Any, *, until: date, then: date, now: date) -> bool:
    """Consent of today up to a day, something else that is written on another, and a reading on a third."""
    with opened(FolderPlace(bench.book.path), bench.book.key()) as engine:
        with session(engine, Visit(scope=FOR)) as writing:
            for worker in (bench.book.first, bench.book.second):
                write_consent(writing, _said(_number(bench.book, worker), "granted", until))
            writing.commit()
        with session(engine, Visit(today=then)) as writing:
            record_key_change(writing, "changed", "passphrase")
            writing.commit()
        with reading(engine, Visit(scope=FOR, today=now)) as seen_then:
            return bool(read.entries(seen_then))


# --- erasure ----------------------------------------------------------------------------------------------------------


def find_the_erased_before_clearing(bench: Any) -> bool:
    """The machine is taken in the moment after the erasure was committed and before the file was cleared."""
    bench.patch.setattr("ledger.store.clearing.clear", lambda engine: None)
    return _find_the_erased(bench.book)


def find_the_erased_in_a_file_that_overwrites_nothing(bench: Any) -> bool:
    bench.patch.setitem(sealed.PRAGMAS, "secure_delete", "OFF")
    return _find_the_erased(bench.book)


def _find_the_erased(book: Book) -> bool:
    assert run(book.args("erase", book.second, "--yes")) == 0
    key = book.key()
    return label(book.second) in plain_file(book.file, key) + plain_log(book.file, key)


# --- the log ----------------------------------------------------------------------------------------------------------


def guess_what_a_leaf_commits_to(bench: Any) -> bool:
    """Somebody has a closed proof, and knows everything of a wage but its amount."""
    with opened(FolderPlace(bench.book.path), bench.book.key()) as engine:
        assert run(bench.book.args("correct", "1", "--hand", "120", "--yes")) == 0
        with session(engine, Visit(scope=FOR)) as writing:
            number = writing.connection().scalar(text("SELECT max(id) FROM entry"))
            assert number is not None
            committed = json.loads(prove_entry(writing, number).data["leaves"][0]["leaf"])["commitment"]
            ((_, _, payload),) = payloads(writing.connection(), "entry", [number])
    guesses = (payload.replace("12000", str(amount * 100)) for amount in range(100, 140))
    return any(hmac.new(bytes(32), guess.encode(), hashlib.sha256).hexdigest() == committed for guess in guesses)


def edit_in_balance(bench: Any) -> bool:
    with behind(bench.book) as connection:
        for statement in RAISE:
            connection.execute(statement)
    add_up_anew(bench.book)
    return findings(bench.book) == []


def forge_the_head_of_a_log_made_anew(bench: Any) -> bool:
    """The log is made anew over a lie, and the file with the partner's head is changed to fit it."""
    with opened(FolderPlace(bench.book.path), bench.book.key()) as engine, session(engine) as writing:
        kept = sign_head(writing).data()
        writing.commit()
    edit_in_balance(bench)
    rebuild_the_log(bench.book)
    with opened(FolderPlace(bench.book.path), bench.book.key()) as engine, session(engine) as writing:
        now = sign_head(writing)  # never committed
        forged = kept | {"size": now.size, "root": now.root}
    with seen(bench.book) as later:
        return not list(audit(later, against=forged))


# --- what goes out, and what comes in ---------------------------------------------------------------------------------


def read_a_report_on_nine_workers(bench: Any) -> bool:
    from tests.publish.test_disclose import crew, told

    return bool(told(crew(9), ("country",)).whole.pool.workers)  # type: ignore[no-untyped-call]


def write_down_a_phone_number(bench: Any) -> bool:
    said = ("--source", "call +82 10 5555 0199", "--currency", "USD", "--gross", "800", "--hand", "100", "--yes")
    return run(bench.book.args("add", "wage", "--placement", "1", "--period", "2016-05", *said)) == 0


def keep_metadata_with_a_broken_stripper(bench: Any) -> bool:
    """A stripper that takes nothing out and says that it did."""
    from ledger.store.attachments import stripping
    from ledger.store.attachments.stripped import Stripped

    bench.patch.setattr(stripping, "strip_picture", lambda original, kind: Stripped(original, kind, ("EXIF",)))
    return b"CANARY gps" in stripping.working_copy(a_jpeg(), "image/jpeg").content


def put_another_paper_in_its_place(bench: Any) -> bool:
    """Whoever knows the public key can seal: another paper, under the same key, in the same place."""
    folder = bench.book.path / "attachments"
    with by_key(bench.book) as connection:
        stored, sha256, secret, public = connection.execute(
            "SELECT stored, sha256, secret, public_key FROM attachment JOIN subject_key ON subject_key.id = key_id"
        ).fetchone()
    made = seal(io.BytesIO(CANARY.encode()), folder, public)
    (folder / f"{made.stored}.age").replace(folder / f"{stored}.age")
    target = io.BytesIO()
    open_paper(folder, stored, AttachmentSecret(secret), target, sha256=sha256)
    return CANARY.encode() in target.getvalue()


def prolong_a_backup(bench: Any) -> bool:
    """A backup that was to be destroyed is given a longer life by somebody without the key."""
    file = bench.home / "backup.tar"
    soon, late = date.today() + timedelta(days=3), date.today() + timedelta(days=3000)
    assert run(bench.book.args("backup", "-o", str(file), "--expires", soon.isoformat())) == 0
    content = file.read_bytes()
    file.write_bytes(content.replace(soon.isoformat().encode(), late.isoformat().encode(), 1))
    place = replace(bench.book, path=bench.home / "restored")
    return run(place.args("restore", str(file))) == 0


def rotate_twice_at_once(bench: Any) -> bool:
    book = bench.book
    with by_key(book) as connection:
        keys = [row[0] for row in connection.execute("SELECT public_key FROM key_change ORDER BY id")]
    going = rotation.steps(book.path, book.key(), Key.new(), public_keys=keys)
    while next(going) != "proven":
        pass
    try:
        rotation.rotate(book.path, book.key(), public_keys=keys)
    except BookInUse:
        return False
    finally:
        del going  # which ends the first one where it is
    return True


def read_a_label_in_an_error(bench: Any) -> bool:
    into = text("INSERT INTO posting (entry_id, line, account, currency, label) VALUES (1, 1, 'x', 'USD', :label)")
    with opened(FolderPlace(bench.book.path), bench.book.key()) as engine, session(engine) as writing:
        try:
            writing.connection().execute(into, {"label": CANARY})
        except DBAPIError as trouble:
            return CANARY in str(trouble)
    return False


CRASHING = """
    import os, resource, signal, sys
    from ledger import __main__

    resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
    if not os.environ.get("WITHOUT_THE_LIMIT"):
        __main__.leave_no_core()
    print(resource.getrlimit(resource.RLIMIT_CORE)[0], flush=True)
    os.kill(os.getpid(), signal.SIGSEGV)
"""


def leave_a_core(bench: Any) -> bool:
    """The limit counts, not the file: where the system hands cores elsewhere, the limit is what it is asked for."""
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", textwrap.dedent(CRASHING)]
    ran = subprocess.run(command, cwd=bench.home, env=environ, capture_output=True, text=True, check=False)
    assert ran.returncode == -signal.SIGSEGV, ran.stderr
    return ran.stdout.strip() != "0"


def print_a_key(bench: Any) -> bool:
    key = Key.new()
    shown = f"{key} {key!r} {SimpleNamespace(key=key)}"
    return repr(key.reveal()) in shown
