"""A backup and the way back: on a busy book, on a full disk, killed anywhere, and in the hands of somebody who lies."""

from __future__ import annotations

import io
import os
import signal
import stat
import subprocess
import sys
import tarfile
import textwrap
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pyrage
import pytest

from ledger.book import read
from ledger.book.check import check
from ledger.book.post import post
from ledger.book.session import reading
from ledger.book.session import session as writing
from ledger.store.backup.copying import Unlock
from ledger.store.backup.errors import (
    BackupExists,
    BackupInBook,
    DamagedBackup,
    ExpiredBackup,
    MissingAttachment,
    NewerBackup,
    NotABackup,
    NotRead,
    NotWritten,
    Wrapped,
)
from ledger.store.backup.making import back_up
from ledger.store.backup.manifest import read_manifest, seal, to_bytes
from ledger.store.backup.restoring import restore
from ledger.store.backup.staging import staged, sweep
from ledger.store.errors import BadRecipient, BookExists, DamagedBook, NewerSchema, WrongKey
from ledger.store.folder import change_passphrase, unlock
from ledger.store.opening import opened
from ledger.store.secrets import Key, Secret
from ledger.store.where import FolderPlace
from tests.book.making import a_wage
from tests.store.full_disk import no_file_longer_than

MADE, LAST = date(2026, 3, 1), date(2026, 5, 30)
CANARY = "CANARY-5d1c77e0"
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals, limits and file modes are POSIX's")
PROOFS = ["pages", "references", "sealed", "balance", "cases", "reversals"]
ONE, OTHER = f"{'a' * 32}.age", f"{'b' * 32}.age"

Parts = list[tuple[str, bytes]]


@pytest.fixture
def open_with(identity_file: Path) -> Unlock:
    """What opens the book and its backups."""
    return partial(unlock, identity=identity_file)


@pytest.fixture
def make(folder: Path, key: Key, open_with: Unlock, tmp_path: Path) -> Callable[..., Path]:
    """Make a backup and return its file."""

    def make(called: str = "backup.tar", **how: object) -> Path:
        days = {"made_on": MADE, "expires_on": LAST} | how
        back_up(folder, tmp_path / called, key, open_with, **days)  # type: ignore[arg-type]
        return tmp_path / called

    return make


@pytest.fixture
def put_back(tmp_path: Path, open_with: Unlock) -> Callable[..., Path]:
    """Restore a backup and return the folder of the book."""

    def put_back(file: Path, called: str = "restored", **how: object) -> Path:
        restore(file, tmp_path / called, open_with, **({"today": MADE} | how))  # type: ignore[arg-type]
        return tmp_path / called

    return put_back


@pytest.fixture
def full(folder: Path, key: Key) -> Path:
    """A book with entries and two attachments."""
    fill(folder, key)
    (folder / "attachments").mkdir()
    for name in (ONE, OTHER):
        (folder / "attachments" / name).write_bytes(b"age-encryption.org/v1\n" + os.urandom(3000))
    return folder


def fill(folder: Path, key: Key, times: int = 3) -> None:
    with opened(FolderPlace(folder), key) as engine, writing(engine) as session:
        for _ in range(times):
            post(session, a_wage(session, words=CANARY * 20))
        session.commit()


def entries(folder: Path, key: Key) -> int:
    """How many entries the book has, after its proofs."""
    with opened(FolderPlace(folder), key) as engine, reading(engine) as session:
        assert check(session, PROOFS) == []
        return read.counts(session).entries


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def leftovers(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob(".*")]


def parts(file: Path) -> Parts:
    """The parts of a backup, as Python's own tar reads them."""
    with tarfile.open(file) as tar:
        return [(each.name, tar.extractfile(each).read()) for each in tar]  # type: ignore[union-attr]


def packed(file: Path, content: Parts, **odd: object) -> Path:
    """A tar of these parts; `odd` changes the head of the last one."""
    with tarfile.open(file, "w", format=tarfile.GNU_FORMAT) as tar:
        for place, (name, body) in enumerate(content):
            head = tarfile.TarInfo(name)
            head.size, head.mode = len(body), 0o600
            if place == len(content) - 1:
                for field, value in odd.items():
                    setattr(head, field, value)
            tar.addfile(head, io.BytesIO(body))
    return file


