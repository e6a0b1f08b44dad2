"""Looks for what the program must never hold: fields about persons, and words that would make it a tool of collection.

Each function gives the names it finds in one kind of place; `violations` judges names. Names are judged by their words
(`flightRisk`, `flight-risk` and `flight_risk` are the same two words), so `platform` holds no `lat`.
"""

from __future__ import annotations

import ast
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

from ledger.values.money import EXPONENT

# Topic, and the words or phrases (words joined by _) that stand for it. A phrase is found anywhere inside a name.
BANNED: dict[str, tuple[str, ...]] = {
    "the name of a person": (
        "name", "names", "surname", "forename", "firstname", "lastname", "fullname", "nickname", "alias", "person",
        "birth", "birthday", "dob", "age", "gender", "sex", "ethnicity", "nationality", "username",
    ),
    "relatives": (
        "family", "families", "spouse", "wife", "husband", "partner", "child", "children", "son", "daughter", "parent",
        "parents", "mother", "father", "sibling", "siblings", "brother", "sister", "relative", "relatives", "kin",
        "dependant", "dependants", "dependent", "dependents", "household", "marital", "married", "guarantor", "hostage",
    ),
    "where a person lives": (
        "home", "address", "street", "postcode", "zip", "hometown", "residence", "dormitory", "room", "village",
    ),
    "who gets the money at home": ("recipient", "recipients", "beneficiary", "beneficiaries", "payee", "receiver"),
    "papers of identity": (
        "passport", "visa", "identity", "id_card", "id_number", "id_no", "national_id", "id_document", "id_documents",
        "ssn", "permit_no", "permit_number", "document_no", "document_number", "papers_no",
    ),
    "telephones and devices": (
        "phone", "phones", "telephone", "mobile", "cellphone", "msisdn", "imei", "imsi", "sim", "simserial", "whatsapp",
        "telegram", "wechat", "kakao", "email", "mail", "contact", "contacts", "device", "deviceid", "phonenumber",
        "subscriberid", "ip",
    ),
    "accounts of persons": (
        "bank", "iban", "swift", "bic", "account_no", "account_number", "account_holder", "card", "wallet",
    ),
    "bodies and pictures": (
        "biometric", "biometrics", "fingerprint", "fingerprints", "face", "iris", "voice", "dna", "photo", "photos",
        "photograph", "picture", "portrait", "selfie", "video", "image",
    ),
    "places on a map": (
        "lat", "latitude", "lon", "lng", "long", "longitude", "gps", "geo", "geom", "geopoint", "geotrace", "geoshape",
        "coordinate", "coordinates", "location", "altitude", "map",
    ),
    "movements": (
        "movement", "movements", "route", "trip", "trips", "whereabouts", "checkpoint", "crossing", "tracking",
        "itinerary", "last_seen", "travel_history", "arrival_date", "departure_date",
    ),
    "loyalty and status": (
        "loyalty", "loyal", "songbun", "reliability", "trustworthiness", "defector", "absconder", "religion",
        "religious", "political", "politics", "ideology", "class_origin",
    ),
    "flight risk": ("flight", "escape", "abscond", "defect", "defection", "risk", "suspect", "suspicion", "watchlist"),
    "behaviour": (
        "behaviour", "behavior", "conduct", "attitude", "discipline", "performance", "productivity", "attendance",
    ),
    "ranking and scoring": (
        "rank", "ranked", "ranking", "top", "bottom", "leaderboard", "score", "scores", "scoring", "rating", "richest",
        "highest", "largest",
    ),
    "what a worker would still owe": (
        "target", "targets", "quota", "quotas", "owe", "owes", "owed", "owing", "due", "shortfall", "arrears",
        "deficit", "debt", "debts", "debtor", "obligation", "unmet", "overdue",
    ),
}  # fmt: skip

_SAID = ("choice", "key", "help", "flag")
_FLOW = "a flow or an account: money as published, never a person"
_ILO = "one of the ILO's eleven indicators: coded, without places and without papers"
_HASH = "a hash over a row, not a finger's"
_GRADE = "the Admiralty letter for the source of one figure, never of a person"
_TO_WORKER = "what is still owed to the worker; never by them"
_TABLE_OF_NAMES = "what a currency, an indicator or an organisation is called; an organisation is never a person"

