"""Text from data made safe to show: control characters and marks that turn the writing direction become visible.

A title may hold an escape sequence that repaints a terminal, or a bidirectional override that shows 90 as 09. Letters
of every script stay as they are.
"""

from __future__ import annotations

import json
import re
import unicodedata

_JOINERS = "\u200c\u200d"  # needed to write Persian and the scripts of India
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def visible(text: str) -> str:
    r"""The text with every hidden character written out: an escape becomes `\x1b`, an override `\u202e`."""
    return text if text.isprintable() else "".join(_written_out(c) if _is_hidden(c) else c for c in text)


def visible_json(text: str) -> str:
    """JSON whose hidden characters are JSON escapes: it reads back as the same values. Line ends stay."""
    return "\n".join(line if line.isprintable() else _escaped(line) for line in _delete_escaped(text).split("\n"))


def ascii_json(text: str) -> str:
    """JSON in ASCII alone, for an output that has no other letters; it reads back as the same values."""
    return _NOT_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], text)


def cell(text: str) -> str:
    """A text cell of a CSV that no spreadsheet takes for a formula: before a leading = + - or @ comes an apostrophe."""
    shown = visible(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown


def width(text: str) -> int:
    """The columns that a terminal gives the text: two for a wide letter, none for a combining mark."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)


def _escaped(line: str) -> str:
    return "".join(json.dumps(c)[1:-1] if _is_hidden(c) else c for c in line)


def _delete_escaped(text: str) -> str:
    return text.replace("\x7f", "\\u007f")  # json.dumps leaves DEL as it is


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN and character not in _JOINERS


def _written_out(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
