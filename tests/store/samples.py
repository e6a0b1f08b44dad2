"""Files with marked metadata: every value that must not survive holds CANARY, and what is shown holds SHOWN."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pikepdf
from PIL import Image, ImageDraw, PngImagePlugin

XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description exif:GPSLatitude="CANARY-48,51.5N">'
    b"<dc:creator><rdf:Seq><rdf:li>CANARY XMP author</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF>"
    b'</x:xmpmeta><?xpacket end="w"?>'
)


def pixels(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """A picture whose top left quarter alone is dark, so that a turn shows."""
    made = Image.new("L", size, 230)
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 2 - 1, size[1] // 2 - 1), fill=20)
    return made.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    """Maker, serial number, comment and a position."""
    tags = Image.Exif()
    tags[0x010F], tags[0x0110], tags[0x013B], tags[0x0132] = (
        "CANARY maker",
        "CANARY model",
        "CANARY artist",
        "CANARY day",
    )
    tags[0x0112] = orientation
    tags[0x8769] = {0xA431: "CANARY-SERIAL-77", 0x9286: b"ASCII\0\0\0CANARY user comment"}
    tags[0x8825] = {1: "N", 2: (48.0, 51.0, 29.5), 3: "E", 4: (2.0, 17.0, 40.2), 27: b"ASCII\0\0\0CANARY gps"}
    return tags


def saved(picture: Image.Image, kind: str, **more: Any) -> bytes:
    """The picture as a file."""
    made = io.BytesIO()
    picture.save(made, kind, **more)
    return made.getvalue()


def a_jpeg(orientation: int = 1, *, size: tuple[int, int] = (60, 40)) -> bytes:
    """A photograph with EXIF, XMP, a comment, a profile, Photoshop's own segment and a tail."""
    tags = exif(orientation).tobytes() + saved(pixels((16, 12)), "JPEG", comment=b"CANARY thumbnail")
    made = saved(
        pixels(size), "JPEG", quality=95, exif=tags, xmp=XMP, comment=b"CANARY comment",
        icc_profile=b"CANARY profile" * 20,
    )  # fmt: skip
    own = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\x10CANARY iptc name"
    return made[:2] + b"\xff\xed" + (len(own) + 2).to_bytes(2, "big") + own + made[2:] + b"CANARY tail of a telephone"


