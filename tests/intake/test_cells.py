"""Cells become values, or a reason of their own. Nothing ambiguous is guessed; no reason quotes the cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.intake.cells import INTERVALS, Reader
from ledger.intake.observations import FLOW_COLUMNS, read_flow_row
from ledger.intake.others import RATES, read_rate
from ledger.intake.table import Row, Table
from ledger.values.cases import Stated

ONE = ("low", "best", "high")


def reader(**cells: str) -> Reader:
    return Reader("sheet.csv", Row(7, cells))


def reasons(of: Reader) -> list[str]:
    return [p.says for p in of.problems]


@pytest.mark.parametrize(
    ("cell", "minor"),
    [("12.5", 1250), ("0", 0), ("00012", 1200), ("12.30", 1230), ("12.3000", 1230), ("9" * 15, 10**17 - 100)],
)
def test_money_is_read_into_minor_units(cell, minor):
    found = reader(best=cell)
    assert found.money(ONE, "USD") == Stated(best=minor)
    assert found.problems == []


# Each is a figure to somebody, and two people would read it in two ways, or it is not what the format says.
WRONG = [
    ("12,5", "a comma, which may be a decimal mark or may separate thousands"),
    ("1,234", "a comma, which may be a decimal mark or may separate thousands"),
    ("1,234.50", "a comma, which may be a decimal mark or may separate thousands"),
    ("1 234", "a space stands in the figure"),
    ("1\u00a0234", "a space stands in the figure"),
    ("1\u202f234", "a space stands in the figure"),
    ("1.234.567", "the figure is split into groups"),
    ("1'234", "the figure is split into groups"),
    ("1_000", "the figure is split into groups"),
    ("=SUM(A1:A9)", "the cell holds a formula, not a value"),
    ("+5", "a plus sign in front"),
    ("(5)", "brackets around the figure"),
    ("5-", "not a plain number"),
    ("\u22125", "a dash that is not a minus sign"),
    ("1e3", "exponent notation"),
    ("1E+03", "exponent notation"),
    ("\uff11\uff12", "digits of another script"),
    ("\u0967\u0968", "digits of another script"),
    ("\u0663", "digits of another script"),
    ("\u00bd", "digits of another script"),
    (".5", "the point has no digit on one side"),
    ("5.", "the point has no digit on one side"),
    ("$5", "a currency sign stands in the figure"),
    ("5 USD", "a space stands in the figure"),
    ("5USD", "letters stand in the figure"),
    ("5%", "a percent sign stands in the figure"),
    ("NaN", "not a number"),
    ("-inf", "not a number"),
    ("0x10", "letters stand in the figure"),
    ("?", "not a plain number"),
    ("n/a", "letters stand in the figure"),
    ("1/2", "not a plain number"),
    ("5..6", "the figure is split into groups"),
]


@pytest.mark.parametrize(("cell", "says"), WRONG, ids=[ascii(cell) for cell, _ in WRONG])
def test_each_wrong_figure_has_its_own_reason_and_advice(cell, says):
    for read in (lambda r: r.money(ONE, "USD"), lambda r: r.percent(ONE)):
        found = reader(best=cell)
        assert read(found) == Stated()
        assert [(p.file, p.line, p.column, p.says) for p in found.problems] == [("sheet.csv", 7, "best", says)]
        assert found.problems[0].advice
    printed = reader(best=cell)
    assert printed.printed(ONE) == (None, None, None)
    assert reasons(printed) == [says]


@pytest.mark.parametrize("cell", [cell for cell, _ in WRONG if len(cell) > 3])
def test_no_reason_quotes_the_cell(cell):
    found = reader(best=cell)
    found.money(ONE, "USD")
    assert cell not in found.problems[0].text()


def test_more_decimals_than_the_currency_has_are_refused_not_rounded():
    for currency, good, bad in (("USD", "1.25", "1.255"), ("KWD", "1.255", "1.2555"), ("KRW", "100", "100.5")):
        assert reader(best=good).money(ONE, currency).is_priced
        found = reader(best=bad)
        assert not found.money(ONE, currency).is_priced
        assert "more decimals than there are" in reasons(found)[0]


def test_a_figure_too_large_for_the_book_is_refused():
    found = reader(best="9" * 30)
    assert not found.money(ONE, "USD").is_priced
    assert reasons(found) == ["more than 18 digits"]


def test_negative_amounts_are_refused_unless_a_hand_may_be_negative():
    found = reader(best="-100")
    assert found.money(ONE, "USD") == Stated()
    assert reasons(found) == ["the amount is negative"]
    assert reader(best="-100").money(ONE, "USD", may_be_negative=True) == Stated(best=-10_000)


def test_negative_percentages_are_refused_and_more_than_the_whole_is_not():
    assert reasons_of_percent("-5") == ["the percentage is negative"]
    assert reader(best="200").percent(ONE) == Stated(best=2_000_000)


def reasons_of_percent(cell: str) -> list[str]:
    found = reader(best=cell)
    found.percent(ONE)
    return reasons(found)


def test_blank_is_not_stated_and_zero_is():
    assert reader(low="", best="", high="").money(ONE, "USD") == Stated()
    assert reader(low="", best="0", high="").money(ONE, "USD") == Stated(best=0)


@pytest.mark.parametrize(("low", "best", "high"), [("2", "", "1"), ("2", "1", ""), ("", "2", "1"), ("1", "3", "2")])
def test_ends_out_of_order_are_refused(low, best, high):
    found = reader(low=low, best=best, high=high)
    assert found.money(ONE, "USD") == Stated()
    assert reasons(found) == ["the low end is above the best or the high end"]


def test_a_wrong_end_is_reported_beside_the_others():
    found = reader(low="1,5", best="2", high="x")
    found.money(ONE, "USD")
    assert [p.column for p in found.problems] == ["low", "high"]


def test_printed_figures_keep_their_sign_and_their_decimals():
    assert reader(low="-2.50", best="0.10", high="007").printed(ONE) == ("-2.50", "0.10", "007")


@pytest.mark.parametrize("cell", ["4,000", "4 000", "4.0", "-4", "\uff14", "about 4", "1e3", "9" * 13])
def test_a_headcount_is_digits_alone(cell):
    found = reader(workers=cell)
    assert found.whole("workers") is None
    assert len(found.problems) == 1


def test_a_headcount_is_read():
    assert reader(workers="4000").whole("workers") == 4000
    assert reader(workers="0").whole("workers") == 0
    assert reader(workers="").whole("workers") is None


@pytest.mark.parametrize("cell", ["Month", "monthly", "fortnight", "per month"])
def test_a_word_that_is_not_in_the_list_is_refused_with_the_list(cell):
    found = reader(per=cell)
    assert found.choice("per", INTERVALS) == ""
    assert all(word in found.problems[0].advice for word in INTERVALS)


@pytest.mark.parametrize("cell", ["kw", "KWT", "Kuwait", "XX", "UK"])
def test_a_country_is_two_capital_letters_of_the_list(cell):
    found = reader(country=cell)
    assert found.country("country") == ""
    assert len(found.problems) == 1


@pytest.mark.parametrize("cell", ["12/2012", "2012-13", "May 2012", "2012-6", "31.12.2012", "2015/2012"])
def test_a_date_is_edtf(cell):
    found = reader(period=cell)
    assert found.period("period") is None
    assert len(found.problems) == 1


def test_a_blank_cell_that_is_needed_says_what_to_write():
    found = reader(title="")
    assert found.text("title", needed="Give the title.") == ""
    assert [(p.column, p.says, p.advice) for p in found.problems] == [("title", "the cell is blank", "Give the title.")]


@given(st.text(max_size=12))
def test_any_cell_is_read_or_refused_once(cell):
    found = reader(best=cell)
    stated = found.money(ONE, "USD")
    assert len(found.problems) <= 1
    assert not (stated.is_priced and found.problems)
    assert stated.is_priced or found.problems or not cell


@given(st.integers(0, 10**15), st.integers(0, 10**15), st.integers(0, 10**15))
def test_what_is_written_exactly_is_read_exactly(one, two, three):
    low, best, high = sorted((one, two, three))
    text = [f"{v // 100}.{v % 100:02d}" for v in (low, best, high)]
    found = reader(**dict(zip(ONE, text, strict=True)))
    assert found.money(ONE, "USD") == Stated(low, best, high)


# --- figures that are kept as printed, and rates ---

SOURCE = {"source_title": "A page"}


def flow(**cells: str) -> list[str]:
    table = Table("flows.csv", ",", FLOW_COLUMNS, (), (), is_usable=True)
    return [p.column for p in read_flow_row(table, Row(2, {"obs_id": "a", **cells}))[1]]


def rate(**cells: str) -> list[str]:
    table = Table("rates.csv", ",", RATES, (), (), is_usable=True)
    known = {"date": "2012", "pair": "USD/KPW", "kind": "market", **SOURCE}
    return [p.column for p in read_rate(table, Row(2, known | cells))[1]]


@pytest.mark.timeout(10)
@pytest.mark.parametrize("cell", ["1/0", "1e999999999", "1/3", "nan", "1_0"])
def test_a_figure_that_is_kept_as_printed_is_a_plain_decimal_too(cell):
    assert flow(flow="piece_rate", amount_best=cell, currency="USD") == ["amount_best"]


def test_figures_that_are_kept_as_printed_rise():
    assert flow(flow="piece_rate", amount_low="0.05", amount_high="0.040", currency="USD") == ["amount_low"]
    assert flow(flow="piece_rate", amount_low="0.005", amount_high="0.010", currency="USD") == []


@pytest.mark.parametrize("pair", ["USD", "USD/", "/KPW", "usd/kpw", "USD-KPW", "USD/XXX", "USD/KPW/EUR", "USD/USD"])
def test_a_pair_is_two_currencies(pair):
    assert "pair" in rate(rate="8000", pair=pair)


@pytest.mark.parametrize("cell", ["8,000", "=8000", "-1", "0", "0.000", "1e4", "\uff18"])
def test_a_rate_is_a_positive_plain_decimal(cell):
    assert rate(rate=cell) == ["rate"]


@pytest.mark.parametrize(("low", "best", "high"), [("9", "", "3"), ("9", "3", ""), ("", "9", "3")])
def test_the_ends_of_a_rate_rise(low, best, high):
    assert rate(rate_low=low, rate=best, rate_high=high) == ["rate_low"]


def test_a_rate_needs_a_figure_a_date_and_a_kind():
    assert rate() == ["rate"]
    assert rate(rate="1", date="", kind="") == ["kind", "date"]
