"""What it costs to send money home: the World Bank's sum, its bounds, and what is never made up."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.measure.over_origins import over_origins
from ledger.measure.remittance_cost import costs_of
from ledger.measure.remittance_words import charge_of, paid_for, pairs_of, terms_of
from ledger.measure.shares import Interval
from ledger.measure.transfers import transfers
from ledger.values.cases import Amount
from ledger.values.percent import percent_text
from tests.measure.money_home import arrived, fee, printed, rate, sent, taken_alone

INR = {"observation": "a", "job": 1}


def one(*entries, rates=(), stated=()):
    (found,) = transfers(entries, stated)
    return costs_of(found, rates)


def told(costs, name):
    found = costs.over(name)
    return found and tuple(None if end is None else percent_text(end) for end in (found.low, found.high))


def test_the_golden_of_the_world_banks_method():
    """Sent 200, fee 5, market 80, applied 78: 2.50 and 2.50 are exactly 5."""
    paper = "https://example.org/paper"
    entries = [sent(200, fee=5, url=paper, **INR), arrived(15210, "INR", url=paper, **INR)]
    rates = [rate("USD/INR", 80), rate("USD/INR", 78, kind="imposed", url=paper)]
    costs = one(*entries, rates=rates)
    assert costs.over("fee") == Interval(Fraction(1, 40), Fraction(1, 40))
    assert costs.over("margin") == Interval(Fraction(1, 40), Fraction(1, 40))
    assert costs.over("all_in") == Interval(Fraction(5, 100), Fraction(5, 100))


def test_the_rate_applied_is_what_arrived_for_what_was_left_after_the_fee():
    costs = one(sent(200, fee=5, **INR), arrived(15210, "INR", **INR), rates=[rate("USD/INR", 80)])
    assert {cost.applied for cost in costs.cases.values()} == {78}
    assert told(costs, "all_in") == ("5.00", "5.00")
    assert told(costs, "delivered") == ("95.06", "95.06")  # 15,210 at 80 is 190.125 of 200


def test_without_a_market_rate_all_in_is_at_least_the_fee():
    costs = one(sent(200, fee=5, **INR), arrived(15210, "INR", **INR))
    assert told(costs, "all_in") == ("2.50", None)
    assert costs.over("margin") is None


def test_a_rate_that_was_imposed_or_of_another_time_is_no_market_rate():
    entries = [sent(200, fee=5, **INR), arrived(15210, "INR", **INR)]
    rates = [
        rate("USD/INR", 80, period="2014"),
        rate("USD/INR", 79, kind="official"),
        rate("USD/INR", 81, kind="other"),
    ]
    assert told(one(*entries, rates=rates), "all_in") == ("2.50", None)


def test_the_sources_own_market_rate_goes_before_others_of_the_time():
    entries = [sent(200, fee=5, **INR), arrived(15210, "INR", **INR)]
    own = rate("USD/INR", 80, url="https://example.org/" + entries[0].placement.subject)
    assert told(one(*entries, rates=[own, rate("USD/INR", 100)]), "margin") == ("2.50", "2.50")


def test_several_market_rates_make_a_range():
    entries = [sent(200, fee=5, **INR), arrived(15210, "INR", **INR)]
    costs = one(*entries, rates=[rate("USD/INR", 80), rate("USD/INR", 100)])
    assert told(costs, "margin") == ("2.50", "22.00")
    assert told(costs, "all_in") == ("5.00", "24.50")


def test_a_rate_the_other_way_round_is_the_same_rate():
    entries = [sent(200, fee=5, **INR), arrived(15210, "INR", **INR)]
    assert told(one(*entries, rates=[rate("INR/USD", "0.0125")]), "all_in") == ("5.00", "5.00")


def test_won_are_not_valued_across_the_redenomination():
    about = {"observation": "a", "job": 1, "period": "2009"}
    entries = [sent(200, fee=5, **about), arrived(15210, "KPW", **about)]
    assert told(one(*entries, rates=[rate("USD/KPW", 80, period="2009-12")]), "margin") is None
    about["period"] = "2010"
    entries = [sent(200, fee=5, **about), arrived(15210, "KPW", **about)]
    assert told(one(*entries, rates=[rate("USD/KPW", 80, period="2010")]), "margin") == ("2.50", "2.50")


def test_amounts_of_currencies_with_other_decimals_are_set_against_each_other_in_major_units():
    """100 KWD sent and 380,000 KRW received at 3,800 to the dinar: nothing is lost."""
    about = {"observation": "a", "job": 1}
    out = sent(10, percent=0, currency="KWD", **about)
    dinars = {"worker": -100_000, "unstated": 100_000}
    lines = [replace(x, amounts={"best": Amount(dinars[x.party])}) for x in out.lines if x.party in dinars]
    kwd = replace(out, lines=tuple(lines))
    krw = won(380_000, **about)
    costs = one(kwd, krw, rates=[rate("KWD/KRW", 3800)])
    assert told(costs, "delivered") == ("100.00", "100.00")
    assert told(costs, "all_in") == ("0.00", "0.00")  # no fee is stated, and what arrived is


def test_ends_stay_together():
    costs = one(sent((510, 1000), percent=(21, 30)))
    assert {case: percent_text(cost.fee.low) for case, cost in costs.cases.items()} == {"low": "21.00", "high": "30.00"}


@pytest.mark.parametrize(
    ("entry", "share"),
    [
        (sent(percent=(40, None)), ("40.00", None)),
        (sent((1000, None), percent=30), ("30.00", "30.00")),  # of "more than 1,000" 30 % is 30 %
        (sent((1000, None), fee=300), (None, "30.00")),
        (sent((None, 1000), fee=300), ("30.00", None)),
        (sent((1000, None), fee=(300, None)), (None, None)),
        (sent(1000), None),
    ],
)
def test_a_bound_of_a_figure_is_a_bound_of_its_share(entry, share):
    assert told(one(entry), "fee") == share


def test_a_sum_that_only_balances_the_entry_is_not_what_was_sent():
    costs = one(taken_alone(5500))
    assert (costs.transfer.sent, told(costs, "fee")) == ({}, None)
    assert costs.transfer.fee == {"best": Amount(5500_00)}


def test_all_of_it_taken_is_all_in():
    costs = one(sent(percent=100, account="supervisor:security"))
    assert told(costs, "all_in") == ("100.00", "100.00")
    assert told(costs, "delivered") == ("0.00", "0.00")


def test_what_is_missing_between_two_stated_ends_was_taken():
    costs = one(sent(1000, received=600))
    assert told(costs, "fee") == ("40.00", "40.00")
    assert told(costs, "all_in") == ("40.00", "40.00")


def test_what_arrived_alone_says_nothing_of_a_fee():
    costs = one(arrived(2000, "USD"))
    assert all(costs.over(name) is None for name in ("fee", "margin", "all_in", "delivered"))


def test_reversed_entries_are_no_transfers():
    assert transfers([sent(1000, percent=30, void=True)]) == []


def test_arrivals_are_not_shared_out_among_several_transfers():
    about = {"observation": "a", "job": 1}
    entries = [sent(100, percent=30, **about), sent(200, percent=30, **about), arrived(900, "CNY", **about)]
    assert [bool(t.sent and t.received) for t in transfers(entries)] == [False, False, False]


# --- B12 --------------------------------------------------------------------------------------------------------------

CHAIN = "financier 20, broker 10, runner 10; plus 300,000 KRW to trace a family"


def chain(**more):
    about = {"observation": "b12", "job": 12, "period": "2025~"}
    return [sent(10000, percent=40, currency="CNY", label=CHAIN, **about), won(1_200_000, **about)]


def won(amount, **about):
    made = arrived(0, "KRW", **about)
    signs = {"home": amount, "unstated": -amount}
    return replace(made, lines=tuple(replace(x, amounts={"best": Amount(signs[x.party])}) for x in made.lines))


def test_b12_a_charge_outside_the_percentage_counts_in_everything_paid():
    costs = one(*chain())
    assert charge_of(costs) == (300_000, "KRW")
    paid = paid_for(costs, "best")
    assert (paid.cost, paid.paid) == (1_100_000, 2_300_000)
    assert (percent_text(paid.share.low), paid.share.high) == ("47.83", None)
    assert told(costs, "all_in") == ("40.00", None)


def test_b12_with_a_market_rate_is_a_figure():
    paid = paid_for(one(*chain(), rates=[rate("CNY/KRW", 200, period="2025")]), "best")
    assert (percent_text(paid.share.low), percent_text(paid.share.high)) == ("47.83", "47.83")
    dearer = paid_for(one(*chain(), rates=[rate("CNY/KRW", 220, period="2025")]), "best")
    assert (dearer.cost, dearer.paid) == (1_300_000, 2_500_000)


@pytest.mark.parametrize(
    "label",
    ["brokers", "plus 300,000 won", "plus 30 VAT", "plus 3,00 KRW", "plus 300.5 KRW", "plus 1 KRW, plus 2 KRW", None],
)
def test_a_charge_is_read_in_one_form_alone(label):
    costs = one(sent(1000, percent=40, label=label))
    assert charge_of(costs) is None
    assert paid_for(costs, "best") is None


def test_a_charge_in_the_currency_sent_adds_to_both():
    costs = one(sent(1000, percent=40, received=600, label="broker; plus 100 USD for the courier"))
    assert paid_for(costs, "best").share == Interval(Fraction(500, 1100), Fraction(500, 1100))


# --- agreed against charged -------------------------------------------------------------------------------------------


def spoken(note, **more):
    entry = sent(1610, percent=(30.9, 33.5), observation="x", **more)
    return one(entry, stated=[printed("x", "sent", note=note)])


def test_a_fee_agreed_stands_beside_the_one_charged():
    terms = terms_of(spoken("30.9 agreed, 33.5 actually charged"))
    assert (terms.agreed, terms.charged) == (Fraction(309, 1000), Fraction(335, 1000))
    (pair,) = pairs_of([(spoken("30.9 agreed, 33.5 actually charged"), terms)])
    assert percent_text(pair.more) == "2.60"


@pytest.mark.parametrize(
    "note",
    [
        "Mean of agreed and actually charged rates.",
        "12 agreed, 15 charged",  # neither is the fee that is posted
        "1,633.5 charged",
        "233.5 charged",
        "30.9 agreed in 2018, 31.2 agreed in 2019",
    ],
)
def test_words_that_do_not_agree_with_the_fee_are_left_in_the_words(note):
    terms = terms_of(spoken(note))
    assert (terms.agreed, terms.charged) == (None, None)


def pair_of(**more):
    agreed = one(sent(percent=42, observation="x", **more), stated=[printed("x", "sent", note="42 agreed")])
    charged = one(
        sent(percent=48, observation="y", origin="o1"), stated=[printed("y", "sent", note="48 percent charged")]
    )
    return pairs_of([(each, terms_of(each)) for each in (agreed, charged)])


def test_two_rows_of_one_origin_and_year_are_paired():
    assert [percent_text(pair.more) for pair in pair_of()] == ["6.00"]


@pytest.mark.parametrize("apart", [{"origin": "o2"}, {"period": "2016"}, {"country": "CN"}])
def test_fees_of_different_origins_years_or_countries_are_never_paired(apart):
    assert pair_of(**apart) == []


# --- whatever the figures ---------------------------------------------------------------------------------------------

money = st.integers(1, 10**9)


@st.composite
def known(draw):
    """A transfer of which everything is stated, and a market rate."""
    amount, home, market = draw(money), draw(st.integers(0, 10**9)), draw(st.integers(1, 10**6))
    return amount, draw(st.integers(0, amount - 1)), home, Fraction(market, 100)


def whole(amount, fee, home, market, times=1):
    entries = [sent(amount * times, fee=fee * times, **INR), arrived(home * times, "INR", **INR)]
    hundredths = int(market * 100)
    return one(*entries, rates=[rate("USD/INR", f"{hundredths // 100}.{hundredths % 100:02}")])


@given(known())
def test_fee_exchange_and_delivery_account_for_everything(figures):
    costs = whole(*figures)
    cost = costs.cases["best"]
    parts = [cost.fee, cost.exchange, cost.delivered]
    assert sum(part.low for part in parts) == 1
    # The World Bank counts the margin on all that was sent: more than what is lost by just the fee's part of it.
    assert cost.all_in.low == cost.fee.low + cost.margin.low
    assert cost.exchange.low == (1 - cost.fee.low) * cost.margin.low


@given(known(), st.integers(2, 1000))
def test_scaling_every_amount_changes_no_percentage(figures, times):
    one_time, more = whole(*figures), whole(*figures, times=times)
    for name in ("fee", "margin", "all_in", "exchange", "delivered"):
        assert one_time.over(name) == more.over(name)


@given(st.permutations([*chain(), sent(1000, percent=30), sent(percent=20), taken_alone(5), fee(3)]))
def test_the_order_of_entries_changes_nothing(entries):
    names = sorted(entries, key=lambda e: e.id)
    assert transfers(entries) == transfers(names)


intervals = st.tuples(st.none() | st.fractions(0, 1), st.none() | st.fractions(0, 1)).map(
    lambda ends: Interval(*(sorted(ends) if None not in ends else ends))
)
said = st.lists(st.tuples(st.sampled_from("abcdefgh"), intervals), min_size=1, max_size=20)


@given(said, st.data())
def test_a_copy_of_what_an_origin_says_changes_no_pooled_figure(pairs, data):
    copy = data.draw(st.sampled_from(pairs))
    at = data.draw(st.integers(0, len(pairs)))
    assert over_origins([*pairs[:at], copy, *pairs[at:]]) == over_origins(pairs)


@given(said)
def test_median_and_quartiles_rise_and_lie_in_the_range(pairs):
    summary = over_origins(pairs).summary
    first, third = summary.quartiles or (summary.median, summary.median)
    lows = [summary.range.low, first.low, summary.median.low, third.low]
    known = [low for low in lows if low is not None]
    assert lows[len(lows) - len(known) :] == known == sorted(known)
    assert (summary.quartiles is None) == (summary.origins < 4)


def test_the_median_counts_an_origin_once():
    found = over_origins([("a", Interval(Fraction(1), Fraction(1)))] * 9 + [("b", Interval(Fraction(3), Fraction(3)))])
    assert found.summary.median == Interval(Fraction(2), Fraction(2))
    assert (found.summary.origins, found.summary.bounds) == (2, 0)


def test_nothing_said_has_no_spread():
    assert over_origins([]) is None
