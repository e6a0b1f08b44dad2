"""Checks a proof from a wage-ledger, with Python alone: python verify.py BUNDLE [--head HEAD] [--show]

A head signs the size and root of a Merkle tree that has a leaf for each entry. HEAD is one that a partner kept. Compare
the key with the one given to you. Exits with 0 if all is ok, 1 if anything is WRONG, 2 if the files cannot be read.
"""

import argparse
import hmac
import json
import sys
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # the field, and the order of the base point
D, BASE, ZERO = -121665 * pow(121666, -1, P), b"\x58" + b"\x66" * 31, (0, 1)  # the curve: y*y - x*x = 1 + D*x*x*y*y
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def _raw(text: str, size: int = 32) -> bytes:  # from hexadecimal digits; ValueError unless they are so many bytes
    return bytes(byte for byte, _ in zip(bytes.fromhex(text), range(size), strict=True))


def _add(a: Any, b: Any, n: int = 1) -> Any:  # the point a plus n times the point b (RFC 8032, 5.1.4)
    while n > 1:
        a, b, n = _add(a, b) if n % 2 else a, _add(b, b), n // 2
    (x, y), (u, v), t = a, b, D * a[0] * a[1] * b[0] * b[1]
    return ((x * v + u * y) * pow(1 + t, -1, P) % P, (y * v + x * u) * pow(1 - t, -1, P) % P) if n else a


def _point(data: bytes) -> Any:  # 5.1.3; None where there is no point, or one of the eight under which all is signed
    y, sign = int.from_bytes(data, "little") % 2**255, data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root, i = pow(square, (P + 3) // 8, P), pow(2, (P - 1) // 4, P)
    found = [x for x in (root, -root % P, i * root % P, -i * root % P) if x * x % P == square and x % 2 == sign]
    return (found[0], y) if found and y < P and _add(ZERO, (found[0], y), 8) != ZERO else None


def _is_signed(message: bytes, key: bytes, signature: bytes) -> bool:  # Ed25519 (5.1.7)
    k, s = (int.from_bytes(b, "little") for b in (sha512(signature[:32] + key + message).digest(), signature[32:]))
    a, r = _point(key), _point(signature[:32])
    return bool(a and r and s < L and _add(ZERO, _point(BASE), s) == _add(r, a, k % L))


def _climb(m: int, n: int, width: int, start: bytes, path: list[str]) -> tuple[bytes, bytes]:
    """Roots over m and over n leaves, from the subtree of this width that ends at m (RFC 9162, 2.1.3.1 and 2.1.4.1)."""
    if n == width and path == []:
        return start, start
    *rest, step = path  # ValueError, here or in the next line, when m and n need a path of another length
    k = 1 << (n - 1).bit_length() - 1
    old, new = _climb(m, k, width, start, rest) if m <= k else _climb(m - k, n - k, width, start, rest)
    if m <= k:
        return old, sha256(b"\1" + new + _raw(step)).digest()
    return sha256(b"\1" + _raw(step) + old).digest(), sha256(b"\1" + _raw(step) + new).digest()


def _checks(bundle: Any, kept: list[Any], show: bool) -> Any:  # one by one: whether it holds, and what
    head, leaves, grown = bundle["head"], bundle["leaves"], bundle["consistency"]
    size, root, key, older = head["size"], head["root"], head["public_key"], [] if grown is None else [grown["from"]]
    yield bundle["format"] == "wage-ledger-proof/1" and type(leaves) is list and leaves != [], "a proof of some leaves"
    for each in [head, *older, *kept]:
        signed = _canonical({part: each[part] for part in each if part != "signature"}).encode()
        fits = each["format"] == "wage-ledger-head/1" and type(each["size"]) is int and each["public_key"] == key
        holds = fits and _is_signed(signed, _raw(key), _raw(each["signature"], 64))
        yield holds, f"head of {each['size']} leaves, {each['day']}, signed with the key {key}"
    for proven in leaves:
        text, leaf, opening = proven["leaf"], json.loads(proven["leaf"]), proven["opening"]
        n, start = leaf["seq"], sha256(b"\0" + text.encode()).digest()
        fits = type(n) is int and 0 <= n < size and _canonical(leaf) == text
        yield fits and _climb(n + 1, size, 1, start, proven["path"])[1] == _raw(root), f"leaf {n} in its place: {text}"
        if opening is not None:
            told = hmac.digest(_raw(opening["salt"]), opening["payload"].encode(), "sha256").hex()
            yield told == leaf["commitment"], f"leaf {n} commits to what is opened" + show * f": {opening['payload']}"
    for old in older:
        m, path = old["size"], grown["path"]
        width = m if m == size else m & -m  # of the last whole subtree; its root leads the path if no head gives it
        start, *rest = [old["root"], *path] if m == width else path
        holds = 0 < m <= size and _climb(m, size, width, _raw(start), rest) == (_raw(old["root"]), _raw(root))
        yield holds, f"the first {m} of {size} leaves are as they were"
    for held in kept:
        yield held in older or (held["size"], held["root"]) == (size, root), "the proof joins on to the kept head"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle")
    parser.add_argument("--head", action="append", default=[])
    parser.add_argument("--show", action="store_true")
    asked, code = parser.parse_args(), 2
    try:
        (bundle, *kept), code = [json.loads(Path(f).read_bytes().decode()) for f in [asked.bundle, *asked.head]], 0
        for holds, claim in _checks(bundle, kept, asked.show):
            code = code if holds else 1
            line = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in f"{'ok' if holds else 'WRONG'}: {claim}")
            print(line.encode(sys.stdout.encoding, "backslashreplace").decode(sys.stdout.encoding))
    except Exception:
        print("WRONG: from here on it cannot be read as a proof")
        sys.exit(code or 1)
    sys.exit(code)
