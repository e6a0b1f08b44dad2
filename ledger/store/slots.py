"""Slots: the book's key, wrapped by `age` once for each way to open it.

`slots/passphrase.age` opens with the passphrase, every other `slots/*.age` with one X25519 identity. What is wrapped is
the key as 64 hexadecimal digits and a line's end, so that the `age` and `sqlcipher` tools of others can open the book
without us. While the book gets a new key (see rotation.py) a slot holds two lines, the new key first; whoever opens it
tries both. A slot is replaced by a new file that is renamed over it: after a power cut the old one or the new one is
there.

What a guess of the passphrase costs: `age` derives the wrapping key with scrypt (r 8, p 1), and the work factor is the
last word of the slot's second line, `-> scrypt SALT LOGN`. pyrage times scrypt when it writes a slot and takes the LOGN
that lasts about a second there: 18 to 20 on the machines of 2026, which is 2**LOGN KiB of memory (256 MiB to 1 GiB) and
1 to 4 s for every guess. It is not settable: pyrage has no option for it, and the only use of one would be to make it
cheaper. A machine on which LOGN is more than 4 above its own second refuses the slot, so a machine that is sixteen
times slower than the one on which the passphrase was set cannot open the book by it; an identity has no such bound.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyrage

from ledger.store.errors import BadRecipient, NoSlot, NotABook, TooSlow, WrongKey
from ledger.store.secrets import Key, Secret

ENDING = ".age"
PASSPHRASE = "passphrase"
PASSPHRASE_SLOT = PASSPHRASE + ENDING
_TOO_MUCH_WORK = "Excessive work"  # what age says when it would take long to try a passphrase
_LINE = 65  # one key: 64 hexadecimal digits and the line's end
_LARGEST = 1 << 14  # bytes; a slot has some hundreds
_AROUND = 32  # what age adds to the text of one chunk: a nonce of 16 bytes and a tag of 16


@dataclass(frozen=True, order=True)
class Slot:
    """One way to open the book, as its file tells without being opened: which, and how many keys are in it."""

    slot: str
    held: int = 1

    @property
    def is_passphrase(self) -> bool:
        """True for the passphrase's slot, False for one of a public key."""
        return self.slot == PASSPHRASE


def listed(slots: Path) -> tuple[Slot, ...]:
    """The slots of the book, the passphrase's first."""
    os.listdir(slots)  # glob finds nothing in a folder that it may not read
    found = [Slot(file.name.removesuffix(ENDING), _held(file.read_bytes())) for file in slots.glob(f"*{ENDING}")]
    return tuple(sorted(found, key=lambda each: (not each.is_passphrase, each.slot)))


def canonical(public_key: str) -> str:
    """The public key as `age` spells it. Raises BadRecipient."""
    try:
        return str(pyrage.x25519.Recipient.from_str(public_key.strip()))
    except (pyrage.RecipientError, UnicodeEncodeError):
        raise BadRecipient from None


def slot_of(public_key: str) -> str:
    """What the slot of a public key is called. It says nothing about whose key it is."""
    return hashlib.sha256(canonical(public_key).encode()).hexdigest()[:12]


def put_passphrase(slots: Path, keys: Sequence[Key], passphrase: Secret) -> None:
    """Write or replace the slot that opens with the passphrase. The book itself is not touched."""
    _put(slots / PASSPHRASE_SLOT, pyrage.passphrase.encrypt(_text(keys), passphrase.reveal()))


def put_recipient(slots: Path, keys: Sequence[Key], recipient: str) -> None:
    """Write the slot of one public key (age1...), whose owner can then open the book. Raises BadRecipient."""
    public = pyrage.x25519.Recipient.from_str(canonical(recipient))
    _put(slots / (slot_of(recipient) + ENDING), pyrage.encrypt(_text(keys), [public]))


def take_away(slots: Path, slot: str) -> None:
    """Delete a slot, and what a killed program left of it. Raises NoSlot."""
    file = slots / (slot + ENDING)
    if not file.is_file():
        raise NoSlot
    file.unlink()
    for stray in slots.glob(f".{file.name}.*"):
        stray.unlink()
    sync_folder(slots)


def clear_strays(slots: Path) -> None:
    """Delete what killed programs left half-written. Only for who has the book alone: another may be writing one."""
    for stray in slots.glob(f".*{ENDING}.*"):
        stray.unlink()


def by_passphrase(slots: Path, passphrase: Secret) -> tuple[Key, ...]:
    """The keys in the passphrase's slot, likeliest first. Raises WrongKey, also when the book has no such slot.

    Raises TooSlow where `age` will not try it, because it would take sixteen times as long as it should, or longer.
    """
    slot = slots / PASSPHRASE_SLOT
    if not slot.is_file():
        raise WrongKey
    try:
        return _keys(pyrage.passphrase.decrypt(_wrapped(slot), passphrase.reveal()))
    except pyrage.DecryptError as refusal:
        raise (TooSlow if _TOO_MUCH_WORK in str(refusal) else WrongKey) from None


def by_identity(slots: Path, identity_file: Path) -> tuple[Key, ...]:
    """The keys, by an age identity file (AGE-SECRET-KEY-1...). Raises WrongKey when none of its identities fits."""
    held = list(identities(identity_file))
    os.listdir(slots)  # glob finds nothing in a folder that it may not read
    for slot in sorted(slots.glob(f"*{ENDING}")):
        if slot.name == PASSPHRASE_SLOT or not held:
            continue
        try:
            return _keys(pyrage.decrypt(_wrapped(slot), held))
        except pyrage.DecryptError:
            continue
    raise WrongKey


def identities(file: Path) -> Iterator[pyrage.x25519.Identity]:
    """The identities of an age identity file. Raises WrongKey for one that cannot be read as such."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise WrongKey from None
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        try:
            yield pyrage.x25519.Identity.from_str(line.strip())
        except pyrage.IdentityError:
            raise WrongKey from None


def _wrapped(slot: Path) -> bytes:
    """The slot's first bytes, more than any slot has: over a longer head `age` thinks for minutes."""
    with slot.open("rb") as file:
        return file.read(_LARGEST)


def _held(wrapped: bytes) -> int:
    """How many keys are wrapped. The length of an age file gives the length of its text, and nothing else of it."""
    _, _, rest = wrapped.partition(b"\n---")
    return max(1, (len(rest.partition(b"\n")[2]) - _AROUND) // _LINE)


def _text(keys: Sequence[Key]) -> bytes:
    return b"".join(key.reveal().hex().encode() + b"\n" for key in keys)


def _keys(text: bytes) -> tuple[Key, ...]:
    try:
        found = tuple(Key(bytes.fromhex(line)) for line in text.decode("ascii").split())
    except ValueError:
        raise NotABook from None
    if not found:
        raise NotABook
    return found


def _put(slot: Path, wrapped: bytes) -> None:
    handle, made = tempfile.mkstemp(prefix=f".{slot.name}.", dir=slot.parent)  # mode 0600
    new = Path(made)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(wrapped)
            file.flush()
            os.fsync(file.fileno())
        new.replace(slot)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    sync_folder(slot.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system lets a folder be synced."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
