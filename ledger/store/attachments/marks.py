"""Marks: values of an original's metadata, looked for in the copy. They are secret, and are compared, never shown."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Iterable, Iterator

from ledger.store.attachments.errors import CannotStrip

SHORTEST = 5  # characters: shorter ones stand by chance in every picture, as "SONY" or "en-US" in every font
MOST = 200  # of one source of them: a maker's binary notes hold thousands of chance runs
_RUN = re.compile(rb"[\x20-\x7e]{8,}")
_BETWEEN_TAGS = re.compile(r">([^<>]+)<")
_IN_TAGS = re.compile(r"=\s*\"([^\"<>]+)\"|=\s*'([^'<>]+)'")
_INSTRUCTION = re.compile(r"<\?[^>]{0,1000}>")
_NAMESPACE = re.compile(r"(https?://|urn:)\S*")
_COMMON = {"default", "x-default", "application/pdf", "false", "unknown", "saved", "created", "converted", "image"}
_TAG = re.compile(rb"<[^<>]*>")


def values(texts: Iterable[str]) -> frozenset[str]:
    """The texts that are long enough to be looked for, without the spaces and zeros around them."""
    cut = (text.strip(" \t\r\n\0") for text in texts)
    return frozenset(text for text in cut if len(text) >= SHORTEST)


def runs(data: bytes) -> frozenset[str]:
    """The runs of eight printable characters and more in binary data, the longest first."""
    found = {run.decode("ascii") for run in _RUN.findall(data)}
    return values(sorted(found, key=len, reverse=True)[:MOST])


def of_xml(data: bytes, *, in_tags: bool = True) -> frozenset[str]:
    """The texts of a packet of XML, and its attributes where values stand in them, as in XMP. It may be broken."""
    text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    text = _INSTRUCTION.sub("", text)
    found = set(_BETWEEN_TAGS.findall(text))
    if in_tags:
        found |= {first or second for first, second in _IN_TAGS.findall(text)}
    told = {html.unescape(one) for one in found if not _NAMESPACE.fullmatch(one) and one.casefold() not in _COMMON}
    return values(sorted(told, key=len, reverse=True)[:MOST])


def expect_none(haystacks: Iterable[bytes], marks: frozenset[str]) -> None:
    """Raise CannotStrip when a mark stands in one of them, in any of the encodings in which files hold texts."""
    needles = {needle for mark in marks for needle in _encodings(mark)}
    for haystack in haystacks:
        if any(needle in haystack for needle in needles):
            raise CannotStrip("a value of its metadata stands in its content too, or could not be removed")


def without_tags(xml: bytes) -> bytes:
    """The texts of XML joined, so that a value in two runs is found."""
    return html.unescape(_TAG.sub(b"", xml).decode("utf-8", "replace")).encode("utf-8", "replace")


def _encodings(mark: str) -> Iterator[bytes]:
    for name in ("utf-8", "utf-16-be", "utf-16-le", "latin-1"):
        with contextlib.suppress(UnicodeEncodeError):  # a letter that the encoding lacks stands in no file of it
            yield mark.encode(name)
    known = mark.encode("utf-8", "replace")
    yield html.escape(mark, quote=False).encode("utf-8", "replace")
    yield known.hex().encode()
    yield known.hex().upper().encode()
