"""Working copies: no marked value of a sample survives, what is shown stays, and the rest is refused with a reason."""

from __future__ import annotations

import io
import logging
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from ledger.store.attachments import media
from ledger.store.attachments.errors import CannotStrip, MissingStripper, RefusedMedia, UnreadableFile
from ledger.store.attachments.media import media_type
from ledger.store.attachments.pictures import jpeg
from ledger.store.attachments.stripped import Stripped
from ledger.store.attachments.stripping import MOST, verify_stripped, working_copy
from tests.store.samples import (
    a_jpeg,
    a_pdf,
    a_png,
    a_tiff,
    a_webp,
    docx_members,
    exif,
    open_document_members,
    pixels,
    saved,
    with_earlier_version,
    xlsx_members,
    zipped,
)

SAMPLES: dict[str, Callable[[], bytes]] = {
    "jpeg": a_jpeg,
    "png": a_png,
    "webp": a_webp,
    "tiff": a_tiff,
    "pdf": a_pdf,
    "docx": lambda: zipped(docx_members()),
    "xlsx": lambda: zipped(xlsx_members()),
    "odt": lambda: zipped(open_document_members(media.ODT)),
    "ods": lambda: zipped(open_document_members(media.ODS)),
    "text": lambda: "month,paid\n2019-05,100 원\n".encode(),
}


def copied(original: bytes) -> Stripped:
    return working_copy(original, media_type(io.BytesIO(original)))


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def everything_in(content: bytes) -> list[bytes]:
    """The bytes, and what is packed in them: members, streams, chunks."""
    found = [content]
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                found += [name.encode(), *everything_in(archive.read(name))]
    elif content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for each in pdf.objects:
                found.append(each.unparse(resolved=True) if not isinstance(each, pikepdf.Stream) else b"")
                if isinstance(each, pikepdf.Stream):
                    found += [each.read_raw_bytes(), _read(each), each.stream_dict.unparse()]
    elif content.startswith(b"\x89PNG"):
        picture = opened(content)
        picture.load()
        found.append(repr(picture.info).encode())
    return found


def _read(stream: Any) -> bytes:
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return b""


def needles(*words: str) -> list[bytes]:
    return [
        form
        for w in words
        for form in (w.encode(), w.encode("utf-16-le"), w.encode("utf-16-be"), w.encode().hex().encode())
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_no_marked_value_survives_anywhere(name: str) -> None:
    original = SAMPLES[name]()
    copy = copied(original)
    for each in everything_in(copy.content):
        assert not any(needle in each for needle in needles("CANARY", "rdf:RDF", "2021-03-04", "00CA9A1"))
    assert media_type(io.BytesIO(copy.content)) == copy.media


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "text"])
def test_the_samples_do_hold_what_is_looked_for(name: str) -> None:
    assert any(needle in each for each in everything_in(SAMPLES[name]()) for needle in needles("CANARY"))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_copy_of_a_copy_has_nothing_more_to_lose_and_is_the_same_every_time(name: str) -> None:
    once = copied(SAMPLES[name]())
    assert copied(SAMPLES[name]()).content == once.content
    assert not set(copied(once.content).removed) - {"data of a program"}


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        (
            "jpeg",
            {"EXIF", "GPS position", "XMP", "camera", "comment", "colour profile", "IPTC", "data after the picture"},
        ),
        ("png", {"EXIF", "GPS position", "XMP", "text", "data after the picture"}),
        ("webp", {"EXIF", "GPS position", "XMP"}),
        ("tiff", {"EXIF", "XMP", "author"}),
        (
            "pdf",
            {"document information", "author", "title", "XMP", "annotations", "thumbnail", "metadata of its pictures"},
        ),
        ("docx", {"document properties", "custom data", "thumbnail", "marks of editing", "links", "GPS position"}),
        ("xlsx", {"document properties", "printer", "marks of editing"}),
        ("odt", {"document properties", "settings and printer", "thumbnail", "marks of editing", "GPS position"}),
        ("text", set()),
    ],
)
def test_kinds_are_told_and_values_are_not(name: str, kinds: set[str]) -> None:
    removed = copied(SAMPLES[name]()).removed
    assert kinds <= set(removed)
    assert list(removed) == sorted(set(removed))
    assert not any("CANARY" in told for told in removed)


