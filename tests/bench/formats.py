"""The workload as files, each in the shape that one of the programs reads, written piece by piece.

`python -m tests.bench.formats ENTRIES FOLDER FORMAT...` writes them and prints how many postings there are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import IO

from tests.bench.workload import ACCOUNTS, COLUMNS, EXPONENTS, JOBS, NAMES, Wage, postings, wages

AT_ONCE = 20_000
Lines = Callable[[Wage], str]

_ROOTS = ("Income", *["Expenses"] * 5, "Assets", "Assets")
_JOURNAL = [
    [f"{root}:{job.country}:{job.sector.title()}:{name}" for root, name in zip(_ROOTS, NAMES, strict=True)]
    for job in JOBS
]


def money(minor: int, currency: str) -> str:
    """An amount as people write it."""
    exponent = EXPONENTS[currency]
    digits = f"{abs(minor):0{exponent + 1}d}"
    return f"{'-' if minor < 0 else ''}{digits[:-exponent]}.{digits[-exponent:]}"


def label(worker: int) -> str:
    """What a worker is called in the files: no name, and no pseudonym of the book."""
    return f"W{worker:07d}"


def notebook(worker: int) -> str:
    """The title of the paper in which a worker wrote it down. It has no digits, which could be those of a passport."""
    letters, left = "", worker
    for _ in range(5):
        left, letter = divmod(left, 26)
        letters = chr(ord("A") + letter) + letters
    return f"Notebook {letters}"


def sheet_line(wage: Wage) -> str:
    """A row of the wage sheet."""
    job = JOBS[wage.job]
    amounts = ",".join(money(each, job.currency) if each else "" for each in wage.amounts)
    who = label(wage.worker)
    return f"new:{who},{job.country},{job.sector},{wage.period},{job.currency},{amounts},{notebook(wage.worker)}\n"


def journal_line(wage: Wage) -> str:
    """An entry as hledger and ledger read it."""
    return f"{wage.period}-01 * {label(wage.worker)}\n{_journal_postings(wage)}\n"


def beancount_line(wage: Wage) -> str:
    """An entry as beancount reads it."""
    return f'{wage.period}-01 * "{label(wage.worker)}" ""\n{_journal_postings(wage)}\n'


def long_line(wage: Wage) -> str:
    """A row a posting, in words, the amount in minor units."""
    job = JOBS[wage.job]
    head = f"{wage.number},{wage.period}-01,{label(wage.worker)},{job.country},{job.sector},{job.currency}"
    return "".join(f"{head},{ACCOUNTS[place]},{minor}\n" for place, minor in postings(wage))


def entry_line(wage: Wage) -> str:
    """The entry's own row, in numbers."""
    return f"{wage.number},{wage.worker},{wage.job},{wage.month}\n"


def posting_line(wage: Wage) -> str:
    """A row a posting, in numbers."""
    return "".join(f"{wage.number},{place},{minor}\n" for place, minor in postings(wage))


def _journal_postings(wage: Wage) -> str:
    names, currency = _JOURNAL[wage.job], JOBS[wage.job].currency
    return "".join(f"  {names[at]}  {money(minor, currency)} {currency}\n" for at, minor in postings(wage))


def _hledger_head() -> str:
    return "".join(f"commodity 1000.{'0' * places} {currency}\n" for currency, places in EXPONENTS.items()) + "\n"


def _beancount_head() -> str:
    names = sorted({name for names in _JOURNAL for name in names})
    return "".join(f"2018-12-31 open {name}\n" for name in names) + "\n"


# Each format: its files with what stands first in them and what an entry becomes.
FORMATS: Mapping[str, Sequence[tuple[str, str, Lines]]] = {
    "sheet": [
        ("sheet.csv", f"worker,country,sector,period,currency,{','.join(COLUMNS)},source\n", sheet_line),
    ],
    "hledger": [("wages.journal", _hledger_head(), journal_line)],
    "ledger": [("wages.ledger", "", journal_line)],
    "beancount": [("wages.beancount", _beancount_head(), beancount_line)],
    "long": [("long.csv", "entry,day,worker,country,sector,currency,account,minor\n", long_line)],
    "rows": [("entry.csv", "", entry_line), ("posting.csv", "", posting_line)],
}

# With it hledger reads the wage sheet itself.
RULES = """skip 1
fields worker,country,sector,date,currency_,gross,plan,loyalty,dues,cut,food,held,hand,source
date-format %Y-%m
status *
description %worker
account1 Income:%country:%sector:Wage
amount1 -%gross %currency_
account2 Expenses:%country:%sector:Plan
amount2 %plan %currency_
account3 Expenses:%country:%sector:Food
amount3 %food %currency_
account4 Assets:%country:%sector:Hand
amount4 %hand %currency_
""" + "".join(
    f"if %{field} [0-9]\n"
    f" account{number} {root}:%country:%sector:{field.title()}\n"
    f" amount{number} %{field} %currency_\n\n"
    for number, (field, root) in enumerate(
        (("loyalty", "Expenses"), ("dues", "Expenses"), ("cut", "Expenses"), ("held", "Assets")), start=5
    )
)


def write(entries: int, folder: Path, formats: Iterable[str]) -> int:
    """Write these formats into the folder. Returns how many postings there are. Raises KeyError for another format."""
    chosen = [each for name in formats for each in FORMATS[name]]
    found = wages(entries)
    count = 0
    with ExitStack() as held:
        files: list[tuple[IO[str], Lines]] = []
        for name, head, lines in chosen:
            file: IO[str] = held.enter_context((folder / name).open("w", encoding="utf-8", newline=""))
            file.write(head)
            files.append((file, lines))
        while batch := list(islice(found, AT_ONCE)):
            count += sum(1 for wage in batch for amount in wage.amounts if amount)
            for file, lines in files:
                file.write("".join(map(lines, batch)))
    (folder / "sheet.csv.rules").write_text(RULES, encoding="utf-8")
    return count


if __name__ == "__main__":
    print(write(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
