"""Files sealed for one person: whole or not at all, never in the clear, and never shown before they are proved."""

from __future__ import annotations

import copy
import hashlib
import io
import os
import pickle
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.store.attachments.errors import (
    DamagedAttachment,
    NoAttachment,
    TooLarge,
    UnreadableFile,
    UnwritableCopy,
)
from ledger.store.attachments.folder import destroy, discard, leftovers
from ledger.store.attachments.keys import AttachmentSecret, new_secret, open_text, seal_text
from ledger.store.attachments.sealing import MOST, Sealed, opened, seal
from ledger.store.errors import BadRecipient, Unreachable

CANARY = b"CANARY-5a7d3b91 "
SECRET, PUBLIC = new_secret()
posix = pytest.mark.skipif(os.name != "posix", reason="signals and limits are POSIX's")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "attachments"


def put(kept: Path, content: bytes = CANARY * 50_000, *, most: int = MOST) -> Sealed:
    return seal(io.BytesIO(content), kept, PUBLIC, most=most)


def taken(kept: Path, sealed: Sealed, secret: AttachmentSecret = SECRET) -> bytes:
    target = io.BytesIO()
    opened(kept, sealed.stored, secret, target, sha256=sealed.sha256)
    return target.getvalue()


def file_of(kept: Path, sealed: Sealed) -> Path:
    return kept / f"{sealed.stored}.age"


