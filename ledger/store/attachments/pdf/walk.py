"""Every object that can be reached from one, each once, however they refer to each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_OBJECTS = 2_000_000


@dataclass(frozen=True)
class Reached:
    """A dictionary, stream or array; the key under which it was found (an array hands on its own), and its depth."""

    found: Any
    key: str
    under: str


def containers(start: Any) -> Iterator[Reached]:
    """All dictionaries, streams and arrays from `start` on. An object found under two keys comes twice."""
    from pikepdf import Array, Dictionary, Stream

    from ledger.store.attachments.errors import CannotStrip

    waiting, seen = [Reached(start, "", "")], set()
    while waiting:
        each = waiting.pop()
        if each.found.is_indirect:
            if (each.found.objgen, each.key, each.under) in seen:
                continue
            seen.add((each.found.objgen, each.key, each.under))
            if len(seen) > MOST_OBJECTS:
                raise CannotStrip("the document has more parts than can be looked through")
        yield each
        if isinstance(each.found, Array):
            inner = [Reached(value, each.key, each.under) for value in each.found]
        else:
            inner = [Reached(value, key, each.key) for key, value in each.found.items()]
        waiting += [one for one in inner if isinstance(one.found, (Array, Dictionary, Stream))]