# --- pictures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_shows_the_same_pixels(mode: str) -> None:
    original = saved(pixels(mode="I").convert("I;16") if mode == "I;16" else pixels(mode=mode), "PNG", exif=exif())
    copy = opened(copied(original).content)
    assert ImageChops.difference(opened(original).convert("RGBA"), copy.convert("RGBA")).getbbox() is None


@pytest.mark.parametrize("make", [a_webp, a_tiff])
def test_other_pictures_become_png_and_show_the_same_pixels(make: Callable[[], bytes]) -> None:
    copy = copied(make())
    assert copy.media == media.PNG
    assert ImageChops.difference(pixels(), opened(copy.content)).getbbox() is None


@pytest.mark.parametrize(
    ("orientation", "size", "dark"),
    [(1, (60, 40), (5, 5)), (2, (60, 40), (55, 5)), (3, (60, 40), (55, 35)), (4, (60, 40), (5, 35)),
     (5, (40, 60), (5, 5)), (6, (40, 60), (35, 5)), (7, (40, 60), (35, 55)), (8, (40, 60), (5, 55))],
)  # fmt: skip
def test_a_photograph_is_turned_as_the_camera_said(
    orientation: int, size: tuple[int, int], dark: tuple[int, int]
) -> None:
    copy = opened(copied(a_jpeg(orientation)).content).convert("L")
    assert copy.size == size
    places = {(x, y): copy.getpixel((x, y)) for x in (5, size[0] - 5) for y in (5, size[1] - 5)}
    assert min(places, key=lambda place: places[place]) == dark


def test_a_jpeg_has_only_the_segments_that_a_decoder_needs() -> None:
    walked = jpeg.walk(copied(a_jpeg()).content)
    assert [s.marker for s in walked.segments if s.marker >= 0xE0] == [0xE0]
    assert walked.after == b""


def test_a_cmyk_jpeg_is_copied() -> None:
    assert opened(copied(saved(pixels(mode="CMYK"), "JPEG", exif=exif())).content).mode == "RGB"


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_a_picture_of_several_frames_is_refused(kind: str) -> None:
    frames = [pixels(), ImageChops.invert(pixels())]
    with pytest.raises(CannotStrip, match="more than one picture"):
        copied(saved(frames[0], kind, save_all=True, append_images=frames[1:]))


def test_of_a_telephones_double_picture_the_shown_one_is_kept() -> None:
    double = saved(pixels(), "MPO", save_all=True, append_images=[ImageChops.invert(pixels())])
    copy = copied(double)
    assert "further pictures" in copy.removed
    assert opened(copy.content).convert("L").getpixel((5, 5)) < 60  # type: ignore[operator]
    assert len(copy.content) < len(double)


def test_a_picture_that_unpacks_without_end_is_refused() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(CannotStrip, match="more pixels than a camera takes"):
        copied(bomb)


def test_a_cut_picture_is_refused() -> None:
    for make in (a_jpeg, a_png, a_webp, a_tiff):
        with pytest.raises(CannotStrip, match="damaged"):
            copied(make()[: len(make()) // 3])


# --- PDF --------------------------------------------------------------------------------------------------------------


def test_a_pdf_shows_the_same_words_and_pixels() -> None:
    with pikepdf.open(io.BytesIO(copied(a_pdf()).content)) as pdf:
        (page,) = pdf.pages
        assert page.Contents.read_bytes().split() == (
            b"BT /T 12 Tf 10 100 Td (SHOWN) Tj ET q 60 0 0 40 10 10 cm /A Do Q".split()
        )
        assert page.Resources.Font.T.BaseFont == "/Helvetica"
        photo = opened(page.Resources.XObject.A.read_raw_bytes())
        assert ImageChops.difference(photo, opened(a_jpeg())).getbbox() is None
        assert set(pdf.trailer.keys()) == {"/Root", "/Size", "/ID"}


def test_earlier_versions_of_a_pdf_are_gone() -> None:
    original = with_earlier_version(a_pdf())
    copy = copied(original)
    assert (original.count(b"startxref"), copy.content.count(b"startxref")) == (2, 1)
    assert "earlier versions" in copy.removed
    assert not any(b"CANARY" in each for each in everything_in(copy.content))


def test_the_identifier_of_a_pdf_is_made_from_the_copy_alone() -> None:
    def identified(pdf: Any, _page: Any) -> None:
        pdf.trailer.ID = pikepdf.Array([pikepdf.String("CANARY identifier"), pikepdf.String("CANARY identifier")])

    first, second = copied(a_pdf(identified)).content, copied(a_pdf()).content
    assert first == second


def test_a_picture_packed_twice_in_a_pdf_is_cleaned() -> None:
    def packed(_pdf: Any, page: Any) -> None:
        photo = page.Resources.XObject.A
        both = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode])
        photo.write(zlib.compress(a_jpeg()), filter=both)

    with pikepdf.open(io.BytesIO(copied(a_pdf(packed)).content)) as pdf:
        photo = pdf.pages[0].Resources.XObject.A
        assert photo.Filter == "/DCTDecode"
        assert b"CANARY" not in photo.read_raw_bytes()


