"""What of the XML in DOCX and XLSX says who wrote it, when, on what and with what, and what cannot be half taken away.

Names are those of ECMA-376 and of Microsoft's extensions to it ([MS-DOCX], [MS-XLSX]), without prefixes.
"""

from __future__ import annotations

import re

from ledger.store.attachments.office.xml_filter import Rules

_CHANGES = "the document keeps track of changes"
_COMMENTS = "the document holds comments, which name who wrote them"
_FILES = "the document holds other files"
_OUTSIDE = "the document takes a part of itself from elsewhere"
_HIDDEN = "the document has hidden text or sheets"

_ATTRIBUTES = frozenset({
    "rsid", "rsidR", "rsidRDefault", "rsidRPr", "rsidP", "rsidDel", "rsidTr", "rsidSect", "paraId", "textId", "author",
    "initials", "userName", "userId", "providerId", "ed", "edGrp", "uid", "descr", "gfxdata", "alt", "tooltip",
    "codeName", "comment", "description", "spid",
})  # fmt: skip
_ELEMENTS = frozenset({
    "rsid", "rsids", "proofErr", "permStart", "permEnd", "extLst", "dataBinding", "placeholder", "smartTagPr",
    "customXmlPr", "absPath", "revisionPtr", "fileVersion", "fileSharing", "customWorkbookViews", "customSheetViews",
    "scenarios", "protectedRanges", "webPublishing", "webPublishItems", "smartTags", "smartTagTypes", "docVars",
    "alias", "tag", "decorative", "creationId", "colId", "rowId", "workbookProtection", "sheetProtection",
})  # fmt: skip
_REFUSED = {
    **dict.fromkeys(
        ("ins", "del", "moveFrom", "moveTo", "delText", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange",
         "tblPrExChange", "trPrChange", "tcPrChange", "tblGridChange", "numberingChange", "cellIns", "cellDel",
         "cellMerge"),
        _CHANGES,
    ),
    **dict.fromkeys(("commentRangeStart", "commentRangeEnd", "commentReference"), _COMMENTS),
    **dict.fromkeys(("object", "OLEObject", "oleObject", "oleObjects", "control", "controls", "altChunk"), _FILES),
    **dict.fromkeys(("externalReference", "subDoc", "ddeLink", "externalData", "externalBook"), _OUTSIDE),
}  # fmt: skip
_SETTINGS = frozenset({
    "compat", "defaultTabStop", "evenAndOddHeaders", "mirrorMargins", "footnotePr", "endnotePr",
    "characterSpacingControl", "autoHyphenation", "consecutiveHyphenLimit", "hyphenationZone", "decimalSymbol",
    "listSeparator", "clrSchemeMapping", "displayBackgroundShape", "gutterAtTop", "mathPr", "zoom",
})  # fmt: skip
# Instructions that a reader of the document carries out. Links, paths and people's names stand in the others.
_FIELDS = re.compile(r"[\s\\*\w#\"-]*", re.ASCII)
_TELLING = re.compile(r"(?i)AUTHOR|USER|FILE|SAVE|PRINT|CREATE|EDIT|DOC|INFO|LINK|DDE|INCLUDE|MERGEFIELD|DATABASE|COMM")


def rules_of(name: str) -> Rules:
    """The rules for one part of the document."""
    if name == "word/settings.xml":
        return Rules(_ELEMENTS, _ATTRIBUTES, _REFUSED, top=_SETTINGS)
    is_text = name.startswith("word/") and "styles" not in name and "numbering" not in name
    refused = {**_REFUSED, "vanish": _HIDDEN, "specVanish": _HIDDEN} if is_text else _REFUSED
    return Rules(_ELEMENTS, _ATTRIBUTES, refused, _rewritten, _spoken)


def _rewritten(element: str, attribute: str, value: str) -> str | None:
    if element in ("docPr", "cNvPr"):  # a drawing keeps the file name of its picture
        return {"name": "", "title": None}.get(attribute, value)
    if element in ("imagedata", "shape") and attribute in ("title", "href"):
        return None
    if element == "pageSetup" and attribute == "id":  # of the printer's settings, which are gone
        return None
    if element == "sheet" and attribute == "state" and value != "visible":
        return _refuse_hidden()
    return _spoken("instrText", value) if element == "fldSimple" and attribute == "instr" else value


def _spoken(element: str, text: str) -> str:
    if element != "instrText":
        return text
    return text if _FIELDS.fullmatch(text) and not _TELLING.search(text) else ""


def _refuse_hidden() -> str:
    from ledger.store.attachments.errors import CannotStrip

    raise CannotStrip(_HIDDEN)
