"""The real command line, typed by a cat on a book whose files were in the rain: it ends with 0, 1 or 2, and a sentence.

Commands, options and what they take are read off the program itself, so that a new command is in here from its first
day. Every command is run in this process, as `ledger.__main__.run` would be, in a folder of its own with a small book.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from typer.main import get_command

from ledger.__main__ import run
from ledger.book.log.heads import sign_head
from ledger.book.post import post
from ledger.book.register import PlacementDraft, add_placement, add_worker
from ledger.book.session import Visit
from ledger.book.session import session as writing
from ledger.book.words import ATTACHMENT_KINDS, CONSENT_MODES, SCOPES, SOURCE_KINDS
from ledger.cli.main import app
from ledger.cli.trace import REPORTS
from ledger.data import observations
from ledger.store.folder import unlock
from ledger.store.opening import opened
from ledger.store.where import FolderPlace
from tests.attack.fuzzing import MARK, NotSurvived, fuzz, mutated
from tests.attack.test_fuzz_intake import FILES, a_file
from tests.attack.test_fuzz_values import AMOUNTS, FIGURES, PERIODS, PRIVATE, TAKEN
from tests.book.making import WORKER, a_wage, agrees
from tests.store.samples import a_jpeg

QUICK, LONG = 20, 3_000
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # of a command that was not begun
SERVER = "postgresql+psycopg://nobody@127.0.0.1:1/none"  # nobody listens there
NOT_RUN = {"demo"}  # it makes its own book of what ships, for seconds, and reads nothing that can be spoilt
SECRET = ("nothing.txt", "nothing.txt", "nothing.txt", "identity.txt", "missing", "a.csv", "head.json", "words.txt")
NAMED = ("a.csv", "b.csv", "head.json", "photo.jpg", "backup.tar", "new.json", "new.csv", "new.txt", "new", "-", "d")
PUBLIC = ("age1qqpsd0t7tzcvdzlq3slfdlnqhdsxe9sukdpfsp0ld6s4lvmz3u0qkwwx2n", "age1", "ssh-ed25519 AAAA")
WORDS = (
    "text",
    "json",
    "csv",
    "y",
    "n",
    "auto",
    "country",
    "sector,country",
    "all",
    "state",
    "workers",
    "paired",
    "now",
)

# What a well-meant value looks like, by the option's metavar, else by its name.
VALUES: dict[str, Sequence[str]] = {
    "AMOUNT": AMOUNTS,
    "ACCOUNT=AMOUNT": TAKEN,
    "ACCOUNT[@LABEL]": ("state:plan", "state:loyalty@충성자금", "state:levy"),
    "ACCOUNT[@LABEL][=AMOUNT]": TAKEN,
    "AGE_PUBLIC_KEY": PUBLIC,
    "BASIS": ("wage", "contract", "guess"),
    "CC": ("KW", "CZ", "KP", "XX"),
    "CUR": ("EUR", "USD", "KPW", "XXX"),
    "DATE": (*PERIODS, "2016-03", "2012", "2027-01-01"),
    "DAY": ("2027-01-01", "2026-12-31", "2020-01-01", "9999-12-31"),
    "ENTRY": ("1", "2", "3", "9"),
    "FILE": NAMED,
    "FMT": ("text", "json", "csv", "pdf"),
    "FORMAT": ("text", "json", "csv"),
    "GRADE": ("B2", "F6", "A1", "Z9"),
    "HEAD": ("head.json", "head.json", "a.csv", "missing", "-"),
    "INTERVAL": ("month", "total", "day", "fortnight"),
    "KIND": SOURCE_KINDS,
    "N": ("0", "1", "7", "31", "-1", "100"),
    "NUMBER": ("1", "2", "3", "0"),
    "PSEUDONYM": (WORKER, "0000-0000"),
    "PURPOSE": SCOPES,
    "PURPOSES": (*SCOPES, "record,statement", ",".join(SCOPES)),
    "SLOT": ("passphrase", "0" * 12),
    "TEXT": PRIVATE,
    "TITLE": PRIVATE,
    "FIRM": PRIVATE,
    "WORD": (*ATTACHMENT_KINDS, *CONSENT_MODES, "construction", "agreed"),
    "WORKER": (WORKER, WORKER, WORKER, "0000-0000"),
    "[ENTRY|WORKER|book|accounts|entries]": (WORKER, "1", "book", "accounts", "entries", "3"),
    "[NAME]...": ("balance", "log", "sealed", "references"),
    "currency": ("USD", "KPW", "KWD", "XXX", "EUR"),
    "language": ("en", "ko", "ru"),
    "target": (*FIGURES, "1", "2", "cz-garment-2000", "conflicts/a?since=2010-01-01"),
    "topic": ("observations", "keys", "index"),
    "paths": ("a.csv", "a.csv", "b.csv", "d", "missing"),
}
_DAYS = ("2010-01-01", "0001-01-01", "9999-12-31", "2010", "20100101", "")
QUESTIONS = {
    "since": _DAYS,
    "until": _DAYS,
    "as_of": _DAYS,
    "country": ("KW", "CZ", "XX", "", "\udcff", "%ED%A0%80", "a" * 300),
    "takers": ("all", "state", "nobody"),
    "by": ("country", "country,sector", "sector,sector", "origin", "", ",", "worker"),
    "weight": ("origins", "workers", "months", "x"),
    "bounds": ("paired", "outer", "x"),
    "seed": ("1", "0", "-1", "9" * 30, "9" * 5000, "1_0", " 7 ", "x"),
    "currency": ("USD", "EUR", "KPW", "XXX", "", "usd", "ABC"),
    "value": ("then", "now", "end", "2010-01-01", "9999-12-31", "x", ""),
    "days": ("31", "0", "-1", "9" * 9, "9" * 30, "x"),
}
FILE_OPTIONS = re.compile(r"passphrase|identity|unwrap")
OUTSIDE = re.compile(r"(^|=|^-[A-Za-z])[/~]|\.\./|^\.\.$|://")


def commands() -> dict[tuple[str, ...], Any]:
    """Every command of the program by the words that name it."""

    def walk(group: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
        for name, each in group.commands.items():
            if hasattr(each, "commands"):
                yield from walk(each, (*path, name))
            elif (*path, name)[0] not in NOT_RUN:
                yield (*path, name), each

    return dict(walk(get_command(app), ()))


COMMANDS = commands()
EXAMPLES = [line.split()[1:] for each in COMMANDS.values() for line in (each.epilog or "").splitlines()]


def typed(random: Random) -> list[str]:
    """A command line that could be right, with some of its words spoilt, left out, doubled or put elsewhere."""
    if random.random() < 0.1:
        words = list(random.choice(EXAMPLES))
    else:
        path = random.choice(list(COMMANDS))
        words = [*path, *_options(random, COMMANDS[path].params)]
    for _ in range(random.choice((0, 0, 0, 0, 0, 0, 1, 1, 2, 4))):
        place = random.randrange(len(words) + 1)
        kind = random.randrange(6)
        if kind == 0:
            words.insert(place, random.choice([*WORDS, "--help", "--", "-", "", *random.choice(EXAMPLES)]))
        elif words and place < len(words):
            if kind == 1:
                del words[place]
            elif kind == 2:
                words.insert(place, words[place])
            elif kind == 3:
                other = random.randrange(len(words))
                words[place], words[other] = words[other], words[place]
            else:
                words[place] = mutated(random, words[place], words, most=1)
    return [word for word in (each.replace("\0", "") for each in words) if _may_be_typed(word)]


def _options(random: Random, params: Sequence[Any]) -> Iterator[str]:
    for param in random.sample(list(params), len(params)):
        is_needed = param.required or param.param_type_name == "argument" or param.name in ("risks_explained", "yes")
        if random.random() > (0.97 if is_needed else 0.2):
            continue
        if getattr(param, "is_flag", False):
            yield random.choice([*param.opts, *param.opts, *param.secondary_opts])
            continue
        for _ in range(random.choice((1, 1, 2)) if "list" in str(param.type_descriptor.annotation) else 1):
            if param.param_type_name == "option":
                yield random.choice(param.opts)
            yield _value(random, param)


def _value(random: Random, param: Any) -> str:
    if FILE_OPTIONS.search(param.name):
        return random.choice(SECRET)
    known = VALUES.get(param.name) or VALUES.get(param.metavar or "") or WORDS
    value = random.choice(known)
    return mutated(random, value, known, most=1) if random.random() < 0.1 else value


def _a_figure(random: Random) -> str:
    """The id of a figure that a report could have, asked as nobody asks."""
    asked = [
        f"{name}={random.choice(QUESTIONS[name])}" for name in random.sample(list(QUESTIONS), random.randint(1, 3))
    ]
    text = f"{random.choice(list(REPORTS))}/all?{'&'.join(asked)}"
    return mutated(random, text, FIGURES, most=1) if random.random() < 0.3 else text


def _may_be_typed(word: str) -> bool:
    """False for what would leave the folder of the test, ask the network, or change the shell of whoever runs it."""
    if word == SERVER or word in FIGURES:
        return True
    with contextlib.suppress(UnicodeEncodeError):
        word.encode("utf-8", "surrogateescape")  # what is not even this cannot stand in an argument list
        return OUTSIDE.search(word) is None and "completion" not in word
    return False


# --- the book and its folder ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def room(template_folder: Path, identity_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small book and the files of somebody who uses it, to be copied and never worked in."""
    made = tmp_path_factory.mktemp("room") / "room"
    shutil.copytree(template_folder, made / "book")
    shutil.copyfile(identity_file, made / "identity.txt")
    (made / "nothing.txt").touch()
    (made / "words.txt").write_text("five invented words\n", encoding="utf-8")
    (made / "photo.jpg").write_bytes(a_jpeg())
    (made / "d").mkdir()
    wages = (observations() / "reported_wages.csv").read_text(encoding="utf-8").splitlines(keepends=True)[:8]
    flows = (observations() / "reported_flows.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    codes = {line.partition(",")[0] for line in wages}  # "obs_id" is one of them
    (made / "d" / "reported_wages.csv").write_text("".join(wages), encoding="utf-8")
    kept = [line for line in flows if line.partition(",")[0] in codes]
    (made / "d" / "reported_flows.csv").write_text("".join(kept), encoding="utf-8")
    shutil.copyfile(made / "d" / "reported_wages.csv", made / "b.csv")
    with opened(FolderPlace(made / "book"), unlock(made / "book", identity=identity_file)) as engine:
        for scope in ("record", "statement"):
            with writing(engine, Visit(scope=scope)) as session:
                if scope == "record":
                    subject = add_worker(session, WORKER)
                    agrees(session, subject)
                    placement = add_placement(session, PlacementDraft(subject, "construction", "KW"))
                    post(session, a_wage(session, placement_id=placement, observation=None))
                post(session, a_wage(session))
                head = sign_head(session)
                session.commit()
    (made / "head.json").write_text(json.dumps(head.data()), encoding="utf-8")
    with _inside(made):
        assert _ran(["import", "d"]) == (0, "")
        assert _ran(["attach", "photo.jpg", "--source", "1", "--worker", WORKER])[0] == 0
        assert _ran(["backup", "-o", "backup.tar"])[0] == 0
    return made


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _ran(words: Sequence[str]) -> tuple[int, str]:
    """The exit code and what was said on stderr. The streams are as real ones: stdout refuses what is no text."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace")
    nobody = io.TextIOWrapper(io.BytesIO(b""), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", nobody)
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        code = run(["--book", "book", "--identity-file", "identity.txt", *words])
        out.flush()
        err.flush()
    said = err.buffer.getvalue().decode()  # type: ignore[attr-defined]
    if "Traceback" in out.buffer.getvalue().decode():  # type: ignore[attr-defined]
        raise NotSurvived("a traceback was printed as the result")
    return code, said


def expect_a_sentence(words: Sequence[str], code: int, said: str) -> None:
    """It ended as commands end, and with nothing but sentences."""
    if code not in (0, 1, 2) or "Traceback" in said or "nobody foresaw" in said:
        raise NotSurvived(f"exit code {code} of {words!r}: {said}")
    if MARK in said and not any(MARK in word for word in words):
        raise NotSurvived(f"what was read is quoted by {words!r}")
    if code == 2 and not said:
        raise NotSurvived(f"{words!r} was refused without a word")


def _worked_in(room: Path, tmp_path: Path, work: Callable[[Random], list[str]]) -> Callable[[Random], None]:
    here = tmp_path / "here"

    def attempt(random: Random) -> None:
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(room, here)
        with _inside(here):
            words = work(random)
            expect_a_sentence(words, *_ran(words))
            if random.random() < 0.05 and not any(word in words for word in ("init", "restore", "rotate", "remove")):
                expect_whole(words)

    return attempt


def expect_whole(words: Sequence[str]) -> None:
    """Whatever was typed, the book proves itself."""
    code, said = _ran(["check"])
    if code != 0:
        raise NotSurvived(f"after {words!r} the book does not prove itself: {said}")


def _by_a_cat(random: Random) -> list[str]:
    if random.random() < 0.3:
        Path("a.csv").write_bytes(a_file(random, random.choice(FILES), is_csv=True))
    words = ["trace", _a_figure(random)] if random.random() < 0.1 else typed(random)
    if random.random() < 0.03:
        words = ["--book", random.choice((SERVER, "new", "a.csv", "missing", "")), *words]
    return words


def _in_the_rain(random: Random) -> list[str]:
    """A command that reads a file, and the file is spoilt."""
    name, *words = random.choice(READING)
    path = Path(name)
    if name == "a.csv":
        path.write_bytes(a_file(random, random.choice(FILES), is_csv=random.random() < 0.7))
    else:
        raw = path.read_bytes()
        edge = random.choice((200, 4096, len(raw)))
        path.write_bytes(mutated(random, raw[:edge], most=3) + raw[edge:])
    return words


GRANT = ("consent", "grant", WORKER, "--scope", "record", "--risks-explained", "--understood")
READING = (
    *(("a.csv", "import", "a.csv", *more) for more in ((), ("--dry-run",), ("--strict",), ("-O", "json"))),
    *(("a.csv", "import", "a.csv", "d", "b.csv"), ("b.csv", "import", "b.csv", "d"), ("a.csv", "attach", "a.csv")),
    ("photo.jpg", "attach", "photo.jpg", "--source", "1", "--worker", WORKER),
    ("head.json", "log", "verify", "--against", "head.json"),
    ("head.json", "log", "prove", "2", "--open", "--since", "head.json"),
    ("head.json", *GRANT, "--language", "ru", "--explanation", "head.json"),
    *(("backup.tar", "restore", "backup.tar", "--check"), ("backup.tar", "--book", "new", "restore", "backup.tar")),
    *(("words.txt", "--identity-file", "words.txt", "show"), ("identity.txt", "show", "book")),
    *(("book/book.db", *words) for words in (("show", "entries"), ("check",), ("report", "skim"), ("log", "verify"))),
    *(("book/book.db", *words) for words in (("worker", "new"), ("key", "rotate"), ("backup", "-o", "new"))),
)


def test_whatever_is_typed_ends_with_a_sentence(room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _leave_nothing(monkeypatch, tmp_path)
    fuzz("typed", QUICK, _worked_in(room, tmp_path, _by_a_cat))


def test_whatever_is_read_ends_with_a_sentence(room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _leave_nothing(monkeypatch, tmp_path)
    fuzz("read", QUICK, _read_in(room, tmp_path))


@pytest.mark.attack
@pytest.mark.timeout(3600)
def test_thousands_of_typed_commands_end_with_a_sentence(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _leave_nothing(monkeypatch, tmp_path)
    print(dict(fuzz("typed", LONG, _worked_in(room, tmp_path, _by_a_cat))))


@pytest.mark.attack
@pytest.mark.timeout(3600)
def test_thousands_of_spoilt_files_end_with_a_sentence(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _leave_nothing(monkeypatch, tmp_path)
    print(dict(fuzz("read", LONG, _read_in(room, tmp_path))))


def _read_in(room: Path, tmp_path: Path) -> Callable[[Random], None]:
    here = tmp_path / "here"

    def attempt(random: Random) -> None:
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(room, here)
        with _inside(here):
            words = _in_the_rain(random)
            expect_a_sentence(words, *_ran(words))

    return attempt


def _leave_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Of the one who runs the tests: no home, and no variable that names a book."""
    for variable in ("BOOK", "PASSPHRASE", "IDENTITY_FILE", "ACTOR", "DEBUG"):
        monkeypatch.delenv(f"WAGE_LEDGER_{variable}", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


# --- what was found, and is mended ------------------------------------------------------------------------------------


def test_a_cat_types_every_command() -> None:
    lines = [typed(Random(n)) for n in range(3000)]
    assert {path for path in COMMANDS if any(tuple(line[: len(path)]) == path for line in lines)} == set(COMMANDS)


FOUND = {
    "a line whose low end is above its high end": (2, "correct", "2", "--hand", "60"),
    "a report until the first day of all": (0, "report", "coverage", "-e", "0001"),
    "a report in another currency until then": (0, "report", "remittances", "-X", "EUR", "-e", "0001"),
    "a figure until then": (1, "trace", "coverage/a?until=0001-01-01"),
    "a figure of a country that is no text": (1, "trace", "skim/a?country=\udcff"),
    "a name of a file that is too long": (2, "import", "x" * 300),
    "a public key that is no text": (2, "backup", "-o", "new", "--public-key", "age1\udcff"),
    "an address with a colon and no port": (2, "--book", "postgresql://host:/book", "check"),
    "an address with a tab in it": (2, "--book", "postgres\tql://host/book", "check"),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_stays_mended(name: str, room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _leave_nothing(monkeypatch, tmp_path)
    wanted, *words = FOUND[name]
    shutil.copytree(room, tmp_path / "here")
    with _inside(tmp_path / "here"):
        code, said = _ran([str(word) for word in words])
    expect_a_sentence([], code, said)
    assert code == wanted, said
