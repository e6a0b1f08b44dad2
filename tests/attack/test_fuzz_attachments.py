"""Papers that somebody spoilt: their kind is told or they are refused, and a copy is proved or there is none.

The quick part of the copies stands in tests/store/test_stripping.py, by Hypothesis; here is the long one.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from ledger.store.attachments import media
from ledger.store.attachments.errors import CannotStrip, DamagedAttachment, RefusedMedia
from ledger.store.attachments.folder import path_of
from ledger.store.attachments.keys import new_secret, open_text, seal_text
from ledger.store.attachments.media import media_type
from ledger.store.attachments.sealing import opened, seal
from ledger.store.attachments.stripping import verify_stripped, working_copy
from tests.attack.fuzzing import fuzz, has_a_short_head, mutated
from tests.store.test_stripping import MADE, everything_in

QUICK, LONG = 300, 100_000
LONG_COPIED = 6_000


def _sniffed(random: Random) -> None:
    stream = io.BytesIO(mutated(random, random.choice(MADE), MADE))
    assert media_type(stream) in media.ALLOWED
    assert stream.tell() == 0


def _copied(random: Random) -> None:
    content = mutated(random, random.choice(MADE), MADE)
    copy = working_copy(content, media_type(io.BytesIO(content)))
    verify_stripped(copy.content, copy.media)
    assert copy.media == media.TEXT or not any(b"CANARY" in each for each in everything_in(copy.content))


def test_the_kind_of_a_spoilt_file_is_told_or_it_is_refused() -> None:
    fuzz("media", QUICK, _sniffed, (RefusedMedia,))


@pytest.mark.attack
@pytest.mark.timeout(1800)
def test_the_kinds_of_a_hundred_thousand_spoilt_files_are_told_or_refused() -> None:
    print(dict(fuzz("media", LONG, _sniffed, (RefusedMedia,))))


@pytest.mark.attack
@pytest.mark.timeout(3600)
def test_thousands_of_spoilt_files_have_a_proved_copy_or_none() -> None:
    print(dict(fuzz("copies", LONG_COPIED, _copied, (RefusedMedia, CannotStrip))))


# --- sealed -----------------------------------------------------------------------------------------------------------

ORIGINAL = "2019-05: 100 원\n".encode() * 300


def _sealed(folder: Path) -> Callable[[Random], None]:
    """A sealed file, or its sealed note, that somebody spoilt: the whole original comes out, or not a byte of it."""
    secret, public_key = new_secret()
    kept = seal(io.BytesIO(ORIGINAL), folder, public_key)
    other = seal(io.BytesIO(b"another"), folder, public_key)
    path = path_of(folder, kept.stored)
    samples = (path.read_bytes(), path_of(folder, other.stored).read_bytes())
    note = seal_text("a pay slip", public_key)

    def attempt(random: Random) -> None:
        spoilt = mutated(random, samples[0], samples, most=2)
        if not has_a_short_head(spoilt):
            return
        path.write_bytes(spoilt)
        out = io.BytesIO()
        try:
            opened(folder, kept.stored, secret, out, sha256=kept.sha256)
        finally:
            assert out.getvalue() in (b"", ORIGINAL)
        assert out.getvalue() == ORIGINAL
        assert open_text(mutated(random, note, most=1), secret) == "a pay slip"

    return attempt


def test_a_spoilt_sealed_file_opens_as_it_was_or_not_at_all(tmp_path: Path) -> None:
    fuzz("sealed", QUICK, _sealed(tmp_path / "attachments"), (DamagedAttachment,))


@pytest.mark.attack
@pytest.mark.timeout(1800)
def test_a_hundred_thousand_spoilt_sealed_files_open_as_they_were_or_not_at_all(tmp_path: Path) -> None:
    print(dict(fuzz("sealed", LONG, _sealed(tmp_path / "attachments"), (DamagedAttachment,))))
