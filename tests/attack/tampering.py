"""What somebody does to a book who has its key and knows the program: every way in which it could be made to lie.

They open the file with the key, take the triggers away, do it, and put the triggers back word for word.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ledger.book.log.append import adopt
from ledger.book.log.payloads import leaf_text
from ledger.book.session import session
from ledger.book.sums import rebuild
from ledger.store.opening import opened
from ledger.store.where import FolderPlace
from ledger.values import merkle
from tests.attack.books import Book, by_key

Ref = Callable[[Any], str]


@dataclass(frozen=True)
class Tampering:
    """A lie, and what a finding has to name. Both are given the connection; what is named is asked before the lie."""

    does: tuple[str, ...] | Callable[[Any], None]
    names: str | Ref


@contextmanager
def behind(book: Book) -> Iterator[Any]:
    """The book without triggers, foreign keys and rules, and with all of them again afterwards."""
    with by_key(book) as connection:
        for pragma in ("foreign_keys = OFF", "ignore_check_constraints = ON", "query_only = OFF"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN IMMEDIATE")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")


def leaf(noun: str, number: int) -> Ref:
    """The leaf of this row."""
    return lambda c: f"leaf {seq_of(c, noun, number)}"


def seq_of(connection: Any, noun: str, number: int) -> int:
    """The number of the row's leaf."""
    found = connection.execute("SELECT seq FROM log_leaf WHERE noun = ? AND row_id = ?", (noun, number)).fetchone()
    return int(found[0])


def head(connection: Any) -> str:
    """The head that the book has."""
    return f"head of {connection.execute('SELECT max(size) FROM log_head').fetchone()[0]} leaves"


def delete_entry_with_its_leaf(connection: Any) -> None:
    """Nothing of the entry is left, and a hole where its leaf was."""
    seq = seq_of(connection, "entry", 2)
    for table, column, number in (
        *(("posting", "entry_id", 2), ("seal", "entry_id", 2), ("entry", "id", 2)),
        *(("log_salt", "seq", seq), ("log_leaf", "seq", seq)),
    ):
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))


def close_the_hole(connection: Any) -> None:
    """The entry goes with its leaf, and all leaves after it move up by one, each hashed anew."""
    gone = seq_of(connection, "entry", 2)
    delete_entry_with_its_leaf(connection)
    for (seq,) in connection.execute("SELECT seq FROM log_leaf WHERE seq > ? ORDER BY seq", (gone,)).fetchall():
        connection.execute("UPDATE log_salt SET seq = ? WHERE seq = ?", (seq - 1, seq))
        connection.execute("UPDATE log_leaf SET seq = ? WHERE seq = ?", (seq - 1, seq))
        hash_anew(connection, seq - 1)
    nodes_anew(connection)


def hash_anew(connection: Any, seq: int) -> None:
    """Make the hash of a leaf that of what it says now."""
    said = connection.execute("SELECT seq, day, action, actor, commitment FROM log_leaf WHERE seq = ?", (seq,))
    made = merkle.leaf_hash(leaf_text(*said.fetchone()).encode())
    connection.execute("UPDATE log_leaf SET hash = ? WHERE seq = ?", (made, seq))


def nodes_anew(connection: Any) -> None:
    """Make every node that of the leaves as they are now."""
    hashes = [bytes(made) for (made,) in connection.execute("SELECT hash FROM log_leaf ORDER BY seq")]
    known: dict[tuple[int, int], bytes] = {}
    connection.execute("DELETE FROM log_node")
    for level, place, made in merkle.grown(0, hashes, lambda level, place: known[level, place]):
        known[level, place] = made
        if level:
            connection.execute("INSERT INTO log_node (level, place, hash) VALUES (?, ?, ?)", (level, place, made))


def commit_anew(connection: Any, *, nodes: bool) -> None:
    """Change a rate, and commit to the lie under a new salt as the program would: leaf, hash and, if asked, nodes."""
    from ledger.book.log.payloads import canonical

    connection.execute("UPDATE rate SET rate = '9000' WHERE id = 1")
    seq = seq_of(connection, "rate", 1)
    told = connection.execute("SELECT * FROM rate WHERE id = 1")
    columns = [each[0] for each in told.description]
    payload = canonical({**dict(zip(columns, told.fetchone(), strict=True)), "noun": "rate"})
    salt = bytes(32)
    committed = hmac.new(salt, payload.encode(), hashlib.sha256).hexdigest()
    connection.execute("UPDATE log_salt SET salt = ? WHERE seq = ?", (salt, seq))
    connection.execute("UPDATE log_leaf SET commitment = ? WHERE seq = ?", (committed, seq))
    hash_anew(connection, seq)
    if nodes:
        nodes_anew(connection)


