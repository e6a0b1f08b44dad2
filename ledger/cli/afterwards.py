"""What became of the money after it was earned: surrendered, settled, sent home, paid for the job."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ledger.book.compose import (
    GROSS_UNSTATED,
    HAND,
    HELD,
    UNEXPLAINED,
    Line,
    cases_of,
    paid_from,
    passed_on,
    sent_home,
)
from ledger.book.drafts import PostingDraft
from ledger.cli.lines import MODES, amount, currency_of, figure, own_line, taken_line
from ledger.cli.refusals import BadFlag
from ledger.cli.writing import Composed, Known, one_of
from ledger.measure.account import held
from ledger.measure.sums import Figure
from ledger.values.cases import Stated
from ledger.values.money import format_grouped

HOME = "home:received"
SOURCES = {"hand": HAND, "side-work": "other:side-work"}


def surrender_money(currency: str, taken: Sequence[str], of: str | None) -> Composed:
    """From the hand to takers, after receipt."""
    base = None if of is None else amount("--of", of, currency_of(currency))
    return Composed(paid_from(currency, HAND, _taken(currency, taken, base, MODES["surrender"])))


def fee_money(currency: str, taken: Sequence[str], source: str) -> Composed:
    """From the hand, or from side work, to a broker and the like."""
    account = SOURCES[one_of("--from", source, tuple(SOURCES))]
    return Composed(paid_from(currency, account, _taken(currency, taken, None, None)))


def settlement_money(
    currency: str, *, paid: str | None, taken: Sequence[str], of: str | None, is_short: bool
) -> Callable[[Known], Composed]:
    """What clears the money that was held; composed when it is known how much the book has as held."""
    written = None if of is None else amount("--of", of, currency_of(currency))
    if paid is None and not taken:
        raise BadFlag("--paid", "nothing is said of what was paid", "give --paid AMOUNT, 0 for nothing, or --taken")

    def compose(known: Known) -> Composed:
        balance = held(known.entries, currency)
        base = written
        if is_short and base is None:
            base = _stated(balance)
        lines = [] if paid is None else [own_line("--paid", HAND, paid, currency_of(currency), base)]
        lines += _taken(currency, taken, base, None) if taken else []
        if written is not None:
            _refuse_more(written, lines)
        if is_short and base is not None:
            return Composed(passed_on(currency, [Line(HELD, stated=base)], lines, UNEXPLAINED))
        made = paid_from(currency, HELD, lines)
        return Composed(made, notes=() if written is not None else _note_if_more(currency, balance, lines))

    return compose


def remittance_money(
    currency: str, *, sent: str | None, fees: Sequence[str], received: str | None, received_currency: str
) -> Composed:
    """From the hand through brokers, and perhaps through other money, to what arrived."""
    if sent is None and received is None:
        raise BadFlag("--sent", "nothing is said of the money", "give --sent, --received or both")
    given = None if sent is None else own_line("--sent", HAND, sent, currency_of(currency), None)
    base = None if given is None else given.stated
    taken = [taken_line("--fee", text, currency, base) for text in fees]
    arrived = [] if received is None else [_arrived(received, currency_of(received_currency))]
    if received_currency == currency:
        return Composed(_passed(currency, given, [*taken, *arrived]))
    there = paid_from(received_currency, GROSS_UNSTATED, arrived) if arrived else ()
    here = _passed(currency, given, taken) if given or taken else ()
    return Composed((*here, *there))


def _passed(currency: str, given: Line | None, lines: Sequence[Line]) -> tuple[PostingDraft, ...]:
    if given is not None and given.is_priced:
        return sent_home(currency, [given], lines)
    named = paid_from(currency, GROSS_UNSTATED, [given] if given is not None else [])
    return (*named, *paid_from(currency, GROSS_UNSTATED, lines))


def _arrived(text: str, currency: str) -> Line:
    said = figure("--received", text, currency)
    note = "asked, and not known" if said.is_unknown else None
    return Line(HOME, stated=amount("--received", text, currency), operator=said.operator, note=note)


def _taken(currency: str, taken: Sequence[str], base: Stated | None, mode: str | None) -> list[Line]:
    if not taken:
        raise BadFlag("--taken", "nothing is said of what was taken", "give --taken ACCOUNT=AMOUNT")
    return [taken_line("--taken", text, currency_of(currency), base, mode) for text in taken]


def _stated(balance: Figure) -> Stated:
    """What the book has as held, as one stated figure. Raises BadFlag when it has none, or none that can be closed."""
    advice = "say what was written down: --of AMOUNT"
    if not balance:
        raise BadFlag("--short", "the book has nothing as held in this currency", advice)
    if any(amount.bound for amount in balance.values()):
        raise BadFlag("--short", "what the book has as held is only a bound", advice)
    ends = {case: amount.value for case, amount in balance.items()}
    if len(set(ends.values())) == 1:
        return Stated(best=next(iter(ends.values())))
    try:
        return Stated(ends.get("low"), ends.get("best"), ends.get("high"))
    except ValueError:
        raise BadFlag("--short", "what the book has as held cannot be told as one range", advice) from None


def _refuse_more(written: Stated, lines: Sequence[Line]) -> None:
    whole = Line(HELD, stated=written)
    for case in cases_of([whole, *lines]):
        found = whole.amount(case)
        used = sum(line.amount(case).value for line in lines if line.is_priced)
        if used > found.value and found.bound not in ("at_least", "either"):
            says = "what was paid and taken is more than this"
            raise BadFlag("--of", says, "check the figures; leave --of out to write the payment as it was told")


def _note_if_more(currency: str, balance: Figure, lines: Sequence[Line]) -> tuple[str, ...]:
    most = max((amount.value for amount in balance.values()), default=0)
    used = max(
        (sum(line.amount(case).value for line in lines if line.is_priced) for case in cases_of(lines)), default=0
    )
    if used <= most:
        return ()
    has = f"{format_grouped(most, currency)} {currency}"
    return (f"Note: this is more than the book has as held ({has}). It is written as it was told.",)
