"""Periods: dates as sources give them, in EDTF level 1 (ISO 8601-2:2019), with the days they may cover.

`2003` · `2012-06` · `2012-06-24` · seasons `2012-21` to `2012-24` · `~` about, `?` uncertain, `%` both, after the date
or after either end of an interval · unknown digits `201X`, `20XX`, `2004-XX`, `2004-06-XX` · intervals `2008/2010`,
open `2021-05/..`, with an unknown end `2008/`. One step beyond level 1: `201X-03`, March of some year of that decade.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from ledger.values import numerals
from ledger.values.problems import BadValue

_YEAR = r"[0-9]{2}(?:[0-9]{2}|[0-9]X|XX)"
_DATE = re.compile(rf"({_YEAR})(?:-([0-9]{{2}}|XX)(?:-([0-9]{{2}}|XX))?)?([~?%])?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_BOUND = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
# First month and number of months. The standard leaves seasons to the reader; these are the meteorological ones of the
# northern hemisphere, and a winter (24) runs from December into February of the next year.
_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}
_FORMS = "write a date such as 2003, 2012-06, 2012-06-24, 201X or 2012~, or an interval such as 2008/2010 or 2021-05/.."
_ERA = "years are written with four digits, 0001 to 9999"

# Months in one interval of pay. A day, an hour and a week have no fixed ratio to them.
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """A date or an interval as written, with the first and the last day it may cover, both inclusive.

    None is an end that is open (`..`) or unknown (nothing after the stroke); `text` says which.
    """

    text: str
    earliest: date | None
    latest: date | None
    is_approximate: bool = False
    is_uncertain: bool = False


UNKNOWN_PERIOD = Period("../..", None, None)  # nothing is known of it: open at both ends


@dataclass(frozen=True)
class _Date:
    first: date
    last: date
    mark: str


def parse_period(text: str) -> Period:
    """The period that this EDTF text names; its `.text` is the text itself.

    Raises BadValue, never quoting the text, when it is no EDTF of level 1, names a day that never was, runs backwards
    or is open at both ends in any other way than `../..`; TypeError when it is no text.
    """
    if not isinstance(text, str):
        raise TypeError("a period is read from text")
    if "/" not in text:
        only = _read_date(text)
        return _period(text, only, only)
    begins, _, ends = text.partition("/")
    if "/" in ends:
        raise BadValue("more than one stroke", _FORMS)
    first, last = _read_end(begins), _read_end(ends)
    if first is None and last is None and text != UNKNOWN_PERIOD.text:
        raise BadValue("an interval without a beginning and without an end", "give one end at least, such as ../2005")
    if first is not None and last is not None and first.first > last.last:
        raise BadValue("the interval ends before it begins", "write the earlier date first")
    return _period(text, first, last)


def months(period: Period) -> tuple[tuple[int, int, int], ...]:
    """Every month that the period touches as (year, month, days of it in the period), in order.

    Raises BadValue when an end is open or unknown.
    """
    if period.earliest is None or period.latest is None:
        raise BadValue("the period is open", "its months cannot be counted until both ends are given")
    found: list[tuple[int, int, int]] = []
    year, month = period.earliest.year, period.earliest.month
    while (year, month) <= (period.latest.year, period.latest.month):
        last = monthrange(year, month)[1]
        if (year, month) == (period.latest.year, period.latest.month):
            last = period.latest.day
        first = period.earliest.day if not found else 1
        found.append((year, month, last - first + 1))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(found)


def spread(total: int, period: Period) -> tuple[tuple[int, int, int], ...]:
    """The total shared out over the months by their days, as (year, month, part); the parts sum to the total exactly.

    Largest remainder (Hamilton's method): each month gets the whole units of its share, and the units left over go one
    each to the largest remainders, earlier months first where they tie. A negative total is the mirror of a positive.
    Raises BadValue when an end of the period is open; TypeError for anything but an int.
    """
    size = abs(numerals.exact(total))
    covered = months(period)
    days = sum(n for _, _, n in covered)
    shares = [divmod(size * n, days) for _, _, n in covered]
    left = size - sum(whole for whole, _ in shares)
    by_remainder = sorted(range(len(shares)), key=lambda i: (-shares[i][1], i))
    lucky = set(by_remainder[:left])
    sign = -1 if total < 0 else 1
    return tuple((year, month, sign * (shares[i][0] + (i in lucky))) for i, (year, month, _) in enumerate(covered))


def day(text: str) -> date:
    """One day, written 2012-06-24. Raises BadValue for any other form and for a day that never was."""
    match = _DAY.fullmatch(text)
    if match is None:
        raise BadValue("not a day", "write year, month and day: 2012-06-24")
    return _calendar_day(int(match[1]), int(match[2]), int(match[3]))


def parse_bound(text: str) -> date:
    """The first day of a year, a month or a day, as -b and -e take it: "2015-03" is 2015-03-01. Raises BadValue."""
    match = _BOUND.fullmatch(text)
    if match is None:
        raise BadValue("not a year, a month or a day", "write 2015, 2015-03 or 2015-03-02")
    return _calendar_day(int(match[1]), int(match[2] or 1), int(match[3] or 1))


def _period(text: str, first: _Date | None, last: _Date | None) -> Period:
    marks = {end.mark for end in (first, last) if end is not None}
    return Period(
        text,
        first.first if first else None,
        last.last if last else None,
        is_approximate=bool(marks & {"~", "%"}),
        is_uncertain=bool(marks & {"?", "%"}),
    )


def _read_end(text: str) -> _Date | None:
    return None if text in ("", "..") else _read_date(text)


def _read_date(text: str) -> _Date:
    match = _DATE.fullmatch(text)
    if match is None:
        raise _why_not(text)
    year, month, day_, mark = match[1], match[2], match[3], match[4] or ""
    if month == "XX" and day_ not in (None, "XX"):
        raise BadValue("a day of an unknown month", "write the month, or XX for the day as well")
    if month not in (None, "XX") and int(month) not in _SEASONS and not 1 <= int(month) <= 12:
        raise BadValue("no such month", "months are 01 to 12; the seasons spring to winter are 21 to 24")
    # With unknown digits the earliest and the latest of the years in which there is such a day: 29 February of 201X
    # is in 2012 or 2016.
    years = range(int(year.replace("X", "0")), int(year.replace("X", "9")) + 1)
    first = next((span for y in years if (span := _span(y, month, day_))), None)
    last = next((span for y in reversed(years) if (span := _span(y, month, day_))), None)
    if first is None or last is None:
        raise BadValue("no such day in the calendar", f"check the month and the day; {_ERA}")
    return _Date(first[0], last[1], mark)


def _span(year: int, month: str | None, day_: str | None) -> tuple[date, date] | None:
    """First and last day, or None where the calendar has no such day (29 February of a common year, the year 0)."""
    try:
        if month is None or month == "XX":
            return date(year, 1, 1), date(year, 12, 31)
        if int(month) in _SEASONS:
            return None if day_ else _season(year, _SEASONS[int(month)])
        if day_ is None or day_ == "XX":
            return date(year, int(month), 1), date(year, int(month), monthrange(year, int(month))[1])
        only = date(year, int(month), int(day_))
    except ValueError:
        return None
    return only, only


def _season(year: int, month: int) -> tuple[date, date]:
    ends = (year, month + 2) if month < 12 else (year + 1, 2)
    return date(year, month, 1), date(*ends, monthrange(*ends)[1])


def _calendar_day(year: int, month: int, day_: int) -> date:
    try:
        return date(year, month, day_)
    except ValueError:
        raise BadValue("no such day in the calendar", f"check the month and the day; {_ERA}") from None


def _why_not(text: str) -> BadValue:
    if not text:
        return BadValue("no date is written", _FORMS)
    if any(c.isnumeric() and not ("0" <= c <= "9") for c in text):
        return BadValue("digits of another script", "write the date in the digits 0 to 9")
    if re.match(r"-[0-9]", text):
        return BadValue("a year before year 1", _ERA)
    if re.match(r"Y-?[0-9]|[0-9]{5}", text):
        return BadValue("a year of more than four digits", _ERA)
    if re.search(r"[0-9][T ][0-9]{2}:?[0-9]{2}", text):
        return BadValue("a time of day", "leave the time out: 2012-06-24")
    if any(c.isspace() for c in text):
        return BadValue("a space stands in the date", _FORMS)
    if ".." in text:
        return BadValue("an open end without a stroke or with a mark", "write ../2005 or 2021-05/.. with nothing else")
    if re.match(r"[~?%]", text) or re.search(r"[~?%].", text):
        return BadValue("a mark (~ ? %) that is not at the end", "write the mark last: 2012-06~")
    if re.match(r"X{3,4}|[0-9]X{3}", text):
        return BadValue("too few digits of the year", "give the first two at least: 20XX")
    if re.fullmatch(r"[0-9X]{4}[-\u2012\u2013\u2014][0-9X]{4}", text):
        return BadValue("two years joined by a dash", "write an interval with a stroke: 2008/2010")
    if re.search(r"[0-9]x", text):
        return BadValue("a small x", "write unknown digits with a capital X: 201X")
    if re.fullmatch(r"[0-9]{4}(-[0-9]{1,2}){1,2}[~?%]?", text):
        return BadValue("a month or day with one digit", "write two digits: 2012-06-04")
    if re.search(r"[0-9]\.[0-9]", text):
        return BadValue("points in the date", "write year, month and day with hyphens: 2012-06-24")
    return BadValue("not a date of EDTF level 1", _FORMS)
