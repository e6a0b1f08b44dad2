"""What the commands of `key` share: the opened folder, who is known to open it, and passphrases that are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ledger.book.accounts import Session
    from ledger.store.secrets import Key, Secret
    from ledger.store.where import FolderPlace


@dataclass(frozen=True)
class Unlocked:
    """A book in a folder with its key, and the passphrase when it was that which opened it."""

    place: FolderPlace
    key: Key
    passphrase: Secret | None

    @property
    def path(self) -> Path:
        """The folder."""
        return self.place.path


def unlocked(ctx: typer.Context) -> Unlocked:
    """The book that the options before the command name, opened. Raises NoSlots for one on a server."""
    from ledger.cli.books import access_of, given_passphrase, place_of, refuse_two_keys
    from ledger.store.errors import NoSlots
    from ledger.store.folder import book_file, unlock
    from ledger.store.where import FolderPlace

    place, access = place_of(ctx), access_of(ctx)
    if not isinstance(place, FolderPlace):
        raise NoSlots
    book_file(place.path)  # nobody is asked for the passphrase of a book that is not there
    refuse_two_keys(access)
    if access.identity_file is not None:
        return Unlocked(place, unlock(place.path, identity=access.identity_file), None)
    passphrase = given_passphrase(access)
    return Unlocked(place, unlock(place.path, passphrase=passphrase), passphrase)


def known_slots(book: Session) -> dict[str, str]:
    """The public keys that the book has written down, by the slots that are theirs."""
    from ledger.book.keys import public_keys
    from ledger.store.folder import slot_id

    return {slot_id(each): each for each in public_keys(book)}


def new_passphrase(file: Path | None) -> Secret:
    """The new passphrase, from its file or typed twice. Raises BadFlag when there is neither."""
    from ledger.cli.books import is_terminal
    from ledger.cli.init import ask_new, warn_if_short
    from ledger.cli.refusals import BadFlag
    from ledger.store.secrets import passphrase

    if file is None and not is_terminal():
        raise BadFlag("--new-passphrase-file", "no new passphrase was given", "give its file, or type it on a terminal")
    new = passphrase(file=file) if file is not None else ask_new()
    warn_if_short(new)
    return new


def existing_passphrase(file: Path | None) -> Secret | None:
    """The passphrase that the book has, from its file or the terminal; None when there is nobody to ask."""
    from ledger.cli.books import ask_hidden, is_terminal
    from ledger.store.secrets import passphrase

    if file is None and not is_terminal():
        return None
    return passphrase(file=file, ask=lambda: ask_hidden("Passphrase of the book"))
