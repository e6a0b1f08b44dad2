"""A printed figure's name and its way back: what it rests on and the arithmetic, written out.

A figure's id is its report, the path to it, and the question that the report was asked: a program can keep it, and
`wage-ledger trace ID` asks the same question of the book again. An id holds what the report prints anyway: groups,
codes of published observations, numbers of entries of published cohorts; never anything of a worker.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

from ledger.publish.asked import Asked


@dataclass(frozen=True)
class Figure:
    """One printed figure. `says` is a sentence with the figure in it, `working` the arithmetic, a line each.

    `entries` and `claims` are the numbers of what it rests on and may be told one by one; `rates` the sentences of the
    rates that were used, with their source.
    """

    id: str
    says: str
    working: tuple[str, ...] = ()
    entries: tuple[int, ...] = ()
    claims: tuple[int, ...] = ()
    rates: tuple[str, ...] = ()


class NoFigureId(ValueError):
    """A text that no report gives as the id of a figure."""


def figure_id(report: str, asked: Asked, *path: str) -> str:
    """`skim/KW/state/median?by=country`: letters and digits of every script as they are, all else escaped."""
    steps = "/".join([report, *(_escaped(step) for step in path)])
    query = "&".join(f"{name}={_escaped(value)}" for name, value in asked.query())
    return f"{steps}?{query}" if query else steps


def is_figure_id(text: str) -> bool:
    """True for what can only be the id of a figure: no entry and no observation has a stroke in its name."""
    return "/" in text


def parse_figure_id(text: str) -> tuple[str, Asked]:
    """The report and its question. Raises NoFigureId."""
    steps, _, query = text.partition("?")
    report, stroke, _ = steps.partition("/")
    if not stroke or any("\ud800" <= c <= "\udfff" for c in text):  # bytes that are no text, as a shell hands them on
        raise NoFigureId
    pairs = [part.partition("=") for part in query.split("&") if part]
    try:
        return report, Asked.of_query([(name, unquote(value)) for name, _, value in pairs])
    except ValueError:
        raise NoFigureId from None


def _escaped(text: str) -> str:
    return "".join(c if c.isalnum() or c in "-._~," else quote(c, safe="") for c in text)
