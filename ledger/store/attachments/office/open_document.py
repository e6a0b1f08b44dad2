"""ODT and ODS (ISO/IEC 26300): the text and its styles stay, everything else of the package goes."""

from __future__ import annotations

import re
from collections.abc import Callable

from ledger.store.attachments.errors import CannotStrip
from ledger.store.attachments.office.xml_filter import Rules, filtered

Clean = Callable[[bytes], tuple[bytes, str]]

MIMETYPE, MANIFEST = "mimetype", "META-INF/manifest.xml"
PARTS = ("content.xml", "styles.xml")
_PICTURE = re.compile(r"Pictures/[^/]+")
_DROPPED = re.compile(r"meta\.xml|settings\.xml|manifest\.rdf|layout-cache|Thumbnails/.*|Configurations2/.*")
_REFUSED = (
    (re.compile(r"Basic/|Scripts/|Dialogs/"), "the document holds macros"),
    (re.compile(r"META-INF/.*signatures"), "the document is signed"),
    (re.compile(r"Version"), "the document keeps earlier versions of itself"),
    (re.compile(r"Object"), "the document holds other files"),
)
_TOLD = {"meta.xml": "document properties", "settings.xml": "settings and printer", "Thumbnails/": "thumbnail"}

_CHANGES = "the document keeps track of changes"
_COMMENTS = "the document holds comments, which name who wrote them"
_FILES = "the document holds other files"
_OUTSIDE = "the document takes a part of itself from elsewhere"
_HIDDEN = "the document has hidden text or sheets"
_REFUSED_ELEMENTS = {
    **dict.fromkeys(("tracked-changes", "changed-region", "change", "change-start", "change-end"), _CHANGES),
    **dict.fromkeys(("annotation", "annotation-end"), _COMMENTS),
    **dict.fromkeys(("object", "object-ole", "plugin", "applet", "floating-frame", "binary-data"), _FILES),
    **dict.fromkeys(("section-source", "dde-source", "table-source", "dde-connection", "database-display"), _OUTSIDE),
    **dict.fromkeys(("hidden-text", "hidden-paragraph"), _HIDDEN),
    **dict.fromkeys(("script", "event-listener", "form", "data-pilot-table"), "the document holds scripts or forms"),
}
_ELEMENTS = frozenset({"title", "desc", "meta", "meta-field", "dde-connection-decls", "user-index-source"})
_ATTRIBUTES = frozenset({"rsid", "paragraph-rsid", "generator", "author-initials", "about", "protection-key"})


def strip_open_document(members: dict[str, bytes], kind: str, clean: Clean) -> tuple[dict[str, bytes], set[str]]:
    """The parts of the copy, and the kinds of what went. Raises CannotStrip."""
    kept = _sorted_out(members)
    gone = [name for name in members if name not in kept]
    removed = {told for name in gone for start, told in _TOLD.items() if name.startswith(start)}
    parts: dict[str, bytes] = {MIMETYPE: kind.encode()}
    renamed: dict[str, str] = {}
    for name in sorted(name for name in kept if _PICTURE.fullmatch(name)):
        content, suffix = clean(members[name])
        renamed[name] = f"Pictures/image{len(renamed) + 1}.{suffix}"  # the old name is a hash of the old picture
        parts[renamed[name]] = content
    rules = Rules(_ELEMENTS, _ATTRIBUTES, _REFUSED_ELEMENTS, _rewriting(renamed))
    for name in PARTS:
        if name in kept:
            parts[name], has_dropped = filtered(members[name], rules)
            removed |= {"marks of editing"} if has_dropped else set()
    parts[MANIFEST] = _manifest(kind, [name for name in parts if name != MIMETYPE])
    return parts, removed


def is_known(name: str) -> bool:
    """True for a part that a copy may hold."""
    return name in (MIMETYPE, MANIFEST, *PARTS) or _PICTURE.fullmatch(name) is not None


def _sorted_out(members: dict[str, bytes]) -> list[str]:
    if b"encryption-data" in members.get(MANIFEST, b""):
        raise CannotStrip("the document is encrypted")
    if "content.xml" not in members:
        raise CannotStrip("the document is damaged")
    for name in members:
        for pattern, reason in _REFUSED:
            if pattern.match(name):
                raise CannotStrip(reason)
        if not is_known(name) and not _DROPPED.fullmatch(name):
            raise CannotStrip("the document has a part that is not known")
    return [name for name in members if is_known(name)]


def _rewriting(renamed: dict[str, str]) -> Callable[[str, str, str], str | None]:
    def rewrite(element: str, attribute: str, value: str) -> str | None:
        if attribute == "href":
            return _reference(element, value, renamed)
        if attribute == "display" and value in ("none", "false", "condition"):
            raise CannotStrip(_HIDDEN)
        if attribute == "name" and element in ("frame", "image", "custom-shape"):
            return None  # a frame may keep the file name of its picture
        return value

    return rewrite


def _reference(element: str, value: str, renamed: dict[str, str]) -> str:
    inside = value.removeprefix("./")
    if inside in renamed:
        return renamed[inside]
    if value.startswith("#") or not value:
        return value
    if element != "a":
        raise CannotStrip(_OUTSIDE)
    return "about:blank"


def _manifest(kind: str, names: list[str]) -> bytes:
    types = {"xml": "text/xml", "jpeg": "image/jpeg", "png": "image/png"}
    lines = [f'<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{kind}"/>']
    lines += [
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{types[name.rpartition(".")[2]]}"/>'
        for name in names
    ]
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{space}" manifest:version="1.2">'
        f"{''.join(lines)}</manifest:manifest>"
    ).encode()
