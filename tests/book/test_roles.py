"""What each role does in a book on a server through the program, and what the database refuses whatever is typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, text

from ledger.__main__ import run as typed
from ledger.book.check import check
from ledger.book.check.rights import RIGHTS, rights_digests
from ledger.book.consent import ConsentDraft, write_consent
from ledger.book.correct import correct
from ledger.book.drafts import EntryDraft, PostingDraft
from ledger.book.erase import erase
from ledger.book.log.audit import audit
from ledger.book.log.heads import sign_head
from ledger.book.outputs import outputs, record_output
from ledger.book.post import post
from ledger.book.read import entries, subject_id
from ledger.book.register import add_worker
from ledger.book.rows import Row
from ledger.book.session import Visit, reading
from ledger.book.session import session as writing
from ledger.store.errors import NotAllowed
from ledger.store.opening import opened
from ledger.store.where import PostgresPlace
from ledger.values.periods import parse_period
from tests.book.making import WORKER, a_wage, agrees
from tests.book.teams import CANARY, CREW, REFUSED, SECRET_AMOUNT, SECRET_PLACE, a_team_book, login, opened_by
from tests.conftest import database

ROLES = ("documenter", "analyst", "publisher")
READERS = ("analyst", "publisher")
TABLES = sorted(Row.metadata.tables)
REPORTS = (
    *("skim", "skim --by country,sector", "flow", "held", "claims", "conditions", "timeline", "conflicts", "coverage"),
    *("remittances", "recruitment"),
)
EVERY_COLUMN = text(
    "SELECT concat(c.relnamespace::regnamespace, '.', c.relname), a.attname FROM pg_class c"
    " JOIN pg_attribute a ON a.attrelid = c.oid"
    " WHERE c.relnamespace IN ('public'::regnamespace, 'wage_ledger_reader'::regnamespace) AND c.relkind IN ('r', 'v')"
    " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, a.attnum"
)


@pytest.fixture(scope="module")
def team(server: str, template_database: str) -> Iterator[PostgresPlace]:
    """A book with marked workers. The tests of this module share it, and add to it alone."""
    with database(server, template_database) as place:
        with opened(place, None) as engine, writing(engine, Visit(scope="record")) as session:
            a_team_book(session)
            session.commit()
        yield place


@pytest.fixture(scope="module")
def places(server: str, team: PostgresPlace) -> Iterator[dict[str, PostgresPlace]]:
    """The book for a login of each role, by the role."""
    with login(server, "documenter") as one, login(server, "analyst") as two, login(server, "publisher") as three:
        yield {role: opened_by(team, name) for role, name in zip(ROLES, (one, two, three), strict=True)}


@pytest.fixture
def owner(team: PostgresPlace) -> Iterator[Engine]:
    with opened(team, None) as engine:
        yield engine


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def engine(role: str, places: dict[str, PostgresPlace]) -> Iterator[Engine]:
    """The book, opened by a login of the role."""
    with opened(places[role], None) as found:
        yield found


def only(*roles: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("role", roles, indirect=True)


def refuses(engine: Engine, statement: str) -> bool:
    """True when the database says that the login has no right to this; False when it lets it be done, undone here."""
    with engine.connect() as connection:
        try:
            connection.execute(text(statement))
        except NotAllowed:
            return True
        finally:
            connection.rollback()
    return False


# --- through the program ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("report", REPORTS)
def test_every_report_is_the_owners_word_for_word(
    team: PostgresPlace, places: dict[str, PostgresPlace], capfd: pytest.CaptureFixture[str], report: str
) -> None:
    told = []
    for place in (team, *(places[role] for role in READERS)):
        assert typed(["--book", place.url, "report", *report.split(), "-O", "json"]) == 0
        told.append(capfd.readouterr().out)
    assert told[0] == told[1] == told[2]
    assert len(told[0]) > 200


@only(*READERS)
def test_a_reading_of_workers_is_written_down_with_them_and_the_log_holds(
    engine: Engine, owner: Engine, role: str, places: dict[str, PostgresPlace], capfd: pytest.CaptureFixture[str]
) -> None:
    assert typed(["--book", places[role].url, "report", "skim"]) == 0
    with reading(owner) as session:
        (last,) = outputs(session, last=1)
        assert (last.command, last.scope, last.workers, last.entries) == (
            "report skim", "aggregate-statistics", len(CREW), len(CREW)
        )  # fmt: skip
        seen = session.connection().execute(
            text(
                "SELECT s.pseudonym FROM output_subject o JOIN subject s ON s.id = o.subject_id WHERE o.output_id = :n"
            ),
            {"n": last.id},
        )
        assert set(seen.scalars()) == set(CREW)
        assert list(audit(session)) == []


@only("documenter")
def test_a_documenter_writes_down_and_corrects_and_the_book_proves_itself(engine: Engine) -> None:
    with writing(engine, Visit(scope="record")) as session:
        agrees(session, add_worker(session, "0D0C-VM0N"))
        draft = a_wage(session, observation=None)
        number = post(session, draft)
        made = correct(session, number, draft, date.today())
        record_output(session, subjects=[1], entries=1)
        session.commit()
        assert made.reversal > number
    with reading(engine) as session:
        assert check(session) == []


@only("documenter")
def test_a_documenter_writes_down_a_withdrawal_at_once_and_erases_nobody(engine: Engine) -> None:
    with writing(engine, Visit(scope="record")) as session:
        subject = add_worker(session, "0W1T-HDRW")
        write_consent(session, ConsentDraft(subject, "record", "withdrawn", "ko", "written", "a text", True, True))
        session.commit()
        with pytest.raises(NotAllowed):
            erase(session, subject)
        session.rollback()
        assert subject_id(session, "0W1T-HDRW") == subject


@only("documenter", "publisher")
def test_nobody_but_the_owner_signs_for_the_log(engine: Engine) -> None:
    with writing(engine, Visit(command="a reading")) as session:
        record_output(session, subjects=[1], entries=1)  # the log has grown, so that there is something to sign
        session.commit()
        with pytest.raises(NotAllowed):
            sign_head(session)


@only(*READERS)
@pytest.mark.parametrize(
    "write", [lambda s: post(s, a_draft()), lambda s: add_worker(s, "0A1B-2C3E"), lambda s: agrees(s, 1)]
)
def test_a_reader_writes_down_nothing_but_readings(engine: Engine, write: object) -> None:
    assert callable(write)
    with writing(engine, Visit(scope="record")) as session, pytest.raises(NotAllowed):
        write(session)


def a_draft() -> EntryDraft:
    """An entry that stands on rows that are there."""
    return EntryDraft(1, 1, "wage", "month", parse_period("2021"), (PostingDraft("worker:hand", "USD", best=0),))


@only(*READERS)
def test_a_reader_has_no_worker_for_any_purpose_but_statistics(engine: Engine) -> None:
    for scope in ("record", "statement", "court-use"):
        with reading(engine, Visit(scope=scope)) as session:
            assert {entry.placement.subject_kind for entry in entries(session)} == {"cohort"}


def test_a_login_without_a_role_is_told_so(server: str, team: PostgresPlace) -> None:
    with login(server) as name, pytest.raises(NotAllowed, match="may not do that"), opened(opened_by(team, name), None):
        raise AssertionError("opened")


def test_who_writes_down_and_measures_reads_the_tables(server: str, team: PostgresPlace) -> None:
    with (
        login(server, "documenter", "analyst") as name,
        opened(opened_by(team, name), None) as engine,
        engine.connect() as connection,
    ):
        assert connection.exec_driver_sql("SHOW search_path").scalar_one() == "public, pg_temp"
        assert connection.scalar(text("SELECT count(*) FROM subject WHERE pseudonym = :w"), {"w": WORKER}) == 1


# --- whatever is typed ------------------------------------------------------------------------------------------------


def test_no_role_changes_or_deletes_a_row_or_a_rule(engine: Engine) -> None:
    let = []
    for table in TABLES:
        column = next(iter(Row.metadata.tables[table].columns)).name
        tried = [
            f"UPDATE public.{table} SET {column} = {column}",
            f"DELETE FROM public.{table}",
            f"TRUNCATE public.{table}",
            f"ALTER TABLE public.{table} DISABLE TRIGGER ALL",
            f"DROP TRIGGER {table}_refuses_change ON public.{table}",
            f"ALTER TABLE public.{table} ADD COLUMN more TEXT",
            f"CREATE INDEX ON public.{table} ({column})",
            f"LOCK TABLE public.{table} IN ACCESS EXCLUSIVE MODE",
        ]
        let += [statement for statement in tried if not refuses(engine, statement)]
    assert let == []


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "CREATE TABLE public.mine (id int)",
        "CREATE TEMPORARY TABLE mine () INHERITS (public.posting)",
        "CREATE TRIGGER mine AFTER INSERT ON public.posting FOR EACH ROW EXECUTE FUNCTION public.wage_ledger_seal()",
        "CREATE RULE mine AS ON INSERT TO public.posting DO ALSO SELECT 1",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DROP FUNCTION public.wage_ledger_seal() CASCADE",
        "CREATE OR REPLACE VIEW wage_ledger_reader.told AS SELECT id, true AS is_published FROM public.subject",
        "DROP SCHEMA wage_ledger_reader CASCADE",
        "COPY public.currency TO PROGRAM 'cat'",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT secret FROM public.log_signer",
        "SELECT secret FROM public.subject_key",
        "SELECT * FROM public.subject_key",
        "INSERT INTO public.log_signer (public_key, secret, recorded_on) VALUES ('a', 'b', '2026-01-01')",
        "INSERT INTO public.erasing VALUES (1, 1, 1)",
        "INSERT INTO public.log_erased VALUES (0, 1)",
    ],
)
def test_no_role_does_this(engine: Engine, statement: str) -> None:
    assert refuses(engine, statement)


INSERTED = {"output", "output_subject", "log_leaf", "log_node", "log_salt"}
WRITTEN_DOWN = {
    *("origin", "source", "organisation", "subject", "placement", "promise", "entry", "posting", "seal", "stated"),
    *("claim", "rate", "condition", "intake", "consent", "hold"),
    *("sum_line", "sum_class", "sum_placement", "sum_cell"),
}


def test_each_role_adds_rows_to_its_own_tables_alone(engine: Engine, role: str) -> None:
    with engine.connect() as connection:
        may = {
            table
            for table in TABLES
            if connection.scalar(text("SELECT has_any_column_privilege(:t, 'INSERT')"), {"t": f"public.{table}"})
        }
    assert may == INSERTED | (WRITTEN_DOWN if role == "documenter" else set())


@only(*READERS)
def test_nothing_that_a_reader_can_select_has_a_word_or_a_pseudonym_of_a_worker(engine: Engine, owner: Engine) -> None:
    hidden = {CANARY, *CREW, REFUSED, WORKER}
    with owner.connect() as connection:
        columns = [(table, column) for table, column in connection.execute(EVERY_COLUMN)]
        everything = {at: str(connection.scalars(text(f"SELECT {at[1]} FROM {at[0]}")).all()) for at in columns}
    marked = {at for at, values in everything.items() if any(word in values for word in hidden)}
    seen = {}
    for table, column in columns:
        with engine.connect() as connection:
            try:
                seen[table, column] = str(connection.scalars(text(f"SELECT {column} FROM {table}")).all())
            except NotAllowed:
                continue
    assert len(seen) > 100
    assert {at for at, values in seen.items() if any(word in values for word in hidden)} == set()
    assert not seen.keys() & marked
    read = {"subject.pseudonym", "posting.note", "entry.words", "origin.code", "source.title", "claim.words"}
    assert {f"public.{name}" for name in read} <= {".".join(at) for at in marked}
    for table in ("attachment", "custody", "subject_key", "log_signer", "log_salt", "hold", "intake", "consent"):
        assert not any(at[0] == f"public.{table}" for at in seen), table


@only(*READERS)
def test_what_is_published_is_there_in_full(engine: Engine, owner: Engine) -> None:
    published = text(
        "SELECT e.id, e.page, e.words, e.observation, p.label, p.note, s.title, o.code FROM entry e"
        " JOIN posting p ON p.entry_id = e.id JOIN source s ON s.id = e.source_id JOIN origin o ON o.id = s.origin_id"
        " JOIN placement x ON x.id = e.placement_id JOIN subject w ON w.id = x.subject_id AND w.kind = 'cohort'"
        " ORDER BY e.id, p.line"
    )
    with engine.connect() as mine, owner.connect() as theirs:
        told = mine.execute(published).all()
        assert told == theirs.execute(published).all()
    assert any(row.note for row in told)


@only(*READERS)
def test_of_a_worker_who_did_not_agree_there_is_a_count_and_no_figure(engine: Engine, owner: Engine) -> None:
    with owner.connect() as connection:
        subject = connection.scalar(text("SELECT id FROM subject WHERE pseudonym = :w"), {"w": REFUSED})
    its = "FROM {} WHERE placement_id IN (SELECT id FROM placement WHERE subject_id = :s)"
    with engine.connect() as connection:
        for table in ("entry", "claim", "promise"):
            (row,) = connection.execute(text(f"SELECT * {its.format(table)}"), {"s": subject}).mappings()
            told = {name: value for name, value in row.items() if value is not None}
            assert told.keys() <= {"id", "placement_id", "kind"}, table
        assert connection.execute(text(f"SELECT * {its.format('stated')}"), {"s": subject}).all() == []
        postings = text("SELECT count(*) FROM posting JOIN entry e ON e.id = entry_id JOIN placement p"
                        " ON p.id = e.placement_id WHERE p.subject_id = :s")  # fmt: skip
        assert connection.scalar(postings, {"s": subject}) == 0
        (job,) = connection.execute(text("SELECT * FROM placement WHERE subject_id = :s"), {"s": subject}).mappings()
        assert not set(SECRET_PLACE) & set(job.values())


@only("analyst")
def test_consent_that_has_run_out_is_none(engine: Engine, owner: Engine) -> None:
    with owner.begin() as connection:
        subject = connection.scalar(text("SELECT id FROM subject WHERE pseudonym = :w"), {"w": CREW[0]})
        mine = text("SELECT count(*) FROM wage_ledger_reader.told WHERE id = :s")
        assert connection.scalar(mine, {"s": subject}) == 1
        connection.execute(
            text(
                "INSERT INTO consent (subject_id, scope, state, expires_on, language, mode, explanation,"
                " risks_explained, understanding_checked, actor, recorded_on) VALUES (:s, 'aggregate-statistics',"
                " 'granted', '2020-02-01', 'ko', 'written', 'a text', 1, 1, 'unnamed', '2020-01-01')"
            ),
            {"s": subject},
        )
        assert connection.scalar(mine, {"s": subject}) == 0
        state = text("SELECT state FROM wage_ledger_reader.consent WHERE subject_id = :s ORDER BY id DESC LIMIT 1")
        assert connection.scalar(state, {"s": subject}) == "expired"
        connection.rollback()


@only("analyst")
def test_a_function_of_ones_own_is_not_shown_what_the_view_hides(engine: Engine) -> None:
    """Without a security barrier the planner may ask a cheap function about rows before it drops them."""
    shown: list[str] = []
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.add_notice_handler(lambda notice: shown.append(notice.message_primary or ""))
        connection.execute(
            text(
                "CREATE FUNCTION pg_temp.shown(bigint) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS"
                " $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$"
            )
        )
        connection.execute(text("SELECT count(*) FROM posting WHERE pg_temp.shown(best)"))
        connection.rollback()
    assert str(30_000 // 2) in shown
    assert not {str(SECRET_AMOUNT // 2), str(-SECRET_AMOUNT)} & set(shown)


@only(*READERS)
def test_only_a_publisher_sees_who_was_in_what_left_the_book(engine: Engine, role: str) -> None:
    assert refuses(engine, "SELECT * FROM output_subject") == (role == "analyst")
    assert refuses(engine, "SELECT * FROM log_head") == (role == "analyst")


# --- and it stays so --------------------------------------------------------------------------------------------------


def test_the_digests_of_the_rights_are_those_of_a_fresh_book(owner: Engine) -> None:
    with reading(owner) as session:
        assert rights_digests(session) == RIGHTS


@pytest.mark.parametrize(
    ("statement", "who"),
    [
        ("GRANT SELECT ON public.subject TO wage_ledger_analyst", "wage_ledger_analyst"),
        ("GRANT SELECT (pseudonym) ON public.subject TO wage_ledger_publisher", "wage_ledger_publisher"),
        ("GRANT DELETE ON public.entry TO wage_ledger_documenter", "wage_ledger_documenter"),
        ("GRANT CREATE ON SCHEMA public TO wage_ledger_documenter", "wage_ledger_documenter"),
        ("GRANT SELECT ON wage_ledger_reader.told TO wage_ledger_analyst", "wage_ledger_analyst"),
        ("REVOKE INSERT ON public.output FROM wage_ledger_analyst", "wage_ledger_analyst"),
        ("GRANT SELECT ON public.posting TO PUBLIC", "everybody"),
    ],
)
def test_a_right_that_was_given_or_taken_by_hand_is_found(owner: Engine, statement: str, who: str) -> None:
    with writing(owner) as session:
        session.execute(text(statement))
        (finding,) = check(session, ["rights"])
        session.rollback()
        assert finding.ref == f"role {who}"
        assert "roles --grant" in finding.advice


def test_a_book_whose_roles_wait_to_be_made_is_sound(owner: Engine) -> None:
    with writing(owner) as session:
        for name in (f"wage_ledger_{role}" for role in ROLES):
            session.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA public, wage_ledger_reader FROM {name}"))
            session.execute(text(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {name}"))
            session.execute(text(f"REVOKE ALL ON SCHEMA public, wage_ledger_reader FROM {name}"))
        assert check(session, ["rights"]) == []
        session.rollback()
