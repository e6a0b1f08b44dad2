"""What is typed wrongly: one sentence that never quotes it, advice, exit 2, and nothing written."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run

ADD = ("add", "wage", "--placement", "1", "--period", "2016-03", "--currency", "USD")
JOB = ("placement", "new", "--worker", "{worker}")

GRANT = ("consent", "grant", "{worker}")
INFORMED = ("--risks-explained", "--understood")

REFUSED = {
    "an amount that is none": (*ADD, "--gross", "1,234"),
    "a percentage as a gross": (*ADD, "--gross", "40%"),
    "a percentage of nothing": (*ADD, "--taken", "state:plan=40%"),
    "nothing at all": ADD,
    "an account that is none": (*ADD, "--gross", "1", "--taken", "plan=40"),
    "an account of no taker": (*ADD, "--gross", "1", "--taken", "worker:hand=40"),
    "an account that the book does not have": (*ADD, "--gross", "1", "--taken", "state:secret-kind=40"),
    "a currency that is none": (*ADD[:-1], "USX", "--hand", "1"),
    "a period that is none": (*ADD, "--period", "03.2016", "--hand", "1"),
    "an interval that is none": (*ADD, "--hand", "1", "--per", "fortnight"),
    "a basis that is none": (*ADD, "--gross", "1", "--basis", "guess"),
    "a basis without a gross": (*ADD, "--hand", "1", "--basis", "contract"),
    "a grade that is none": (*ADD, "--hand", "1", "--grade", "Z9"),
    "a confirmation by one origin": (*ADD, "--hand", "1", "--grade", "A1"),
    "a phone in a label": (*ADD, "--gross", "1", "--taken", "state:levy@010-0000-0000=1"),
    "an address in a title": (*ADD, "--hand", "1", "--source", "someone@example.org"),
    "bytes that are no text": (*ADD, "--hand", "1", "--source", "a\udcff"),
    "a passport in a page": (*ADD, "--hand", "1", "--page", "PD 000000000"),
    "tips without a hand": (*ADD, "--gross", "500", "--outside", "other:tips=60"),
    "a surrender of nothing": ("add", "surrender", *ADD[2:]),
    "a settlement of nothing": ("add", "settlement", *ADD[2:]),
    "closing what was never held": ("add", "settlement", *ADD[2:], "--paid", "5", "--short"),
    "more than was written down": ("add", "settlement", *ADD[2:], "--paid", "600", "--of", "500"),
    "a remittance of nothing": ("add", "remittance", *ADD[2:]),
    "a country that is none": (*JOB, "--country", "XX", "--sector", "logging"),
    "coordinates as a sector": (*JOB, "--country", "RU", "--sector", "43.115, 131.885"),
    "a promise without currency": (*JOB, "--country", "RU", "--sector", "logging", "--promised", "100"),
    "a correction of nothing": ("correct", "1"),
    "a check that is none": ("check", "everything"),
    "a language that is none": ("statement", "{worker}", "--language", "xx"),
    "a format that is none": ("statement", "{worker}", "-O", "pdf"),
    "a thing that is none": ("show", "everything"),
    "consent without the risks": (*GRANT, "--scope", "statement", "--understood"),
    "consent that was not understood": (*GRANT, "--scope", "statement", "--risks-explained"),
    "a purpose that is none": (*GRANT, "--scope", "employer", *INFORMED),
    "no purpose": (*GRANT, "--scope", ",", *INFORMED),
    "consent for longer than two years": (*GRANT, "--scope", "statement", *INFORMED, "--expires", "2199-01-01"),
    "consent that is over": (*GRANT, "--scope", "statement", *INFORMED, "--expires", "2020-01-01"),
    "a language that is none to explain in": (*GRANT, "--scope", "statement", *INFORMED, "--language", "Korean"),
    "a phone in the terms": (*GRANT, "--scope", "statement", *INFORMED, "--terms", "call 010-0000-0000"),
    "a hold without a reason": ("hold", "open", "{worker}", "--reason", " "),
    "an erasure that nobody confirmed": ("erase", "{worker}"),
    "an erasure of nobody": ("erase",),
    "handing over for nothing": ("bundle", "{worker}", "--for", "statement", "--public-key", "x", "-o", "/none/x"),
    "an actor by name": ("--actor", "Somebody", "show"),
}  # fmt: skip


@pytest.mark.parametrize("command", REFUSED.values(), ids=REFUSED)
def test_a_wrong_flag_is_named_with_its_reason_and_nothing_is_written(
    sealed: Run, worker: str, command: tuple[str, ...]
) -> None:
    before = json.loads(sealed("show", "-O", "json").out), sealed("consent", "show", worker).out
    ran = sealed(*(word.format(worker=worker) for word in command))
    assert ran.code == 2
    assert ran.out == ""
    says = ran.err.splitlines()[-2:]
    assert says[0].startswith("wage-ledger: ")
    assert len(says) == 2
    assert says[1].startswith("    ")
    assert not any(word in ran.err for word in ("010-0000", "example.org", "PD 0000", "43.115", "secret-kind"))
    assert "Traceback" not in ran.err
    assert (json.loads(sealed("show", "-O", "json").out), sealed("consent", "show", worker).out) == before


@pytest.mark.parametrize(
    "command",
    [
        ("add", "wage", "--placement", "9", "--period", "2016", "--currency", "USD", "--hand", "1"),
        ("placement", "new", "--worker", "0000-0000", "--country", "RU", "--sector", "logging"),
        ("placement", "new", "--worker", "Somebody", "--country", "RU", "--sector", "logging"),
        ("statement", "0000-0000"),
        ("statement", "Somebody"),
        ("show", "0000-0000"),
        ("show", "99"),
        ("correct", "99", "--void"),
        ("consent", "show", "0000-0000"),
        ("consent", "withdraw", "Somebody"),
        ("hold", "open", "Somebody", "--reason", "labour court"),
        ("erase", "Somebody", "--yes"),
        ("log", "prove", "99"),
        ("attachment", "show", "99"),
    ],
    ids=" ".join,
)
def test_what_is_not_in_the_book_is_said_with_exit_1(sealed: Run, worker: str, command: tuple[str, ...]) -> None:
    ran = sealed(*command)
    assert (ran.code, ran.out) == (1, "")
    assert "Somebody" not in ran.err
    assert len(ran.err.splitlines()) == 2


def test_usage_errors_of_the_parser_end_with_2(typed: Run) -> None:
    assert typed("add", "wage", "--nonsense").code == 2
    assert typed("nonsense").code == 2


WRITERS = {
    "worker": ("worker", "new"),
    "placement": (*JOB, "--country", "RU", "--sector", "logging", "--employer", "A"),
    "wage": (*ADD, "--gross", "300", "--hand", "100", "--source", "Pay sheet"),
    "surrender": ("add", "surrender", *ADD[2:], "--taken", "state:loyalty=5"),
    "settlement": ("add", "settlement", *ADD[2:], "--paid", "5"),
    "remittance": ("add", "remittance", *ADD[2:], "--sent", "5"),
    "fee": ("add", "fee", *ADD[2:], "--taken", "broker:bribe=5"),
    "correct": ("correct", "1", "--hand", "90"),
    "void": ("correct", "1", "--void"),
    "consent": (*GRANT, "--scope", "court-use", *INFORMED),
    "refusal": ("consent", "refuse", "{worker}", "--scope", "record"),
    "hold": ("hold", "open", "{worker}", "--reason", "labour court"),
}  # fmt: skip


@pytest.mark.parametrize("command", WRITERS.values(), ids=WRITERS)
def test_a_dry_run_shows_everything_and_writes_nothing(sealed: Run, worker: str, command: tuple[str, ...]) -> None:
    assert sealed(*ADD, "--gross", "300", "--hand", "200").code == 0
    before = json.loads(sealed("show", "-O", "json").out), sealed("consent", "show", worker).out
    ran = sealed(*(word.format(worker=worker) for word in command), "--dry-run")
    assert (ran.code, ran.out) == (0, "")
    assert "Dry run: nothing was written." in ran.err
    assert (json.loads(sealed("show", "-O", "json").out), sealed("consent", "show", worker).out) == before


@pytest.mark.parametrize("number", ["0", "999", "99999999999", "9" * 15])
def test_a_number_that_nothing_has_is_not_found_however_long_it_is(book: Run, number: str) -> None:
    for command in (
        ("show", number),
        ("trace", number),
        ("correct", number, "--hand", "1"),
        ("add", "wage", "--placement", number, *ADD[4:], "--hand", "1"),
    ):
        ran = book(*command)
        assert (ran.code, ran.out) == (1, "")
        assert "foresaw" not in ran.err


def test_bytes_that_are_no_text_name_nothing(book: Run) -> None:
    assert book("trace", "a\udcff").code == 1
