"""The boundary: nothing in the program can hold a person, list one, score one, or say what one still owes.

Every kind of place that could hold such a thing is scanned, and a violation planted in each kind proves that the scan
bites. What the program does is then tried as well.
"""

from __future__ import annotations

import enum
import importlib
import re
import sqlite3
import subprocess
import sys
import types
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import pytest
import typer
from sqlalchemy import CheckConstraint, Column, Integer, MetaData, Table, Text, create_engine
from typer.testing import CliRunner, Result

from ledger.book.rows import Row
from ledger.book.views import EntryView, LineView, PlacementView, SourceView
from ledger.book.words import SIDES
from ledger.cli.main import app
from ledger.intake.load import FORMATS, read_tables
from ledger.intake.observations import FLOW_COLUMNS, WAGES
from ledger.intake.others import CONDITIONS, RATES, REMITTANCES
from ledger.intake.table import parse_table
from ledger.measure import pools
from ledger.measure.account import account
from ledger.measure.columns import entry_keys
from ledger.store.schema import migrations, upgrade
from ledger.values.cases import Amount
from ledger.values.periods import parse_period
from tests.boundary import scanner
from tests.boundary.scanner import Name, violations

ROOT = Path(__file__).parents[2]
LEDGER = ROOT / "ledger"
HELP = LEDGER / "help"

# What ODK and XLSForm tools put into a form by themselves, and what the standards refuse by name.
XLSFORM = (
    "start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit",
    "geopoint", "geotrace", "geoshape", "start-geopoint", "background-geopoint", "background-audio", "barcode",
)  # fmt: skip
PERSONAL = (
    "worker_name", "spouse", "passport_no", "phone", "home_address", "recipient", "lat", "flight_risk", "quota_owed",
)  # fmt: skip


def modules(*rooms: str) -> list[str]:
    files = [file for room in rooms for file in sorted((LEDGER / room).rglob("*.py"))]
    return [dotted(file).removesuffix(".__init__") for file in files]


def constants(*rooms: str) -> list[Name]:
    return [n for name in modules(*rooms) for n in scanner.constant_names(importlib.import_module(name))]


def key_files() -> list[Path]:
    """Everything whose fields and keys can reach a screen, a file or a JSON document."""
    told = ("views", "terms", "drafts", "consent", "holds", "outputs", "attachments", "backups", "keys", "log/heads")
    views = [LEDGER / "book" / f"{name}.py" for name in told]
    return [*views, *(f for room in ("measure", "publish", "cli") for f in sorted((LEDGER / room).rglob("*.py")))]


