"""What is typed as a date, an amount, a code or a text, spoilt in every way: a value or BadValue, never quoted."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.cli.lines import outside_line, split, taken_line, wage_lines
from ledger.cli.refusals import BadFlag
from ledger.cli.writing import read_grade
from ledger.publish.asked import Asked
from ledger.publish.figures import NoFigureId, figure_id, parse_figure_id
from ledger.store.errors import BadPlace, NoPlace, PasswordInUrl
from ledger.store.server import server_engine
from ledger.store.where import PostgresPlace, parse_place
from ledger.values.amounts import Said, format_said, parse_said
from ledger.values.cases import Stated
from ledger.values.money import EXPONENT, exponent, format_minor, parse_minor
from ledger.values.numerals import scaled
from ledger.values.percent import format_ppm, parse_ppm
from ledger.values.periods import day, months, parse_bound, parse_period
from ledger.values.places import COUNTRIES, is_country
from ledger.values.private import MOST, refuse_private
from ledger.values.problems import BadValue
from ledger.values.refs import is_pseudonym
from tests.attack.fuzzing import ODD_TEXTS, fuzz, mutated

QUICK, LONG = 400, 100_000

PERIODS = (
    *("2003", "2012-06", "2012-06-24", "2012-21", "2012-24", "2012~", "2012-06?", "201X", "20XX", "2004-XX", "201X-03"),
    *("2004-06-XX", "2008/2010", "2008~/2010-06", "2021-05/..", "../2005", "2008/", "/2008", "../..", "2012-02-29"),
    *("2004-XX-XX", "9999-12-31", "0001-01-01", "9999-24", "0000", "201X-02-29", "21XX-02-29"),
)
NUMERALS = ("0", "300", "12.5", "-12.5", "1000.00", "0.001", "999999999999999999", "1.000", "00012", "7.0000")
AMOUNTS = (
    *("300", "~300", "<=50", ">=50", "170..200", "100..150..200", "~170..200", "40%", "30%..40%", "?", "-5", "12.50"),
    *("~ 300", "170 .. 200", "<= 40%", "66.7%", "999999999999999999", "0"),
)
PRIVATE = (
    *("Pay sheet of March", "someone@example.org", "+7 914 000-00-00", "PD 000000000", "43.115, 131.885", "t.me/x"),
    *("ISBN 978-0-00-000000-2", "2012-06-24, p. 12", "паспорт № 00 00 000000", "여권 번호 M00000000", "충성자금"),
    *(
        "https://example.org/a/2012/06/24",
        "GB00 XXXX 0000 0000 0000 00",
        "8FVC9G8F+6X",
        "id no 000000",
        "12 - 1999-2003",
    ),
)
REFS = ("7K3M-Q9TZ", "0000-0000", "7k3m-q9tz", "RU", "KP", "SU", "XX", "USD", "KPW", "XXX", "B2", "F6", "A1", "Z9")
TAKEN = (
    *("state:plan=40%", "state:loyalty@충성자금=100", "living:food=?", "broker:fee", "supervisor:cut=170..200"),
    *("state:levy@a=b=1", "other:tips=60", "unexplained:difference=~5", "host:tax=<=10", "worker:hand=40", "plan=40"),
)
FIGURES = (
    *(
        "skim/KW/state/median?by=country",
        "flow/all/state:plan",
        "held/all",
        "remittances/x?since=2010-01-01",
        "claims/a",
    ),
    *(
        "skim/all/state/low?takers=all&weight=workers&seed=7&days=31&as_of=2026-01-01",
        "timeline/a?currency=USD&value=end",
    ),
    *(
        "conflicts/a/b?bounds=outer&until=2015-01-01&country=KW",
        "coverage/a?by=country,sector",
        "trace",
        "/",
        "/?=&&=?",
    ),
)
PLACES = (
    *("wage-book", "~/books/a", "~nobody/x", "postgresql://user@host/book", "postgresql+psycopg://user@host:5432/book"),
    *(
        "postgresql://user:pw@host/book",
        "postgresql://[::1]:1/book",
        "mysql://a/b",
        "sqlite:///a",
        "postgresql:///book",
    ),
    *("postgresql://host/book?password=x", "postgresql://a,b/book?sslmode=require", "", "  ", "://", "a://b"),
)


def _period(text: str) -> None:
    period = parse_period(text)
    assert period.text == text
    if period.earliest is not None and period.latest is not None:
        assert period.earliest <= period.latest
        if period.latest.year - period.earliest.year < 20:
            assert sum(days for _, _, days in months(period)) == (period.latest - period.earliest).days + 1


def _day(text: str) -> None:
    assert day(text).isoformat() == text
    parse_bound(text)


def _numeral(text: str) -> None:
    assert abs(scaled(text, 2, of="USD")) < 10**18
    assert parse_minor(format_minor(parse_minor(text, "KWD"), "KWD"), "KWD") == parse_minor(text, "KWD")


def _share(text: str) -> None:
    assert parse_ppm(format_ppm(parse_ppm(text))) == parse_ppm(text)


def _amount(text: str) -> None:
    said = parse_said(text, currency="USD")
    assert parse_said(format_said(said, "USD"), currency="USD") == said


def _private(text: str) -> None:
    kept = refuse_private(text)
    assert kept == text.strip()
    assert len(kept) <= MOST
    assert refuse_private(kept) == kept
    kept.encode()


def _ref(text: str) -> None:
    assert is_pseudonym(text) == (len(text) == 9 and text.isascii() and is_pseudonym(text))
    assert is_country(text) == (text in COUNTRIES)
    assert exponent(text) == EXPONENT[text]


def _grade(text: str) -> None:
    assert "".join(map(str, read_grade(text))) == text


def _taken(text: str) -> None:
    account, label, said = split("--taken", text, "USD")
    assert account.isascii()
    assert label is None or label == refuse_private(label)
    assert isinstance(said, Said)
    taken_line("--taken", text, "USD", Stated(best=100_00), "withheld")


def _wage(text: str) -> None:
    figure = text.partition("=")[2]
    wage_lines("USD", gross="300", taken=[text], hand=figure, held=figure)
    wage_lines("XXX", gross=figure or None, taken=[text])


def _outside(text: str) -> None:
    outside_line(text, "USD")


def _figure(text: str) -> None:
    report, asked = parse_figure_id(text)
    again = figure_id(report, asked, "x")
    assert parse_figure_id(again) == (report, asked)
    again.encode()


def _place(text: str) -> None:
    place = parse_place(text)
    if isinstance(place, PostgresPlace):
        server_engine(place).dispose()


READERS: dict[str, tuple[Callable[[str], None], tuple[str, ...], tuple[type[Exception], ...]]] = {
    "periods": (_period, PERIODS, (BadValue,)),
    "days": (_day, PERIODS, (BadValue,)),
    "numerals": (_numeral, NUMERALS, (BadValue,)),
    "percent": (_share, NUMERALS, (BadValue,)),
    "amounts": (_amount, AMOUNTS, (BadValue,)),
    "private": (_private, PRIVATE, (BadValue,)),
    "refs": (_ref, REFS, (BadValue,)),
    "grades": (_grade, REFS, (BadFlag,)),
    "taken": (_taken, TAKEN, (BadFlag,)),
    "wages": (_wage, TAKEN, (BadFlag,)),
    "outside": (_outside, TAKEN, (BadFlag,)),
    "figures": (_figure, FIGURES, (NoFigureId,)),
    "places": (_place, PLACES, (NoPlace, BadPlace, PasswordInUrl)),
}


def attempt(name: str) -> Callable[[Random], None]:
    read, samples, _ = READERS[name]
    return lambda random: read(mutated(random, random.choice(samples), samples))


@pytest.mark.parametrize("name", READERS)
def test_what_is_typed_is_a_value_or_is_refused_without_being_quoted(name: str) -> None:
    found = fuzz(name, QUICK, attempt(name), READERS[name][2])
    assert len(found) > 1


@pytest.mark.attack
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", READERS)
def test_a_hundred_thousand_typed_texts_are_values_or_refused(name: str) -> None:
    print(name, dict(fuzz(name, LONG, attempt(name), READERS[name][2])))


@given(st.text(max_size=60) | st.lists(st.sampled_from(ODD_TEXTS + PERIODS + AMOUNTS + TAKEN), max_size=5).map("".join))
@pytest.mark.parametrize("name", READERS)
def test_any_text_at_all_is_a_value_or_is_refused(name: str, text: str) -> None:
    read, _, refusals = READERS[name]
    with contextlib.suppress(*refusals):
        read(text)


PATHS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8), min_size=1, max_size=3)
ASKED = st.builds(
    Asked,
    since=st.none() | st.dates(),
    country=st.none() | st.sampled_from(sorted(COUNTRIES)),
    takers=st.none() | st.just("all"),
    by=st.sampled_from([(), ("country",), ("country", "sector")]),
    seed=st.integers(0, 10**9),
    days=st.integers(0, 1000),
)


@given(PATHS, ASKED)
def test_the_id_of_a_figure_leads_back_to_its_question(path: list[str], asked: Asked) -> None:
    assert parse_figure_id(figure_id("skim", asked, *path)) == ("skim", asked)


@pytest.mark.parametrize("text", ["skim/KW?country=\udcff", "skim/\ud800", "skim/a?seed=" + "9" * 5000])
def test_what_is_no_text_is_no_figure_and_is_not_quoted(text: str) -> None:
    with pytest.raises(NoFigureId) as told:
        parse_figure_id(text)
    assert str(told.value) == ""


@pytest.mark.parametrize("text", ["~\ud800/a", "~\0", "postgresql://host:/book", "postgres\tql://host/book"])
def test_what_is_no_place_is_refused_as_one(text: str) -> None:
    with pytest.raises(BadPlace):
        _place(text)
