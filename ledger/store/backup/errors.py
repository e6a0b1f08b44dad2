"""What can be wrong with a backup. None of these holds a path, a key or a name; the days are those of the backup."""

from __future__ import annotations

from ledger.values.errors import LedgerError, UsageError


class ServerBook(UsageError):
    """The book is on a server, which has tools of its own."""

    message = "A book on a PostgreSQL server is backed up and restored with the server's own tools."
    advice = "Use pg_dump and pg_restore, encrypt what they write (age), and destroy it on its day."


class BackupInBook(UsageError):
    """The backup would lie where the book lies and be lost with it."""

    message = "A backup cannot be kept inside the folder of the book."
    advice = "Give a file on another disk after -o."


class BackupExists(LedgerError):
    """A file is in the way."""

    message = "There is something of this name already; nothing was changed."
    advice = "Give another name after -o, or move the old backup away first."


class NotWritten(LedgerError):
    """The system stands between this program and the place of the backup."""

    message = "The backup could not be made: {}."
    advice = "Nothing was left behind. Make room, or choose another place with -o."


class NotRead(LedgerError):
    """The system does not let the backup be read, or what is in it be put down."""

    message = "The backup could not be restored: {}."
    advice = "Nothing was left behind. Check the path of the file, the permissions and the room on the disk."


class NotABackup(LedgerError):
    """The file is something else."""

    message = "This file is not a backup of a book."
    advice = "Give a file that was made with: wage-ledger backup"


class NewerBackup(LedgerError):
    """The file was made by a later version."""

    message = "The backup was made by a later version of wage-ledger."
    advice = "Install the newer version. Nothing was changed."


class DamagedBackup(LedgerError):
    """The bytes of the file are not those that were written, or not those of one backup."""

    message = "The backup is damaged or was altered; nothing of it was used."
    advice = "Copy it again from where it came, or take another backup. Keep this one until another has been restored."


class MissingAttachment(LedgerError):
    """The book knows an attachment whose file is not in its folder."""

    message = "{} of the attachments that the book knows are not in its folder; no backup was made."
    advice = "If somebody erased in this moment, try again. Else run: wage-ledger check"


class ExpiredBackup(LedgerError):
    """The day until which the backup might be kept has passed."""

    message = "The backup has expired on {} and must be destroyed."
    advice = "People who were erased since it was made are in it. Delete it and every copy of it, and take a newer one."


class Wrapped(LedgerError):
    """The outer layer of the backup is for public keys, and no key file was given that opens it."""

    message = "The backup is wrapped for public keys, and the key file that was given opens none of them."
    advice = "Give the right one with --unwrap-with FILE, or unwrap it first: age -d -i KEYFILE -o book.tar FILE"
