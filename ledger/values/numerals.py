"""Plain decimal numerals: how a figure is written, and why another writing is refused rather than guessed.

A figure is ASCII digits, at most one point, and `-` in front where it is negative. Everything else could be read in two
ways by two readers (1,234 is a thousand in London and one and a bit in Warsaw), so it is refused with its own reason.
Reasons and advice never quote the text.
"""

from __future__ import annotations

import re
import unicodedata

from ledger.values.problems import BadValue

MOST_DIGITS = 18  # the books keep 64-bit integers, which hold every number of 18 digits
_PLAIN = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_POINT = "write 12.5 with a point, no thousands separators"


def scaled(text: str, places: int, *, of: str) -> int:
    """The figure as an integer of units of 10**-places; exact, no float in between. `of` names the unit in messages.

    Zeros beyond the places are dropped, but 1.000 is refused: it may be a thousand. Raises BadValue when the text is no
    plain numeral, has more decimals than the places, or more than 18 digits; TypeError when it is no text.
    """
    if not isinstance(text, str):
        raise TypeError("a figure is read from text, never from a number")
    match = _PLAIN.fullmatch(text)
    if match is None:
        raise _why_not(text)
    sign, whole, decimals = match[1], match[2], match[3] or ""
    if decimals[places:].strip("0"):
        most = f"{of} has {places} decimals" if places else f"{of} has no decimals"
        raise BadValue(f"more decimals than there are: {most}", "if the point separates thousands, leave it out")
    if places < 3 and len(decimals) == 3 and len(whole) <= 3:
        raise BadValue("a point before three zeros, which may separate thousands", "write 1000, or 1.00 for one")
    digits = (whole + decimals[:places].ljust(places, "0")).lstrip("0")
    if len(digits) > MOST_DIGITS:
        raise BadValue(f"more than {MOST_DIGITS} digits", "check the figure, its unit and its currency")
    return int(sign + (digits or "0"))


def plain(units: int, places: int, *, grouped: bool = False) -> str:
    """The integer of units of 10**-places as a numeral with all its places: `scaled` read backwards.

    `grouped` puts a comma between thousands, for people; it is not read back. Raises TypeError for anything but an int.
    """
    whole, rest = divmod(abs(exact(units)), 10**places)
    sign = "-" if units < 0 else ""
    body = f"{whole:,}" if grouped else str(whole)
    return f"{sign}{body}.{rest:0{places}d}" if places else sign + body


def exact(value: int) -> int:
    """The same integer. Raises TypeError for a float, a bool or anything else that could carry a rounding."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"money and shares are exact integers, not {type(value).__name__}")
    return value


def _why_not(text: str) -> BadValue:
    if not text:
        return BadValue("no figure is written", "write a number such as 12.5, or leave the whole cell blank")
    if any(c.isspace() for c in text):
        return BadValue("a space stands in the figure", _POINT)
    if text.strip("+-").casefold() in {"nan", "inf", "infinity"}:
        return BadValue("not a number", "leave the cell blank when nothing is reported; blank is not zero")
    if any(c.isnumeric() and not ("0" <= c <= "9") for c in text):
        return BadValue("digits of another script", "write the figure in the digits 0 to 9")
    if any(unicodedata.category(c) == "Sc" for c in text):
        return BadValue("a currency sign stands in the figure", "leave the sign out; the currency is given by its code")
    if "%" in text:
        return BadValue("a percent sign stands in the figure", "leave the percent sign out")
    if re.search(r"[0-9.][eE][+-]?[0-9]", text):
        return BadValue("exponent notation", "write all the digits: 1200000, not a power of ten")
    if any(c.isalpha() for c in text):
        return BadValue("letters stand in the figure", "write the figure alone; words belong in a note")
    if any(c in ",\u066b\u066c\uff0c" for c in text):
        return BadValue("a comma, which may be a decimal mark or may separate thousands", _POINT)
    if any(c in "'_\u2019\u02bc\u00b7" for c in text) or text.count(".") > 1:
        return BadValue("the figure is split into groups", _POINT)
    if any(c in "\u2212\u2012\u2013\u2014\ufe63\uff0d" for c in text):
        return BadValue("a dash that is not a minus sign", "write a negative figure with a hyphen: -12.5")
    if text.startswith("+"):
        return BadValue("a plus sign in front", "leave the plus sign out")
    if text.startswith(("(", "\uff08")):
        return BadValue("brackets around the figure", "write a negative figure with a minus sign: -12.5")
    if "." in text and re.fullmatch(r"-?[0-9]*\.[0-9]*", text):
        return BadValue("the point has no digit on one side", "write a digit on both sides of it: 0.5")
    return BadValue("not a plain number", _POINT)
