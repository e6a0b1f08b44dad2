"""The figures of a worker's statement, from views made by hand."""

from __future__ import annotations

from itertools import count

import pytest

from ledger.book.views import EntryView, LineView, PlacementView, SourceView
from ledger.measure.account import account, held
from ledger.measure.intervals import intervals
from ledger.values.cases import Amount, Case
from ledger.values.periods import parse_period

WORKER = "7K3M-Q9TZ"
PLACEMENT = PlacementView(1, WORKER, "worker", None, None, None, "KW", "construction", None, None)
SOURCE = SourceView(1, WORKER, "testimony", "The worker's own word")
NUMBERS = count(1)
Money = int | tuple[int, int] | None


def an_entry(
    kind: str, said_lines: dict[str, Money], *, period: str = "2016-03", per: str = "total", **more: object
) -> EntryView:
    """Amounts in USD cents, signed; a pair is low and high, None is named alone. KEY "account@label" gives a label."""
    views = []
    for number, (name, money) in enumerate(said_lines.items(), start=1):
        code, _, label = name.partition("@")
        amounts: dict[Case, Amount] = {}
        if isinstance(money, tuple):
            amounts = {"low": Amount(money[0]), "high": Amount(money[1])}
        elif money is not None:
            amounts = {"best": Amount(money)}
        views.append(LineView(number, code, "USD", amounts, label=label or None))
    said = {
        "id": next(NUMBERS),
        "kind": kind,
        "basis": None,
        "per": per,
        "period": parse_period(period),
        "placement": PLACEMENT,
        "source": SOURCE,
        "reliability": "F",
        "credibility": 6,
        "page": None,
        "observation": None,
        "words": None,
        "recorded_on": "2026-03-01",
        "lines": tuple(views),
    }
    return EntryView(**(said | more))  # type: ignore[arg-type]


def test_everything_that_was_earned_is_taken_owed_or_kept_when_all_is_stated() -> None:
    """1,000 = 400 state + 300 held + 250 hand + 50 missing; then 100 given up, 200 of the 300 paid and 20 taken of it.

    taken 400 + 50 + 100 + 20 = 570, owed 300 - 220 = 80, kept 250 - 100 + 200 = 350; 570 + 80 + 350 = 1,000.
    """
    (sums,) = account(
        WORKER,
        [
            an_entry(
                "wage",
                {
                    "employer:wage": -1000,
                    "state:plan": 400,
                    "worker:held": 300,
                    "worker:hand": 250,
                    "unexplained:difference": 50,
                },
            ),
            an_entry("surrender", {"worker:hand": -100, "state:loyalty": 100}),
            an_entry("settlement", {"worker:held": -220, "worker:hand": 200, "state:levy": 20}),
            an_entry("remittance", {"worker:hand": -90, "broker:fee": 18, "home:received": 72}),
        ],
    ).in_all
    assert sums.earned == {"best": Amount(1000)}
    assert sums.taken == {"best": Amount(570)}
    assert sums.owed == {"best": Amount(80)}
    assert sums.kept == {"best": Amount(350)}
    assert sums.paid == {"best": Amount(450)}
    assert sums.taken_on_the_way == {"best": Amount(18)}
    assert sums.taken_in_all == {"best": Amount(588)}
    assert sums.received == {"best": Amount(72)}


def test_what_nobody_said_is_empty_and_never_zero() -> None:
    (sums,) = account(
        WORKER, [an_entry("wage", {"employer:wage": -100, "state:plan": 40, "unstated:remainder": 60})]
    ).in_all
    assert sums.held == sums.paid == sums.kept == sums.owed == sums.sent == {}
    assert sums.taken == {"best": Amount(40, "at_least")}
    assert sums.not_said == {"best": Amount(60)}


def test_a_wage_of_which_nothing_was_taken_says_so_with_a_zero() -> None:
    (sums,) = account(WORKER, [an_entry("wage", {"employer:wage": -100, "worker:hand": 100})]).in_all
    assert sums.taken == {"best": Amount(0)}


def test_a_wage_without_a_gross_makes_what_was_earned_at_least() -> None:
    (sums,) = account(
        WORKER,
        [
            an_entry("wage", {"employer:wage": -100, "worker:hand": 100}),
            an_entry("wage", {"unstated:gross": -70, "worker:hand": 70}),
        ],
    ).in_all
    assert sums.earned == {"best": Amount(100, "at_least")}
    assert sums.paid == {"best": Amount(170)}
    assert sums.taken == {}


def test_a_taker_named_without_an_amount_is_inside_the_difference_where_all_else_is_stated() -> None:
    lines: dict[str, Money] = {
        "employer:wage": -100,
        "worker:hand": 60,
        "unexplained:difference": 40,
        "state:dues": None,
    }
    (sums,) = account(WORKER, [an_entry("wage", lines)]).in_all
    assert sums.taken == {"best": Amount(40)}
    assert [item.account for item in sums.named] == ["state:dues"]


