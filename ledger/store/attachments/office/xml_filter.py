"""XML written again as it was read, but for what a set of rules takes out. Comments and instructions are never copied.

Prefixes stay as they are: office documents name them inside values, where a parser that renames them breaks the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from ledger.store.attachments.errors import CannotStrip

_LINE_ENDS = {"\r": "&#13;"}

Rewrite = Callable[[str, str, str], str | None]


def _as_it_is(_element: str, _attribute: str, value: str) -> str | None:
    return value


@dataclass(frozen=True)
class Rules:
    """What goes (elements with all that is in them, attributes), and what makes the whole document refused.

    Names are local names, without a prefix. `rewrite` gives an attribute's new value, or None to drop it; `spoken`
    gives the new text of an element; `top` are the only children that the root element keeps, when there are any.
    """

    dropped: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    refused: Mapping[str, str] = field(default_factory=dict)
    rewrite: Rewrite = _as_it_is
    spoken: Callable[[str, str], str] = lambda _element, text: text
    top: frozenset[str] = frozenset()


def filtered(xml: bytes, rules: Rules) -> tuple[bytes, bool]:
    """The document by the rules, and whether anything went. Raises CannotStrip: refused, malformed, with a DTD."""
    return _Filter(rules).run(xml)


def tags(xml: bytes) -> list[tuple[str, dict[str, str]]]:
    """The elements of a flat list, such as relations: local names with attributes. Raises CannotStrip."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((local(name), {local(key): value for key, value in attributes.items()}))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, UnicodeError, LookupError, ValueError):
        raise CannotStrip("the document is damaged") from None
    return found


def _refuse_doctype(*_told: object) -> None:
    raise CannotStrip("the document defines words of its own")


def local(name: str) -> str:
    """`w:rsidR` is rsidR."""
    return name.rpartition(":")[2]


class _Filter:
    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._written: list[str] = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n']
        self._open: list[str] = []
        self._inside_dropped = 0
        self._has_dropped = False

    def run(self, xml: bytes) -> tuple[bytes, bool]:
        parser = expat.ParserCreate()
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            parser.Parse(xml, True)
        except (expat.ExpatError, UnicodeError, LookupError, ValueError):
            raise CannotStrip("the document is damaged") from None
        return "".join(self._written).encode("utf-8"), self._has_dropped

    def _start(self, name: str, attributes: list[str]) -> None:
        element = local(name)
        if self._inside_dropped:
            self._inside_dropped += 1
            return
        if element in self._rules.refused:
            raise CannotStrip(self._rules.refused[element])
        is_off_top = len(self._open) == 1 and self._rules.top and element not in self._rules.top
        if element in self._rules.dropped or is_off_top:
            self._inside_dropped, self._has_dropped = 1, True
            return
        self._open.append(element)
        self._written.append(f"<{name}")
        for attribute, value in zip(attributes[::2], attributes[1::2], strict=True):
            self._attribute(element, attribute, value)
        self._written.append(">")

    def _attribute(self, element: str, attribute: str, value: str) -> None:
        short = local(attribute)
        is_declaration = attribute == "xmlns" or attribute.startswith("xmlns:")
        new: str | None = value
        if not is_declaration:
            new = None if short in self._rules.attributes else self._rules.rewrite(element, short, value)
        self._has_dropped |= new != value
        if new is not None:
            self._written.append(f" {attribute}={quoteattr(new, _LINE_ENDS)}")

    def _end(self, name: str) -> None:
        if self._inside_dropped:
            self._inside_dropped -= 1
            return
        self._open.pop()
        self._written.append(f"</{name}>")

    def _text(self, text: str) -> None:
        if self._inside_dropped:
            return
        new = self._rules.spoken(self._open[-1], text) if self._open else text
        self._has_dropped |= new != text
        self._written.append(escape(new, _LINE_ENDS))
