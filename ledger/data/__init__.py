"""Documented observations and catalogues that ship with the program."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable


def observations() -> Traversable:
    """The folder of the shipped observations, five CSV files and a README, in a checkout and in an installed wheel."""
    return files("ledger.data") / "observations"


LANGUAGES = ("en", "ko")


def explanation(language: str) -> str:
    """The text that is read out before a worker agrees to anything, in one of LANGUAGES."""
    return (files("ledger.data") / "explanations" / f"{language}.txt").read_text(encoding="utf-8")


def version_of(text: bytes) -> str:
    """The version of an explanation: the first digits of its SHA-256, so that nobody says later it read otherwise."""
    return hashlib.sha256(text).hexdigest()[:16]
