"""Signed heads: how long the log is and its root, signed with Ed25519, each naming the one before it (RFC 9162, 4.10).

A log that only its owner sees can be rewritten whole. Hand heads to a partner: what a partner holds cannot be undone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from nacl.encoding import HexEncoder
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.book.log.append import append, node_of, tip
from ledger.book.log.payloads import canonical
from ledger.book.rows import LogHead, LogSigner
from ledger.book.rows.base import table
from ledger.book.visit import visit_of
from ledger.store.transactions import one_writer
from ledger.values import merkle
from ledger.values.errors import LedgerError

FORMAT = "wage-ledger-head/1"


class EmptyLog(LedgerError):
    """There is nothing to sign."""

    message = "The log of the book is empty."
    advice = (
        "It has its first leaf when something is written down. For a book of an earlier version: wage-ledger upgrade"
    )


@dataclass(frozen=True)
class Head:
    """A signed head. `root`, `public_key` and `signature` in hexadecimal; `previous` is the hash of the head before."""

    size: int
    root: str
    day: str
    previous: str
    public_key: str
    signature: str

    def data(self) -> dict[str, Any]:
        """The head as JSON has it."""
        return self.signed() | {"signature": self.signature}

    def signed(self) -> dict[str, Any]:
        """What is signed."""
        return {
            "format": FORMAT,
            "size": self.size,
            "root": self.root,
            "day": self.day,
            "previous": self.previous,
            "public_key": self.public_key,
        }

    def hash(self) -> str:
        """What the next head calls this one."""
        return hashlib.sha256(canonical(self.signed()).encode()).hexdigest()

    def is_signed(self) -> bool:
        """True when the signature is that of the head's own key."""
        try:
            VerifyKey(self.public_key.encode(), encoder=HexEncoder).verify(
                canonical(self.signed()).encode(), bytes.fromhex(self.signature)
            )
        except (BadSignatureError, ValueError, TypeError):
            return False
        return True


def sign_head(session: Session) -> Head:
    """A signed head of the log as it is, kept in the book. A log that did not grow is signed once. Never commits."""
    connection, today = session.connection(), visit_of(session).today.isoformat()
    one_writer(connection)  # of two who sign at once each would name the same head before it
    append(session)
    end = tip(connection)
    if end.size == 0:
        raise EmptyLog
    made = heads(session)
    if made and made[-1].size == end.size:
        return made[-1]
    signer = _signer(session)
    head = Head(
        size=end.size,
        root=merkle.root(end.size, node_of(connection)).hex(),
        day=max(today, end.day or ""),
        previous=made[-1].hash() if made else "",
        public_key=signer.verify_key.encode(HexEncoder).decode(),
        signature="",
    )
    signature = signer.sign(canonical(head.signed()).encode()).signature.hex()
    done = Head(head.size, head.root, head.day, head.previous, head.public_key, signature)
    columns = {name: value for name, value in done.data().items() if name != "format"}
    connection.execute(table(LogHead).insert().values(**columns))
    return done


def heads(session: Session) -> tuple[Head, ...]:
    """The heads that were signed, in order."""
    kept = table(LogHead)
    columns = [kept.c[name] for name in Head.__dataclass_fields__]
    return tuple(Head(*row) for row in session.connection().execute(select(*columns).order_by(kept.c.id)))


def head_of(data: object) -> Head | None:
    """The head of a JSON value, or None for what is no head."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        return None
    values = [data.get(name) for name in Head.__dataclass_fields__]
    size, *texts = values
    if type(size) is not int or size < 1 or not all(isinstance(text, str) for text in texts):
        return None
    return Head(size, *(str(text) for text in texts))


def _signer(session: Session) -> SigningKey:
    kept = session.scalar(select(LogSigner.secret).order_by(LogSigner.id.desc()).limit(1))
    if kept is not None:
        return SigningKey(kept.encode(), encoder=HexEncoder)
    made = SigningKey.generate()
    session.connection().execute(
        table(LogSigner)
        .insert()
        .values(
            public_key=made.verify_key.encode(HexEncoder).decode(),
            secret=made.encode(HexEncoder).decode(),
            recorded_on=visit_of(session).today.isoformat(),
        )
    )
    return made
