"""Opening the book that the options before the command name, with the key that they or the terminal give."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Collection

    from ledger.book.accounts import Session
    from ledger.book.visit import Visit
    from ledger.store.secrets import Key, Secret
    from ledger.store.where import Place

DEFAULT_BOOK = "wage-book"


@dataclass(frozen=True)
class Access:
    """Where the book is and what opens it: what the options before the command said."""

    book: str = DEFAULT_BOOK
    passphrase_file: Path | None = None
    identity_file: Path | None = None
    actor: str | None = None


@contextmanager
def open_book(ctx: typer.Context) -> Iterator[Session]:
    """A session that can write. The command commits, once; what is not committed is as if it had never been."""
    from ledger.book.session import session

    with open_engine(ctx) as engine, session(engine, visit_for(ctx)) as opened:
        yield opened


@contextmanager
def read_book(ctx: typer.Context, *, scope: str | None = None) -> Iterator[Told]:
    """A session that sees one moment of the book and cannot write, for the command's purpose.

    What is told of workers is noted in `Told`, and written down before the command goes on to print it.
    """
    from ledger.book.session import reading

    visit = visit_for(ctx, scope)
    with open_engine(ctx) as engine:
        with reading(engine, visit) as opened:
            told = Told(opened)
            yield told
        write_down(engine, visit, told.subjects, len(told.entries) + told.beside)


@dataclass
class Told:
    """A reader's session, and whose figures were taken from it to be printed.

    `beside` is how many more entries were told than have their number in `entries`.
    """

    session: Session
    subjects: set[int] = field(default_factory=set)
    entries: set[int] = field(default_factory=set)
    beside: int = 0

    def of(self, entries: Collection[int], *, subject: int | None = None, standing_for: int | None = None) -> None:
        """Note that these entries are told, and this worker; they may stand for more entries of the same workers."""
        from ledger.book.outputs import workers_of

        self.entries |= set(entries)
        self.beside += 0 if standing_for is None else standing_for - len(set(entries))
        self.subjects |= workers_of(self.session, entries) | ({subject} if subject is not None else set())


def write_down(engine: Any, visit: Visit, subjects: Collection[int], entries: int) -> None:
    """Keep that this was read or left the book. Of workers nothing is told unless it could be kept."""
    from ledger.book.outputs import record_output
    from ledger.book.session import session
    from ledger.store.errors import BookLocked, Unreachable

    try:
        with session(engine, visit) as book:
            record_output(book, subjects=subjects, entries=entries)
            book.commit()
    except (BookLocked, Unreachable):
        if subjects:
            raise
        typer.echo("The book could not be written to, so this reading is not in its list of readings.", err=True)


def visit_for(ctx: typer.Context, scope: str | None = None) -> Visit:
    """Who uses the book, for what, and today. Raises BadFlag for an actor that is no pseudonym."""
    from ledger.book.visit import UNNAMED, Visit
    from ledger.cli.purposes import command_of, purpose_of
    from ledger.cli.refusals import BadFlag
    from ledger.values.refs import is_pseudonym

    actor, command = access_of(ctx).actor, command_of(ctx)
    if actor is not None and not is_pseudonym(actor):
        raise BadFlag("--actor", "no pseudonym", "write two groups of four such as 7K3M-Q9TZ; never a name")
    return Visit(scope=purpose_of(command, scope), actor=actor or UNNAMED, command=command)


@contextmanager
def open_engine(ctx: typer.Context) -> Iterator[Any]:
    """An engine on the book, for a command that first reads and then writes."""
    from ledger.store.opening import opened

    with opened(place_of(ctx), key_of(ctx)) as engine:
        yield engine


def access_of(ctx: typer.Context) -> Access:
    """What the options before the command said."""
    found = ctx.find_object(Access)
    return found if found is not None else Access()


def place_of(ctx: typer.Context) -> Place:
    """Where the book is. Raises BadPlace or PasswordInUrl."""
    from ledger.store.where import parse_place

    return parse_place(access_of(ctx).book)


def given_passphrase(access: Access, *, ask: bool = True) -> Secret | None:
    """The passphrase from its file, the environment or the terminal; None when there is none and nobody to ask."""
    from ledger.store.secrets import passphrase

    refuse_two_keys(access)
    if access.passphrase_file is None and not _in_environment():
        if not (ask and is_terminal()):
            return None
        return passphrase(ask=lambda: ask_hidden("Passphrase of the book"))
    return passphrase(file=access.passphrase_file, environ=os.environ)


def ask_hidden(text: str, *, twice: bool = False) -> str:
    """What is typed at the terminal and not shown. Raises Locked when nobody types."""
    from ledger.cli.waiting import waiting

    with waiting():
        return str(typer.prompt(text, hide_input=True, confirmation_prompt=twice, err=True))


def refuse_two_keys(access: Access) -> None:
    """Raise TwoKeys when more than one way to open the book was given: which one was meant cannot be told."""
    from ledger.cli.refusals import TwoKeys

    if sum((access.passphrase_file is not None, access.identity_file is not None, _in_environment())) > 1:
        raise TwoKeys


def is_terminal() -> bool:
    """True when somebody can be asked: both the keyboard and the talk are on a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _in_environment() -> bool:
    from ledger.store.secrets import PASSPHRASE_VARIABLE

    return bool(os.environ.get(PASSPHRASE_VARIABLE))


def key_of(ctx: typer.Context) -> Key | None:
    """The key of the book; None for one on a server, which has its own door. Raises TwoKeys, NoKeyGiven or WrongKey."""
    from ledger.store.folder import book_file, unlock
    from ledger.store.where import FolderPlace

    place, access = place_of(ctx), access_of(ctx)
    if not isinstance(place, FolderPlace):
        return None
    book_file(place.path)  # nobody is asked for the passphrase of a book that is not there
    refuse_two_keys(access)
    if access.identity_file is not None:
        return unlock(place.path, identity=access.identity_file)
    return unlock(place.path, passphrase=given_passphrase(access))
