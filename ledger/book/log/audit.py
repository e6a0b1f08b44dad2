"""The log proves itself and the book: every leaf against its row, every node against its leaves, every head signed.

Nothing kept is believed that can be worked out again. What only an earlier head can show (a whole older copy put in the
book's place, a log cut short and grown again) is shown when one is handed in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from ledger.book.log.append import node_of, tip
from ledger.book.log.heads import Head, head_of, heads
from ledger.book.log.payloads import AT_ONCE, LOGGED, commitment, leaf_text, payloads
from ledger.book.rows import Erasure, ErasureOutput, LogErased, LogLeaf, LogNode, LogSalt, Output, OutputSubject
from ledger.book.rows.base import table
from ledger.store.many import streamed
from ledger.values import merkle

Found = Iterator[tuple[str, str]]


def audit(session: Session, *, against: object = None) -> Found:
    """What is wrong: on what (entry 12, leaf 7, head of 40 leaves), and what. `against` is a partner's head as JSON."""
    yield from _leaves(session)
    yield from _rows(session)
    yield from _outputs(session)
    yield from _nodes(session)
    yield from _heads(session)
    if against is not None:
        yield from _against(session, against)


def _leaves(session: Session) -> Found:
    """The leaves are numbered without a gap, none is older than the one before, and each is what was hashed."""
    expected, day = 0, ""
    for leaf in _each_leaf(session):
        if leaf.seq != expected:
            yield f"leaf {expected}", "is missing: the log was cut, or leaves were taken out"
        expected = leaf.seq + 1
        if leaf.day < day:
            yield f"leaf {leaf.seq}", "is dated before the leaf in front of it: leaves were put in another order"
        day = leaf.day
        text = leaf_text(leaf.seq, leaf.day, leaf.action, leaf.actor, leaf.commitment)
        if merkle.leaf_hash(text.encode()) != bytes(leaf.hash):
            yield f"leaf {leaf.seq}", "is not what was hashed: it was changed"


def _rows(session: Session) -> Found:
    """Each row is the one that its leaf committed to, and each row has a leaf."""
    connection = session.connection()
    erased = set(connection.scalars(select(LogErased.seq).join(Erasure)))  # none without an erasure, which has a leaf
    for noun, kept in LOGGED.items():
        yield from _rows_of(session, noun, erased)
        has_leaf = exists().where(LogLeaf.noun == noun, LogLeaf.row_id == kept.c.id)
        told = [kept.c.workers > 0] if noun == "output" else []
        for number in connection.scalars(select(kept.c.id).where(~has_leaf, *told).order_by(kept.c.id)):
            yield f"{noun} {number}", "is not in the log: it was put in behind the program's back"
    known = select(LogLeaf.seq, LogLeaf.noun).where(LogLeaf.noun.not_in(LOGGED)).order_by(LogLeaf.seq)
    for seq, _ in connection.execute(known):
        yield f"leaf {seq}", "speaks of nothing that a book has"


def _rows_of(session: Session, noun: str, erased: set[int]) -> Found:
    connection = session.connection()
    leaves = select(LogLeaf.seq, LogLeaf.row_id, LogLeaf.action, LogLeaf.commitment, LogSalt.salt)
    leaves = leaves.outerjoin(LogSalt, LogSalt.seq == LogLeaf.seq).where(LogLeaf.noun == noun).order_by(LogLeaf.row_id)
    with connection.execute(leaves.execution_options(yield_per=AT_ONCE)) as result:
        for part in result.partitions(AT_ONCE):
            now = {n: (action, says) for n, action, says in payloads(connection, noun, [leaf.row_id for leaf in part])}
            for leaf in part:
                yield from _row(noun, leaf, now.get(leaf.row_id), leaf.seq in erased)


