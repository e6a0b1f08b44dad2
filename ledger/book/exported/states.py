"""Which state of which book an export is of, so that nobody's figures are read from it who may no longer be told.

An export names its place in the book's list of outputs, and the length and the root of the log when that was written.
It is read while the log still has that root at that length, no entry was written or erased since, and the workers who
may be told for the session's purpose are those who were exported: not one fewer, and not one more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ledger.book.exported.errors import ForeignExport, NothingToExport, StaleExport
from ledger.book.exported.table import FORMAT
from ledger.book.log.append import node_of, tip
from ledger.book.outputs import record_output
from ledger.book.read import allowed
from ledger.book.rows import Entry, LogLeaf, Output, OutputSubject, Placement, Subject
from ledger.book.rows.base import aliased
from ledger.values import merkle

COMMAND = "export parquet"


@dataclass(frozen=True)
class State:
    """The book when it was exported: the number of the output, and the log's length and root (hexadecimal)."""

    output: int
    log_size: int
    log_root: str


@dataclass(frozen=True)
class Manifest:
    """What an export says of itself that its reader has to know."""

    state: State
    rows: int
    entries: int

    @classmethod
    def read(cls, text: str) -> Manifest:
        """The manifest of this JSON. Raises ForeignExport for another format."""
        try:
            found: Mapping[str, Any] = json.loads(text)
            if found["format"] != FORMAT:
                raise ForeignExport("it was made by another version of this program")
            book = found["book"]
            state = State(int(book["output"]), int(book["log_size"]), str(book["log_root"]))
            return cls(state, int(found["rows"]), int(found["entries"]))
        except (ValueError, KeyError, TypeError):
            raise ForeignExport("its manifest cannot be read") from None


@dataclass(frozen=True)
class Begun:
    """An export that is on record: the number of the output, and how much is in it."""

    output: int
    entries: int
    workers: int


def begin(session: Session) -> Begun:
    """Write down that the export is made and whose figures are in it. Never commits. Raises NothingToExport."""
    workers = exportable(session)
    placed = select(Placement.id).join(Subject).where(Subject.kind == "worker")
    entries = session.scalar(select(func.count()).select_from(Entry).where(*valid_wages(session))) or 0
    theirs = select(func.count()).select_from(Entry).where(*valid_wages(session), Entry.placement_id.in_(placed))
    if not entries:
        raise NothingToExport
    output = record_output(session, subjects=workers, entries=session.scalar(theirs) or 0)
    return Begun(output, entries, len(workers))


def valid_wages(session: Session) -> list[ColumnElement[bool]]:
    """What holds of the entries that are exported: wages that were not taken back, and that may be told."""
    reversing = aliased(Entry)
    return [
        allowed.placed(session, Entry.placement_id),
        Entry.kind == "wage",
        Entry.reverses.is_(None),
        Entry.id.not_in(select(reversing.reverses).where(reversing.reverses.is_not(None))),
    ]


def exportable(session: Session) -> set[int]:
    """The numbers of the workers who have a valid wage and may be told for the session's purpose."""
    placed = select(Placement.subject_id).where(
        Placement.id.in_(select(Entry.placement_id).where(*valid_wages(session)))
    )
    query = select(Subject.id).where(Subject.kind == "worker", Subject.id.in_(placed))
    return set(session.connection().scalars(query))


def state_of(session: Session, output: int) -> State:
    """The state of the book now, for the export that this output is."""
    connection = session.connection()
    size = tip(connection).size
    return State(output, size, merkle.root(size, node_of(connection)).hex())


def workers_in(session: Session, output: int) -> set[int]:
    """The numbers of the workers who are on record for the output."""
    return set(session.connection().scalars(select(OutputSubject.subject_id).where(OutputSubject.output_id == output)))


def expect_fresh(session: Session, manifest: Manifest) -> None:
    """Raise ForeignExport or StaleExport where the export may not be read with this book as it is."""
    state, connection = manifest.state, session.connection()
    size, command = tip(connection).size, connection.scalar(select(Output.command).where(Output.id == state.output))
    if command != COMMAND:
        raise ForeignExport("the book has no such export on record")
    if state.log_size > size or merkle.root(state.log_size, node_of(connection)).hex() != state.log_root:
        raise ForeignExport("its log is another")
    newer = select(LogLeaf.noun).where(LogLeaf.seq >= state.log_size, LogLeaf.noun.in_(("entry", "erasure"))).limit(1)
    match connection.scalar(newer):
        case "erasure":
            raise StaleExport("somebody was erased since")
        case "entry":
            raise StaleExport("entries were written since")
    if workers_in(session, state.output) != exportable(session):
        raise StaleExport("other workers agree now than did then, or an agreement has expired")
