"""Free text that could give a person away is refused: addresses, phones, papers, accounts, places on a map.

Titles of sources, labels, pages and names of firms are the only free text about a worker's pay. A name cannot be told
from another word by a program; numbers and addresses can, and they are what a reader with bad intentions would search
for. So those are refused at the door, and never quoted.
"""

from __future__ import annotations

import re
import unicodedata

from ledger.values.problems import BadValue

_JOINERS = "\u200c\u200d"  # part of how Persian and Hindi words are spelt
MOST = 200  # longer than any title or label; a story belongs in an attachment
_WORDS = re.compile(r"[A-Za-z가-힣А-Яа-яЁё ]*")  # letters alone: nothing below is found in them
_LEAVE_OUT = "leave it out: this book keeps nothing by which a person could be found"

_ADDRESS = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(\.[\w-]+)+")
_MESSENGER = re.compile(r"(?i)\b(wa\.me|t\.me|tel:|skype:|viber:|mailto:)")
_WEB = re.compile(r"(?i)\bhttps?://\S+")
_BOOK_NUMBER = re.compile(r"(?i)\bis[bs]n(-1[03])?:?\s?[0-9][0-9x -]{6,16}")
# 2012-06-24, 24.06.2012, 2012-06, 1999-2003: what stands in titles and is no phone.
_YEAR = r"(?:1[89]|20)[0-9]{2}"
_DAY_OR_MONTH = r"[0-3]?[0-9]"
_DATES = re.compile(
    rf"(?<![0-9])(?:{_YEAR}[-./]{_DAY_OR_MONTH}[-./]{_DAY_OR_MONTH}|{_DAY_OR_MONTH}[-./]{_DAY_OR_MONTH}[-./]{_YEAR}"
    rf"|{_YEAR}\s?[-\u2013/]\s?{_YEAR}|{_YEAR}[-./]{_DAY_OR_MONTH})(?![0-9])"
)
_DIGITS = re.compile(r"(?:[+(]\s?)?[0-9](?:[\s().\-\u2010-\u2015]{0,2}[0-9]){6,}")
_PAPER = re.compile(r"\b(?:[A-Za-z]{1,2}[0-9]{6,9}|[A-Z]{1,2}[ -][0-9]{6,9}|[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,})\b")
_CALLED_PAPER = re.compile(
    r"(?i)(passport|паспорт|여권|护照|護照|주민등록|\bинн\b|снилс|\biban\b|identity card|\bid (?:card|no|number))"
    r"\W{0,3}(?:no\.?|nr\.?|number|№|номер|번호|号)?\W{0,3}[A-Za-z]{0,3}[ -]?[0-9][0-9 -]{3,}"
)
_DECIMAL_PLACE = r"[-+]?[0-9]{1,3}\.[0-9]{3,}"
_COORDINATES = re.compile(
    rf"{_DECIMAL_PLACE}\s*°?\s*[NSEW]?\s*[,;/ ]\s*{_DECIMAL_PLACE}|{_DECIMAL_PLACE}\s*°?\s*[NSEW]\b"
    r"|[0-9]{1,3}\s*°\s*[0-9]|\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b"
)


def refuse_private(text: str, *, most: int = MOST) -> str:
    """The same text without spaces at its ends. Raises BadValue, never quoting it, for what could give a person away.

    Refused: e-mail addresses and messenger links, seven digits and more as in phones and accounts (dates and ISBNs are
    let through), passport and identity numbers, coordinates; also control characters, and more than `most` characters.
    """
    body = text.strip()
    if len(body) <= most and _WORDS.fullmatch(body):
        return body
    if any(c not in _JOINERS and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in body):
        raise BadValue("a control character or a line break", "write it in one line of plain text")
    if len(body) > most:
        raise BadValue(f"more than {most} characters", "shorten it to a title")
    plain = _in_plain_digits(body)
    if _ADDRESS.search(plain) or _MESSENGER.search(plain):
        raise BadValue("an e-mail address or a messenger link", _LEAVE_OUT)
    if _COORDINATES.search(plain):
        raise BadValue("coordinates", _LEAVE_OUT)
    if _CALLED_PAPER.search(plain) or _PAPER.search(_WEB.sub(" ", plain)):
        raise BadValue("a number as on a passport, an identity card or an account", _LEAVE_OUT)
    rest = _DATES.sub(" | ", _BOOK_NUMBER.sub(" | ", _WEB.sub(" | ", plain)))
    if _DIGITS.search(rest):
        raise BadValue("seven digits or more, as in a phone or an account number", _LEAVE_OUT)
    return body


def _in_plain_digits(text: str) -> str:
    """Full-width and other scripts' digits as 0 to 9, so that no script hides a number."""
    folded = unicodedata.normalize("NFKC", text.translate(dict.fromkeys(map(ord, _JOINERS))))
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in folded)
