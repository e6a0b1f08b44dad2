"""For which purpose each command reads workers. A command that is not here cannot open a book.

Consent is decided by these words in every query (book.read.allowed); no option changes them. A command with several
says which one when it opens the book, and can say no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typer._click import Context

RECORD = "record"
STATISTICS = "aggregate-statistics"
HANDED_OVER = (
    "case-support",
    "share-lawyer",
    "share-with-partner",
    "court-use",
    "labour-inspectorate",
    "un-mechanism",
    "sanctions-body",
)

# Command and purposes; none where nothing of a worker is read.
PURPOSES: dict[str, tuple[str, ...]] = {
    "init": (),
    "check": (),
    "upgrade": (),
    "demo": (),
    "help": (),
    "boundary": (),
    "backup": (),
    "restore": (),
    "roles": (),
    "sums rebuild": (),
    "key list": (),
    "key add": (),
    "key remove": (),
    "key change": (),
    "key rotate": (),
    "log head": (),
    "log verify": (),
    "log reads": (),
    "log prove": ("court-use",),
    "sheet template": (),
    "sheet example": (),
    "consent explain": (),
    "consent grant": (),
    "consent refuse": (),
    "consent withdraw": (),
    "consent show": (),
    "hold open": (),
    "hold lift": (),
    "erase": (),
    "worker new": (RECORD,),
    "placement new": (RECORD,),
    "add wage": (RECORD,),
    "add settlement": (RECORD,),
    "add surrender": (RECORD,),
    "add remittance": (RECORD,),
    "add fee": (RECORD,),
    "import": (RECORD,),
    "correct": (RECORD,),
    "show": (RECORD,),
    "attach": (RECORD,),
    "attachment list": (RECORD,),
    "attachment show": (RECORD,),
    "attachment check": (),
    "attachment export": HANDED_OVER,
    "bundle": HANDED_OVER,
    "export parquet": (STATISTICS,),
    "statement": ("statement",),
    "report skim": (STATISTICS,),
    "report flow": (STATISTICS,),
    "report held": (STATISTICS,),
    "report remittances": (STATISTICS,),
    "report recruitment": (STATISTICS,),
    "report claims": (STATISTICS,),
    "report conditions": (STATISTICS,),
    "report timeline": (STATISTICS,),
    "report conflicts": (STATISTICS,),
    "report coverage": (STATISTICS,),
    "trace": (STATISTICS, RECORD),
}


def command_of(ctx: Context) -> str:
    """The command that was typed, without the program's own name: "report skim"."""
    names: list[str] = []
    here: Context | None = ctx
    while here is not None and here.parent is not None:
        names.insert(0, here.info_name or "")
        here = here.parent
    return " ".join(names)


def purpose_of(command: str, wanted: str | None = None) -> str | None:
    """The purpose for which the command reads. Raises KeyError for a command without one, or a purpose not its own."""
    allowed = PURPOSES[command]
    if wanted is not None:
        if wanted not in allowed:
            raise KeyError(wanted)
        return wanted
    return allowed[0] if allowed else None
