"""One row of the wage sheet becomes a pay event, or all the reasons why it cannot. Never quotes a cell."""

from __future__ import annotations

from ledger.intake.cells import Reader
from ledger.intake.sheet_columns import Column, Columns, Role
from ledger.intake.sheet_rows import HUNDRED, PERCENT, PayEvent, read_row
from ledger.intake.table import Row
from ledger.values.amounts import Said
from ledger.values.money import part
from ledger.values.problems import Problem

LARGEST = 2**62  # all lines of a row together: the book keeps 64-bit integers
ByRole = dict[Role, tuple[Column, Said]]

_ALONE = "Write the hand without them, and give them a row of their own."


def read_event(file: str, columns: Columns, row: Row) -> tuple[PayEvent | None, list[Problem]]:
    """The pay event of this row; None with all its problems when a cell is wrong or the cells do not fit together."""
    reader = Reader(file, row)
    event = read_row(reader, columns)
    if event is not None:
        _fit(reader, event)
    return (None, reader.problems) if reader.problems else (event, [])


def _fit(reader: Reader, event: PayEvent) -> None:
    by_role: ByRole = {column.role: (column, said) for column, said in event.said.items()}
    if not event.said:
        reader.complain("", "the row states no figure", "Write what was earned, taken, held or paid; ? for not known.")
        return
    base_role: Role = "sent" if event.kind == "remittance" else "gross"
    base = by_role.get(base_role)
    if base is not None and base[1].is_percent:
        reader.complain(base[0].heading, "a percentage of itself", "Write the amount; shares are of it.")
    elif event.currency == PERCENT:
        if base is not None and (base[1].stated.best != HUNDRED or base[1].stated.low is not None):
            reader.complain("gross", "in XXX the gross is 100", "Leave it blank: the other figures are shares of it.")
    elif base is None or not base[1].stated.is_priced:
        for column, said in event.said.items():
            if said.is_percent:
                advice = "Write the amount of which it is a share; XXX where a wage is told in percent alone."
                reader.complain(column.heading, f"a percentage, and the column {base_role} states no amount", advice)
    if event.basis and base is None and event.currency != PERCENT:
        reader.complain("basis", "a basis without a gross", "Write the gross, or ? when it is not known.")
    if event.kind == "wage":
        _fit_wage(reader, event, by_role)
    if _largest(event) >= LARGEST:
        reader.complain(
            "", "the figures together are larger than the book can hold", "Check the unit and the currency."
        )


def _fit_wage(reader: Reader, event: PayEvent, by_role: ByRole) -> None:
    has_gross = event.currency == PERCENT or ("gross" in by_role and by_role["gross"][1].stated.is_priced)
    has_hand = "hand" in by_role and by_role["hand"][1].stated.is_priced
    for column in event.said:
        if column.role == "outside" and "hand" in by_role and not has_gross:
            says = "without a gross nobody can tell whether the hand contains them"
            reader.complain(column.heading, says, _ALONE)
        if column.account == "unexplained:difference" and has_gross and has_hand:
            says = "the gross and the hand are stated, so what is missing is worked out"
            reader.complain(column.heading, says, "Leave it blank.")


def _largest(event: PayEvent) -> int:
    amounts: list[int] = []
    shares: list[int] = []
    for said in event.said.values():
        stated = said.stated
        ends = [abs(end) for end in (stated.low, stated.best, stated.high) if end is not None]
        (shares if said.is_percent else amounts).append(max(ends) if ends else 0)
    base = max([HUNDRED, *amounts])
    return sum(amounts) + sum([part(base, share) for share in shares])
