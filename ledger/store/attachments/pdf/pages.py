"""Keeps of a PDF what a page needs to be shown, and takes every other entry out of every dictionary."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from ledger.store.attachments.errors import CannotStrip
from ledger.store.attachments.pdf.walk import Reached, containers

if TYPE_CHECKING:
    from pikepdf import Pdf

_TREE = "Type Kids Count Parent Pages Resources MediaBox CropBox Rotate UserUnit Contents Group"
_RESOURCES = "ExtGState ColorSpace Pattern Shading XObject Font ProcSet"
_STREAM = (
    "Length Filter DecodeParms Predictor Colors Columns EarlyChange K EndOfLine EncodedByteAlign Rows EndOfBlock"
    " BlackIs1 DamagedRowsBeforeError ColorTransform JBIG2Globals"
)
_DRAWING = "Subtype FormType BBox Matrix S CS I G BC"
_PICTURE = "Width Height BitsPerComponent ImageMask Mask Decode Interpolate SMask SMaskInData Matte Intent"
_STATE = "LW LC LJ ML D RI OP op OPM BG BG2 UCR UCR2 TR TR2 FL SM SA BM CA ca AIS TK"
_COLOUR = "WhitePoint BlackPoint Gamma Range N Alternate"
_PATTERN = (
    "PatternType PaintType TilingType XStep YStep ShadingType Background AntiAlias Coords Domain Function Extend"
    " BitsPerCoordinate BitsPerFlag VerticesPerRow"
)
_FUNCTION = "FunctionType Functions Bounds Encode C0 C1 Size BitsPerSample Order"
_FONT = (
    "BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode DescendantFonts CIDSystemInfo DW W DW2 W2"
    " CIDToGIDMap FontBBox FontMatrix CharProcs Registry Ordering Supplement BaseEncoding Differences CMapName WMode"
    " UseCMap FontName FontFamily FontStretch FontWeight Flags ItalicAngle Ascent Descent Leading CapHeight XHeight"
    " StemV StemH AvgWidth MaxWidth MissingWidth FontFile FontFile2 FontFile3 CharSet CIDSet Style Panose Length1"
    " Length2 Length3"
)
KEPT = frozenset(
    f"/{key}"
    for keys in (_TREE, _RESOURCES, _STREAM, _DRAWING, _PICTURE, _STATE, _COLOUR, _PATTERN, _FUNCTION, _FONT)
    for key in keys.split()
)
_COLOURS = ("/ICCBased", "/Indexed", "/I", "/Separation", "/DeviceN")  # those that may hold a stream
_PARTS = ("/Image", "/Form")
_NAMED = frozenset(f"/{key}" for key in _RESOURCES.split())
_TOLD = {
    "/Metadata": "XMP",
    "/PieceInfo": "data of a program",
    "/Annots": "annotations",
    "/Outlines": "bookmarks",
    "/StructTreeRoot": "tags",
    "/Thumb": "thumbnail",
    "/Lang": "language",
    "/LastModified": "time",
    "/VP": "GPS position",
    "/MarkInfo": "tags",
    "/Properties": "tags",
    "/StructParents": "tags",
    "/StructParent": "tags",
    "/Tabs": "tags",
}


def keep_pages(pdf: Pdf) -> set[str]:
    """Take away all but the pages, in place, and tell the kinds of what went."""
    from pikepdf import Array

    removed = {"document information"} if "/Info" in pdf.trailer else set()
    _drop(pdf.trailer, frozenset({"/Root", "/Size"}))  # of the old identifier half would be kept in the new one
    removed |= _drop(pdf.Root, frozenset({"/Type", "/Pages"}))
    for each in containers(pdf.Root):
        _refuse_unknown(each)
        removed |= _without_profiles(each.found)
        if isinstance(each.found, Array) or is_named(each.key, each.under):
            continue
        removed |= _drop(each.found, KEPT)
    return removed


def is_named(key: str, under: str) -> bool:
    """True for a dictionary whose keys are the document's own names: of fonts, pictures, glyphs."""
    return (under == "/Resources" and key in _NAMED) or key == "/CharProcs"


def _refuse_unknown(each: Reached) -> None:
    """Raise CannotStrip for a stream under a word that PDF has not: nobody sees it, and anything can stand in it."""
    from pikepdf import Array, Name, Stream

    if isinstance(each.found, Stream) and each.under == "/XObject" and not _is_one_of(each.found, "/Subtype", _PARTS):
        raise CannotStrip("it holds a part of a kind that PDF does not have")
    if isinstance(each.found, Array):
        first, has_stream = each.found[0] if len(each.found) else None, any(isinstance(v, Stream) for v in each.found)
        if isinstance(first, Name) and has_stream and not any(first == word for word in _COLOURS):
            raise CannotStrip("it holds colours of a kind that PDF does not have")


def _is_one_of(found: Any, key: str, words: Collection[str]) -> bool:
    return any(found.get(key) == word for word in words)


def _drop(found: Any, kept: frozenset[str]) -> set[str]:
    gone = set(found.keys()) - kept
    for key in gone:
        del found[key]
    return {_TOLD.get(key, "other entries") for key in gone}


def _without_profiles(found: Any) -> set[str]:
    """Colours of a measured device become those of any: a profile names the screen or the scanner, even its number."""
    from pikepdf import Array

    places = range(len(found)) if isinstance(found, Array) else list(found.keys())
    removed = set()
    for place in places:
        value = found[place]
        if isinstance(value, Array) and len(value) > 1 and value[0] == "/ICCBased":
            found[place] = _plain_colours(value[1])
            removed.add("colour profile")
    return removed


def _plain_colours(profile: Any) -> Any:
    from pikepdf import Name

    return {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}[int(profile.get("/N", 0))]