# Every exception (a name, its words joined by _): why it is no breach, and the kinds of places where it may stand.
ALLOWED: dict[str, tuple[str, tuple[str, ...]]] = {
    "name": (_TABLE_OF_NAMES, ("table currency", "table indicator", "table organisation")),
    "fingerprint": (_HASH, ("table source", "table intake")),
    "reliability": (_GRADE, ("table entry", "table claim", "table condition", "key")),
    "loyalty": (_FLOW, _SAID),
    "state_loyalty": (_FLOW, _SAID),
    "loyalty_fund": (_FLOW, _SAID),
    "loyalty_fund_previous": (_FLOW, _SAID),
    "sales_quota": (_FLOW, _SAID),
    "earnings_quota": (_FLOW, _SAID),
    "take_home": (_FLOW, _SAID),
    "take_home_on_return": (_FLOW, _SAID),
    "sent_home": (_FLOW, _SAID),
    "family_received": (_FLOW, _SAID),
    "compensation_family_received": (_FLOW, _SAID),
    "home": (_FLOW, _SAID),
    "home_received": (_FLOW, _SAID),
    "restriction_of_movement": (_ILO, _SAID),
    "retention_of_identity_documents": (_ILO, _SAID),
    "retention_of_id_documents": (_ILO, _SAID),
    "debt_bondage": (_ILO, _SAID),
    "owed": (_TO_WORKER, _SAID),
    "owed_then": (_TO_WORKER, _SAID),
    "route": (
        "the kind of channel that a source describes (broker, state payroll), never a road",
        (
            "choice ledger.intake.others.REMITTANCES",
            "choice ledger.intake.load.FORMATS",
            "choice ledger.publish.remittances",
            "key ledger.publish.remittances",
            "help observations",
            "help remittances",
        ),
    ),
    "identity_file": ("a key of age, which age calls an identity", ("flag", "key ledger.cli")),
    "target": ("what is traced: an entry or an observation", ("key ledger.publish.trace", "flag trace", "help json")),
    "names": ("the names of checks", ("flag check",)),
    "share_with_partner": (
        "a purpose that a worker may agree to: a partner is an organisation, never a relative",
        ("choice consent.scope", "choice ledger.book", "choice ledger.cli", "help consent"),
    ),
    "age": ("the program age, which wraps keys and files; nobody's years", ("help backup",)),
    "recipient": ("a public key that can open the book: a partner's, not a family's", ("flag init",)),
}


@dataclass(frozen=True, order=True)
class Name:
    """One name and the place where it stands: `table subject`, `choice ledger.book.words.BASES`, `flag report skim`."""

    where: str
    name: str


