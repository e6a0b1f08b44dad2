"""Every worked example, to the last printed digit, through the real import and the real report.

The figures are those of the published observations (the sources are in the shipped data); the arithmetic is written out
in the manual's page `measures`. Pairing: low with low, high with high.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.conftest import Desk


def test_a1_a_sewing_factory_whose_items_make_more_and_less_than_the_rest(desk: Desk) -> None:
    found = desk.trace("cz-garment-2000")
    assert found.cases("state") == {"low": ("52.00", "52.00"), "high": ("55.33", "55.33")}
    assert found.cases("named") == {"low": ("78.67", "78.67"), "high": ("82.00", "82.00")}
    assert found.share("hand") == ("20.00", "20.00")
    assert found.amounts("unexplained:difference", "low") == ["2.00"]
    assert found.amounts("unexplained:difference", "high") == ["-3.00"]
    (rest,) = found.computed("rest-against-hand")
    assert (rest["low_left"], rest["low_left_share"]) == ("32.00", "21.33")
    assert (rest["high_left"], rest["high_left_share"]) == ("27.00", "18.00")
    (says,) = [r["says"] for r in found.data["computed"] if r["key"] == "rest-against-hand"]
    assert "consistent" in says
    assert found.data["claims"] == []  # the headline's "up to 90" belongs to another row


def test_a2_kuwait_is_a_flat_twenty_percent_and_not_seventeen_to_twenty_four(desk: Desk) -> None:
    found = desk.trace("kw-constr-2016")
    assert found.share("hand") == ("20.00", "20.48")
    assert found.share("all") == ("79.52", "80.00")
    assert found.cases("state") == {"low": ("40.00", "40.00"), "high": ("40.00", "40.00")}
    assert found.amounts("state:plan", "low") == ["332.00"]
    assert found.amounts("company:commission", "low") == ["166.00"]
    assert found.amounts("living:combined", "high") == ["100.00"]
    (rest,) = found.computed("rest-against-hand")
    assert (rest["low_left"], rest["high_left"]) == ("249.00", "300.00")
    assert (rest["low_difference"], rest["low_difference_share"]) == ("79.00", "9.52")
    assert (rest["high_difference"], rest["high_difference_share"]) == ("100.00", "10.00")
    assert found.cases("named") == {"low": ("70.00", "79.52"), "high": ("70.00", "80.00")}
    fines = [line for line in found.wage["lines"] if line["account"] == "supervisor:security"]
    assert len(fines) == 3
    assert all(line["amounts"] == {} for line in fines)  # a tariff is listed, and no money was taken by it
    assert [f["amount"]["best"] for f in found.printed("security_fine")] == ["300", "100", "500"]


def test_a3_the_gulf_split_adds_up_and_agrees_with_the_eighty_percent(desk: Desk) -> None:
    found = desk.trace("xx-gulf-2017")
    assert found.share("state") == ("50.00", "50.00")
    assert found.share("supervisor") == ("30.00", "30.00")
    assert found.share("hand") == ("20.00", "20.00")
    assert found.share("all") == ("80.00", "80.00")
    assert found.amounts("unexplained:difference", "best") == []


def test_a4_a_restaurant_splits_eight_to_eight_to_four(desk: Desk) -> None:
    found = desk.trace("cn-rest-2018")
    assert [found.share(m)[0] for m in ("hand", "state", "supervisor")] == ["40.00", "40.00", "20.00"]
    assert found.wage["basis"] == "contract"
    assert [f["treatment"] for f in found.printed("legal_minimum_wage")] == ["kept"]


def test_a5_due_and_received_are_kept_apart(desk: Desk) -> None:
    found = desk.trace("cn-helong-2023")
    assert found.cases("living") == {"low": ("32.00", "32.00"), "high": ("28.57", "28.57")}
    assert found.cases("company") == {"low": ("40.00", "40.00"), "high": ("35.71", "35.71")}
    assert found.cases("held") == {"low": ("28.00", "28.00"), "high": ("35.71", "35.71")}
    assert found.share("hand") == ("0.00", "0.00")
    assert found.share("not-in-hand") == ("100.00", "100.00")
    (due,) = found.computed("due-and-received")
    assert (due["low_due"], due["high_due"], due["low_received"]) == ("28.00", "35.71", "0.00")
    (net,) = found.computed("without-living")
    assert (net["low_worker"], net["high_worker"]) == ("41.18", "50.00")
    assert (net["low_company"], net["high_company"]) == ("58.82", "50.00")


@pytest.mark.parametrize(
    ("name", "state", "taken"), [("ru-log-2010-a", "40.00", "75.00"), ("ru-log-2010-b", "48.00", "83.00")]
)
def test_a7_loggers_have_shares_and_no_gross(desk: Desk, name: str, state: str, taken: str) -> None:
    found = desk.trace(name)
    assert found.share("state") == (state, state)
    assert found.share("all") == (taken, taken)
    assert found.share("company") == ("20.00", "20.00")
    assert found.share("supervisor") == ("15.00", "15.00")
    assert {line["currency"] for line in found.wage["lines"]} == {"XXX"}


def test_a7_what_was_left_after_collections_is_an_amount_of_its_own(desk: Desk) -> None:
    found = desk.trace("ru-log-2010-b")
    (amounts,) = [e for e in found.data["entries"] if e["shares"] is None]
    assert [line["account"] for line in amounts["lines"]] == ["unstated:gross", "worker:hand"]
    assert [line["currency"] for line in amounts["lines"]] == ["USD", "USD"]
    assert amounts["lines"][1]["amounts"]["low"]["amount"] == "60.00"


def test_a9_a_fixed_plan_is_eighty_or_a_hundred_percent_of_what_was_earned(desk: Desk) -> None:
    found = desk.trace("ru-constr-2009")
    cases = found.cases("state")
    assert cases["low"] == ("100.00", "100.00")
    assert cases["high"][0] == "80.00"
    assert found.amounts("unstated:remainder", "low") == ["0.00"]
    assert found.amounts("unstated:remainder", "high") == ["5000.00"]


WAGES_HEAD = (
    "obs_id,source_title,period_reported,country,sector,currency,pay_interval,gross_low,gross_best,gross_high,gross_basis,"
    "share_taken_low\n"
)
FLOWS_HEAD = (
    "obs_id,flow,amount_low,amount_best,amount_high,currency,interval,unit,percent_low,percent_best,percent_high,"
    "percent_of,note\n"
)


def _import(desk: Desk, folder: Path, wages: str, flows: str) -> None:
    (folder / "wages.csv").write_text(WAGES_HEAD + wages, encoding="utf-8")
    (folder / "flows.csv").write_text(FLOWS_HEAD + flows, encoding="utf-8")
    desk.run("import", str(folder / "wages.csv"), str(folder / "flows.csv"))


def test_a9_a_month_that_earned_less_than_the_plan_is_two_hundred_percent(fresh: Desk, tmp_path: Path) -> None:
    _import(
        fresh,
        tmp_path,
        "poor,A poor month,2009,RU,construction,RUB,month,,10000,,paid by the firm,\n",
        "poor,state_remittance,,20000,,RUB,month,per_worker,,,,,\npoor,take_home,,-10000,,RUB,month,per_worker,,,,,\n",
    )
    found = fresh.trace("poor")
    assert found.share("state") == ("200.00", "200.00")
    assert found.share("all") == ("200.00", "200.00")
    assert found.share("hand") == ("-100.00", "-100.00")
    assert found.amounts("worker:hand", "best") == ["-10000.00"]


def test_a10_a_forced_exchange_takes_what_the_contract_left(desk: Desk) -> None:
    found = desk.trace("cn-shoes-2015")
    assert found.share("hand") == ("10.00", "10.00")
    assert found.share("all") == ("90.00", "90.00")
    assert found.amounts("unexplained:difference", "best", 0) == ["3600.00"]
    (loss,) = found.computed("exchange-loss")
    assert (loss["given"], loss["worth"]) == ("200,000.00", "540,000.00")
    assert loss["lost_share_of_paid"] == "62.96"
    assert (loss["kept"], loss["kept_share"], loss["not_reaching"]) == ("148.15", "3.70", "96.30")
    assert [f["treatment"] for f in found.printed("fx_conversion_loss")] == ["kept"]


def test_a11_kaesong_counts_a_total_once(desk: Desk) -> None:
    found = desk.trace("kp-kic-2007")
    assert found.share("state") == ("30.00", "30.00")
    assert found.amounts("state:levy", "best") == ["17.40"]
    assert found.amounts("worker:hand", "best") == ["2.00"]
    assert found.amounts("unexplained:difference", "best") == ["38.60"]  # 56 in all less 17.40, and 58 less 2
    assert found.share("all") == ("96.55", "96.55")
    (percent,) = found.computed("printed-percent")
    assert (percent["printed"], percent["computed"]) == ("30", "30.00")


def test_a11_pay_in_won_at_the_official_rate_keeps_three_and_a_half_percent(fresh: Desk, tmp_path: Path) -> None:
    (tmp_path / "rates.csv").write_text(
        "date,pair,rate,kind,source_title\n2007,USD/KPW,140,official,A cable\n2007,USD/KPW,2800,market,A cable\n",
        encoding="utf-8",
    )
    fresh.run("import", str(tmp_path / "rates.csv"))
    _import(
        fresh,
        tmp_path,
        "kic,A pay sheet,2007,KP,manufacturing,USD,month,,58,,paid per worker to the bureau,\n",
        "kic,socio_cultural_charge,,17.4,,USD,month,per_worker,,30,,gross,\n"
        "kic,take_home,,2,,USD,month,per_worker,,,,,market value of what is paid in won\n"
        "kic,paid_in_kpw,,5600,,KPW,month,per_worker,,,,,\n",
    )
    found = fresh.trace("kic")
    (loss,) = found.computed("exchange-loss")
    assert (loss["paid"], loss["given"]) == ("40.60", "5,684.00")
    assert (loss["kept"], loss["kept_share"]) == ("2.03", "3.50")
    assert (loss["lost"], loss["lost_share"], loss["not_reaching"]) == ("38.57", "66.50", "96.50")


def test_a12_a_settlement_is_less_than_forty_percent_of_paper(desk: Desk) -> None:
    found = desk.trace("ru-military-2019")
    (settled,) = found.computed("settlement")
    assert (settled["low_paid"], settled["low_paid_share"], settled["low_paid_bound"]) == (
        "2,000.00",
        "40.00",
        "at most",
    )
    assert (settled["low_short"], settled["low_short_bound"]) == ("3,000.00", "at least")
    named = {line["account"] for e in found.data["entries"] for line in e["lines"] if not line["amounts"]}
    assert named == {"state:mass-organisation", "living:combined", "living:medical", "living:travel"}
    assert found.amounts("worker:held", "low") == ["5000.00", "-5000.00"]  # written down once, cleared once
    assert [e["shares"] for e in found.data["entries"]] == [None, None]  # what was promised is no gross


def test_a12_two_thousand_of_sixty_months_at_a_hundred_is_a_third(fresh: Desk, tmp_path: Path) -> None:
    _import(
        fresh,
        tmp_path,
        "five,Five years,2019-05/2024-04,RU,construction,USD,month,,,,,\n",
        "five,promised_wage,,100,,USD,month,per_worker,,,,,\n"
        "five,withheld_until_return,5000,,,USD,once,per_worker,,,,,more than\n"
        "five,take_home_on_return,,2000,,USD,once,per_worker,,,,,\n",
    )
    (promise,) = fresh.trace("five").computed("promise")
    assert (promise["low_promised"], promise["times"]) == ("6,000.00", "60")
    assert (promise["low_share"], promise["low_short"]) == ("33.33", "4,000.00")


def test_b2_a_printed_total_that_its_parts_do_not_make(desk: Desk) -> None:
    found = desk.trace("xx-nkwatch-2015")
    assert {case: ends[0] for case, ends in found.cases("named").items()} == {"low": "85.00", "high": "85.00"}
    (claim,) = found.computed("claim")
    assert (claim["printed"], claim["named"], claim["not_attributed"]) == ("95.00", "85.00", "10.00")


def test_b7_a_contract_and_a_day_rate_that_cannot_both_hold(desk: Desk) -> None:
    found = desk.trace("ru-stadium-2016")
    (contract,) = found.computed("contract-a-head")
    assert (contract["per_head"], contract["days"]) == ("60,000.00", "33.3")
    assert [e["shares"] for e in found.data["entries"]] == [None]  # the crew's contract is nobody's wage


@pytest.mark.parametrize(("name", "change"), [("ru-constr-2021-dnk", "38.89"), ("ru-log-2021-dnk", "55.56")])
def test_b9_a_rise_is_computed_beside_the_misprint(desk: Desk, name: str, change: str) -> None:
    found = desk.trace(name)
    assert [figures["change"] for figures in found.computed("change")] == [change]
    assert {e["period"] for e in found.data["entries"]} == {"2021", "../2021"}


def test_b10_quotas_of_one_programme_told_by_the_month_and_the_year(desk: Desk) -> None:
    def told(name: str, place: int = 0) -> tuple[str, str]:
        figures = desk.trace(name).computed("other-interval")[place]
        return figures["best_month"], figures["best_year"]

    assert told("ru-constr-2021-rfa") == ("490.00", "5,880.00")
    assert told("ru-constr-2021-dnk", 1) == ("600.00", "7,200.00")
    assert told("ru-constr-2019") == ("760.00", "9,120.00")


def test_b14_half_of_the_savings_at_the_border(desk: Desk) -> None:
    found = desk.trace("ru-log-2015")
    (settled,) = found.computed("settlement")
    assert (settled["best_paid"], settled["best_paid_share"]) == ("500.00", "50.00")
    assert (settled["best_taken"], settled["best_taken_share"]) == ("500.00", "50.00")
    assert found.amounts("home:received", "best") == ["500.00"]
    assert all(e["shares"] is None for e in found.data["entries"])  # the share of the gross is unknown


def test_b15_tips_are_in_the_hand_and_not_in_the_gross(fresh: Desk, tmp_path: Path) -> None:
    _import(
        fresh,
        tmp_path,
        "rest,A restaurant,2016,CN,food_service,USD,month,,500,,wage,90\n",
        "rest,take_home,,100,,USD,month,per_worker,,,,,\nrest,tips,,,,USD,month,per_worker,,,,,in the take-home\n",
    )
    found = fresh.trace("rest")
    assert found.share("hand") == (None, "20.00")  # 20 % kept is not 100 less 90
    assert found.share("all") == ("80.00", None)


def test_b15_priced_tips_make_the_share_exact(fresh: Desk, tmp_path: Path) -> None:
    _import(
        fresh,
        tmp_path,
        "rest,A restaurant,2016,CN,food_service,USD,month,,500,,wage,90\n",
        "rest,take_home,,100,,USD,month,per_worker,,,,,\nrest,tips,,60,,USD,month,per_worker,,,,,\n",
    )
    found = fresh.trace("rest")
    assert found.share("all") == ("92.00", "92.00")
    assert found.share("hand") == ("8.00", "8.00")


def test_b16_revenue_is_another_base(desk: Desk) -> None:
    found = desk.trace("xx-rest-2010-rev")
    (share,) = found.computed("of-revenue")
    assert (share["share"], share["bound"]) == ("1.00", "at_most")
    assert all(e["shares"] is None for e in found.data["entries"])


def test_b18_a_ceiling_holds_at_both_ends(desk: Desk) -> None:
    found = desk.trace("cn-lat-2012")
    assert found.cases("all") == {"low": ("75.00", None), "high": ("83.33", None)}
    (money,) = found.computed("claim-in-money")
    assert (money["low_left"], money["high_left"]) == ("50.00", "75.00")


def test_b19_pay_in_won_at_the_markets_of_its_time(desk: Desk) -> None:
    found = desk.trace("kp-kic-2016")
    values = {f["rate"]: f for f in found.computed("market-value")}
    assert (values["8000"]["value"], values["8000"]["share"]) == ("31.25", "20.83")
    assert values["8000"]["share_of_base_wage"] == "42.30"
    assert values["8200"]["value"] == "30.49"


def test_a_state_line_alone_is_at_least_that_much(desk: Desk) -> None:
    found = desk.trace("xx-rfa-2015-03")
    assert found.share("state") == ("30.00", "100.00")
    assert found.share("hand") == ("0.00", "70.00")


def test_the_whole_report_counts_origins_and_says_what_it_is(desk: Desk) -> None:
    report = desk.json("report", "skim", "--by", "country")
    assert report["whole"]["entries"] == 32
    assert report["whole"]["origins"] == 29
    assert "not a sample" in desk.run("report", "skim")
    countries = {group["key"]["country"]: group for group in report["groups"]}
    assert countries["CZ"]["shares"]["state"]["range"] == {"low": "52.00", "high": "55.33"}