def _row(noun: str, leaf: Any, now: tuple[str, str] | None, is_erased: bool) -> Found:
    ref = f"{noun} {leaf.row_id}"
    if is_erased:
        if now is not None or leaf.salt is not None:
            yield ref, "is said to be erased, and something of it is left"
    elif now is None:
        yield ref, "was deleted, and not by an erasure"
    elif leaf.salt is None:
        yield ref, "has lost the key of its commitment, and was not erased"
    elif leaf.commitment != commitment(bytes(leaf.salt), now[1]):
        yield ref, "was changed after it was written down"
    elif leaf.action != now[0]:
        yield ref, "is called by another action than its own"


def _outputs(session: Session) -> Found:
    """As many workers are on record for each output as it told of, but for those who were erased."""
    kept = select(func.count()).select_from(OutputSubject).where(OutputSubject.output_id == Output.id).scalar_subquery()
    gone = select(func.count()).select_from(ErasureOutput).where(ErasureOutput.output_id == Output.id).scalar_subquery()
    wrong = select(Output.id).where(Output.workers != kept + gone).order_by(Output.id)
    for number in session.connection().scalars(wrong):
        yield f"output {number}", "told of more workers, or of fewer, than are on record for it"


def _nodes(session: Session) -> Found:
    """The stored subtrees are those of the leaves, level by level, whatever the length of the log in a few blocks."""
    level, count = 1, tip(session.connection()).size >> 1
    highest = session.scalar(select(func.max(LogNode.level))) or 0
    while count or level <= highest:
        below, stored = (hash for _, hash in _level(session, level - 1)), _level(session, level)
        for place, (left, right) in enumerate(zip(below, below, strict=False)):
            if next(stored, None) != (place, merkle.node_hash(left, right)):
                yield f"node {level}/{place}", "is not the hash of what is below it"
                return  # all that is above it is wrong as well
        if extra := next(stored, None):
            yield f"node {level}/{extra[0]}", "has nothing below it"
            return
        level, count = level + 1, count >> 1


def _level(session: Session, level: int) -> Iterator[tuple[int, bytes]]:
    """The place and the hash of each node of a level, in order; the leaves are level 0."""
    leaves, nodes = table(LogLeaf), table(LogNode)
    query = select(leaves.c.seq, leaves.c.hash).order_by(leaves.c.seq)
    if level:
        query = select(nodes.c.place, nodes.c.hash).where(nodes.c.level == level).order_by(nodes.c.place)
    return ((place, bytes(made)) for place, made in streamed(session.connection(), query))


def _heads(session: Session) -> Found:
    """Each signed head is signed, follows the one before it, and is of this log."""
    node, size = node_of(session.connection()), tip(session.connection()).size
    previous = ""
    for head in heads(session):
        ref = f"head of {head.size} leaves"
        if not head.is_signed():
            yield ref, "is not signed by its key"
        if head.previous != previous:
            yield ref, "does not follow the head before it"
        previous = head.hash()
        yield from _root(ref, head, size, node)


def _against(session: Session, against: object) -> Found:
    """The log goes on from a head that somebody else kept."""
    kept = head_of(against)
    if kept is None or not kept.is_signed():
        yield "the head that was kept", "is no signed head"
        return
    keys = {head.public_key for head in heads(session)}
    if keys and kept.public_key not in keys:
        yield "the head that was kept", "is signed by another key than the heads of this book"
    yield from _root("the head that was kept", kept, tip(session.connection()).size, node_of(session.connection()))


def _root(ref: str, head: Head, size: int, node: merkle.Node) -> Found:
    if head.size > size:
        yield ref, f"is of a longer log: this one has {size} leaves. It was cut, or an older copy stands in its place"
    elif merkle.root(head.size, node).hex() != head.root:
        yield ref, "has another root: what it was signed over was changed or replaced"


class _Leaf(NamedTuple):
    seq: int
    day: str
    action: str
    actor: str
    commitment: str
    hash: bytes


def _each_leaf(session: Session) -> Iterator[_Leaf]:
    kept = table(LogLeaf)
    query = select(*(kept.c[name] for name in _Leaf._fields)).order_by(kept.c.seq)
    return map(_Leaf._make, streamed(session.connection(), query))
