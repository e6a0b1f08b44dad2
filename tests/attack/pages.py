"""The pages of a SQLCipher file in plain bytes, free ones and half-empty ones too, by AES written out (FIPS 197).

SQLite's own tools copy rows; what was deleted and left on a page they do not show. This does: it decrypts every page of
the database and of its write-ahead log as it lies on the disk. All blocks are worked on at once, so it is quick.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ledger.store.secrets import Key

Bytes = NDArray[np.uint8]
PAGE, KEPT_BACK, SALT, BLOCK = 4096, 80, 16, 16
WAL_HEAD, FRAME_HEAD = 32, 24


def _times(a: int, b: int) -> int:
    """The product in the field of 256 elements."""
    found = 0
    while b:
        found ^= a if b & 1 else 0
        a = (a << 1) ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return found


def _boxes() -> tuple[Bytes, Bytes]:
    box = np.zeros(256, np.uint8)
    for n in range(256):
        inverse = next((m for m in range(256) if _times(n, m) == 1), 0)
        turned = inverse
        for k in range(1, 5):
            turned ^= ((inverse << k) | (inverse >> (8 - k))) & 255
        box[n] = turned ^ 0x63
    return box, np.argsort(box).astype(np.uint8)


BOX, UNBOX = _boxes()
TIMES = {k: np.array([_times(n, k) for n in range(256)], np.uint8) for k in (9, 11, 13, 14)}
UNSHIFT = [(column * 4 + row - 4 * row) % 16 for column in range(4) for row in range(4)]


def _round_keys(key: bytes) -> Bytes:
    """The fifteen round keys of AES-256."""
    words = [np.frombuffer(key[n : n + 4], np.uint8) for n in range(0, 32, 4)]
    constant = 1
    for n in range(8, 60):
        word = words[-1]
        if n % 8 == 0:
            word = BOX[np.roll(word, -1)]
            word = word ^ np.array([constant, 0, 0, 0], np.uint8)
            constant = _times(constant, 2)
        elif n % 8 == 4:
            word = BOX[word]
        words.append(words[n - 8] ^ word)
    return np.concatenate(words).reshape(15, 16)


def _unmix(blocks: Bytes) -> Bytes:
    columns = blocks.reshape(-1, 4, 4)
    made = np.zeros_like(columns)
    for row in range(4):
        for k, factor in enumerate((14, 11, 13, 9)):
            made[:, :, row] ^= TIMES[factor][columns[:, :, (row + k) % 4]]
    return made.reshape(-1, 16)


def decrypted(blocks: Bytes, key: bytes) -> Bytes:
    """Each block of 16 bytes alone, without chaining."""
    keys = _round_keys(key)
    state = blocks ^ keys[14]
    for number in range(13, 0, -1):
        state = _unmix(UNBOX[state[:, UNSHIFT]] ^ keys[number])
    found: Bytes = UNBOX[state[:, UNSHIFT]] ^ keys[0]
    return found


def plain(pages: list[tuple[int, bytes]], key: Key) -> bytes:
    """The pages (number, bytes on the disk) one after the other, without their salt, vector and proof."""
    if not pages:
        return b""
    found, before = list[bytes](), list[bytes]()
    for number, page in pages:
        body, vector = page[SALT if number == 1 else 0 : PAGE - KEPT_BACK], page[PAGE - KEPT_BACK :][:BLOCK]
        found.append(body)
        before.append(vector + body[:-BLOCK])
    blocks = np.frombuffer(b"".join(found), np.uint8).reshape(-1, BLOCK)
    chained = np.frombuffer(b"".join(before), np.uint8).reshape(-1, BLOCK)
    return (decrypted(blocks, key.reveal()) ^ chained).tobytes()


def plain_file(file: Path, key: Key) -> bytes:
    """Every page of the database."""
    content = file.read_bytes()
    return plain([(n // PAGE + 1, content[n : n + PAGE]) for n in range(0, len(content), PAGE)], key)


def plain_log(file: Path, key: Key) -> bytes:
    """Every page in the write-ahead log beside it, also of transactions that are long over; nothing without a log."""
    log = file.with_name(file.name + "-wal")
    content = log.read_bytes()[WAL_HEAD:] if log.exists() else b""
    frames = [content[n : n + FRAME_HEAD + PAGE] for n in range(0, len(content), FRAME_HEAD + PAGE)]
    return plain([(int.from_bytes(f[:4], "big"), f[FRAME_HEAD:]) for f in frames if len(f) == FRAME_HEAD + PAGE], key)
