"""A CSV file as people really send it, read whole and checked before anything is believed.

UTF-8 with or without a byte order mark, LF or CRLF, comma, semicolon or tab. Anything else is a problem with its line.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.values.errors import UsageError
from ledger.values.problems import Problem

DELIMITERS = (",", ";", "\t")


class UnreadableFile(UsageError):
    """The file cannot be opened."""

    message = "{} cannot be read: {}."
    advice = "Check the path and the file's permissions."


@dataclass(frozen=True)
class Row:
    """One record. `line` is the line of the file on which it starts; cells are stripped, missing columns are ""."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    """The records of one file and what is wrong with its shape. With `is_usable` False no row may be believed.

    `broken` are the records that cannot be read as rows, as (line, cells); each has its problem.
    """

    file: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    is_usable: bool
    broken: tuple[tuple[int, tuple[str, ...]], ...] = ()


def read_table(path: Path) -> Table:
    """The file's records. Raises UnreadableFile when the file cannot be opened."""
    try:
        raw = path.read_bytes()
    except OSError as trouble:
        raise UnreadableFile(path, trouble.strerror or "no reason given") from None
    return parse_table(str(path), raw)


def parse_table(file: str, raw: bytes) -> Table:
    """The records in these bytes; everything that is wrong with the file's shape is in `problems`."""

    def refused(line: int, says: str, advice: str) -> Table:
        return Table(file, ",", (), (), (Problem(file, line, "", says, advice),), is_usable=False)

    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return refused(1, "the file is UTF-16, not UTF-8", "Save it as 'CSV UTF-8'.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = raw.count(b"\n", 0, trouble.start) + 1
        return refused(line, "the text is not UTF-8", "Save the file as 'CSV UTF-8' and try again.")
    if not text.strip():
        return refused(1, "the file is empty", "It needs a header line and a row.")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return refused(line, "the file holds a NUL byte, so it is no text file", "Export it again as CSV.")
    delimiter = _delimiter(text)
    problems: list[Problem] = []
    rows: list[Row] = []
    broken: list[tuple[int, tuple[str, ...]]] = []
    records = _records(text, delimiter)
    try:
        names = next((cells for _, cells in records if any(cell.strip() for cell in cells)), None)
    except _Unreadable:
        return refused(1, "the header cannot be read as CSV", "Check its quotation marks.")
    if names is None:
        return refused(1, "the file is empty", "It needs a header line and a row.")
    header = tuple(name.strip() for name in names)
    doubled = [name for name, times in Counter(header).items() if times > 1]  # of a header of 100,000 cells, too
    if doubled:
        return refused(1, f"{len(doubled)} column name(s) stand more than once", "Give each column one name.")
    try:
        for line, cells in records:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                says = f"the row has {len(cells)} cells and the header {len(header)}"
                problems.append(Problem(file, line, "", says, "Put cells that hold the delimiter in quotation marks."))
                broken.append((line, tuple(cells)))
                continue
            row = Row(line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})
            # By its place: in a file without a header line the first row would be quoted here.
            marked = [f"column {place}" for place, cell in enumerate(cells, start=1) if not _is_clean(cell.strip())]
            for name in marked:
                advice = "Delete the invisible characters (control characters, direction overrides) and type it again."
                problems.append(Problem(file, line, name, "the cell holds characters that cannot be seen", advice))
            if marked:
                broken.append((line, tuple(cells)))
            else:
                rows.append(row)
    except _Unreadable as record:
        advice = "Look for a quotation mark that is not closed, at this line or below."
        problems.append(Problem(file, record.line, "", "the rest of the file cannot be read as CSV", advice))
        return Table(file, delimiter, header, (), tuple(problems), is_usable=False)
    return Table(file, delimiter, header, tuple(rows), tuple(problems), is_usable=True, broken=tuple(broken))


def check_header(table: Table, *, needed: Sequence[str], allowed: Sequence[str]) -> list[Problem]:
    """Problems with the columns: those that are missing and those that the format does not know."""
    found: list[Problem] = []
    for name in needed:
        if name not in table.header:
            found.append(
                Problem(table.file, 1, name, "the column is missing", "Add it; blank cells mean not reported.")
            )
    for place, name in enumerate(table.header, start=1):
        if name not in allowed:
            advice = "Take the column out, or correct its name; the manual lists the columns."
            found.append(Problem(table.file, 1, f"column {place}", "the format has no column of this name", advice))
    return found


class _Unreadable(Exception):
    """The record that starts on this line cannot be read as CSV."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error:
        raise _Unreadable(start) from None


def _delimiter(text: str) -> str:
    head = text.lstrip().split("\n", 1)[0]
    return max(DELIMITERS, key=head.count)


def _is_clean(cell: str) -> bool:
    return _UNSEEN.search(cell) is None


# Control characters, direction overrides, and characters of no width. The joiners U+200C and U+200D and the marks
# U+200E and U+200F stay: Persian, Arabic and Hebrew texts need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
)
