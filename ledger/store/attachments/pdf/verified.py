"""Reads a cleaned PDF once more, by another way than it was cleaned, and refuses it when anything is left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ledger.store.attachments import marks
from ledger.store.attachments.errors import CannotStrip
from ledger.store.attachments.pdf.strip import reading
from ledger.store.attachments.pictures.strip import verify_jpeg

if TYPE_CHECKING:
    from pikepdf import Pdf

_TRAILER = {"/Root", "/Size", "/ID"}
_LEFT = {
    "/Metadata", "/Info", "/PieceInfo", "/LastModified", "/Thumb", "/Annots", "/AcroForm", "/XFA", "/Names", "/Dests",
    "/Outlines", "/StructTreeRoot", "/StructParents", "/StructParent", "/AA", "/A", "/OpenAction", "/JS", "/JavaScript",
    "/EmbeddedFiles", "/EF", "/AF", "/OCProperties", "/OC", "/Perms", "/Lang", "/VP", "/Measure", "/PtData", "/OPI",
    "/Alternates", "/Properties", "/OutputIntents", "/Author", "/Title", "/Subject", "/Keywords", "/Creator",
    "/Producer", "/CreationDate", "/ModDate", "/T", "/TU", "/NM", "/Alt", "/ActualText", "/E", "/PageLabels",
    "/Threads", "/SpiderInfo", "/ID", "/Encrypt", "/Extensions", "/ViewerPreferences", "/Legal", "/Requirements",
}  # fmt: skip
_SHORT = 4  # with the stroke: so short a key may be the document's own word for a font or a glyph
_PACKETS = (b"<?xpacket", b"<x:xmpmeta", b"<rdf:RDF")


def verify_pdf(content: bytes, looked_for: frozenset[str]) -> None:
    """Raise CannotStrip when the file has a second version, a forbidden entry, or a mark in any of its streams."""
    if not content.startswith(b"%PDF-") or not content.endswith(b"%%EOF\n") or content.count(b"startxref") != 1:
        raise CannotStrip("the copy holds more than one version of itself")
    with reading(content) as pdf:
        if set(pdf.trailer.keys()) - _TRAILER:
            raise CannotStrip("metadata of the document could not be removed")
        marks.expect_none([content], looked_for)
        for each in pdf.objects:
            marks.expect_none(_texts(each), looked_for)
        marks.expect_none(_spoken(pdf), looked_for)


def _texts(start: Any) -> Iterator[bytes]:
    """Every text and every unpacked stream inside one object of the file; forbidden entries end it."""
    from pikepdf import Array, Dictionary, Stream, String

    waiting = [start]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Stream):
            yield _unpacked(each)
        if isinstance(each, (Dictionary, Stream)):
            _expect_clean(each)
            waiting += [value for value in each.values() if not _is_elsewhere(value)]
        elif isinstance(each, Array):
            waiting += [value for value in each if not _is_elsewhere(value)]
        elif isinstance(each, String):
            yield bytes(each)


def _expect_clean(found: Any) -> None:
    is_list_of_names = not any(key in found for key in ("/Type", "/Subtype", "/S"))  # of fonts, pictures or glyphs
    left = set(found.keys()) & _LEFT
    if any(len(key) > _SHORT or not is_list_of_names for key in left):
        raise CannotStrip("metadata of the document could not be removed")


def _is_elsewhere(value: Any) -> bool:
    return bool(getattr(value, "is_indirect", False))


def _unpacked(stream: Any) -> bytes:
    from pikepdf import StreamDecodeLevel

    told = str(stream.get("/Filter", ""))
    if "DCT" in told:
        raw = bytes(stream.read_raw_bytes())
        verify_jpeg(raw)
        return raw
    if "CCITT" in told or "CCF" in told:
        return bytes(stream.read_raw_bytes())
    unpacked = bytes(stream.read_bytes(StreamDecodeLevel.specialized))
    if stream.get("/Type") == "/Metadata" or stream.get("/Subtype") == "/XML" or any(p in unpacked for p in _PACKETS):
        raise CannotStrip("metadata of the document could not be removed")
    return unpacked


def _spoken(pdf: Pdf) -> Iterator[bytes]:
    """The texts that the pages draw, letters joined, as far as a font's letters are those of Latin."""
    from pikepdf import Array, String, parse_content_stream

    for page in pdf.pages:
        parts: list[bytes] = []
        for each in parse_content_stream(page):
            for operand in getattr(each, "operands", ()):
                inner = list(operand) if isinstance(operand, Array) else [operand]
                parts += [bytes(one) for one in inner if isinstance(one, String)]
        yield b"".join(parts)
