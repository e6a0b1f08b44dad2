"""The Merkle tree of RFC 9162, section 2.1, with SHA-256: its root, its proofs, and how they are checked.

The tree is handed in as a function that looks up the hashes of its complete subtrees. Those never change once they are
made, so they can be stored for good, and whatever else a root or a proof needs is hashed from a few of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

# node(level, index) is the hash of the complete subtree over the leaves index << level up to (index + 1) << level.
Node = Callable[[int, int], bytes]

EMPTY = sha256(b"").digest()  # the root of a tree without leaves
_HASH = len(EMPTY)
_MOST = 2**63  # leaves that are believed in: more than a book can count, and no proof of them is long


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf (2.1.1). The zero in front keeps a node from being passed off as a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two halves (2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def grown(size: int, leaves: Iterable[bytes], node: Node) -> Iterator[tuple[int, int, bytes]]:
    """Each new complete subtree as (level, index, hash), leaves included, when these leaf hashes come after `size`.

    A node comes after its two halves. Of the tree as it was, at most one node of each level is looked up.
    """
    lefts: dict[int, bytes] = {}  # by level: the newest node that still waits for its right half
    for index, made in enumerate(leaves, start=size):
        level = 0
        yield level, index, made
        while index & 1:
            left = lefts[level] if level in lefts else node(level, index - 1)
            level, index, made = level + 1, index >> 1, node_hash(left, made)
            yield level, index, made
        lefts[level] = made


def root(size: int, node: Node) -> bytes:
    """The root of the tree over the first `size` leaves (2.1.1)."""
    return _over(0, size, node) if size else EMPTY


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """The proof that the leaf at `index` is in the tree of `size` leaves (2.1.3.1). ValueError if it cannot be."""
    if not 0 <= index < size:
        raise ValueError("no such leaf in a tree of this size")
    return _siblings(0, index, size, node)


def consistency(old: int, new: int, node: Node) -> list[bytes]:
    """The proof that the tree of `old` leaves begins the tree of `new` leaves (2.1.4.1).

    ValueError unless 0 < old <= new: the standard knows no proof that begins with the empty tree.
    """
    if not 0 < old <= new:
        raise ValueError("no proof leads from a tree of this size to the other")
    if old == new:
        return []
    # The proof is that of the last complete subtree of the old tree; that subtree's own hash goes first, unless it is
    # the whole old tree, whose root the reader has.
    level = _trailing_zeros(old)
    index = (old >> level) - 1
    first = [node(level, index)] if index else []
    return first + _siblings(level, index, new, node)


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path proves that this leaf hash is at `index` in the tree of that size and root (2.1.3.2)."""
    if not 0 <= index < size <= _MOST or not _are_hashes([leaf, root, *path]):
        return False
    climbed = _climb(index, size - 1, leaf, path)
    return climbed is not None and climbed[1] == root


def verify_consistency(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the path proves that the tree of the old size and root begins the tree of the new ones (2.1.4.2).

    Nothing is proved from the empty tree, which begins every tree.
    """
    if not 0 < old <= new <= _MOST or not _are_hashes([old_root, new_root, *path]):
        return False
    if old == new:
        return not path and old_root == new_root
    level = _trailing_zeros(old)
    if old != 1 << level:  # otherwise the old tree is one complete subtree, and the path is the rest of the proof
        if not path:
            return False
        first, path = path[0], path[1:]
    else:
        first = old_root
    return _climb((old - 1) >> level, (new - 1) >> level, first, path) == (old_root, new_root)


def _over(start: int, end: int, node: Node) -> bytes:
    """The hash over the leaves from `start` up to `end`, where a node of the tree begins at `start`."""
    level = (end - start).bit_length() - 1
    middle = start + (1 << level)
    left = node(level, start >> level)
    return left if middle == end else node_hash(left, _over(middle, end, node))


def _siblings(level: int, index: int, size: int, node: Node) -> list[bytes]:
    """From this node up to the root: the hashes of the other halves. A node without another half stands for both."""
    found = []
    while index or (1 << level) < size:
        start = (index ^ 1) << level
        if index & 1:
            found.append(node(level, index - 1))
        elif start < size:
            found.append(_over(start, min(start + (1 << level), size), node))
        level, index = level + 1, index >> 1
    return found


def _climb(index: int, last: int, start: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The roots of the tree that ends with this node and of the tree that ends with `last`; None if the length is off.

    The steps that 2.1.3.2 and 2.1.4.2 share; their fn and sn are `index` and `last`.
    """
    old = new = start
    for step in path:
        if last == 0:
            return None
        if index & 1 or index == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            new = node_hash(new, step)
        index, last = index >> 1, last >> 1
    return (old, new) if last == 0 else None


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1


def _are_hashes(hashes: Iterable[bytes]) -> bool:
    return all(len(each) == _HASH for each in hashes)
