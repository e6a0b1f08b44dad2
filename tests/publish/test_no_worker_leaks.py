"""Nothing of a worker comes out of any report, in any format, by any option, nor out of the trace of a figure.

The reports, their options and the choices of each are taken from the command line itself, so that a new one is asked
the day it is added. The same published observations stand in some books: in one alone, in the others beside workers
whose amounts, labels, titles and firms are canaries. Below the threshold every output has to be, to the last byte, what
it is without them, but for how much is not told; above it only `skim`, `flow` and the sums of `held` may differ. Those
who did not agree to statistics, or agree no longer, are in no report however many they are.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from ledger.book import read
from ledger.book.gather import NothingOfThisName
from ledger.book.session import Visit, reading
from ledger.book.session import session as writing
from ledger.cli.main import app
from ledger.cli.report import LIST
from ledger.cli.trace import REPORTS
from ledger.data import observations
from ledger.publish.asked import Asked
from ledger.store.folder import unlock
from ledger.store.opening import opened
from ledger.store.where import FolderPlace
from tests.book.making import agrees

NAMES = sorted(each.word for each in LIST)
POOLED = ("flow", "held", "skim")  # those that may tell what enough workers have together
WEIGHED = (("--weight", "workers"), ("--weight", "months"))  # where one may outweigh all others
COUNTS = ("hidden", "left_out", "untold")  # how much is not told
LABEL, FIRM, TITLE, ORIGIN, PAGE = "카나리아", "Lone Canary Firm", "Canary talk", "canary-ngo", "canary page"
PUBLISHED = ("qa-constr-2014", "kw-constr-2016", "cz-garment-2000", "cn-rest-2018", "cn-helong-2023", "kp-kic-2013")
PLAN, LEVY, FEE = f"state:plan ({LABEL})", f"state:levy ({LABEL})", f"broker:fee ({LABEL})"
SHEET = [
    *("worker", "placement", "event", "period", "currency", "per", "gross", PLAN, LEVY, FEE, "broker:bribe", "held"),
    *("hand", "paid", "sent", "received", "source", "origin", "page", "grade"),
]

# How to ask each option that takes no word of a list; the lists are asked of the command itself.
ASKED: dict[str, list[list[str]]] = {
    "begin": [["-b", "2016-03", "-e", "2016-04"]],
    "end": [["-e", "2017"]],
    "country": [["--country", "QA"]],
    "into": [["-X", "USD", "--value", "end", "--days", "366"]],
    "value": [],
    "days": [],
    "as_of": [["--as-of", "2020-01-01"]],
    "seed": [["--seed", "7"]],
    "engine": [],  # the engines and their exports: tests/cli/test_export.py
    "url": [],
    "unwrap_with": [],
    "output_format": [],
    "output_file": [],
    "color": [],
}


@dataclass
class Book:
    """A book with the shipped observations of PUBLISHED, and with workers."""

    path: Path
    identity: Path
    workers: list[str] = field(default_factory=list)
    entries: set[int] = field(default_factory=set)
    placements: list[str] = field(default_factory=list)
    canaries: list[str] = field(default_factory=list)
    printed: dict[tuple[str, ...], str] = field(default_factory=dict)

    def typed(self, *words: str) -> tuple[str, str, BaseException | None]:
        """What the command prints, what it says beside it, and how it ends."""
        return typed("--book", str(self.path), "--identity-file", str(self.identity), *words)

    def run(self, *words: str) -> str:
        """What the command prints. Fails when it does."""
        printed, _, ended = self.typed(*words)
        assert ended is None or (isinstance(ended, SystemExit) and ended.code in (0, 1)), (words, ended)
        return printed

    def report(self, name: str, words: tuple[str, ...] = (), form: str = "json") -> str:
        """A report as it is printed; the same when it is asked again."""
        key = (name, form, *words)
        if key not in self.printed:
            self.printed[key], beside, ended = self.typed("report", name, "-O", form, *words)
            assert isinstance(ended, SystemExit | None), (words, ended)
            assert self.tells(beside) == []
        return self.printed[key]

    def figures(self, name: str) -> tuple[Any, ...]:
        """Every figure of a report with its way back."""
        module = import_module(f"ledger.cli.report.{REPORTS[name]}")
        with self.engine() as engine, reading(engine, Visit(scope="aggregate-statistics")) as session:
            return tuple(module.figures(module.build(session, Asked()), Asked()))

    def agrees(self, workers: Sequence[str], *scopes: str) -> None:
        """These workers agree to these purposes."""
        with self.engine() as engine, writing(engine) as session:
            for worker in workers:
                subject = read.subject_id(session, worker)
                assert subject is not None
                agrees(session, subject, *scopes)
            session.commit()

    @contextmanager
    def engine(self) -> Iterator[Any]:
        """The book, opened."""
        with opened(FolderPlace(self.path), unlock(self.path, identity=self.identity)) as engine:
            yield engine

    def copied(self, path: Path) -> Book:
        """The same book at another place, where it goes on for itself."""
        shutil.copytree(self.path, path)
        told = {name: list(getattr(self, name)) for name in ("workers", "placements", "canaries")}
        return Book(path, self.identity, entries=set(self.entries), **told)

    def tells(self, text: str) -> list[str]:
        """The canaries in a text; a figure also without its point, and with commas."""
        words = [LABEL, FIRM, TITLE, ORIGIN, PAGE, *self.workers]
        figures = [f for c in self.canaries for f in (c, c.replace(".", ""), f"{int(c[:-3]):,}{c[-3:]}")]
        return [word for word in [*words, *figures] if word in text]


COMMAND = get_command(app)  # made once: making it takes as long as a report


def typed(*words: str) -> tuple[str, str, BaseException | None]:
    """What a command prints, what it says beside it, and how it ends."""
    nothing = {name: None for name in os.environ if name.startswith("WAGE_LEDGER_")}
    ended: BaseException | None = None
    with CliRunner().isolation(env=nothing) as (out, err, _):
        try:
            COMMAND.main(list(words), prog_name="wage-ledger")
        except (SystemExit, Exception) as end:
            ended = end
        sys.stdout.flush()
        sys.stderr.flush()
        return out.getvalue().decode(), err.getvalue().decode(), ended


def crew(book: Book, size: int, origins: int, tmp: Path, *scopes: str) -> Book:
    """So many workers, each with every kind of event, a promise, and figures that stand nowhere else.

    They agree to be recorded and to these purposes.
    """
    numbers = count(7351, 13)

    def canary(less: int = 0) -> str:
        book.canaries.append(f"{next(numbers) - less}.93")
        return book.canaries[-1]

    book.workers += book.run("worker", "new", "--count", str(size)).split()
    book.agrees(book.workers, "record", *scopes)
    rows = []
    for i, worker in enumerate(book.workers):
        firm = ("--employer", FIRM if i == 0 else "Shared Firm", "--sending", "Shared Sender")
        promised = ("--promised", canary(), "--currency", "USD")
        where = ("--country", "QA", "--sector", "construction")
        book.placements.append(book.run("placement", "new", "--worker", worker, *where, *firm, *promised).strip())
        said = {"worker": worker, "placement": book.placements[-1], "currency": "USD", "per": "month", "page": PAGE}
        said |= {"source": f"{TITLE} {i}", "origin": f"{ORIGIN}-{i % origins}", "grade": "B2" if i == 0 else "F6"}
        pay = {
            "period": "2012/2016" if i == 0 else "2016-03",
            "gross": canary(),
            PLAN: canary(3000),
            "hand": canary(6000),
        }
        rows += [
            said | pay,
            said | {"period": "2016-03", "per": "total", "gross": canary(), PLAN: canary(3000), "held": canary(5000)},
            said | {"event": "surrender", "period": "2016-04", LEVY: canary()},
            said | {"event": "settlement", "period": "2017-04", "per": "total", "paid": canary(7300)},
            said | {"event": "remittance", "period": "2016-05", "sent": canary(), FEE: "20%", "received": canary(5000)},
            said | {"event": "fee", "period": "2015-08", "broker:bribe": canary()},
        ]
    sheet = tmp / "sheet.csv"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, SHEET).writeheader()
        csv.DictWriter(file, SHEET).writerows(rows)
    done = json.loads(book.run("import", str(sheet), "-O", "json"))
    assert done["entries"] == len(rows), done
    book.canaries = [c for c in book.canaries if len(c) >= 7]
    with book.engine() as engine, reading(engine, Visit(scope="record")) as session:
        book.entries |= {e.id for e in read.entries(session) if e.placement.subject_kind == "worker"}
    return book


@pytest.fixture(scope="module")
def books(template_folder: Path, identity_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Book]:
    """The book without workers, and those with one, nine, ten of one origin, and twelve of two.

    `silent` has twelve who agreed to be recorded and to nothing else, and in `eleven` all of them but the first agreed
    to statistics later. From the twelve one took the consent back, or three did.
    """
    tmp = tmp_path_factory.mktemp("leaks")
    shutil.copytree(template_folder, tmp / "none")
    none = Book(tmp / "none", identity_file)
    (tmp / "shipped").mkdir()
    for file in ("reported_wages.csv", "reported_flows.csv", "remittances.csv", "exchange_rates.csv", "conditions.csv"):
        head, *rows = csv.reader(io.StringIO((observations() / file).read_text(encoding="utf-8")))
        kept = [r for r in rows if head[0] != "obs_id" or r[0] in PUBLISHED][:25]
        with (tmp / "shipped" / file).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([head, *kept])
    assert "Imported" in none.run("import", str(tmp / "shipped"))
    made = {"none": none}
    for name, size, origins in (("one", 1, 1), ("nine", 9, 2), ("ten of one origin", 10, 1), ("twelve", 12, 2)):
        shutil.copytree(none.path, tmp / name)
        made[name] = crew(Book(tmp / name, identity_file), size, origins, tmp, "aggregate-statistics")
    shutil.copytree(none.path, tmp / "silent")
    made["silent"] = crew(Book(tmp / "silent", identity_file), 12, 2, tmp)
    made["eleven"] = made["silent"].copied(tmp / "eleven")
    made["eleven"].agrees(made["eleven"].workers[1:], "aggregate-statistics")
    for name, gone in (("one withdrew", 1), ("three withdrew", 3)):
        made[name] = made["twelve"].copied(tmp / name)
        for worker in made[name].workers[:gone]:
            made[name].run("consent", "withdraw", worker, "--scope", "aggregate-statistics")
    return made


def entries_in(data: Any) -> Iterator[int]:
    """Every number in a list: those of entries are told in no other way."""
    if isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from [value] if isinstance(data, list) and type(value) is int else entries_in(value)


def uncounted(data: Any) -> Any:
    """The data without how much is not told."""
    if isinstance(data, dict):
        return {key: uncounted(value) for key, value in data.items() if key not in COUNTS}
    return [uncounted(value) for value in data] if isinstance(data, list) else data


def sentences(text: str) -> Counter[str]:
    """The sentences of a page, with spaces for line ends."""
    return Counter(
        said for part in re.split(r"\n\s*\n", text) for said in re.split(r"(?<=\.) ", " ".join(part.split()))
    )


def choices(name: str, flag: str) -> list[str]:
    """The words that an option takes, as its refusal lists them."""
    _, _, refused = typed("--book", "none", "report", name, flag, "?")
    words = re.search(r"choose from ([\w, -]+?)(?:, with|$)", getattr(refused, "advice", ""))
    assert words, f"say in ASKED how report {name} is asked with {flag}"
    return words[1].split(", ")


@cache
def questions(name: str, *, together: bool) -> list[tuple[str, ...]]:
    """Every way to ask the report: each option, the keys one by one or three together, of other lists both ends."""
    (command,) = (each for each in COMMAND.commands["report"].commands.values() if each.name == name)
    asked: list[list[str]] = [[]]
    for option in command.params:
        if option.name in ASKED:
            asked += ASKED[option.name]
        elif option.name != "help":
            flag = option.opts[-1]
            words = choices(name, flag)
            if flag != "--by":
                words = [words[0], words[-1]] if len(words) > 3 else words
            elif together:
                words = [",".join(words[i : i + 3]) for i in range(0, len(words), 3)]
            asked += [[flag, word] for word in words]
    return list(dict.fromkeys(map(tuple, asked)))


def assert_as_without(book: Book, none: Book, name: str, words: tuple[str, ...], form: str) -> None:
    """The report is what it is in the book without workers, but for how much is not told."""
    found, bare = book.report(name, words, form), none.report(name, words, form)
    assert book.tells(found) == []
    if form == "json":
        assert uncounted(json.loads(found)) == uncounted(json.loads(bare))
    elif form == "csv":
        assert found == bare
    else:
        assert sentences(bare) - sentences(found) == Counter()
        assert all("worker" in said for said in sentences(found) - sentences(bare))


def is_pooled(name: str, words: tuple[str, ...]) -> bool:
    """May sums and medians of enough workers stand in what is so asked?"""
    return name in POOLED and words not in WEIGHED


@pytest.mark.parametrize("name", NAMES)
def test_below_the_threshold_nothing_changes(books: dict[str, Book], name: str) -> None:
    none, nine = books["none"], books["nine"]
    assert nine.tells(none.report(name)) == []
    for words in questions(name, together=True):
        assert_as_without(nine, none, name, words, "json")
    assert nine.figures(name) == none.figures(name)
    for few, form in (("nine", "text"), ("nine", "csv"), ("one", "json"), ("ten of one origin", "json")):
        assert_as_without(books[few], none, name, (), form)


@pytest.mark.parametrize("name", NAMES)
def test_however_many_did_not_agree_nothing_changes(books: dict[str, Book], name: str) -> None:
    """Twelve of two origins, and not a figure of theirs: only how much is not told grows."""
    none, silent = books["none"], books["silent"]
    for words in questions(name, together=True) if name in POOLED else [()]:
        assert_as_without(silent, none, name, words, "json")
    for form in ("text", "csv"):
        assert_as_without(silent, none, name, (), form)
    assert silent.figures(name) == none.figures(name)


@pytest.mark.parametrize("name", NAMES)
def test_who_took_consent_back_is_gone_from_every_report(books: dict[str, Book], name: str) -> None:
    """As one who never agreed, to the last byte; and where too few are left, they are as if they were not there."""
    withdrew, never, few = books["one withdrew"], books["eleven"], books["three withdrew"]
    for form in ("json", "text", "csv"):
        assert withdrew.report(name, (), form) == never.report(name, (), form)
        assert_as_without(few, books["none"], name, (), form)
    assert withdrew.figures(name) == never.figures(name)
    assert few.figures(name) == books["none"].figures(name)


@pytest.mark.parametrize("name", NAMES)
def test_above_the_threshold_no_single_figure_is_told(books: dict[str, Book], name: str) -> None:
    none, twelve = books["none"], books["twelve"]
    for words in questions(name, together=False) if name in POOLED else [()]:
        if is_pooled(name, words):
            found = twelve.report(name, words)
            assert twelve.tells(found) == []
            assert twelve.entries.isdisjoint(entries_in(json.loads(found)))
        else:
            assert_as_without(twelve, none, name, words, "json")
    for form in ("text", "csv"):
        for words in {(), ("--by", "employer"), ("--by", "country")} & set(questions(name, together=False)):
            if is_pooled(name, words):
                assert twelve.tells(twelve.report(name, words, form)) == []
            else:
                assert_as_without(twelve, none, name, words, form)
    figures = twelve.figures(name)
    assert name in POOLED or figures == none.figures(name)
    assert twelve.tells("\n".join(map(repr, figures))) == []
    assert all(twelve.entries.isdisjoint(figure.entries) for figure in figures)


def test_the_twelve_are_told_together(books: dict[str, Book]) -> None:
    """Or the tests above would see nothing."""
    whole = json.loads(books["twelve"].report("skim"))["whole"]
    assert whole["entries"] - json.loads(books["none"].report("skim"))["whole"]["entries"] == 24
    (together,) = json.loads(books["twelve"].report("held"))["workers"]["together"]
    assert (together["workers"], together["origins"]) == (12, 2)
    assert len(books["twelve"].entries) == 72
    groups = json.loads(books["twelve"].report("skim", ("--by", "subject")))["groups"]
    assert {group["key"]["subject"]: group["entries"] for group in groups}["worker"] == 24


@pytest.mark.parametrize("name", POOLED)
def test_a_report_that_tells_of_workers_is_on_record_to_be_called_back(books: dict[str, Book], name: str) -> None:
    for which, workers in (("twelve", 12), ("nine", 0)):
        book = books[which]
        book.run("report", name)
        last = json.loads(book.run("log", "reads", "--last", "1", "-O", "json"))
        assert [(each["command"], each["workers"]) for each in last] == [(f"report {name}", workers)]
    notice = books["three withdrew"].run("consent", "withdraw", books["three withdrew"].workers[5], "--dry-run")
    assert "Nothing that was made" in notice
    assert f"report {name}, for aggregate-statistics: a table of many" in books["twelve"].run(
        "consent", "withdraw", books["twelve"].workers[0], "--dry-run"
    )


def test_the_eleven_who_still_agree_are_told_without_the_one(books: dict[str, Book]) -> None:
    """Or the tests of consent would see nothing."""
    bare = json.loads(books["none"].report("skim"))["whole"]["entries"]
    for name, size in (("twelve", 12), ("one withdrew", 11), ("eleven", 11), ("three withdrew", 0), ("silent", 0)):
        assert json.loads(books[name].report("skim"))["whole"]["entries"] - bare == 2 * size
        together = json.loads(books[name].report("held"))["workers"]["together"]
        assert [each["workers"] for each in together] == ([size] if size else [])


@pytest.mark.parametrize("weight", ["workers", "months"])
def test_one_who_outweighs_all_others_is_not_told(books: dict[str, Book], weight: str) -> None:
    """One of the twelve has five years and the others a month each: the median by months would be that one's share."""
    for name in ("skim", "flow"):
        for form in ("json", "csv", "text"):
            assert_as_without(books["twelve"], books["none"], name, ("--weight", weight), form)


