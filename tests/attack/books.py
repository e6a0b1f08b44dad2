"""A book with something of everything, made once and copied for every accident and attack."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from ledger.__main__ import run
from ledger.book.check import check
from ledger.book.drafts import EntryDraft, PostingDraft
from ledger.book.holds import set_hold
from ledger.book.keys import record_key_change
from ledger.book.log.heads import sign_head
from ledger.book.outputs import record_output
from ledger.book.post import post
from ledger.book.read import subject_id
from ledger.book.register import PromiseDraft, RateDraft, SourceDraft, add_promise, add_rate, add_source
from ledger.book.session import Visit, reading, session
from ledger.store import sealed
from ledger.store.folder import create_folder, slot_id, unlock
from ledger.store.opening import opened
from ledger.store.secrets import Key
from ledger.store.where import FolderPlace
from ledger.values.periods import parse_period
from tests.book.making import TODAY, a_source, a_workers_placement
from tests.store.samples import a_jpeg

FIRST, SECOND = "7K3M-Q9TZ", "4FXY-2HJW"
WAGE = ("--currency", "USD", "--gross", "800..900", "--taken", "state:plan@label=40%", "--hand", "100..150", "--yes")


@dataclass(frozen=True)
class Book:
    """A book in a folder, what opens it, and two workers of it."""

    path: Path
    identity: Path
    first: str = ""
    second: str = ""
    partner: str = ""  # the public key of its second slot

    @property
    def file(self) -> Path:
        """The encrypted database."""
        return self.path / "book.db"

    @property
    def attachments(self) -> list[Path]:
        """The sealed files."""
        return sorted((self.path / "attachments").glob("*"))

    def key(self) -> Key:
        """What the identity opens."""
        return unlock(self.path, identity=self.identity)

    def copy(self, place: Path) -> Book:
        """The same book elsewhere."""
        return replace(self, path=Path(shutil.copytree(self.path, place)))

    def args(self, *command: str) -> tuple[str, ...]:
        """The command, with the options that open the book."""
        return ("--book", str(self.path), "--identity-file", str(self.identity), *command)


@contextmanager
def seen(book: Book, scope: str | None = None) -> Iterator[Session]:
    """A reader's session on the book."""
    with opened(FolderPlace(book.path), book.key()) as engine, reading(engine, Visit(scope=scope)) as session:
        yield session


@contextmanager
def by_key(book: Book) -> Iterator[Any]:
    """A plain connection, as somebody has who knows the key and nothing of this program."""
    connection = sealed.connect(book.file, book.key())
    try:
        yield connection
    finally:
        connection.close()


def findings(book: Book) -> list[str]:
    """What every check finds, the audit of the log among them."""
    with seen(book) as session:
        return [f"{each.check}: {each.ref}: {each.says}" for each in check(session)]


def counted(book: Book) -> dict[str, int]:
    """How many rows each table has: whatever a command writes, it shows here."""
    with by_key(book) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in sorted(names)}


def everything(book: Book) -> dict[str, list[Any]]:
    """Every row of every table."""
    with by_key(book) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in sorted(names)}


def make(home: Path, identity: Path, public_keys: tuple[str, ...]) -> Book:
    """Two workers with wages, labels, a paper each, and readings; a signed head, after which the log went on."""
    book = Book(home / "book", identity, FIRST, SECOND, public_keys[1])
    key = create_folder(book.path, None, public_keys)
    with opened(FolderPlace(book.path), key) as engine:
        with session(engine, Visit(scope="record")) as writing:
            for public in public_keys:
                record_key_change(writing, "added", slot_id(public), public)
            source = a_source(writing)
            period = parse_period("2020")
            add_rate(writing, RateDraft(source, "USD", "KPW", "market", period, rate="8000"), today=TODAY)
            for worker in (FIRST, SECOND):
                _a_worker(writing, worker)
            held = subject_id(writing, FIRST)
            assert held is not None
            set_hold(writing, held, is_open=True, reason="labour court")
            writing.commit()
        for worker in (FIRST, SECOND):
            with session(engine, Visit(scope="statement", command="statement")) as told:
                subject = subject_id(told, worker)
                assert subject is not None
                record_output(told, subjects=[subject], entries=2)
                told.commit()
        with session(engine, Visit()) as signing:
            sign_head(signing)
            signing.commit()
    for number, worker in enumerate((FIRST, SECOND), start=1):
        paper = home / f"paper-{number}.jpg"
        paper.write_bytes(a_jpeg() + f"paper of {number}".encode())
        source_of = str(number + 1)
        said = ("--source", source_of, "--worker", worker, "--kind", "pay-slip", "--note", f"note of {number}")
        assert run(book.args("attach", str(paper), *said)) == 0
    assert findings(book) == []
    return book


def _a_worker(session: Session, worker: str) -> None:
    """A worker with two wages under a label of their own, and what they were promised."""
    placement = a_workers_placement(session, worker)
    source = add_source(session, SourceDraft(origin=worker, kind="testimony", title=f"Paper of {worker}"), today=TODAY)
    for month in ("2016-03", "2016-04"):
        lines = (
            PostingDraft("employer:wage", "USD", low=-80000, high=-90000),
            PostingDraft("state:plan", "USD", low=30000, high=35000, label=f"label of {worker}"),
            PostingDraft("worker:hand", "USD", low=50000, high=55000),
        )
        said = EntryDraft(placement, source, "wage", "month", parse_period(month), lines, basis="wage", page="p. 4")
        post(session, said, today=TODAY)
    promise = PromiseDraft(placement, source, "USD", "month", low=20000, high=30000)
    add_promise(session, promise, today=TODAY)


def a_notebook(worker: str, rows: int) -> str:
    """A wage sheet of this worker with so many pay events."""
    months = (f"{2005 + n // 12}-{n % 12 + 1:02}" for n in range(rows))
    lines = (f"{worker},{month},USD,Invented notebook,900,300" for month in months)
    return "\n".join(("worker,period,currency,source,gross,hand", *lines, ""))