# --- there and back ---------------------------------------------------------------------------------------------------


def test_what_is_restored_is_the_book(full: Path, key: Key, make: Callable[..., Path], put_back: Callable[..., Path]):
    found = put_back(make())
    assert entries(found, key) == 3
    assert files(found / "attachments") == files(full / "attachments")
    assert files(found / "slots") == files(full / "slots")
    assert sorted(os.listdir(found)) == ["attachments", "book.db", "slots"]
    assert leftovers(full.parent) == []


@POSIX
def test_a_backup_and_a_restored_book_are_for_their_owner_alone(make, put_back, full: Path):
    before = os.umask(0)
    try:
        file = make()
        found = put_back(file)
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (file, found, *found.rglob("*"))}
    assert {path: mode for path, mode in modes.items() if mode & 0o077} == {}
    assert modes[file] == 0o600


def test_a_backup_is_a_plain_tar_without_times_and_owners(make, full: Path):
    with tarfile.open(make()) as tar:
        members = tar.getmembers()
    names = [member.name for member in members]
    assert names[:2] == ["manifest.json", "manifest.hmac"]
    assert names[-4:] == ["trial.db", "book.db", f"attachments/{ONE}", f"attachments/{OTHER}"]
    assert {(m.mtime, m.uid, m.gid, m.uname, m.mode, m.isreg()) for m in members} == {(0, 0, 0, "", 0o600, True)}


def test_nothing_of_a_row_is_in_a_backup(make, full: Path):
    content = make().read_bytes()
    for needle in (CANARY.encode(), CANARY.encode("utf-16-le"), b"employer:wage", b"SQLite format 3"):
        assert needle not in content


def test_paths_may_be_korean(make, put_back, full: Path, key: Key, tmp_path: Path):
    (tmp_path / "예비 사본").mkdir()
    assert entries(put_back(make("예비 사본/월급 장부.tar"), "되찾은 장부"), key) == 3


@pytest.mark.usefixtures("cheap_scrypt")
def test_a_backup_opens_with_the_passphrase_and_with_no_other(folder: Path, key: Key, tmp_path: Path):
    change_passphrase(folder, key, Secret("five invented words"))
    right, wrong = (partial(unlock, passphrase=Secret(text)) for text in ("five invented words", "six"))
    back_up(folder, tmp_path / "b.tar", key, right, made_on=MADE, expires_on=LAST)
    with pytest.raises(WrongKey):
        restore(tmp_path / "b.tar", tmp_path / "new", wrong, today=MADE)
    assert not (tmp_path / "new").exists()
    restore(tmp_path / "b.tar", tmp_path / "new", right, today=MADE)
    assert entries(tmp_path / "new", key) == 0


def test_a_book_whose_key_is_being_changed_can_be_backed_up(make, put_back, full: Path, key: Key, recipient: str):
    from ledger.store import slots

    slots.put_recipient(full / "slots", [Key.new(), key], recipient)
    assert entries(put_back(make()), key) == 3


def test_a_backup_lasts_through_its_last_day_and_no_longer(make, put_back):
    file = make()
    with pytest.raises(ExpiredBackup, match="expired on 2026-05-30"):
        put_back(file, today=date(2026, 5, 31))
    put_back(file, today=LAST)


def test_nothing_is_written_over(make, put_back, folder: Path, tmp_path: Path):
    file = make()
    before = file.read_bytes()
    with pytest.raises(BackupExists):
        make()
    assert file.read_bytes() == before
    (tmp_path / "link.tar").symlink_to(tmp_path / "nowhere")
    with pytest.raises(BackupExists):
        make("link.tar")
    with pytest.raises(BookExists):
        put_back(file, "book")
    (tmp_path / "empty").mkdir()
    put_back(file, "empty")


def test_a_file_that_appears_meanwhile_is_not_written_over(make, tmp_path: Path):
    def watch(stage: str, _total: int | None) -> Callable[[int], None]:
        if stage == "reading back":
            (tmp_path / "backup.tar").write_text("mine")
        return lambda _n: None

    with pytest.raises(BackupExists):
        make(watch=watch)
    assert (tmp_path / "backup.tar").read_text() == "mine"
    assert leftovers(tmp_path) == []


