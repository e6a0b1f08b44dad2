"""What a stripper hands out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stripped:
    """A working copy, its media type, and the kinds of what was taken out of it. Never a value."""

    content: bytes
    media: str
    removed: tuple[str, ...]
