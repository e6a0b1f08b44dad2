"""PDF that cannot be cleaned by taking away: what would be half-clean, or would no longer show what it showed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.store.attachments.errors import CannotStrip
from ledger.store.attachments.pdf.walk import containers

if TYPE_CHECKING:
    from pikepdf import Pdf

SCRIPTS = "the document holds scripts"
FILES = "the document holds other files"
FORM = "the document is a form to be filled in"
SIGNED = "the document is signed"
LAYERS = "the document has layers that may be hidden"
OUTSIDE = "the document takes a part of itself from elsewhere"
FILM = "the document holds sound or film"
BLACKED = "a part of the document is marked to be blacked out and still stands under the mark"

_KEYS = {
    "/JS": SCRIPTS, "/JavaScript": SCRIPTS, "/EmbeddedFiles": FILES, "/EF": FILES, "/Collection": FILES,
    "/XFA": FORM, "/ByteRange": SIGNED, "/Perms": SIGNED, "/DSS": SIGNED, "/OCProperties": LAYERS,
    "/FFilter": OUTSIDE, "/Reference": OUTSIDE,
}  # fmt: skip
_WORDS = {
    ("/S", "/JavaScript"): SCRIPTS, ("/S", "/Launch"): SCRIPTS, ("/S", "/ImportData"): SCRIPTS,
    ("/S", "/SubmitForm"): SCRIPTS, ("/S", "/Rendition"): FILM, ("/FT", "/Sig"): SIGNED, ("/Type", "/Sig"): SIGNED,
    ("/Type", "/EmbeddedFile"): FILES, ("/Subtype", "/FileAttachment"): FILES, ("/Subtype", "/RichMedia"): FILM,
    ("/Subtype", "/Screen"): FILM, ("/Subtype", "/Movie"): FILM, ("/Subtype", "/Sound"): FILM,
    ("/Subtype", "/3D"): FILM, ("/Subtype", "/Redact"): BLACKED, ("/Subtype", "/PS"): SCRIPTS,
}  # fmt: skip


def refuse_half_clean(pdf: Pdf) -> None:
    """Raise CannotStrip with the reason. What can no longer be reached from the last version is not looked at."""
    from pikepdf import Array, Dictionary, Stream

    for each in containers(pdf.trailer):
        if isinstance(each.found, Array):
            continue
        for key in each.found.keys():  # noqa: SIM118  # a PDF dictionary does not iterate
            if key in _KEYS:
                raise CannotStrip(_KEYS[key])
            reason = _WORDS.get((key, _word(each.found, key)))
            if reason:
                raise CannotStrip(reason)
        if isinstance(each.found, Stream) and "/F" in each.found:
            raise CannotStrip(OUTSIDE)
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and form.get("/Fields"):
        raise CannotStrip(FORM)


def _word(found: Any, key: str) -> str:
    from pikepdf import Name

    value = found.get(key)
    return str(value) if isinstance(value, Name) else ""