def test_a_backup_does_not_lie_in_the_book(make, folder: Path, tmp_path: Path):
    (tmp_path / "other").symlink_to(folder)
    for called in ("book/b.tar", "book/slots/b.tar", "other/b.tar"):
        with pytest.raises(BackupInBook):
            make(called)
    with pytest.raises(NotWritten, match="no such file"):
        make("nowhere/b.tar")


# --- attachments ------------------------------------------------------------------------------------------------------


def test_an_attachment_that_the_book_does_not_know_is_left_out(make, put_back, full: Path):
    found = put_back(make(attachments=lambda _engine: {ONE}))
    assert set(files(found / "attachments")) == {ONE}
    assert set(files(full / "attachments")) == {ONE, OTHER}


def test_an_attachment_that_is_erased_while_the_backup_is_made_is_in_it_if_the_copy_knows_it(
    make, put_back, full: Path
):
    def known(_engine: object) -> set[str]:
        (full / "attachments" / ONE).unlink()
        return {ONE, OTHER}

    assert set(files(put_back(make(attachments=known)) / "attachments")) == {ONE, OTHER}


def test_an_attachment_that_the_book_knows_and_the_folder_lacks_is_no_backup(make, full: Path, tmp_path: Path):
    (full / "attachments" / ONE).unlink()
    with pytest.raises(MissingAttachment, match="1 of the attachments"):
        make(attachments=lambda _engine: {ONE, OTHER})
    assert not (tmp_path / "backup.tar").exists()
    assert leftovers(tmp_path) == []


def test_other_files_in_the_folders_are_no_part_of_a_backup(make, full: Path):
    (full / "notes.txt").write_text("mine")
    (full / "attachments" / ".half.age.part").write_text("left")
    (full / "slots" / ".half.age.x").write_text("left")
    assert not [name for name, _ in parts(make()) if "half" in name or "notes" in name]


# --- a busy book ------------------------------------------------------------------------------------------------------

WRITER = """
    import sys
    from pathlib import Path
    from ledger.book.post import post
    from ledger.book.session import session as writing
    from ledger.store.folder import unlock
    from ledger.store.opening import opened
    from ledger.store.where import FolderPlace
    from tests.book.making import a_wage

    folder, identity = Path(sys.argv[1]), Path(sys.argv[2])
    with opened(FolderPlace(folder), unlock(folder, identity=identity)) as engine:
        for n in range(1, 100_000):
            with writing(engine) as session:
                post(session, a_wage(session, words="long " * 200))
                post(session, a_wage(session))
                session.commit()
            print(n, flush=True)
"""


def test_a_backup_of_a_busy_book_is_one_moment_and_holds_what_was_acknowledged(
    make, put_back, folder: Path, key: Key, identity_file: Path
):
    command = [sys.executable, "-c", textwrap.dedent(WRITER), str(folder), str(identity_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        try:
            assert writer.stdout is not None
            for _ in range(5):
                acknowledged = int(writer.stdout.readline())
            made = [make(f"{n}.tar") for n in range(3)]
            later = int(writer.stdout.readline())
            assert writer.poll() is None
        finally:
            writer.kill()
    found = [entries(put_back(file, f"r{n}"), key) for n, file in enumerate(made)]
    assert found == sorted(found)
    assert found[0] >= 2 * acknowledged
    assert not any(count % 2 for count in found)
    assert later > acknowledged
    assert entries(folder, key) >= found[-1]


# --- killed, and out of room ------------------------------------------------------------------------------------------

KILLED = """
    import os, signal, sys
    from datetime import date
    from functools import partial
    from importlib import import_module
    from pathlib import Path
    from ledger.store.backup import copying, making, restoring
    from ledger.store.folder import unlock

    what, where, point, book, identity, file = sys.argv[1:]
    module = import_module(f"ledger.store.backup.{where}") if where != "os" else os
    there = getattr(module, point)
    setattr(module, point, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
    opens = partial(unlock, identity=Path(identity))
    if what == "backup":
        days = {"made_on": date(2026, 3, 1), "expires_on": date(2026, 5, 30)}
        making.back_up(Path(book), Path(file), opens(Path(book)), opens, **days)
    else:
        restoring.restore(Path(file), Path(book), opens, today=date(2026, 3, 1))
"""


def killed(*args: object) -> None:
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), *map(str, args)], check=False)
    assert done.returncode == -signal.SIGKILL


