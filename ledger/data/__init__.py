"""Documented observations and catalogues that ship with the program."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def observations() -> Traversable:
    """The folder of the shipped observations: five CSV files and a README. Readable from a checkout and from a wheel."""
    return files("ledger.data") / "observations"
