"""What can be wrong with an attachment: one class and one sentence each. None holds a file name or a value."""

from __future__ import annotations

from ledger.values.errors import LedgerError


class RefusedMedia(LedgerError):
    """The bytes are of no kind that is kept."""

    message = "This file cannot be kept as an attachment: {}."
    advice = "Kept are JPEG, PNG, WebP and TIFF pictures, PDF, DOCX, XLSX, ODT, ODS, and plain text in UTF-8."


class TooLarge(LedgerError):
    """There is more than an attachment may hold."""

    message = "The file has more than {} bytes; nothing was kept."
    advice = "Split it, or keep it encrypted outside the book."


class UnreadableFile(LedgerError):
    """The system did not hand over the file that was to be sealed."""

    message = "The file to be attached cannot be read: {}."
    advice = "Check the path and its permissions. Nothing was kept."


class UnwritableCopy(LedgerError):
    """The system did not take the opened attachment."""

    message = "The opened attachment cannot be written there: {}."
    advice = "Choose another place. What was written of it is not whole: destroy it."


class NoAttachment(LedgerError):
    """The sealed file is not in its folder."""

    message = "The sealed file of this attachment is not in the book's folder."
    advice = "Fetch it from the last copy of the book, or record the attachment as lost."


class DamagedAttachment(LedgerError):
    """It does not open with this key, or what is in it is not what was sealed."""

    message = "The attachment does not open as what was sealed; nothing of it was shown."
    advice = "Keep the file, and compare with the last copy of the book that passes: wage-ledger check"


class CannotStrip(LedgerError):
    """No copy without metadata can be made, or none that could be proved."""

    message = "No working copy can be made: {}."
    advice = "The original stays sealed. Print or photograph it anew and attach that, or show the original itself."


class MissingStripper(LedgerError):
    """The libraries that re-encode pictures and PDF are an extra, and it is not installed."""

    message = "Working copies of this kind need a library that is not installed."
    advice = "Run: pip install 'wage-ledger[attachments]'"
