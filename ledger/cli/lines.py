"""What was typed after --gross, --taken, --hand and their like, as stated lines of an entry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ledger.book.compose import HAND, HELD, Line
from ledger.cli.refusals import BadFlag, read_flag
from ledger.values.amounts import Said, parse_said
from ledger.values.cases import Stated
from ledger.values.money import exponent
from ledger.values.private import refuse_private

TAKEN_PARTIES = ("state", "company", "supervisor", "broker", "host", "living", "unexplained")
MODES = {"wage": "withheld", "surrender": "surrendered"}
_ACCOUNT = re.compile(r"[a-z]+:[a-z-]+")
_FORM = "write ACCOUNT=AMOUNT, such as state:plan=40% or state:loyalty@LABEL=100; ACCOUNT alone when no amount is known"


@dataclass(frozen=True)
class WageLines:
    """The stated lines of a wage."""

    gross: tuple[Line, ...]
    lines: tuple[Line, ...]
    outside: tuple[Line, ...] = ()


def currency_of(text: str) -> str:
    """The currency. Raises BadFlag for a code that is not in ISO 4217."""
    read_flag("--currency", exponent, text)
    return text


def figure(flag: str, text: str, currency: str) -> Said:
    """A figure in the small language of amounts. Raises BadFlag with the reason."""
    return read_flag(flag, lambda typed: parse_said(typed, currency=currency), text)


def amount(flag: str, text: str, currency: str) -> Stated:
    """An amount of money; percentages only in XXX, of 100. Raises BadFlag."""
    said = figure(flag, text, currency)
    if said.is_percent and currency != "XXX":
        raise BadFlag(flag, "a percentage where an amount is needed", "write the amount, such as 170..200")
    return _hundredths(said.stated) if said.is_percent else said.stated


def gross_line(text: str, currency: str, basis: str | None) -> Line:
    """The line of the employer."""
    said = figure("--gross", text, currency)
    account = "employer:contract" if basis == "contract" else "employer:wage"
    return Line(account, stated=amount("--gross", text, currency), operator=said.operator)


def own_line(flag: str, account: str, text: str, currency: str, base: Stated | None, mode: str | None = None) -> Line:
    """A line of the worker: in the hand, or held. A percentage is of the base."""
    return _line(flag, account, None, figure(flag, text, currency), currency, base, mode)


def taken_line(flag: str, text: str, currency: str, base: Stated | None, mode: str | None = None) -> Line:
    """A line of a taker, from ACCOUNT[@LABEL][=AMOUNT]. Raises BadFlag."""
    account, label, said = split(flag, text, currency)
    if account.partition(":")[0] not in TAKEN_PARTIES:
        says = f"the party is none of {', '.join(TAKEN_PARTIES)}"
        raise BadFlag(flag, says, "list the accounts with: wage-ledger show accounts")
    if account.startswith("living:") and mode == "withheld":
        mode = None  # whether food and lodging were withheld or given in kind was not said
    return _line(flag, account, label, said, currency, base, mode)


def outside_line(text: str, currency: str) -> Line:
    """A line of income outside the wage that the stated hand contains: other:tips=60."""
    account, label, said = split("--outside", text, currency)
    if not account.startswith("other:"):
        raise BadFlag("--outside", "the party is not other", "write other:tips=60 or other:side-work=60")
    return _line("--outside", account, label, said, currency, None, None)


def split(flag: str, text: str, currency: str) -> tuple[str, str | None, Said]:
    """The account, the label and the figure of ACCOUNT[@LABEL][=AMOUNT]. Raises BadFlag."""
    left, _, typed = text.partition("=")
    account, _, label = left.strip().partition("@")
    account = account.strip()
    if _ACCOUNT.fullmatch(account) is None:
        raise BadFlag(flag, "no account stands in front", _FORM)
    return account, read_flag(flag, refuse_private, label) or None, figure(flag, typed, currency)


def wage_lines(
    currency: str,
    *,
    basis: str | None = None,
    gross: str | None = None,
    taken: Sequence[str] = (),
    hand: str | None = None,
    held: str | None = None,
    outside: Sequence[str] = (),
    of: Stated | None = None,
) -> WageLines:
    """The stated lines of a wage. Percentages are of the gross, of 100 in XXX without one, or else of `of`.

    Raises BadFlag for what cannot be read, and for percentages of nothing.
    """
    if gross is None and currency == "XXX" and of is None:
        gross = "100"
    given = () if gross is None else (gross_line(gross, currency, basis),)
    base = given[0].stated if given else of
    lines = [taken_line("--taken", text, currency, base, MODES["wage"]) for text in taken]
    if held is not None:
        lines.append(own_line("--held", HELD, held, currency, base, "deferred"))
    if hand is not None:
        lines.append(own_line("--hand", HAND, hand, currency, base))
    beside = tuple(outside_line(text, currency) for text in outside)
    return WageLines(given, tuple(lines), beside)


def _line(
    flag: str, account: str, label: str | None, said: Said, currency: str, base: Stated | None, mode: str | None
) -> Line:
    note = "asked, and not known" if said.is_unknown else None
    made = Line(account, mode=mode, label=label, operator=said.operator, note=note)
    if not said.stated.is_priced:
        return made
    if not said.is_percent:
        return replace(made, stated=said.stated)
    if base is None or not base.is_priced:
        advice = "say of what: give --gross, or --currency XXX when only percentages are known"
        raise BadFlag(flag, "a percentage of an amount that was not given", advice)
    return replace(made, share=said.stated, base=base)


def _hundredths(ppm: Stated) -> Stated:
    return Stated(*(None if end is None else end // 100 for end in (ppm.low, ppm.best, ppm.high)))
