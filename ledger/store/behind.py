"""Long inserts in a thread of their own: while the database takes in one, the program puts the next one together.

Nothing else changes. A statement that follows waits until all that was handed over before is done, and so does the
commit. What failed is raised there, and again by whatever comes before the rollback: no transaction goes on without it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from sqlalchemy import Connection, event

_PLACE = "wage_ledger_behind"
_MOST_WAITING = 8  # statements, so that the program is never far ahead and its memory stays small


def run_behind(connection: Connection, work: Callable[[], object]) -> None:
    """Do this after all that was handed over in the transaction, while the caller goes on.

    `work` uses the connection, and the caller does not but through SQLAlchemy, which waits. Raises what failed before.
    """
    _behind(connection).hand_over(work)


class _Behind:
    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="insert")
        self._waiting: deque[Future[None]] = deque()
        self._failed: BaseException | None = None
        self._thread: int | None = None

    def hand_over(self, work: Callable[[], object]) -> None:
        while len(self._waiting) >= _MOST_WAITING:
            self._waiting.popleft().result()
        self._refuse_failed()
        self._waiting.append(self._pool.submit(self._do, work))

    def settle(self, *_: Any) -> None:
        """Wait until everything is done."""
        if threading.get_ident() == self._thread:
            return
        while self._waiting:
            self._waiting.popleft().result()
        self._refuse_failed()

    def end(self) -> None:
        """Wait until nothing is being done any more; what waits is dropped."""
        for each in self._waiting:
            each.cancel()
        wait(self._waiting)
        self._pool.shutdown()

    def _do(self, work: Callable[[], object]) -> None:
        if self._failed is None:
            self._thread = threading.get_ident()
            try:
                work()
            except BaseException as trouble:
                self._failed = trouble

    def _refuse_failed(self) -> None:
        if self._failed is not None:
            raise self._failed


def _behind(connection: Connection) -> _Behind:
    found = connection.info.get(_PLACE)
    if found is None:
        found = connection.info[_PLACE] = _Behind()
        event.listen(connection, "before_cursor_execute", found.settle)
        event.listen(connection, "commit", _committed)
        event.listen(connection, "rollback", _rolled_back)
    assert isinstance(found, _Behind)
    return found


def _committed(connection: Connection) -> None:
    behind = connection.info.get(_PLACE)
    if behind is not None:
        try:
            behind.settle()
        except BaseException:
            _rolled_back(connection)
            connection.dialect.do_rollback(connection.connection)  # SQLAlchemy takes a failed commit for an ended one
            raise
        _rolled_back(connection)


def _rolled_back(connection: Connection) -> None:
    behind = connection.info.pop(_PLACE, None)
    if behind is not None:
        behind.end()
