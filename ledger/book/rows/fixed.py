"""Tables of fixed words: currencies, accounts, indicators. The migration fills them."""

from __future__ import annotations

from typing import Any

from ledger.book.rows.base import STRICT, Row
from ledger.book.rows.columns import text, whole
from ledger.book.rows.rules import one_of, rule
from ledger.book.words import SIDES


class Currency(Row):
    """An ISO 4217 code and its exponent: how many decimals its amounts have."""

    __tablename__ = "currency"
    __table_args__: Any = (rule("exponent_small", "exponent BETWEEN 0 AND 4"), STRICT)
    code = text(primary_key=True)
    exponent = whole()
    name = text()


class Account(Row):
    """`party:kind`. The party says who ends up with the money, the side which way that counts."""

    __tablename__ = "account"
    __table_args__: Any = (
        one_of("side", SIDES),
        rule("code_is_party_and_kind", "code = party || ':' || kind"),
        STRICT,
    )
    code = text(primary_key=True)
    party = text()
    kind = text()
    side = text()


class Indicator(Row):
    """One of the ILO's eleven indicators of forced labour (booklet of 2012)."""

    __tablename__ = "indicator"
    __table_args__: Any = STRICT
    code = text(primary_key=True)
    name = text()
