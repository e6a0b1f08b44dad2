"""What a leaf commits to: a row, whole, as canonical JSON. The list of what is in the log, and under which action."""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from ledger.book.rows import (
    Attachment,
    Backup,
    Claim,
    Condition,
    Consent,
    Custody,
    Entry,
    Erasure,
    ErasureOutput,
    Hold,
    KeyChange,
    LogErased,
    Organisation,
    Origin,
    Output,
    Placement,
    Posting,
    Promise,
    Rate,
    Source,
    StatedFigure,
    Subject,
)
from ledger.book.rows.base import table
from ledger.store.many import fetched

AT_ONCE = 5000
LOGGED: dict[str, Table] = {
    table(row).name: table(row)
    for row in (
        *(Organisation, Source, Subject, Placement, Promise, Entry, StatedFigure, Claim, Rate, Condition),
        *(Consent, Hold, Attachment, Custody, Output, Backup, KeyChange, Erasure),
    )
}
ACTIONS = {"erasure": "erased", "key_change": "key", "stated": "figure"}


def canonical(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces: the same value is the same text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_no_text)


def _no_text(value: Any) -> dict[str, str]:
    """For bytes, which only a damaged book has where a text should be: like nothing that was ever written down."""
    return {"bytes": bytes(value).hex()}


_encode = json.JSONEncoder(ensure_ascii=False, default=_no_text).encode
quoted = lru_cache(maxsize=4096)(_encode)  # a text as JSON writes it; the same ones stand in many rows


def action_of(noun: str, row: Mapping[str, Any]) -> str:
    """What a leaf calls the writing of this row."""
    if noun == "entry" and row["reverses"] is not None:
        return "correction"
    return ACTIONS.get(noun, noun)


def commitment(salt: bytes, payload: str) -> str:
    """HMAC-SHA-256 of the payload under the leaf's random salt: without the salt no guess can be tried against it."""
    return hmac.digest(salt, payload.encode(), "sha256").hex()


def leaf_text(seq: int, day: str, action: str, actor: str, committed: str) -> str:
    """What is hashed as the leaf, as canonical JSON. No content, and no more of the time than the day."""
    before, after = _around(day, action, actor)
    told = f'"{committed}"' if _is_hash(committed) else _encode(committed)
    return f"{before}{told}{after}{seq}}}"


@lru_cache(maxsize=256)
def _around(day: str, action: str, actor: str) -> tuple[str, str]:
    """What stands around the commitment in a leaf: few days, actions and actors make many leaves."""
    return (
        f'{{"action":{_encode(action)},"actor":{_encode(actor)},"commitment":',
        f',"day":{_encode(day)},"seq":',
    )


def _is_hash(committed: Any) -> bool:
    """True for letters and digits, which JSON writes as they are; a damaged book may have what is no text."""
    return isinstance(committed, str) and committed.isalnum()


def payloads(connection: Connection, noun: str, numbers: Collection[int]) -> Iterator[tuple[int, str, str]]:
    """The number, the action and the payload of these rows as they are now, by number; without those that are gone."""
    wanted = sorted(set(numbers))
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        kept = LOGGED[noun]
        more = _more(connection, noun, some)
        names = kept.c.keys()
        for told in fetched(connection, select(kept).where(kept.c.id.in_(some)).order_by(kept.c.id)):
            row = dict(zip(names, told, strict=True))
            yield row["id"], action_of(noun, row), canonical({**row, "noun": noun, **more(row)})


def _more(connection: Connection, noun: str, numbers: Sequence[int]) -> Any:
    """What belongs to rows of this noun and stands in other tables: postings, the origin's code, erased leaves."""
    if noun == "entry":
        return _postings(connection, numbers)
    if noun == "source":
        codes = dict(connection.execute(select(Origin.id, Origin.code)).all())
        return lambda row: {"origin": codes.get(row["origin_id"])}
    if noun == "erasure":
        found = select(LogErased.erasure_id, LogErased.seq).where(LogErased.erasure_id.in_(numbers))
        gone = _lists(connection, found.order_by(LogErased.seq))
        told = select(ErasureOutput.erasure_id, ErasureOutput.output_id)
        told = told.where(ErasureOutput.erasure_id.in_(numbers)).order_by(ErasureOutput.output_id)
        were_in = _lists(connection, told)
        return lambda row: {"leaves": gone.get(row["id"], []), "outputs": were_in.get(row["id"], [])}
    return lambda row: {}


def _lists(connection: Connection, pairs: Select[int, int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for number, other in connection.execute(pairs):
        found.setdefault(number, []).append(other)
    return found


def _postings(connection: Connection, numbers: Sequence[int]) -> Any:
    kept = table(Posting)
    lines: dict[int, list[dict[str, Any]]] = {}
    these = select(kept).where(kept.c.entry_id.in_(numbers)).order_by(kept.c.entry_id, kept.c.line)
    names = kept.c.keys()
    for row in fetched(connection, these):
        told = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        lines.setdefault(told["entry_id"], []).append(told)
    return lambda row: {"postings": lines.get(row["id"], [])}
