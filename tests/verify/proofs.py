"""A small log with its heads and proofs, as a book would hand them out, and a way to run the verifier on them."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import hmac
import io
import json
import runpy
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey

from ledger.values import merkle

VERIFIER = Path(__file__).parents[2] / "ledger" / "verify.py"
KEY, OTHER_KEY = SigningKey(b"\x01" * 32), SigningKey(b"\x02" * 32)
PAYLOAD = '{"n":3,"note":"\uc784\uae08 80","postings":[]}'  # "wages", as a note of a Korean book may say


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def salt(seq: int) -> bytes:
    return hashlib.sha256(b"salt %d" % seq).digest()


def leaf(seq: int, payload: str = PAYLOAD) -> str:
    commitment = hmac.new(salt(seq), payload.encode(), hashlib.sha256).hexdigest()
    return canonical({"action": "entry", "actor": "A", "commitment": commitment, "day": "2024-03-01", "seq": seq})


def head(size: int, root: bytes, *, key: SigningKey = KEY, **changed: Any) -> dict[str, Any]:
    """A head, signed as it then is."""
    signed = {
        "format": "wage-ledger-head/1",
        "size": size,
        "root": root.hex(),
        "day": "2024-03-02",
        "previous": "",
        "public_key": bytes(key.verify_key).hex(),
    } | changed
    return signed | {"signature": key.sign(canonical(signed).encode()).signature.hex()}


@dataclass
class Log:
    """The leaves of a log and the nodes over them."""

    leaves: list[str]

    def __post_init__(self) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        for level, index, made in merkle.grown(0, [merkle.leaf_hash(t.encode()) for t in self.leaves], self.node):
            self.nodes[level, index] = made

    def node(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    def head(self, size: int | None = None, **how: Any) -> dict[str, Any]:
        size = len(self.leaves) if size is None else size
        return head(size, merkle.root(size, self.node), **how)

    def proven(self, seq: int, size: int, *, is_open: bool = True, payload: str = PAYLOAD) -> dict[str, Any]:
        path = [step.hex() for step in merkle.inclusion(seq, size, self.node)]
        opening = {"salt": salt(seq).hex(), "payload": payload} if is_open else None
        return {"leaf": self.leaves[seq], "path": path, "opening": opening}

    def bundle(self, *seqs: int, since: dict[str, Any] | None = None, **how: Any) -> dict[str, Any]:
        size = len(self.leaves)
        grown = None
        if since is not None:
            path = merkle.consistency(since["size"], size, self.node)
            grown = {"from": since, "path": [step.hex() for step in path]}
        return {
            "format": "wage-ledger-proof/1",
            "head": self.head(**how),
            "leaves": [self.proven(seq, size) for seq in seqs],
            "consistency": grown,
        }


LOG = Log([leaf(seq) for seq in range(7)])
KEPT = LOG.head(3)
_WHOLE = LOG.bundle(2, 5, since=KEPT)


def whole() -> dict[str, Any]:
    """A bundle with everything in it, all of it right; KEPT is the head it leads on from."""
    return copy.deepcopy(_WHOLE)


@dataclass(frozen=True)
class Ran:
    """How the verifier ended, and what it printed."""

    code: int
    lines: list[str]

    @property
    def wrong(self) -> list[str]:
        return [line for line in self.lines if line.startswith("WRONG: ")]


def verified(bundle: Any, *heads: Any, show: bool = False) -> Ran:
    """The verifier on these values, written to files as JSON (or as they are, when they are bytes)."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{n}.json") for n in range(1 + len(heads))]
        for file, value in zip(files, (bundle, *heads), strict=True):
            file.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
        told = [part for file in files[1:] for part in ("--head", str(file))]
        return ran(str(files[0]), *told, *(["--show"] if show else []))


def ran(*arguments: str) -> Ran:
    """The verifier run in this process; whatever it raises but its exit is raised here."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n")
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out):
        patch.setattr(sys, "argv", [str(VERIFIER), *arguments])
        with contextlib.redirect_stderr(io.StringIO()), pytest.raises(SystemExit) as ended:
            runpy.run_path(str(VERIFIER), run_name="__main__")
    out.flush()
    lines = out.buffer.getvalue().decode().splitlines()  # type: ignore[attr-defined]
    assert isinstance(ended.value.code, int)
    assert all(line.startswith(("ok: ", "WRONG: ")) for line in lines)
    return Ran(ended.value.code, lines)