@pytest.mark.parametrize("name", NAMES)
def test_a_forged_id_leads_to_no_worker(books: dict[str, Book], name: str) -> None:
    """The number of a worker's entry, the pseudonym and the placement in each place of an id that is printed."""
    twelve = books["twelve"]
    entry, worker, placement = str(min(twelve.entries)), twelve.workers[0], twelve.placements[0]
    known = {figure.id for figure in twelve.figures(name)}
    steps, _, query = min(known, key=lambda each: (-each.count("/"), each)).partition("?")
    parts = steps.split("/")
    forged = ["/".join([*parts[:i], put, *parts[i + 1 :]]) for i in range(1, len(parts)) for put in (entry, worker)]
    forged += [f"{name}/{entry}", f"{name}/{worker}/{placement}/USD", f"{steps}/{entry}", f"{name}/workers/{entry}"]
    forged += [f"{name}/transfer/.{entry}", f"{name}/levies/{entry}.1", f"{name}/conflicts/itself/{entry}"]
    assert known.isdisjoint(f"{each}?{query}" if query else each for each in forged)
    asked = [f"{name}/{FIRM}/counts?by=employer", f"{name}/workers/USD?country=QA", f"{name}/counts?by=observation"]
    for target in [*forged[:2], *asked]:
        printed, beside, ended = twelve.typed("trace", target)
        assert isinstance(ended, NothingOfThisName), target
        assert twelve.tells(f"{printed} {beside} {ended}") == []
