"""The log: a leaf for every row, proofs that others can check, and a finding for every row that is not as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from ledger.book.check import check
from ledger.book.correct import correct
from ledger.book.log.append import adopt, append, node_of, tip
from ledger.book.log.audit import audit
from ledger.book.log.heads import EmptyLog, Head, head_of, heads, sign_head
from ledger.book.log.payloads import LOGGED
from ledger.book.log.prove import EntryWithheld, NotInLog, OtherLog, prove_entry
from ledger.book.post import post, post_all
from ledger.book.register import PlacementDraft, add_placement, add_worker
from ledger.book.session import Visit, reading
from ledger.book.session import session as writing
from ledger.values import merkle
from tests.book.making import TODAY, WORKER, a_wage, a_workers_placement
from tests.book.raw import run
from tests.book.test_check import defenceless
from tests.verify.proofs import verified

__all__ = ["defenceless"]
COURT = Visit(scope="court-use")


def leaves(session: Session) -> list[tuple[int, str, str, int]]:
    return [tuple(row) for row in run(session, "SELECT seq, action, noun, row_id FROM log_leaf ORDER BY seq")]


def found(session: Session, against: object = None) -> list[tuple[str, str]]:
    return list(audit(session, against=against))


def test_every_row_has_its_leaf_and_the_log_proves_itself(full: Session) -> None:
    assert found(full) == []
    nouns = {noun for _, _, noun, _ in leaves(full)}
    assert nouns == set(LOGGED)
    actions = {action for _, action, _, _ in leaves(full)}
    assert {"entry", "correction", "consent", "erased", "key", "attachment", "output", "rate"} <= actions


def test_a_leaf_holds_no_content_and_no_time(full: Session) -> None:
    kept = str(run(full, "SELECT seq, day, action, actor FROM log_leaf").all())
    for content in (WORKER, "Sewing Factory", "planned sum", "7500", "150 dollars", "labour court"):
        assert content not in kept
    assert {len(commitment) for (commitment,) in run(full, "SELECT commitment FROM log_leaf")} == {64}  # a hash
    assert {len(day) for (day,) in run(full, "SELECT day FROM log_leaf")} == {10}


def test_what_is_not_committed_has_no_leaf(engine: Engine) -> None:
    with writing(engine) as session:
        post(session, a_wage(session))
    with writing(engine) as session:
        assert leaves(session) == []
        post(session, a_wage(session))
        session.rollback()
        session.commit()
        assert leaves(session) == []


def test_the_same_rows_are_logged_once(session: Session) -> None:
    post(session, a_wage(session))
    assert append(session) > 0
    assert append(session) == 0
    session.commit()
    assert found(session) == []


def test_two_books_with_the_same_rows_have_other_commitments(session: Session) -> None:
    draft = a_wage(session)
    post_all(session, [draft, draft])
    session.commit()
    commitments = run(session, "SELECT commitment FROM log_leaf WHERE noun = 'entry'").scalars().all()
    assert len(set(commitments)) == 2


def test_many_leaves_at_once_make_the_tree_that_one_by_one_would(session: Session) -> None:
    draft = a_wage(session)
    session.commit()
    post_all(session, [draft] * 37)
    session.commit()
    for _ in range(5):
        post(session, draft)
        session.commit()
    assert found(session) == []
    hashes = [bytes(row) for row in run(session, "SELECT hash FROM log_leaf ORDER BY seq").scalars()]
    nodes: dict[tuple[int, int], bytes] = {}
    for leaf in hashes:
        size = sum(level == 0 for level, _ in nodes)
        for level, place, made in merkle.grown(size, [leaf], lambda level, place: nodes[level, place]):
            nodes[level, place] = made
    assert merkle.root(len(hashes), node_of(session.connection())) == merkle.root(
        len(hashes), lambda level, place: nodes[level, place]
    )


def test_a_clock_that_is_set_back_does_not_make_the_log_younger(engine: Engine) -> None:
    for day in (date(2026, 5, 1), date(2026, 3, 1), date(2026, 6, 1)):
        with writing(engine, Visit(today=day)) as session:
            post(session, a_wage(session))
            session.commit()
    with reading(engine) as session:
        days = run(session, "SELECT day FROM log_leaf ORDER BY seq").scalars().all()
        assert days == sorted(days)
        assert set(days) == {"2026-05-01", "2026-06-01"}
        assert found(session) == []


def test_a_log_that_is_empty_is_not_signed(session: Session) -> None:
    with pytest.raises(EmptyLog):
        sign_head(session)


def test_heads_are_signed_follow_each_other_and_are_not_signed_twice(session: Session) -> None:
    post(session, a_wage(session))
    first = sign_head(session)
    assert sign_head(session) == first
    post(session, a_wage(session))
    second = sign_head(session)
    session.commit()
    assert (first.previous, second.previous) == ("", first.hash())
    assert second.size == tip(session.connection()).size > first.size
    assert first.is_signed()
    assert second.is_signed()
    assert not Head(**{**second.__dict__, "size": second.size + 1}).is_signed()
    assert head_of(json.loads(json.dumps(second.data()))) == second
    assert heads(session) == (first, second)
    assert found(session, against=first.data()) == []


@pytest.mark.parametrize("data", [None, [], {}, {"format": "wage-ledger-head/1"}, {"format": 1}, "x", 7])
def test_what_is_no_head_is_none(data: object) -> None:
    assert head_of(data) is None


def test_a_proof_is_checked_by_the_verifier_that_stands_alone(engine: Engine) -> None:
    with writing(engine, COURT) as session:
        number = post(session, a_wage(session, placement_id=a_workers_placement(session)), today=TODAY)
        session.commit()
        early = sign_head(session)
        session.commit()
        correct(session, number, None, TODAY)
        session.commit()
        closed = prove_entry(session, number)
        opened = prove_entry(session, number, is_open=True, since=early.data())
        session.commit()
    for proof in (closed, opened):
        assert verified(proof.data).code == 0
    assert WORKER not in json.dumps(closed.data)
    said = [json.loads(leaf["opening"]["payload"]) for leaf in opened.data["leaves"]]
    assert [each["noun"] for each in said] == ["entry", "source", "placement", "subject", "entry"]
    assert said[0]["postings"][0]["low"] == -15000
    assert said[4]["reverses"] == number
    opened.data["leaves"][0]["opening"]["payload"] = opened.data["leaves"][0]["opening"]["payload"].replace(
        "7500", "75"
    )
    assert verified(opened.data).code == 1


def test_a_worker_who_did_not_agree_to_court_is_not_proved(engine: Engine) -> None:
    with writing(engine, COURT) as session:
        placement = add_placement(session, PlacementDraft(add_worker(session, WORKER), "logging", "RU"))
        number = post(session, a_wage(session, placement_id=placement))
        session.commit()
        with pytest.raises(EntryWithheld):
            prove_entry(session, number)


def test_a_head_of_another_log_begins_no_proof(engine: Engine) -> None:
    with writing(engine, COURT) as session:
        number = post(session, a_wage(session))
        head = sign_head(session)
        session.commit()
        other = head.data() | {"root": "00" * 32}
        with pytest.raises(OtherLog):
            prove_entry(session, number, since=other)


def test_an_entry_that_was_put_in_behind_the_log_is_not_proved(engine: Engine) -> None:
    with Session(engine) as session:  # a plain one, which keeps no log
        number = post(session, a_wage(session))
        session.commit()
    with writing(engine, COURT) as session:
        post(session, a_wage(session))
        session.commit()
        with pytest.raises(NotInLog):
            prove_entry(session, number)
        assert (f"entry {number}", "is not in the log: it was put in behind the program's back") in found(session)


def test_rows_from_before_the_log_are_adopted_once(engine: Engine) -> None:
    with Session(engine) as session:
        post(session, a_wage(session))
        session.commit()
    with writing(engine) as session:
        assert adopt(session) == 4  # subject, placement, source, entry
        session.commit()
        assert adopt(session) == 0
        assert found(session) == []


TAMPERING: list[tuple[str, tuple[str, str]]] = [
    ("UPDATE posting SET low = low + 1 WHERE entry_id = 3 AND line = 1", ("entry 3", "was changed")),
    ("UPDATE posting SET label = 'other' WHERE entry_id = 3 AND line = 2", ("entry 3", "was changed")),
    ("UPDATE entry SET period = '2004' WHERE id = 3", ("entry 3", "was changed")),
    ("UPDATE rate SET rate = '1' WHERE id = 1", ("rate 1", "was changed")),
    ("UPDATE source SET title = 'Another' WHERE id = 1", ("source 1", "was changed")),
    ("UPDATE origin SET code = 'another'", ("source 1", "was changed")),
    ("UPDATE claim SET high = 1 WHERE id = 1", ("claim 1", "was changed")),
    ("UPDATE consent SET state = 'withdrawn', expires_on = NULL WHERE id = 1", ("consent 1", "was changed")),
    ("UPDATE subject SET pseudonym = '0000-0000' WHERE kind = 'worker'", ("subject 2", "was changed")),
    ("UPDATE organisation SET name = 'Another' WHERE id = 1", ("organisation 1", "was changed")),
    ("UPDATE condition SET paraphrase = 'x'", ("condition 1", "was changed")),
    ("DELETE FROM entry WHERE id = 3", ("entry 3", "was deleted, and not by an erasure")),
    ("DELETE FROM log_salt WHERE seq = 3", ("entry 1", "has lost the key of its commitment")),
    ("DELETE FROM log_leaf WHERE seq = 3", ("entry 1", "is not in the log")),
    ("DELETE FROM log_leaf WHERE seq = 3", ("leaf 3", "is missing")),
    ("UPDATE log_leaf SET day = '2020-01-01' WHERE seq = 3", ("leaf 3", "is dated before")),
    ("UPDATE log_leaf SET actor = 'other' WHERE seq = 3", ("leaf 3", "is not what was hashed")),
    ("UPDATE log_leaf SET row_id = 999 WHERE seq = 3", ("entry 999", "was deleted")),
    ("UPDATE log_node SET place = place + 1000 WHERE level = 2", ("node 2/0", "is not the hash")),
    ("UPDATE log_head SET size = size - 1", ("head of", "is not signed by its key")),
    ("DELETE FROM output_subject", ("output 1", "told of more workers")),
    ("DELETE FROM erasure", ("entry 4", "was deleted, and not by an erasure")),
    ("DELETE FROM log_erased", ("entry 4", "was deleted, and not by an erasure")),
]


@pytest.mark.parametrize(("damage", "finding"), TAMPERING, ids=[damage for damage, _ in TAMPERING])
def test_tampering_is_found_and_named(defenceless: Session, damage: str, finding: tuple[str, str]) -> None:
    assert found(defenceless) == []
    run(defenceless, damage)
    refs = [(ref, says) for ref, says in found(defenceless) if ref.startswith(finding[0])]
    assert any(says.startswith(finding[1]) for _, says in refs), found(defenceless)


def test_leaves_that_are_swapped_are_found(defenceless: Session) -> None:
    for old, new in ((3, 1003), (4, 3), (1003, 4)):
        run(defenceless, f"UPDATE log_leaf SET seq = {new} WHERE seq = {old}")
    assert {"leaf 3", "leaf 4"} <= {ref for ref, _ in found(defenceless)}


def test_a_log_that_was_cut_whole_is_found_by_its_heads_and_by_a_partners(defenceless: Session) -> None:
    kept = heads(defenceless)[-1]
    cut = kept.size - 4
    for table, where in (("log_salt", "seq"), ("log_leaf", "seq")):
        run(defenceless, f"DELETE FROM {table} WHERE {where} >= {cut}")
    run(defenceless, "DELETE FROM log_node")
    assert any("is of a longer log" in says for _, says in found(defenceless))
    run(defenceless, "DELETE FROM log_head")
    assert ("the head that was kept", "is of a longer log") in [
        (ref, says.partition(":")[0]) for ref, says in found(defenceless, against=kept.data())
    ]


def test_a_log_that_was_written_anew_passes_alone_and_not_against_a_partners_head(defenceless: Session) -> None:
    kept = heads(defenceless)[-1]
    for table in ("log_salt", "log_erased", "log_leaf", "log_node", "log_head", "log_signer", "erasure"):
        run(defenceless, f"DELETE FROM {table}")
    run(defenceless, "UPDATE rate SET rate = '1'")
    adopt(defenceless)
    append(defenceless)
    assert found(defenceless) == []
    assert ("the head that was kept", "has another root") in [
        (ref, says.partition(":")[0]) for ref, says in found(defenceless, against=kept.data())
    ] or any("longer log" in says for _, says in found(defenceless, against=kept.data()))


def test_check_has_the_log_among_its_checks(defenceless: Session) -> None:
    run(defenceless, "UPDATE rate SET rate = '1'")
    assert [(f.check, f.ref) for f in check(defenceless, ["log"])] == [("log", "rate 1")]


def test_appending_looks_at_few_nodes_whatever_the_length(session: Session) -> None:
    draft = a_wage(session)
    post_all(session, [draft] * 300)
    session.commit()
    asked: list[Callable[..., object]] = []

    def counting(level: int, place: int) -> bytes:
        asked.append(counting)
        return node_of(session.connection())(level, place)

    size = tip(session.connection()).size
    list(merkle.grown(size, [b"x" * 32], counting))
    assert len(asked) <= size.bit_length()


def test_two_writers_share_one_log(engine: Engine) -> None:
    with writing(engine) as one:
        post(one, a_wage(one))
        one.commit()
    with writing(engine) as one, writing(engine) as two:
        post(one, a_wage(one))
        one.commit()
        post(two, a_wage(two))
        two.commit()
    with reading(engine) as session:
        assert found(session) == []
        seqs = session.scalars(text("SELECT seq FROM log_leaf ORDER BY seq")).all()
        assert list(seqs) == list(range(len(seqs)))
