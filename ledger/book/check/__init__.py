"""The book proves itself again, without trusting its triggers. Each check has a name; all findings are returned."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache, partial

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ledger.book.check import entries, file, rights, values
from ledger.book.check import sums as kept
from ledger.book.check.findings import RESTORE, Check, Finding
from ledger.book.log.audit import EntryAudit, audit
from ledger.book.stored import stored
from ledger.store.errors import DamagedBook

CHECKS: dict[str, Check] = {
    "pages": file.pages,
    "refusals": file.refusals,
    "rights": rights.rights,
    "references": file.references,
    "sealed": entries.sealed,
    "balance": entries.balance,
    "cases": entries.cases,
    "reversals": entries.reversals,
    "words": entries.words,
    "rules": values.rules,
    "accounts": values.accounts,
    "exponents": values.exponents,
    "periods": values.periods,
    "days": values.days,
    "decimals": values.decimals,
    "subjects": values.subjects,
    "intake": values.taken_in,
    "sums": kept.sums,
    "log": audit,
}

# What to do where the book is not to be restored.
ADVICE = {"rights": rights.ADVICE, "sums": kept.REBUILD}

__all__ = ["CHECKS", "Finding", "check"]


def check(session: Session, names: Collection[str] | None = None) -> list[Finding]:
    """What the checks of these names find, or all of CHECKS in their order. Raises KeyError for an unknown name."""
    return list(_found(session, CHECKS if names is None else {name: CHECKS[name] for name in names}))


def _found(session: Session, checks: dict[str, Check]) -> Iterator[Finding]:
    for name, find in _in_one_reading(session, checks).items():
        try:
            for ref, says in find(session):
                yield Finding(name, ref, says, ADVICE.get(name, RESTORE))
        except DamagedBook as damage:
            yield _unread(name, damage)
        except DBAPIError:  # SQLite stops at a value that no column of ours can hold, such as a sum beyond 64 bits
            if session.connection().dialect.name != "sqlite":
                raise
            yield _unread(name, DamagedBook())


def _unread(name: str, damage: DamagedBook) -> Finding:
    return Finding(name, "file book.db", "cannot be read to its end", damage.advice)


def _in_one_reading(session: Session, checks: dict[str, Check]) -> dict[str, Check]:
    """The checks; where two of them read the same, it is read once: the log watches the sums read every entry."""
    even, seen = cache(entries.is_even), EntryAudit(session)
    shared: dict[str, Check] = {}
    if checks.get("balance") is entries.balance and checks.get("cases") is entries.cases:
        shared |= {"balance": partial(entries.balance, even=even), "cases": partial(entries.cases, even=even)}
    if checks.get("sums") is kept.sums and checks.get("log") is audit:
        shared["sums"] = lambda session: kept.sums(session, seen.watch(stored(session.connection())))
        shared["log"] = partial(audit, entries=seen)
    return {name: shared.get(name, find) for name, find in checks.items()}
