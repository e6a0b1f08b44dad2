"""Documented observations and catalogues that ship with the program."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def observations() -> Traversable:
    """The folder of the shipped observations, five CSV files and a README, in a checkout and in an installed wheel."""
    return files("ledger.data") / "observations"