def words_of(name: str) -> list[str]:
    """`flightRisk` -> flight, risk."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return [word for word in re.split(r"[^0-9a-z]+", parted.lower()) if word]


def joined(name: str) -> str:
    """`Flight-Risk` -> flight_risk."""
    return "_".join(words_of(name))


def topic_of(name: str) -> str | None:
    """What is wrong with a name; None when nothing is."""
    said = f"_{joined(name)}_"
    for topic, phrases in BANNED.items():
        if any(f"_{phrase}_" in said for phrase in phrases):
            return topic
    return None


def violations(names: Iterable[Name]) -> list[str]:
    """`place: name: topic` for every banned name that no exception covers. Currency codes (TOP) are no words."""
    found = []
    for each in sorted(set(names)):
        topic = topic_of(each.name)
        _, places = ALLOWED.get(joined(each.name), ("", ()))
        if topic and each.name not in EXPONENT and not each.where.startswith(places or ("\0",)):
            found.append(f"{each.where}: {each.name}: {topic}")
    return found


# --- tables -----------------------------------------------------------------------------------------------------------

_IN_LIST = re.compile(r"(\w+)\s+IN\s*\(((?:\s*'[^']*'\s*,?)+)\)", re.IGNORECASE)
_CREATE = re.compile(r"CREATE TABLE (?:IF NOT EXISTS )?[\"`]?(\w+)[\"`]?\s*\(", re.IGNORECASE)
_ADD = re.compile(r"ALTER TABLE [\"`]?(\w+)[\"`]? ADD (?:COLUMN )?(?:IF NOT EXISTS )?[\"`]?(\w+)", re.IGNORECASE)
_RENAME = re.compile(r"ALTER TABLE [\"`]?(\w+)[\"`]? RENAME (?:COLUMN )?[\"`]?\w+[\"`]? TO [\"`]?(\w+)", re.IGNORECASE)
_NO_COLUMN = ("CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "EXCLUDE", "LIKE")
_OPERATIONS = ("create_table", "add_column", "alter_column", "batch_alter_table", "rename_table")
_NAMING = ("table_name", "column_name", "new_column_name", "new_table_name")


def metadata_names(metadata: Any) -> Iterator[Name]:
    """Tables, columns and the words of CHECKs of SQLAlchemy metadata."""
    for table in metadata.tables.values():
        where = f"table {table.name}"
        yield Name(where, table.name)
        for column in table.columns:
            yield Name(where, column.name)
        for constraint in table.constraints:
            yield from check_words(str(getattr(constraint, "sqltext", "")), table.name)


def check_words(sql: str, table: str) -> Iterator[Name]:
    """The words of `column IN ('a', 'b')`."""
    for column, listed in _IN_LIST.findall(sql):
        for word in re.findall(r"'([^']*)'", listed):
            yield Name(f"choice {table}.{column}", word)


def ddl_names(sql: str) -> Iterator[Name]:
    """Tables, columns and CHECK words of SQL text: CREATE TABLE, ALTER TABLE ADD and RENAME."""
    sql = re.sub(r"--[^\n]*", "", sql)
    for found in _CREATE.finditer(sql):
        table, body = found[1], _parenthesised(sql, found.end() - 1)
        yield Name(f"table {table}", table)
        for part in _top_level(body):
            first = part.split(None, 1)[0].strip('"`') if part.split() else ""
            if first and first.upper() not in _NO_COLUMN:
                yield Name(f"table {table}", first)
        yield from check_words(body, table)
    for table, column in [*_ADD.findall(sql), *_RENAME.findall(sql)]:
        if column.upper() not in _NO_COLUMN:
            yield Name(f"table {table}", column)


def _parenthesised(sql: str, start: int) -> str:
    depth = 0
    for place in range(start, len(sql)):
        depth += {"(": 1, ")": -1}.get(sql[place], 0)
        if depth == 0:
            return sql[start + 1 : place]
    return sql[start + 1 :]


def _top_level(body: str) -> list[str]:
    parts, depth, begin = [], 0, 0
    for place, sign in enumerate(body):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            parts.append(body[begin:place].strip())
            begin = place + 1
    return [*parts, body[begin:].strip()]


def migration_names(folder: Path) -> Iterator[Name]:
    """What migrations make: the SQL files, SQL inside Python strings, and `op.` and `Column` calls."""
    for file in sorted(folder.rglob("*.sql")):
        yield from ddl_names(file.read_text(encoding="utf-8"))
        for row in re.findall(r"\(\s*('(?:[^']*)'(?:\s*,\s*'[^']*')*)\s*\)", file.read_text(encoding="utf-8")):
            if file.stem == "words":
                for word in re.findall(r"'([^']*)'", row):
                    yield Name(f"choice {file.name}", word)
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from ddl_names(node.value)
            elif isinstance(node, ast.Call):
                yield from _operation(node)


def _operation(node: ast.Call) -> Iterator[Name]:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    strings = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    if called == "Column" and strings:
        yield Name("table of a migration", strings[0])
    elif called in _OPERATIONS:
        for each in strings:
            yield Name("table of a migration", each)
        for keyword in node.keywords:
            if keyword.arg in _NAMING and isinstance(keyword.value, ast.Constant):
                yield Name("table of a migration", str(keyword.value.value))


def database_names(connection: sqlite3.Connection) -> Iterator[Name]:
    """Tables, columns and CHECK words of a SQLite database as it is."""
    for table, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall():
        yield Name(f"table {table}", table)
        for column in connection.execute(f"SELECT name FROM pragma_table_info('{table}')"):
            yield Name(f"table {table}", column[0])
        yield from check_words(sql or "", table)


# --- words in the program ---------------------------------------------------------------------------------------------


def constant_names(module: ModuleType, *, prefix: str = "choice") -> Iterator[Name]:
    """The words in a module's lists of words: every constant that is a tuple, list, set or dict of strings."""
    for constant, value in vars(module).items():
        if constant.strip("_").isupper() and not isinstance(value, str):
            for word in _words_in(value):
                yield Name(f"{prefix} {module.__name__}.{constant}", word)
        elif isinstance(value, type) and issubclass(value, Enum) and value.__module__ == module.__name__:
            for member in value:
                yield Name(f"{prefix} {module.__name__}.{constant}", str(member.value))


