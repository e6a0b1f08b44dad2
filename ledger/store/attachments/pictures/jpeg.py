"""The segments of a JPEG file, walked by hand: what is in it, what may stay, and a copy without the rest.

The layout is that of ITU-T T.81 annex B; of JFIF (T.871) and Adobe's APP14 only what a decoder needs to show colours.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

START = b"\xff\xd8\xff"
SOI, EOI, SOS, COM, APP0, APP14 = 0xD8, 0xD9, 0xDA, 0xFE, 0xE0, 0xEE
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_TABLES = {0xC4, 0xCC, 0xDB, 0xDD}  # Huffman, arithmetic, quantisation, restart interval
_ALONE = {0x01, *range(0xD0, 0xD8)}


class NotJpeg(ValueError):
    """The bytes are not laid out as JPEG."""


@dataclass(frozen=True)
class Segment:
    """One marker with its body; for SOS the coded pixels that follow are in `pixels`."""

    marker: int
    body: bytes
    pixels: bytes = b""

    @property
    def is_needed(self) -> bool:
        """True for what a decoder needs. JFIF's own header may hold a thumbnail, so only one without it counts."""
        if self.marker == APP0:
            return self.body[:5] == b"JFIF\0" and len(self.body) == 14 and self.body[12:] == b"\0\0"
        if self.marker == APP14:
            return self.body[:5] == b"Adobe" and len(self.body) == 12
        return self.marker == SOS or self.marker in _FRAMES | _TABLES


@dataclass(frozen=True)
class Walked:
    """All segments of the first picture, and the bytes after its end."""

    segments: tuple[Segment, ...]
    after: bytes


def walk(content: bytes) -> Walked:
    """The segments from SOI to the first EOI. Raises NotJpeg."""
    if content[:2] != b"\xff\xd8":
        raise NotJpeg
    segments: list[Segment] = []
    at = 2
    while True:
        marker, at = _marker(content, at)
        if marker == EOI:
            return Walked(tuple(segments), content[at:])
        if marker in _ALONE or marker == SOI:
            raise NotJpeg
        end = at + _length(content, at)
        body = content[at + 2 : end]
        at = end
        if marker == SOS:
            end = _end_of_pixels(content, at)
            segments.append(Segment(marker, body, content[at:end]))
            at = end
        else:
            segments.append(Segment(marker, body))


def without_extras(content: bytes) -> bytes:
    """The same coded pixels with nothing but what a decoder needs. Raises NotJpeg."""
    return b"\xff\xd8" + b"".join(_written(walk(content))) + b"\xff\xd9"


def _written(walked: Walked) -> Iterator[bytes]:
    for each in walked.segments:
        if each.is_needed:
            yield struct.pack(">BBH", 0xFF, each.marker, len(each.body) + 2) + each.body + each.pixels


def _marker(content: bytes, at: int) -> tuple[int, int]:
    if at + 1 >= len(content) or content[at] != 0xFF:
        raise NotJpeg
    while at < len(content) and content[at] == 0xFF:  # a marker may be filled up with more of them
        at += 1
    if at >= len(content) or content[at] == 0:
        raise NotJpeg
    return content[at], at + 1


def _length(content: bytes, at: int) -> int:
    if at + 2 > len(content):
        raise NotJpeg
    (length,) = struct.unpack_from(">H", content, at)
    if length < 2 or at + length > len(content):
        raise NotJpeg
    return int(length)


def _end_of_pixels(content: bytes, at: int) -> int:
    """Where the next marker is that is neither a stuffed zero nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise NotJpeg
        follows = content[at + 1]
        if follows == 0 or 0xD0 <= follows <= 0xD7:
            at += 2
        elif follows == 0xFF:
            at += 1
        else:
            return at