def in_form(pdf: Any, page: Any) -> None:
    form = pikepdf.Stream(pdf, b"/Span <</ActualText (CANARY in a form)>> BDC 0 0 9 9 re f EMC % CANARY")
    form.Subtype, form.BBox, form.PieceInfo = pikepdf.Name.Form, pikepdf.Array([0, 0, 9, 9]), pikepdf.String("CANARY")
    page.Resources.XObject.Fm = form


def behind_the_end(pdf: Any, page: Any) -> None:
    page.Resources.XObject.Raw = pikepdf.Stream(pdf, zlib.compress(b"\xff" * 64) + b"CANARY behind the packed bytes")
    page.Resources.XObject.Raw.Filter = pikepdf.Name.FlateDecode
    page.Resources.XObject.Raw.Subtype = pikepdf.Name.Image


@pytest.mark.parametrize("change", [in_form, behind_the_end])
def test_marks_in_streams_of_a_pdf_are_gone(change: Any) -> None:
    assert b"CANARY" in b"".join(everything_in(a_pdf(change)))
    assert not any(b"CANARY" in each for each in everything_in(copied(a_pdf(change)).content))


def entry(text: bytes) -> Callable[[Any, Any], None]:
    def change(pdf: Any, _page: Any) -> None:
        for key, value in pikepdf.Object.parse(text).items():
            pdf.Root[key] = value

    return change


def annotated(text: bytes) -> Callable[[Any, Any], None]:
    def change(pdf: Any, page: Any) -> None:
        page.Annots.append(pdf.make_indirect(pikepdf.Object.parse(text)))

    return change


def filtered_as(name: str) -> Callable[[Any, Any], None]:
    def change(_pdf: Any, page: Any) -> None:
        page.Resources.XObject.A.write(b"\0\0\0\x0cjP  ", filter=pikepdf.Name(name))

    return change


def with_bomb(pdf: Any, page: Any) -> None:
    page.Resources.XObject.Bomb = pikepdf.Stream(pdf, zlib.compress(bytes(300 << 20), 1))
    page.Resources.XObject.Bomb.Filter = pikepdf.Name.FlateDecode
    page.Resources.XObject.Bomb.Subtype = pikepdf.Name.Image


def with_a_part_of_no_kind(pdf: Any, page: Any) -> None:
    page.Resources.XObject.Other = pikepdf.Stream(pdf, b"CANARY", Subtype=pikepdf.Name("/Picture"))


def with_colours_of_no_kind(pdf: Any, page: Any) -> None:
    page.Resources.XObject.A.ColorSpace[0] = pikepdf.Name("/ICCBaseX")


