"""The page of the skim report."""

import re
from datetime import date

import pytest

from ledger.publish.asked import Asked
from ledger.publish.page import Look, labelled, wrapped
from ledger.publish.skim_text import skim_text
from ledger.values.periods import parse_period
from tests.measure.made_up import claim, entry
from tests.publish.made import skim_of


def page(entries, claims=(), by=(), asked=Asked(), look=Look()):  # noqa: B008
    return skim_text(skim_of(entries, claims, by), asked, look)


def line(text, label):
    """The text beside a label, its further lines joined."""
    lines = text.splitlines()
    first = next(i for i, each in enumerate(lines) if each.startswith(f"  {label:<13} "))
    found = [lines[first][16:]]
    for each in lines[first + 1 :]:
        if not each.startswith(" " * 16):
            break
        found.append(each.strip())
    return " ".join(found)


def test_one_case_word_for_word():
    """A3: 1,000 earned: 500 to the state, 300 to managers, 200 left."""
    text = page([entry(1000, state=500, supervisor=300, hand=200, observation="xx-gulf-2017")])
    assert text == (
        "Of every 100 earned\n"
        "\n"
        "all together\n"
        "  documented    1 entry from 1 origin, 1 observation\n"
        "  workers       not stated\n"
        "  basis         wage 1\n"
        "  state lines   50.00\n"
        "  all takers    80.00\n"
        "  not in hand   80.00\n"
        "  of 100        state 50, supervisor 30, hand 20\n"
        "  grades        C3 1\n"
        "  verification  single testimony 1\n"
        "\n"
        "These are documented cases, not a sample. Each origin counts once, however many\n"
        'sources repeat it. Median and range are taken over the origins; "of 100" is\n'
        "their mean, the low case before the high where they differ (40-48); the figures\n"
        "of one case add to 100. No entry is a bound.\n"
        "\n"
        "The way back from a figure (-O json and -O csv name them all):\n"
        "  wage-ledger trace 'skim/state'\n"
    )


def test_a_silent_remainder_prints_at_least():
    text = page([entry(1000, state=400)])
    assert line(text, "state lines") == "at least 40.00, a bound"
    assert line(text, "of 100") == "state 40, not stated 60"
    assert "1 of 1 entry is a bound" in " ".join(text.split())


def test_everything_taken_outright_is_not_at_least():
    text = page([entry(1000, origin="o1", state=400), entry(1000, origin="o2", state=1000, hand=0)])
    assert line(text, "state lines") == "median 70.00 to 100.00, range 40.00 to 100.00; 1 of 2 is a bound"


def test_bases_are_never_mixed_silently():
    entries = [entry(100, origin=o, basis=b, state=40, hand=60) for o, b in [("o1", "wage"), ("o2", "contract")]]
    assert line(page(entries), "basis") == "contract 1, wage 1: mixed, see --by basis"
    assert "mixed" not in page(entries[:1])


@pytest.mark.parametrize(
    ("takers", "label"), [("state", "state lines"), ("all", "all takers"), ("not-in-hand", "not in hand")]
)
def test_one_measure_alone(takers, label):
    text = page([entry(100, state=40, hand=60)], asked=Asked(takers=takers))
    others = {"state lines", "all takers", "not in hand"} - {label}
    assert line(text, label) == "40.00"
    assert not any(re.search(f"^  {other}", text, re.MULTILINE) for other in others)


def test_claims_stand_beside_and_move_no_median():
    text = page([entry(100, state=40, hand=60)], [claim(best=90), claim("kept", high=10, takers="all")])
    assert line(text, "state lines") == "40.00"
    assert line(text, "claims") == "2 from 1 origin; taken 90, kept up to 10 said to be taken by: state 1"


def test_a_group_of_claims_alone_has_no_share():
    text = page([], [claim(best=90, country="UZ")], by=("country",))
    assert line(text, "documented") == "no entry with a share"


def test_an_empty_book_says_so():
    text = page([])
    assert line(text, "documented") == "no entry with a share"
    assert "These are documented cases, not a sample." in text


def test_the_question_stands_above_the_answer():
    asked = Asked(date(2010, 1, 1), date(2015, 6, 1), "KW")
    text = page([entry(100, state=40, hand=60)], by=("country", "year"), asked=asked)
    assert text.splitlines()[:4] == [
        "Of every 100 earned",
        "by country, year",
        "entries from 2010-01-01 before 2015-06-01 in KW",
        "",
    ]
    assert "An entry that covers several years stands in each of them." in " ".join(text.split())


def test_an_escape_sequence_in_the_data_reaches_no_terminal():
    text = page([entry(100, employer="\x1b]0;owned\x07\u202eFirm", state=40, hand=60)], by=("employer",))
    assert r"employer \x1b]0;owned\x07\u202eFirm" in text
    assert not set(text) & set("\x1b\x07\u202e")


def test_colour_adds_nothing_but_bold():
    entries = [entry(100, state=40, hand=60)]
    coloured = page(entries, look=Look(colour=True))
    assert coloured != page(entries)
    assert re.sub(r"\x1b\[[0-9]m", "", coloured) == page(entries)


@pytest.mark.parametrize(
    ("period", "is_covered"),
    [("2014", False), ("2015", True), ("2014/2015", True), ("2016", False), ("2015-12-31", True), ("../2014", False),
     ("../2015", True), ("2016/..", False), ("2015/..", True)],
)  # fmt: skip
def test_claims_are_chosen_by_the_same_days_as_entries(period, is_covered):
    assert Asked(date(2015, 1, 1), date(2016, 1, 1)).covers(parse_period(period)) is is_covered


def test_words_are_wrapped_and_never_cut():
    text = "word " * 30 + "x" * 100
    lines = labelled("label", text)
    assert all(len(each) <= 80 for each in lines[:-1])
    assert " ".join(" ".join(lines).split()) == f"label {text}"
    assert wrapped("북한 " * 30)[0].count("북한") == 16
