"""What metadata a picture carries: its kinds, which are told, and its values, which are looked for in the copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ledger.store.attachments import marks
from ledger.store.attachments.pictures import jpeg, png

if TYPE_CHECKING:
    from PIL import Image

_DESCRIPTION, _MAKE, _MODEL, _SOFTWARE, _TIME, _ARTIST, _COPYRIGHT = 0x10E, 0x10F, 0x110, 0x131, 0x132, 0x13B, 0x8298
_EXIF, _GPS = 0x8769, 0x8825
_TEXTS = (_DESCRIPTION, _SOFTWARE, _TIME, _ARTIST, _COPYRIGHT)
_INFO = {
    "xmp": "XMP",
    "XML:com.adobe.xmp": "XMP",
    "icc_profile": "colour profile",
    "photoshop": "IPTC",
    "comment": "comment",
}
_SHOWN = {  # what Pillow notes of how the pixels are coded
    "adobe", "adobe_transform", "background", "blend", "bbox", "compression", "default_image", "disposal", "dpi",
    "duration", "exif", "gamma", "interlace", "jfif", "jfif_density", "jfif_unit", "jfif_version", "loop", "mp",
    "mpoffset", "progression", "progressive", "resolution", "srgb", "timestamp", "transparency", "chromaticity",
    "aspect",
}  # fmt: skip


_PICTURES = 20
_THUMBNAIL = re.compile(rb"\xff\xd8\xff.{0,65536}?\xff\xd9", re.DOTALL)


def kinds(picture: Image.Image, content: bytes) -> tuple[str, ...]:
    """The kinds of what is in the file beside the pixels, in order and without values."""
    return tuple(sorted({*_tag_kinds(picture), *_info_kinds(picture), *_layout_kinds(content)}))


def values(picture: Image.Image, content: bytes) -> frozenset[str]:
    """The texts in its metadata."""
    found = set(marks.values(_tag_texts(picture)))
    for name, value in picture.info.items():
        if name not in _SHOWN and name != "icc_profile":
            found |= _texts(value)
    return frozenset(found) | (_png_values(content) if content.startswith(png.MARK) else jpeg_values(content))


def jpeg_values(content: bytes) -> frozenset[str]:
    """The texts in the segments that a decoder does not need, and behind the end. None when it is no JPEG."""
    found: set[str] = set()
    for _ in range(_PICTURES):  # a telephone hangs further pictures on the first, and a short film on them
        try:
            walked = jpeg.walk(content)
        except jpeg.NotJpeg:
            break
        found |= {text for segment in _more(walked) for text in _body_values(segment.body)}
        before, _, behind = walked.after.partition(jpeg.START)
        found |= _body_values(before)
        content = jpeg.START + behind
    return frozenset(found)


def _png_values(content: bytes) -> frozenset[str]:
    try:
        chunks, after = png.walk(content)
    except png.NotPng:
        return frozenset()
    bodies = [chunk.body for chunk in chunks if chunk.kind not in (*png.NEEDED, b"iCCP")]
    return frozenset(text for body in [*bodies, after] for text in _body_values(body))


def _body_values(body: bytes) -> frozenset[str]:
    if body.startswith(b"ICC_PROFILE\0"):
        return frozenset()
    if b"<x:xmpmeta" in body or b"<rdf:RDF" in body:
        return marks.of_xml(body)
    return marks.runs(_THUMBNAIL.sub(b"", body))


def _tag_kinds(picture: Image.Image) -> Iterator[str]:
    try:
        tags = picture.getexif()
        if _EXIF in tags or (picture.format != "TIFF" and len(tags)) or any(tag in tags for tag in _TEXTS):
            yield "EXIF"
        if _GPS in tags:
            yield "GPS position"
        if _MAKE in tags or _MODEL in tags:
            yield "camera"
        if _ARTIST in tags or _COPYRIGHT in tags:
            yield "author"
        if _TIME in tags:
            yield "time"
    except Exception:  # damaged tags are no less removed
        yield "EXIF"


def _info_kinds(picture: Image.Image) -> Iterator[str]:
    for name in picture.info:
        if name not in _SHOWN:
            yield _INFO.get(str(name), "text")
    if picture.format == "MPO":
        yield "further pictures"


def _layout_kinds(content: bytes) -> Iterator[str]:
    try:
        if content.startswith(png.MARK):
            chunks, after = png.walk(content)
            if any(chunk.kind == b"tIME" for chunk in chunks):
                yield "time"
        else:
            walked = jpeg.walk(content)
            after = walked.after
            if any(segment.marker not in (jpeg.APP0, 0xE1, 0xE2, jpeg.APP14, jpeg.COM) for segment in _more(walked)):
                yield "data of a program"
        if after:
            yield "data after the picture"
    except (jpeg.NotJpeg, png.NotPng):
        return


def _more(walked: jpeg.Walked) -> Iterator[jpeg.Segment]:
    return (segment for segment in walked.segments if not segment.is_needed)


def _tag_texts(picture: Image.Image) -> Iterator[str]:
    try:
        tags = picture.getexif()
        for directory in (dict(tags), tags.get_ifd(_EXIF), tags.get_ifd(_GPS)):
            for value in directory.values():
                yield from _texts(value)
    except Exception:  # what cannot be read here is found as runs of characters
        return


def _texts(value: object) -> frozenset[str]:
    if isinstance(value, str):
        return marks.values([value])
    if isinstance(value, bytes):
        if b"<rdf:RDF" in value:
            return marks.of_xml(value)
        return marks.runs(value) | marks.runs(value.replace(b"\0", b""))
    if isinstance(value, (tuple, list)):
        return frozenset(text for each in value for text in _texts(each))
    if isinstance(value, dict):
        return frozenset(text for each in value.values() for text in _texts(each))
    return frozenset()
