"""Consent, holds, erasure, the log, attachments and bundles, as they are typed."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pyrage
import pytest

from ledger.data import LANGUAGES, explanation, version_of
from ledger.publish.visible import width
from tests.cli.conftest import Ran, Run, a_worker, agrees
from tests.verify.proofs import verified

WAGE = (
    "--period",
    "2016-03",
    "--currency",
    "USD",
    "--gross",
    "830..1000",
    "--taken",
    "state:plan=40%",
    "--hand",
    "200",
)
YES = ("--risks-explained", "--understood")


@pytest.fixture
def person(book: Run) -> str:
    """A worker with entry 1, who agreed to record, statement and aggregate-statistics."""
    pseudonym = a_worker(book)
    assert book("add", "wage", "--placement", "1", *WAGE, "-y").line == "1"
    return pseudonym


def scopes(book: Run, worker: str) -> dict[str, str]:
    told = json.loads(book("consent", "show", worker, "-O", "json").out)
    return {each["scope"]: each["state"] for each in told["scopes"] if each["state"] != "not-asked"}


def reads(book: Run) -> list[tuple[str, str | None, int]]:
    told = json.loads(book("log", "reads", "-O", "json").out)
    return [(each["command"], each["scope"], each["workers"]) for each in told]


def test_nothing_is_written_of_who_was_not_asked(book: Run) -> None:
    worker = book("worker", "new").line
    done = book("placement", "new", "--worker", worker, "--country", "KW", "--sector", "construction")
    assert (done.code, done.out) == (1, "")
    assert "There is no live consent for the purpose record." in done.err


def test_consent_needs_that_it_was_explained_and_understood(book: Run) -> None:
    worker = book("worker", "new").line
    for said in ((), YES[:1], YES[1:]):
        done = book("consent", "grant", worker, "--scope", "record", *said)
        assert done.code == 2
        assert "consent needs that the risks were explained" in done.err
    assert scopes(book, worker) == {}


def test_consent_is_granted_refused_and_withdrawn_purpose_by_purpose(book: Run, person: str) -> None:
    assert book("consent", "refuse", person, "--scope", "court-use").code == 0
    assert scopes(book, person) == {
        "record": "granted",
        "statement": "granted",
        "aggregate-statistics": "granted",
        "court-use": "refused",
    }
    assert book("statement", person).code == 0
    assert book("consent", "withdraw", person, "--scope", "statement").code == 0
    done = book("statement", person)
    assert (done.code, done.out) == (1, "")
    assert "no live consent for the purpose statement" in done.err
    assert book("show", "1").code == 0
    assert book("consent", "withdraw", person).code == 0
    assert set(scopes(book, person).values()) == {"withdrawn"}
    assert book("show", "1").code == book("trace", "1").code == book("correct", "1", "--hand", "1", "-y").code == 1


def test_a_withdrawal_tells_what_was_made_for_that_purpose(book: Run, person: str) -> None:
    book("statement", person)
    book("show", "1")
    done = book("consent", "withdraw", person, "--scope", "statement")
    today = date.today().isoformat()
    assert done.out.splitlines() == [
        "Recall notice. These were made with this worker's figures:",
        f"    {today}  statement, for statement: destroy it, and ask whoever has it to do the same.",
    ]
    assert "  show, for record: it was read on a screen" in book("consent", "withdraw", person).out


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("--scope", "everything"), "--scope: not a word of its list."),
        (("--scope", ","), "--scope: not a word of its list."),
        (("--scope", "record", "--mode", "assumed"), "--mode: not a word of its list."),
        (("--scope", "record", "--language", "Korean"), "--language: no code of a language."),
        (("--scope", "record", "--language", "mn"), "the program has no explanation in this language"),
        (("--scope", "record", "--expires", "soon"), "--expires: no day."),
        (("--scope", "record", "--expires", "2020-01-01"), "from today for two years at most"),
        (("--scope", "record", "--expires", "2999-01-01"), "from today for two years at most"),
        (("--scope", "record", "--terms", "call +82 10 1234 5678"), "seven digits or more"),
    ],
)
def test_what_is_no_consent_is_refused(book: Run, given: tuple[str, ...], says: str) -> None:
    worker = book("worker", "new").line
    done = book("consent", "grant", worker, *given, *YES)
    assert done.code == 2
    assert says in done.err
    assert scopes(book, worker) == {}


def test_consent_ends_on_the_day_that_was_agreed(sealed: Run) -> None:
    worker = sealed("worker", "new").line
    until = (date.today() + timedelta(days=40)).isoformat()
    assert sealed("consent", "grant", worker, "--scope", "record", "--expires", until, *YES).code == 0
    (record,) = [
        each
        for each in json.loads(sealed("consent", "show", worker, "-O", "json").out)["scopes"]
        if each["scope"] == "record"
    ]
    assert (record["state"], record["expires_on"]) == ("granted", until)
    assert record["explanation"] == version_of(explanation("en").encode())


def test_another_text_that_was_read_out_is_known_by_its_own_version(sealed: Run, tmp_path: Path) -> None:
    worker = sealed("worker", "new").line
    text = tmp_path / "explained.txt"
    text.write_text("Монгол хэлээр тайлбарлав.", encoding="utf-8")
    said = ("--scope", "record", "--language", "mn", "--explanation", str(text), *YES)
    assert sealed("consent", "grant", worker, *said).code == 0
    told = json.loads(sealed("consent", "show", worker, "-O", "json").out)["scopes"][0]
    assert (told["language"], told["explanation"]) == ("mn", version_of(text.read_bytes()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_explanation_is_printed_with_its_version(typed: Run, language: str) -> None:
    done = typed("consent", "explain", "--language", language)
    assert done.out == explanation(language)
    assert done.err == f"version {version_of(done.out.encode())}\n"
    assert max(map(width, done.out.splitlines())) <= 80


def test_a_dry_run_writes_no_consent_no_hold_and_erases_nobody(book: Run, person: str) -> None:
    before = scopes(book, person)
    assert book("consent", "withdraw", person, "--dry-run").code == 0
    assert book("hold", "open", person, "--reason", "a case", "--dry-run").code == 0
    done = book("erase", person, "--dry-run")
    assert done.code == 0
    assert "Dry run: nothing was erased." in done.err
    assert scopes(book, person) == before
    assert book("show", "1").code == 0


def test_a_hold_is_seen_and_stops_the_erasure(book: Run, person: str) -> None:
    assert book("hold", "open", person, "--reason", "labour court").code == 0
    assert "legal hold since" in book("consent", "show", person).out
    done = book("erase", person, "-y")
    assert (done.code, done.out) == (1, "")
    assert "A legal hold is open on this worker" in done.err
    assert book("hold", "open", person, "--reason", "again").code == 1
    assert book("hold", "lift", person, "--reason", " ").code == 2
    assert book("hold", "lift", person, "--reason", "the case has ended").code == 0
    assert book("erase", person, "-y").code == 0


def test_erasing_leaves_nothing_and_names_what_it_cannot_reach(book: Run, person: str) -> None:
    book("statement", person)
    head = json.loads(book("log", "head").out)
    done = book("erase", person, "-y", "-O", "json")
    assert done.code == 0
    told = json.loads(done.out)
    assert [(each["command"], each["scope"]) for each in told["outputs"]] == [("statement", "statement")]
    assert told["backups"] == []
    for words in (("statement", person), ("show", "1"), ("consent", "show", person), ("erase", person, "-y")):
        assert book(*words).code == 1
    assert book("check").code == 0
    assert json.loads(book("log", "head").out)["size"] > head["size"]
    assert book("erase", "--finish").code == 0
    assert book("erase").code == book("erase", person, "--finish").code == 2


def test_nobody_is_erased_where_nobody_can_be_asked(book: Run, person: str) -> None:
    done = book("erase", person)
    assert done.code == 2
    assert "nobody can be asked here" in done.err
    assert book("show", "1").code == 0


def test_what_was_read_is_listed_without_content(book: Run, person: str) -> None:
    book("show", "1")
    book("statement", person)
    book("report", "skim")
    assert reads(book)[-3:] == [
        ("show", "record", 1),
        ("statement", "statement", 1),
        ("report skim", "aggregate-statistics", 0),  # too few to be told
    ]
    told = book("log", "reads").out
    assert person not in told
    assert max(map(len, told.splitlines())) <= 80


def test_the_actor_is_a_pseudonym_and_signs_what_is_done(book: Run, person: str) -> None:
    assert book("--actor", "0A1B-2C3D", "show", "1").code == 0
    rows = json.loads(book("log", "reads", "-O", "json").out)
    assert [each["actor"] for each in rows if each["command"] == "show"] == ["0A1B-2C3D"]
    done = book("--actor", "Kim Chol-su", "show", "1")
    assert done.code == 2
    assert "Kim" not in done.err


def test_a_head_a_proof_and_the_verifier(book: Run, person: str, tmp_path: Path) -> None:
    head = tmp_path / "head.json"
    assert book("log", "head", "-o", str(head)).code == 0
    done = book("log", "prove", "1")
    assert (done.code, done.out) == (1, "")
    assert "--scope court-use" in done.err
    agrees(book, person, "court-use")
    proof = json.loads(book("log", "prove", "1", "--open", "--since", str(head)).out)
    assert verified(proof, json.loads(head.read_text())).code == 0
    assert book("log", "verify", "--against", str(head)).code == 0
    assert ("log prove", "court-use", 1) in reads(book)
    assert book("log", "prove", "99").code == 1


def test_a_file_that_is_no_head_is_refused(book: Run, tmp_path: Path) -> None:
    for text in ("", "{}", "[" * 100_000, '{"format": "wage-ledger-head/1", "size": true}', "\ufeff{}"):
        file = tmp_path / "head.json"
        file.write_text(text)
        done = book("log", "verify", "--against", str(file))
        assert done.code == 2
        assert "the file is no signed head" in done.err


def test_a_head_of_another_book_does_not_fit(book: Run, person: str, tmp_path: Path) -> None:
    head = json.loads(book("log", "head").out)
    file = tmp_path / "head.json"
    file.write_text(json.dumps(head | {"root": "0" * 64}))
    done = book("log", "verify", "--against", str(file), "-O", "json")
    assert done.code == 1
    assert json.loads(done.out)[0]["ref"] == "the head that was kept"


def attached(sealed: Run, paper: Path, *words: str) -> Ran:
    return sealed("attach", str(paper), "--source", "1", "--kind", "pay-slip", *words)


@pytest.fixture
def theirs(sealed: Run, worker: str) -> str:
    """A worker of a folder's book, with entry 1 and source 1."""
    assert sealed("add", "wage", "--placement", "1", *WAGE, "-y").line == "1"
    return worker


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A pay slip, marked."""
    file = tmp_path / "kim-chol-su-march.txt"
    file.write_text("\ufeffcanary pay slip 임금\n", encoding="utf-8")
    return file


def test_a_paper_is_sealed_shown_handed_over_and_erased(
    sealed: Run, theirs: str, paper: Path, folder: Path, tmp_path: Path
) -> None:
    assert attached(sealed, paper, "--note", "canary note").line == "1"
    files = sorted((folder / "attachments").iterdir())
    assert len(files) == 2
    assert not any(b"canary" in file.read_bytes() for file in files)
    shown = sealed("attachment", "show", "1").out
    assert "note: canary note" in shown
    assert "kim" not in shown
    assert sealed("attachment", "check").code == 0
    target = tmp_path / "out.txt"
    for purpose, code in (("share-lawyer", 1), ("everybody", 2)):
        assert sealed("attachment", "export", "1", "--for", purpose, "-o", str(target)).code == code
    assert not target.exists()
    agrees(sealed, theirs, "share-lawyer")
    assert sealed("attachment", "export", "1", "--for", "share-lawyer", "-o", str(target)).code == 0
    assert target.read_bytes() == paper.read_bytes().removeprefix(b"\xef\xbb\xbf")
    assert target.stat().st_mode & 0o777 == 0o600
    assert sealed("attachment", "export", "1", "--for", "share-lawyer", "-o", str(target)).code == 1
    events = json.loads(sealed("attachment", "list", "-O", "json").out)[0]["custody"]
    assert [each["action"] for each in events] == ["received", "sealed", "stripped", "exported", "exported"]
    assert sealed("erase", theirs, "-y").code == 0
    assert list((folder / "attachments").iterdir()) == []


def test_a_paper_that_was_swapped_or_lost_is_found(sealed: Run, theirs: str, paper: Path, folder: Path) -> None:
    attached(sealed, paper)
    first = set((folder / "attachments").iterdir())
    paper.write_text("another")
    attached(sealed, paper)
    one, two = min(first), min(set((folder / "attachments").iterdir()) - first)
    content = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(content)
    assert sealed("attachment", "check").code == 1
    one.unlink()
    (folder / "attachments" / f"{'0' * 32}.age").write_bytes(b"stray")
    found = sealed("attachment", "check", "-O", "json")
    says = [each["message"] for each in json.loads(found.out)]
    assert any("is not in the book's folder" in each for each in says)
    assert "1 files are of no attachment" in says


def test_papers_that_cannot_be_sealed_leave_nothing(sealed: Run, theirs: str, paper: Path, folder: Path) -> None:
    done = sealed("attach", str(paper), "--source", "99")
    assert (done.code, done.out) == (1, "")
    assert sealed("attach", str(paper.with_name("none")), "--source", "1").code == 1
    assert attached(sealed, paper, "--kind", "portrait").code == 2
    assert attached(sealed, paper, "--dry-run").code == 0
    paper.write_bytes(b"\x7fELF" + bytes(100))
    assert attached(sealed, paper).code == 1
    assert not (folder / "attachments").exists() or list((folder / "attachments").iterdir()) == []


def test_a_book_on_a_server_keeps_no_attachments(book: Run, postgres_place: object, paper: Path, typed: Run) -> None:
    url = postgres_place.url  # type: ignore[attr-defined]
    done = typed("--book", url, "attach", str(paper), "--source", "1")
    assert done.code == 2
    assert "a book on a server keeps no attachments" in done.err


def parts(bundle: Path, identity_file: Path) -> Iterator[tuple[str, bytes]]:
    identity = pyrage.x25519.Identity.from_str(identity_file.read_text().strip())
    plain = pyrage.decrypt(bundle.read_bytes(), [identity])
    with closing(tarfile.open(fileobj=io.BytesIO(plain))) as tar:
        for member in tar:
            content = tar.extractfile(member)
            assert content is not None
            yield member.name, content.read()


def test_a_bundle_opens_for_its_key_alone_and_proves_itself(
    sealed: Run, theirs: str, paper: Path, recipient: str, identity_file: Path, tmp_path: Path
) -> None:
    attached(sealed, paper)
    bundle = tmp_path / "b.age"
    words = ("bundle", theirs, "--for", "share-lawyer", "--public-key", recipient, "-o", str(bundle))
    assert sealed(*words).code == 1
    agrees(sealed, theirs, "share-lawyer")
    assert sealed(*words, "--dry-run").code == 0
    assert not bundle.exists()
    assert sealed(*words).code == 0
    assert sealed(*words).code == 1  # never over a file that is there
    assert b"canary" not in bundle.read_bytes()
    found = dict(parts(bundle, identity_file))
    assert sorted(found) == [
        "attachments/1.txt",
        "proofs/entry-1.json",
        "statement.json",
        "statement.txt",
        "verify.py",
    ]
    assert verified(json.loads(found["proofs/entry-1.json"])).code == 0
    assert "canary pay slip 임금".encode() in found["attachments/1.txt"]
    assert theirs in found["statement.txt"].decode()
    assert ("bundle", "share-lawyer", 1) in reads(sealed)
    assert sealed("bundle", theirs, "--for", "share-lawyer", "--public-key", "age1no", "-o", "x").code == 2
    assert sealed("bundle", theirs, "--for", "employer", "--public-key", recipient, "-o", "x").code == 2
