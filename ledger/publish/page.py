"""A page of text for a terminal of 80 columns: labelled lines, wrapped words, bold where colour is wanted."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.publish.visible import width

COLUMNS = 80
LABEL = 13


@dataclass(frozen=True)
class Look:
    """How text may look: `colour` for terminals that want it, `blocks` where the output has letters such as U+2588."""

    colour: bool = False
    blocks: bool = True

    def bold(self, text: str) -> str:
        """The text in bold where colour is wanted."""
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text

    def dim(self, text: str) -> str:
        """The text in grey where colour is wanted."""
        return f"\x1b[2m{text}\x1b[0m" if self.colour else text


PLAIN = Look()


def wrapped(text: str, indent: int = 0) -> list[str]:
    """The words in lines of at most 80 columns. A word that is longer stands on a line of its own, whole."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and width(longer) > COLUMNS - indent:
            lines.append(line)
            longer = word
        line = longer
    return [" " * indent + each for each in [*lines, line]]


def labelled(label: str, text: str) -> list[str]:
    """A label and its text beside it, the text's further lines under its first."""
    indent = 2 + LABEL + 1
    first, *more = wrapped(text, indent)
    return [f"  {label:<{LABEL}} {first[indent:]}", *more]
