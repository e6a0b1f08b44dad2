"""The streams of a PDF: pictures without their own metadata, drawing without marks and notes, nothing packed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.store.attachments.errors import CannotStrip
from ledger.store.attachments.pdf.walk import containers
from ledger.store.attachments.pictures import jpeg

if TYPE_CHECKING:
    from pikepdf import Pdf

MOST_DRAWING = 16 * 1024**2  # bytes of one page's drawing: each of its operators becomes an object in memory
MOST_TOGETHER = 1024**3
_MARKS = {"BMC", "BDC", "EMC", "MP", "DP"}  # tags and notes on the drawing, which draw nothing
_OPAQUE = {"/JPXDecode": "JPEG 2000", "/JBIG2Decode": "JBIG2", "/Crypt": "encrypted"}
_PIXELS = {"/DCTDecode", "/DCT"}
_LEFT = {"/CCITTFaxDecode", "/CCF"}  # fax: rows of dots without room for words


def rewrite_streams(pdf: Pdf) -> set[str]:
    """Write every stream anew, in place, and tell the kinds of what went. Raises CannotStrip for what stays opaque."""
    from pikepdf import Stream

    removed: set[str] = set()
    done: set[tuple[int, int]] = set()
    together = 0
    for page in pdf.pages:
        page.contents_coalesce()
        page.obj.Contents = pdf.make_stream(_drawing(page.obj))
    for each in list(containers(pdf.Root)):
        stream = each.found
        if not isinstance(stream, Stream) or stream.objgen in done:
            continue
        done.add(stream.objgen)
        removed |= _rewrite(pdf, stream, each.under)
        together += len(stream.get_raw_stream_buffer())
        if together > MOST_TOGETHER:
            raise CannotStrip("the document unpacks to more than a document has")
    return removed


def filters(stream: Any) -> list[str]:
    """The names of the stream's filters, the outermost first."""
    from pikepdf import Array

    found = stream.get("/Filter")
    if found is None:
        return []
    return [str(each) for each in found] if isinstance(found, Array) else [str(found)]


def _rewrite(pdf: Pdf, stream: Any, under: str) -> set[str]:
    names = filters(stream)
    for name in names:
        if name in _OPAQUE:
            raise CannotStrip(f"it holds pictures that cannot be looked into ({_OPAQUE[name]})")
    if names and names[-1] in _PIXELS:
        return _rewrite_jpeg(pdf, stream, names)
    if names and names[-1] in _LEFT:
        if len(names) > 1:
            raise CannotStrip("it holds pictures that cannot be looked into (packed twice)")
        return set()
    if is_drawing(stream, under):
        stream.write(_drawing(stream))
    else:
        _unpack(stream)
    return set()


def is_drawing(stream: Any, under: str) -> bool:
    """True for forms, tiles and the glyphs of a drawn font, whose content is drawing like a page's."""
    return stream.get("/Subtype") == "/Form" or stream.get("/PatternType") == 1 or under == "/CharProcs"


def _unpack(stream: Any) -> None:
    """Left to be packed anew when saved: bytes behind the end of the old packing are lost with it."""
    from pikepdf import StreamDecodeLevel

    stream.write(stream.read_bytes(StreamDecodeLevel.specialized))


def _rewrite_jpeg(pdf: Pdf, stream: Any, names: list[str]) -> set[str]:
    from pikepdf import Array, Dictionary, Name

    raw = stream.read_raw_bytes()
    if len(names) > 1:
        outer = pdf.make_stream(raw)
        outer.Filter = Array([Name(name) for name in names[:-1]])
        raw = outer.read_bytes()
    try:
        clean = jpeg.without_extras(raw)
    except jpeg.NotJpeg:
        raise CannotStrip("it holds pictures that cannot be looked into (damaged)") from None
    told = stream.get("/DecodeParms")
    inner = told[-1] if isinstance(told, Array) and len(told) else told
    stream.write(clean, filter=Name.DCTDecode, decode_parms=inner if isinstance(inner, Dictionary) else None)
    return {"metadata of its pictures"} if len(clean) != len(raw) else set()


def _drawing(source: Any) -> bytes:
    """The same drawing without comments, tags and notes."""
    from pikepdf import ContentStreamInlineImage, Stream, parse_content_stream, unparse_content_stream

    content = source if isinstance(source, Stream) else source.get("/Contents")
    if content is None:
        return b""
    if len(content.get_stream_buffer()) > MOST_DRAWING:
        raise CannotStrip("a page is drawn with more strokes than can be looked through")
    kept: list[Any] = []
    for each in parse_content_stream(source):
        if isinstance(each, ContentStreamInlineImage):
            if any(name in str(each.iimage.filters) for name in ("DCT", "JPX", "JBIG2")):
                raise CannotStrip("it holds pictures that cannot be looked into (inline)")
            kept.append(each)
        elif str(each.operator) not in _MARKS:
            kept.append(each)
    return unparse_content_stream(kept)
