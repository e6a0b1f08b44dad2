"""A CSV file as people really send it, read and checked before anything is believed.

UTF-8 with or without a byte order mark, LF or CRLF, comma, semicolon or tab. Anything else is a problem with its line.
A file is read through, block by block and record by record, and can be read through again: one of ten million rows
takes no more memory than one of ten.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from ledger.values.errors import LedgerError, UsageError
from ledger.values.problems import Problem

DELIMITERS = (",", ";", "\t")
BLOCK = 1 << 20
Open = Callable[[], BinaryIO]


class UnreadableFile(UsageError):
    """The file cannot be opened."""

    message = "{} cannot be read: {}."
    advice = "Check the path and the file's permissions."


class ChangedFile(LedgerError):
    """The file was written to between two readings of it."""

    message = "{} was changed while it was being read. Nothing was imported."
    advice = "Import it again when no other program writes to it."


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
    rows: Sequence[Row]
    problems: tuple[Problem, ...]
    is_usable: bool
    broken: tuple[tuple[int, tuple[str, ...]], ...] = ()

    def whole(self) -> Table:
        """The same, with all its rows in memory."""
        return replace(self, rows=tuple(self.rows))

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """The line and the cells of each row, in the order of the header."""
        if isinstance(self.rows, Streamed):
            return self.rows.records()
        return ((row.line, [row[name] for name in self.header]) for row in self.rows)


class Streamed(Sequence[Row]):
    """The rows of a file, read from it each time they are asked for."""

    def __init__(self, text: _Text, count: int) -> None:
        self._text = text
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Row]:
        header = self._text.header
        return (Row(line, dict(zip(header, cells, strict=True))) for line, cells in self.records())

    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:  # type: ignore[override]
        return list(self)[place]

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """The line and the cells of each row. Raises ChangedFile."""
        width, is_clean = len(self._text.header), self._text.is_clean
        try:
            for line, cells in self._text.records():
                if len(cells) == width:
                    cells = [cell.strip() for cell in cells]
                    if any(cells) and (is_clean or all(map(_is_clean, cells))):
                        yield line, cells
            self._text.open_again().close()
        except (_Unreadable, UnicodeDecodeError):  # it was neither when it was looked through
            raise ChangedFile(self._text.file) from None


READINGS = 3  # of a file until all of its rows are checked: as a text, as records, as rows


def open_table(path: Path, watch: Callable[[int], None] = lambda n: None) -> Table:
    """The file's records, to be read from it as often as they are needed. Raises UnreadableFile and ChangedFile.

    `watch` is told how many bytes were read, whenever some were.
    """
    try:
        with open(path, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # a pipe can be read but once
                return parse_table(str(path), file.read())
            seen = _state(file)
        return _read(str(path), lambda: _unchanged(path, seen, watch))
    except OSError as trouble:
        raise UnreadableFile(path, trouble.strerror or "no reason given") from None


def parse_table(file: str, raw: bytes) -> Table:
    """The records in these bytes; everything that is wrong with the file's shape is in `problems`."""
    return _read(file, lambda: io.BytesIO(raw)).whole()


def _read(file: str, open_again: Open) -> Table:
    def refused(line: int, says: str, advice: str) -> Table:
        return Table(file, ",", (), (), (Problem(file, line, "", says, advice),), is_usable=False)

    try:
        text = _looked_through(file, open_again)
    except _NotText as trouble:
        return refused(trouble.line, trouble.says, trouble.advice)
    if text is None:
        return refused(1, "the file is empty", "It needs a header line and a row.")
    doubled = [name for name, times in Counter(text.header).items() if times > 1]  # of a header of 100,000 cells, too
    if doubled:
        return refused(1, f"{len(doubled)} column name(s) stand more than once", "Give each column one name.")
    problems: list[Problem] = []
    broken: list[tuple[int, tuple[str, ...]]] = []
    count, width = 0, len(text.header)
    try:
        for line, cells in text.records():
            is_looked_at = len(cells) != width or not text.is_clean
            if is_looked_at and (wrong := list(_wrong_shape(text, file, line, cells))):
                problems += wrong
                broken.append((line, tuple(cells)))
            elif any(map(str.strip, cells)):
                count += 1
    except _Unreadable as record:
        advice = "Look for a quotation mark that is not closed, at this line or below."
        problems.append(Problem(file, record.line, "", "the rest of the file cannot be read as CSV", advice))
        return Table(file, text.delimiter, text.header, (), tuple(problems), is_usable=False)
    rows = Streamed(text, count)
    return Table(file, text.delimiter, text.header, rows, tuple(problems), is_usable=True, broken=tuple(broken))


