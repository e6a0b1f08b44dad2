"""How often an amount for an interval (300 a month) counts in a period, where the period says so exactly."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from ledger.values.periods import MONTHS, Period


def intervals(per: str, period: Period) -> int | None:
    """How often an amount for `per` counts in the period; None where the period does not say so exactly.

    A total counts once. Months, quarters and years are counted where the ends are written as whole ones; days and weeks
    where the ends are days. What is approximate, uncertain, open or has unknown digits is not counted.
    """
    if per in ("total", "once"):
        return 1
    first, last = period.earliest, period.latest
    if first is None or last is None or period.is_approximate or period.is_uncertain or "X" in period.text:
        return None
    written = {end.count("-") for end in period.text.split("/")}  # 0 a year, 1 a month, 2 a day
    if per in MONTHS:
        wanted = {0, 1} if per == "year" else {1}
        return _whole_months(first, last, MONTHS[per]) if written <= wanted else None
    if per in ("day", "week") and written == {2}:
        count, left = divmod((last - first).days + 1, 7 if per == "week" else 1)
        return None if left else count
    return None


def _whole_months(first: date, last: date, size: int) -> int | None:
    if first.day != 1 or last.day != monthrange(last.year, last.month)[1]:
        return None
    count, left = divmod((last.year - first.year) * 12 + last.month - first.month + 1, size)
    return None if left else count