def dotted(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


# --- nothing of the program breaks it ---------------------------------------------------------------------------------


def test_no_table_of_the_models_holds_it():
    names = list(scanner.metadata_names(Row.metadata))
    assert len({n.where for n in names}) > 15
    assert violations(names) == []


def test_no_migration_makes_it():
    names = list(scanner.migration_names(ROOT / "migrations"))
    assert Name("table subject", "pseudonym") in names
    assert violations(names) == []


@pytest.fixture
def migrated(tmp_path: Path) -> sqlite3.Connection:
    """A database in the clear, made by the migrations, to look at."""
    engine = create_engine(f"sqlite:///{tmp_path / 'clear.db'}")
    upgrade(engine)
    engine.dispose()
    return sqlite3.connect(tmp_path / "clear.db")


def test_no_table_of_a_migrated_database_holds_it(migrated):
    names = list(scanner.database_names(migrated))
    assert Name("table posting", "account") in names
    assert Name("choice subject.kind", "worker") in names
    assert violations(names) == []


def test_no_fixed_word_in_a_migrated_database_says_it(migrated):
    rows = migrated.execute("SELECT code FROM account UNION SELECT name FROM indicator UNION SELECT kind FROM account")
    names = [Name("choice of the book", row[0]) for row in rows]
    assert len(names) > 40
    assert violations(names) == []


@pytest.mark.parametrize("module", modules("intake", "book", "measure", "publish", "cli"))
def test_no_list_of_words_says_it(module):
    assert violations(scanner.constant_names(importlib.import_module(module))) == []


def test_the_columns_of_every_file_that_can_be_imported_are_scanned():
    names = {n.name for n in constants("intake")}
    assert names >= {*WAGES, *FLOW_COLUMNS, *REMITTANCES, *RATES, *CONDITIONS}


@pytest.mark.parametrize("file", key_files(), ids=dotted)
def test_no_key_or_field_that_can_leave_the_book_says_it(file):
    assert violations(scanner.key_names(file, where=dotted(file))) == []


def test_no_command_flag_argument_or_choice_says_it():
    assert violations(scanner.command_names(scanner.commands(app))) == []


@pytest.mark.parametrize("page", sorted(HELP.glob("*.md")), ids=lambda page: page.stem)
def test_no_table_of_the_manual_documents_it(page):
    assert violations(scanner.help_names(page.stem, page.read_text(encoding="utf-8"))) == []


def test_every_exception_has_a_reason_and_is_still_needed():
    used = set()
    names = [
        *scanner.metadata_names(Row.metadata),
        *constants("intake", "book", "measure", "publish", "cli"),
        *(n for file in key_files() for n in scanner.key_names(file, where=dotted(file))),
        *scanner.migration_names(ROOT / "migrations"),
        *scanner.command_names(scanner.commands(app)),
        *(n for page in HELP.glob("*.md") for n in scanner.help_names(page.stem, page.read_text(encoding="utf-8"))),
    ]
    for each in names:
        if scanner.topic_of(each.name):
            used.add(scanner.joined(each.name))
    assert all(reason and places for reason, places in scanner.ALLOWED.values())
    assert scanner.ALLOWED.keys() <= used


# --- planted violations -----------------------------------------------------------------------------------------------


def planted_metadata(*columns: Column[object], checks: tuple[str, ...] = ()) -> MetaData:
    metadata = MetaData()
    rules = [CheckConstraint(says, name=f"rule_{n}") for n, says in enumerate(checks)]
    Table("subject", metadata, Column("id", Integer, primary_key=True), *columns, *rules)
    return metadata


def test_a_planted_column_of_a_model_is_found():
    found = violations(scanner.metadata_names(planted_metadata(Column("passport_no", Text))))
    assert found == ["table subject: passport_no: papers of identity"]


def test_a_planted_table_of_the_models_is_found():
    metadata = MetaData()
    Table("next_of_kin", metadata, Column("id", Integer, primary_key=True))
    assert violations(scanner.metadata_names(metadata)) == ["table next_of_kin: next_of_kin: relatives"]


def test_a_planted_word_in_a_check_is_found():
    metadata = planted_metadata(Column("state", Text), checks=("state IN ('open', 'flight-risk')",))
    assert violations(scanner.metadata_names(metadata)) == ["choice subject.state: flight-risk: flight risk"]


@pytest.mark.parametrize(
    "step",
    [
        'op.add_column("subject", sa.Column("phone", sa.Text()))',
        'op.create_table("phone", sa.Column("id", sa.Integer()))',
        'op.alter_column("subject", "code", new_column_name="phone")',
        'op.rename_table("subject", "phone")',
        'op.execute("ALTER TABLE subject ADD COLUMN phone TEXT")',
        'op.execute("ALTER TABLE subject RENAME COLUMN code TO phone")',
        'op.execute(f"CREATE TABLE more (id INTEGER, phone TEXT)")',
        'op.batch_alter_table("subject").add_column(sa.Column("phone", sa.Text()))',
    ],
)
def test_a_planted_step_of_a_migration_is_found(tmp_path, step):
    (tmp_path / "0002_more.py").write_text(f"def upgrade():\n    {step}\n")
    assert only_phones(scanner.migration_names(tmp_path))


@pytest.mark.parametrize(
    ("file", "sql"),
    [
        ("tables.sqlite.sql", "CREATE TABLE more (\n    id INTEGER NOT NULL,\n    phone TEXT\n) STRICT;\n"),
        ("tables.sqlite.sql", "CREATE TABLE t (\n    kind TEXT, CONSTRAINT c CHECK (kind IN ('a', 'phone'))\n);\n"),
        ("tables.postgresql.sql", "ALTER TABLE subject ADD COLUMN IF NOT EXISTS phone text;\n"),
        ("words.sql", "INSERT INTO account (code, kind) VALUES\n    ('worker:phone', 'phone');\n"),
    ],
)
def test_a_planted_statement_of_a_migration_is_found(tmp_path, file, sql):
    (tmp_path / "0002").mkdir()
    (tmp_path / "0002" / file).write_text(sql)
    assert only_phones(scanner.migration_names(tmp_path))


def only_phones(names: Iterable[Name]) -> bool:
    found = violations(names)
    return bool(found) and all(line.endswith("phone: telephones and devices") for line in found)


def test_a_planted_column_in_the_database_itself_is_found(migrated):
    migrated.execute("ALTER TABLE placement ADD COLUMN latitude REAL")
    assert violations(scanner.database_names(migrated)) == ["table placement: latitude: places on a map"]


@pytest.mark.parametrize("column", PERSONAL)
def test_a_planted_column_of_a_file_is_found(column):
    module = types.ModuleType("ledger.intake.planted")
    module.COLUMNS = ("obs_id", column, "notes")
    assert len(violations(scanner.constant_names(module))) == 1


@pytest.mark.parametrize(
    "lists",
    [
        {"RISKS": ("none", "flight-risk")},
        {"GRADES": {"a": "x", "behaviour": "y"}},
        {"_TABLE": {"flows": (("needed",), ("obs_id", "spouse"))}},
        {"Trait": enum.Enum("Trait", {"LOYAL": "loyal"}, module="ledger.intake.planted")},
    ],
)
def test_a_planted_choice_is_found(lists):
    module = types.ModuleType("ledger.intake.planted")
    vars(module).update(lists)
    assert len(violations(scanner.constant_names(module))) == 1


class Sort(enum.Enum):
    COUNTRY = "country"
    RISK = "flight-risk"


def planted_app() -> typer.Typer:
    made = typer.Typer()

    @made.callback()
    def main() -> None:
        """A program."""

    return made


def test_a_planted_flag_is_found():
    planted = planted_app()

    @planted.command()
    def report(rank: bool = False) -> None:
        """Report."""

    assert violations(scanner.command_names(scanner.commands(planted))) == [
        "flag report: no-rank: ranking and scoring",
        "flag report: rank: ranking and scoring",
    ]


def test_a_planted_argument_and_a_planted_choice_are_found():
    planted, group = planted_app(), typer.Typer()

    @group.command()
    def new(
        passport: str,
        by: Annotated[list[Sort] | None, typer.Option()] = None,
        show: Annotated[str, typer.Option(metavar="country|behaviour")] = "country",
    ) -> None:
        """Make."""

    @group.command()
    def other() -> None:
        """Another."""

    planted.add_typer(group, name="worker")
    found = violations(scanner.command_names(scanner.commands(planted)))
    assert found == [
        "choice worker new: behaviour: behaviour",
        "choice worker new: flight-risk: flight risk",
        "flag worker new: passport: papers of identity",
    ]


def test_a_planted_row_in_a_table_of_the_manual_is_found():
    page = (HELP / "observations.md").read_text(encoding="utf-8")
    table = "\n| column | is |\n|---|---|\n| `spouse` | who waits at home |\n"
    assert violations(scanner.help_names("observations", page + table)) == ["help observations: spouse: relatives"]


@pytest.mark.parametrize(
    "code",
    [
        'def data():\n    return {"share": 1, "score": 2}\n',
        "class Told:\n    share: int\n    score: int\n",
    ],
)
def test_a_planted_key_of_an_export_is_found(tmp_path, code):
    file = tmp_path / "planted.py"
    file.write_text(code)
    assert violations(scanner.key_names(file, where="planted")) == ["key planted: score: ranking and scoring"]


def test_a_planted_key_in_a_document_is_found():
    document = {"groups": [{"country": "KW", "workers": [{"rank": 1}]}]}
    assert violations(scanner.json_names(document, where="report")) == ["key report: rank: ranking and scoring"]


@pytest.mark.parametrize("topic", scanner.BANNED)
def test_every_word_of_every_topic_is_found_in_every_way_of_writing(topic):
    for phrase in scanner.BANNED[topic]:
        for written in (phrase, phrase.upper(), phrase.replace("_", "-"), f"worker_{phrase}", f"{phrase}_2"):
            assert scanner.topic_of(written) is not None, written
        assert scanner.topic_of("worker" + "".join(part.title() for part in phrase.split("_"))) is not None


@pytest.mark.parametrize(
    "name", ["platform", "relation", "latest", "placement", "pseudonym", "sample_size", "stop", "risky_" + "x", "named"]
)
def test_a_word_inside_another_word_is_not_found(name):
    assert scanner.topic_of(name) is None


# --- no listing, no search, no ranking --------------------------------------------------------------------------------


def test_no_command_lists_or_searches_workers():
    assert scanner.listing_commands(list(scanner.commands(app))) == []


@pytest.mark.parametrize("name", ["list", "search", "show", "all"])
def test_a_planted_command_that_needs_no_worker_is_found(name):
    planted, group = planted_app(), typer.Typer()

    @group.command()
    def new() -> None:
        """Make a pseudonym."""

    @group.command(name)
    def planted_command(country: str = "") -> None:
        """List."""

    planted.add_typer(group, name="worker")
    assert scanner.listing_commands(list(scanner.commands(planted))) == [f"worker {name}"]


def test_a_planted_list_of_consents_is_found():
    planted, group = planted_app(), typer.Typer()

    @group.command()
    def show(scope: str) -> None:
        """Show whoever agreed to it."""

    @group.command()
    def explain() -> None:
        """Print the text to read out."""

    planted.add_typer(group, name="consent")
    assert scanner.listing_commands(list(scanner.commands(planted))) == ["consent show"]


def test_a_planted_command_called_workers_is_found():
    planted = planted_app()

    @planted.command()
    def workers(country: str) -> None:
        """List."""

    @planted.command()
    def statement(worker: str) -> None:
        """Print a worker's own statement."""

    assert scanner.listing_commands(list(scanner.commands(planted))) == ["workers"]


def an_entry(worker: str, kind: str, lines: dict[str, int], number: int = 1) -> EntryView:
    """An entry of an invented worker, amounts in cents, one case."""
    views = tuple(
        LineView(n, name, "USD", {"best": Amount(value)}) for n, (name, value) in enumerate(lines.items(), start=1)
    )
    place = PlacementView(number, worker, "worker", None, None, None, "KW", "construction", None, None)
    source = SourceView(number, f"origin-{worker}", "own-record", "Notebook")
    period = parse_period("2016-03")
    return EntryView(
        number, kind, "wage", "month", period, place, source, "B", 3, None, None, None, "2026-03-01", views
    )


WORKERS = ("7K3M-Q9TZ", "2B4C-D5EF")


@pytest.mark.parametrize("key", pools.KEYS)
def test_no_report_is_grouped_by_worker(key):
    wage = {"employer:wage": -1000, "state:plan": 600, "worker:hand": 400}
    one, other = (entry_keys(an_entry(worker, "wage", wage), [key]) for worker in WORKERS)
    assert one == other
    assert not any(worker in part for found in one for part in found for worker in WORKERS)


def test_no_key_of_a_report_is_a_person():
    assert not {"worker", "pseudonym", "person", "placement"} & set(pools.KEYS)


@pytest.fixture
def worked(folder: Path, identity_file: Path) -> tuple[Callable[..., Result], str]:
    """A book with one invented worker, and how to run a command on it."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["--book", str(folder), "--identity-file", str(identity_file), *arguments])

    pseudonym = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", run("worker", "new").output)
    assert pseudonym is not None
    informed = ("--language", "ko", "--risks-explained", "--understood")
    consent = ("consent", "grant", pseudonym[0], "--scope", "record,statement,aggregate-statistics", *informed)
    placement = ("placement", "new", "--worker", pseudonym[0], "--country", "KW", "--sector", "construction")
    wage = ("--gross", "830.17", "--taken", "state:plan=40%", "--hand", "171.93", "--source", "Notebook", "--yes")
    for command in (
        consent,
        placement,
        ("add", "wage", "--placement", "1", "--period", "2016-03", "--currency", "USD", *wage),
    ):
        done = run(*command)
        assert done.exit_code == 0, (command, done.output)
    return run, pseudonym[0]


@pytest.mark.parametrize(
    "command",
    [
        ["show"],
        ["show", "entries"],
        ["show", "entries", "-O", "json"],
        ["check"],
        ["report", "skim"],
        ["report", "skim", "-O", "json"],
        ["report", "skim", "-O", "csv", "--by", "sector,subject"],
        ["report", "flow"],
    ],
    ids=" ".join,
)
def test_what_names_no_worker_shows_no_pseudonym_and_nothing_of_what_they_have(worked, command):
    run, pseudonym = worked
    done = run(*command)
    assert done.exit_code == 0, done.output
    assert not any(told in done.output for told in (pseudonym, "171.93", "830.17", "20.71"))


# --- debts only to workers --------------------------------------------------------------------------------------------


def test_a_worker_has_no_account_on_which_to_owe(migrated):
    accounts = dict(migrated.execute("SELECT code, side FROM account").fetchall())
    assert {code for code in accounts if code.startswith("worker:")} == {"worker:hand", "worker:held"}
    assert set(accounts.values()) == set(SIDES)
    assert set(SIDES) == {"source", "outside", "taken", "charged", "worker", "home", "unstated"}


def test_what_was_written_down_is_owed_to_the_worker_until_it_is_settled():
    held = an_entry(WORKERS[0], "wage", {"employer:wage": -1000, "worker:held": 1000})
    paid = an_entry(WORKERS[0], "settlement", {"worker:held": -400, "worker:hand": 400}, 2)
    assert account(WORKERS[0], [held, paid]).in_all[0].owed == {"best": Amount(600)}


def test_a_settlement_of_more_than_was_written_down_makes_no_debt_of_the_worker():
    held = an_entry(WORKERS[0], "wage", {"employer:wage": -1000, "worker:held": 1000})
    paid = an_entry(WORKERS[0], "settlement", {"worker:held": -1400, "worker:hand": 1400}, 2)
    for sums in (*account(WORKERS[0], [held, paid]).in_all, *account(WORKERS[0], [held, paid]).periods):
        assert all(amount.value >= 0 for amount in sums.owed.values())


def test_a_fixed_plan_in_a_bad_month_makes_no_debt_of_the_worker():
    """20,000 taken of 10,000 earned (A9): the hand is 10,000 short, and nothing says that it is still to be paid."""
    month = an_entry(WORKERS[0], "wage", {"employer:wage": -10_000, "state:plan": 20_000, "worker:hand": -10_000})
    sums = account(WORKERS[0], [month]).in_all[0]
    assert not any(amount.value < 0 for amount in sums.owed.values())


# --- files with more than the format has ------------------------------------------------------------------------------


@pytest.mark.parametrize("column", [*XLSFORM, *PERSONAL])
@pytest.mark.parametrize("fmt", FORMATS)
def test_a_file_with_a_column_about_a_person_or_a_device_is_refused(fmt, column):
    _, allowed = FORMATS[fmt]
    table = parse_table("sheet.csv", f"{','.join([*allowed, column])}\n{'x,' * len(allowed)}secret\n".encode())
    batch = read_tables([table])
    assert batch.items == []
    (problem,) = batch.problems
    assert (problem.line, problem.column, problem.says) == (
        1,
        f"column {len(allowed) + 1}",
        "the format has no column of this name",
    )
    assert "secret" not in problem.text()
    assert column not in problem.text()


def test_no_format_has_a_column_of_a_form_or_a_person():
    for _, allowed in FORMATS.values():
        assert not {scanner.joined(c) for c in allowed} & {scanner.joined(c) for c in (*XLSFORM, *PERSONAL)}


# --- what is said about it --------------------------------------------------------------------------------------------


def test_the_readme_says_where_the_boundary_is():
    assert "wage-ledger boundary" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_command_prints_the_page():
    run = subprocess.run([sys.executable, "-m", "ledger", "boundary"], capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    said = " ".join(run.stdout.split())
    assert "Debts exist only to workers." in said


def test_the_migrations_that_are_scanned_are_those_that_run():
    assert migrations() == ROOT / "migrations"
