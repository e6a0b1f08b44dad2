"""Office documents: the parts that show something are written anew, the others go, and unknown ones refuse the copy."""

from __future__ import annotations

import io

from ledger.store.attachments import media, zips
from ledger.store.attachments.errors import CannotStrip, RefusedMedia
from ledger.store.attachments.office.open_document import strip_open_document
from ledger.store.attachments.office.open_xml import strip_open_xml
from ledger.store.attachments.pictures.strip import strip_picture
from ledger.store.attachments.stripped import Stripped


def strip_office(content: bytes, kind: str) -> Stripped:
    """The document without its properties, revisions' marks and history. Raises CannotStrip."""
    members = zips.unpacked(content)
    pictures = _Pictures()
    strip = strip_open_xml if kind in media.OPEN_XML else strip_open_document
    kept, removed = strip(members, kind, pictures.clean)
    return Stripped(zips.packed(kept), kind, tuple(sorted(removed | pictures.removed)))


class _Pictures:
    """Cleans the pictures of one document and remembers what was in them."""

    def __init__(self) -> None:
        self.removed: set[str] = set()

    def clean(self, content: bytes) -> tuple[bytes, str]:
        """The picture without metadata, and its suffix. Only JPEG and PNG keep their kind, as the document needs."""
        try:
            kind = media.media_type(io.BytesIO(content))
        except RefusedMedia:
            kind = ""
        if kind not in (media.JPEG, media.PNG):
            raise CannotStrip("it holds a picture of a kind that cannot be stripped")
        copy = strip_picture(content, kind)
        self.removed |= set(copy.removed)
        return copy.content, "jpeg" if kind == media.JPEG else "png"
