"""The verifier believes a right proof and no other, says which check failed, and stands alone."""

from __future__ import annotations

import ast
import copy
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verify.proofs import (
    KEPT,
    LOG,
    OTHER_KEY,
    PAYLOAD,
    VERIFIER,
    Log,
    canonical,
    head,
    leaf,
    ran,
    verified,
    whole,
)

ZERO = "0" * 64


def test_a_right_proof_is_ok_in_one_line_a_check() -> None:
    found = verified(whole(), KEPT)
    key = KEPT["public_key"]
    assert found.code == 0
    assert found.lines == [
        "ok: a proof of some leaves",
        f"ok: head of 7 leaves, 2024-03-02, signed with the key {key}",
        f"ok: head of 3 leaves, 2024-03-02, signed with the key {key}",
        f"ok: head of 3 leaves, 2024-03-02, signed with the key {key}",
        f"ok: leaf 2 in its place: {leaf(2)}",
        "ok: leaf 2 commits to what is opened",
        f"ok: leaf 5 in its place: {leaf(5)}",
        "ok: leaf 5 commits to what is opened",
        "ok: the first 3 of 7 leaves are as they were",
        "ok: the proof joins on to the kept head",
    ]


def test_what_is_opened_is_printed_only_when_asked() -> None:
    assert not [line for line in verified(whole()).lines if "80" in line.partition("opened")[2]]
    assert f"ok: leaf 2 commits to what is opened: {PAYLOAD}" in verified(whole(), show=True).lines


def test_a_leaf_that_stays_closed_is_still_in_its_place() -> None:
    bundle = whole()
    bundle["leaves"][0]["opening"] = None
    assert verified(bundle).code == 0


@pytest.mark.parametrize("size", range(1, 8))
def test_every_leaf_of_every_small_log_is_ok_and_so_is_every_growth(size: int) -> None:
    log = Log([leaf(seq) for seq in range(size)])
    for old in range(1, size + 1):
        assert verified(log.bundle(*range(size), since=log.head(old)), log.head(old)).code == 0


def test_a_kept_head_of_the_same_tree_needs_no_proof() -> None:
    assert verified(LOG.bundle(0), LOG.head(day="2024-04-01")).code == 0


def test_the_heads_of_several_partners_are_all_checked() -> None:
    assert verified(whole(), KEPT, LOG.head()).code == 0
    assert verified(whole(), LOG.head(), LOG.head(4)).wrong == ["WRONG: the proof joins on to the kept head"]


