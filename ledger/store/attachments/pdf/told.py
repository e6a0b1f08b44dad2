"""What metadata a PDF carries: its kinds, which are told, and its values, which are looked for in the copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ledger.store.attachments import marks
from ledger.store.attachments.pdf.pages import KEPT, is_named
from ledger.store.attachments.pdf.walk import containers
from ledger.store.attachments.pictures.told import jpeg_values

if TYPE_CHECKING:
    from pikepdf import Pdf

_INFO = {"/Author": "author", "/Title": "title", "/CreationDate": "time", "/ModDate": "time"}
# Texts that stand on the page as well: what a bookmark, a tag or a link says is content, and leaves with its like.
_SAID = {"/ActualText", "/Alt", "/E", "/Lang", "/URI", "/D", "/Dest", "/DA", "/DV", "/V", "/P", "/CA"}
# Also of versions that the last one has replaced, where they are written in the clear.
_WRITTEN = re.compile(rb"/(?:Author|Title|Subject|Keywords|Creator|Producer)\s*\(([^()\\]{5,200})\)")


def kinds(pdf: Pdf) -> Iterator[str]:
    """The kinds of its document information."""
    found = pdf.trailer.get("/Info")
    if found is not None:
        yield from (told for key, told in _INFO.items() if key in found)


def values(pdf: Pdf, content: bytes) -> frozenset[str]:
    """The texts of everything that the copy leaves out, and of older versions that stand in the file in the clear."""
    from pikepdf import Array, Stream, String

    found: set[str] = set()
    for each in containers(pdf.trailer):
        if isinstance(each.found, Stream) and each.key == "/Metadata":
            found |= marks.of_xml(each.found.read_bytes())
        if isinstance(each.found, Stream) and "/DCTDecode" in str(each.found.get("/Filter")):
            found |= jpeg_values(each.found.read_raw_bytes())
        if isinstance(each.found, Array) or is_named(each.key, each.under):
            continue
        is_bookmark = "/Title" in each.found and "/Parent" in each.found
        for key, value in each.found.items():
            is_left_out = key == "/Contents" or (key not in KEPT | _SAID and not is_bookmark)
            if isinstance(value, String) and is_left_out:  # a page has streams in /Contents, a note its text
                found |= marks.values([str(value)])
    for packet in content.split(b"<?xpacket begin")[1:]:
        body, end, _ = packet.partition(b"<?xpacket end")
        found |= marks.of_xml(body) if end else frozenset()
    found |= marks.values(text.decode("latin-1") for text in _WRITTEN.findall(content))
    return frozenset(found)