def test_cases_are_never_crossed() -> None:
    """830 with 170 and 1,000 with 200, and a single 100 that is the same in both."""
    (sums,) = account(
        WORKER,
        [
            an_entry("wage", {"employer:wage": (-830, -1000), "state:plan": (660, 800), "worker:hand": (170, 200)}),
            an_entry("wage", {"employer:wage": -100, "state:plan": 40, "worker:hand": 60}, period="2016-04"),
        ],
    ).in_all
    assert sums.cases == ("low", "high")
    assert sums.earned == {"low": Amount(930), "high": Amount(1100)}
    assert sums.kept == {"low": Amount(230), "high": Amount(260)}


def test_reversed_entries_and_their_reversals_are_in_no_sum() -> None:
    lines: dict[str, Money] = {"employer:wage": -100, "worker:hand": 100}
    made = account(WORKER, [an_entry("wage", lines, reversed_by=9), an_entry("wage", lines, reverses=8)])
    assert made.in_all == made.periods == ()
    assert made.corrected == 1


def test_percentages_stand_apart_and_are_not_added_up() -> None:
    def percent(period: str) -> EntryView:
        lines = (
            LineView(1, "employer:wage", "XXX", {"best": Amount(-10000)}),
            LineView(2, "state:plan", "XXX", {"best": Amount(4000)}),
            LineView(3, "worker:hand", "XXX", {"best": Amount(6000)}),
        )
        return an_entry("wage", {}, period=period, lines=lines)

    made = account(WORKER, [percent("2010"), percent("2011")])
    assert made.in_all == ()
    assert [block.taken for block in made.apart] == [{"best": Amount(4000)}] * 2


def test_a_month_told_for_a_year_of_months_is_multiplied_and_for_an_unclear_time_it_stands_apart() -> None:
    lines: dict[str, Money] = {"employer:wage": -100, "worker:hand": 100}
    made = account(
        WORKER,
        [
            an_entry("wage", lines, period="2016-01/2016-12", per="month"),
            an_entry("wage", lines, period="2018~", per="month"),
        ],
    )
    assert made.in_all[0].earned == {"best": Amount(1200)}
    assert [(block.per, block.earned) for block in made.apart] == [("month", {"best": Amount(100)})]


def test_what_is_owed_in_a_period_is_owed_at_its_end() -> None:
    made = account(
        WORKER,
        [
            an_entry("settlement", {"worker:held": -150, "worker:hand": 150}, period="2016-03"),
            an_entry("wage", {"employer:wage": -100, "worker:held": 100}, period="2016-01"),
            an_entry("wage", {"employer:wage": -100, "worker:held": 100}, period="2016-02"),
        ],
    )
    assert [block.owed for block in made.periods] == [
        {"best": Amount(100)},
        {"best": Amount(200)},
        {"best": Amount(50)},
    ]


def test_what_is_paid_beyond_what_was_written_down_is_told_apart() -> None:
    entries = [
        an_entry("wage", {"employer:wage": -100, "worker:held": 100}),
        an_entry("settlement", {"worker:held": -140, "worker:hand": 140}),
    ]
    (sums,) = account(WORKER, entries).in_all
    assert sums.owed == {"best": Amount(0)}
    assert sums.paid_beyond == {"best": Amount(40)}


def test_what_is_held_is_found_by_currency() -> None:
    entry = an_entry("wage", {"employer:wage": -100, "worker:held": 100})
    assert held([entry], "USD") == {"best": Amount(100)}
    assert held([entry], "EUR") == {}


def test_an_entry_of_somebody_else_is_refused() -> None:
    with pytest.raises(ValueError, match="somebody else"):
        account("0000-0000", [an_entry("wage", {"employer:wage": -100, "worker:hand": 100})])


@pytest.mark.parametrize(
    ("per", "period", "times"),
    [
        ("total", "201X", 1),
        ("once", "2012~", 1),
        ("month", "2016-03", 1),
        ("month", "2016-01/2016-12", 12),
        ("month", "2015-11/2016-02", 4),
        ("quarter", "2016-01/2016-06", 2),
        ("quarter", "2016-01/2016-05", None),
        ("year", "2016", 1),
        ("year", "2016/2018", 3),
        ("year", "2016-07/2018-06", 2),
        ("month", "2016", None),  # in some month of that year, or in each of them: the text does not say
        ("month", "2016-01~/2016-12", None),
        ("month", "2016-01/..", None),
        ("month", "201X-03", None),
        ("day", "2016-03-01/2016-03-10", 10),
        ("week", "2016-03-01/2016-03-14", 2),
        ("week", "2016-03-01/2016-03-15", None),
        ("day", "2016-03", None),
        ("hour", "2016-03-01", None),
    ],
)
def test_intervals_are_counted_only_where_the_period_says_how_many(per: str, period: str, times: int | None) -> None:
    assert intervals(per, parse_period(period)) == times
