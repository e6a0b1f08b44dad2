"""The two seals of what may leave the book: `Disclosed` for others, `Own` for the worker whose pay it is.

A renderer takes one of them and nothing else, so forgetting disclosure control is a type error, and at run time a
TypeError. Each is made in one place: `Disclosed` by disclose.py, `Own` by own.py; a test reads who imports `_CONTROL`
and `_OWN`. Python cannot forbid a forgery, but nobody makes one by accident.
"""

from __future__ import annotations

from dataclasses import InitVar, dataclass
from typing import Generic, TypeVar, final

T = TypeVar("T")

_CONTROL = object()  # for disclose.py alone
_OWN = object()  # for own.py alone


@final
@dataclass(frozen=True)
class Disclosed(Generic[T]):
    """What passed disclosure control and may be shown to anyone. Raises TypeError when made outside disclose.py."""

    value: T
    token: InitVar[object]

    def __post_init__(self, token: object) -> None:
        if token is not _CONTROL:
            raise TypeError("only ledger.publish.disclose makes what is disclosed")

    def __init_subclass__(cls) -> None:
        raise TypeError("what is disclosed has no other kinds")


def opened(sealed: Disclosed[T]) -> T:
    """What is inside, for a renderer. Raises TypeError for anything that did not pass disclosure control."""
    if not isinstance(sealed, Disclosed):
        raise TypeError("a report for others is rendered from what is disclosed")
    return sealed.value


@final
@dataclass(frozen=True)
class Own(Generic[T]):
    """What one worker gets about themself. Raises TypeError when made outside own.py."""

    value: T
    token: InitVar[object]

    def __post_init__(self, token: object) -> None:
        if token is not _OWN:
            raise TypeError("only ledger.publish.own makes what is a worker's own")

    def __init_subclass__(cls) -> None:
        raise TypeError("what is a worker's own has no other kinds")


def theirs(own: Own[T]) -> T:
    """What is inside, for a renderer. Raises TypeError for anything but a worker's own."""
    if not isinstance(own, Own):
        raise TypeError("a statement is rendered from what is the worker's own")
    return own.value


def whichever(sealed: Disclosed[T] | Own[T]) -> T:
    """What is inside, for a renderer of both. Raises TypeError for anything that has neither seal."""
    return theirs(sealed) if isinstance(sealed, Own) else opened(sealed)
