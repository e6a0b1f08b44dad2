"""The pages of trust say what the program does: purposes, commands, formats, findings, and refusals word for word."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer._click.exceptions import ClickException
from typer.core import TyperGroup

from ledger import verify
from ledger.__main__ import run
from ledger.book.log import audit
from ledger.book.log.heads import Head
from ledger.book.words import SCOPES
from ledger.cli.main import app
from ledger.cli.purposes import PURPOSES
from tests.help.test_manual import ROOT, codes, page, rows, section

PAGES = ("security", "consent", "log", "erasure", "travel", "attachments")
FILES = ("head.json", "proof.json")  # what the commands of the pages read
PSEUDONYM = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")
WORKER = "7K3M-Q9TZ"
AGREED = ("--language", "ko", "--risks-explained", "--understood")
Type = Callable[..., tuple[int, str]]


def commands(name: str) -> list[str]:
    """The commands of a page: the lines of its examples, and those that stand in its sentences."""
    text = page(name)
    shown = re.findall(r"^ {4,}(?:\$ )?wage-ledger (.+)$", text, re.MULTILINE)
    return shown + re.findall(r"`wage-ledger ([^`]+)`", " ".join(text.split()))


def parse(line: str) -> None:
    """Read a command line as the program would, and run nothing. Fails for what it would not take."""
    words = shlex.split(line)
    command = typer.main.get_command(app)
    context = command.make_context("wage-ledger", [], resilient_parsing=True)
    while isinstance(command, TyperGroup) and words:
        name = words.pop(0)
        found = command.get_command(context, name)
        assert found is not None, f"no command {name}: {line}"
        if isinstance(found, TyperGroup) and words:
            context = found.make_context(name, [], parent=context, resilient_parsing=True)
        elif not isinstance(found, TyperGroup):
            with found.make_context(name, words, parent=context):  # the end closes the files that it names
                return
        command = found


@pytest.mark.parametrize("name", PAGES)
def test_every_command_of_the_page_is_one_of_the_program_with_its_flags(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for file in FILES:
        (tmp_path / file).write_text("{}")
    found = commands(name)
    assert found
    for line in found:
        parse(line)


def test_a_flag_that_is_not_there_is_found():
    for line in ("erase 7K3M-Q9TZ --now", "log prove", "attachment export one --for share-lawyer -o x"):
        with pytest.raises(ClickException):
            parse(line)
    for line in ("erasure 7K3M-Q9TZ", "consent give 7K3M-Q9TZ"):
        with pytest.raises(AssertionError, match="no command"):
            parse(line)


def test_the_purposes_of_the_page_are_those_of_the_book_and_what_reads_for_them_is_what_reads():
    told = {codes(row[0])[0]: set(codes(row[2])) for row in rows(section("consent", "The purposes, one by one"))}
    assert tuple(told) == SCOPES
    assert told == {scope: {c for c, purposes in PURPOSES.items() if scope in purposes} for scope in SCOPES}


def test_the_commands_without_a_purpose_are_told():
    sentence = section("consent", "The purposes, one by one").partition("These commands read for no purpose")[2]
    told = codes(sentence.partition("Some of them go through")[0])
    assert sorted(told) == sorted(command for command, purposes in PURPOSES.items() if not purposes)


def test_every_variable_of_the_pages_is_one_that_the_program_reads():
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "ledger").rglob("*.py"))
    for name in PAGES:
        assert all(variable in source for variable in re.findall(r"WAGE_LEDGER_[A-Z_]+", page(name)))


def test_the_keys_of_a_head_are_told():
    assert [codes(row[0])[0] for row in rows(section("log", "The tree"))] == list(Head(1, *[""] * 5).data())


def test_every_finding_of_the_page_is_one_that_the_audit_makes():
    source = re.sub(r"\{[^}]*\}", "0", Path(audit.__file__).read_text(encoding="utf-8"))
    for table in section("log", "What tampering").split("\n\n"):
        for row in rows(table):
            (said,) = codes(row[1])
            assert re.sub(r"\d+", "0", said.partition(": ")[2]) in source, said


def test_the_options_of_the_verifier_are_told():
    source = Path(verify.__file__).read_text(encoding="utf-8")
    told = [option for line in re.findall(r"python verify\.py (.+)", page("log")) for option in line.split()[1:]]
    assert {option for option in told if option.startswith("--")} == set(re.findall(r'argument\("(--\w+)', source))
    assert len(source.splitlines()) < 100


def test_the_table_of_protections_has_its_place_at_the_end():
    text = page("security").rstrip()
    assert text.endswith("\n<!-- end of protections -->")
    assert text.count("\n<!-- protections -->\n") == 1
    assert text.index("## Protections, and the tests that take them away") < text.index("<!-- protections -->")


@pytest.mark.parametrize("name", [each for each in PAGES if each != "attachments"])
def test_the_lines_fit_a_page(name):
    assert [line for line in page(name).splitlines() if len(line) > 120 and not line.startswith("|")] == []


@pytest.fixture
def typed(
    template_folder: Path,
    identity_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Type:
    """Type a command on a fresh book; the exit code, and what it prints in all."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(template_folder, tmp_path / "book")
    for variable in ("WAGE_LEDGER_PASSPHRASE", "WAGE_LEDGER_IDENTITY_FILE", "WAGE_LEDGER_BOOK", "WAGE_LEDGER_ACTOR"):
        monkeypatch.delenv(variable, raising=False)

    def typed(*words: str) -> tuple[int, str]:
        capfd.readouterr()
        code = run(["--book", str(tmp_path / "book"), "--identity-file", str(identity_file), *words])
        captured = capfd.readouterr()
        return code, captured.out + captured.err

    return typed