def a_png(mode: str = "RGB") -> bytes:
    """A picture with three kinds of text chunks and EXIF."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "CANARY text author")
    told.add_text("Comment", "CANARY packed comment " * 9, zip=True)
    told.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    return saved(pixels(mode=mode), "PNG", pnginfo=told, exif=exif()) + b"CANARY tail"


def a_tiff() -> bytes:
    """A scan with a description, an artist and XMP."""
    return saved(pixels(), "TIFF", tiffinfo={270: "CANARY tiff description", 315: "CANARY tiff artist", 700: XMP})


def a_webp() -> bytes:
    """A picture from the web with EXIF and XMP."""
    return saved(pixels(), "WEBP", exif=exif(), xmp=XMP, lossless=True)


def a_pdf(change: Any = None) -> bytes:
    """A page with words, a photograph and every kind of metadata that may be taken off; `change` adds to it."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    photo = pikepdf.Stream(pdf, a_jpeg())
    photo.Type, photo.Subtype, photo.Width, photo.Height = pikepdf.Name.XObject, pikepdf.Name.Image, 60, 40
    photo.BitsPerComponent, photo.Filter = 8, pikepdf.Name.DCTDecode
    photo.ColorSpace = pikepdf.Array([pikepdf.Name.ICCBased, pikepdf.Stream(pdf, b"CANARY profile", N=3)])
    photo.Metadata = pdf.make_indirect(pikepdf.Stream(pdf, XMP, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(T=pdf.make_indirect(font)),
        XObject=pikepdf.Dictionary(A=photo),
        Properties=pikepdf.Dictionary(P=pikepdf.Dictionary(Secret=pikepdf.String("CANARY property"))),
    )
    page.Contents = pikepdf.Stream(
        pdf,
        b"% CANARY comment of a drawing\n/Span <</ActualText (CANARY actual)>> BDC BT /T 12 Tf 10 100 Td (SHOWN) Tj ET"
        b" EMC /P /P DP q 60 0 0 40 10 10 cm /A Do Q",
    )
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], T=pikepdf.String("CANARY note author"),
        Contents=pikepdf.String("CANARY note"),
    )  # fmt: skip
    page.Annots = pikepdf.Array([pdf.make_indirect(note)])
    page.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=pikepdf.String("CANARY private")))
    page.Thumb = pikepdf.Stream(pdf, b"CANARY thumbnail")
    page.LastModified = pikepdf.String("D:20210304050607 CANARY")
    page.Own = pikepdf.String("CANARY own entry")
    pdf.Root.Metadata = pikepdf.Stream(pdf, XMP, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    pdf.Root.Lang = pikepdf.String("ko-KR-CANARY")
    pdf.docinfo["/Author"] = "CANARY author 김"
    pdf.docinfo["/Title"] = "CANARY title"
    pdf.docinfo["/Producer"] = "CANARY producer"
    if change is not None:
        change(pdf, page)
    made = io.BytesIO()
    pdf.save(made)
    return made.getvalue()


def with_earlier_version(pdf: bytes) -> bytes:
    """The file with one more version at its end, in which the information names somebody else."""
    start = int(pdf.rpartition(b"startxref")[2].split()[0])
    with pikepdf.open(io.BytesIO(pdf)) as document:
        number, root = len(document.objects) + 1, document.Root.objgen[0]
    head = len(pdf)
    body = b"%d 0 obj\n<< /Author (CANARY later) >>\nendobj\n" % number
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n" % (number, head)
    tail = b"<< /Size %d /Root %d 0 R /Info %d 0 R /Prev %d >>\n" % (number + 1, root, number, start)
    return pdf + body + table + tail + b"startxref\n%d\n%%%%EOF\n" % (head + len(body))


def zipped(members: dict[str, bytes | str], *, comment: bytes = b"CANARY archive comment") -> bytes:
    """An archive as an office program of today writes it: with the time, and here with an extra field."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            told = zipfile.ZipInfo(name, (2021, 3, 4, 5, 6, 8))
            told.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            told.comment = b"CANARY member comment"
            archive.writestr(told, content)
        archive.comment = comment
    return made.getvalue()


_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:creator>CANARY Kim</dc:creator>'
    "<dc:title>CANARY title</dc:title><cp:lastModifiedBy>CANARY Park</cp:lastModifiedBy>"
    "<dcterms:created>2021-03-04T05:06:07Z</dcterms:created></cp:coreProperties>"
)
_APP = "<Properties><Application>Writer of texts</Application><Company>CANARY company</Company></Properties>"


def relations(*told: tuple[str, str, str, str]) -> str:
    """Relations: id, the last word of the kind, target, mode."""
    lines = [
        f'<Relationship Id="{number}" Type="{_OFFICE}/{kind}" Target="{target}"'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for number, kind, target, mode in told
    ]
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def types(**parts: str) -> str:
    """The list of types, one a part."""
    lines = [f'<Override PartName="/{name}" ContentType="application/{kind}+xml"/>' for name, kind in parts.items()]
    ends = '<Default Extension="rels" ContentType="r"/><Default Extension="xml" ContentType="application/xml"/>'
    ends += '<Default Extension="jpg" ContentType="image/jpeg"/>'
    return f'<?xml version="1.0"?><Types xmlns="{_PACKAGE}/content-types">{ends}{"".join(lines)}</Types>'


_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="w14" xmlns:r="r" xmlns:a="a" '
    'xmlns:wp="wp" xmlns:pic="pic" xmlns:mc="mc" mc:Ignorable="w14"'
)


def docx_members() -> dict[str, bytes | str]:
    """A text with a picture, a link, marks of editing, properties, custom data, a template and a thumbnail."""
    body = (
        '<w:p w:rsidR="00CA9A11" w:rsidRDefault="00CA9A12" w14:paraId="4CA9A401"><w:r w:rsidRPr="00CA9A13">'
        "<w:t>SHOWN &amp; kept</w:t></w:r></w:p><!-- CANARY xml comment --><?canary CANARY instruction?>"
        '<w:p><w:hyperlink r:id="rId2"><w:r><w:t xml:space="preserve"> link </w:t></w:r></w:hyperlink></w:p>'
        '<w:p><w:r><w:instrText> FILENAME \\p "C:\\CANARY\\path.docx" </w:instrText></w:r></w:p>'
        "<w:p><w:r><w:instrText> PAGE \\* MERGEFORMAT </w:instrText></w:r></w:p>"
        '<w:p><w:r><wp:docPr id="1" name="CANARY_0001.jpg" descr="CANARY described"/><pic:cNvPr id="2" '
        'name="CANARY_0001.jpg"/><a:blip r:embed="rId1"><a:extLst><a:ext uri="CANARY"/></a:extLst></a:blip></w:r></w:p>'
    )
    return {
        "[Content_Types].xml": types(**{
            "word/document.xml": "main", "word/settings.xml": "settings", "docProps/core.xml": "core",
            "docProps/app.xml": "app", "customXml/itemProps1.xml": "custom",
        }),
        "_rels/.rels": relations(
            ("rId1", "officeDocument", "word/document.xml", ""), ("rId2", "core-properties", "docProps/core.xml", ""),
            ("rId3", "extended-properties", "docProps/app.xml", ""),
            ("rId4", "thumbnail", "docProps/thumbnail.jpeg", ""),
        ),
        "word/document.xml": f'<?xml version="1.0"?><w:document {_W}><w:body>{body}</w:body></w:document>',
        "word/settings.xml": (
            f'<w:settings {_W}><w:attachedTemplate r:id="rId1"/><w:rsids><w:rsidRoot w:val="00CA9A11"/></w:rsids>'
            '<w:docVars><w:docVar w:name="x" w:val="CANARY variable"/></w:docVars><w:defaultTabStop w:val="708"/>'
            "</w:settings>"
        ),
        "word/_rels/document.xml.rels": relations(
            ("rId1", "image", "media/CANARY holiday.jpg", ""),
            ("rId2", "hyperlink", "mailto:CANARY@example.org", "External"),
            ("rId3", "settings", "settings.xml", ""), ("rId4", "customXml", "../customXml/item1.xml", ""),
        ),
        "word/_rels/settings.xml.rels": relations(("rId1", "attachedTemplate", "file:///C:/CANARY/n.dotm", "External")),
        "word/media/CANARY holiday.jpg": a_jpeg(),
        "docProps/core.xml": _CORE,
        "docProps/app.xml": _APP,
        "docProps/thumbnail.jpeg": a_jpeg(),
        "customXml/item1.xml": "<x>CANARY custom</x>",
        "customXml/itemProps1.xml": "<x>CANARY custom</x>",
        "customXml/_rels/item1.xml.rels": relations(("rId1", "customXmlProps", "itemProps1.xml", "")),
    }  # fmt: skip


def xlsx_members() -> dict[str, bytes | str]:
    """A sheet with a user's path, session ids, a printer, properties and a described drawing."""
    x = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="r" xmlns:xr="xr" xmlns:mc="mc"'
    return {
        "[Content_Types].xml": types(**{
            "xl/workbook.xml": "main", "xl/worksheets/sheet1.xml": "sheet", "xl/sharedStrings.xml": "strings",
            "docProps/core.xml": "core", "docProps/app.xml": "app",
        }),
        "_rels/.rels": relations(
            ("rId1", "officeDocument", "xl/workbook.xml", ""), ("rId2", "core-properties", "docProps/core.xml", ""),
            ("rId3", "extended-properties", "docProps/app.xml", ""),
        ),
        "xl/workbook.xml": (
            f'<workbook {x}><fileSharing userName="CANARY user"/><mc:AlternateContent><mc:Choice><x15ac:absPath '
            'xmlns:x15ac="p" url="C:\\Users\\CANARY\\"/></mc:Choice></mc:AlternateContent><xr:revisionPtr '
            'documentId="CANARY"/><workbookPr codeName="CANARYBook"/><sheets>'
            '<sheet name="pay" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml", ""), ("rId2", "sharedStrings", "sharedStrings.xml", ""),
        ),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet {x} xr:uid="{{CANARY-UID-0001}}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>'
            '</sheetData><pageSetup orientation="portrait" r:id="rId1"/></worksheet>'
        ),
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            ("rId1", "printerSettings", "../printerSettings/printerSettings1.bin", ""),
        ),
        "xl/printerSettings/printerSettings1.bin": "CANARY printer".encode("utf-16-le"),
        "xl/sharedStrings.xml": f"<sst {x}><si><t>SHOWN</t></si></sst>",
        "docProps/core.xml": _CORE,
        "docProps/app.xml": _APP,
    }  # fmt: skip