@POSIX
@pytest.mark.parametrize(
    "point",
    ["copying _make_trial", "making _pack", "os fsync", "making _read_back", "making _appear", "making sync_folder"],
)
def test_a_killed_backup_leaves_no_part_of_a_file_and_nothing_for_ever(
    make, put_back, full: Path, key: Key, identity_file: Path, tmp_path: Path, point: str
):
    killed("backup", *point.split(), full, identity_file, tmp_path / "killed.tar")
    assert (tmp_path / "killed.tar").exists() == (point == "making sync_folder")
    assert entries(full, key) == 3
    assert leftovers(tmp_path) != []
    file = make()
    assert leftovers(tmp_path) == []
    assert entries(put_back(file), key) == 3


@POSIX
@pytest.mark.parametrize("point", ["restoring _key", "restoring _put", "restoring _settle", "os fsync"])
def test_a_killed_restore_leaves_no_part_of_a_book_and_nothing_for_ever(
    make, put_back, full: Path, key: Key, identity_file: Path, tmp_path: Path, point: str
):
    file = make()
    killed("restore", *point.split(), tmp_path / "restored", identity_file, file)
    assert not (tmp_path / "restored").exists()
    assert leftovers(tmp_path) != []
    assert entries(put_back(file), key) == 3
    assert leftovers(tmp_path) == []


@POSIX
@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("room", [0.3, 1.001])
def test_a_full_disk_is_told_and_leaves_nothing(
    make, full: Path, key: Key, recipient: str, tmp_path: Path, room: float, wrapped: bool
):
    whole = dict(parts(make("whole.tar")))["book.db"]
    with no_file_longer_than(int(len(whole) * room)), pytest.raises(NotWritten) as told:
        make(public_keys=[recipient] if wrapped else [])
    assert str(tmp_path) not in str(told.value)
    assert not (tmp_path / "backup.tar").exists()
    assert leftovers(tmp_path) == []
    assert entries(full, key) == 3


@POSIX
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_restore_onto_a_full_disk_is_told_and_leaves_nothing(
    make, put_back, full: Path, recipient: str, identity_file: Path, tmp_path: Path, wrapped: bool
):
    file = make(public_keys=[recipient] if wrapped else [])
    with no_file_longer_than(100_000), pytest.raises(NotRead, match="too large"):
        put_back(file, unwrap_with=identity_file)
    assert not (tmp_path / "restored").exists()
    assert leftovers(tmp_path) == []


