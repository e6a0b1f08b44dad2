"""The wage sheet, read: what a row becomes, and what is refused with its reason and never quoted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.book.drafts import PostingDraft
from ledger.book.words import BASES, INTERVALS
from ledger.intake.sheet import SheetBatch, is_sheet, read_sheet
from ledger.intake.sheet_columns import ALL, NEEDED, OUTSIDE, TAKERS, Columns, read_columns
from ledger.intake.sheet_fit import read_event
from ledger.intake.sheet_postings import Balanced, balanced
from ledger.intake.sheet_rows import plain_figure
from ledger.intake.table import Row, Table, parse_table
from ledger.values.amounts import parse_said
from ledger.values.problems import BadValue

WORKER = "7K3M-Q9TZ"
ALWAYS = {"worker": WORKER, "period": "2019-03", "currency": "USD", "source": "Invented"}


def sheet(*rows: dict[str, str], file: str = "sheet.csv") -> Table:
    """A table of these rows; what every row needs is filled in unless the row says otherwise."""
    header = list(dict.fromkeys([*ALWAYS, *(name for row in rows for name in row)]))
    filled = tuple(Row(n, {h: (ALWAYS | row).get(h, "") for h in header}) for n, row in enumerate(rows, start=2))
    return Table(file, ",", tuple(header), filled, (), is_usable=True)


def read(*rows: dict[str, str]) -> SheetBatch:
    return read_sheet(sheet(*rows))


def landing(batch: SheetBatch) -> list[int]:
    """The lines of the rows that can land."""
    return [line for sheet in batch.sheets for line, _ in sheet.records()]


def first(batch: SheetBatch) -> tuple[Columns, Row]:
    (sheet,) = batch.sheets
    return sheet.columns, sheet.row(*next(sheet.records()))


def entries(**cells: str) -> list[Balanced]:
    """What one row becomes. Fails when it is refused."""
    batch = read(_spelt(cells))
    assert [problem.text() for problem in batch.problems] == []
    event, _ = read_event("sheet.csv", *first(batch))
    assert event is not None
    return balanced(event)


def entry(**cells: str) -> Balanced:
    (only,) = entries(**cells)
    return only


def complaints(**cells: str) -> list[tuple[str, str]]:
    batch = read(_spelt(cells))
    assert landing(batch) == []
    assert len(batch.refused) == 1
    return [(problem.column, problem.says) for problem in batch.problems]


def _spelt(cells: dict[str, str]) -> dict[str, str]:
    """`state__plan` is the column state:plan."""
    return {name.replace("__", ":").replace("_", "-"): cell for name, cell in cells.items()}


def amounts(made: Balanced) -> dict[str, tuple[int | None, int | None, int | None]]:
    return {p.account: (p.low, p.best, p.high) for p in made.postings}


def best(made: Balanced) -> dict[str, int | None]:
    return {p.account: p.best for p in made.postings}


def line(made: Balanced, account: str) -> PostingDraft:
    (only,) = [p for p in made.postings if p.account == account]
    return only


# --- what a row becomes -----------------------------------------------------------------------------------------------


def test_percentages_of_a_gross_in_a_range_keep_the_ends_together():
    """A2: 830 to 1,000; state 40 %, company 20 %, living 10 %; 170 to 200 kept; 79 and 100 are missing."""
    made = entry(
        gross="830..1000", state__plan="40%", company__running_costs="20%", living__combined="10%", hand="170..200"
    )
    assert amounts(made) == {
        "employer:wage": (-83000, None, -100000),
        "state:plan": (33200, None, 40000),
        "company:running-costs": (16600, None, 20000),
        "living:combined": (8300, None, 10000),
        "worker:hand": (17000, None, 20000),
        "unexplained:difference": (7900, None, 10000),
    }


def test_without_a_hand_nobody_says_who_has_the_rest():
    assert best(entry(gross="900", state__plan="400")) == {
        "employer:wage": -90000,
        "state:plan": 40000,
        "unstated:remainder": 50000,
    }


def test_without_a_gross_nothing_is_said_of_it():
    assert best(entry(state__plan="400", hand="100")) == {
        "unstated:gross": -50000,
        "state:plan": 40000,
        "worker:hand": 10000,
    }


def test_a_question_mark_is_a_line_without_an_amount():
    made = entry(gross="900", state__loyalty="?", hand="?")
    assert best(made) == {
        "employer:wage": -90000,
        "state:loyalty": None,
        "worker:hand": None,
        "unstated:remainder": 90000,
    }
    assert line(made, "state:loyalty").note == "asked, and not known"
    assert line(made, "worker:hand").mode is None


def test_a_month_that_earned_less_than_the_plan_leaves_the_hand_negative():
    """A9: 10,000 earned, 20,000 due whatever is earned."""
    made = entry(currency="RUB", gross="10000", state__plan="20000", hand="-10000")
    assert best(made) == {"employer:wage": -1000000, "state:plan": 2000000, "worker:hand": -1000000}


def test_bounds_and_hedges_are_kept():
    made = entry(gross="~900", state__plan="<=400", hand=">=100")
    assert line(made, "employer:wage").operator == "about"
    assert line(made, "state:plan").operator == "at most"
    assert (line(made, "state:plan").low_bound, line(made, "worker:hand").low_bound) == ("at_most", "at_least")


def test_the_basis_chooses_the_account_of_the_gross():
    assert entry(gross="900", basis="contract", hand="900").basis == "contract"
    assert best(entry(gross="900", basis="contract", hand="900")) == {"employer:contract": -90000, "worker:hand": 90000}
    assert entry(gross="900", hand="900").basis == "wage"
    assert entry(hand="900").basis is None
    assert entry(gross="?", basis="promised", hand="900").basis == "promised"


def test_the_name_in_brackets_stays_with_the_line():
    batch = read({"gross": "900", "state:levy (수해 지원)": "20", "state:levy (statue)": "5", "hand": "875"})
    event, _ = read_event("sheet.csv", *first(batch))
    assert event is not None
    (made,) = balanced(event)
    assert [(p.account, p.label, p.best) for p in made.postings][1:3] == [
        ("state:levy", "수해 지원", 2000),
        ("state:levy", "statue", 500),
    ]


def test_held_pay_is_deferred_and_a_settlement_clears_it():
    made = entry(gross="900", state__plan="500", held="300", hand="100")
    assert line(made, "worker:held").mode == "deferred"
    assert line(made, "state:plan").mode == "withheld"
    paid = entry(event="settlement", paid="900", state__levy="200", unexplained__difference="300")
    assert paid.kind == "settlement"
    assert best(paid) == {
        "worker:held": -140000,
        "state:levy": 20000,
        "unexplained:difference": 30000,
        "worker:hand": 90000,
    }


def test_a_surrender_comes_out_of_the_hand():
    made = entry(event="surrender", state__loyalty="170..200")
    assert amounts(made) == {"worker:hand": (-17000, None, -20000), "state:loyalty": (17000, None, 20000)}
    assert line(made, "state:loyalty").mode == "surrendered"


def test_a_fee_comes_out_of_the_hand():
    made = entry(event="fee", broker__bribe="300", host__permit="40")
    assert made.kind == "fee"
    assert best(made) == {"worker:hand": -34000, "broker:bribe": 30000, "host:permit": 4000}


def test_what_is_missing_between_what_was_sent_and_what_arrived_was_taken_by_someone_unnamed():
    made = entry(event="remittance", sent="200", broker__fee="30%", received="130")
    assert best(made) == {
        "worker:hand": -20000,
        "broker:fee": 6000,
        "home:received": 13000,
        "unexplained:difference": 1000,
    }


def test_a_remittance_of_which_nobody_says_what_arrived_keeps_the_rest_untold():
    made = entry(event="remittance", sent="200", broker__fee="30%")
    assert best(made) == {"worker:hand": -20000, "broker:fee": 6000, "unstated:remainder": 14000}


def test_a_remittance_of_which_only_the_arrival_is_known():
    made = entry(event="remittance", sent="?", received="130")
    assert [(p.account, p.best) for p in made.postings] == [
        ("worker:hand", None),
        ("worker:hand", -13000),
        ("home:received", 13000),
    ]


def test_percent_alone_stands_in_xxx_on_a_base_of_100():
    """A7: 40 to the state, 20 to the union, 15 to the office, 25 left; 40 may be written with or without its sign."""
    made = entry(currency="XXX", state__plan="40%", company__union="20", company__running_costs="15%", hand="25%")
    assert best(made) == {
        "employer:wage": -10000,
        "state:plan": 4000,
        "company:union": 2000,
        "company:running-costs": 1500,
        "worker:hand": 2500,
    }
    assert entry(currency="XXX", gross="100", hand="25%").postings == entry(currency="XXX", hand="25%").postings


def test_tips_that_the_hand_contains_are_no_part_of_the_gross():
    """B15: 500 earned, the state takes 450, 100 in the hand because 50 of tips are added."""
    made = entry(gross="500", state__plan="450", other__tips="50", hand="100")
    assert best(made) == {"employer:wage": -50000, "other:tips": -5000, "state:plan": 45000, "worker:hand": 10000}


def test_tips_in_a_hand_beside_held_pay_that_is_not_known_leave_a_remainder():
    made = entry(gross="500", state__plan="300", other__tips="50", held="?", hand="100")
    assert best(made) == {
        "employer:wage": -50000,
        "other:tips": -5000,
        "state:plan": 30000,
        "worker:held": None,
        "worker:hand": 10000,
        "unstated:remainder": 15000,
    }


def test_tips_that_no_hand_contains_are_a_side_income_of_their_own():
    wage, aside = entries(gross="500", state__plan="450", other__tips="50")
    assert best(wage) == {"employer:wage": -50000, "state:plan": 45000, "unstated:remainder": 5000}
    assert (aside.kind, best(aside)) == ("side-income", {"other:tips": -5000, "worker:hand": 5000})
    (named,) = entries(other__tips="?")
    assert (named.kind, best(named)) == ("side-income", {"other:tips": None})


def test_zero_is_a_figure_and_blank_is_none():
    assert best(entry(gross="900", state__plan="900", hand="0"))["worker:hand"] == 0
    assert "worker:hand" not in best(entry(gross="900", state__plan="900", hand=""))


# --- what is refused --------------------------------------------------------------------------------------------------

REFUSED = [
    ({"worker": ""}, "worker", "the cell is blank"),
    ({"worker": "Kim"}, "worker", "neither a pseudonym nor new: with a label"),
    ({"worker": "7k3m-q9tz"}, "worker", "neither a pseudonym nor new: with a label"),
    ({"worker": "new:"}, "worker", "neither a pseudonym nor new: with a label"),
    ({"worker": "new:two words"}, "worker", "neither a pseudonym nor new: with a label"),
    ({"worker": "new:" + "x" * 17}, "worker", "neither a pseudonym nor new: with a label"),
    ({"worker": "new:A", "placement": "3"}, "placement", "a worker who is new has no placement yet"),
    ({"placement": "first"}, "placement", "not the number of a placement"),
    ({"event": "bonus"}, "event", "the word is not one of those the format knows"),
    ({"per": "fortnight"}, "per", "the word is not one of those the format knows"),
    ({"gross": "5", "basis": "net"}, "basis", "the word is not one of those the format knows"),
    ({"basis": "wage"}, "basis", "a basis without a gross"),
    ({"period": ""}, "period", "the cell is blank"),
    ({"period": "March 2019"}, "period", "a space stands in the date"),
    ({"currency": ""}, "currency", "the cell is blank"),
    ({"currency": "usd"}, "currency", "no such currency code"),
    ({"currency": "XXX", "event": "fee"}, "currency", "percentages without money can be told of a wage alone"),
    ({"currency": "XXX", "gross": "90"}, "gross", "in XXX the gross is 100"),
    ({"source": ""}, "source", "the cell is blank"),
    ({"source": "=A1"}, "source", "a formula, not a text"),
    ({"source": "ask someone@example.org"}, "source", "an e-mail address or a messenger link"),
    ({"origin": "010-0000-0000"}, "origin", "seven digits or more, as in a phone or an account number"),
    ({"employer": "t.me/firm"}, "employer", "an e-mail address or a messenger link"),
    ({"page": "x" * 201}, "page", "more than 200 characters"),
    ({"country": "Kuwait"}, "country", "no such country code"),
    ({"grade": "B"}, "grade", "no such grade"),
    ({"grade": "B1"}, "grade", "credibility 1 is confirmed by other independent sources, and a row has one"),
    ({"gross": "1,000"}, "gross", "a comma, which may be a decimal mark or may separate thousands"),
    ({"gross": "200..170"}, "gross", "the ends are out of order"),
    ({"gross": "=SUM(A1)"}, "gross", "the cell holds a formula, not a value"),
    ({"gross": "40%"}, "gross", "a percentage of itself"),
    ({"gross": "-5"}, "gross", "the figure is negative"),
    ({"gross": "5", "state:plan": "-40%"}, "state:plan", "the figure is negative"),
    ({"state:plan": "40%"}, "state:plan", "a percentage, and the column gross states no amount"),
    ({"gross": "?", "state:plan": "40%"}, "state:plan", "a percentage, and the column gross states no amount"),
    ({"event": "remittance", "broker:fee": "40%"}, "broker:fee", "a percentage, and the column sent states no amount"),
    ({"event": "surrender", "gross": "5"}, "gross", "the column says nothing of a surrender"),
    ({"event": "settlement", "hand": "5"}, "hand", "the column says nothing of a settlement"),
    ({"sent": "5"}, "sent", "the column says nothing of a wage"),
    ({"other:tips": "5", "hand": "9"}, "other:tips", "without a gross nobody can tell whether the hand contains them"),
    (
        {"gross": "9", "hand": "5", "unexplained:difference": "4"},
        "unexplained:difference",
        "the gross and the hand are stated, so what is missing is worked out",
    ),
    (
        {f"state:levy ({n})": "9" * 16 for n in range(8)},
        "",
        "the figures together are larger than the book can hold",
    ),
]


@pytest.mark.parametrize(("cells", "column", "says"), REFUSED)
def test_what_is_wrong_is_said_with_its_column_and_never_quoted(cells, column, says):
    batch = read({"state:dues": "1"} | cells)
    assert (column, says) in [(problem.column, problem.says) for problem in batch.problems]
    assert landing(batch) == []
    assert [refused.line for _, refused in batch.refused] == [2]
    for problem in batch.problems:
        assert problem.line == 2
        assert problem.advice
        wrong = cells.get(problem.column, "")
        assert len(wrong) < 5 or wrong not in problem.says + problem.advice


def test_a_row_without_a_figure_is_refused():
    assert complaints(event="") == [("", "the row states no figure")]


def test_all_problems_of_a_row_are_told_at_once():
    found = complaints(worker="x", period="x", currency="x", source="", grade="x", country="x")
    assert [column for column, _ in found] == ["worker", "country", "grade", "period", "source", "currency"]


def test_a_wrong_row_does_not_hold_back_the_others():
    batch = read({"gross": "1"}, {"gross": "x"}, {"gross": "3"})
    assert landing(batch) == [2, 4]
    assert [row.line for _, row in batch.refused] == [3]
    assert batch.is_readable


@pytest.mark.parametrize(
    ("header", "column", "says"),
    [
        ("worker,period,currency", "source", "the column is missing"),
        ("worker,period,currency,source,name", "column 5", "the format has no column of this name"),
        ("worker,period,currency,source,state:plans", "column 5", "the format has no column of this name"),
        ("worker,period,currency,source,worker:hand", "column 5", "the format has no column of this name"),
        (
            "worker,period,currency,source,hand (cash)",
            "column 5",
            "a name in brackets behind a column that is nobody's taking",
        ),
        ("worker,period,currency,source,state:levy ()", "column 5", "nothing stands in the brackets"),
        ("worker,period,currency,source,state:levy (a@b.org)", "column 5", "an e-mail address or a messenger link"),
        (
            "worker,period,currency,source,state:levy (x),state:levy(x)",
            "column 6",
            "another column has the same account and the same name",
        ),
    ],
)
def test_a_sheet_with_a_wrong_column_is_refused_whole(header, column, says):
    cells = ",".join("5" for _ in header.split(","))
    batch = read_sheet(parse_table("sheet.csv", f"{header}\n{cells}\n".encode()))
    assert [(p.line, p.column, p.says) for p in batch.problems] == [(1, column, says)]
    assert (landing(batch), batch.refused, batch.is_readable) == ([], [], False)


def test_a_file_that_is_no_text_is_told_once():
    batch = read_sheet(parse_table("sheet.csv", b"\xff\xfew"))
    assert [problem.says for problem in batch.problems] == ["the file is UTF-16, not UTF-8"]
    assert not batch.is_readable


# --- the format -------------------------------------------------------------------------------------------------------


def test_a_sheet_is_known_by_its_column_of_workers():
    assert is_sheet(sheet({"gross": "1"}))
    assert not is_sheet(parse_table("wages.csv", b"obs_id,source_title\na,b\n"))


def test_every_column_of_the_template_is_one_that_the_reader_takes():
    table = parse_table("sheet.csv", (",".join(ALL) + "\n").encode())
    columns, problems = read_columns(table)
    assert problems == []
    assert set(NEEDED) <= set(ALL)
    assert {column.account for column in columns.figures} >= {*TAKERS, *OUTSIDE}


@pytest.mark.parametrize("word", [*INTERVALS, ""])
def test_every_interval_is_taken(word):
    assert entry(gross="1", hand="1", per=word).kind == "wage"


@pytest.mark.parametrize("word", [*BASES, ""])
def test_every_basis_is_taken(word):
    assert entry(gross="1", hand="1", basis=word).basis == (word or "wage")


def content(header: str, row: str) -> str:
    (sheet,) = read_sheet(parse_table("sheet.csv", f"{header}\n{row}\n".encode())).sheets
    return sheet.content(next(sheet.table.records())[1])


def test_blanks_defaults_and_the_order_of_columns_change_nothing_in_what_a_row_says():
    plain = content("worker,period,currency,gross,source", "new:a,2019,USD,1,x")
    assert plain == content("source,hand,currency,gross,worker,period", "x,,USD,1,new:b,2019")
    more = "worker,period,currency,gross,source,event,per,basis,grade"
    assert plain == content(more, "new:a,2019,USD,1,x,wage,total,wage,F6")
    assert plain != content(more, "new:a,2019,USD,1,x,wage,total,wage,B2")


figures = st.one_of(
    st.from_regex(r"[0-9]{1,17}(\.[0-9]{0,4})?", fullmatch=True), st.text("0123456789.~<>=%?- \u0663", max_size=8)
)


@given(figures, st.sampled_from(["USD", "KWD", "KRW", "XXX"]))
def test_the_short_way_to_a_plain_figure_reads_what_the_long_way_reads(text, currency):
    quick = plain_figure(text, currency)
    try:
        assert quick in (None, parse_said(text, currency=currency))
    except BadValue:
        assert quick is None