def open_document_members(kind: str) -> dict[str, bytes | str]:
    """An ODT or ODS with properties, a printer, marks of editing, a picture and a link."""
    spaces = (
        'xmlns:office="o" xmlns:text="t" xmlns:draw="d" xmlns:xlink="x" xmlns:svg="s" xmlns:style="st" '
        'xmlns:officeooo="oo" xmlns:table="ta" xmlns:meta="m" xmlns:dc="dc"'
    )
    body = (
        '<text:p text:style-name="P1">SHOWN</text:p><text:p>'
        '<text:a xlink:href="mailto:CANARY@example.org">link</text:a>'
        '<draw:frame draw:name="CANARY.jpg"><draw:image xlink:href="Pictures/CANARY0123.jpg"/>'
        "<svg:desc>CANARY</svg:desc>"
        "</draw:frame></text:p>"
    )
    inside = f"<office:text>{body}</office:text>" if kind.endswith("text") else (
        f'<office:spreadsheet><table:table table:name="pay"><table:table-row><table:table-cell>{body}'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet>"
    )  # fmt: skip
    return {
        "mimetype": kind,
        "content.xml": (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:automatic-styles>'
            '<style:style style:name="P1"><style:text-properties officeooo:rsid="00ca9a11" '
            'officeooo:paragraph-rsid="00ca9a11"/></style:style></office:automatic-styles><office:body>'
            f"{inside}</office:body></office:document-content>"
        ),
        "styles.xml": f"<office:document-styles {spaces}/>",
        "meta.xml": (
            f"<office:document-meta {spaces}><office:meta><meta:initial-creator>CANARY Kim</meta:initial-creator>"
            "<dc:creator>CANARY Park</dc:creator><dc:title>CANARY title</dc:title><meta:generator>LibreOffice/7.4"
            "</meta:generator></office:meta></office:document-meta>"
        ),
        "settings.xml": "<s>CANARY printer</s>",
        "manifest.rdf": "<r>CANARY</r>",
        "Thumbnails/thumbnail.png": a_png(),
        "Configurations2/accelerator/current.xml": "",
        "Pictures/CANARY0123.jpg": a_jpeg(),
        "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="m"/>',
    }
