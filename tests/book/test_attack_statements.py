"""On PostgreSQL a statement's rows are proved when it ends: no way of putting rows into it gets past that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import pairwise

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from ledger.book.session import Visit
from ledger.book.session import session as writing
from ledger.store.many import insert_many
from ledger.store.opening import opened as opened_book
from tests.book.making import a_placement
from tests.book.raw import BALANCED, NEGATIVE, Line, raw_entry, raw_lines, raw_post, raw_seal, run
from tests.conftest import database

LEAF = ("seq", "day", "action", "actor", "commitment", "hash", "noun", "row_id")
LINE = ("entry_id", "line", "account", "currency", "low", "best", "high")
UNEVEN: tuple[Line, ...] = (("worker:hand", "USD", None, 100, None),)
A_LINE = "INSERT INTO posting (entry_id, line, account, currency, best)"
ONE_MORE = f"{A_LINE} VALUES (1, 3, 'worker:hand', 'USD', 1)"
NOTHING = f"{A_LINE} VALUES (1, 3, 'worker:hand', 'USD', 0)"  # with it, too, the entry balances


@contextmanager
def refused(says: str, state: str = "23514") -> Iterator[None]:
    """What is done in it is refused, in these words and with this SQLSTATE."""
    with pytest.raises(IntegrityError, match=says) as found:
        yield
    assert getattr(found.value.orig, "sqlstate", None) == state


def whole(session: Session) -> None:
    """Have what a commit would refuse refused now."""
    run(session, "SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture(scope="module")
def shared(server: str, template_database: str) -> Iterator[Engine]:
    """An engine on an empty book, in which no test leaves anything."""
    with database(server, template_database) as place, opened_book(place, None) as found:
        yield found


@pytest.fixture
def session(shared: Engine) -> Iterator[Session]:
    """A session on the empty book. Nothing is committed."""
    with writing(shared, Visit(scope="record")) as found:
        yield found


@pytest.fixture
def opened(session: Session) -> Session:
    """Entry 1 with lines that balance, and no seal."""
    raw_entry(session, 1)
    raw_lines(session, 1, BALANCED)
    return session


# --- many rows at once ------------------------------------------------------------------------------------------------


WRONG: dict[str, tuple[tuple[Line, ...], str]] = {
    "no lines": ((), "no postings"),
    "one line": (UNEVEN, "does not balance"),
    "a line too many": ((*BALANCED, *UNEVEN), "does not balance"),
    "the low case": ((("worker:hand", "USD", 1, 0, 0),), "does not balance"),
    "the high case": ((("worker:hand", "USD", 0, 0, 1),), "does not balance"),
    "a line without low": ((("worker:hand", "USD", 0, 0, 0), ("state:dues", "USD", None, 0, 0)), "same cases"),
    "a line without best": ((("worker:hand", "USD", 0, 0, 0), ("state:dues", "USD", 0, None, 0)), "same cases"),
    "a line without high": ((("worker:hand", "USD", 0, 0, 0), ("state:dues", "USD", 0, 0, None)), "same cases"),
}


@pytest.mark.parametrize("where", [0, 1, 2])
@pytest.mark.parametrize(("lines", "says"), WRONG.values(), ids=WRONG)
def test_one_wrong_entry_among_others_is_found(
    session: Session, where: int, lines: tuple[Line, ...], says: str
) -> None:
    placement = a_placement(session)
    for number in range(3):
        raw_entry(session, number + 1, placement_id=placement)
        raw_lines(session, number + 1, lines if number == where else BALANCED)
    with refused(says):
        run(session, "INSERT INTO seal SELECT id FROM entry")


def test_entries_are_proved_one_by_one_and_each_currency_of_them(session: Session) -> None:
    placement = a_placement(session)
    for number, amount in ((1, 1), (2, -1)):  # together they balance
        raw_entry(session, number, placement_id=placement)
        raw_lines(session, number, [("worker:hand", "USD", None, amount, None), ("worker:hand", "EUR", None, 0, None)])
    with refused("does not balance"):
        run(session, "INSERT INTO seal VALUES (1), (2)")


def test_what_is_whole_is_taken_whatever_it_has(session: Session) -> None:
    placement = a_placement(session)
    several: list[tuple[Line, ...]] = [
        (("state:plan", "USD", None, None, None),),
        ((*BALANCED, ("state:plan", "USD", None, None, None))),
        (("worker:hand", "USD", 1, None, 2), ("employer:wage", "USD", -1, None, -2), ("state:dues", "EUR", 0, 0, 0)),
        tuple((account, "KRW", None, best and best * 10**16, None) for account, _, _, best, _ in BALANCED * 400),
    ]
    for number, lines in enumerate(several, start=1):
        raw_entry(session, number, placement_id=placement)
        raw_lines(session, number, lines)
    run(session, "INSERT INTO seal SELECT id FROM entry")
    whole(session)


def test_an_entry_and_its_reversal_may_be_sealed_at_once(session: Session) -> None:
    placement = a_placement(session)
    for number, lines, reverses in ((1, BALANCED, None), (2, NEGATIVE, 1)):
        raw_entry(session, number, placement_id=placement, reverses=reverses)
        raw_lines(session, number, lines)
    run(session, "INSERT INTO seal VALUES (2), (1)")
    whole(session)


@pytest.mark.parametrize("lines", [BALANCED, (*NEGATIVE, ("state:plan", "USD", None, None, None))])
def test_a_wrong_reversal_among_others_is_found(session: Session, lines: tuple[Line, ...]) -> None:
    placement = a_placement(session)
    raw_post(session, 1, BALANCED, placement_id=placement)
    for number, its, reverses in ((2, BALANCED, None), (3, lines, 1), (4, BALANCED, None)):
        raw_entry(session, number, placement_id=placement, reverses=reverses)
        raw_lines(session, number, its)
    with refused("exact negative"):
        run(session, "INSERT INTO seal VALUES (2), (3), (4)")


def test_copied_rows_are_proved_like_any_others(session: Session) -> None:
    raw_post(session, 1, BALANCED)
    raw_entry(session, 2, placement_id=a_placement(session, "other"))
    lines = [(2, 1, *UNEVEN[0]), (1, 3, *UNEVEN[0]), (2, 2, *UNEVEN[0])]
    with refused("sealed"), session.begin_nested():
        insert_many(session.connection(), "posting", LINE, lines)
    insert_many(session.connection(), "posting", LINE, lines[:1])
    with refused("does not balance"):
        insert_many(session.connection(), "seal", ("entry_id",), [(2,)])


@pytest.mark.parametrize("wrong", [("state:quota", "USD"), ("state:plan", "ZZZ"), ("", ""), ("State:plan", "USD")])
def test_one_unknown_account_or_currency_among_many_lines_is_found(opened: Session, wrong: tuple[str, str]) -> None:
    lines = [(1, line, "worker:hand", "USD", None, 0, None) for line in range(3, 90)]
    with refused("no such account, or no such currency", "23503"):
        insert_many(
            opened.connection(), "posting", LINE, [*lines, (1, 90, *wrong, None, 0, None), (1, 91, *lines[0][2:])]
        )


def test_an_account_that_was_taken_back_is_unknown(opened: Session) -> None:
    back = opened.begin_nested()
    run(opened, "INSERT INTO account VALUES ('state:mine', 'state', 'mine', 'taken')")
    run(opened, ONE_MORE.replace("worker:hand", "state:mine"))
    back.rollback()
    with refused("no such account", "23503"):
        run(opened, ONE_MORE.replace("worker:hand", "state:mine"))


# --- one statement that does several things ---------------------------------------------------------------------------

AT_ONCE = {
    "a seal, then a line": f"WITH s AS (INSERT INTO seal VALUES (1)) {NOTHING}",
    "a line, then a seal": f"WITH p AS ({NOTHING}) INSERT INTO seal VALUES (1)",
    "both before a reading": f"WITH p AS ({NOTHING}), s AS (INSERT INTO seal VALUES (1)) SELECT 1",
    "both, the seal first": f"WITH s AS (INSERT INTO seal VALUES (1)), p AS ({NOTHING}) SELECT 1",
    "a line that needs the seal": "WITH s AS (INSERT INTO seal VALUES (1) RETURNING entry_id)"
    f" {A_LINE} SELECT entry_id, 3, 'worker:hand', 'USD', 0 FROM s",
    "a seal that needs the line": f"WITH p AS ({NOTHING} RETURNING entry_id) INSERT INTO seal SELECT entry_id FROM p",
    "lines on both sides": f"WITH p AS ({NOTHING}), s AS (INSERT INTO seal VALUES (1))"
    f" {A_LINE} VALUES (1, 4, 'worker:hand', 'USD', 0)",
    "a line without an amount": f"WITH s AS (INSERT INTO seal VALUES (1))"
    f" {A_LINE} VALUES (1, 3, 'worker:hand', 'USD', NULL)",
    "a line that is there is left": "WITH s AS (INSERT INTO seal VALUES (1))"
    f" {A_LINE} VALUES (1, 1, 'worker:hand', 'USD', 0), (1, 3, 'worker:hand', 'USD', 0) ON CONFLICT DO NOTHING",
    "merged": "WITH s AS (INSERT INTO seal VALUES (1)) MERGE INTO posting AS p USING (SELECT 1) AS o (id)"
    " ON p.entry_id = o.id AND p.line = 3 WHEN NOT MATCHED THEN"
    " INSERT (entry_id, line, account, currency, best) VALUES (1, 3, 'worker:hand', 'USD', 0)",
}


@pytest.mark.parametrize("statement", AT_ONCE.values(), ids=AT_ONCE)
def test_a_line_and_its_seal_do_not_come_at_once(opened: Session, statement: str) -> None:
    with refused("sealed, or there is none"):
        run(opened, statement)


LATER = {
    "inserted": ONE_MORE,
    "what is there is left": f"{ONE_MORE} ON CONFLICT DO NOTHING",
    "what is there would be changed": f"{ONE_MORE} ON CONFLICT (entry_id, line) DO UPDATE SET best = 1",
    "merged": AT_ONCE["merged"].partition("(1)) ")[2],
    "through a view": ONE_MORE.replace("posting", "pg_temp.seen"),
    "from a reading": f"{A_LINE} SELECT entry_id, 3, account, currency, 1 FROM posting WHERE line = 1",
    "prepared": "EXECUTE more",
    "in a block": f"DO $$ BEGIN {ONE_MORE}; END $$",
}
READY = ("CREATE TEMPORARY VIEW seen AS SELECT * FROM posting", f"PREPARE more AS {ONE_MORE}")


@pytest.mark.parametrize("statement", LATER.values(), ids=LATER)
def test_a_line_does_not_come_after_the_seal(opened: Session, statement: str) -> None:
    for each in READY:
        run(opened, each)
    raw_seal(opened, 1)
    try:
        with pytest.raises(IntegrityError, match=r"sealed, or there is none|never changed"):
            run(opened, statement)
    finally:
        opened.rollback()
        run(opened, "DEALLOCATE ALL")


SEALS = {
    "inserted": "INSERT INTO seal VALUES (1)",
    "from a reading": "INSERT INTO seal SELECT id FROM entry",
    "twice": "INSERT INTO seal VALUES (1), (1) ON CONFLICT DO NOTHING",
    "changed": "INSERT INTO seal VALUES (1) ON CONFLICT (entry_id) DO UPDATE SET entry_id = 1",
    "merged": "MERGE INTO seal AS s USING entry AS e ON s.entry_id = e.id WHEN NOT MATCHED THEN INSERT VALUES (e.id)",
    "beside": "WITH s AS (INSERT INTO seal VALUES (1)) SELECT 1",
    "through a view": "INSERT INTO pg_temp.sealed VALUES (1)",
}


@pytest.mark.parametrize("statement", SEALS.values(), ids=SEALS)
def test_no_seal_of_any_kind_is_put_on_lines_that_do_not_balance(opened: Session, statement: str) -> None:
    run(opened, "CREATE TEMPORARY VIEW sealed AS SELECT * FROM seal")
    run(opened, ONE_MORE)
    with refused("does not balance|never changed", "23001" if "UPDATE" in statement else "23514"):
        run(opened, statement)


# --- statements within statements, and after them ---------------------------------------------------------------------

SEAL_IT = """
CREATE FUNCTION pg_temp.seal_it(line bigint) RETURNS bigint LANGUAGE plpgsql AS
$$ BEGIN IF line = 4 THEN INSERT INTO public.seal VALUES (1); END IF; RETURN line; END $$
"""
ADD_LINE = f"""
CREATE FUNCTION pg_temp.add_line(entry bigint) RETURNS bigint LANGUAGE plpgsql AS
$$ BEGIN IF entry = 2 THEN {ONE_MORE}; END IF; RETURN entry; END $$
"""
LATE_LINE = f"""
CREATE FUNCTION pg_temp.late_line() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {ONE_MORE}; RETURN NEW; END $$
"""


def test_a_seal_in_the_midst_of_lines_is_refused(opened: Session) -> None:
    """The function seals entry 1 when its third line is there, which balances, and not the fourth."""
    run(opened, SEAL_IT)
    lines = "(3::bigint, 0), (4, 0), (5, 7)"
    with refused("sealed, or there is none"):
        run(
            opened,
            f"{A_LINE} SELECT 1, pg_temp.seal_it(l), 'worker:hand', 'USD', best FROM (VALUES {lines}) AS v (l, best)",
        )


def test_a_line_in_the_midst_of_seals_is_refused(opened: Session) -> None:
    """The function adds a line to entry 1, whose seal is there by then, while the second seal comes."""
    raw_entry(opened, 2, placement_id=a_placement(opened, "other"))
    raw_lines(opened, 2, BALANCED)
    run(opened, ADD_LINE)
    with refused("sealed, or there is none"):
        run(opened, "INSERT INTO seal SELECT pg_temp.add_line(id) FROM (SELECT id FROM entry ORDER BY id) AS e")


@pytest.mark.parametrize("when", ["BEFORE INSERT ON own FOR EACH ROW", "AFTER INSERT ON own FOR EACH ROW",
                                  "AFTER INSERT ON own FOR EACH STATEMENT"])  # fmt: skip
def test_a_line_from_a_trigger_of_ones_own_is_refused(opened: Session, when: str) -> None:
    for each in ("CREATE TEMPORARY TABLE own (n int)", LATE_LINE,
                 f"CREATE TRIGGER more {when} EXECUTE FUNCTION pg_temp.late_line()"):  # fmt: skip
        run(opened, each)
    with refused("does not balance" if when.startswith("BEFORE") else "sealed, or there is none"):
        run(opened, "WITH s AS (INSERT INTO seal VALUES (1)) INSERT INTO own VALUES (1)")


def test_a_line_at_commit_is_refused(opened: Session) -> None:
    for each in ("CREATE TEMPORARY TABLE own (n int)", LATE_LINE,
                 "CREATE CONSTRAINT TRIGGER more AFTER INSERT ON own DEFERRABLE INITIALLY DEFERRED"
                 " FOR EACH ROW EXECUTE FUNCTION pg_temp.late_line()",
                 "INSERT INTO own VALUES (1)", "INSERT INTO seal VALUES (1)"):  # fmt: skip
        run(opened, each)
    with refused("sealed, or there is none"):
        opened.commit()


def test_no_proof_can_be_put_off(opened: Session) -> None:
    run(opened, "SET CONSTRAINTS ALL DEFERRED")
    run(opened, ONE_MORE)
    with refused("does not balance"), opened.begin_nested():
        raw_seal(opened, 1)
    with refused("fk_entry_id_seal", "23503"):
        whole(opened)


def test_nobodys_table_is_taken_for_the_new_rows(opened: Session) -> None:
    run(opened, "CREATE TEMPORARY TABLE added (entry_id bigint, account text, currency text, seq bigint)")
    run(opened, ONE_MORE)
    with refused("does not balance"), opened.begin_nested():
        raw_seal(opened, 1)
    with refused("log goes on", "23001"):
        insert_many(opened.connection(), "log_leaf", LEAF, [leaf(3)])


# --- what is taken back -----------------------------------------------------------------------------------------------


def test_lines_that_are_taken_back_do_not_count_and_their_seal_goes_with_them(opened: Session) -> None:
    back = opened.begin_nested()
    run(opened, f"{A_LINE} VALUES (1, 3, 'state:plan', 'USD', 5), (1, 4, 'worker:hand', 'USD', -5)")
    raw_seal(opened, 1)
    back.rollback()
    assert run(opened, "SELECT count(*) FROM posting").scalar_one() == 2
    with refused("fk_entry_id_seal", "23503"):
        whole(opened)


def test_when_a_seal_is_taken_back_the_next_one_proves_what_has_come_since(opened: Session) -> None:
    back = opened.begin_nested()
    raw_seal(opened, 1)
    back.rollback()
    run(opened, ONE_MORE)
    with refused("does not balance"):
        raw_seal(opened, 1)


def test_half_of_an_entry_is_not_left_under_its_seal_by_a_block_that_fails(opened: Session) -> None:
    """The block's own line is taken back with the block, before the seal is proved."""
    run(opened, "INSERT INTO posting (entry_id, line, account, currency, best) VALUES (1, 4, 'state:plan', 'USD', -1)")
    run(opened, f"DO $$ BEGIN BEGIN {ONE_MORE}; RAISE 'no'; EXCEPTION WHEN raise_exception THEN NULL; END; END $$")
    with refused("does not balance"):
        raw_seal(opened, 1)