def date_a_leaf(connection: Any) -> None:
    """Another day on a leaf, and the hash that goes with it."""
    connection.execute("UPDATE log_leaf SET day = '2099-01-01' WHERE seq = 7")
    hash_anew(connection, 7)


def swap_two_leaves(connection: Any) -> None:
    """The leaves of two entries change places, with their salts."""
    first, second = seq_of(connection, "entry", 1), seq_of(connection, "entry", 2)
    for table in ("log_leaf", "log_salt"):
        for old, new in ((first, -1), (second, first), (-1, second)):
            connection.execute(f"UPDATE {table} SET seq = ? WHERE seq = ?", (new, old))


def cut_the_log(connection: Any) -> None:
    """All but sixteen leaves go, with the rows that they speak of: the book is as it was then, but for its head."""
    cut = 16
    for noun, number in connection.execute("SELECT noun, row_id FROM log_leaf WHERE seq >= ?", (cut,)).fetchall():
        connection.execute(f"DELETE FROM {noun} WHERE id = ?", (number,))
    connection.execute("DELETE FROM output_subject WHERE output_id NOT IN (SELECT id FROM output)")
    connection.execute("DELETE FROM log_salt WHERE seq >= ?", (cut,))
    connection.execute("DELETE FROM log_leaf WHERE seq >= ?", (cut,))
    nodes_anew(connection)


def pretend_an_erasure(connection: Any) -> None:
    """An entry goes as if its worker had been erased, without the leaf that says so."""
    seq = seq_of(connection, "entry", 2)
    connection.execute("INSERT INTO erasure (id, actor, recorded_on) VALUES (1, 'unnamed', '2026-03-01')")
    connection.execute("INSERT INTO log_erased (seq, erasure_id) VALUES (?, 1)", (seq,))
    for table, column in (("posting", "entry_id"), ("seal", "entry_id"), ("entry", "id")):
        connection.execute(f"DELETE FROM {table} WHERE {column} = 2")
    connection.execute("DELETE FROM log_salt WHERE seq = ?", (seq,))


def slip_an_entry_in(connection: Any) -> None:
    """A balanced, sealed entry that the program never wrote."""
    columns = "placement_id, source_id, kind, basis, per, period, earliest, latest, reliability, credibility"
    connection.execute(
        f"INSERT INTO entry (id, {columns}, recorded_on) SELECT 77, {columns}, recorded_on FROM entry WHERE id = 1"
    )
    connection.execute(
        "INSERT INTO posting (entry_id, line, account, currency, low, best, high) SELECT 77, line, account, currency,"
        " low, best, high FROM posting WHERE entry_id = 1"
    )
    connection.execute("INSERT INTO seal (entry_id) VALUES (77)")


