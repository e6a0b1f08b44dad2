"""The verifier's Ed25519 is that of RFC 8032: the published vectors, and PyNaCl's verdict on right and wrong ones."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from ledger import verify

# RFC 8032, 7.1: public key, message, signature of TEST 1, 2, 3 and SHA(abc).
VECTORS = {
    "1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    "2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    "3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    "SHA(abc)": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
}

# The eight points of small order, and the other ways to write some of them (y from P on, or a sign where x is 0).
SMALL = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]
OTHER_WAYS = [
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]


def nacl_says(message: bytes, key: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(key).verify(message, signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def encoded(point: tuple[int, int]) -> bytes:
    """RFC 8032, 5.1.2."""
    return (point[1] | (point[0] % 2) << 255).to_bytes(32, "little")


def challenge(r: bytes, key: bytes, message: bytes) -> int:
    return int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % verify.L


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS.values(), ids=VECTORS)
def test_the_published_signatures_are_right_and_no_other(key: str, message: str, signature: str) -> None:
    said, signed = bytes.fromhex(message), bytes.fromhex(signature)
    assert verify._is_signed(said, bytes.fromhex(key), signed)
    assert not verify._is_signed(said + b"\0", bytes.fromhex(key), signed)
    for at in (0, 31, 32, 63):
        assert not verify._is_signed(said, bytes.fromhex(key), signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :])


@settings(max_examples=60)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.sampled_from("msk "), st.integers(0, 511))
@example(b"\x01" * 32, b"", "k", 255)  # the sign of the key
@example(b"\x01" * 32, b"", "s", 255)  # the sign of R
@example(b"\x01" * 32, b"", "s", 511)  # S beyond L
def test_its_verdict_is_that_of_pynacl(seed: bytes, message: bytes, where: str, bit: int) -> None:
    signer = SigningKey(seed)
    parts = {"m": message, "s": signer.sign(message).signature, "k": bytes(signer.verify_key)}
    if parts.get(where):
        flipped = bytearray(parts[where])
        flipped[bit // 8 % len(flipped)] ^= 1 << bit % 8
        parts[where] = bytes(flipped)
    found = verify._is_signed(parts["m"], parts["k"], parts["s"])
    assert found == nacl_says(parts["m"], parts["k"], parts["s"]) == (not parts.get(where))


def test_s_has_one_form() -> None:
    signer = SigningKey(b"\x03" * 32)
    signature = signer.sign(b"said").signature
    s = int.from_bytes(signature[32:], "little")
    for more in range(1, 8):
        other = signature[:32] + (s + more * verify.L).to_bytes(32, "little")
        assert not verify._is_signed(b"said", bytes(signer.verify_key), other)


@pytest.mark.parametrize("key", SMALL + OTHER_WAYS)
def test_no_key_of_small_order_signs_anything(key: str) -> None:
    # Under such a key A, k times A is zero for every eighth message at least, and then any s with R = s times B fits.
    r = encoded(verify._add(verify.ZERO, verify._point(verify.BASE), 5))
    for n in range(16):
        signature = r + (5).to_bytes(32, "little")
        assert not verify._is_signed(b"%d" % n, bytes.fromhex(key), signature)
        assert not nacl_says(b"%d" % n, bytes.fromhex(key), signature)


@pytest.mark.parametrize("r", SMALL[:1] + OTHER_WAYS[:1])
def test_no_signature_begins_with_a_point_of_small_order(r: str) -> None:
    signer, first = SigningKey(b"\x04" * 32), bytes.fromhex(r)
    secret = bytearray(hashlib.sha512(bytes(signer)).digest()[:32])  # RFC 8032, 5.1.5
    secret[0] &= 248
    secret[31] = secret[31] & 127 | 64
    key = bytes(signer.verify_key)
    s = challenge(first, key, b"said") * int.from_bytes(secret, "little") % verify.L
    point = verify._point(key)
    base, k = verify._point(verify.BASE), challenge(first, key, b"said")
    assert verify._add(verify.ZERO, base, s) == verify._add(verify.ZERO, point, k)  # so R = 0 would fit
    signature = first + s.to_bytes(32, "little")
    assert not verify._is_signed(b"said", key, signature)
    assert not nacl_says(b"said", key, signature)


@pytest.mark.parametrize("data", [*SMALL, *OTHER_WAYS, "02" + "00" * 31])
def test_what_is_no_point_of_large_order_is_none(data: str) -> None:
    assert verify._point(bytes.fromhex(data)) is None


def test_the_base_point_is_that_of_the_standard() -> None:
    # RFC 8032, 5.1, table 1.
    assert verify._point(verify.BASE) == (
        15112221349535400772501151409588531511454012693041857206046113283949847762202,
        46316835694926478169428394003475163141307993866256225615783033603165251855960,
    )
    assert verify._add(verify.ZERO, verify._point(verify.BASE), verify.L) == verify.ZERO


@settings(max_examples=30)
@given(st.integers(1, 2**252))
def test_points_are_read_as_they_were_written(n: int) -> None:
    point = verify._add(verify.ZERO, verify._point(verify.BASE), n)
    assert verify._point(encoded(point)) == point
