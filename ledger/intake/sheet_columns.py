"""The columns of the wage sheet: the fixed ones, one an account taken, and what stands in brackets behind it.

`state:loyalty` is the account; `state:loyalty (충성자금)` is the same account and the name under which it was taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ledger.intake.table import Table, check_header
from ledger.values.private import refuse_private
from ledger.values.problems import BadValue, Problem

Role = Literal["gross", "taken", "outside", "held", "hand", "paid", "sent", "received"]
Event = Literal["wage", "surrender", "settlement", "remittance", "fee"]

NEEDED = ("worker", "period", "currency", "source")
ABOUT = (
    "worker", "placement", "country", "sector", "employer", "sending", "event", "period", "currency", "per", "gross",
    "basis",
)  # fmt: skip
TAKERS = (
    "state:plan", "state:loyalty", "state:dues", "state:mass-organisation", "state:press", "state:levy",
    "state:insurance", "state:exchange", "company:commission", "company:running-costs", "company:union",
    "supervisor:cut", "supervisor:fine", "supervisor:security", "broker:fee", "broker:bribe", "host:tax",
    "host:insurance", "host:permit", "living:food", "living:lodging", "living:combined", "living:clothing",
    "living:medical", "living:travel", "living:documents", "unexplained:difference",
)  # fmt: skip
OUTSIDE = ("other:tips", "other:side-work")
PAID = ("held", "hand", "paid", "sent", "received")
SAID_BY = ("source", "origin", "page", "grade")
ALL = (*ABOUT, *TAKERS, *OUTSIDE, *PAID, *SAID_BY)

# What each kind of event can say.
EVENTS: dict[Event, frozenset[Role]] = {
    "wage": frozenset(("gross", "taken", "outside", "held", "hand")),
    "surrender": frozenset(("taken",)),
    "settlement": frozenset(("paid", "taken")),
    "remittance": frozenset(("sent", "received", "taken")),
    "fee": frozenset(("taken",)),
}
_ACCOUNTS: dict[str, tuple[Role, str]] = {
    "gross": ("gross", "employer:wage"),
    "held": ("held", "worker:held"),
    "hand": ("hand", "worker:hand"),
    "paid": ("paid", "worker:hand"),
    "sent": ("sent", "worker:hand"),
    "received": ("received", "home:received"),
    **{account: ("taken", account) for account in TAKERS},
    **{account: ("outside", account) for account in OUTSIDE},
}
_NAMED = re.compile(r"([a-z:-]+) *\((.*)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures: its heading, what it means, the account, and the name under which that was taken."""

    heading: str
    role: Role
    account: str
    label: str | None = None


@dataclass(frozen=True)
class Columns:
    """The columns of figures that one sheet has, and those of them that hold a text."""

    figures: tuple[Column, ...]
    texts: tuple[str, ...]


def read_columns(table: Table) -> tuple[Columns, list[Problem]]:
    """The columns of the sheet, and everything that is wrong with them; with a problem no row may be believed."""
    found: list[Column] = []
    problems: list[Problem] = []
    known: set[tuple[str, str | None]] = set()
    for place, heading in enumerate(table.header, start=1):
        try:
            column = _column(heading)
        except BadValue as wrong:
            problems.append(Problem(table.file, 1, f"column {place}", wrong.says, wrong.advice))
            continue
        if column is None:
            continue
        if column.role in ("taken", "outside") and (column.account, column.label) in known:
            says = "another column has the same account and the same name"
            problems.append(Problem(table.file, 1, f"column {place}", says, "Add the two up, or name them apart."))
        known.add((column.account, column.label))
        found.append(column)
    headings = [column.heading for column in found]
    bad = {problem.column for problem in problems}
    odd = [heading for place, heading in enumerate(table.header, start=1) if f"column {place}" in bad]
    problems += check_header(table, needed=NEEDED, allowed=(*ABOUT, *SAID_BY, *headings, *odd))
    texts = tuple(
        name for name in ("sector", "employer", "sending", "source", "origin", "page") if name in table.header
    )
    return Columns(tuple(found), texts), problems


def _column(heading: str) -> Column | None:
    """What the heading means; None when it is no column of figures."""
    named = _NAMED.fullmatch(heading)
    account = named[1].strip() if named else heading
    if account not in _ACCOUNTS:
        return None
    role, code = _ACCOUNTS[account]
    if named is None:
        return Column(heading, role, code)
    if role not in ("taken", "outside"):
        raise BadValue("a name in brackets behind a column that is nobody's taking", "Leave the brackets out.")
    label = refuse_private(named[2])
    if not label:
        raise BadValue("nothing stands in the brackets", "Write the name under which it was taken, or leave them out.")
    return Column(heading, role, code, label)
