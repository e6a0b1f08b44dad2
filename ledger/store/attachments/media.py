"""What a file is, told from its bytes. A file's name says what somebody wanted it to be."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from ledger.store.attachments import zips
from ledger.store.attachments.errors import RefusedMedia, UnreadableFile

JPEG, PNG, WEBP, TIFF = "image/jpeg", "image/png", "image/webp", "image/tiff"
PDF, TEXT = "application/pdf", "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"

PICTURES = (JPEG, PNG, WEBP, TIFF)
OPEN_XML = (DOCX, XLSX)
OPEN_DOCUMENT = (ODT, ODS)
ALLOWED = (*PICTURES, PDF, *OPEN_XML, *OPEN_DOCUMENT, TEXT)

# How the name of a working copy ends, by what the original is: a copy of WebP and of TIFF is a PNG.
WORKING_ENDING = {
    **{JPEG: "jpg", PNG: "png", WEBP: "png", TIFF: "png"},
    **{PDF: "pdf", TEXT: "txt", DOCX: "docx", XLSX: "xlsx", ODT: "odt", ODS: "ods"},
}

_HEAD = 1024
_BLOCK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Texts in which a reader sees less than the bytes say: rich text, markup, PostScript, address cards.
_MARKUP = re.compile(r"(?i)\s*(<|\{\\rtf|%!|begin:v|mime-version:)")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def media_type(stream: BinaryIO) -> str:
    """The media type of a seekable stream, one of ALLOWED, by its content. Raises RefusedMedia or UnreadableFile.

    The stream stands at its start afterwards. A file that is two kinds at once, depending on who reads it, is refused.
    """
    try:
        stream.seek(0)
        try:
            return _told(stream.read(_HEAD), stream)
        finally:
            stream.seek(0)
    except OSError as trouble:  # a pipe, which does not go back, is one of them
        raise UnreadableFile(trouble.strerror or "it is no regular file") from None


def _told(head: bytes, stream: BinaryIO) -> str:
    if not head:
        raise RefusedMedia("it is empty")
    found = _by_mark(head)
    if found != PDF and b"%PDF-" in head:  # PDF readers look for their mark in the first kilobyte
        raise RefusedMedia("it is two kinds of file at once")
    if found is not None:
        return found
    if head.startswith(_OLE):
        raise RefusedMedia("it is an old or an encrypted office document")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _office(stream)
    return _text(stream)


def _by_mark(head: bytes) -> str | None:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith((b"II*\x00", b"MM\x00*")):
        return TIFF
    return PDF if head.startswith(b"%PDF-") else None


def _office(stream: BinaryIO) -> str:
    names = zips.member_names(stream)
    if names is None:
        raise RefusedMedia("it is a damaged archive")
    if "mimetype" in names:
        told = zips.member(stream, "mimetype", 100)
        for media in OPEN_DOCUMENT:
            if told == media.encode():
                return media
    elif "[Content_Types].xml" in names:
        if "word/document.xml" in names:
            return DOCX
        if "xl/workbook.xml" in names:
            return XLSX
    raise RefusedMedia("it is an archive, or a document of another kind")


def _text(stream: BinaryIO) -> str:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    is_first = True
    while True:
        block = stream.read(_BLOCK)
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError:
            raise RefusedMedia("its kind is not known") from None
        if _UNSEEN.search(text):
            raise RefusedMedia("its kind is not known")
        if is_first and _MARKUP.match(text):
            raise RefusedMedia("it is markup, in which there is more than is seen")
        if not block:
            return TEXT
        is_first = False