def with_long_drawing(pdf: Any, page: Any) -> None:
    page.Contents = pikepdf.Stream(pdf, b"q Q " * (5 << 20))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (entry(b"<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"), "scripts"),
        (entry(b"<< /Names << /JavaScript << /Names [] >> >> >>"), "scripts"),
        (entry(b"<< /OpenAction << /S /Launch /F (x.exe) >> >>"), "scripts"),
        (entry(b"<< /Names << /EmbeddedFiles << /Names [] >> >> >>"), "other files"),
        (entry(b"<< /AcroForm << /XFA (x) /Fields [] >> >>"), "a form"),
        (entry(b"<< /AcroForm << /Fields [ << /T (CANARY) /FT /Tx /V (100) >> ] >> >>"), "a form"),
        (entry(b"<< /AcroForm << /Fields [ << /FT /Sig >> ] >> >>"), "signed"),
        (entry(b"<< /OCProperties << /OCGs [] >> >>"), "layers"),
        (annotated(b"<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 1 1] >>"), "other files"),
        (annotated(b"<< /Type /Annot /Subtype /Redact /Rect [0 0 1 1] >>"), "blacked out"),
        (annotated(b"<< /Type /Annot /Subtype /RichMedia /Rect [0 0 1 1] >>"), "sound or film"),
        (filtered_as("/JPXDecode"), "JPEG 2000"),
        (filtered_as("/JBIG2Decode"), "JBIG2"),
        (filtered_as("/DCTDecode"), "cannot be looked into"),
        (with_bomb, "damaged"),
        (with_a_part_of_no_kind, "a part of a kind"),
        (with_colours_of_no_kind, "colours of a kind"),
        (with_long_drawing, "more strokes"),
    ],
)
def test_a_pdf_that_would_be_half_clean_is_refused(change: Any, reason: str) -> None:
    with pytest.raises(CannotStrip, match=reason):
        copied(a_pdf(change))


@pytest.mark.parametrize("user", ["", "secret"])
def test_an_encrypted_pdf_is_refused(user: str) -> None:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_pdf())) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(owner="owner", user=user))
    with pytest.raises(CannotStrip, match="encrypted"):
        copied(made.getvalue())


def test_a_name_that_stands_on_the_page_as_well_is_not_called_removed() -> None:
    def signed_in_words(pdf: Any, page: Any) -> None:
        pdf.docinfo["/Author"] = "Kim Unseen"
        page.Contents = pikepdf.Stream(pdf, b"BT /T 12 Tf [(Kim U) -20 (nseen)] TJ ET")

    with pytest.raises(CannotStrip, match="stands in its content too"):
        copied(a_pdf(signed_in_words))


# --- office documents -------------------------------------------------------------------------------------------------


def members_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def text_of(xml: bytes) -> str:
    return re.sub(r"<[^>]*>", "|", xml.decode())


def test_a_docx_keeps_its_words_its_picture_and_its_page_numbers() -> None:
    parts = members_of(copied(zipped(docx_members())).content)
    assert set(parts) == {
        "[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/settings.xml", "word/media/image1.jpeg",
        "word/_rels/document.xml.rels", "word/_rels/settings.xml.rels",
    }  # fmt: skip
    document = parts["word/document.xml"]
    assert {"SHOWN &amp; kept", " link ", " PAGE \\* MERGEFORMAT "} <= set(text_of(document).split("|"))
    assert b'r:embed="rId1"' in document
    assert b'mc:Ignorable="w14"' in document
    assert b'Target="/word/media/image1.jpeg"' in parts["word/_rels/document.xml.rels"]
    assert b"customXml" not in parts["word/_rels/document.xml.rels"] + parts["[Content_Types].xml"]
    assert opened(parts["word/media/image1.jpeg"]).size == (60, 40)


def test_an_xlsx_keeps_its_cells() -> None:
    parts = members_of(copied(zipped(xlsx_members())).content)
    assert "SHOWN" in text_of(parts["xl/sharedStrings.xml"])
    assert b'<c r="A1" t="s"><v>0</v></c>' in parts["xl/worksheets/sheet1.xml"]
    assert b'<sheet name="pay"' in parts["xl/workbook.xml"]
    assert not any("printer" in name for name in parts)


@pytest.mark.parametrize("kind", [media.ODT, media.ODS])
def test_an_open_document_keeps_its_words_and_its_picture(kind: str) -> None:
    content = copied(zipped(open_document_members(kind))).content
    parts = members_of(content)
    assert list(parts) == ["mimetype", "Pictures/image1.jpeg", "content.xml", "styles.xml", "META-INF/manifest.xml"]
    assert content[30:38] == b"mimetype"
    assert b'xlink:href="Pictures/image1.jpeg"' in parts["content.xml"]
    assert {"SHOWN", "link"} <= set(text_of(parts["content.xml"]).split("|"))


