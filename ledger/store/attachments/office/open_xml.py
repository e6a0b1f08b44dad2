"""DOCX and XLSX (ECMA-376): which parts stay, and how they refer to each other afterwards."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from xml.sax.saxutils import quoteattr

from ledger.store.attachments import media
from ledger.store.attachments.errors import CannotStrip
from ledger.store.attachments.office.open_xml_rules import rules_of
from ledger.store.attachments.office.xml_filter import filtered, tags

Clean = Callable[[bytes], tuple[bytes, str]]

TYPES = "[Content_Types].xml"
_KEPT = {
    media.DOCX: re.compile(
        r"word/(?:document|styles|numbering|fontTable|settings|footnotes|endnotes|header\d*|footer\d*)\.xml"
        r"|word/theme/theme\d*\.xml"
    ),
    media.XLSX: re.compile(
        r"xl/(?:workbook|styles|sharedStrings)\.xml|xl/theme/theme\d*\.xml|xl/worksheets/sheet\d+\.xml"
        r"|xl/tables/table\d+\.xml|xl/drawings/drawing\d+\.xml|xl/charts/(?:chart|style|colors)\d+\.xml"
    ),
}
_RELATIONS = re.compile(r"(?:word/|xl/|xl/worksheets/|xl/drawings/|xl/charts/)?_rels/[^/]*\.rels")
_PICTURE = re.compile(r"(?:word|xl)/media/[^/]+")
_DROPPED = re.compile(
    r"docProps/.*|docMetadata/.*|customXml/.*|word/glossary/.*|xl/printerSettings/.*|xl/calcChain\.xml"
    r"|word/(?:webSettings|stylesWithEffects|people)\.xml|(?:.*/)?thumbnail\.\w+"
)
_REFUSED = (
    (re.compile(r"vba|macrosheets|activeX|ctrlProps|dialogsheets"), "the document holds macros"),
    (re.compile(r"(?i)comments|persons/"), "the document holds comments, which name who wrote them"),
    (re.compile(r"revisions/"), "the document keeps track of changes"),
    (re.compile(r"_xmlsignatures"), "the document is signed"),
    (re.compile(r"externalLinks|connections|queryTables"), "the document takes a part of itself from elsewhere"),
    (re.compile(r"pivot|slicer"), "the document keeps data behind a table"),
    (re.compile(r"embeddings|\.bin$|model/"), "the document holds other files"),
)
_TOLD = {"docProps/": "document properties", "customXml/": "custom data", "xl/printerSettings/": "printer"}


def strip_open_xml(members: dict[str, bytes], kind: str, clean: Clean) -> tuple[dict[str, bytes], set[str]]:
    """The parts of the copy, and the kinds of what went. Raises CannotStrip."""
    kept = _sorted_out(members, kind)
    gone = {name for name in members if name not in kept}
    removed = {told for name in gone for start, told in _TOLD.items() if name.startswith(start)}
    removed |= {"thumbnail"} if any("thumbnail" in name for name in gone) else set()
    parts: dict[str, bytes] = {}
    renamed: dict[str, str] = {}
    for name in sorted(name for name in kept if _PICTURE.fullmatch(name)):
        content, suffix = clean(members[name])
        renamed[name] = f"{name.partition('/')[0]}/media/image{len(renamed) + 1}.{suffix}"
        parts[renamed[name]] = content
    for name in kept:
        if name == TYPES:
            parts[name] = _types(members[name], gone)
        elif _RELATIONS.fullmatch(name):
            parts[name], has_links = _relations(name, members, gone, renamed)
            removed |= {"links"} if has_links else set()
        elif name not in renamed:
            parts[name], has_dropped = filtered(members[name], rules_of(name))
            removed |= {"marks of editing"} if has_dropped else set()
    return {name: parts[name] for name in sorted(parts)}, removed


def is_known(name: str, kind: str) -> bool:
    """True for a part that a copy may hold."""
    return name == TYPES or any(one.fullmatch(name) for one in (_KEPT[kind], _RELATIONS, _PICTURE))


def _sorted_out(members: dict[str, bytes], kind: str) -> list[str]:
    kept = []
    for name in members:
        for pattern, reason in _REFUSED:
            if pattern.search(name) and not _DROPPED.fullmatch(name):
                raise CannotStrip(reason)
        if _DROPPED.fullmatch(name):
            continue
        if not is_known(name, kind):
            raise CannotStrip("the document has a part that is not known")
        kept.append(name)
    # The relations of a part that goes, go with it.
    return [name for name in kept if not _RELATIONS.fullmatch(name) or _is_alive(name, kept)]


def _is_alive(relations: str, kept: list[str]) -> bool:
    return relations == "_rels/.rels" or _owner(relations) in kept


def _owner(relations: str) -> str:
    folder, _, name = relations.rpartition("_rels/")
    return folder + name.removesuffix(".rels")


def _types(xml: bytes, gone: set[str]) -> bytes:
    """The list of the parts' types without those that went, and with the suffixes that pictures now have."""
    if b"macroEnabled" in xml:
        raise CannotStrip("the document holds macros")
    types = {"jpeg": "image/jpeg", "png": "image/png"}
    lines = []
    for element, told in tags(xml):
        part, kind = told.get("PartName", "").removeprefix("/"), told.get("ContentType", "")
        if element == "Default" and told.get("Extension") in ("rels", "xml"):
            types[told["Extension"]] = kind
        elif element == "Override" and part not in gone and not _PICTURE.fullmatch(part):
            lines.append(f"<Override PartName={quoteattr('/' + part)} ContentType={quoteattr(kind)}/>")
    defaults = [f"<Default Extension={quoteattr(end)} ContentType={quoteattr(types[end])}/>" for end in sorted(types)]
    return _whole("Types", "content-types", [*defaults, *lines])


def _relations(name: str, members: dict[str, bytes], gone: set[str], renamed: dict[str, str]) -> tuple[bytes, bool]:
    """What a part refers to, without parts that went and addresses outside, and whether there were such addresses."""
    has_links = False
    lines = []
    for element, told in tags(members[name]):
        if element != "Relationship":
            continue
        kind = told.get("Type", "")
        if told.get("TargetMode") == "External":
            has_links |= told.get("Target") != "about:blank"
            if kind.endswith("/hyperlink"):
                lines.append(_relation(told, "about:blank", ' TargetMode="External"'))
            elif not kind.endswith("/attachedTemplate"):
                raise CannotStrip("the document takes a part of itself from elsewhere")
            continue
        target = _target(name, told.get("Target", ""))
        if target in gone:
            continue
        if target not in members:
            raise CannotStrip("the document is damaged")
        lines.append(_relation(told, f"/{renamed.get(target, target)}", ""))
    return _whole("Relationships", "relationships", lines), has_links


def _relation(told: dict[str, str], target: str, mode: str) -> str:
    number, kind = quoteattr(told.get("Id", "")), quoteattr(told.get("Type", ""))
    return f"<Relationship Id={number} Type={kind} Target={quoteattr(target)}{mode}/>"


def _whole(root: str, space: str, lines: list[str]) -> bytes:
    schema = f"http://schemas.openxmlformats.org/package/2006/{space}"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<{root} xmlns="{schema}">{"".join(lines)}</{root}>'.encode()


def _target(relations: str, target: str) -> str:
    """The part that a relation names, from the root."""
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(_owner(relations)), target))
