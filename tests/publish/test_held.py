"""The held report in its three forms, its figures, its page in the manual, and what it never tells of workers."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.book.terms import RateView
from ledger.measure.valuation import Valuer
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.disclosed import opened
from ledger.publish.evidence import Evidence
from ledger.publish.held import figures, held, missing
from ledger.publish.held_csv import HEAD, held_csv
from ledger.publish.held_data import held_json
from ledger.publish.held_text import held_text
from ledger.publish.visible import width
from ledger.values.periods import parse_period
from tests.measure.made_up import entry, source
from tests.measure.test_arrears import accrual, promise, settlement

DAY = date(2026, 11, 24)
RENDERERS = (held_text, held_json, held_csv)


def report(*entries, promises=(), asked=EVERYTHING, valuer=None):
    return held(Evidence(entries=tuple(entries), promises=tuple(promises)), asked, DAY, valuer, [entries])


def data(*entries, **more):
    return json.loads(held_json(report(*entries, **more)))


def said(*entries, **more):
    return " ".join(held_text(report(*entries, **more)).split())


def everything():
    """Something under every key: cleared, short, taken, beyond, apart, promised, named, with a rate and without."""
    made = [
        accrual((5000, None), "2019-05/2024-04", number=1),
        settlement(of=(5000, None), paid=2000, levy=100, period="2024-05", number=2),
        entry((2500, 2800), subject="s", period="2023~", number=3, company=1000, living=800, held=(700, 1000)),
        accrual(50, "2025-03", subject="t", number=4),
        settlement(paid=70, period="2025-04", subject="u", levy="?", number=5),
        accrual(10, "2025-01", subject="u", number=6),
        settlement(of=30, paid=0, period="2025-06", subject="v", number=7),
        entry(100, subject="w", per="once", number=8, held="?"),
        *crew(10),
    ]
    rate = RateView(
        1, "USD", "CNY", "7", None, None, "market", None, None, parse_period("2025-03-31"), source("o", "t"), None
    )
    valuer = Valuer([rate], "CNY", "then", days=31, today=DAY)
    return report(*made, promises=[promise(100)], valuer=valuer)


def crew(count, size=100, *, currency="USD", origins=("ngo-1", "ngo-2"), prefix="SECRET"):
    return [
        accrual(size, "2020", subject=f"{prefix}{n}", who="worker", origin=origins[n % len(origins)], currency=currency)
        for n in range(count)
    ]


def together(*entries, **more):
    found = opened(report(*entries, **more))
    sums = {each.currency: {c: a.value // 100 for c, a in each.outstanding.items()} for each in found.together}
    return sums, {rule: n for rule, n in found.untold.items() if n}


# --- workers ----------------------------------------------------------------------------------------------------------


def test_ten_workers_of_two_origins_are_told_together_and_nobody_alone():
    text = "".join(render(report(*crew(10))) for render in RENDERERS)
    assert together(*crew(10)) == ({"USD": {"best": 1000}}, {})
    assert "SECRET" not in text
    assert "1,000.00 USD; 10 workers from 2 origins" in said(*crew(10))
    assert "Told in no row: 10 entries of workers." in said(*crew(10))


@pytest.mark.parametrize(
    "planted",
    [
        crew(9),
        crew(10, origins=("ngo-1",)),
        [*crew(9), *crew(1, 0, prefix="nothing")],
        [*crew(9), *crew(1, prefix="SECRET")],
        [*crew(9), *crew(1, (0, 100), prefix="in the high case alone")],
    ],
    ids=["nine", "one origin", "the tenth has nothing", "one worker twice", "ten in one case alone"],
)
def test_too_few_are_not_told(planted):
    sums, untold = together(*planted)
    assert sums == {}
    assert untold["few"] >= 9
    assert "USD" not in "".join(render(report(*planted)) for render in RENDERERS)


def test_a_worker_counts_once_over_several_jobs():
    twice = [replace(e, id=e.id + 5000, placement=replace(e.placement, id=2)) for e in crew(5)]
    assert together(*crew(5), *twice)[0] == {}


@pytest.mark.parametrize(("two", "is_told"), [(283, True), (284, False)])
def test_the_two_largest_have_no_more_than_85_percent(two, is_told):
    """8 x 12.5 = 100 of the others; 2 x 283 of 666 is 84.98 %, 2 x 284 of 668 is 85.03 %."""
    people = [*crew(4, 12), *crew(4, 13, prefix="b"), *crew(2, two, prefix="rich")]
    sums, untold = together(*people)
    assert bool(sums) == is_told
    assert untold == ({} if is_told else {"dominance": 10})


def test_a_sum_that_one_worker_could_be_had_from_is_not_told():
    """One has 100 of 109: the others and the second together would tell his to 9 %."""
    assert together(*crew(9, 1), *crew(1, 100, prefix="rich")) == ({}, {"dominance": 10})


def test_each_currency_is_judged_by_itself_and_what_fails_is_not_named():
    planted = [*crew(10), *crew(3, currency="KPW", prefix="k")]
    assert together(*planted) == ({"USD": {"best": 1000}}, {"few": 3})
    assert "KPW" not in "".join(render(report(*planted)) for render in RENDERERS)


@pytest.mark.parametrize("asked", [Asked(since=date(2019, 1, 1)), Asked(until=date(2030, 1, 1)), Asked(country="KW")])
def test_of_a_part_of_the_book_no_sum_of_workers_is_told(asked):
    assert together(*crew(20), asked=asked) == ({}, {"whole-book": 20})


def test_what_was_settled_is_not_in_the_sum():
    paid = [settlement(paid=100, subject=f"SECRET{n}", who="worker") for n in range(10)]
    assert together(*crew(10), *paid) == ({}, {})
    assert together(*crew(20), *paid)[0] == {"USD": {"best": 1000}}


def test_what_can_be_added_to_no_sum_is_counted():
    monthly = entry(100, who="worker", subject="m", period="2015~", held=50, state=50)
    assert together(monthly) == ({}, {"no-sum": 1})


def test_a_bound_of_one_worker_makes_the_sum_a_bound():
    planted = [*crew(10), *crew(1, (100, None), prefix="open")]
    (told,) = opened(report(*planted)).together
    assert {amount.bound for amount in told.outstanding.values()} == {"at_least"}


PEOPLE = st.lists(
    st.builds(
        lambda who, size, origin, currency: accrual(
            size, "2020", subject=f"w{who}", who="worker", origin=f"o{origin}", currency=currency
        ),
        st.integers(0, 14), st.integers(0, 400), st.integers(0, 2), st.sampled_from(["USD", "CNY"]),
    ),
    max_size=40,
)  # fmt: skip


@given(PEOPLE)
def test_no_sum_is_told_that_breaks_a_rule(people):
    found = opened(report(*people))
    for told in found.together:
        each, origins = {}, set()
        for one in people:
            amount = one.lines[0].amounts["best"].value
            if one.lines[0].currency == told.currency and amount:
                each[one.placement.subject] = each.get(one.placement.subject, 0) - amount
                origins.add(one.source.origin)
        sizes = sorted(each.values(), reverse=True)
        assert sum(sizes) == told.outstanding["best"].value
        assert len(sizes) == told.workers >= 10
        assert len(origins) == told.origins >= 2
        assert 100 * sum(sizes[:2]) <= 85 * sum(sizes)
        assert 10 * sum(sizes[2:]) >= sizes[0]


# --- what is printed --------------------------------------------------------------------------------------------------


def test_an_empty_book_says_so():
    assert "Nothing is recorded as held, settled or promised." in said()
    assert data()["rows"] == data()["bands"] == []
    assert held_csv(report()).splitlines() == [",".join(HEAD)]


def test_bounds_and_hedges_are_printed():
    text = said(accrual((5000, None), "2019-05/2024-04"), settlement(of=(5000, None), paid=2000, period="2024-05"))
    assert "written down at least 5,000.00 USD" in text
    assert "paid to hand 2,000.00 USD (at most 40.00 %)" in text
    assert "short at least 3,000.00 USD of what was written down did not reach the hand" in text
    hedged = accrual(320)
    hedged = replace(hedged, lines=tuple(replace(line, operator="about") for line in hedged.lines))
    assert "outstanding about 320.00 USD" in said(hedged)
    assert data(hedged)["rows"][0]["operators"] == ["about"]


def test_what_was_paid_beyond_is_owed_by_nobody():
    text = said(accrual(300), settlement(paid=500))
    assert "beyond 200.00 USD settled beyond what was written down; nobody owes it back" in text


def test_not_known_is_not_printed_as_nothing():
    text = said(settlement(paid=500))
    assert "outstanding not known: more may have been written down than was settled" in text


def test_what_nobody_priced_and_what_was_paid_too_much_are_said():
    assert "outstanding not stated: nobody says how much" in said(accrual("?"))
    assert "short-paid -20.00 USD: more was paid than was settled" in said(settlement(of=100, paid=120))


def test_sums_by_time_and_what_stands_apart():
    found = data(
        accrual(100, "2026-03", subject="a"),
        accrual(200, "2024", subject="b", origin="o2"),
        accrual(50, "2024~", subject="c"),
        accrual(400, "2015", subject="d"),
        accrual(8, "2019/..", subject="e"),
        entry(100, subject="f", period="2023~", held=70, state=30),
    )
    told = [
        (b["band"], b["outstanding"]["best"]["amount"], b["rows"], b["origins"], b["not_exact"]) for b in found["bands"]
    ]
    assert told == [
        ("under-1", "100.00", 1, 1, 0),
        ("1-2", "250.00", 2, 2, 1),
        ("over-5", "400.00", 1, 1, 0),
        ("unknown", "8.00", 1, 1, 1),
    ]
    (since,) = [
        p["since"] for row in found["rows"] for p in row["parts"] if p["entry"] == found["rows"][2]["entries"][0]
    ]
    assert since == {"months": 22, "days": 24, "sure": "about"}


def test_days_choose_rows_and_every_row_is_told_whole():
    asked = Asked(since=date(2016, 1, 1))
    (row,) = data(
        accrual(300, "2014"), settlement(paid=100, period="2016"), accrual(1, "2012", subject="old"), asked=asked
    )["rows"]
    assert row["whole"]["outstanding"]["best"]["amount"] == "200.00"


def test_a_missing_rate_is_told_and_nothing_is_guessed():
    found = everything()
    parts = {p["entry"]: p["worth"] for row in json.loads(held_json(found))["rows"] for p in row["parts"]}
    assert parts[4]["amount"]["best"]["amount"] == "350.00"
    assert "7 CNY for 1 USD" in parts[4]["rates"][0]
    assert parts[3]["amount"] is None
    assert "no market or official rate" in parts[3]["not_converted"][0]
    assert missing(found) == 1
    assert "not converted: " in held_text(found)
    assert "not converted: " in held_csv(found)


def test_every_printed_figure_leads_back():
    found = everything()
    ids = {figure.id for figure in figures(found, EVERYTHING)}
    made = json.loads(held_json(found))
    rows = [row["id"] for row in (*made["rows"], *made["bands"], *made["workers"]["together"])]
    assert len(rows) == len(set(rows)) == len(ids)
    assert (
        set(rows)
        == ids
        == {line["id"] for line in csv.DictReader(io.StringIO(held_csv(found)))} | _without_amounts(made)
    )


def _without_amounts(made):
    """Rows of which everything is unstated: they have no line in a file of amounts."""
    return {row["id"] for row in made["rows"] if row["unpriced"]}


def test_a_row_leads_to_its_entries_and_its_sum_written_out():
    (figure, band) = figures(report(accrual(300, number=11), settlement(paid=100, number=12)), EVERYTHING)
    assert figure.entries == (11, 12)
    assert "Written down 300.00 = cleared 100.00 + outstanding 200.00 (best case)." in figure.working
    assert (band.entries, "200.00 USD" in band.says) == ((11,), True)


def test_what_workers_have_together_leads_to_nobody():
    (figure,) = figures(report(*crew(10)), EVERYTHING)
    assert (figure.entries, figure.claims) == ((), ())


HOSTILE = "=cmd()\x1b[31m\u202e돈을 못 받았다 " + "x" * 90


def test_hostile_text_is_shown_and_not_obeyed():
    made = accrual(300, subject=HOSTILE, origin=HOSTILE, country=None)
    made = replace(made, lines=tuple(replace(line, operator="\x1babout") for line in made.lines))
    found = report(made)
    for render in RENDERERS:
        assert "\x1b" not in render(found)
        assert "\u202e" not in render(found)
    assert all(not row["subject"].startswith("=") for row in csv.DictReader(io.StringIO(held_csv(found))))
    assert all("\x1b" not in line for f in figures(found, EVERYTHING) for line in (f.id, f.says, *f.working))


@pytest.mark.parametrize(
    "made", [everything, report, lambda: report(*crew(30), accrual((1, 10**12), "2015-01-01/2016-12-31"))]
)
def test_text_fits_80_columns(made):
    assert max(width(line) for line in held_text(made()).splitlines()) <= 80


def test_every_row_of_the_csv_has_every_column():
    head, *rows = csv.reader(io.StringIO(held_csv(everything())))
    assert tuple(head) == HEAD
    assert {len(row) for row in rows} == {len(HEAD)}


@pytest.mark.parametrize("render", RENDERERS)
def test_a_renderer_takes_what_is_disclosed_and_nothing_else(render):
    with pytest.raises(TypeError):
        render(report().value)


# --- the manual -------------------------------------------------------------------------------------------------------

NAMES = [
    (r"^rows\[\]\.(whole|apart\[\])(?=\.)", "STATE"),
    (r"\.(low|best|high)(?=\.|$)", ".CASE"),
    (r"^workers\.untold\..+", "workers.untold.RULE"),
]


def paths(value, path=""):
    if isinstance(value, dict):
        for key, each in value.items():
            here = f"{path}.{key}" if path else key
            yield named(here)
            yield from paths(each, here)
    if isinstance(value, list):
        for each in value:
            yield from paths(each, f"{path}[]")


def named(path):
    for pattern, name in NAMES:
        path = re.sub(pattern, name, path)
    return re.sub(r"^.+\.CASE(\.|$)", r"FIGURE.CASE\1", path)


def test_the_manual_tells_every_key_and_no_other():
    page = (files("ledger.help") / "held.md").read_text(encoding="utf-8")
    table = page.partition("## JSON")[2].partition("\n## ")[0]
    told = set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE))
    there = {path for path in paths(json.loads(held_json(everything()))) if not path.rpartition(".")[2].isupper()}
    assert told == there


def test_the_manual_tells_every_column():
    page = (files("ledger.help") / "held.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([^`]+)` \|", page.partition("## CSV")[2], re.MULTILINE)
    assert tuple(told) == HEAD