def test_an_archive_tells_one_date_and_nothing_between_its_parts() -> None:
    for name in ("docx", "xlsx", "odt", "ods"):
        with zipfile.ZipFile(io.BytesIO(copied(SAMPLES[name]()).content)) as archive:
            assert {told.date_time for told in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert archive.comment == b""


def a_document(body: str) -> dict[str, bytes | str]:
    members = docx_members()
    return {**members, "word/document.xml": str(members["word/document.xml"]).replace("<w:body>", f"<w:body>{body}")}


def a_workbook(old: str, new: str) -> dict[str, bytes | str]:
    members = xlsx_members()
    return {name: c.replace(old, new) if isinstance(c, str) else c for name, c in members.items()}


def a_text(body: str, **more: bytes | str) -> dict[str, bytes | str]:
    members = open_document_members(media.ODT)
    told = str(members["content.xml"]).replace("<office:text>", f"<office:text>{body}")
    return {**members, "content.xml": told, **more}


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        (a_document('<w:ins w:author="CANARY"><w:r/></w:ins>'), "track of changes"),
        (a_document("<w:del><w:r><w:delText>x</w:delText></w:r></w:del>"), "track of changes"),
        (a_document('<w:commentReference w:id="1"/>'), "comments"),
        (a_document("<w:r><w:rPr><w:vanish/></w:rPr></w:r>"), "hidden"),
        (a_document("<w:object/>"), "other files"),
        ({**docx_members(), "word/vbaProject.bin": b"x"}, "macros"),
        ({**docx_members(), "word/comments.xml": "<w:comments/>"}, "comments"),
        ({**docx_members(), "word/embeddings/oleObject1.bin": b"x"}, "other files"),
        ({**docx_members(), "word/unheard.xml": "<x/>"}, "not known"),
        ({**docx_members(), "../outside.xml": "<x/>"}, "leads out of it"),
        ({**docx_members(), "/etc/cron.d/x": "<x/>"}, "leads out of it"),
        ({**docx_members(), "WORD/document.xml": "<x/>"}, "one place"),
        ({**docx_members(), "word/media/image9.emf": b"\1\0\0\0CANARY"}, "picture of a kind"),
        ({**docx_members(), "word/settings.xml": "<w:settings"}, "damaged"),
        ({**docx_members(), "word/styles.xml": '<!DOCTYPE x [<!ENTITY a "CANARY">]><x>&a;</x>'}, "words of its own"),
        ({**xlsx_members(), "xl/externalLinks/externalLink1.xml": "<x/>"}, "from elsewhere"),
        ({**xlsx_members(), "xl/pivotCache/pivotCacheRecords1.xml": "<x/>"}, "behind a table"),
        ({**xlsx_members(), "xl/threadedComments/threadedComment1.xml": "<x/>"}, "comments"),
        (a_workbook('sheetId="1"', 'sheetId="1" state="veryHidden"'), "hidden"),
        (a_workbook('ContentType="application/main+xml"', 'ContentType="x.macroEnabled.main+xml"'), "macros"),
        (a_text("<text:tracked-changes/>"), "track of changes"),
        (a_text("<office:annotation><dc:creator>CANARY</dc:creator></office:annotation>"), "comments"),
        (a_text('<draw:object xlink:href="./Object 1"/>'), "other files"),
        (a_text('<text:section text:display="none"/>'), "hidden"),
        (a_text('<draw:image xlink:href="file:///home/CANARY/x.jpg"/>'), "from elsewhere"),
        (a_text("", **{"Basic/script-lc.xml": "<x/>"}), "macros"),
        (a_text("", **{"META-INF/documentsignatures.xml": "<x/>"}), "signed"),
        (a_text("", **{"VersionList.xml": "<x/>"}), "earlier versions"),
        (a_text("", **{"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "encrypted"),
        (a_text("<text:p>written by CANARY Kim</text:p>"), "stands in its content too"),
        (a_text("<text:p>written by CANARY <text:span>Kim</text:span></text:p>"), "stands in its content too"),
    ],
)
def test_a_document_that_would_be_half_clean_is_refused(members: dict[str, bytes | str], reason: str) -> None:
    with pytest.raises(CannotStrip, match=reason) as refused:
        copied(zipped(members))
    assert "CANARY" not in str(refused.value)


def test_an_archive_that_unpacks_without_end_is_refused() -> None:
    with pytest.raises(CannotStrip, match="unpacks to more"):
        copied(zipped({**docx_members(), "word/media/image2.png": bytes(300 << 20)}))


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    content = bytearray(zipped(docx_members()))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        place = content.rindex(b"PK\x01\x02", 0, content.rindex(b"word/document.xml"))
        assert archive.getinfo("word/document.xml").file_size > 20
    content[place + 24 : place + 28] = struct.pack("<I", 20)
    with pytest.raises(CannotStrip, match="damaged"):
        copied(bytes(content))


# --- what it is -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "told"),
    [("jpeg", media.JPEG), ("png", media.PNG), ("webp", media.WEBP), ("tiff", media.TIFF), ("pdf", media.PDF),
     ("docx", media.DOCX), ("xlsx", media.XLSX), ("odt", media.ODT), ("ods", media.ODS), ("text", media.TEXT)],
)  # fmt: skip
def test_what_a_file_is_is_told_by_its_content(name: str, told: str) -> None:
    stream = io.BytesIO(SAMPLES[name]())
    stream.seek(7)
    assert media_type(stream) == told
    assert stream.tell() == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff\xfe\0\x20%PDF-1.4 1 0 obj", "two kinds"),
        (b"\x89PNG\r\n\x1a\n%PDF-1.7", "two kinds"),
        (b"words before\n%PDF-1.7", "two kinds"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old or an encrypted office document"),
        (b"PK\x03\x04" + bytes(40), "damaged archive"),
        (zipped({"x.txt": "x"}), "archive, or a document of another kind"),
        (zipped({"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}), "of another kind"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.graphics"}), "of another kind"),
        (b"GIF89a" + bytes(40), "not known"),
        (b"\x7fELF" + bytes(40), "not known"),
        ("ключ".encode("cp1251"), "not known"),
        ("text".encode("utf-16"), "not known"),
        (b"a\x1b[2Jb", "not known"),
        (b"text \xe2\x82", "not known"),
        (b"\xef\xbb\xbf \n<svg onload='x'/>", "markup"),
        (b"{\\rtf1{\\info{\\author Kim}}}", "markup"),
        (b"%!PS-Adobe", "markup"),
        (b"BEGIN:VCARD", "markup"),
    ],
)
def test_every_other_kind_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(RefusedMedia, match=reason):
        media_type(io.BytesIO(content))


