"""Reads a cleaned office document once more, by another way than it was cleaned."""

from __future__ import annotations

import io
import re
import zipfile

from ledger.store.attachments import marks, media, zips
from ledger.store.attachments.errors import CannotStrip
from ledger.store.attachments.office import open_document, open_xml
from ledger.store.attachments.pictures.strip import verify_jpeg, verify_png

_LEFT = re.compile(
    rb"\srsid\w*=|:rsid\w*=|paragraph-rsid=|paraId=|textId=|:author=|:initials=|\suserName=|\buid=\"\{|:creator[\s>]"
    rb"|<w:rsid|absPath|revisionPtr|lastModifiedBy|tracked-changes|office:annotation|commentReference|<!--|<!DOCTYPE"
    rb"|<w:ins[\s>]|<w:del[\s>]|attachedTemplate|dataBinding|file:/"
)
_LEFT_TEXT = re.compile(rb">[^<]*")
_INSTRUCTION = re.compile(rb"<\?(?!xml )")
_HEADER, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def verify_office(content: bytes, kind: str, looked_for: frozenset[str]) -> None:
    """Raise CannotStrip for an unknown part, a date, a word of editing, a picture's metadata or a mark."""
    members = zips.unpacked(content)
    _expect_plain_archive(content)
    for name, part in members.items():
        if not (open_xml.is_known(name, kind) if kind in media.OPEN_XML else open_document.is_known(name)):
            raise CannotStrip("a part of the document could not be removed")
        if name.endswith(".jpeg"):
            verify_jpeg(part)
        elif name.endswith(".png"):
            verify_png(part)
        elif name.endswith((".xml", ".rels")):
            _expect_plain_xml(part)
            marks.expect_none([marks.without_tags(part)], looked_for)
        marks.expect_none([part, name.encode()], looked_for)
    marks.expect_none([content], looked_for)


def _expect_plain_xml(part: bytes) -> None:
    tags = _LEFT_TEXT.sub(b">", part)  # a word in the text is no mark of editing
    if _LEFT.search(tags) or _INSTRUCTION.search(part):
        raise CannotStrip("marks of editing could not be removed")


def _expect_plain_archive(content: bytes) -> None:
    """Every byte belongs to a member: no gaps, no comments, no extra fields, no second directory, one date."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        length = len(_END) + 18
        for each in members:
            length += 30 + 46 + 2 * len(each.filename.encode()) + each.compress_size
        is_plain = not archive.comment and all(
            each.date_time == zips.DAY and each.external_attr == zips.RIGHTS and not each.extra and not each.comment
            for each in members
        )
    if not is_plain or length != len(content):
        raise CannotStrip("the archive of the document holds more than its parts")
