"""The protections, each with the attack that it stands against and the way to take it, and nothing else, away.

An attack returns True when it got what it wanted. With the protection in place it gets nothing; without it, it
succeeds: so it is this protection that stood in its way, and a test of it can fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ledger.values.errors import LedgerError
from tests.attack import attempts, without
from tests.attack.books import Book


@dataclass(frozen=True)
class Bench:
    """Where an attack is tried: a book of its own, a folder, and what can be replaced in the program for a while."""

    book: Book
    home: Path
    patch: pytest.MonkeyPatch


Does = Callable[[Any], None]


@dataclass(frozen=True)
class Protection:
    """What it is called, what it does, how it is taken away, and what then succeeds."""

    name: str
    does: str
    off: Does
    attempt: Callable[[Any], bool]

    def holds(self, bench: Bench) -> bool:
        """True when the attack fails, by an error of this program or of its database, or by finding nothing."""
        with suppress(LedgerError, *attempts.REFUSALS):
            return not self.attempt(bench)
        return True


PROTECTIONS: tuple[Protection, ...] = (
    Protection(
        "cipher",
        "The file of the book is encrypted: without a key nothing of it can be read.",
        without.the_cipher,
        attempts.read_the_file_without_a_key,
    ),
    Protection(
        "keyed before use",
        "A connection is handed out only after the library has proved that a cipher is in use; a forgotten key writes"
        " nothing.",
        without.the_proof_of_a_cipher,
        attempts.write_by_a_connection_without_a_key,
    ),
    Protection(
        "plain file refused",
        "A file that can be read without a key is never taken for a book.",
        without.the_look_for_plain_files,
        attempts.slip_in_a_plain_file,
    ),
    Protection(
        "temporary tables in memory",
        "Sorting writes no plain text into a temporary file.",
        without.temporary_tables_in_memory,
        attempts.read_what_sorting_left,
    ),
    Protection(
        "rows put in order are sealed",
        "What a long sheet puts in order on the disk is encrypted under a key that is in memory alone.",
        without.the_seal_of_what_is_put_in_order,
        attempts.read_what_was_put_in_order,
    ),
    Protection(
        "readers cannot write",
        "A session that was opened to read refuses every change.",
        without.query_only,
        attempts.write_as_a_reader,
    ),
    Protection(
        "rows never change",
        "A trigger on each table refuses to change what was written.",
        without.triggers("posting_refuses_update"),
        attempts.change_an_amount,
    ),
    Protection(
        "rows never go",
        "A trigger on each table refuses to delete what was written.",
        without.triggers("hold_refuses_delete"),
        attempts.delete_a_hold,
    ),
    Protection(
        "rows are never replaced",
        "A trigger refuses INSERT OR REPLACE, which would delete without a word.",
        without.triggers("rate_refuses_replace"),
        attempts.replace_a_rate,
    ),
    Protection(
        "entries balance",
        "An entry is sealed only when its postings sum to zero, and is not committed without its seal.",
        without.triggers("seal_proves_entry"),
        attempts.post_what_does_not_balance,
    ),
    Protection(
        "sealed entries are closed",
        "A sealed entry takes no further posting.",
        without.triggers("posting_needs_open_entry"),
        attempts.add_to_a_sealed_entry,
    ),
    Protection(
        "erasing ends with its leaf",
        "Rows may go only inside the one step of an erasure, and that step cannot be committed half done.",
        without.foreign_keys,
        attempts.erase_half,
    ),
    Protection(
        "holds stop erasing",
        "While a legal hold is open the database itself lets nothing of the worker go.",
        without.triggers("erasing_takes"),
        attempts.erase_under_a_hold,
    ),
    *(
        Protection(
            f"consent to read {noun}",
            f"{noun.capitalize()} of a worker who did not agree to the purpose are not there for the query.",
            without.consent(noun),
            attempts.read_without_consent(noun),
        )
        for noun in attempts.READERS
    ),
    Protection(
        "consent ends",
        "A consent counts up to its last day and no further.",
        without.the_end_of_consent,
        attempts.read_after_the_end_of_consent,
    ),
    Protection(
        "clock set back",
        "An expired consent stays expired when the clock is set back: the day of the last leaf counts.",
        without.the_day_of_the_last_leaf,
        attempts.read_with_the_clock_set_back,
    ),
    Protection(
        "deleted pages are overwritten",
        "What an erasure deletes is overwritten at once, even if the program is killed before it has cleared up.",
        without.secure_delete,
        attempts.find_the_erased_before_clearing,
    ),
    Protection(
        "clearing after erasure",
        "After an erasure the whole file is written anew and its log is emptied.",
        without.clearing,
        attempts.find_the_erased_in_a_file_that_overwrites_nothing,
    ),
    Protection(
        "salts",
        "A leaf commits under a random salt, so that nobody can try guesses against a proof.",
        without.salts,
        attempts.guess_what_a_leaf_commits_to,
    ),
    Protection(
        "the log finds an edit",
        "Every row is compared with what its leaf committed to.",
        without.the_check_of_the_log,
        attempts.edit_in_balance,
    ),
    Protection(
        "heads are signed",
        "A head counts only with its signature: nobody can make one that fits a log of theirs.",
        without.the_signature_of_heads,
        attempts.forge_the_head_of_a_log_made_anew,
    ),
    Protection(
        "at least ten workers",
        "Figures of fewer than ten workers, or of one origin, are told in no report.",
        without.the_least_number_of_workers,
        attempts.read_a_report_on_nine_workers,
    ),
    Protection(
        "private text",
        "Free text that holds a phone number, an address or the number of a paper is refused.",
        without.the_refusal_of_private_text,
        attempts.write_down_a_phone_number,
    ),
    Protection(
        "working copies are verified",
        "A working copy is read again; if metadata is still in it there is none.",
        without.the_second_reading,
        attempts.keep_metadata_with_a_broken_stripper,
    ),
    Protection(
        "attachments are what was sealed",
        "A sealed paper is handed out only when its hash is that of the original.",
        without.the_hash_of_attachments,
        attempts.put_another_paper_in_its_place,
    ),
    Protection(
        "backups are proved",
        "Only who has the key of the book can write its backup's manifest.",
        without.the_proof_of_backups,
        attempts.prolong_a_backup,
    ),
    Protection(
        "one rotation at a time",
        "A change of the key needs the book alone.",
        without.the_hold_on_the_slots,
        attempts.rotate_twice_at_once,
    ),
    Protection(
        "errors hide what was written",
        "An error of the database does not show the values that it was about.",
        without.hidden_parameters,
        attempts.read_a_label_in_an_error,
    ),
    Protection(
        "no core dumps",
        "A crash leaves no memory on the disk.",
        without.the_limit_of_cores,
        attempts.leave_a_core,
    ),
    Protection(
        "secrets do not show themselves",
        "Keys and passphrases print as their class alone, in errors and logs too.",
        without.hidden_secrets,
        attempts.print_a_key,
    ),
)


def table(protections: Iterable[Protection]) -> str:
    """The protections as the manual shows them."""
    lines = ["| protection | what it does |", "|---|---|"]
    return "\n".join([*lines, *(f"| {each.name} | {each.does} |" for each in protections)])