def test_a_pipe_is_refused_before_anything_is_read() -> None:
    class Pipe(io.BytesIO):
        def seek(self, *_where: int) -> int:
            raise io.UnsupportedOperation("seek")

    with pytest.raises(UnreadableFile, match="no regular file"):
        media_type(Pipe(b"x"))


def test_a_text_is_copied_as_it_is_without_its_byte_order_mark() -> None:
    copy = copied(b"\xef\xbb\xbfPKR 200;paid\r\n")
    assert (copy.content, copy.removed) == (b"PKR 200;paid\r\n", ("byte order mark",))


def test_a_letter_over_the_edge_of_a_block_is_read() -> None:
    assert media_type(io.BytesIO(b"x" * ((1 << 20) - 1) + "원".encode())) == media.TEXT


def test_a_file_that_is_not_what_it_is_kept_as_is_refused() -> None:
    with pytest.raises(CannotStrip, match="not of the kind"):
        working_copy(a_png(), media.JPEG)


def test_a_very_large_file_is_refused_before_it_is_read() -> None:
    with pytest.raises(CannotStrip, match=f"more than {MOST} bytes"):
        working_copy(bytes(MOST + 1), media.TEXT)


# --- the proof --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["jpeg", "png", "pdf", "docx", "xlsx", "odt", "ods"])
def test_an_original_does_not_pass_as_a_copy(name: str) -> None:
    original = SAMPLES[name]()
    with pytest.raises(CannotStrip):
        verify_stripped(original, media_type(io.BytesIO(original)))


def planted_in_jpeg(content: bytes) -> bytes:
    return content[:2] + b"\xff\xfe\0\x04ab" + content[2:]


def planted_in_png(content: bytes) -> bytes:
    body = b"tEXtAuthor\0Kim"
    return content[:33] + struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)) + content[33:]


def planted_in_pdf(content: bytes) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.pages[0].obj.PieceInfo = pikepdf.Dictionary(A=1)
        pdf.save(made)
    return made.getvalue()


def planted_in_archive(content: bytes) -> bytes:
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(zipfile.ZipInfo("docProps/core.xml"), "<x/>")
    return made.getvalue()