def _words_in(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _words_in(key)
            yield from _words_in(each if not isinstance(each, str) else ())
    elif isinstance(value, (tuple, list, set, frozenset)):
        for each in value:
            yield from _words_in(each)
    elif isinstance(value, str) and re.fullmatch(r"[A-Za-z][\w: -]{0,60}", value):
        yield value


def key_names(file: Path, *, where: str) -> Iterator[Name]:
    """Names that can reach an export: keys of dict literals, and fields of classes."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Dict):
            for key in node.keys:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield Name(f"key {where}", key.value)
        elif isinstance(node, ast.ClassDef):
            for line in node.body:
                if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
                    yield Name(f"key {where}", line.target.id)


def json_names(value: object, *, where: str) -> Iterator[Name]:
    """Every key in a JSON document."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield Name(f"key {where}", str(key))
            yield from json_names(each, where=where)
    elif isinstance(value, list):
        for each in value:
            yield from json_names(each, where=where)


def help_names(page: str, text: str) -> Iterator[Name]:
    """The names in code marks in the first column of a page's tables: the fields that the page documents."""
    for cells in table_rows(text):
        for told in re.findall(r"`([^`]+)`", cells[0]):
            for name in re.split(r"[.\[\]|\s]+", told):
                if not name.isupper():
                    yield Name(f"help {page}", name)


def table_rows(text: str) -> Iterator[list[str]]:
    """The rows of all Markdown tables in a page, without the lines under their headings."""
    for line in text.splitlines():
        if line.startswith("|") and not re.fullmatch(r"[|:\s-]+", line):
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]


# --- the command line -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Command:
    """One command of the live program: its words, its flags and arguments, and what it needs."""

    path: tuple[str, ...]
    parameters: tuple[str, ...]
    required: tuple[str, ...]
    choices: tuple[str, ...]


def commands(app: Any) -> Iterator[Command]:
    """Every command of a Typer app, groups included."""
    from typer.main import get_command

    yield from _commands(get_command(app), ())


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[Command]:
    parameters: list[str] = []
    choices: list[str] = []
    for each in command.params:
        flags = [*each.opts, *each.secondary_opts]
        parameters += [flag.lstrip("-") for flag in flags if flag.startswith("--") or not flag.startswith("-")]
        told = re.findall(r"[\w-]+", each.metavar or "")
        choices += [*_choices(each.type_descriptor.annotation), *(word for word in told if not word.isupper())]
    required = tuple(each.name for each in command.params if each.required)
    yield Command(path, tuple(parameters), required, tuple(choices))
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, (*path, name))


def _choices(annotation: Any) -> Iterator[str]:
    """The words that a parameter of this type accepts: members of an enum, values of a Literal, inside lists too."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(member.value) for member in annotation)
    for inner in get_args(annotation):
        if isinstance(inner, str):
            yield inner
        else:
            yield from _choices(inner)


def command_names(found: Iterable[Command]) -> Iterator[Name]:
    """The words of the commands, their flags and arguments, and their choices."""
    for command in found:
        where = " ".join(command.path) or "wage-ledger"
        for word in command.path[-1:]:
            yield Name(f"command {where}", word)
        for parameter in command.parameters:
            yield Name(f"flag {where}", parameter)
        for choice in command.choices:
            yield Name(f"choice {where}", choice)


LISTING = ("list", "ls", "all", "find", "search", "browse", "grep", "lookup", "who")
PEOPLE = ("workers", "people", "persons")
ABOUT_WORKERS = ("worker", "statement", "subject", "placement", "consent", "hold", "bundle")
OF_NOBODY = (("worker", "new"), ("consent", "explain"))  # draws a pseudonym; prints a text and opens no book


def listing_commands(found: Iterable[Command]) -> list[str]:
    """Commands that could list or search workers: by their name, or because they need no worker to be named."""
    found = list(found)
    groups = {command.path[:-1] for command in found}
    wrong = []
    for command in found:
        is_about = any(word in ABOUT_WORKERS for word in command.path)
        needs_one = any(words_of(name)[:1] in (["worker"], ["pseudonym"]) for name in command.required)
        is_of_nobody = command.path[-2:] in OF_NOBODY
        is_listing = is_about and any(word in LISTING for word in command.path)
        is_loose = is_about and command.path not in groups and not needs_one and not is_of_nobody
        if is_listing or is_loose or any(word in PEOPLE for word in command.path):
            wrong.append(" ".join(command.path))
    return wrong
