"""Heads and proofs in other hands: nothing is called right that was not, and no reader breaks on what it is handed."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine

from ledger.book.consent import ConsentDraft, write_consent
from ledger.book.log.audit import audit
from ledger.book.log.heads import head_of, sign_head
from ledger.book.log.prove import OtherLog, prove_entry
from ledger.book.post import post
from ledger.book.register import add_worker
from ledger.book.session import Visit, reading
from ledger.book.session import session as writing
from ledger.cli.consent import _version
from ledger.cli.log import read_head
from ledger.cli.refusals import BadFlag
from ledger.store.opening import opened
from ledger.store.secrets import Key
from ledger.store.where import FolderPlace
from tests.attack.fuzzing import expect_quiet, fuzz, mutated, spoilt_json
from tests.book.making import WORKER, a_wage
from tests.verify.proofs import KEPT, LOG, verified, whole

QUICK, LONG = 300, 100_000
QUICK_PROVED, LONG_PROVED = 20, 2_500
QUICK_AUDITED, LONG_AUDITED = 20, 4_000

HEADS = [json.dumps(LOG.head(size)).encode() for size in (1, 3, 7)]
SIGNED = [{name: part for name, part in json.loads(head).items() if name != "signature"} for head in HEADS]
PROOF = verified(whole(), KEPT, show=True)


def spoilt(random: Random, values: list[Any]) -> bytes:
    """One of the JSON values with its parts spoilt, its bytes, or both."""
    value = random.choice(values)
    raw = json.dumps(spoilt_json(random, value) if random.random() < 0.7 else value).encode()
    return mutated(random, raw, HEADS, most=2) if random.random() < 0.4 else raw


def _head(random: Random) -> None:
    data = read_head(
        io.TextIOWrapper(io.BytesIO(spoilt(random, [json.loads(head) for head in HEADS])), encoding="utf-8")
    )
    head = head_of(data)
    assert head is not None
    assert not head.is_signed() or head.signed() in SIGNED  # the digits of the signature may be capitals


def _explanation(random: Random) -> None:
    """Any bytes may have been read out: their version is told, never their text."""
    raw = mutated(random, "나는 충성자금을 알았다\n".encode(), HEADS)
    version = _version(io.BytesIO(raw), "ko")
    assert len(version) == 16
    assert int(version, 16) >= 0


READERS: dict[str, tuple[Callable[[Random], None], tuple[type[Exception], ...]]] = {
    "heads": (_head, (BadFlag,)),
    "explanations": (_explanation, ()),
}


@pytest.mark.parametrize("name", READERS)
def test_a_spoilt_file_is_a_head_that_was_signed_or_none(name: str) -> None:
    fuzz(name, QUICK, *READERS[name])


@pytest.mark.attack
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", READERS)
def test_a_hundred_thousand_spoilt_files_are_heads_that_were_signed_or_none(name: str) -> None:
    print(name, dict(fuzz(name, LONG, *READERS[name])))


# --- the verifier -----------------------------------------------------------------------------------------------------


def _proof(random: Random) -> None:
    """What a spoilt bundle proves is a part of what the whole one does."""
    kept = spoilt(random, [KEPT]) if random.random() < 0.3 else json.dumps(KEPT).encode()
    ran = verified(spoilt(random, [whole()]), kept, show=True)
    assert ran.code in (0, 1, 2)
    assert (ran.code == 0) == (ran.wrong == [])
    proved = {line for line in ran.lines if line.startswith("ok: leaf")}
    if ran.code == 0:
        assert proved <= set(PROOF.lines)


def test_a_spoilt_proof_proves_nothing_new() -> None:
    fuzz("proofs", QUICK_PROVED, _proof)


@pytest.mark.attack
@pytest.mark.timeout(1800)
def test_thousands_of_spoilt_proofs_prove_nothing_new() -> None:
    print(dict(fuzz("proofs", LONG_PROVED, _proof)))


# --- against a head that somebody kept --------------------------------------------------------------------------------


@pytest.fixture
def kept(folder: Path, key: Key) -> Iterator[tuple[Engine, list[Any]]]:
    """A book with two heads, and the heads."""
    with opened(FolderPlace(folder), key) as engine:
        found = []
        for _ in range(2):
            with writing(engine, Visit(scope="record")) as session:
                post(session, a_wage(session))
                found.append(sign_head(session).data())
                session.commit()
        yield engine, found


def _audited(engine: Engine, heads: list[Any]) -> Callable[[Random], None]:
    def attempt(random: Random) -> None:
        data = spoilt_json(random, random.choice(heads))
        head = head_of(data)
        signed = [{name: part for name, part in each.items() if name != "signature"} for each in heads]
        is_one = head is not None and head.is_signed() and head.signed() in signed
        with reading(engine) as session:
            found = list(audit(session, against=data))
        assert (found == []) == is_one
        expect_quiet(*(part for finding in found for part in finding))
        with writing(engine, Visit(scope="court-use")) as session:
            proof = prove_entry(session, 1, since=data)
            assert is_one == (proof.data["consistency"] is not None)

    return attempt


def test_the_book_goes_on_from_a_head_that_it_signed_and_from_no_spoilt_one(kept: tuple[Engine, list[Any]]) -> None:
    fuzz("kept heads", QUICK_AUDITED, _audited(*kept), (OtherLog,))


@pytest.mark.attack
@pytest.mark.timeout(1800)
def test_the_book_goes_on_from_none_of_thousands_of_spoilt_heads(kept: tuple[Engine, list[Any]]) -> None:
    print(dict(fuzz("kept heads", LONG_AUDITED, _audited(*kept), (OtherLog,))))


def test_the_version_of_any_explanation_can_be_written_down(kept: tuple[Engine, list[Any]]) -> None:
    with writing(kept[0], Visit(scope="record")) as session:
        worker = add_worker(session, WORKER)
        version = _version(io.BytesIO(b"\xff\xfe\0bytes that are no text\xed\xa0\x80"), "xx")
        write_consent(session, ConsentDraft(worker, "record", "granted", "xx", "written", version, True, True,
                                            expires_on=date(date.today().year + 1, 1, 1)))  # fmt: skip
        session.commit()
