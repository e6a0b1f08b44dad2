"""PDF: the pages are kept, everything that hangs beside them is not, and the file is written anew as a whole.

What may stay is a list of the keys that a page needs to be shown (ISO 32000-1); a key that is not on it goes, known or
not. Where taking away would change what is shown or leave half of it, nothing is made: see refused.py.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from ledger.store.attachments import media
from ledger.store.attachments.errors import CannotStrip, MissingStripper
from ledger.store.attachments.pdf import told
from ledger.store.attachments.pdf.pages import keep_pages
from ledger.store.attachments.pdf.refused import refuse_half_clean
from ledger.store.attachments.pdf.streams import rewrite_streams
from ledger.store.attachments.quiet import silenced
from ledger.store.attachments.stripped import Stripped

if TYPE_CHECKING:
    from pikepdf import Pdf

MOST_UNPACKED = 256 * 1024**2  # bytes of one stream: a page scanned in colour at 600 dpi has 105 million
_FILTERS = 4  # of one stream; more than two are only ever seen in bombs


def strip_pdf(content: bytes) -> Stripped:
    """The pages alone. Raises CannotStrip for scripts, files, forms, signatures, layers, encryption and damage."""
    with reading(content) as pdf:
        from pikepdf import ObjectStreamMode, StreamDecodeLevel, settings

        gave_up = settings.qpdf_limit_errors()
        refuse_half_clean(pdf)
        removed = {*told.kinds(pdf), *_layout_kinds(content)}
        removed |= keep_pages(pdf)
        removed |= rewrite_streams(pdf)
        made = io.BytesIO()
        pdf.save(
            made,
            deterministic_id=True,
            object_stream_mode=ObjectStreamMode.disable,
            recompress_flate=True,
            stream_decode_level=StreamDecodeLevel.specialized,
            fix_metadata_version=False,
        )
        if settings.qpdf_limit_errors() != gave_up:  # it stops reading without a word
            raise CannotStrip("the document is damaged")
        return Stripped(made.getvalue(), media.PDF, tuple(sorted(removed)))


@contextmanager
def reading(content: bytes) -> Iterator[Pdf]:
    """The document, none of its streams without end. What a reader makes of hostile bytes becomes CannotStrip."""
    try:
        import pikepdf
        from pikepdf import settings
    except ImportError:
        raise MissingStripper from None
    limits = settings.set_qpdf_limits(
        max_stream_filters=_FILTERS,
        flate_max_memory=MOST_UNPACKED,
        run_length_max_memory=MOST_UNPACKED,
        png_max_memory=MOST_UNPACKED,
        tiff_max_memory=MOST_UNPACKED,
    )
    try:
        with silenced("pikepdf"), pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise CannotStrip("the document is encrypted")
            yield pdf
    except (CannotStrip, MissingStripper):
        raise
    except pikepdf.PasswordError:
        raise CannotStrip("the document is encrypted") from None
    except Exception:  # readers fail in every way there is
        raise CannotStrip("the document is damaged") from None
    finally:
        settings.set_qpdf_limits(**cast(dict[str, Any], limits))


def _layout_kinds(content: bytes) -> Iterator[str]:
    if len(re.findall(rb"startxref", content)) > 1:
        yield "earlier versions"