def alike(text: str) -> str:
    """The text with one pseudonym and one day in place of all, in one line."""
    same = re.sub(r"\d{4}-\d{2}-\d{2}", "DAY", PSEUDONYM.sub(WORKER, text))
    return " ".join(re.sub(r"sha256 of the original \w+", "sha256", same).split())


def a_worker(typed: Type) -> str:
    return PSEUDONYM.findall(typed("worker", "new")[1])[0]


def test_what_the_pages_quote_is_what_the_program_says(typed, tmp_path):
    def says(name: str, *words: str, code: int = 0) -> None:
        ended, printed = typed(*words)
        assert ended == code, printed
        told = alike(page(name))
        for line in printed.splitlines():
            assert alike(line) in told, line

    worker = a_worker(typed)
    says("consent", "placement", "new", "--worker", worker, "--country", "KW", "--sector", "construction", code=1)
    typed("consent", "grant", worker, "--scope", "record,statement,share-lawyer", *AGREED)
    ended, printed = typed("consent", "grant", worker, "--scope", "court-use", *AGREED, "--expires", "2999-01-01")
    assert ended == 2
    assert alike(printed.splitlines()[0]) in alike(page("consent"))
    ended, printed = typed("bundle", worker, "--for", "employer", "--public-key", "age1", "-o", "x.age")
    assert ended == 2
    assert alike(printed.splitlines()[0]) in alike(page("consent"))
    typed("placement", "new", "--worker", worker, "--country", "KW", "--sector", "construction")
    money = ("--currency", "USD", "--gross", "830..1000", "--taken", "state:plan=40%", "--hand", "170..200")
    typed("add", "wage", "--placement", "1", "--period", "2016-03", *money, "--yes")
    (tmp_path / "slip.txt").write_text("Pay slip, March 2016: gross 830\n")
    says("attachments", "attach", "slip.txt", "--source", "1", "--kind", "pay-slip", "--note", "first slip")
    typed("attachment", "export", "1", "--for", "share-lawyer", "-o", "out.txt")
    says("attachments", "attachment", "show", "1")
    typed("hold", "open", worker, "--reason", "labour court, order of May")
    says("erasure", "erase", worker, "--yes", code=1)
    typed("hold", "lift", worker, "--reason", "the case has ended")
    ended, printed = typed("erase", worker, "--yes")
    assert ended == 0
    assert "The log has a leaf that says so, and not who." in alike(printed)
    stray = tmp_path / "book" / "attachments" / f"{'0' * 32}.age"
    stray.write_bytes(b"x")
    ended, printed = typed("attachment", "check")
    assert (ended, alike(printed.splitlines()[0]) in alike(page("erasure"))) == (1, True)
    assert typed("erase", "--finish")[0] == 0
    assert not stray.exists()


def test_the_keys_of_a_proof_and_of_a_leaf_are_told(typed, tmp_path):
    worker = a_worker(typed)
    typed("consent", "grant", worker, "--scope", "record,court-use", *AGREED)
    typed("placement", "new", "--worker", worker, "--country", "KW", "--sector", "construction")
    typed("log", "head", "-o", "head.json")
    typed("add", "wage", "--placement", "1", "--period", "2016-03", "--currency", "USD", "--hand", "170", "--yes")
    ended, printed = typed("log", "prove", "1", "--open", "--since", "head.json", "-o", "proof.json")
    assert ended == 0, printed
    proof = json.loads((tmp_path / "proof.json").read_text(encoding="utf-8"))
    first = proof["leaves"][0]
    told = [codes(row[0])[0] for row in rows(section("log", "A proof for a court"))]
    assert told == ["format", "head", "leaves", *first, "consistency"]
    assert set(told) - set(first) == set(proof)
    leaf = [codes(row[0])[0] for row in rows(section("log", "What a leaf holds"))]
    assert set(leaf) == set(json.loads(first["leaf"]))
