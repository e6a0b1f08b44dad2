"""The tree is that of RFC 9162: the published roots, the standard's own recursions, and another implementation."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import merkle

INPUTS = [
    *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
MOST = 70  # leaves; enough for every shape of a tree up to seven levels


class Kept:
    """The nodes of a tree, as a book keeps them, and how many were looked up."""

    def __init__(self) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.lookups = 0

    def __call__(self, level: int, index: int) -> bytes:
        self.lookups += 1
        return self.nodes[level, index]

    def grow(self, size: int, leaves: Iterable[bytes]) -> None:
        for level, index, made in merkle.grown(size, leaves, self):
            assert (level, index) not in self.nodes
            self.nodes[level, index] = made


def leaves(size: int) -> list[bytes]:
    return [merkle.leaf_hash(b"%d" % n) for n in range(size)]


def kept(size: int) -> Kept:
    tree = Kept()
    tree.grow(0, leaves(size))
    tree.lookups = 0
    return tree


ALL = kept(MOST)


# The definitions of the standard, word for word: MTH (2.1.1), PATH (2.1.3.1), SUBPROOF (2.1.4.1).
def split(size: int) -> int:
    k = 1
    while 2 * k < size:
        k *= 2
    return k


def mth(hashes: list[bytes]) -> bytes:
    if len(hashes) <= 1:
        return hashes[0] if hashes else sha256(b"").digest()
    k = split(len(hashes))
    return sha256(b"\x01" + mth(hashes[:k]) + mth(hashes[k:])).digest()


def path(m: int, hashes: list[bytes]) -> list[bytes]:
    if len(hashes) == 1:
        return []
    k = split(len(hashes))
    return [*path(m, hashes[:k]), mth(hashes[k:])] if m < k else [*path(m - k, hashes[k:]), mth(hashes[:k])]


def subproof(m: int, hashes: list[bytes], is_whole: bool = True) -> list[bytes]:
    if m == len(hashes):
        return [] if is_whole else [mth(hashes)]
    k = split(len(hashes))
    if m <= k:
        return [*subproof(m, hashes[:k], is_whole), mth(hashes[k:])]
    return [*subproof(m - k, hashes[k:], False), mth(hashes[:k])]


def way(m: int, n: int, *, to_leaf: bool) -> str:
    """The turns from the root down to leaf m - 1, or to the subtree where the proof that m leaves begin n starts."""
    if n == 1 if to_leaf else m == n:
        return ""
    k = split(n)
    return "L" + way(m, k, to_leaf=to_leaf) if m <= k else "R" + way(m - k, n - k, to_leaf=to_leaf)


def shape(m: int, n: int) -> tuple[str, bool]:
    """What a proof of consistency can say of the sizes: its turns, and whether it starts from the old root itself."""
    turns = way(m, n, to_leaf=False)
    return turns, "R" not in turns


def flipped(data: bytes, bit: int) -> bytes:
    at = bit % (8 * len(data))
    return bytes(byte ^ (1 << at % 8 if n == at // 8 else 0) for n, byte in enumerate(data))


@st.composite
def an_inclusion(draw: st.DrawFn) -> tuple[int, int]:
    size = draw(st.integers(1, MOST))
    return draw(st.integers(0, size - 1)), size


@st.composite
def a_growth(draw: st.DrawFn) -> tuple[int, int]:
    new = draw(st.integers(1, MOST))
    return draw(st.integers(1, new)), new


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_the_published_roots(size: int, root: str) -> None:
    tree = Kept()
    tree.grow(0, [merkle.leaf_hash(bytes.fromhex(data)) for data in INPUTS])
    assert merkle.root(size, tree).hex() == root


def test_the_published_hashes_of_a_leaf_and_a_node() -> None:
    leaf, node = merkle.leaf_hash(b"L123456"), merkle.node_hash(b"N123", b"N456")
    assert leaf.hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert node.hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"


def test_roots_and_proofs_are_those_of_the_standards_own_recursions() -> None:
    for size in range(1, MOST + 1):
        hashes = leaves(size)
        assert merkle.root(size, ALL) == mth(hashes)
        for m in range(size):
            assert merkle.inclusion(m, size, ALL) == path(m, hashes)
            assert merkle.consistency(m + 1, size, ALL) == subproof(m + 1, hashes)


def test_another_implementation_has_the_same_roots_and_proofs() -> None:
    other = pymerkle.InmemoryTree(algorithm="sha256")
    for n in range(MOST):
        other.append_entry(b"%d" % n)
    for size in range(1, MOST + 1):
        root = merkle.root(size, ALL)
        assert root == other.get_root(size)
        for n in range(size):
            # It counts leaves from one, and its paths begin with the leaf itself.
            leaf, *rest = other.prove_inclusion(n + 1, size).path
            assert (leaf, rest) == (ALL.nodes[0, n], merkle.inclusion(n, size, ALL))
            # Its proofs of consistency begin lower down than the standard's; here they tie our roots to one another.
            pymerkle.verify_consistency(merkle.root(n + 1, ALL), root, other.prove_consistency(n + 1, size))


@given(st.lists(st.integers(0, 20), max_size=8))
def test_leaves_in_any_batches_make_the_same_nodes(batches: list[int]) -> None:
    size, tree = 0, Kept()
    for batch in batches:
        tree.grow(size, leaves(size + batch)[size:])
        size += batch
    assert tree.nodes == kept(size).nodes
    assert len(tree.nodes) == 2 * size - size.bit_count()  # less than one node for each leaf: one hashing


@given(st.integers(0, MOST), st.integers(1, 40))
def test_growing_looks_up_one_node_a_level_at_most(size: int, more: int) -> None:
    tree = kept(size)
    tree.grow(size, leaves(size + more)[size:])
    assert tree.lookups <= size.bit_length()


@given(st.integers(1, MOST), st.integers(0, MOST))
def test_roots_and_proofs_look_up_few_nodes(size: int, m: int) -> None:
    for made in (merkle.root, lambda n, tree: merkle.inclusion(m % n, n, tree)):
        tree = kept(size)
        made(size, tree)
        assert tree.lookups <= 2 * size.bit_length()
    tree = kept(size)
    merkle.consistency(m % size + 1, size, tree)
    assert tree.lookups <= 2 * size.bit_length()


@given(st.integers(1, 2**62), st.data())
def test_proofs_of_a_tree_too_large_to_build_verify(size: int, data: st.DataObject) -> None:
    # All leaves are the same, so the nodes of a level are.
    levels = [merkle.leaf_hash(b"")]
    while len(levels) < 64:
        levels.append(merkle.node_hash(levels[-1], levels[-1]))

    def node(level: int, index: int) -> bytes:
        assert (index + 1) << level <= max(size, old)
        return levels[level]

    old = data.draw(st.integers(1, size))
    root = merkle.root(size, node)
    assert merkle.verify_inclusion(levels[0], old - 1, size, merkle.inclusion(old - 1, size, node), root)
    proof = merkle.consistency(old, size, node)
    assert merkle.verify_consistency(old, size, proof, merkle.root(old, node), root)


def test_every_proof_verifies() -> None:
    roots = {size: merkle.root(size, ALL) for size in range(MOST + 1)}
    for size in range(1, MOST + 1):
        for m in range(size):
            assert merkle.verify_inclusion(ALL.nodes[0, m], m, size, merkle.inclusion(m, size, ALL), roots[size])
            proof = merkle.consistency(m + 1, size, ALL)
            assert merkle.verify_consistency(m + 1, size, proof, roots[m + 1], roots[size])


@given(an_inclusion(), st.data())
def test_an_inclusion_with_a_flipped_bit_is_refused(case: tuple[int, int], data: st.DataObject) -> None:
    index, size = case
    proof = [ALL.nodes[0, index], *merkle.inclusion(index, size, ALL), merkle.root(size, ALL)]
    at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    proof[at] = flipped(proof[at], bit)
    assert not merkle.verify_inclusion(proof[0], index, size, proof[1:-1], proof[-1])


@given(an_inclusion(), st.integers(-3, MOST + 3), st.integers(-3, MOST + 3))
def test_an_inclusion_holds_for_its_own_place_alone(case: tuple[int, int], index: int, size: int) -> None:
    own, n = case
    # A proof shows the turns up to the root and no more: sizes with the same turns are told apart by the signed head.
    is_same = 0 <= index < size and way(index + 1, size, to_leaf=True) == way(own + 1, n, to_leaf=True)
    proof, root = merkle.inclusion(own, n, ALL), merkle.root(n, ALL)
    assert merkle.verify_inclusion(ALL.nodes[0, own], index, size, proof, root) == is_same
    assert not is_same or index == own or size != n


@given(an_inclusion(), st.data())
def test_an_inclusion_of_another_length_is_refused(case: tuple[int, int], data: st.DataObject) -> None:
    index, size = case
    leaf, proof, root = ALL.nodes[0, index], merkle.inclusion(index, size, ALL), merkle.root(size, ALL)
    at = data.draw(st.integers(0, len(proof)))
    assert not merkle.verify_inclusion(leaf, index, size, [*proof[:at], root, *proof[at:]], root)
    assert not merkle.verify_inclusion(leaf, index, size, [*proof[:at], leaf, *proof[at:]], root)
    if proof:
        del proof[at % len(proof)]
        assert not merkle.verify_inclusion(leaf, index, size, proof, root)


def test_a_short_path_is_refused_even_under_a_root_made_for_it() -> None:
    leaf, step = leaves(2)
    root = merkle.node_hash(leaf, step)
    assert merkle.verify_inclusion(leaf, 0, 2, [step], root)
    assert not merkle.verify_inclusion(leaf, 0, 4, [step], root)
    assert not merkle.verify_inclusion(leaf, 0, 4, [], leaf)
    assert not merkle.verify_consistency(1, 4, [step], leaf, root)


@given(a_growth(), st.data())
def test_a_consistency_with_a_flipped_bit_is_refused(case: tuple[int, int], data: st.DataObject) -> None:
    old, new = case
    proof = [merkle.root(old, ALL), *merkle.consistency(old, new, ALL), merkle.root(new, ALL)]
    at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    proof[at] = flipped(proof[at], bit)
    assert not merkle.verify_consistency(old, new, proof[1:-1], proof[0], proof[-1])


@given(a_growth(), st.integers(-3, MOST + 3), st.integers(-3, MOST + 3))
def test_a_consistency_holds_for_its_own_sizes_alone(case: tuple[int, int], old: int, new: int) -> None:
    is_same = 0 < old <= new and shape(old, new) == shape(*case)  # as above
    roots = [merkle.root(size, ALL) for size in case]
    assert merkle.verify_consistency(old, new, merkle.consistency(*case, ALL), *roots) == is_same


@given(a_growth(), st.data())
def test_a_consistency_of_another_length_is_refused(case: tuple[int, int], data: st.DataObject) -> None:
    old, new = case
    proof, roots = merkle.consistency(old, new, ALL), [merkle.root(old, ALL), merkle.root(new, ALL)]
    at = data.draw(st.integers(0, len(proof)))
    for extra in roots:
        assert not merkle.verify_consistency(old, new, [*proof[:at], extra, *proof[at:]], *roots)
    if proof:
        del proof[at % len(proof)]
        assert not merkle.verify_consistency(old, new, proof, *roots)


def test_nothing_is_proved_from_the_empty_tree() -> None:
    root = merkle.root(5, ALL)
    assert not merkle.verify_consistency(0, 0, [], merkle.EMPTY, merkle.EMPTY)
    assert not merkle.verify_consistency(0, 5, [], merkle.EMPTY, root)
    assert not merkle.verify_consistency(0, 5, [root], merkle.EMPTY, root)


def test_a_tree_that_did_not_grow_is_proved_by_nothing() -> None:
    root = merkle.root(5, ALL)
    assert merkle.consistency(5, 5, ALL) == []
    assert merkle.verify_consistency(5, 5, [], root, root)
    assert not merkle.verify_consistency(5, 5, [root], root, root)
    assert not merkle.verify_consistency(5, 5, [], root, merkle.root(4, ALL))


@given(an_inclusion(), st.binary(max_size=70).filter(lambda data: len(data) != 32), st.data())
def test_what_is_not_of_a_hashs_length_is_refused(case: tuple[int, int], odd: bytes, data: st.DataObject) -> None:
    index, size = case
    proof = [ALL.nodes[0, index], *merkle.inclusion(index, size, ALL), merkle.root(size, ALL)]
    proof[data.draw(st.integers(0, len(proof) - 1))] = odd
    assert not merkle.verify_inclusion(proof[0], index, size, proof[1:-1], proof[-1])
    assert not merkle.verify_consistency(index + 1, size, proof[1:-1], proof[0], proof[-1])


@pytest.mark.parametrize("size", [2**63 + 1, 2**64, 10**4000])
def test_sizes_that_nobody_has_are_refused(size: int) -> None:
    root = ALL.nodes[0, 0]
    assert not merkle.verify_inclusion(root, 0, size, [root] * 200, root)
    assert not merkle.verify_consistency(1, size, [root] * 200, root, root)


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0)])
def test_no_proof_is_made_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.inclusion(index, size, ALL)


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 5), (6, 5), (-1, 5)])
def test_no_proof_is_made_of_a_growth_that_was_not(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="no proof leads"):
        merkle.consistency(old, new, ALL)