def planted_between(content: bytes) -> bytes:
    """Four bytes before the directory, which its offset then skips."""
    place = content.index(b"PK\x01\x02")
    end = bytearray(content[content.rindex(b"PK\x05\x06") :])
    end[16:20] = struct.pack("<I", place + 4)
    return content[:place] + b"Kim!" + content[place : content.rindex(b"PK\x05\x06")] + bytes(end)


@pytest.mark.parametrize(
    ("name", "plant"),
    [
        ("jpeg", planted_in_jpeg),
        ("jpeg", lambda content: content + b"x"),
        ("png", planted_in_png),
        ("png", lambda content: content + b"x"),
        ("pdf", planted_in_pdf),
        ("pdf", lambda content: content + b"x"),
        ("docx", planted_in_archive),
        ("odt", planted_in_archive),
        ("xlsx", planted_between),
        ("ods", lambda content: content + b"x"),
    ],
)
def test_the_proof_finds_what_was_planted_in_a_copy(name: str, plant: Callable[[bytes], bytes]) -> None:
    copy = copied(SAMPLES[name]())
    verify_stripped(copy.content, copy.media)
    with pytest.raises(CannotStrip):
        verify_stripped(plant(copy.content), copy.media)


@pytest.mark.parametrize("name", ["pdf", "docx", "xlsx", "odt", "ods"])
def test_the_proof_finds_a_value_inside_what_is_packed(name: str) -> None:
    copy = copied(SAMPLES[name]())
    assert b"SHOWN" not in copy.content
    with pytest.raises(CannotStrip, match="stands in its content too"):
        verify_stripped(copy.content, copy.media, looked_for=frozenset({"SHOWN"}))


def test_a_kind_without_a_proof_is_refused() -> None:
    for kind in (media.WEBP, media.TIFF, "video/mp4"):
        with pytest.raises(CannotStrip, match="no way to verify"):
            verify_stripped(b"x", kind)


def test_nothing_is_logged_or_printed(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    originals = [make() for make in SAMPLES.values()]
    capfd.readouterr()
    caplog.clear()
    told: list[str] = []
    with caplog.at_level(logging.DEBUG):
        for original in [*originals, *(one[: len(one) // 2] for one in originals)]:
            try:
                copied(original)
            except (CannotStrip, RefusedMedia) as refused:
                told.append(str(refused))
    assert told
    assert "CANARY" not in "".join(told)
    assert "CANARY" not in caplog.text
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("name", "missing"), [("jpeg", "PIL"), ("docx", "PIL"), ("pdf", "pikepdf")])
def test_a_missing_library_is_named_by_the_extra_that_brings_it(
    name: str, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = SAMPLES[name]()
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MissingStripper) as refused:
        copied(original)
    assert refused.value.advice == "Run: pip install 'wage-ledger[attachments]'"


def test_sealing_and_stripping_load_no_library_before_it_is_needed() -> None:
    code = (
        "import sys; import ledger.store.attachments.sealing, ledger.store.attachments.stripping; print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"PIL", "pikepdf", "lxml", "sqlalchemy"} & set(loaded)


MADE = [make() for make in SAMPLES.values()]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A sample with a few bytes changed, a part doubled or lost, or its end cut off."""
    content = bytearray(draw(st.sampled_from(MADE)))
    for _ in range(draw(st.integers(0, 8))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    start, length = draw(st.integers(0, len(content))), draw(st.integers(0, 60))
    part = bytes(content[start : start + length])
    match draw(st.sampled_from(["keep", "double", "lose", "cut", "join"])):
        case "double":
            content[start:start] = part
        case "lose":
            del content[start : start + length]
        case "cut":
            del content[start:]
        case "join":
            content += draw(st.sampled_from(MADE))
    return bytes(content)


@given(mutated())
@example(b"")
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_comes_in_a_proved_copy_or_a_refusal_comes_out(content: bytes) -> None:
    for kind in {_kind(content)} - {None}:
        try:
            copy = working_copy(content, str(kind))
        except (RefusedMedia, CannotStrip):
            continue
        verify_stripped(copy.content, copy.media)
        assert not any(b"CANARY" in each for each in everything_in(copy.content)) or copy.media == media.TEXT


def _kind(content: bytes) -> str | None:
    try:
        return media_type(io.BytesIO(content))
    except RefusedMedia:
        return None