# Where a bundle is changed, how, and the check that must say so. The rest of the bundle stays right.
TAMPERED: list[tuple[str, Callable[[Any], Any], str]] = [
    ("head.root", lambda _: ZERO, "head of 7 leaves"),
    ("head.size", lambda _: 8, "head of 8 leaves"),
    ("head.day", lambda _: "2024-03-03", "head of 7 leaves"),
    ("head.previous", lambda _: ZERO, "head of 7 leaves"),
    ("head.format", lambda _: "wage-ledger-head/2", "head of 7 leaves"),
    ("head.public_key", lambda _: bytes(OTHER_KEY.verify_key).hex(), "head of 7 leaves"),
    ("head.signature", lambda hexed: f"{int(hexed[0], 16) ^ 1:x}{hexed[1:]}", "head of 7 leaves"),
    ("head.signature", lambda hexed: hexed[:-2], "cannot be read"),
    ("head.signature", lambda hexed: hexed + "00", "cannot be read"),
    ("head.signature", lambda hexed: "zz" + hexed[2:], "cannot be read"),
    ("format", lambda _: "wage-ledger-proof/2", "a proof of some leaves"),
    ("leaves", lambda _: [], "a proof of some leaves"),
    ("leaves", lambda _: {}, "a proof of some leaves"),
    ("leaves.0.leaf", lambda text: text.replace("2024-03-01", "2024-03-02"), "leaf 2 in its place"),
    ("leaves.0.leaf", lambda text: text.replace('"seq":2', '"seq":1'), "leaf 1 in its place"),
    ("leaves.0.leaf", lambda text: text.replace('"seq":2', '"seq":7'), "leaf 7 in its place"),
    ("leaves.0.leaf", lambda text: text.replace('"seq":2', '"seq":-1'), "leaf -1 in its place"),
    ("leaves.0.leaf", lambda text: text.replace('"seq":2', '"seq":2.0'), "leaf 2.0 in its place"),
    ("leaves.0.leaf", lambda text: text.replace('"seq":2', '"seq":"2"'), "leaf 2 in its place"),
    ("leaves.0.leaf", lambda text: text + " ", "leaf 2 in its place"),
    ("leaves.0.leaf", lambda _: "\ud800", "cannot be read"),
    ("leaves.0.path", lambda path: path[:-1], "cannot be read"),
    ("leaves.0.path", lambda path: path[1:], "cannot be read"),
    ("leaves.0.path", lambda path: [*path, ZERO], "cannot be read"),
    ("leaves.0.path", lambda path: [ZERO, *path], "cannot be read"),
    ("leaves.0.path", lambda path: path[::-1], "leaf 2 in its place"),
    ("leaves.0.path", lambda _: [], "cannot be read"),
    ("leaves.0.path.1", lambda _: ZERO, "leaf 2 in its place"),
    ("leaves.0.path.1", lambda hexed: hexed[:-2], "cannot be read"),
    ("leaves.1.path", lambda _: None, "cannot be read"),
    ("leaves.0.opening.salt", lambda _: ZERO, "leaf 2 commits"),
    ("leaves.0.opening.salt", lambda hexed: hexed[:-2], "cannot be read"),
    ("leaves.0.opening.salt", lambda hexed: hexed + "00", "cannot be read"),
    ("leaves.0.opening.payload", lambda text: text.replace("80", "90"), "leaf 2 commits"),
    ("leaves.0.opening.payload", lambda text: text + " ", "leaf 2 commits"),
    ("leaves.0.opening.payload", lambda _: None, "cannot be read"),
    ("leaves.0.opening", lambda _: {}, "cannot be read"),
    ("leaves.0.opening", lambda _: False, "cannot be read"),
    ("consistency", lambda _: {}, "cannot be read"),
    ("consistency", lambda _: False, "cannot be read"),
    ("consistency.from", lambda _: LOG.head(4), "cannot be read"),
    ("consistency.from", lambda _: LOG.head(3, day="2024-01-01"), "joins on"),
    ("consistency.from", lambda old: head(3, bytes.fromhex(old["root"]), key=OTHER_KEY), "head of 3 leaves"),
    ("consistency.from", lambda _: head(3, bytes(32)), "the first 3 of 7 leaves"),
    ("consistency.from", lambda old: head(0, bytes.fromhex(old["root"])), "the first 0 of 7 leaves"),
    ("consistency.from", lambda old: head(8, bytes.fromhex(old["root"])), "the first 8 of 7 leaves"),
    ("consistency.path", lambda path: path[1:], "cannot be read"),
    ("consistency.path", lambda path: path[:-1], "cannot be read"),
    ("consistency.path", lambda path: [*path, ZERO], "cannot be read"),
    ("consistency.path", lambda _: [], "cannot be read"),
    ("consistency.path.0", lambda _: ZERO, "the first 3 of 7 leaves"),
    ("consistency.path.2", lambda _: ZERO, "the first 3 of 7 leaves"),
]


def changed(bundle: Any, place: str, change: Callable[[Any], Any]) -> Any:
    """The bundle with what stands at `leaves.0.path` or the like put through the change."""
    made = copy.deepcopy(bundle)
    *way, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    at = made
    for step in way:
        at = at[step]
    at[last] = change(at[last])
    return made


@pytest.mark.parametrize(("place", "change", "says"), TAMPERED, ids=[f"{n}-{t[0]}" for n, t in enumerate(TAMPERED)])
def test_tampering_is_found_and_named(place: str, change: Callable[[Any], Any], says: str) -> None:
    found = verified(changed(whole(), place, change), KEPT)
    assert found.code == 1
    assert any(says in line for line in found.wrong)


def test_one_wrong_leaf_does_not_hide_what_the_others_are() -> None:
    found = verified(changed(whole(), "leaves.0.path.0", lambda _: ZERO), KEPT)
    assert [line.partition(" in its")[0] for line in found.lines if " in its" in line] == [
        "WRONG: leaf 2",
        "ok: leaf 5",
    ]


@pytest.mark.parametrize("place", ["head", "head.size", "leaves", "leaves.0", "leaves.0.leaf", "leaves.0.opening.salt"])
@pytest.mark.parametrize("value", [None, [], {}, "", "x", 0, 10**4000, 1.5, True, [[]]], ids=str)
def test_a_value_of_another_kind_is_wrong(place: str, value: Any) -> None:
    assert verified(changed(LOG.bundle(2), place, lambda _: value)).code == 1


@pytest.mark.parametrize("size", [True, 1.0, "1", 1 << 70])
def test_a_size_is_a_whole_number_even_where_the_key_signed_another(size: Any) -> None:
    bundle = Log([leaf(0)]).bundle(0)
    bundle["head"] = head(size, bytes.fromhex(bundle["head"]["root"]))
    assert verified(bundle).code == 1


