"""Pictures: the pixels are decoded and encoded anew, turned as the camera said. Nothing else of the file is copied."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ledger.store.attachments import media
from ledger.store.attachments.errors import CannotStrip, MissingStripper
from ledger.store.attachments.pictures import jpeg, png
from ledger.store.attachments.pictures.told import kinds
from ledger.store.attachments.quiet import silenced
from ledger.store.attachments.stripped import Stripped

if TYPE_CHECKING:
    from PIL import Image

# Above this a few kilobytes could unpack to all of the memory; telephones take 12 to 50 million.
MOST_PIXELS = 64_000_000
QUALITY = 90  # handwriting stays sharp, and the loss cannot be seen

_FORMATS = {media.JPEG: "JPEG", media.PNG: "PNG", media.WEBP: "WEBP", media.TIFF: "TIFF"}
_ORIENTATION = 0x0112
_TOO_MANY = "the picture has more pixels than a camera takes"


def strip_picture(content: bytes, kind: str) -> Stripped:
    """The picture without metadata: JPEG stays JPEG, everything else becomes PNG, which loses nothing."""
    with decoding(content, kind) as picture:
        if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:
            raise CannotStrip("it holds more than one picture")
        picture.load()
        removed = kinds(picture, content)
        fresh = _fresh(_turned(picture), keep_clear=kind != media.JPEG)
        made = io.BytesIO()
        if kind == media.JPEG:
            fresh.save(made, "JPEG", quality=QUALITY)
            return Stripped(made.getvalue(), media.JPEG, removed)
        fresh.save(made, "PNG")
        return Stripped(made.getvalue(), media.PNG, removed)


@contextmanager
def decoding(content: bytes, kind: str) -> Iterator[Image.Image]:
    """The picture, its size proved. Whatever a decoder makes of damaged or hostile bytes becomes CannotStrip."""
    try:
        from PIL import Image
    except ImportError:
        raise MissingStripper from None
    try:
        with silenced("PIL"), warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # about damaged tags, which are not copied, and sizes, which are judged here
            with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise CannotStrip(_TOO_MANY)
                yield picture
    except CannotStrip:
        raise
    except Image.DecompressionBombError:
        raise CannotStrip(_TOO_MANY) from None
    except Exception:  # decoders fail in every way there is
        raise CannotStrip("the picture is damaged") from None


def verify_jpeg(content: bytes) -> None:
    """Walk the segments again: only what a decoder needs, and nothing after the end. Raises CannotStrip."""
    try:
        walked = jpeg.walk(content)
    except jpeg.NotJpeg:
        raise CannotStrip("the copy is no whole picture") from None
    if walked.after or not all(segment.is_needed for segment in walked.segments):
        raise CannotStrip("metadata of a picture could not be removed")


def verify_png(content: bytes) -> None:
    """Walk the chunks again: pixels and palette alone, and nothing after the end. Raises CannotStrip."""
    try:
        chunks, after = png.walk(content)
        is_whole = png.is_filled(chunks)
    except png.NotPng:
        raise CannotStrip("the copy is no whole picture") from None
    if after or not is_whole or any(chunk.kind not in png.NEEDED for chunk in chunks):
        raise CannotStrip("metadata of a picture could not be removed")


def _turned(picture: Image.Image) -> Image.Image:
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    try:
        turn = turns.get(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # damaged EXIF says nothing
        turn = None
    return picture if turn is None else picture.transpose(turn)


def _fresh(picture: Image.Image, *, keep_clear: bool) -> Image.Image:
    """The pixels in an image that has never seen the file: what hangs on the old one cannot be saved with it."""
    from PIL import Image

    if picture.mode in ("I", "F"):
        raise CannotStrip("its pixels are of a rare kind")
    if keep_clear and picture.has_transparency_data:
        mode = "RGBA"
    elif keep_clear and picture.mode == "I;16":
        mode = "I;16"
    else:
        mode = "L" if picture.mode in ("1", "L", "LA", "La") else "RGB"
    pixels = picture if picture.mode == mode else picture.convert(mode)
    fresh = Image.new(mode, pixels.size)
    fresh.paste(pixels)
    return fresh
