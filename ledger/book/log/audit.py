"""The log proves itself and the book: every leaf against its row, every node against its leaves, every head signed.

Nothing kept is believed that can be worked out again. What only an earlier head can show (a whole older copy put in the
book's place, a log cut short and grown again) is shown when one is handed in.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice, starmap
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from ledger.book.log.append import node_of, tip
from ledger.book.log.heads import Head, head_of, heads
from ledger.book.log.payloads import AT_ONCE, LOGGED, commitment, leaf_text, payloads
from ledger.book.rows import Erasure, ErasureOutput, LogErased, LogLeaf, LogNode, LogSalt, Output, OutputSubject
from ledger.book.rows.base import table
from ledger.book.stored import Stored, stored
from ledger.store.many import streamed
from ledger.values import merkle

Found = Iterator[tuple[str, str]]
_UNLOGGED = "is not in the log: it was put in behind the program's back"


def audit(session: Session, *, against: object = None, entries: EntryAudit | None = None) -> Found:
    """What is wrong: on what (entry 12, leaf 7, head of 40 leaves), and what. `against` is a partner's head as JSON.

    `entries` has watched somebody else read all entries, which are then not read again.
    """
    yield from _leaves(session)
    yield from _rows(session, entries if entries is not None and entries.is_done else EntryAudit(session))
    yield from _outputs(session)
    yield from _nodes(session)
    yield from _heads(session)
    if against is not None:
        yield from _against(session, against)


def _leaves(session: Session) -> Found:
    """The leaves are numbered without a gap, none is older than the one before, and each is what was hashed."""
    expected, last = 0, ""
    for seq, day, action, actor, committed, hashed in _each_leaf(session):
        if seq != expected:
            yield f"leaf {expected}", "is missing: the log was cut, or leaves were taken out"
        expected = seq + 1
        if not isinstance(day, str) or day < last:
            yield f"leaf {seq}", "is dated before the leaf in front of it: leaves were put in another order"
        else:
            last = day
        if merkle.leaf_hash(leaf_text(seq, day, action, actor, committed).encode()) != hashed:
            yield f"leaf {seq}", "is not what was hashed: it was changed"


class EntryAudit:
    """The entries against their leaves, in one reading. `found` is what is wrong once the reading `is_done`."""

    def __init__(self, session: Session) -> None:
        self.found: list[tuple[str, str]] = []
        self.is_done = False
        self._session = session

    def watch(self, entries: Iterator[Stored]) -> Iterator[Stored]:
        """Hand the entries on, all that there are and by number, and look at each."""
        unlogged: list[int] = []
        leaves = map(_Committed._make, streamed(self._session.connection(), _committed("entry"), AT_ONCE))
        leaf = next(leaves, None)
        for entry in entries:
            while leaf is not None and (type(leaf.row_id) is not int or leaf.row_id < entry.id):
                self.found += _row("entry", leaf, None)
                leaf = next(leaves, None)
            if leaf is None or leaf.row_id != entry.id:
                unlogged.append(entry.id)
            while leaf is not None and leaf.row_id == entry.id:
                action, payload = "correction" if entry.reverses is not None else "entry", entry.payload()
                salt, is_called_so = leaf.salt, leaf.erasure is None and leaf.action == action
                if not is_called_so or not isinstance(salt, bytes) or leaf.commitment != commitment(salt, payload):
                    self.found += _row("entry", leaf, (action, payload))
                leaf = next(leaves, None)
            yield entry
        while leaf is not None:
            self.found += _row("entry", leaf, None)
            leaf = next(leaves, None)
        self.found += [(f"entry {number}", _UNLOGGED) for number in unlogged]
        self.is_done = True

    def read(self) -> Sequence[tuple[str, str]]:
        """What is wrong; reads the entries if nobody has."""
        if not self.is_done:
            deque(self.watch(stored(self._session.connection())), maxlen=0)
        return self.found


def _rows(session: Session, entries: EntryAudit) -> Found:
    """Each row is the one that its leaf committed to, and each row has a leaf."""
    connection = session.connection()
    for noun, kept in LOGGED.items():
        if noun == "entry":
            yield from entries.read()
            continue
        yield from _rows_of(session, noun)
        has_leaf = exists().where(LogLeaf.noun == noun, LogLeaf.row_id == kept.c.id)
        told = [kept.c.workers > 0] if noun == "output" else []
        for number in connection.scalars(select(kept.c.id).where(~has_leaf, *told).order_by(kept.c.id)):
            yield f"{noun} {number}", _UNLOGGED
    known = select(LogLeaf.seq, LogLeaf.noun).where(LogLeaf.noun.not_in(LOGGED)).order_by(LogLeaf.seq)
    for seq, _ in connection.execute(known):
        yield f"leaf {seq}", "speaks of nothing that a book has"


def _rows_of(session: Session, noun: str) -> Found:
    connection, leaves = session.connection(), streamed(session.connection(), _committed(noun), AT_ONCE)
    while part := list(map(_Committed._make, islice(leaves, AT_ONCE))):
        now = {n: (action, says) for n, action, says in payloads(connection, noun, [leaf.row_id for leaf in part])}
        for leaf in part:
            yield from _row(noun, leaf, now.get(leaf.row_id))


class _Committed(NamedTuple):
    """A leaf as it is held against its row; `erasure` is that of the row, if there was one, which has a leaf too."""

    row_id: int
    action: str
    commitment: str
    salt: bytes | None
    erasure: int | None


def _committed(noun: str) -> Select[int, str, str, bytes, int]:
    leaf, salt, erased, erasure = table(LogLeaf), table(LogSalt), table(LogErased), table(Erasure)
    found = leaf.outerjoin(salt, salt.c.seq == leaf.c.seq).outerjoin(
        erased.join(erasure, erasure.c.id == erased.c.erasure_id), erased.c.seq == leaf.c.seq
    )
    columns = select(leaf.c.row_id, leaf.c.action, leaf.c.commitment, salt.c.salt, erasure.c.id)
    return columns.select_from(found).where(leaf.c.noun == noun).order_by(leaf.c.row_id)


def _row(noun: str, leaf: _Committed, now: tuple[str, str] | None) -> Sequence[tuple[str, str]]:
    """What is wrong with the row that this leaf speaks for, which has this action and payload now: one at most."""
    if leaf.erasure is not None:
        if now is not None or leaf.salt is not None:
            return ((f"{noun} {leaf.row_id}", "is said to be erased, and something of it is left"),)
    elif now is None:
        return ((f"{noun} {leaf.row_id}", "was deleted, and not by an erasure"),)
    elif not isinstance(leaf.salt, bytes):
        return ((f"{noun} {leaf.row_id}", "has lost the key of its commitment, and was not erased"),)
    elif leaf.commitment != commitment(leaf.salt, now[1]):
        return ((f"{noun} {leaf.row_id}", "was changed after it was written down"),)
    elif leaf.action != now[0]:
        return ((f"{noun} {leaf.row_id}", "is called by another action than its own"),)
    return ()


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
    while count:
        below = (made if isinstance(made, bytes) else b"" for _, made in _level(session, level - 1))
        stored = _level(session, level)
        made = enumerate(starmap(merkle.node_hash, zip(below, below, strict=False)))
        wrong = next((node for node in made if next(stored, None) != node), None)
        if wrong is not None:
            yield f"node {level}/{wrong[0]}", "is not the hash of what is below it"
            return  # all that is above it is wrong as well
        if extra := next(stored, None):
            yield f"node {level}/{extra[0]}", "has nothing below it"
            return
        level, count = level + 1, count >> 1
    nodes = table(LogNode).c
    above = select(nodes.level, nodes.place).where(nodes.level >= level).order_by(nodes.level, nodes.place)
    for place in session.connection().execute(above.limit(1)):
        yield f"node {place[0]}/{place[1]}", "has nothing below it"


def _level(session: Session, level: int) -> Iterator[tuple[Any, Any]]:
    """The place and the hash of each node of a level, in order; the leaves are level 0."""
    leaves, nodes = table(LogLeaf), table(LogNode)
    query = select(leaves.c.seq, leaves.c.hash).order_by(leaves.c.seq)
    if level:
        query = select(nodes.c.place, nodes.c.hash).where(nodes.c.level == level).order_by(nodes.c.place)
    rows: Iterator[Any] = streamed(session.connection(), query)
    return rows


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


def _each_leaf(session: Session) -> Iterator[Any]:
    kept = table(LogLeaf).c
    query = select(kept.seq, kept.day, kept.action, kept.actor, kept.commitment, kept.hash).order_by(kept.seq)
    return streamed(session.connection(), query)