@given(st.binary(max_size=3_000))
@settings(max_examples=30)
def test_what_is_sealed_comes_back(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    kept = tmp_path_factory.mktemp("kept")
    assert taken(kept, put(kept, content)) == content


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 1 << 20, (1 << 20) + 1, 3_000_000])
def test_sizes_around_the_blocks_come_back(kept: Path, size: int) -> None:
    content = (CANARY * (size // len(CANARY) + 1))[:size]
    sealed = put(kept, content)
    assert (sealed.size, sealed.sha256) == (size, hashlib.sha256(content).hexdigest())
    assert taken(kept, sealed) == content


def test_a_sealed_file_says_nothing_of_its_original(kept: Path) -> None:
    sealed = put(kept)
    (file,) = kept.iterdir()
    assert CANARY not in file.read_bytes()
    assert len(sealed.stored) == 32
    assert sealed.sha256[:8] not in file.name
    assert file.read_bytes().startswith(b"age-encryption.org/v1\n")


def test_the_same_file_twice_has_two_names_and_two_contents(kept: Path) -> None:
    first, second = put(kept), put(kept)
    assert first.stored != second.stored
    assert first.sha256 == second.sha256
    assert file_of(kept, first).read_bytes() != file_of(kept, second).read_bytes()


@posix
def test_a_sealed_file_is_its_owners_alone_and_tells_no_day(kept: Path) -> None:
    sealed = put(kept)
    taken(kept, sealed)
    put(kept)
    assert kept.stat().st_mode & 0o777 == 0o700
    assert kept.stat().st_mtime == 946_684_800
    for path in kept.iterdir():
        assert (path.stat().st_mtime, path.stat().st_atime) == (946_684_800, 946_684_800)
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_too_large_leaves_nothing(kept: Path) -> None:
    with pytest.raises(TooLarge, match="more than 1000 bytes"):
        put(kept, b"x" * 1001, most=1000)
    assert list(kept.iterdir()) == []
    assert put(kept, b"x" * 1000, most=1000).size == 1000


class Failing(io.BytesIO):
    """A source that fails in its third block."""

    def __init__(self, trouble: BaseException) -> None:
        super().__init__(CANARY * 500_000)
        self.trouble, self.reads = trouble, 0

    def read(self, most: int | None = -1) -> bytes:
        self.reads += 1
        if self.reads == 3:
            raise self.trouble
        return super().read(most)


@pytest.mark.parametrize(
    ("trouble", "told"), [(KeyboardInterrupt(), KeyboardInterrupt), (OSError(5, "I/O error", "CANARY"), UnreadableFile)]
)
def test_a_sealing_that_fails_half_way_leaves_nothing(
    kept: Path, trouble: BaseException, told: type[BaseException]
) -> None:
    with pytest.raises(told) as raised:
        seal(Failing(trouble), kept, PUBLIC)
    assert "CANARY" not in str(raised.value)
    assert list(kept.iterdir()) == []


def test_a_text_that_is_no_public_key_is_refused_before_anything_is_made(kept: Path) -> None:
    with pytest.raises(BadRecipient):
        seal(io.BytesIO(b"x"), kept, "age1nothing")
    assert not kept.exists()


def test_another_persons_secret_does_not_open_it(kept: Path) -> None:
    sealed = put(kept)
    for wrong in (new_secret()[0], AttachmentSecret("AGE-SECRET-KEY-1NONE")):
        with pytest.raises(DamagedAttachment):
            taken(kept, sealed, wrong)


@pytest.mark.parametrize("where", [3, 150, 250, 100_000, -1])
def test_one_flipped_bit_releases_nothing(kept: Path, where: int) -> None:
    sealed = put(kept)
    content = bytearray(file_of(kept, sealed).read_bytes())
    content[where] ^= 1
    file_of(kept, sealed).write_bytes(content)
    expect_nothing(kept, sealed)


@pytest.mark.parametrize("length", [0, 10, 150, 70_000, -1, -65_552])
def test_a_truncated_file_releases_nothing(kept: Path, length: int) -> None:
    sealed = put(kept)
    file_of(kept, sealed).write_bytes(file_of(kept, sealed).read_bytes()[:length])
    expect_nothing(kept, sealed)


def test_a_file_with_more_at_its_end_releases_nothing(kept: Path) -> None:
    sealed = put(kept)
    file_of(kept, sealed).write_bytes(file_of(kept, sealed).read_bytes() + b"x")
    expect_nothing(kept, sealed)


def test_another_file_sealed_for_the_same_person_is_not_taken_for_it(kept: Path) -> None:
    sealed, other = put(kept), put(kept, b"what somebody with the public key wrote")
    file_of(kept, other).replace(file_of(kept, sealed))
    expect_nothing(kept, sealed)


def expect_nothing(kept: Path, sealed: Sealed) -> None:
    target = io.BytesIO()
    with pytest.raises(DamagedAttachment):
        opened(kept, sealed.stored, SECRET, target, sha256=sealed.sha256)
    assert target.getvalue() == b""


def test_a_file_that_is_gone_is_told_from_a_damaged_one(kept: Path) -> None:
    sealed = put(kept)
    destroy(kept, sealed.stored)
    with pytest.raises(NoAttachment):
        taken(kept, sealed)


class Full(io.BytesIO):
    def write(self, _part: object) -> int:
        raise OSError(28, "No space left on device", "CANARY")


def test_a_target_that_is_full_is_told_with_its_reason(kept: Path) -> None:
    sealed = put(kept)
    with pytest.raises(UnwritableCopy, match=r"cannot be written there: No space left on device\.$"):
        opened(kept, sealed.stored, SECRET, Full(), sha256=sealed.sha256)


@pytest.mark.parametrize("stored", ["", "../../etc/passwd", "A" * 32, "0" * 31, "0" * 32 + "\n"])
def test_an_id_of_another_form_leads_nowhere(kept: Path, stored: str) -> None:
    with pytest.raises(DamagedAttachment):
        destroy(kept, stored)
    with pytest.raises(DamagedAttachment):
        opened(kept, stored, SECRET, io.BytesIO(), sha256="")


def test_destroying_twice_is_no_error(kept: Path) -> None:
    first, second = put(kept), put(kept)
    destroy(kept, first.stored)
    destroy(kept, first.stored)
    destroy(kept / "nowhere", first.stored)
    assert [path.name for path in kept.iterdir()] == [f"{second.stored}.age"]


def test_leftovers_are_what_no_row_knows(kept: Path) -> None:
    assert leftovers(kept, set()) == []
    known, lost = put(kept), put(kept)
    (kept / ".half.part").write_bytes(b"")
    assert leftovers(kept, {known.stored}) == sorted([".half.part", f"{lost.stored}.age"])
    for name in leftovers(kept, {known.stored}):
        discard(kept, name)
    assert leftovers(kept, {known.stored}) == []
    assert len(taken(kept, known)) == known.size


@pytest.mark.parametrize("name", ["", ".", "..", "../other", "/etc/passwd"])
def test_nothing_outside_the_folder_is_discarded(kept: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        discard(kept, name)


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", textwrap.dedent(code), *arguments]
    return subprocess.run(program, capture_output=True, text=True, check=False)


KILLED = """
    import io, os, signal, sys
    from pathlib import Path
    from ledger.store.attachments.sealing import seal

    class Source(io.RawIOBase):
        reads = 0
        def read(self, most=-1):
            self.reads += 1
            if self.reads == 4:
                os.kill(os.getpid(), signal.SIGKILL)
            return b"CANARY-5a7d3b91 " * 65536

    seal(Source(), Path(sys.argv[1]), sys.argv[2])
"""


@posix
def test_a_killed_sealing_leaves_a_leftover_without_plain_text(kept: Path) -> None:
    done = run(KILLED, str(kept), PUBLIC)
    assert done.returncode == -signal.SIGKILL, done.stderr
    (name,) = leftovers(kept, set())
    assert (kept / name).stat().st_size > 2 << 20
    assert CANARY not in (kept / name).read_bytes()
    assert not name.endswith(".age")


FULL = """
    import io, resource, sys
    from pathlib import Path
    from ledger.store.attachments.sealing import seal

    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    seal(io.BytesIO(bytes(3 << 20)), Path(sys.argv[1]), sys.argv[2])
"""


@posix
def test_a_full_disk_leaves_nothing_and_is_told(kept: Path) -> None:
    done = run(FULL, str(kept), PUBLIC)
    assert "Unreachable: The place of the book cannot be used: File too large." in done.stderr
    assert str(kept) not in done.stderr
    assert list(kept.iterdir()) == []


LARGE = """
    import hashlib, resource, sys
    from pathlib import Path
    from ledger.store.attachments.keys import new_secret
    from ledger.store.attachments.sealing import opened, seal

    class Counting:
        size = 0
        def write(self, part):
            self.size += len(part)
            return len(part)

    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

    kept, before = Path(sys.argv[1]), peak()
    secret, public = new_secret()
    with open(sys.argv[2], "rb") as source:
        sealed = seal(source, kept, public)
    target = Counting()
    opened(kept, sealed.stored, secret, target, sha256=sealed.sha256)
    print(sealed.size, target.size, peak() - before)
"""


@posix
def test_a_large_file_needs_little_memory(kept: Path, tmp_path: Path) -> None:
    size = 300 << 20
    with (tmp_path / "sparse").open("wb") as sparse:
        sparse.truncate(size)
    done = run(LARGE, str(kept), str(tmp_path / "sparse"))
    assert done.returncode == 0, done.stderr
    sealed, released, grown = map(int, done.stdout.split())
    assert (sealed, released) == (size, size)
    assert grown < 120  # MiB


def test_a_folder_that_is_a_file_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unreachable, match=r"Not a directory|exists"):
        put(tmp_path / "file")


# --- keys and texts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("show", [str, repr, "{}".format])
def test_a_secret_does_not_show_itself(show: object) -> None:
    assert callable(show)
    assert "AGE-SECRET" not in show(SECRET)
    assert "AGE-SECRET" not in show([SECRET])
    assert SECRET.reveal().startswith("AGE-SECRET-KEY-1")
    assert PUBLIC.startswith("age1")


@pytest.mark.parametrize("write", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_secret_is_not_written_out(write: object) -> None:
    assert callable(write)
    with pytest.raises(TypeError, match="never written out"):
        write(SECRET)


@given(st.text(max_size=300))
@settings(max_examples=30)
def test_a_sealed_text_comes_back(text: str) -> None:
    sealed = seal_text(text, PUBLIC)
    assert sealed.isascii()
    assert open_text(sealed, SECRET) == text
    assert len(text) < 8 or text not in sealed


@pytest.mark.parametrize(
    "change", [lambda s: "", lambda s: s[:-40], lambda s: s.replace("\n", "\nA", 3), lambda s: "é"]
)
def test_a_changed_text_does_not_open(change: object) -> None:
    assert callable(change)
    with pytest.raises(DamagedAttachment):
        open_text(change(seal_text("said on that day", PUBLIC)), SECRET)


def test_a_text_does_not_open_for_others() -> None:
    with pytest.raises(DamagedAttachment):
        open_text(seal_text("said on that day", PUBLIC), new_secret()[0])


def test_sources_are_read_in_blocks(kept: Path) -> None:
    asked: list[int] = []

    class Source(io.BytesIO):
        def read(self, most: int | None = -1) -> bytes:
            asked.append(most or 0)
            return super().read(most)

    source: BinaryIO = Source(bytes(5 << 20))
    seal(source, kept, PUBLIC)
    assert set(asked) == {1 << 20}
    assert len(asked) == 6
