"""A worker's statement to read, in English and in Korean. Takes `Own` alone: nobody else's figures can be passed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.book.views import PlacementView
from ledger.measure.account import PERCENT
from ledger.measure.shares import NEAREST
from ledger.measure.sums import Figure, Item, Sums
from ledger.publish import words_en, words_ko
from ledger.publish.disclosed import Own, theirs
from ledger.publish.own import Statement
from ledger.publish.page import COLUMNS
from ledger.publish.statement import FIGURES
from ledger.publish.visible import visible, width
from ledger.values.cases import CASES, Amount, Bound, Case
from ledger.values.money import format_grouped
from ledger.values.percent import percent_text

BOUND_SIGNS: dict[Bound | None, str] = {None: "", "at_least": ">= ", "at_most": "<= ", "either": "~ "}
ALWAYS = ("earned", "taken", "held", "paid", "kept", "owed")  # printed as "not stated" when nobody said
LINES = {"taken": "taken_lines", "taken_on_the_way": "on_the_way_lines"}
EMPTY_SIDES = frozenset({"sent", "taken_on_the_way", "exchanged", "arrival_not_said", "received", "taken_in_all"})


@dataclass(frozen=True)
class Language:
    """The words of one language."""

    words: Mapping[str, str]
    accounts: Mapping[str, str]
    parties: Mapping[str, str]

    def account(self, item: Item) -> str:
        """`state: loyalty fund (as it was called), after receipt`."""
        party, _, kind = item.account.partition(":")
        name = self.accounts.get(item.account, kind.replace("-", " "))
        says = f"{self.parties.get(party, party)}: {name}"
        if item.label and item.label != name:
            says += f" ({visible(item.label)})"
        if item.account == "unexplained:difference" and item.how == "settlement":
            return self.words["short"]
        return f"{says}, {self.words[item.how]}" if item.how in ("surrender", "settlement", "fee") else says


LANGUAGES = {
    "en": Language(words_en.WORDS, words_en.ACCOUNTS, words_en.PARTIES),
    "ko": Language(words_ko.WORDS, words_ko.ACCOUNTS, words_ko.PARTIES),
}


def statement_text(own: Own[Statement], *, language: str = "en") -> str:
    """For the worker to read, in 80 columns. Raises KeyError for a language that is not in LANGUAGES."""
    its, said = theirs(own), LANGUAGES[language]
    words = said.words
    lines = [
        words["title_of"].format(worker=its.worker),
        words["purpose"],
        words["readable"],
        words["not_stated_means"],
    ]
    blocks = [*its.account.periods, *its.account.in_all, *its.account.apart]
    if any(sign in ("at_least", "at_most", "either") for block in blocks for sign in _bounds(block)):
        lines.append(words["at_least"])
    lines += ["", *(_placement(each, words) for each in its.placements)]
    if not blocks:
        lines += ["", words["nothing"]]
    for block in its.account.periods:
        lines += ["", *_block(block, said)]
    for block in its.account.in_all:
        lines += ["", *_block(block, said)]
    if its.account.apart:
        lines += ["", words["apart"], words["apart_why"]]
    for block in its.account.apart:
        lines += ["", *_block(block, said)]
    if its.account.corrected:
        lines += ["", words["corrected"].format(number=its.account.corrected)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _placement(placement: PlacementView, words: Mapping[str, str]) -> str:
    firms = [placement.employer, placement.sending]
    said = [placement.country, placement.sector, *firms, placement.begins.text if placement.begins else None]
    return f"{words['placement'].format(id=placement.id)}: {', '.join(visible(each) for each in said if each)}"


def _block(block: Sums, said: Language) -> list[str]:
    figures = list(_figures(block, said))
    cases = _columns(block, [figure for _, figure in figures])
    rows = [(label, _cells_of(figure, cases, block.currency)) for label, figure in figures]
    if block.period is None:
        rows += _shares(block, said)
    if all(text == texts[0] for _, texts in rows for text in texts):
        rows = [(label, texts[:1]) for label, texts in rows]  # every column says the same
        cases = cases[:1]
    heads = [said.words[case] for case in cases] if len(cases) > 1 else []
    column = max([10, *(width(text) for texts in [*(texts for _, texts in rows), heads] for text in texts)])
    made = _row(_title(block, said), heads, column, len(cases)) if heads else [_title(block, said)]
    for label, texts in rows:
        made += _row(label, texts or [said.words["not_stated"]], column, len(cases))
    if block.named:
        made += _wrapped(f"  {said.words['named']}: ", [said.account(item) for item in block.named])
    return made + _wrapped("  ", [said.words["entries"].format(numbers=_runs(block.entries))])


def _columns(block: Sums, figures: Iterable[Figure]) -> list[Case]:
    """The columns: the cases of the block, and those of what is owed from before, without a usual one of its own."""
    sets = [block.cases, *(tuple(figure) for figure in figures)]
    found = {case for cases in sets for case in cases}
    if len(found) > 1 and not any("best" in cases and len(cases) > 1 for cases in sets):
        found.discard("best")
    return [case for case in CASES if case in found]


def _cells_of(figure: Figure, cases: Sequence[Case], currency: str) -> list[str]:
    """One text a column; a single figure is the same in all of them. Empty for what is not stated."""
    if not figure:
        return []
    near = [next((figure[other] for other in NEAREST[case] if other in figure), None) for case in cases]
    return ["" if amount is None else _money(amount, currency) for amount in near]


def _title(block: Sums, said: Language) -> str:
    words = said.words
    money = words["percent"] if block.currency == PERCENT else block.currency
    title = f"{words['in_all'] if block.period is None else visible(block.period.text)}, {money}"
    if block.per is not None and block.per != "total":
        title += f", {words['per_' + block.per]}"
    return title


def _figures(block: Sums, said: Language) -> Iterator[tuple[str, Figure]]:
    """The labelled figures in the order in which money goes: earned, taken, held, paid, kept, sent, owed."""
    words = said.words
    for name in FIGURES:
        figure: Figure = getattr(block, name)
        if not figure and (name not in ALWAYS or not _is_asked(block)):
            continue
        if name == "taken_in_all" and not block.taken_on_the_way:
            continue
        if name == "kept" and block.period is not None and not block.surrendered:
            continue
        label = words["owed_then"] if name == "owed" and block.period is not None else words[name]
        yield f"  {label}", figure
        for item in getattr(block, LINES.get(name, ""), ()):
            yield f"    {said.account(item)}", item.amounts
        if name == "earned":
            for item in block.outside:
                yield f"  {words['outside']}: {said.account(item).partition(': ')[2]}", item.amounts


def _is_asked(block: Sums) -> bool:
    """True where what nobody stated is told as not stated: with a wage, and in all, but not for money that arrived."""
    if block.period is not None:
        return block.has_wage
    return any(getattr(block, name) for name in FIGURES if name not in EMPTY_SIDES)


def _shares(block: Sums, said: Language) -> Iterator[tuple[str, list[str]]]:
    for name in ("taken", "owed", "kept"):
        shares = {} if name == "kept" and block.outside else block.of_100(getattr(block, name))
        if any(share for share, _ in shares.values()):
            label = f"  {said.words['of_100']}: {said.words[name].lower()}"
            yield label, [BOUND_SIGNS[bound] + percent_text(share) for share, bound in shares.values()]


def _row(label: str, cells: Sequence[str], column: int, columns: int) -> list[str]:
    """One line, or two where the label leaves no room: the figures stand under each other at the right."""
    room = (column + 2) * max(columns, 1)
    figures = "".join(_right(text, column + 2) for text in cells)
    figures = " " * max(0, room - width(figures)) + figures
    if width(label) + width(figures) <= COLUMNS:
        return [label + " " * (COLUMNS - width(label) - width(figures)) + figures]
    return [label, " " * max(0, COLUMNS - width(figures)) + figures]


def _right(text: str, columns: int) -> str:
    return " " * max(1, columns - width(text)) + text


def _wrapped(start: str, items: Sequence[str]) -> list[str]:
    made, line = [], start
    for number, item in enumerate(items):
        text = item + ("; " if number < len(items) - 1 else "")
        if width(line) + width(text) > COLUMNS and line.strip():
            made.append(line)
            line = "    "
        line += text
    return [*made, line]


def _money(amount: Amount, currency: str) -> str:
    return BOUND_SIGNS[amount.bound] + format_grouped(amount.value, currency)


def _runs(numbers: Iterable[int]) -> str:
    """`1-3, 7`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("-".join(str(end) for end in run) for run in runs)


def _bounds(block: Sums) -> Iterator[Bound | None]:
    for name in FIGURES:
        yield from (amount.bound for amount in getattr(block, name).values())