# --- others -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
@pytest.mark.parametrize("isolation", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
def test_nobody_else_adds_a_line_before_or_after_an_entry_is_committed(engine: Engine, isolation: str) -> None:
    others = engine.execution_options(isolation_level=isolation)
    with writing(engine) as session, others.connect() as other:
        raw_post(session, 1, BALANCED)
        for _ in range(2):
            with pytest.raises(IntegrityError, match=r"fk_posting_entry_id_entry|sealed"), other.begin_nested():
                other.execute(text(ONE_MORE))
            session.commit()
        other.rollback()
        with pytest.raises(IntegrityError, match="sealed"):
            other.execute(text(ONE_MORE))


# --- the log ----------------------------------------------------------------------------------------------------------


def leaf(seq: int) -> tuple[object, ...]:
    return seq, "2026-03-01", "rate", "local", "c" * 64, b"h" * 32, "rate", seq + 1000


@pytest.mark.parametrize("seqs", [(0,), (0, 1, 2), (2, 0, 1), tuple(range(500))])
def test_leaves_that_follow_one_another_are_taken(session: Session, seqs: tuple[int, ...]) -> None:
    insert_many(session.connection(), "log_leaf", LEAF, [leaf(seq) for seq in seqs])
    insert_many(session.connection(), "log_leaf", LEAF, [leaf(seq + len(seqs)) for seq in seqs])
    run(session, f"INSERT INTO log_leaf ({', '.join(LEAF)}) SELECT {', '.join(LEAF)} FROM log_leaf WHERE false")
    whole(session)
    found = run(session, "SELECT seq FROM log_leaf ORDER BY seq").scalars().all()
    assert len(found) == 2 * len(seqs)
    assert all(after == before + 1 for before, after in pairwise([-1, *found]))


@pytest.mark.parametrize("seqs", [(4,), (3, 5), (5, 3), (-1,), (-1, 3), (4, 5), (3, 4, 6), (2**63 - 1,)])
def test_leaves_that_leave_a_gap_are_refused(session: Session, seqs: tuple[int, ...]) -> None:
    insert_many(session.connection(), "log_leaf", LEAF, [leaf(seq) for seq in range(3)])
    with pytest.raises(DBAPIError, match=r"log goes on|SQLSTATE 22003"):
        insert_many(session.connection(), "log_leaf", LEAF, [(*leaf(seq)[:7], i + 9) for i, seq in enumerate(seqs)])


@pytest.mark.parametrize("first", [-1, 1, 7])
def test_the_log_begins_at_nought(session: Session, first: int) -> None:
    with refused("log goes on", "23001"):
        insert_many(session.connection(), "log_leaf", LEAF, [leaf(first), leaf(first + 1)])


@pytest.mark.parametrize(("one", "other", "is_taken"), [(0, 1, True), (1, 0, True), (0, 2, False), (2, 0, False)])
def test_leaves_of_two_queries_of_a_statement_leave_no_gap(
    session: Session, one: int, other: int, is_taken: bool
) -> None:
    into = f"INSERT INTO log_leaf ({', '.join(LEAF)})"
    row = "SELECT {0}, '2026-03-01', 'rate', 'local', 'c', decode(repeat('00', 32), 'hex'), 'rate', {0}"
    statement = f"WITH o AS ({into} {row.format(other)}) {into} {row.format(one)}"
    with nullcontext() if is_taken else refused("log goes on", "23001"):
        run(session, statement)


def test_a_gap_that_somebody_made_is_not_filled(session: Session) -> None:
    insert_many(session.connection(), "log_leaf", LEAF, [leaf(seq) for seq in range(4)])
    run(session, "SET LOCAL session_replication_role = replica")
    run(session, "DELETE FROM log_leaf WHERE seq IN (1, 2)")
    run(session, "SET LOCAL session_replication_role = origin")
    with refused("log goes on", "23001"):
        insert_many(session.connection(), "log_leaf", LEAF, [leaf(1), leaf(2)])


def test_a_leaf_that_is_taken_back_is_not_followed(session: Session) -> None:
    back = session.begin_nested()
    insert_many(session.connection(), "log_leaf", LEAF, [leaf(0)])
    back.rollback()
    with refused("log goes on", "23001"):
        insert_many(session.connection(), "log_leaf", LEAF, [leaf(1)])


# --- what it costs ----------------------------------------------------------------------------------------------------


READ = """
    SELECT relname, seq_scan FROM pg_stat_xact_user_tables
    WHERE relname IN ('entry', 'posting', 'seal', 'account', 'currency', 'log_leaf') ORDER BY relname
"""


def test_no_proof_reads_a_table_whole_however_small_the_book_was_when_it_was_first_asked(session: Session) -> None:
    for table, key in (("posting", "posting_entry_id"), ("seal", "seal_entry_id"), ("entry", "entry_reverses")):
        run(session, f"ALTER TABLE {table} DROP CONSTRAINT fk_{key}_entry")  # whose own questions are not asked about
    placement = a_placement(session)
    raw_post(session, 1, BALANCED, placement_id=placement)
    insert_many(session.connection(), "log_leaf", LEAF, [leaf(0)])
    run(session, "ANALYZE entry, posting, seal, account, currency, log_leaf")
    before = run(session, READ).all()
    for number, lines, reverses in ((2, BALANCED, None), (3, NEGATIVE, 2), (4, BALANCED, None)):
        raw_post(session, number, lines, placement_id=placement, reverses=reverses)
        insert_many(session.connection(), "log_leaf", LEAF, [leaf(number - 1)])
    assert run(session, READ).all() == before
