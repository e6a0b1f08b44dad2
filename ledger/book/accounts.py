"""The accounts of the book, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.book.rows import Account

__all__ = ["AccountView", "Session", "accounts"]


@dataclass(frozen=True)
class AccountView:
    """`party:kind`, and the side that says which way its money counts."""

    code: str
    side: str


def accounts(session: Session) -> tuple[AccountView, ...]:
    """All accounts of the book, in the order of their codes."""
    found = session.connection().execute(select(Account.code, Account.side).order_by(Account.code))
    return tuple(AccountView(code, side) for code, side in found)