def _wrong_shape(text: _Text, file: str, line: int, cells: Sequence[str]) -> Iterator[Problem]:
    """Why the record is no row. A blank line is none, and nothing is wrong with it."""
    if len(cells) != len(text.header):
        if any(cell.strip() for cell in cells):
            says = f"the row has {len(cells)} cells and the header {len(text.header)}"
            yield Problem(file, line, "", says, "Put cells that hold the delimiter in quotation marks.")
    elif not text.is_clean:
        # By its place: in a file without a header line the first row would be quoted here.
        for place, cell in enumerate(cells, start=1):
            if not _is_clean(cell.strip()):
                advice = "Delete the invisible characters (control characters, direction overrides) and type it again."
                yield Problem(file, line, f"column {place}", "the cell holds characters that cannot be seen", advice)


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


class _NotText(Exception):
    """The file is no text, or its header cannot be read."""

    def __init__(self, line: int, says: str, advice: str) -> None:
        super().__init__(says)
        self.line, self.says, self.advice = line, says, advice


@dataclass(frozen=True)
class _Text:
    """A file that is UTF-8 from its first byte to its last. `is_clean`: nothing in it is invisible."""

    file: str
    open_again: Open
    delimiter: str
    header: tuple[str, ...]
    is_clean: bool

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """The records below the header, as (line, cells). Raises _Unreadable and ChangedFile."""
        return _below_header(_records(self.open_again, self.delimiter))


def _looked_through(file: str, open_again: Open) -> _Text | None:
    """The file as a text; None when nothing stands in it. Raises _NotText."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    lines, nul, is_clean, first = 0, 0, True, ""
    with open_again() as raw:
        begin = raw.read(2)
        if begin in (b"\xff\xfe", b"\xfe\xff"):
            raise _NotText(1, "the file is UTF-16, not UTF-8", "Save it as 'CSV UTF-8'.")
        block = begin + raw.read(BLOCK)
        while True:
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as trouble:
                line = lines + trouble.object.count(b"\n", 0, trouble.start) + 1
                raise _NotText(line, "the text is not UTF-8", "Save the file as 'CSV UTF-8' and try again.") from None
            if "\0" in text and not nul:
                nul = lines + text.count("\n", 0, text.index("\0")) + 1
            lines += text.count("\n")
            is_clean = is_clean and _is_clean(text)
            if "\n" not in first:
                first = (first + text).lstrip()
            if not block:
                break
            block = raw.read(BLOCK)
    if not first:
        return None
    if nul:
        raise _NotText(nul, "the file holds a NUL byte, so it is no text file", "Export it again as CSV.")
    delimiter = max(DELIMITERS, key=first.split("\n", 1)[0].count)
    try:
        header = next((cells for _, cells in _records(open_again, delimiter) if any(map(str.strip, cells))), None)
    except _Unreadable:
        raise _NotText(1, "the header cannot be read as CSV", "Check its quotation marks.") from None
    return None if header is None else _Text(file, open_again, delimiter, tuple(map(str.strip, header)), is_clean)


def _records(open_again: Open, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    with open_again() as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        start = 1
        try:
            for cells in reader:
                yield start, cells
                start = reader.line_num + 1
        except csv.Error:
            raise _Unreadable(start) from None


def _below_header(records: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for _, cells in records:
        if any(map(str.strip, cells)):
            break
    return records


def _state(file: BinaryIO) -> tuple[int, ...]:
    found = os.fstat(file.fileno())
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


class _Watched(io.FileIO):
    """A file that tells how much of it was read."""

    def __init__(self, path: Path, watch: Callable[[int], None]) -> None:
        super().__init__(path, "rb")
        self._watch = watch

    def readinto(self, buffer: Any) -> int:
        read = super().readinto(buffer)
        self._watch(read)
        return read


def _unchanged(path: Path, seen: tuple[int, ...], watch: Callable[[int], None]) -> BinaryIO:
    """The file, opened again. Raises ChangedFile when it is not what it was."""
    try:
        file = io.BufferedReader(_Watched(path, watch), BLOCK)
    except OSError:
        raise ChangedFile(path) from None
    if _state(file) != seen:
        file.close()
        raise ChangedFile(path)
    return file


def _is_clean(cell: str) -> bool:
    return _UNSEEN.search(cell) is None


# Control characters, direction overrides, and characters of no width. The joiners U+200C and U+200D and the marks
# U+200E and U+200F stay: Persian, Arabic and Hebrew texts need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
)