@pytest.mark.parametrize("said", [{"format": "wage-ledger-head/2"}, {"public_key": bytes(OTHER_KEY.verify_key).hex()}])
def test_a_signature_over_something_that_is_no_head_of_this_key_is_wrong(said: dict[str, str]) -> None:
    other = LOG.head(3, **said)
    assert [line[:27] for line in verified(LOG.bundle(2, since=other)).wrong] == ["WRONG: head of 3 leaves, 20"]


@pytest.mark.parametrize("path", [{}, "", None, False])
def test_a_path_is_a_list_even_where_it_is_empty(path: Any) -> None:
    assert verified(changed(Log([leaf(0)]).bundle(0), "leaves.0.path", lambda _: path)).code == 1


def test_a_leaf_of_the_log_in_another_place_than_it_says_is_wrong() -> None:
    log = Log([leaf(seq) for seq in (0, 1, 3, 2)])
    bundle = log.bundle(2)
    assert verified(bundle).code == 1
    assert verified(log.bundle(0)).code == 0


def test_a_leaf_of_the_log_that_can_be_read_in_two_ways_is_wrong() -> None:
    twice = leaf(0)[:-1] + ',"seq":0}'
    assert verified(Log([twice, leaf(1)]).bundle(0)).wrong == [f"WRONG: leaf 0 in its place: {twice}"]


def test_a_short_path_is_wrong_even_under_a_root_that_was_made_for_it() -> None:
    log = Log([leaf(0), leaf(1)])
    bundle = log.bundle(0)
    bundle["head"] = head(4, bytes.fromhex(bundle["head"]["root"]))
    assert verified(bundle).code == 1


def test_a_log_that_was_rewritten_is_found_by_the_head_that_was_kept() -> None:
    rewritten = Log([leaf(0), leaf(1, "{}"), *map(leaf, range(2, 7))])
    assert verified(rewritten.bundle(5)).code == 0  # which is why heads are handed to partners
    assert verified(rewritten.bundle(5), LOG.head()).code == 1
    assert verified(rewritten.bundle(5), KEPT).code == 1
    assert verified(rewritten.bundle(5, since=rewritten.head(3)), KEPT).code == 1
    assert verified(rewritten.bundle(5) | {"consistency": whole()["consistency"]}, KEPT).code == 1


def test_a_log_under_another_key_is_found_by_the_head_that_was_kept() -> None:
    bundle = LOG.bundle(5, key=OTHER_KEY)
    assert verified(bundle).code == 0
    assert verified(bundle, LOG.head()).code == 1


@pytest.mark.parametrize(
    "kept",
    [None, [], {}, "", {**KEPT, "day": "2024-01-01"}, {**KEPT, "format": ""}, {**KEPT, "size": 3.0}, LOG.head(4)],
)
def test_a_kept_head_that_is_no_head_of_this_proof_is_wrong(kept: Any) -> None:
    assert verified(whole(), kept).code == 1


def test_a_log_shorter_than_the_kept_head_is_wrong() -> None:
    cut = Log(LOG.leaves[:5])
    assert verified(cut.bundle(2), LOG.head()).wrong == ["WRONG: the proof joins on to the kept head"]


def test_nothing_that_is_printed_can_pass_for_a_line_of_the_verifier() -> None:
    forged = '"\nok: \x1b[2J\u202e\x9b all is well"'
    log = Log([leaf(0, forged)])
    bundle = log.bundle(0)
    bundle["leaves"][0]["opening"]["payload"] = forged
    found = verified(bundle, show=True)
    assert found.code == 0
    assert found.lines[-1] == r'ok: leaf 0 commits to what is opened: "\nok: \x1b[2J\u202e\x9b all is well"'


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=70),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=30)
@given(JSON, st.none() | JSON)
def test_any_json_ends_without_a_traceback(value: Any, kept: Any) -> None:
    assert verified(value, *([] if kept is None else [kept])).code == 1


def places(value: Any, at: str = "") -> list[str]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, each in inner for place in (f"{at}{key}", *places(each, f"{at}{key}."))]


@settings(max_examples=40)
@given(st.sampled_from(places(whole())), st.data())
def test_any_value_in_the_place_of_another_is_wrong(place: str, data: st.DataObject) -> None:
    value = data.draw(JSON)
    found = verified(changed(whole(), place, lambda _: value), KEPT)
    assert found.code == (0 if value is None and place.endswith("opening") else 1)


