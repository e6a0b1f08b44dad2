"""The columns of which tables are made: what each holds, and whether it may be empty."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, ForeignKey, Integer, LargeBinary, Text

# SQLite's INTEGER has 64 bits, and INTEGER PRIMARY KEY is the row's own number.
Whole = BigInteger().with_variant(Integer(), "sqlite")


def key(*rules: ForeignKey, **more: Any) -> ColumnElement[int]:
    """The row's own number. `more` as for a Column."""
    return Column(Whole, *rules, primary_key=True, **more)


def whole(*rules: ForeignKey, **more: Any) -> ColumnElement[int]:
    """A whole number."""
    return Column(Whole, *rules, nullable=False, **more)


def maybe_whole(*rules: ForeignKey, **more: Any) -> ColumnElement[int | None]:
    """A whole number, or nothing."""
    return Column(Whole, *rules, nullable=True, **more)


def money() -> ColumnElement[int | None]:
    """An amount in minor units, with its sign; nothing where it is not known."""
    return Column(Whole, nullable=True)


def text(*rules: ForeignKey, **more: Any) -> ColumnElement[str]:
    """A text."""
    return Column(Text, *rules, nullable=False, **more)


def maybe_text(*rules: ForeignKey, **more: Any) -> ColumnElement[str | None]:
    """A text, or nothing."""
    return Column(Text, *rules, nullable=True, **more)


def iso_day() -> ColumnElement[str]:
    """A day as ISO 8601 writes it: 2012-06-30."""
    return Column(Text, nullable=False)


def maybe_iso_day() -> ColumnElement[str | None]:
    """A day, or nothing."""
    return Column(Text, nullable=True)


def blob() -> ColumnElement[bytes]:
    """Some bytes."""
    return Column(LargeBinary, nullable=False)


def fk(column: str) -> ForeignKey:
    """It points at a column of another table."""
    return ForeignKey(column)
