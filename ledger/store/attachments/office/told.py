"""The values of an office document's properties and marks of editing, which are looked for in the copy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ledger.store.attachments import marks, zips

_PROPERTIES = ("docProps/core.xml", "docProps/custom.xml", "meta.xml")
# Of the program's own list only these; the rest counts letters, and names the sheets, which the copy shows as well.
_APP = re.compile(rb"<(?:\w+:)?(?:Company|Manager|HyperlinkBase|Template)>([^<]{5,400})<")
_OF_PROGRAMS = re.compile(rb"<meta:(generator|editing-cycles|editing-duration)>[^<]*<")
_AUTHORS = re.compile(rb'(?:author|userName|initial-creator|initials)\s*=\s*"([^"]{5,200})"')
_RSID = re.compile(rb'rsid\w*\s*=\s*"([0-9A-Fa-f]{8})"|<w:rsid\w*\s+w:val="([0-9A-Fa-f]{8})"')
_PATH = re.compile(rb'absPath[^>]*?url="([^"]{5,400})"')
_FILE = re.compile(rb'<(?:\w+:)?(?:docPr|cNvPr)\b[^>]*?(?:name|descr)="([^"<>]{5,200}\.\w{3,4})"')


def values(content: bytes) -> frozenset[str]:
    """Authors, titles, companies, dates, paths, file names of pictures, and the random marks of editing sessions."""
    found: set[str] = set()
    for name, part in zips.unpacked(content).items():
        if name in _PROPERTIES:
            found |= marks.of_xml(_OF_PROGRAMS.sub(b"<", part), in_tags=False)
        elif name.endswith(".xml"):
            found |= marks.values(_texts(part))
    return frozenset(found - {"Normal.dotm", "Normal"})


def _texts(part: bytes) -> Iterator[str]:
    for pattern in (_APP, _AUTHORS, _PATH, _FILE):
        yield from (text.decode("utf-8", "replace") for text in pattern.findall(part))
    for groups in _RSID.findall(part):
        told = (groups[0] or groups[1]).decode("ascii")
        if not told.isdigit():  # digits alone stand in the cells of a sheet as well
            yield told
