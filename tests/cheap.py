"""Slots of a passphrase that cost nothing to open: what `age -p` writes, with the least work factor of scrypt.

A real one takes a second or three each time it is written or opened (see ledger/store/slots.py), and tests do both many
times. The cipher, the file and whoever reads it are the same. There are real ones in tests/store/test_folder.py and
tests/store/test_keys.py, and wherever a test starts the program itself.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from nacl.bindings import crypto_aead_chacha20poly1305_ietf_encrypt as sealed_by


def an_age_file(text: bytes, words: str, *, logn: int = 1) -> bytes:
    """What `age -p` writes (age-encryption.org/v1), of work factor 2 ** logn; the same each time."""
    file_key, salt, nonce = (hashlib.sha256(name).digest()[:16] for name in (b"file key", b"salt", b"nonce"))
    wrapping = hashlib.scrypt(
        words.encode(), salt=b"age-encryption.org/v1/scrypt" + salt, n=2**logn, r=8, p=1, dklen=32
    )
    body = sealed_by(file_key, None, bytes(12), wrapping)
    head = b"age-encryption.org/v1\n-> scrypt %b %d\n%b\n---" % (_coded(salt), logn, _coded(body))
    proof = hmac.digest(_drawn(file_key, b"", b"header"), head, "sha256")
    chunk = sealed_by(text, None, bytes(11) + b"\1", _drawn(file_key, nonce, b"payload"))
    return head + b" " + _coded(proof) + b"\n" + nonce + chunk


def _coded(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")


def _drawn(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256, 32 bytes."""
    return hmac.digest(hmac.digest(salt or bytes(32), secret, "sha256"), info + b"\1", "sha256")
