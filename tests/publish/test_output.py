"""Where reports go: the format, whole files or none, and no traceback when the disk is full."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest

from ledger.publish.output import NotWritten, UnknownFormat, format_of, look_of, write


@pytest.mark.parametrize(
    ("named", "output", "kind"),
    [
        (None, None, "text"),
        (None, "-", "text"),
        (None, "a.csv", "csv"),
        (None, "a.JSON", "json"),
        (None, "a.txt", "text"),
        ("json", None, "json"),
        ("csv", "a.json", "csv"),
        ("text", "a.unknown", "text"),
    ],
)
def test_the_extension_decides_and_the_option_overrides(named, output, kind):
    assert format_of(named, output) == kind


@pytest.mark.parametrize(("named", "output"), [("xml", None), ("JSON", None), (None, "a.xlsx"), (None, "report")])
def test_an_unknown_format_is_a_usage_error(named, output):
    with pytest.raises(UnknownFormat) as caught:
        format_of(named, output)
    assert caught.value.exit_code == 2
    assert caught.value.advice


def test_a_file_is_replaced_whole(tmp_path):
    file = tmp_path / "skim.txt"
    file.write_text("what was there before, and longer")
    write("북한\n", str(file), "text")
    assert file.read_bytes() == "북한\n".encode()
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_is_followed_and_stays_a_link(tmp_path):
    file, link = tmp_path / "skim.txt", tmp_path / "link.txt"
    file.write_text("before")
    link.symlink_to(file)
    write("after", str(link), "text")
    assert link.is_symlink()
    assert file.read_text() == "after"


@pytest.mark.parametrize("place", ["no/such/folder/a.txt", "."])
def test_an_impossible_path_is_an_error_of_this_run(tmp_path, place):
    with pytest.raises(NotWritten) as caught:
        write("text", str(tmp_path / place), "text")
    assert caught.value.exit_code == 1
    assert str(tmp_path) not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    file = tmp_path / "skim.txt"
    file.write_text("before")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotWritten, match="No space left"):
        write("after", str(file), "text")
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a full device is needed")
class TestFullDevice:
    def test_a_full_device_is_an_error_and_stays_a_device(self):
        with pytest.raises(NotWritten, match="No space left"):
            write("text", "/dev/full", "text")
        assert not os.path.isfile("/dev/full")

    def test_a_full_stdout_is_an_error_and_no_traceback(self):
        assert self.run("/dev/full") == (7, b"caught\n")

    def run(self, stdout):
        code = (
            "import sys\n"
            "from ledger.publish.output import NotWritten, write\n"
            "try:\n    write('text' * 9, None, 'text')\n"
            "except NotWritten:\n    print('caught', file=sys.stderr); sys.exit(7)\n"
        )
        with open(stdout, "w") as out:
            run = subprocess.run([sys.executable, "-c", code], stdout=out, stderr=subprocess.PIPE)
        return run.returncode, run.stderr


def test_a_reader_that_stops_listening_is_no_error():
    code = "from ledger.publish.output import write\nwrite('line\\n' * 100000, None, 'text')"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        run.stdout.readline()
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 0


class Narrow(io.TextIOWrapper):
    def __init__(self, encoding, terminal=False):
        super().__init__(io.BytesIO(), encoding=encoding)
        self.terminal = terminal

    def isatty(self):
        return self.terminal

    @property
    def written(self):
        self.flush()
        return self.buffer.getvalue()


def test_letters_that_the_terminal_has_not_are_written_out(monkeypatch):
    narrow = Narrow("ascii")
    monkeypatch.setattr(sys, "stdout", narrow)
    assert not look_of("n", None).blocks
    write("북\n", None, "text")
    write('{"é": "\U0001f600"}\n', None, "json")
    first, second = narrow.written.splitlines()
    assert first == rb"\ubd81"
    assert json.loads(second) == {"é": "\U0001f600"}


@pytest.mark.parametrize(
    ("choice", "output", "env", "terminal", "colour"),
    [
        ("auto", None, {}, True, True),
        ("auto", None, {}, False, False),
        ("auto", None, {"NO_COLOR": "1"}, True, False),
        ("auto", None, {"NO_COLOR": ""}, True, True),
        ("auto", None, {"TERM": "dumb"}, True, False),
        ("auto", "a.txt", {}, True, False),
        ("auto", "-", {}, True, True),
        ("n", None, {}, True, False),
        ("y", None, {"NO_COLOR": "1"}, False, True),
    ],
)
def test_colour_is_for_terminals_that_want_it(monkeypatch, choice, output, env, terminal, colour):
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Narrow("utf-8", terminal))
    assert look_of(choice, output).colour is colour
