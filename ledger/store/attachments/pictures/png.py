"""The chunks of a PNG file, walked by hand (ISO/IEC 15948)."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

MARK = b"\x89PNG\r\n\x1a\n"
_BLOCK = 1 << 20
NEEDED = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")


class NotPng(ValueError):
    """The bytes are not laid out as PNG."""


@dataclass(frozen=True)
class Chunk:
    """One chunk, its checksum proved."""

    kind: bytes
    body: bytes


def walk(content: bytes) -> tuple[tuple[Chunk, ...], bytes]:
    """The chunks up to IEND, and the bytes after it. Raises NotPng."""
    if not content.startswith(MARK):
        raise NotPng
    chunks: list[Chunk] = []
    at = len(MARK)
    while not chunks or chunks[-1].kind != b"IEND":
        if at + 12 > len(content):
            raise NotPng
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise NotPng
        body = content[at + 8 : end - 4]
        if struct.unpack_from(">I", content, end - 4)[0] != zlib.crc32(kind + body):
            raise NotPng
        chunks.append(Chunk(kind, body))
        at = end
    return tuple(chunks), content[at:]


def is_filled(chunks: tuple[Chunk, ...]) -> bool:
    """True when the packed pixels are one stream, as long as the header says, with nothing behind it."""
    header = next((chunk.body for chunk in chunks if chunk.kind == b"IHDR"), b"")
    if len(header) != 13:
        raise NotPng
    width, height, depth, colours = struct.unpack_from(">IIBB", header)
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colours)
    if channels is None or header[12] != 0:
        raise NotPng
    expected = height * (1 + (width * channels * depth + 7) // 8)
    stream, found = zlib.decompressobj(), 0
    try:
        for chunk in chunks:
            packed, part = (chunk.body if chunk.kind == b"IDAT" else b""), b""
            while (packed or len(part) == _BLOCK) and not stream.eof and found <= expected:
                part = stream.decompress(packed, _BLOCK)
                found += len(part)
                packed = stream.unconsumed_tail
    except zlib.error:
        raise NotPng from None
    return found == expected and stream.eof and not stream.unused_data
