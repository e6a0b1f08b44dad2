"""Working copies: a file without its metadata, made anew and then read once more to prove it. Proved, or refused.

What a picture shows and what a text says is not metadata and is not changed; nobody here can tell what is in it.
"""

from __future__ import annotations

import io

from ledger.store.attachments import marks as marked
from ledger.store.attachments import media
from ledger.store.attachments.errors import CannotStrip
from ledger.store.attachments.office import told as office_told
from ledger.store.attachments.office.strip import strip_office
from ledger.store.attachments.office.verified import verify_office
from ledger.store.attachments.pdf import told as pdf_told
from ledger.store.attachments.pdf.strip import reading, strip_pdf
from ledger.store.attachments.pdf.verified import verify_pdf
from ledger.store.attachments.pictures.strip import decoding, strip_picture, verify_jpeg, verify_png
from ledger.store.attachments.pictures.told import values as picture_values
from ledger.store.attachments.stripped import Stripped

# It is held in memory several times over while it is worked on. Originals may be larger: see sealing.py.
MOST = 100 * 1024**2

_MARK = b"\xef\xbb\xbf"


def working_copy(original: bytes, kind: str) -> Stripped:
    """A copy without metadata, verified. Raises RefusedMedia, CannotStrip with the reason, or MissingStripper."""
    if len(original) > MOST:
        raise CannotStrip(f"it has more than {MOST} bytes")
    if media.media_type(io.BytesIO(original)) != kind:
        raise CannotStrip("the file is not of the kind it is kept as")
    if kind in media.PICTURES:
        copy = strip_picture(original, kind)
    elif kind == media.PDF:
        copy = strip_pdf(original)
    elif kind == media.TEXT:
        copy = _strip_text(original)
    else:
        copy = strip_office(original, kind)
    verify_stripped(copy.content, copy.media, looked_for=_marks(original, kind))
    return copy


def verify_stripped(content: bytes, kind: str, *, looked_for: frozenset[str] = frozenset()) -> None:
    """Raise CannotStrip unless a new reading finds no metadata, and none of the values that are looked for."""
    if kind == media.JPEG:
        verify_jpeg(content)
        marked.expect_none([content], looked_for)
    elif kind == media.PNG:
        verify_png(content)
        marked.expect_none([content], looked_for)
    elif kind == media.PDF:
        verify_pdf(content, looked_for)
    elif kind in (*media.OPEN_XML, *media.OPEN_DOCUMENT):
        verify_office(content, kind, looked_for)
    elif kind != media.TEXT or media.media_type(io.BytesIO(content)) != kind or content.startswith(_MARK):
        raise CannotStrip("there is no way to verify a copy of this kind")


def _marks(original: bytes, kind: str) -> frozenset[str]:
    if kind in media.PICTURES:
        with decoding(original, kind) as picture:
            picture.load()
            return picture_values(picture, original)
    if kind == media.PDF:
        with reading(original) as document:
            return pdf_told.values(document, original)
    return frozenset() if kind == media.TEXT else office_told.values(original)


def _strip_text(original: bytes) -> Stripped:
    if original.startswith(_MARK):
        return Stripped(original.removeprefix(_MARK), media.TEXT, ("byte order mark",))
    return Stripped(original, media.TEXT, ())
