"""The recall notice: where a worker's figures went, and what nothing here can reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ledger.book.backups import BackupView
    from ledger.book.outputs import OutputView

TABLES = ("report ",)  # of many together: what was published of them cannot be called back
SCREEN = ("show", "trace", "attachment list", "attachment show")  # printed for whoever sat there, unless it was copied


def recall_lines(told: Sequence[OutputView]) -> Iterator[str]:
    """What was made of the worker's figures, one a line, and what to do about it."""
    if not told:
        yield "Nothing that was made with this worker's figures is on record."
        return
    yield "Recall notice. These were made with this worker's figures:"
    for each in told:
        what = f"{each.day}  {each.command}, for {each.scope}"
        if each.command in SCREEN:
            yield f"    {what}: it was read on a screen; destroy any copy that was made of it."
        elif each.command.startswith(TABLES):
            yield f"    {what}: a table of many. What was published of it cannot be called back; print it no more."
        else:
            yield f"    {what}: destroy it, and ask whoever has it to do the same."


def out_of_reach_lines(backups: Sequence[BackupView], *, is_server: bool) -> Iterator[str]:
    """What erasing cannot reach, with the day on which each backup has to be gone."""
    yield "What this cannot reach:"
    for each in backups:
        yield f"    the backup made on {each.made_on}, which is to be destroyed by {each.expires_on}"
    if not backups:
        yield "    no backup is on record that is still to be kept"
    yield "    what others have: paper, files that were handed over, copies of the folder made by other programs"
    if is_server:
        yield "    the server's own write-ahead log and backups: ask its administrator to expire them"
    else:
        yield "    old blocks of the disk, where all was encrypted: wage-ledger key rotate ends their key"


def recall_data(told: Sequence[OutputView], backups: Sequence[BackupView]) -> dict[str, Any]:
    """The same for JSON."""
    return {
        "outputs": [{"day": str(o.day), "command": o.command, "scope": o.scope} for o in told],
        "backups": [{"made_on": str(b.made_on), "expires_on": str(b.expires_on)} for b in backups],
    }