@pytest.mark.parametrize("place", places(whole()))
def test_a_missing_part_is_wrong(place: str) -> None:
    *way, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    at = bundle = whole()
    for step in way:
        at = at[step]
    del at[last]
    # A proof of one leaf less is still a proof.
    assert verified(bundle, KEPT).code == (0 if place in ("leaves.0", "leaves.1") else 1)


@settings(max_examples=40)
@given(st.integers(0, len(json.dumps(whole())) - 1), st.integers(0, 255))
def test_any_other_byte_in_the_file_is_wrong_or_changes_nothing(at: int, byte: int) -> None:
    right = json.dumps(whole()).encode()
    made = right[:at] + bytes([byte]) + right[at + 1 :]
    found = verified(made, KEPT)
    assert found.code in (0, 1, 2)
    # Hexadecimal digits in capitals and tabs between the parts are the same proof.
    assert found.code or made.lower().split() == right.lower().split()


UNREADABLE = {
    "empty": b"",
    "cut": json.dumps(whole()).encode()[:-1],
    "not UTF-8": b'{"format":"\xff"}',
    "UTF-16": json.dumps(whole()).encode("utf-16"),
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "long number": b"1" * 5000,
}


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read_ends_with_2(data: bytes) -> None:
    assert verified(data).code == 2
    assert verified(whole(), data).code == 2


@pytest.mark.parametrize("depth", [300, 900, 5000])
def test_deep_nesting_inside_a_text_or_a_head_is_wrong(depth: int) -> None:
    deep = "[" * depth + "]" * depth
    assert verified(changed(whole(), "leaves.0.leaf", lambda _: deep)).code == 1
    nested: Any = []
    for _ in range(min(depth, 300)):
        nested = [nested]
    assert verified(changed(whole(), "head.previous", lambda _: nested)).code == 1


@pytest.mark.parametrize("arguments", [[], ["nowhere.json"], ["."], ["a\0b"], ["x", "--nonsense"], ["a", "b"]])
def test_wrong_usage_and_missing_files_end_with_2(arguments: list[str]) -> None:
    assert ran(*arguments).code == 2


# The file itself.


def test_the_verifier_has_fewer_than_a_hundred_lines() -> None:
    assert len(VERIFIER.read_text().splitlines()) < 100


def test_the_verifier_imports_the_standard_library_alone() -> None:
    tree = ast.walk(ast.parse(VERIFIER.read_text()))
    found = [alias.name for node in tree if isinstance(node, ast.Import) for alias in node.names]
    tree = ast.walk(ast.parse(VERIFIER.read_text()))
    found += [str(node.module) for node in tree if isinstance(node, ast.ImportFrom) and not node.level]
    assert found
    assert {name.partition(".")[0] for name in found} <= sys.stdlib_module_names
    assert "import_module" not in VERIFIER.read_text()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a copy of the verifier, a bundle, a tampered bundle and a kept head, and nothing of the program."""
    shutil.copy(VERIFIER, tmp_path / "verify.py")
    (tmp_path / "bundle.json").write_text(canonical(whole()), encoding="utf-8")
    wrong = changed(whole(), "leaves.1.opening.payload", lambda text: text.replace("80", "90"))
    (tmp_path / "wrong.json").write_text(canonical(wrong), encoding="utf-8")
    (tmp_path / "head.json").write_text(canonical(KEPT), encoding="utf-8")
    return tmp_path


def alone(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    isolated = [] if environment else ["-I", "-S"]
    command = [sys.executable, *isolated, "verify.py", *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", env=dict(os.environ) | environment
    )


def test_a_copy_of_the_file_alone_verifies(files: Path) -> None:
    right = alone(files, "bundle.json", "--head", "head.json")
    assert (right.returncode, right.stderr) == (0, "")
    assert len(right.stdout.splitlines()) == 10
    wrong = alone(files, "wrong.json", "--head", "head.json")
    assert (wrong.returncode, wrong.stderr) == (1, "")
    assert "WRONG: leaf 5 commits to what is opened\n" in wrong.stdout
    assert alone(files).returncode == 2
    assert alone(files, "head.json").returncode == 1


def test_a_terminal_without_the_script_of_a_note_gets_its_numbers(files: Path) -> None:
    shown = alone(files, "bundle.json", "--show", PYTHONIOENCODING="ascii")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert r'"note":"\uc784\uae08 80"' in shown.stdout


def test_it_runs_as_a_module_of_the_program(files: Path) -> None:
    command = [sys.executable, "-m", "ledger.verify", files / "bundle.json", "--head", files / "head.json"]
    assert subprocess.run(command, cwd=VERIFIER.parents[1], capture_output=True).returncode == 0
