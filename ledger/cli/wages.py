"""The money of a wage: stated lines, composed."""

from __future__ import annotations

from ledger.book.compose import wage
from ledger.book.words import BASES
from ledger.cli.lines import WageLines
from ledger.cli.refusals import BadFlag
from ledger.cli.writing import Composed, one_of


def wage_money(currency: str, said: WageLines, basis: str | None) -> Composed:
    """The postings and the basis. Raises BadFlag when nothing is said, and for what has no meaning together."""
    has_gross = any(line.is_priced for line in said.gross)
    if not said.gross and not said.lines:
        raise BadFlag("--gross", "nothing is said of the money", "give --gross, --taken, --held or --hand")
    if basis is not None:
        one_of("--basis", basis, BASES)
        if not has_gross:
            raise BadFlag("--basis", "there is no gross that it could speak of", "leave it out, or give --gross")
    hand = any(line.account == "worker:hand" and line.is_priced for line in said.lines)
    if said.outside and not (has_gross and hand):
        advice = "give both, or write it down as a wage of its own when it is apart"
        raise BadFlag("--outside", "it is in the hand and not in the gross, so both must be stated", advice)
    return Composed(wage(currency, said.gross, said.lines, said.outside), (basis or "wage") if has_gross else None)