RAISE = (
    "UPDATE posting SET low = low - 1000, high = high - 1000 WHERE entry_id = 2 AND line = 1",
    "UPDATE posting SET low = low + 1000, high = high + 1000 WHERE entry_id = 2 AND line = 3",
)
TAMPERINGS: dict[str, Tampering] = {
    "an amount, in balance": Tampering(RAISE, "entry 2"),
    "an amount": Tampering(RAISE[:1], "entry 2"),
    "a label": Tampering(("UPDATE posting SET label = 'gift' WHERE entry_id = 3 AND line = 2",), "entry 3"),
    "a period": Tampering(
        ("UPDATE entry SET period = '2016-05', earliest = '2016-05-01', latest = '2016-05-31' WHERE id = 1",), "entry 1"
    ),
    "a grade": Tampering(("UPDATE entry SET reliability = 'A' WHERE id = 4",), "entry 4"),
    "an entry on another placement": Tampering(("UPDATE entry SET placement_id = 2 WHERE id = 1",), "entry 1"),
    "a rate": Tampering(("UPDATE rate SET rate = '9000'",), "rate 1"),
    "a promise": Tampering(("UPDATE promise SET low = 1 WHERE id = 1",), "promise 1"),
    "a source's title": Tampering(("UPDATE source SET title = 'Hearsay' WHERE id = 2",), "source 2"),
    "an origin": Tampering(("UPDATE origin SET code = 'another' WHERE id = 1",), "source 1"),
    "a country": Tampering(("UPDATE placement SET country = 'QA' WHERE id = 1",), "placement 1"),
    "a pseudonym": Tampering(("UPDATE subject SET pseudonym = 'AAAA-AAAA' WHERE id = 1",), "subject 1"),
    "a consent's state": Tampering(
        ("UPDATE consent SET state = 'refused', expires_on = NULL WHERE id = 3",), "consent 3"
    ),
    "a consent's end": Tampering(("UPDATE consent SET expires_on = '2099-01-01' WHERE id = 3",), "consent 3"),
    "a hold taken away": Tampering(("DELETE FROM hold",), "hold 1"),
    "a hold lifted": Tampering(("UPDATE hold SET state = 'lifted'",), "hold 1"),
    "an attachment's hash": Tampering((f"UPDATE attachment SET sha256 = '{'0' * 64}' WHERE id = 1",), "attachment 1"),
    "a custody taken away": Tampering(("DELETE FROM custody WHERE id = 2",), "custody 2"),
    "a reading": Tampering(("UPDATE output SET workers = 9 WHERE id = 1",), "output 1"),
    "a reading taken away": Tampering(("DELETE FROM output_subject", "DELETE FROM output WHERE id = 1"), "output 1"),
    "a public key": Tampering(("UPDATE key_change SET public_key = 'age1other' WHERE id = 1",), "key_change 1"),
    "a seal taken away": Tampering(("DELETE FROM seal WHERE entry_id = 1",), "entry 1"),
    "an entry taken away": Tampering(
        tuple(
            f"DELETE FROM {t} WHERE {c} = 2"
            for t, c in (("posting", "entry_id"), ("seal", "entry_id"), ("entry", "id"))
        ),
        "entry 2",
    ),
    "an entry slipped in": Tampering(slip_an_entry_in, "entry 77"),
    "an entry taken away with its leaf": Tampering(delete_entry_with_its_leaf, leaf("entry", 2)),
    "an entry taken away and the hole closed": Tampering(close_the_hole, head),
    "an erasure pretended": Tampering(pretend_an_erasure, "erasure 1"),
    "leaves in another order": Tampering(swap_two_leaves, leaf("entry", 1)),
    "a leaf's day": Tampering(("UPDATE log_leaf SET day = '2020-01-01' WHERE seq = 7",), "leaf 7"),
    "a leaf's action": Tampering(("UPDATE log_leaf SET action = 'rate' WHERE seq = 7",), "leaf 7"),
    "a leaf's actor": Tampering(("UPDATE log_leaf SET actor = 'AAAA-AAAA' WHERE seq = 7",), "leaf 7"),
    "a leaf's row": Tampering(("UPDATE log_leaf SET row_id = 78 WHERE noun = 'entry' AND row_id = 2",), "entry 2"),
    "a leaf's day, hashed anew": Tampering(date_a_leaf, "node 1/3"),
    "a salt": Tampering(
        lambda c: c.execute("UPDATE log_salt SET salt = zeroblob(32) WHERE seq = ?", (seq_of(c, "entry", 2),)),
        "entry 2",
    ),
    "a salt taken away": Tampering(
        lambda c: c.execute("DELETE FROM log_salt WHERE seq = ?", (seq_of(c, "entry", 2),)), "entry 2"
    ),
    "a rate, committed to anew": Tampering(
        lambda c: commit_anew(c, nodes=False), lambda c: f"node 1/{seq_of(c, 'rate', 1) // 2}"
    ),
    "a rate, committed to anew up to the root": Tampering(lambda c: commit_anew(c, nodes=True), head),
    "a node": Tampering(("UPDATE log_node SET hash = zeroblob(32) WHERE level = 2 AND place = 0",), "node 2/0"),
    "a node taken away": Tampering(("DELETE FROM log_node WHERE level = 1 AND place = 2",), "node 1/2"),
    "the log cut": Tampering(cut_the_log, head),
    "a head's day": Tampering(("UPDATE log_head SET day = '2020-01-01'",), head),
    "a head's root": Tampering((f"UPDATE log_head SET root = '{'0' * 64}'",), head),
}


def tamper(book: Book, name: str) -> str:
    """Do it, and return what a finding has to name."""
    wanted = TAMPERINGS[name]
    with behind(book) as connection:
        names = wanted.names if isinstance(wanted.names, str) else wanted.names(connection)
        if callable(wanted.does):
            wanted.does(connection)
        else:
            for statement in wanted.does:
                connection.execute(statement)
    return names


def add_up_anew(book: Book) -> None:
    """The kept sums made anew over what the book says now, by the program's own code: whoever has the key can."""
    with opened(FolderPlace(book.path), book.key()) as engine, session(engine) as writing:
        rebuild(writing)
        writing.commit()


def rebuild_the_log(book: Book) -> None:
    """The whole log and the sums made anew over what the book says now, by the program's own code: it proves itself."""
    add_up_anew(book)
    with behind(book) as connection:
        for table in ("log_head", "log_signer", "log_salt", "log_node", "log_leaf"):
            connection.execute(f"DELETE FROM {table}")
    with opened(FolderPlace(book.path), book.key()) as engine, session(engine) as writing:
        adopt(writing)
        writing.commit()
