"""What can be wrong with a book as a whole: one class and one sentence each. None holds a key, a path or a URL."""

from __future__ import annotations

from ledger.values.errors import LedgerError, UsageError


class NoPlace(UsageError):
    """No book was named."""

    message = "No book was named."
    advice = "Give --book FOLDER, or set WAGE_LEDGER_BOOK."


class BadPlace(UsageError):
    """The text after --book is no place where a book can be."""

    message = "This kind of address holds no book."
    advice = "Give a folder, or postgresql+psycopg://user@host/database."


class PasswordInUrl(UsageError):
    """A password stood in the address, where shell histories and process lists show it."""

    message = "The address of the book holds a password."
    advice = "Leave it out of the address: set PGPASSWORD, or write it into the pgpass file (~/.pgpass, mode 0600)."


class NoBook(LedgerError):
    """There is nothing at the place."""

    message = "There is no book at this place."
    advice = "Check the path, or make a new book with: wage-ledger init"


class NotABook(LedgerError):
    """Something is there, and it is no book."""

    message = "What is at this place is not a book."
    advice = "A book is a folder with book.db and slots/ in it, or a PostgreSQL database that wage-ledger made."


class BookExists(LedgerError):
    """A new book would go over something that is there."""

    message = "There is something at this place already; nothing was changed."
    advice = "Choose another path, or open the book that is there."


class Unreachable(LedgerError):
    """The system stands between this program and the place."""

    message = "The place of the book cannot be used: {}."
    advice = "Check the path, its permissions and the room on the disk. A book needs a folder that can be written to."


class BadKeyFile(UsageError):
    """The file after --passphrase-file holds no passphrase that could be read."""

    message = "The passphrase file cannot be used: {}."
    advice = "Its first line has to be the passphrase, in UTF-8."


class BadPassphrase(UsageError):
    """The bytes that were given as a passphrase are no text."""

    message = "The passphrase is no text in UTF-8."
    advice = "Type it when asked, or save it as UTF-8 and give --passphrase-file FILE."


class NoKeyGiven(LedgerError):
    """An encrypted book, and nothing to open it with."""

    message = "The book is encrypted and no key was given."
    advice = "Type the passphrase when asked, or give --passphrase-file FILE, or set WAGE_LEDGER_PASSPHRASE."


class WrongKey(LedgerError):
    """The key, the passphrase or the identity does not fit."""

    message = "The book does not open with this key."
    advice = "Check the passphrase or the identity file. If it is right, the book's first page or its slot is damaged."


class TooSlow(LedgerError):
    """The passphrase was not even tried: `age` reckons that it would take far longer here than where it was set."""

    message = "This computer is too slow, or too busy at this moment, to try the passphrase."
    advice = "Wait until other programs have finished and try again; or open the book with an identity file."


class BadRecipient(UsageError):
    """A text that is no public key."""

    message = "This is not a public key of age."
    advice = "A recipient starts with age1 and comes from: age-keygen -y identity.txt"


class NotEncrypted(LedgerError):
    """The driver or the file would hold plain text."""

    message = "The book would not be encrypted, so nothing was read or written."
    advice = "Install wage-ledger's own dependency sqlcipher3; a plain SQLite file cannot be a book."


class NewerSchema(LedgerError):
    """The book was written by a later version."""

    message = "The book has schema {}, this version knows schemas up to {}."
    advice = "Install the newer version of wage-ledger. Nothing was changed."


class OlderSchema(LedgerError):
    """The book was written by an earlier version."""

    message = "The book has schema {}, this version needs {}."
    advice = "Copy the book to a safe place, then run: wage-ledger upgrade"


class BookLocked(LedgerError):
    """Somebody else is writing."""

    message = "Another program is writing to the book."
    advice = "Wait until it has finished and try again. Nothing was changed."


class ChangedMeanwhile(LedgerError):
    """Two wrote the same thing down, or one wrote on what another took away, and the other was first."""

    message = "Somebody else changed what this rests on at the same moment. Nothing of yours was written."
    advice = "Look at what the book has now, then try again."


class BookInUse(LedgerError):
    """A change of the key needs the book alone, and somebody has it; or somebody is changing its key."""

    message = "Another program has the book open."
    advice = "Close it, or wait until it has ended, and try again. Nothing was changed."


class NoSlot(LedgerError):
    """No slot of the book is called so."""

    message = "The book has no such slot."
    advice = "List the slots with: wage-ledger key list"


class NoSlots(UsageError):
    """The book is on a server, which has its own door."""

    message = "A book on a server has no slots: the server decides who opens it."
    advice = "Choose who may log in with the server's own tools."


class SlotTaken(LedgerError):
    """There is a slot for this way of opening the book already."""

    message = "The book opens in this way already; nothing was changed."
    advice = "List the slots with: wage-ledger key list. A new passphrase is set with: wage-ledger key change"


class LastSlot(LedgerError):
    """Without its last slot nobody could ever open the book again."""

    message = "This is the only slot of the book, so it stays."
    advice = "Give the book another one first, with: wage-ledger key add"


class UnknownSlots(LedgerError):
    """Slots whose public keys nobody named: they could not be given the new key."""

    message = "The public keys of these slots are not known: {}."
    advice = "Name each again with --public-key age1..., or take its slot away with: wage-ledger key remove SLOT"


class PassphraseNeeded(LedgerError):
    """The passphrase slot is rewritten with the passphrase, and nobody gave it."""

    message = "The book has a passphrase, and a new key can be given to its slot only with it."
    advice = "Type it when asked, give key rotate --passphrase-file FILE, or take it away with: key remove passphrase"


class RotationFailed(LedgerError):
    """The new file was not what it should have been, and was thrown away."""

    message = "The book could not be written under a new key, and is as it was: {}."
    advice = "Prove the book with: wage-ledger check"


class DamagedBook(LedgerError):
    """The bytes on the disk are not those that were written."""

    message = "The file of the book is damaged."
    advice = "Stop using it, keep it, and go back to the last copy that passes: wage-ledger check"


class NotCleared(LedgerError):
    """The rows are deleted, and what the file keeps of them could not be overwritten yet."""

    message = "What was deleted is not cleared out of the file yet: {}."
    advice = "Make room and close what has the book open, then: wage-ledger erase --finish"


class NoServer(LedgerError):
    """The PostgreSQL server did not let us in."""

    message = "The PostgreSQL server did not open the book."
    advice = "Check host, port, database and user, and that PGPASSWORD or the pgpass file has the password."


class UntrustedServer(LedgerError):
    """The connection to the server is not encrypted and proved in the way that the address asks for."""

    message = "No encrypted connection to the PostgreSQL server came about: {}."
    advice = "Nothing of the book was read or sent. Mend the certificates, not the address: wage-ledger help teams"


class NotAllowed(LedgerError):
    """The login has not the right."""

    message = "This login may not do that in this book."
    advice = "What each role may do, and who gives it: wage-ledger help teams. Nothing was changed."


class NoRoles(UsageError):
    """The book is in a folder."""

    message = "A book in a folder has no roles: whoever has its key opens all of it."
    advice = "Who opens it: wage-ledger key list. Roles are for a book on a server: wage-ledger help teams"
