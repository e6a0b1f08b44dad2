"""Consent on the whole command line: every command has its purpose, and tells nothing of who did not agree to it.

The commands are taken from the program itself, so that a new one needs a purpose and arguments here before this passes.
One worker is in the book whose pseudonym, day, labels, firms, titles, words and amounts are canaries, and every command
is run with that worker, the entry, the placement and the attachment named.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from typer.main import get_command

import ledger.__main__
from ledger.book.accounts import Session
from ledger.book.attachments import AttachmentDraft, add_attachment, add_key
from ledger.book.consent import ConsentDraft, write_consent
from ledger.book.log.heads import sign_head
from ledger.book.post import post
from ledger.book.read import subject_id
from ledger.book.register import ClaimDraft, PromiseDraft, StatedDraft, add_claim, add_promise, add_stated, add_worker
from ledger.book.session import Visit
from ledger.book.session import session as writing
from ledger.book.words import SCOPES
from ledger.cli.main import app
from ledger.cli.purposes import HANDED_OVER, PURPOSES, purpose_of
from ledger.store.attachments.folder import ATTACHMENTS
from ledger.store.attachments.keys import new_secret, seal_text
from ledger.store.attachments.sealing import seal
from ledger.store.folder import unlock
from ledger.store.opening import opened
from ledger.store.where import FolderPlace
from ledger.values.periods import parse_period
from tests.book.making import TODAY, a_wage, agrees
from tests.boundary import scanner
from tests.cli.conftest import Ran, Run
from tests.golden.conftest import Desk

COMMAND = get_command(app)  # the same, made once: making it takes longer than most of the commands
DAY, LABEL, FIRM, SENDER = "2011-07-19", "카나리아", "Lone Canary Builder", "Lone Canary Sender"
TITLE, ORIGIN, PAGE = "Canary talk", "canary-ngo", "canary page"
NOTE, PAPER, WORDS = "canary note", "canary paper", "canary words"
OTHER = "8A8A-8A8A"
AMOUNTS = ("7351.93", "2643.17", "1877.29", "951.37", "843.19", "533.71", "417.53")
WHERE, WHOSE = f"{FIRM},{SENDER}", f"{TITLE},{ORIGIN},{PAGE}"
SHEET = f"""worker,event,period,currency,gross,state:levy ({LABEL}),hand,sent,received,broker:bribe,\
employer,sending,source,origin,page
new:A,,{DAY},USD,{AMOUNTS[0]},{AMOUNTS[1]},{AMOUNTS[2]},,,,{WHERE},{WHOSE}
new:A,remittance,{DAY},USD,,,,{AMOUNTS[3]},{AMOUNTS[4]},,{WHERE},{WHOSE}
new:A,fee,{DAY},USD,,,,,,{AMOUNTS[5]},{WHERE},{WHOSE}
"""
MORE = "new:A,,2020-01,USD,5,,4,,,,,,Another,,\n"

ADD = "--placement {placement} --period 2016-03 --currency USD --yes"
GROUP = ("", "-O json", "-O csv")
PLACE = "--worker {worker} --country KW --sector logging"
SAID = "--scope recontact --risks-explained --understood"

# A trace is of entries and of figures, and has none of these names.
NOTHING_OF_THIS_NAME = ("{worker} -O text", "skim/{entry}", "skim/{worker}/counts", "held/workers/{entry}")

# How each command is run. A command that is not here fails the test: it has to name the worker in every way it can.
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "init": ("",),
    "check": ("", "-O json"),
    "upgrade": ("",),
    "demo": ("{out}/demo",),
    "help": ("", "first-day"),
    "boundary": ("",),
    "backup": ("-o {out}/book.backup",),
    "restore": ("{backup} --check",),
    "roles": ("", "-O json"),
    "sums rebuild": ("", "--dry-run"),
    "key list": ("", "-O json"),
    "key add": ("--public-key {public_key}",),
    "key remove": ("passphrase --yes",),
    "key change": ("--new-passphrase-file {paper}",),
    "key rotate": ("--dry-run", ""),
    "log head": ("", "-o {out}/head.json"),
    "log verify": ("", "-O json"),
    "log reads": ("", "-O json"),
    "log prove": ("{entry}", "{entry} --open", "{entry} --open -o {out}/proof.json"),
    "sheet template": ("", "-o {out}/template.csv"),
    "sheet example": ("-o {out}/example.csv",),
    "consent explain": ("", "--language ko"),
    "consent grant": (f"{{worker}} {SAID}", f"{{worker}} {SAID} --dry-run"),
    "consent refuse": ("{worker} --scope recontact",),
    "consent withdraw": ("{worker}", "{worker} --scope recontact"),
    "consent show": ("{worker}", "{worker} -O json"),
    "hold open": ("{worker} --reason court",),
    "hold lift": ("{worker} --reason court",),
    "erase": ("{worker} --dry-run", "{worker} --yes", "{worker} --yes -O json", "--finish"),
    "worker new": ("", "--count 2"),
    "placement new": (PLACE, f"{PLACE} --employer A --sending B", f"{PLACE} --dry-run"),
    "add wage": (f"{ADD} --gross 9 --hand 5", f"{ADD} --hand 5 --dry-run"),
    "add settlement": (f"{ADD} --paid 5",),
    "add surrender": (f"{ADD} --taken state:loyalty=5",),
    "add remittance": (f"{ADD} --sent 5",),
    "add fee": (f"{ADD} --taken broker:bribe=5",),
    "import": (
        *("{known} --rejects {out}", "{known} --rejects {out} -O json", "{known} --dry-run", "{known} --strict"),
        *("{named} --rejects {out}", "{named} --rejects {out} -O json"),
    ),
    "correct": (
        *("{entry} --hand 5 --yes", "{entry} --void --yes", "{entry} --void --dry-run"),
        "{published} --placement {placement} --yes",
    ),
    "show": (
        *("", "book", "accounts", "entries", "entries -O json"),
        *("{entry}", "{entry} -O json", "{worker}", "{worker} -O json"),
    ),
    "attach": ("{paper} --source {source}", "{paper} --source {source} --worker {worker}"),
    "attachment list": ("", "-O json", "--source {source}"),
    "attachment show": ("{attachment}", "{attachment} -O json"),
    "attachment check": ("", "-O json"),
    "attachment export": (
        *(f"{{attachment}} --for {scope} -o {{out}}/paper --original" for scope in HANDED_OVER),
        f"{{attachment}} --for {HANDED_OVER[0]} -o {{out}}/paper",
    ),
    "bundle": tuple(
        f"{{worker}} --for {scope} --public-key {{public_key}} -o {{out}}/file.age" for scope in HANDED_OVER
    ),
    "export parquet": (
        *("-o {out}/wages --in-the-clear", "-o {out}/wages --in-the-clear --dry-run"),
        "-o {out}/wages.age --public-key {public_key}",
    ),
    "statement": (
        *("{worker}", "{worker} -O json", "{worker} -O csv", "{worker} --language ko"),
        "{worker} -o {out}/statement.json",
    ),
    "report skim": GROUP,
    "report flow": GROUP,
    "report held": GROUP,
    "report remittances": GROUP,
    "report recruitment": GROUP,
    "report claims": GROUP,
    "report conditions": GROUP,
    "report timeline": GROUP,
    "report conflicts": GROUP,
    "report coverage": GROUP,
    "trace": (
        *("{entry}", "{entry} -O json", "{entry} -o {out}/trace.json"),
        *NOTHING_OF_THIS_NAME,
    ),
}
NAMES = ("{worker}", "{entry}", "{placement}", "{attachment}", "{known}", "{named}")
STATES = ("never asked", "refused", "withdrawn", "expired", "for every other purpose")


@dataclass(frozen=True)
class Marked:
    """A book with a marked worker who was never asked, and what the commands are given."""

    path: Path
    given: dict[str, str]

    @property
    def canaries(self) -> list[str]:
        """Everything of the worker; amounts also in minor units and with commas."""
        figures = [f for a in AMOUNTS for f in (a, a.replace(".", ""), f"{int(a[:-3]):,}{a[-3:]}")]
        return [self.given["worker"], DAY, LABEL, FIRM, SENDER, TITLE, ORIGIN, PAGE, NOTE, PAPER, WORDS, *figures]

    def told(self, text: str) -> list[str]:
        """The canaries in a text."""
        return [canary for canary in self.canaries if canary in text]


@pytest.fixture(scope="module")
def marked(
    template_folder: Path, identity_file: Path, recipient: str, tmp_path_factory: pytest.TempPathFactory
) -> Marked:
    """The worker comes with a wage sheet, as in life; then papers, a promise, a claim and a printed figure."""
    tmp = tmp_path_factory.mktemp("marked")
    shutil.copytree(template_folder, tmp / "book")
    desk = Desk(tmp / "book", identity_file)
    (tmp / "sheet.csv").write_text(SHEET)
    worker = desk.json("import", str(tmp / "sheet.csv"))["workers"]["A"]
    (tmp / "sheet.csv").write_text(SHEET + MORE)
    (tmp / "named.csv").write_text(SHEET.splitlines()[0] + "\n" + MORE.replace("new:A", worker))
    (tmp / "paper.txt").write_text("five invented words in a row\n")
    with _opened(tmp / "book", identity_file) as book:
        numbers = _furnished(book, worker, tmp / "book" / ATTACHMENTS)
        sign_head(book)
        book.commit()
    desk.run("backup", "-o", str(tmp / "a.backup"))
    files = {"known": "sheet.csv", "named": "named.csv", "paper": "paper.txt", "backup": "a.backup"}
    given = {name: str(tmp / file) for name, file in files.items()}
    return Marked(tmp / "book", given | numbers | {"worker": worker, "public_key": recipient})


def _furnished(book: Session, worker: str, folder: Path) -> dict[str, str]:
    """What no sheet can say, and a published wage; the numbers that commands are given."""
    subject, place, source = subject_id(book, worker), 1, 1
    published, seen = post(book, a_wage(book), today=TODAY), parse_period(DAY)
    add_promise(book, PromiseDraft(place, source, "USD", "month", best=int(AMOUNTS[6].replace(".", "")), words=WORDS))
    add_claim(book, ClaimDraft(place, source, seen, "taken", "state", best=417_530, words=WORDS))
    printed = StatedDraft(source, "gross", "kept", WORDS, placement_id=place, currency="USD", amount_best=AMOUNTS[6])
    add_stated(book, printed)
    secret, public_key = new_secret()
    key = add_key(book, subject, public_key, secret.reveal())
    made = seal(BytesIO(PAPER.encode()), folder, public_key)
    note = seal_text(NOTE, public_key)
    draft = AttachmentDraft(source, key, "diary", "text/plain", made.sha256, made.size, made.stored, note=note)
    number = add_attachment(book, draft)
    numbers = {"entry": 1, "placement": place, "source": source, "published": published, "attachment": number}
    return {name: str(value) for name, value in numbers.items()}


def commands() -> set[str]:
    """Every command of the program that does something itself."""
    found = [command.path for command in scanner.commands(app)]
    groups = {path[:-1] for path in found if path}
    return {" ".join(path) for path in found if path not in groups}


def said(book: Session, worker: str, state: str, but: frozenset[str]) -> None:
    """What the worker said so far."""
    subject = subject_id(book, worker)
    assert subject is not None
    if state == "for every other purpose":
        agrees(book, subject, *(scope for scope in SCOPES if scope not in but))
        return
    if state in ("withdrawn", "expired"):
        agrees(book, subject, until=date.today())
    if state in ("withdrawn", "refused"):
        for scope in SCOPES:
            write_consent(book, ConsentDraft(subject, scope, state, "ko", "written", "a text", True, True))


def wanted(command: str, words: str) -> frozenset[str]:
    """The purposes for which the command so typed would read the worker."""
    _, is_handed_over, scope = words.partition("--for ")
    return frozenset({scope.split()[0]} if is_handed_over else PURPOSES[command])


def is_named(command: str, words: str) -> bool:
    """Is the worker named, to be read?"""
    return bool(PURPOSES[command]) and any(name in words for name in (*NAMES, *(["{source}"] * (command == "attach"))))


class Desks:
    """A copy of the book for every command, with what the worker said; what is written goes into its own folder."""

    def __init__(self, marked: Marked, identity_file: Path, tmp: Path, typed: Run) -> None:
        self.marked, self.identity_file, self.tmp, self.typed = marked, identity_file, tmp, typed
        self.books: dict[tuple[str, frozenset[str]], Path] = {}

    def run(self, command: str, words: str, state: str, but: frozenset[str]) -> tuple[Ran, dict[str, bytes]]:
        """How the command ends, and the files that it wrote."""
        at, out = self.tmp / "book", self.tmp / "out"
        for left in (at, out):
            shutil.rmtree(left, ignore_errors=True)
        shutil.copytree(self._book(state, but), at)
        out.mkdir()
        given = [word.format(**self.marked.given, out=out) for word in words.split()]
        ran = self.typed("--book", str(at), "--identity-file", str(self.identity_file), *command.split(), *given)
        return ran, {str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*") if file.is_file()}

    def _book(self, state: str, but: frozenset[str]) -> Path:
        if (state, but) not in self.books:
            path = self.books[state, but] = self.tmp / f"said-{len(self.books)}"
            shutil.copytree(self.marked.path, path)
            with _opened(path, self.identity_file) as book:
                said(book, self.marked.given["worker"], state, but)
                book.commit()
            if state == "expired":  # the book was used on the day after, and the clock was set back since
                with _opened(path, self.identity_file, date.today() + timedelta(days=1)) as book:
                    add_worker(book, OTHER)
                    book.commit()
        return self.books[state, but]


@contextmanager
def _opened(path: Path, identity_file: Path, today: date | None = None) -> Iterator[Session]:
    visit = Visit(today=today or date.today())
    with opened(FolderPlace(path), unlock(path, identity=identity_file)) as engine, writing(engine, visit) as book:
        yield book


@pytest.fixture
def desks(marked: Marked, identity_file: Path, tmp_path: Path, typed: Run, monkeypatch: pytest.MonkeyPatch) -> Desks:
    monkeypatch.setattr(ledger.__main__, "app", COMMAND)
    return Desks(marked, identity_file, tmp_path, typed)


def runs(state: str) -> Iterator[tuple[str, str]]:
    """Commands with their arguments. What reads no worker is run once, what takes any of several purposes with one."""
    last = STATES[-1]
    for command, ways in ARGUMENTS.items():
        for words in ways:
            if state == last or (PURPOSES[command] and ("--for" not in words or f"--for {HANDED_OVER[0]}" in words)):
                yield command, words


# --- purposes ---------------------------------------------------------------------------------------------------------


def test_every_command_says_for_which_purposes_it_reads_and_no_other_is_listed() -> None:
    assert commands() == set(PURPOSES)


def test_every_purpose_of_a_command_is_one_that_a_worker_can_agree_to() -> None:
    assert {scope for scopes in PURPOSES.values() for scope in scopes} <= set(SCOPES)


def test_a_command_without_a_purpose_cannot_open_a_book() -> None:
    with pytest.raises(KeyError):
        purpose_of("report everything")
    with pytest.raises(KeyError):
        purpose_of("statement", "record")
    with pytest.raises(KeyError):
        purpose_of("check", "record")


@pytest.mark.parametrize("whom", ["state", "origin", "employer", "company", "embassy", "ministry", "police", "broker"])
def test_the_state_of_origin_and_the_employer_are_no_purpose(
    sealed: Run, worker: str, tmp_path: Path, whom: str
) -> None:
    assert not any(whom in scanner.words_of(scope) for scope in SCOPES)
    for scope in (whom, f"share-{whom}"):
        granted = sealed("consent", "grant", worker, "--scope", scope, "--risks-explained", "--understood")
        handed = sealed("bundle", worker, "--for", scope, "--public-key", "age1x", "-o", str(tmp_path / "file.age"))
        assert (granted.code, granted.out, handed.code, handed.out) == (2, "", 2, "")
    assert not (tmp_path / "file.age").exists()


# --- nothing is told --------------------------------------------------------------------------------------------------


def test_every_command_is_run_with_the_worker_named_in_some_way() -> None:
    """A new command needs its arguments in ARGUMENTS; one that reads workers has to name the worker, or reads all."""
    assert set(ARGUMENTS) == commands()
    of_all = {name for name in PURPOSES if name.startswith(("report ", "export "))} | {"worker new", "attachment list"}
    for command in PURPOSES.keys() - of_all:
        assert not PURPOSES[command] or any(is_named(command, words) for words in ARGUMENTS[command]), command
    for scope in HANDED_OVER:
        for command in ("bundle", "attachment export"):
            assert any(f"--for {scope}" in words for words in ARGUMENTS[command])


@pytest.mark.parametrize("state", STATES)
def test_without_consent_no_command_tells_anything_of_the_worker(desks: Desks, state: str) -> None:
    for command, words in runs(state):
        but = wanted(command, words) if state == STATES[-1] else frozenset()
        ran, files = desks.run(command, words, state, but)
        typed = f"{command} {words}"
        assert ran.code in (0, 1, 2), typed
        assert "foresaw" not in ran.err, typed
        assert desks.marked.told(ran.out + ran.err) == [], typed
        known = _words_of(desks.marked, words) if command == "import" else ""
        for content in files.values():
            told = desks.marked.told(content.decode("utf-8", "replace"))
            assert [canary for canary in told if canary not in known] == [], typed
        if is_named(command, words):
            assert ran.code in (1, 2), typed
            if command != "import":
                assert (ran.out, files) == ("", {}), typed
            else:
                assert all(name.endswith(".rejected.csv") for name in files), typed


def _words_of(marked: Marked, words: str) -> str:
    """What the sheet says that is imported: its refused rows come back as they were, under the same columns."""
    return Path(words.split()[0].format(**marked.given)).read_text(encoding="utf-8")


TELLING = ("show", "statement", "trace", "log prove", "attachment show", "attachment export", "bundle")


def test_with_consent_the_same_commands_do_tell(desks: Desks) -> None:
    """Or the test above would see nothing."""
    for command in TELLING:
        for words in ARGUMENTS[command]:
            if not is_named(command, words) or words in NOTHING_OF_THIS_NAME:
                continue
            ran, files = desks.run(command, words, STATES[-1], frozenset())
            if command == "attachment export" and "--original" not in words:
                assert (ran.code, files) == (2, {})  # this paper has no working copy
                continue
            assert ran.code == 0, (command, words, ran.err)
            assert len(files) == (" -o " in words), (command, words)
            text = ran.out + "".join(content.decode("utf-8", "replace") for content in files.values())
            is_sealed = command == "bundle" or (command == "log prove" and "--open" not in words)
            assert bool(desks.marked.told(text)) is not is_sealed, (command, words)
