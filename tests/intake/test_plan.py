"""What an observation becomes: each rule as a claim, on the smallest sheet that shows it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.intake.made import amount, gross, lines, percent, planned


def test_what_is_not_stated_of_the_hand_is_a_remainder():
    made = planned(gross("1000"), percent("state_remittance", "40"))
    assert lines(made) == {
        "employer:wage": (None, -100000, None),
        "state:plan": (None, 40000, None),
        "unstated:remainder": (None, 60000, None),
    }


def test_the_rest_beside_a_stated_hand_is_unexplained_with_its_sign():
    made = planned(gross("100"), amount("state_remittance", "90"), amount("take_home", "30"))
    assert lines(made)["unexplained:difference"] == (None, -2000, None)


def test_a_take_home_without_a_gross_balances_against_a_gross_that_nobody_states():
    made = planned({}, amount("take_home", "100"))
    assert lines(made) == {"unstated:gross": (None, -10000, None), "worker:hand": (None, 10000, None)}
    assert made.entries[0].basis is None


def test_ends_are_paired():
    made = planned(
        gross(low="830", high="1000"), percent("company_cut", "20"), amount("take_home", low="170", high="200")
    )
    assert lines(made)["company:commission"] == (16600, None, 20000)
    assert lines(made)["unexplained:difference"] == (49400, None, 60000)


def test_a_usual_figure_that_one_line_lacks_is_never_a_midpoint():
    made = planned(gross("200", low="100", high="300"), amount("take_home", low="50", high="90"))
    assert all(best is None for _, best, _ in lines(made).values())


def test_percentages_alone_stand_on_a_base_of_one_hundred():
    made = planned({"pay_interval": "month"}, percent("loyalty_fund", low="30", high="40"))
    assert made.entries[0].currency == "XXX"
    assert lines(made) == {
        "employer:wage": (-10000, None, -10000),
        "state:loyalty": (3000, None, 4000),
        "unstated:remainder": (7000, None, 6000),
    }


def test_percentages_that_make_a_hundred_leave_nothing_over():
    made = planned(
        gross("128.3"), percent("insurance", "15"), percent("socio_cultural_charge", "30"), percent("take_home", "55")
    )
    assert "unexplained:difference" not in lines(made)


def test_a_yearly_line_is_brought_to_the_month_when_it_divides():
    made = planned(gross("1000"), amount("loyalty_fund", "1200", interval="year"))
    assert (made.entries[0].per, lines(made)["state:loyalty"]) == ("month", (None, 10000, None))


def test_a_yearly_line_that_does_not_divide_brings_the_gross_to_the_year():
    made = planned(gross("1000"), amount("loyalty_fund", "10000", interval="year"))
    assert made.entries[0].per == "year"
    assert lines(made)["employer:wage"] == (None, -1200000, None)
    assert lines(made)["state:loyalty"] == (None, 1000000, None)


def test_a_daily_line_is_kept_apart_from_a_monthly_gross():
    made = planned(gross("1000"), amount("food", "3", interval="day"))
    assert [(e.kind, e.per) for e in made.entries] == [("wage", "month"), ("levy", "day")]
    assert "living:food" not in lines(made, 0)


def test_a_single_levy_is_never_made_monthly():
    made = planned(gross("1000"), amount("special_levy", "70", interval="once"), amount("take_home", "500"))
    assert [(e.kind, e.per) for e in made.entries] == [("wage", "month"), ("levy", "once")]


def test_a_line_in_another_currency_stands_in_an_entry_of_its_own():
    made = planned(gross("20000", currency="RUB"), amount("take_home", "100"))
    assert [e.currency for e in made.entries] == ["RUB", "USD"]
    assert "unstated:remainder" in lines(made, 0)


def test_a_percentage_speaks_for_a_line_whose_amount_is_in_another_currency():
    made = planned(
        gross("20000", currency="RUB"), percent("state_remittance", "40") | {"amount_best": "300", "currency": "USD"}
    )
    assert lines(made)["state:plan"] == (None, 800000, None)


def test_a_percentage_of_another_line_is_worked_out_on_that_line():
    made = planned(gross("1000"), amount("take_home", "500"), percent("party_dues", "2", of="take_home"))
    assert lines(made)["state:dues"] == (None, 1000, None)


def test_a_percentage_of_something_unknown_is_named_and_has_no_figure():
    made = planned(gross("1000"), percent("party_dues", "2", of="the foreman's wish"))
    assert lines(made)["state:dues"] == (None, None, None)
    assert [s.treatment for s in made.stated] == ["unpriced"]


def test_a_line_without_a_figure_is_listed_and_is_not_zero():
    made = planned(gross("100"), amount("take_home", "30"), {"flow": "party_dues"})
    assert lines(made)["state:dues"] == (None, None, None)


def test_a_hand_named_without_a_figure_leaves_the_rest_open():
    made = planned(gross("100"), amount("state_remittance", "40"), amount("take_home", "10"), {"flow": "paid_in_goods"})
    assert "unstated:remainder" in lines(made)
    assert "unexplained:difference" not in lines(made)


def test_money_sent_home_without_a_figure_does_not_make_the_hand_unstated():
    made = planned(gross("100"), amount("take_home", "30"), {"flow": "sent_home"})
    assert "unexplained:difference" in lines(made, 0)
    assert [e.kind for e in made.entries] == ["wage", "remittance"]


def test_a_total_never_adds_to_its_own_parts():
    made = planned(gross("1000"), amount("state_remittance", "400"), percent("all_takers_combined", "80"))
    assert lines(made)["unexplained:difference"] == (None, 40000, None)
    assert lines(made)["unstated:remainder"] == (None, 20000, None)


def test_two_totals_are_not_added_to_one_another():
    made = planned(gross("1000"), amount("all_takers_combined", "800"), amount("unspecified_deductions", "300"))
    assert sum(p.best or 0 for p in made.entries[0].postings if p.account == "unexplained:difference") == 80000


def test_a_total_that_is_less_than_its_parts_takes_nothing_more():
    made = planned(gross("1000"), amount("state_remittance", "400"), amount("unspecified_deductions", "80"))
    assert lines(made)["unstated:remainder"] == (None, 60000, None)


def test_a_part_is_taken_out_of_the_line_that_contains_it():
    made = planned({}, amount("food", "300"), amount("loyalty_fund", "100", note="diverted out of the food line"))
    assert lines(made) == {
        "unstated:gross": (None, -30000, None),
        "living:food": (None, 20000, None),
        "state:loyalty": (None, 10000, None),
    }


def test_a_line_that_contains_another_is_posted_without_it():
    made = planned(
        gross("1000"),
        amount("loyalty_fund", "500", note="includes the state remittance"),
        amount("state_remittance", "300"),
    )
    assert lines(made)["state:loyalty"] == (None, 20000, None)


def test_insurance_on_top_of_the_wage_is_outside_the_gross():
    made = planned(gross("59"), amount("insurance", "8", note="on top of the wage"))
    assert "state:insurance" not in lines(made)
    assert [s.treatment for s in made.stated] == ["kept"]


def test_a_group_total_is_never_a_workers_money():
    made = planned(gross("100"), amount("special_levy", "25000", unit="group_total"))
    assert set(lines(made)) == {"employer:wage", "unstated:remainder"}


def test_a_promise_is_no_money():
    made = planned({}, amount("promised_wage", "120"))
    assert made.entries == []
    assert len(made.promises) == 1


def test_a_fine_is_a_tariff_unless_somebody_paid_it():
    tariff = planned(gross("100"), amount("take_home", "50"), amount("security_fine", "300", interval="once"))
    assert lines(tariff)["supervisor:security"] == (None, None, None)
    paid = planned(gross("100"), amount("security_fine", "20", note="was paid in March"))
    assert lines(paid)["supervisor:security"] == (None, 2000, None)


def test_a_take_home_that_was_not_paid_is_held():
    made = planned(gross("100"), amount("take_home", "40", note="due, not paid out"), {"flow": "withheld_until_return"})
    assert lines(made)["worker:held"] == (None, 4000, None)
    assert "worker:hand" not in lines(made)


def test_a_take_home_of_nothing_is_a_hand_of_nothing():
    made = planned({}, amount("take_home", "0", note="never paid"))
    assert lines(made)["worker:hand"] == (None, 0, None)


def test_savings_held_every_month_are_a_line_of_the_wage():
    made = planned(
        gross("100"), amount("take_home", "10"), amount("withheld_until_return", "20"), amount("company_cut", "70")
    )
    assert lines(made)["worker:held"] == (None, 2000, None)
    assert "unexplained:difference" not in lines(made)


def test_a_settlement_clears_what_was_written_down_and_names_what_is_short():
    made = planned(
        {},
        amount("withheld_until_return", low="5000", interval="once"),
        amount("take_home_on_return", "2000", interval="once"),
    )
    assert [e.kind for e in made.entries] == ["accrual", "settlement"]
    assert lines(made, 1) == {
        "worker:held": (-500000, None, None),
        "worker:hand": (200000, None, None),
        "unexplained:difference": (300000, None, None),
    }
    assert {p.low_bound for p in made.entries[1].postings} == {"at_least", None}


def test_a_levy_on_return_is_a_part_of_the_savings_that_were_settled():
    made = planned(
        {}, amount("take_home_on_return", "1000", interval="once"), percent("return_levy", "50", of="savings")
    )
    assert lines(made)["worker:hand"] == (None, 50000, None)
    assert lines(made)["state:levy"] == (None, 50000, None)


def test_a_levy_beside_a_net_settlement_is_not_taken_out_of_it():
    made = planned(
        {},
        amount("withheld_until_return", "1000", interval="once"),
        amount("take_home_on_return", "500", interval="once"),
        amount("return_levy", "500", interval="once"),
    )
    assert lines(made, 1) == {
        "worker:held": (None, -100000, None),
        "worker:hand": (None, 50000, None),
        "state:levy": (None, 50000, None),
    }


def test_a_bribe_is_a_cost_of_the_posting_in_an_entry_of_its_own():
    made = planned(gross("100"), amount("bribe_for_dispatch", "3000", interval="once"))
    assert lines(made, 1) == {"worker:hand": (None, -300000, None), "broker:bribe": (None, 300000, None)}


def test_a_bribe_for_side_work_is_paid_from_side_work():
    made = planned({}, amount("bribe_for_side_work", "800"))
    assert set(lines(made)) == {"other:side-work", "broker:bribe"}


def test_tips_are_in_the_stated_hand_and_never_in_the_gross():
    made = planned(gross("500"), amount("take_home", "100"), amount("tips", "60"))
    assert lines(made)["other:tips"] == (None, -6000, None)
    assert lines(made)["unexplained:difference"] == (None, 46000, None)


def test_side_income_that_is_apart_is_an_entry_of_its_own():
    made = planned(gross("500"), amount("take_home", "100"), amount("side_work_income", "60", note="not included"))
    assert [e.kind for e in made.entries] == ["wage", "side-income"]


def test_pay_in_won_beside_a_take_home_is_the_same_pay():
    made = planned(gross("58"), amount("take_home", "2"), amount("paid_in_kpw", "5600", currency="KPW"))
    assert len(made.entries) == 1
    assert [s.treatment for s in made.stated] == ["kept", "posted"]


def test_a_second_take_home_is_never_added_to_the_first():
    made = planned(gross("500"), amount("take_home", "100"), amount("take_home", "150"))
    assert lines(made)["worker:hand"] == (None, 10000, None)


def test_the_line_before_a_change_has_its_own_earlier_period():
    made = planned({"period_reported": "2021-06"}, amount("loyalty_fund", "10"), amount("loyalty_fund_previous", "8"))
    assert [e.period and e.period.text for e in made.entries] == [None, "../2021-06"]


def test_what_a_family_received_of_what_was_sent():
    made = planned({}, amount("sent_home", "100"), amount("family_received", "70"))
    assert lines(made) == {
        "worker:hand": (None, -10000, None),
        "home:received": (None, 7000, None),
        "unexplained:difference": (None, 3000, None),
    }


def test_a_claim_is_kept_as_a_claim_and_never_posted():
    made = planned(gross("1000") | {"share_taken_high": "90", "share_basis": "state withholds up to this part"})
    assert set(lines(made)) == {"employer:wage", "unstated:remainder"}
    (claim,) = made.claims
    assert (claim.side, claim.takers, claim.operator, claim.share.high) == ("taken", "state", "up to", 900000)


cents = st.integers(0, 10**9)


@given(cents, cents, st.integers(0, 2_000_000), st.booleans())
def test_every_entry_balances_in_every_case(earned, hand, ppm, has_hand):
    rows = [percent("state_remittance", f"{ppm // 10000}.{ppm % 10000:04d}")]
    if has_hand:
        rows.append(amount("take_home", f"{hand // 100}.{hand % 100:02d}"))
    made = planned(gross(f"{earned // 100}.{earned % 100:02d}"), *rows)
    for entry in made.entries:
        for case in ("low", "best", "high"):
            assert sum(getattr(p, case) or 0 for p in entry.postings) == 0


def test_a_total_beside_a_hand_is_money_of_its_own_when_no_gross_is_stated():
    made = planned(
        {}, amount("all_takers_combined", "800"), amount("state_remittance", "500"), amount("take_home", "200")
    )
    assert lines(made) == {
        "unstated:gross": (None, -100000, None),
        "unexplained:difference": (None, 30000, None),
        "state:plan": (None, 50000, None),
        "worker:hand": (None, 20000, None),
    }


def test_what_is_left_of_a_line_less_a_ceiling_is_at_least_so_much():
    """
    food 300, of which up to 100 goes to the loyalty fund: food is at least 200, and both together are 300
    """
    made = planned({}, amount("food", "300"), amount("loyalty_fund", high="100", note="out of the food line"))
    by_account = {p.account: (p.high, p.high_bound) for p in made.entries[0].postings}
    assert by_account["living:food"] == (20000, "at_least")
    assert by_account["state:loyalty"] == (10000, "at_most")


def test_a_part_that_grows_is_taken_out_of_the_line_that_contains_it():
    """
    food 300, of which 50 to 100 goes to the loyalty fund: 250 to 200 is left for food
    """
    made = planned({}, amount("food", "300"), amount("loyalty_fund", low="50", high="100", note="out of the food line"))
    assert lines(made)["living:food"] == (25000, None, 20000)
    assert lines(made)["unstated:gross"] == (-30000, None, -30000)


def test_no_line_is_lost_for_having_a_percentage_alone():
    sheet = [
        percent("take_home_on_return", "50", of="savings", interval="once"),
        percent("bonus_on_return", "10", of="savings", interval="once"),
        percent("return_levy", "40", of="gross", interval="once"),
        percent("withheld_until_return", "30", interval="once"),
        percent("tips", "5"),
    ]
    made = planned(gross("500"), *sheet)
    assert sorted(s.line.flow for s in made.stated) == sorted(row["flow"] for row in sheet)
    assert lines(made)["worker:held"] == (None, 15000, None)


def test_a_percentage_of_the_savings_is_worked_out_on_what_was_written_down():
    """
    6000 written down; half paid, a quarter taken on return, a quarter missing
    """
    made = planned(
        {},
        amount("withheld_until_return", "6000", interval="once"),
        percent("take_home_on_return", "50", of="savings", interval="once"),
        percent("return_levy", "25", of="savings", interval="once"),
    )
    assert lines(made, 1) == {
        "worker:held": (None, -600000, None),
        "worker:hand": (None, 300000, None),
        "state:levy": (None, 150000, None),
        "unexplained:difference": (None, 150000, None),
    }


def test_what_was_due_and_what_is_withheld_of_it_are_one_sum():
    made = planned(
        gross("1000"),
        amount("company_cut", "400"),
        amount("take_home", "600", note="due but withheld"),
        amount("withheld_until_return", "600"),
    )
    assert lines(made) == {
        "employer:wage": (None, -100000, None),
        "company:commission": (None, 40000, None),
        "worker:held": (None, 60000, None),
    }


def test_a_share_of_a_ceiling_leaves_a_ceiling():
    made = planned(gross(high="500"), percent("state_remittance", "80"))
    assert [(p.account, p.high, p.high_bound) for p in made.entries[0].postings] == [
        ("employer:wage", -50000, "at_most"),
        ("state:plan", 40000, "at_most"),
        ("unstated:remainder", 10000, "at_most"),
    ]


def test_a_total_in_percent_less_a_part_in_percent_is_a_percentage():
    """
    up to 500: 80 % in all, of which 60 % to the state: 20 % of whatever the gross is, up to 100
    """
    made = planned(gross(high="500"), percent("all_takers_combined", "80"), percent("state_remittance", "60"))
    by_account = {p.account: (p.high, p.high_bound) for p in made.entries[0].postings}
    assert by_account["unexplained:difference"] == (10000, "at_most")
    assert by_account["unstated:remainder"] == (10000, "at_most")
