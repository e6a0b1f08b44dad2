"""Erasure: the one deletion that the database lets through, whole, in its own step, and true to the last byte."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger.book import read
from ledger.book.attachments import AttachmentDraft, add_attachment, add_key
from ledger.book.backups import record_backup
from ledger.book.check import check
from ledger.book.correct import correct
from ledger.book.erase import OnHold, erase, plan
from ledger.book.holds import AlreadySo, open_hold, set_hold
from ledger.book.log.audit import audit
from ledger.book.log.heads import sign_head
from ledger.book.log.prove import prove_entry
from ledger.book.outputs import outputs, record_output
from ledger.book.post import post
from ledger.book.register import Mark, PlacementDraft, add_organisation, add_placement, mark, seen
from ledger.book.rows import Row
from ledger.book.session import Visit, reading
from ledger.book.session import session as writing
from ledger.store.clearing import clear
from ledger.store.where import FolderPlace, Place
from tests.book.making import TODAY, WORKER, a_source, a_wage, a_workers_placement
from tests.book.raw import run
from tests.conftest import ENGINES, filled
from tests.verify.proofs import verified

OTHER = "0A1B-2C3D"
CANARIES = ("카나리아", "canary-firm", "canary-title", "canary-origin", "canary-page", "canary-note", WORKER, "77712")
COURT = Visit(scope="court-use", command="log prove")


def two_workers(engine: Engine) -> dict[str, int]:
    """Two workers: one with canaries everywhere, and another who shares a firm, a source and a row of a sheet."""
    with writing(engine, Visit(scope="record", command="statement")) as session:
        placement = a_workers_placement(session)
        subject = read.subject_id(session, WORKER)
        assert subject is not None
        firm = add_organisation(session, "employer", "canary-firm", "KW")
        shared = add_organisation(session, "sending", "Shared Company")
        own = add_placement(session, PlacementDraft(subject, "canary-sector", "KW", firm, shared))
        draft = a_wage(session, placement_id=own, source_id=a_source(session, "canary-origin", "canary-title"))
        first, *rest = draft.postings
        lines = (first, *(line.__class__(**{**line.__dict__, "label": "카나리아"}) for line in rest[:2]), rest[2])
        draft = draft.__class__(**{**draft.__dict__, "postings": lines, "page": "canary-page", "words": "canary-note"})
        number = post(session, draft, today=TODAY)
        correct(session, number, draft, TODAY)
        in_shared = a_source(session, "ngo", "A report on two")
        post(session, a_wage(session, placement_id=placement, source_id=in_shared), today=TODAY)
        key = add_key(session, subject, "age1x", "AGE-SECRET-KEY-1X")
        add_attachment(
            session, AttachmentDraft(1, key, "diary", "image/png", "a" * 64, 77712, "b" * 32, "c" * 32, "d" * 64)
        )
        mark(
            session, "sheet", [Mark("e" * 64, 1, f"entry:{number} new {WORKER}"), Mark("e" * 64, 2, f"entry:9 {OTHER}")]
        )
        theirs = a_workers_placement(session, OTHER)
        other = read.subject_id(session, OTHER)
        assert other is not None
        kept = add_placement(session, PlacementDraft(other, "logging", "RU", sending_id=shared))
        last = post(session, a_wage(session, placement_id=kept, source_id=in_shared), today=TODAY)
        record_output(session, subjects=[subject, other], entries=2)
        record_backup(session, date.today(), date.today() + timedelta(days=90))
        session.commit()
    return {"subject": subject, "other": other, "entry": number, "last": last, "placement": theirs}


@pytest.fixture(params=ENGINES)
def book(request: pytest.FixtureRequest) -> Iterator[tuple[Place, dict[str, int]]]:
    with filled(request, request.param, two_workers) as found:
        yield found


@pytest.fixture
def place(book: tuple[Place, dict[str, int]]) -> Place:
    return book[0]


@pytest.fixture
def two(book: tuple[Place, dict[str, int]]) -> dict[str, int]:
    """The numbers of both workers, of their last entries and of the placement of one."""
    return book[1]


def everything(session: Session) -> str:
    """All that the database has, but for its schema."""
    return "\n".join(str(run(session, f"SELECT * FROM {table}").all()) for table in Row.metadata.tables)


def erased(engine: Engine, subject: int) -> None:
    with writing(engine) as session:
        erase(session, subject)
        session.commit()


def test_nothing_of_the_worker_is_left_and_nothing_of_another_is_gone(engine: Engine, two: dict[str, int]) -> None:
    with reading(engine) as session:
        before = everything(session)
    assert all(canary in before for canary in CANARIES)
    erased(engine, two["subject"])
    with reading(engine, Visit(scope="record")) as session:
        after = everything(session)
        assert [canary for canary in CANARIES if canary in after] == []
        assert "Shared Company" in after
        assert "A report on two" in after
        assert [entry.id for entry in read.entries(session, subject=OTHER)] == [two["last"]]
        assert check(session) == []


@pytest.mark.parametrize("book", ["sqlite"], indirect=True)  # a server keeps its own files
def test_no_byte_of_the_worker_is_in_the_file_even_without_its_cipher(
    engine: Engine, place: Place, two: dict[str, int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert isinstance(place, FolderPlace)
    erased(engine, two["subject"])
    clear(engine)
    plain = tmp_path_factory.mktemp("plain") / "plain.db"
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute(f"ATTACH DATABASE '{plain}' AS plain KEY ''")
        raw.execute("SELECT sqlcipher_export('plain')")
        raw.execute("DETACH DATABASE plain")
        free = raw.execute("PRAGMA freelist_count").fetchone()
    content = plain.read_bytes()
    assert b"Shared Company" in content
    assert [canary for canary in CANARIES if canary.encode() in content] == []
    assert free == (0,)
    assert not (place.path / "book.db-wal").exists() or (place.path / "book.db-wal").stat().st_size == 0


def test_heads_and_proofs_from_before_still_hold(engine: Engine, two: dict[str, int]) -> None:
    with writing(engine, COURT) as session:
        kept = sign_head(session)
        session.commit()
        theirs = prove_entry(session, two["last"], is_open=True)
        gone = prove_entry(session, two["entry"], is_open=True)
    erased(engine, two["subject"])
    assert verified(theirs.data, kept.data()).code == 0
    assert verified(gone.data, kept.data()).code == 0  # whoever has it keeps it: it is named in the recall notice
    with writing(engine, COURT) as session:
        assert list(audit(session, against=kept.data())) == []
        after = prove_entry(session, two["last"], is_open=True, since=kept.data())
    assert verified(after.data, kept.data()).code == 0


def test_the_log_says_that_somebody_was_erased_and_keeps_no_key_of_it(engine: Engine, two: dict[str, int]) -> None:
    erased(engine, two["subject"])
    with reading(engine) as session:
        last = run(session, "SELECT action, noun FROM log_leaf ORDER BY seq DESC LIMIT 1").one()
        left = "SELECT count(*) FROM log_salt WHERE seq IN (SELECT seq FROM log_erased)"
        assert tuple(last) == ("erased", "erasure")
        assert run(session, left).scalar() == 0
        assert int(run(session, "SELECT count(*) FROM log_erased").scalar_one()) > 10


def test_it_tells_before_what_goes_and_what_cannot_be_reached(engine: Engine, two: dict[str, int]) -> None:
    with reading(engine) as session:
        found = plan(session, two["subject"])
        before = everything(session)
    assert (found.rows["entry"], found.rows["posting"], found.rows["subject"]) == (4, 16, 1)
    assert found.files == ("b" * 32, "c" * 32)
    assert [(each.command, each.scope) for each in found.outputs] == [("statement", "record")]
    assert [each.expires_on for each in found.backups] == [date.today() + timedelta(days=90)]
    with reading(engine) as session:
        assert everything(session) == before


def test_what_both_were_in_is_still_on_record_for_the_other(engine: Engine, two: dict[str, int]) -> None:
    erased(engine, two["subject"])
    with reading(engine) as session:
        assert [each.workers for each in outputs(session, subject_id=two["other"])] == [2]
        assert seen(session, "sheet", ["e" * 64]) == {("e" * 64, 2): f"entry:9 {OTHER}"}


def test_the_number_of_an_erased_row_is_never_given_again(engine: Engine, two: dict[str, int]) -> None:
    with reading(engine) as session:
        highest = run(session, "SELECT max(id) FROM entry").scalar_one()
    erased(engine, two["other"])
    with writing(engine) as session:
        assert post(session, a_wage(session), today=TODAY) > highest
        session.commit()
        assert list(audit(session)) == []


def test_a_legal_hold_stops_it_and_is_told(engine: Engine, two: dict[str, int]) -> None:
    with writing(engine) as session:
        set_hold(session, two["subject"], is_open=True, reason="labour court")
        session.commit()
        held = open_hold(session, two["subject"])
        assert held is not None
        assert held.reason == "labour court"
        with pytest.raises(AlreadySo):
            set_hold(session, two["subject"], is_open=True, reason="again")
        with pytest.raises(OnHold):
            erase(session, two["subject"])
    with writing(engine) as session:
        set_hold(session, two["subject"], is_open=False, reason="ended")
        session.commit()
    erased(engine, two["subject"])
    with reading(engine) as session:
        assert read.subject_id(session, WORKER) is None


START = "INSERT INTO erasing (subject_id, after_seq, unfinished) VALUES (:w, (SELECT max(seq) FROM log_leaf), 1)"


def test_the_database_itself_refuses_to_erase_who_is_on_hold(engine: Engine, two: dict[str, int]) -> None:
    with writing(engine) as session:
        set_hold(session, two["subject"], is_open=True, reason="labour court")
        session.commit()
        with pytest.raises(IntegrityError, match="none under a legal hold"):
            run(session, START, w=two["subject"])


def test_rows_go_only_while_their_worker_is_being_erased(engine: Engine, two: dict[str, int]) -> None:
    deletes = [
        "DELETE FROM consent",
        "DELETE FROM output_subject",
        "DELETE FROM intake",
        "DELETE FROM seal WHERE entry_id = (SELECT max(id) FROM entry)",
        "DELETE FROM posting WHERE entry_id = (SELECT max(id) FROM entry)",
    ]
    with writing(engine) as session:
        run(session, START, w=two["subject"])
        for statement in deletes:  # each has rows of the other worker
            with pytest.raises(IntegrityError, match="never changed or deleted"), session.begin_nested():
                run(session, statement)


def test_an_erasure_that_is_not_finished_cannot_be_committed(engine: Engine, two: dict[str, int]) -> None:
    with writing(engine) as session:
        run(session, START, w=two["subject"])
        run(session, "DELETE FROM promise WHERE 1 = 0")
        with pytest.raises(IntegrityError):
            session.commit()
    with reading(engine) as session:
        assert run(session, "SELECT count(*) FROM erasing").scalar() == 0


def test_the_step_is_closed_only_after_the_leaf_and_when_nothing_is_left(engine: Engine, two: dict[str, int]) -> None:
    with writing(engine) as session:
        run(session, START, w=two["subject"])
        with pytest.raises(IntegrityError, match="never changed or deleted"):
            run(session, "DELETE FROM erasing")


def test_only_a_worker_can_be_erased(engine: Engine, two: dict[str, int]) -> None:
    with writing(engine) as session:
        post(session, a_wage(session))
        session.commit()
        cohort = run(session, "SELECT id FROM subject WHERE kind = 'cohort' LIMIT 1").scalar_one()
        with pytest.raises(IntegrityError, match="only a worker is erased"):
            run(session, START, w=cohort)


def test_salts_go_only_with_what_they_spoke_for(engine: Engine, two: dict[str, int]) -> None:
    with writing(engine) as session:
        with pytest.raises(IntegrityError, match="nothing is being erased"), session.begin_nested():
            run(session, "INSERT INTO log_erased (seq, erasure_id) VALUES (1, 1)")
        run(session, START, w=two["subject"])
        with pytest.raises(IntegrityError, match="never changed or deleted"):
            session.execute(text("DELETE FROM log_salt"))
