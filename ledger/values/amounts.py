"""The small language in which a figure is typed, on the command line and in a cell of the wage sheet.

`300` one figure · `~300` about · `<=50` at most · `>=50` at least · `170..200` between · `100..150..200` low, usual and
high · `~170..200` about so much · `40%`, `30%..40%` percentages · `?` asked and not known · blank: not asked, not zero.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ledger.values.cases import Stated
from ledger.values.money import format_minor, parse_minor
from ledger.values.percent import format_ppm, parse_ppm
from ledger.values.problems import BadValue

Operator = Literal["about", "at most", "at least"]

_RANGE = "write a range with two points: 170..200, or low, usual and high: 100..150..200"
_BOUND = "write <=50 for at most, >=50 for at least"
_JOINED = re.compile(r"[0-9%]\s*[-\u2010-\u2015\u2212\uff5e\u301c~]\s*[0-9]")


@dataclass(frozen=True)
class Said:
    """What one text says of a figure: minor units of the currency, or ppm of a whole when `is_percent`.

    Unpriced and `is_unknown` is asked and not known; unpriced otherwise is not asked. `operator` is the hedge as said.
    """

    stated: Stated
    is_percent: bool = False
    operator: Operator | None = None
    is_unknown: bool = False


def parse_said(text: str, *, currency: str) -> Said:
    """What the text says, amounts in minor units of that currency. Spaces around figures and signs are ignored.

    Raises BadValue, never quoting the text, for what is not in the language, for percent and money in one text, for
    ends out of order and for a currency not in ISO 4217; TypeError when it is no text.
    """
    if not isinstance(text, str):
        raise TypeError("a figure is read from text, never from a number")
    body = text.strip()
    if not body:
        return Said(Stated())
    if body == "?":
        return Said(Stated(), is_unknown=True)
    operator, rest = _operator(body)
    figures = _figures(rest)
    if operator in ("at most", "at least") and len(figures) > 1:
        raise BadValue("a bound in front of a range", f"{_BOUND}; or the range alone: 170..200")
    is_percent = _is_percent(figures)
    values = [parse_ppm(f[:-1].rstrip()) if is_percent else parse_minor(f, currency) for f in figures]
    return Said(_stated(values, operator), is_percent, operator)


def format_said(said: Said, currency: str) -> str:
    """The text that says it: `parse_said` reads it back to the same.

    Raises ValueError for what the language cannot say: a usual figure with one end alone, an operator that contradicts
    the ends, or anything said of a figure that is not there.
    """
    stated = said.stated
    known = [v for v in (stated.low, stated.best, stated.high) if v is not None]
    if not _can_be_written(said, len(known)):
        raise ValueError("these ends and this operator cannot be written as one text")
    if not known:
        return "?" if said.is_unknown else ""
    text = "..".join(f"{format_ppm(v)}%" if said.is_percent else format_minor(v, currency) for v in known)
    return {None: "", "about": "~", "at most": "<=", "at least": ">="}[said.operator] + text


def _can_be_written(said: Said, known: int) -> bool:
    if known == 0:
        return said.operator is None and not said.is_percent
    if said.is_unknown:
        return False
    if known == 1 and said.stated.best is None:
        return said.operator == ("at most" if said.stated.low is None else "at least")
    return said.operator in (None, "about") and not (known == 2 and said.stated.best is not None)


def _operator(body: str) -> tuple[Operator | None, str]:
    if body.startswith("~"):
        return "about", body[1:].strip()
    if body.startswith("<="):
        return "at most", body[2:].strip()
    if body.startswith(">="):
        return "at least", body[2:].strip()
    if body[0] in "<>=\u2264\u2265":
        raise BadValue("a bound that is not written <= or >=", _BOUND)
    return None, body


def _figures(rest: str) -> list[str]:
    if not rest:
        raise BadValue("a sign without a figure", "write the figure after it: ~300, <=50, >=50")
    if rest[0] in "~<>=":
        raise BadValue("two signs in front of one figure", "write one of ~, <= and >=")
    if "..." in rest or "\u2026" in rest:
        raise BadValue("three points", _RANGE)
    if _JOINED.search(rest):
        raise BadValue("two figures joined by a dash", _RANGE)
    figures = [f.strip() for f in rest.split("..")]
    if len(figures) > 3:
        raise BadValue("more than three figures", _RANGE)
    if len(figures) > 1 and any(f in ("", "?", "%") for f in figures):
        raise BadValue("a range with an end missing", _BOUND)
    return figures


def _is_percent(figures: list[str]) -> bool:
    marked = [f.endswith("%") for f in figures]
    if any(marked) and not all(marked):
        raise BadValue("percent and money in one text", "write the percent sign after every figure, or after none")
    return all(marked)


def _stated(values: list[int], operator: Operator | None) -> Stated:
    if sorted(values) != values:
        raise BadValue("the ends are out of order", "write the low figure first, then the usual one, then the high one")
    if len(values) == 3:
        return Stated(*values)
    if len(values) == 2:
        return Stated(low=values[0], high=values[1])
    if operator == "at most":
        return Stated(high=values[0])
    if operator == "at least":
        return Stated(low=values[0])
    return Stated(best=values[0])
