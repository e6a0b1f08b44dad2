"""Clients that write to one book on a server at the same time: `python -m tests.attack.crowd`, its orders on stdin.

Each client is a thread with an engine of its own, and does what commands do: open a session, post or correct, commit.
What a client was told is done it reports as done; what it was refused it reports by the error's name. One reader walks
the whole log meanwhile. The report is JSON on stdout.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ledger.book.correct import correct
from ledger.book.drafts import EntryDraft, PostingDraft
from ledger.book.log.audit import audit
from ledger.book.post import post
from ledger.book.register import SourceDraft, add_organisation, add_source
from ledger.book.session import Session, Visit, reading, session
from ledger.store.opening import opened
from ledger.store.where import PostgresPlace
from ledger.values.periods import parse_period

MARCH = parse_period("2021-03")


@dataclass(frozen=True)
class Orders:
    """How many clients for how long, on which book; the placement they write to, and the entries they quarrel over."""

    url: str
    name: str
    clients: int
    seconds: float
    placement: int
    contested: tuple[int, ...]


@dataclass
class Report:
    """What was acknowledged: entries by their mark, and corrections by what they corrected. Errors are counted by name.

    `undone` are the marks of entries whose transaction was refused or taken back.
    """

    posted: dict[str, int] = field(default_factory=dict)
    corrected: dict[int, tuple[int, int | None]] = field(default_factory=dict)
    undone: list[str] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    audits: int = 0
    findings: list[str] = field(default_factory=list)


class TakenBack(Exception):
    """A client thought better of it."""


class Client:
    """One client and what became of its work."""

    def __init__(self, orders: Orders, number: int) -> None:
        self.orders, self.number, self.report = orders, number, Report()
        self._mine: list[int] = []

    def work(self) -> None:
        """Write until the time is over. Whatever goes wrong is counted, and the client goes on, as a person would."""
        until, n = time.monotonic() + self.orders.seconds, 0
        with opened(PostgresPlace(self.orders.url), None) as engine:
            while time.monotonic() < until:
                begun, marks = time.monotonic(), [f"{self.orders.name}-{self.number}-{n}-{k}" for k in range(1 + n % 3)]
                try:
                    with session(engine, Visit(scope="record", command="crowd")) as book:
                        done = self._do(book, n, marks)
                        book.commit()
                    done()
                except Exception as trouble:
                    self.report.undone += marks
                    self.report.errors[_name(trouble)] += 1
                self.report.slowest = max(self.report.slowest, time.monotonic() - begun)
                n += 1

    def _do(self, book: Session, n: int, marks: list[str]) -> Any:
        if n % 10 == 3 and self._mine:
            return self._correct(book, self._mine.pop())
        if n % 10 == 7:
            return self._correct(book, self.orders.contested[n // 10 % len(self.orders.contested)])
        # The same source and firm are new to many clients at once.
        title = f"Payroll {n // 4}"
        source = add_source(book, SourceDraft(f"origin {n // 4}", "document", title), today=date.today())
        add_organisation(book, "employer", f"Firm {n // 4}", "KW")
        numbers = [post(book, self._wage(source, mark, n)) for mark in marks]
        if n % 10 == 9:
            raise TakenBack

        def done() -> None:
            self.report.posted |= dict(zip(marks, numbers, strict=True))
            self._mine += numbers[:1]

        return done

    def _correct(self, book: Session, number: int) -> Any:
        made = correct(book, number, self._wage(1, None, number), date.today())

        def done() -> None:
            assert number not in self.report.corrected
            self.report.corrected[number] = (made.reversal, made.replacement)

        return done

    def _wage(self, source: int, mark: str | None, n: int) -> EntryDraft:
        lines = (
            PostingDraft("employer:wage", "USD", best=-10_000 - n),
            PostingDraft("state:plan", "USD", best=7_000),
            PostingDraft("worker:hand", "USD", best=3_000 + n),
        )
        return EntryDraft(self.orders.placement, source, "wage", "month", MARCH, lines, basis="wage", observation=mark)


def audited(orders: Orders, report: Report) -> None:
    """Walk the log again and again while others write to it: each time it is whole."""
    until = time.monotonic() + orders.seconds
    with opened(PostgresPlace(orders.url), None) as engine:
        while time.monotonic() < until:
            with reading(engine) as book:
                report.findings += [f"{ref} {says}" for ref, says in audit(book)]
            report.audits += 1
            time.sleep(0.5)


def _name(trouble: BaseException) -> str:
    state = getattr(getattr(trouble, "orig", None), "sqlstate", None)
    return type(trouble).__name__ + (f" {state}" if state else "")


def main() -> None:
    """Do as ordered, and report."""
    asked = json.load(sys.stdin)
    is_auditor = asked.pop("is_auditor")
    orders = Orders(**asked)
    clients, own = [Client(orders, n) for n in range(orders.clients)], Report()
    jobs = [threading.Thread(target=client.work) for client in clients]
    jobs += [threading.Thread(target=audited, args=(orders, own))] if is_auditor else []
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    with suppress(BrokenPipeError):
        json.dump([vars(report) for report in (*(client.report for client in clients), own)], sys.stdout)


if __name__ == "__main__":
    main()
