"""The named rules of tables. The migrations say the same, and the database keeps them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import CheckConstraint


def one_of(column: str, words: Sequence[str]) -> CheckConstraint:
    """The column holds one of these words, or nothing where it may be empty."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def rule(name: str, says: str) -> CheckConstraint:
    """A named rule between columns."""
    return CheckConstraint(says, name=name)


def days_in_order() -> CheckConstraint:
    """The earliest day of a period is not after its latest."""
    return rule("days_in_order", "earliest <= latest")


def ends_in_order() -> CheckConstraint:
    """low <= best <= high, as far as they are known."""
    return rule("ends_in_order", "low <= best AND best <= high AND low <= high")