def test_a_damaged_book_is_not_backed_up(make, full: Path, tmp_path: Path):
    content = bytearray((full / "book.db").read_bytes())
    for page in range(3, len(content) // 4096):
        content[page * 4096 + 100] ^= 1
    (full / "book.db").write_bytes(content)
    with pytest.raises(DamagedBook):
        make()
    assert not (tmp_path / "backup.tar").exists()


def test_what_is_in_use_is_not_swept_away(tmp_path: Path):
    with staged(tmp_path) as ours:
        sweep(tmp_path)
        with staged(tmp_path) as other:
            assert ours.is_dir()
            assert other != ours
    assert list(tmp_path.iterdir()) == []


@POSIX
def test_a_sweep_follows_no_link_and_takes_nothing_else(tmp_path: Path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "lock").touch()
    (tmp_path / ".wage-ledger-x.part").symlink_to(tmp_path / "mine")
    (tmp_path / ".wage-ledger-file.part").write_text("mine")
    (tmp_path / ".wage-ledger-full.part").mkdir()
    (tmp_path / ".wage-ledger-full.part" / "something").touch()
    sweep(tmp_path)
    assert len(list(tmp_path.rglob("*"))) == 6


# --- a backup in other hands ------------------------------------------------------------------------------------------


def refused(put_back: Callable[..., Path], file: Path, *errors: type[Exception]) -> None:
    with pytest.raises(errors or DamagedBackup) as told:
        put_back(file)
    assert str(file.parent) not in str(told.value)
    assert not (file.parent / "restored").exists()
    assert leftovers(file.parent) == []


def test_a_backup_that_was_cut_is_refused_wherever_it_was_cut(make, put_back, full: Path, tmp_path: Path):
    whole, cut = make().read_bytes(), tmp_path / "cut.tar"
    for size in (0, 1, 511, 512, 600, 1024, 2047, *range(5000, len(whole), len(whole) // 15), len(whole) - 1):
        cut.write_bytes(whole[:size])
        refused(put_back, cut, DamagedBackup, NotABackup)
    cut.write_bytes(whole + b"\0")
    refused(put_back, cut)


def test_one_flipped_bit_is_refused_in_whichever_part_it_is(make, put_back, full: Path, tmp_path: Path):
    file, bad = make(), tmp_path / "bad.tar"
    whole = file.read_bytes()
    with tarfile.open(file) as tar:
        members = tar.getmembers()
    places = [len(whole) - 1, *(each.offset for each in members), *(each.offset + 124 for each in members)]
    places += [each.offset_data for each in members]
    places += [each.offset_data + each.size // 2 for each in members]
    places += [each.offset_data + each.size for each in members if each.size % 512]
    for place in places:
        content = bytearray(whole)
        content[place] ^= 1
        bad.write_bytes(content)
        refused(put_back, bad, DamagedBackup, NotABackup)


def test_parts_of_two_backups_make_no_third(make, put_back, full: Path, key: Key, tmp_path: Path):
    old = parts(make("old.tar"))
    fill(full, key, 1)
    (full / "attachments" / ONE).write_bytes(b"another")
    new = parts(make("new.tar", made_on=date(2026, 3, 2)))
    assert [name for name, _ in old] == [name for name, _ in new]
    mixed = 0
    for place in range(len(new)):
        if old[place] != new[place]:
            refused(put_back, packed(tmp_path / "mixed.tar", [*new[:place], old[place], *new[place + 1 :]]))
            mixed += 1
    assert mixed >= 5
    refused(put_back, packed(tmp_path / "mixed.tar", [*old[:2], *new[2:]]))
    put_back(packed(tmp_path / "mixed.tar", new))


def test_a_manifest_that_the_holder_of_the_key_did_not_write_is_refused(make, put_back, full: Path, tmp_path: Path):
    found = dict(parts(make()))
    manifest = read_manifest(found["manifest.json"])
    longer = to_bytes(type(manifest)(manifest.made_on, date(2099, 1, 1), manifest.schema, manifest.members))
    forged = found | {"manifest.json": longer, "manifest.hmac": seal(longer, Key.new())}
    refused(put_back, packed(tmp_path / "forged.tar", list(forged.items())))


@pytest.mark.parametrize(
    ("schema", "error"), [("9999", NewerSchema), ("0001", None)], ids=["of a later version", "of an earlier one"]
)
def test_an_older_book_is_restored_and_a_newer_one_is_not(
    make, put_back, full: Path, key: Key, tmp_path: Path, schema: str, error: type[Exception] | None
):
    found = dict(parts(make()))
    manifest = read_manifest(found["manifest.json"])
    said = to_bytes(type(manifest)(manifest.made_on, manifest.expires_on, schema, manifest.members))
    file = packed(tmp_path / "s.tar", list((found | {"manifest.json": said, "manifest.hmac": seal(said, key)}).items()))
    if error is None:
        assert put_back(file).is_dir()
    else:
        refused(put_back, file, error)


@pytest.mark.parametrize(
    "extra",
    [
        ("slots/../../out", {}),
        ("/etc/passwd", {}),
        ("attachments/x.age", {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd", "size": 0}),
        ("attachments/x.age", {"type": tarfile.LNKTYPE, "linkname": "book.db", "size": 0}),
        ("attachments", {"type": tarfile.DIRTYPE, "size": 0}),
        ("book.db", {}),
        ("x" * 300, {}),
    ],
)
def test_a_part_that_the_manifest_does_not_name_is_refused(make, put_back, full: Path, tmp_path: Path, extra):
    name, odd = extra
    refused(put_back, packed(tmp_path / "evil.tar", [*parts(make()), (name, b"evil")], **odd))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("odd", [{"type": tarfile.SYMTYPE}, {"mode": 0o777}, {"mtime": 5}, {"uname": "ann"}])
def test_a_part_with_another_head_is_refused(make, put_back, full: Path, tmp_path: Path, odd: dict[str, object]):
    refused(put_back, packed(tmp_path / "evil.tar", parts(make()), **odd))


def test_a_manifest_names_the_parts_of_a_book_and_nothing_else(make, full: Path):
    written = dict(parts(make()))["manifest.json"].decode()
    assert read_manifest(written.encode())
    digest = "0" * 64
    for before, after in (
        (f"attachments/{ONE}", "attachments/../../x.age"),
        (f"attachments/{ONE}", "/attachments/x.age"),
        (f"attachments/{ONE}", f"attachments/{OTHER}"),
        ("trial.db", "book.db"),
        ('"book.db"', '"trial.db"'),
        ("slots/", "slot/"),
        ('"size": 4096', '"size": -1'),
        ('"size": 4096', '"size": 99999999'),
        ('"size": 4096', '"size": 4096.0'),
        ('"size": 4096', '"size": true'),
        ('"size": 4096', f'"more": 1,\n   "size": 4096,\n   "sha256": "{digest}"'),
        ("2026-03-01", "2026-02-30"),
        ('"format": 1', '"format": 0'),
        ("{", "["),
        ("\n", "\n\n"),
    ):
        changed = written.replace(before, after, 1)
        assert changed != written
        with pytest.raises(DamagedBackup):
            read_manifest(changed.encode())
    with pytest.raises(DamagedBackup):
        read_manifest(b"[" * 100_000)
    with pytest.raises(NewerBackup):
        read_manifest(written.replace('"format": 1', '"format": 2').encode())


@pytest.mark.parametrize("content", [b"", b"no backup", bytes(20_480), b"PK\x03\x04" * 1000])
def test_another_file_is_no_backup(put_back, tmp_path: Path, content: bytes):
    (tmp_path / "other").write_bytes(content)
    refused(put_back, tmp_path / "other", NotABackup)


def test_a_file_that_is_not_there_is_told(put_back, tmp_path: Path):
    refused(put_back, tmp_path / "nowhere.tar", NotRead)
    (tmp_path / "folder").mkdir()
    refused(put_back, tmp_path / "folder", NotRead)


# --- wrapped ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def partner(tmp_path: Path) -> tuple[str, Path]:
    """A public key that opens no slot of the book, and the file of its identity."""
    identity, file = pyrage.x25519.Identity.generate(), tmp_path / "partner.txt"
    file.write_text(f"# public key: {identity.to_public()}\n{identity}\n")
    return str(identity.to_public()), file


def test_a_wrapped_backup_is_a_file_of_age_with_the_tar_in_it(make, put_back, full: Path, key: Key, partner, tmp_path):
    public_key, identity_file = partner
    file = make("wrapped.age", public_keys=[public_key])
    assert b"manifest" not in file.read_bytes()
    identity = pyrage.x25519.Identity.from_str(identity_file.read_text().splitlines()[1])
    (tmp_path / "inner.tar").write_bytes(pyrage.decrypt(file.read_bytes(), [identity]))
    assert entries(put_back(tmp_path / "inner.tar", "by age"), key) == 3
    assert entries(put_back(file, unwrap_with=identity_file), key) == 3
    assert leftovers(tmp_path) == []


def test_a_wrapped_backup_opens_for_its_keys_alone(make, put_back, full: Path, partner, identity_file: Path):
    file = make("wrapped.age", public_keys=[partner[0]])
    for other in (None, identity_file, Path(__file__), full / "book.db"):
        with pytest.raises(Wrapped):
            put_back(file, unwrap_with=other)


def test_a_wrapped_backup_that_was_altered_is_refused(make, put_back, full: Path, partner, tmp_path: Path):
    whole = make("wrapped.age", public_keys=[partner[0]]).read_bytes()
    for content in (
        *(whole[:size] for size in (30, 100, 250, 5000, len(whole) // 2, len(whole) - 1)),
        *(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :] for place in (50, 190, 5000, len(whole) - 9)),
        whole + b"\0",
    ):
        (tmp_path / "bad.age").write_bytes(content)
        with pytest.raises((DamagedBackup, Wrapped)):
            put_back(tmp_path / "bad.age", unwrap_with=partner[1])
        assert not (tmp_path / "restored").exists()
    assert leftovers(tmp_path) == []


def test_what_is_no_public_key_is_refused_before_anything_is_done(make, tmp_path: Path):
    with pytest.raises(BadRecipient):
        make(public_keys=["age1nonsense"])
    assert not (tmp_path / "backup.tar").exists()
