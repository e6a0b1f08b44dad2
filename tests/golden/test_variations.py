"""The kinds of the worked examples with other numbers, so that no rule is tuned to a row. Expected values by hand.

All rows are invented. Each test shows the arithmetic; pairing is low with low, high with high.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.golden.conftest import Desk, Traced

WAGES = """\
obs_id,source_title,source_url,period_reported,country,sector,workers_covered,currency,pay_interval,gross_low,gross_best,\
gross_high,gross_basis,share_taken_best,share_kept_best,share_basis,claim_group
sewing,A page,,2001,CZ,garments,,USD,month,,200,,monthly salary,,,,
flat,A page,,2017,KW,construction,,USD,month,900,,1200,monthly wage,35,,35 is the state line; the company takes more,
gulf,A page,,2016,QA,construction,,USD,month,,1200,,"wage, around",75,,state and dispatch company together,
split,A page,,2019,CN,restaurant,,CNY,month,,2500,,paid by the Chinese owner,,,,
due,A page,,2022,CN,manufacturing,,CNY,month,3000,,3400,paid by the Chinese firm to the sending company,,,,
logger,A page,,2008,RU,logging,,,month,,,,,,28,part left to the worker,
plan,A page,,2011,RU,construction,,RUB,month,24000,,30000,paid by the Russian firm,,,,
poor,A page,,2011,RU,construction,,RUB,month,,9000,,paid by the Russian firm,,,,
shoes,A page,https://example.org/shoes,2019,CN,manufacturing,,CNY,month,,3500,,contract price per worker,,,,
paper,A page,,2020-01/2022-12,RU,construction,,USD,month,,,,,,,,
parts,A page,,2016,,mixed,,USD,month,,3000,,wage,92,,total,
crew,A page,,2017-06/2017-12,RU,construction,50,RUB,day,,,,,,,,
rise,A page,,2022,RU,construction,,USD,year,,,,,,,,
border,A page,,2016,RU,logging,,USD,once,,,,,,,,
tips,A page,,2015,,restaurant,,USD,month,,400,,wage,,,,
firm,A page,,2011,,restaurant,,USD,month,,,,,,,,
third,A page,,2013,CN,mixed,,USD,month,250,,350,monthly pay,70,,seven tenths of pay owed to the state,
won,A page,https://example.org/won,2014,KP,manufacturing,,USD,month,,160,,with overtime,,,,
ceiling,A page,,2012,KW,construction,,USD,month,,,500,"wage, up to",,,,
copy-a,A page,,2014,PL,shipyard,,USD,month,,1000,,wage,,,,one-witness
copy-b,Another page,,2014,PL,shipyard,,USD,month,,1000,,wage,,,,one-witness
"""
FLOWS = """\
obs_id,flow,amount_low,amount_best,amount_high,currency,interval,unit,percent_low,percent_best,percent_high,percent_of,note
sewing,state_remittance,90,,100,USD,month,per_worker,,,,,
sewing,accommodation,,50,,USD,month,per_worker,,,,,
sewing,newspaper_subscription,,2,,USD,month,per_worker,,,,,
sewing,flowers_statue,,3,,USD,month,per_worker,,,,,
sewing,take_home,,50,,USD,month,per_worker,,,,,source says about
flat,state_remittance,,,,,month,per_worker,,35,,gross,
flat,company_cut,,,,,month,per_worker,,25,,gross,
flat,living_costs_combined,,,,,month,per_worker,,10,,gross,
flat,unspecified_deductions,,,,,month,per_worker,,,,,insurance and savings
flat,take_home,200,,240,USD,month,per_worker,,,,,
gulf,state_remittance,,,,,month,per_worker,,45,,gross,
gulf,manager_cut,,360,,USD,month,per_worker,,,,,
gulf,take_home,,300,,USD,month,per_worker,,,,,
split,take_home,,1000,,CNY,month,per_worker,,,,,
split,state_remittance,,1000,,CNY,month,per_worker,,,,,
split,manager_cut,,500,,CNY,month,per_worker,,,,,
due,living_costs_combined,,900,,CNY,month,per_worker,,,,,
due,company_cut,,1200,,CNY,month,per_worker,,,,,
due,take_home,900,,1300,CNY,month,per_worker,,,,,due but withheld until return
due,withheld_until_return,900,,1300,CNY,month,per_worker,,,,,
logger,state_remittance,,,,,month,per_worker,,42,,gross,
logger,company_cut,,,,,month,per_worker,,18,,gross,
logger,manager_cut,,,,,month,per_worker,,12,,gross,
logger,take_home,,,,,month,per_worker,,28,,gross,
plan,state_remittance,,18000,,RUB,month,per_worker,,,,,
poor,state_remittance,,18000,,RUB,month,per_worker,,,,,
shoes,take_home,,420,,CNY,month,per_worker,,,,,
paper,promised_wage,,150,,USD,month,per_worker,,,,,
paper,withheld_until_return,4500,,,USD,once,per_worker,,,,,more than
paper,take_home_on_return,,1500,,USD,once,per_worker,,,,,
paper,mass_org_dues,,,,,month,per_worker,,,,,named without an amount
parts,loyalty_fund,,,,,month,per_worker,,45,,gross,
parts,manager_cut,,,,,month,per_worker,,25,,gross,
parts,living_costs_combined,,,,,month,per_worker,,10,,gross,
crew,contract_total,,4500000,,RUB,once,group_total,,,,,
crew,state_remittance,,,,,once,group_total,,60,,contract total,
crew,take_home,,900,,RUB,day,per_worker,,,,,
rise,loyalty_fund,,8100,,USD,year,per_worker,,,,,
rise,loyalty_fund_previous,,6000,,USD,year,per_worker,,,,,
border,take_home_on_return,,1500,,USD,once,per_worker,,,,,
border,return_levy,,,,,once,per_worker,,40,,savings,
tips,take_home,,90,,USD,month,per_worker,,,,,
tips,tips,,,,,month,per_worker,,,,,
firm,take_home,,,120,USD,month,per_worker,,,,,
firm,revenue_generated,,8000,,USD,month,per_worker,,,,,
third,take_home,,,60,USD,month,per_worker,,,,,under 60
won,paid_in_kpw,,300000,,KPW,month,per_worker,,,,,
won,base_wage,,80,,USD,month,per_worker,,,,,
ceiling,state_remittance,,,,,month,per_worker,,80,,gross,
copy-a,take_home,,200,,USD,month,per_worker,,,,,
copy-b,take_home,,200,,USD,month,per_worker,,,,,
"""
RATES = """\
date,pair,rate,kind,source_title,source_url
2019,CNY/KPW,1500,market,A page,https://example.org/shoes
2019,CNY/KPW,600,imposed,A page,https://example.org/shoes
2014,USD/KPW,7500,market,A page,https://example.org/won
"""


@pytest.fixture(scope="module")
def varied(template_folder: Path, identity_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A book with the sheets above, written with a byte order mark, CRLF and semicolons as a spreadsheet would."""
    folder = tmp_path_factory.mktemp("variations")
    shutil.copytree(template_folder, folder / "book")
    (folder / "wages.csv").write_bytes(b"\xef\xbb\xbf" + WAGES.replace("\n", "\r\n").encode())
    (folder / "flows.csv").write_text(FLOWS.replace(",", ";").replace("under;60", "under 60"), encoding="utf-8")
    (folder / "rates.csv").write_text(RATES.replace(",", "\t"), encoding="utf-8")
    found = Desk(folder / "book", identity_file)
    found.run("import", *(str(folder / f"{name}.csv") for name in ("wages", "flows", "rates")))
    return found


def test_a1_items_that_make_more_and_less_than_the_rest(varied: Desk) -> None:
    """
    state lines 95 and 105 of 200; with lodging 145 and 155; left 55 and 45; 50 printed lies between
    """
    found = varied.trace("sewing")
    assert found.cases("state") == {"low": ("47.50", "47.50"), "high": ("52.50", "52.50")}
    assert found.cases("named") == {"low": ("72.50", "72.50"), "high": ("77.50", "77.50")}
    assert found.share("hand") == ("25.00", "25.00")
    assert found.amounts("unexplained:difference", "low") == ["5.00"]
    assert found.amounts("unexplained:difference", "high") == ["-5.00"]


def test_a2_ends_are_paired(varied: Desk) -> None:
    """
    900: 315 + 225 + 90 = 630, hand 200, 70 left unnamed; 1200: 420 + 300 + 120 = 840, hand 240, 120 left unnamed
    """
    found = varied.trace("flat")
    assert found.share("hand") == ("20.00", "22.22")
    assert found.share("all") == ("77.78", "80.00")
    assert found.share("state") == ("35.00", "35.00")
    assert found.amounts("unexplained:difference", "low") == ["70.00"]
    assert found.amounts("unexplained:difference", "high") == ["120.00"]


def test_a3_state_and_company_are_compared_with_state_and_company(varied: Desk) -> None:
    """
    1200: 540 + 360 + 300; state 45, managers 30, hand 25; the printed 75 is state and company
    """
    found = varied.trace("gulf")
    assert [found.share(m)[0] for m in ("state", "supervisor", "hand", "all")] == ["45.00", "30.00", "25.00", "75.00"]
    (claim,) = found.computed("claim")
    assert (claim["measure"], claim["computed"]) == ("state-company", "75.00")


def test_a4_a_split_of_two_to_two_to_one(varied: Desk) -> None:
    found = varied.trace("split")
    assert [found.share(m)[0] for m in ("hand", "state", "supervisor")] == ["40.00", "40.00", "20.00"]
    assert found.wage["basis"] == "contract"


def test_a5_what_was_due_and_withheld_is_counted_once(varied: Desk) -> None:
    """
    3000: 900 living, 1200 company, 900 due; 3400: 900, 1200, 1300 due; without living 2100 and 2500
    """
    found = varied.trace("due")
    assert found.cases("held") == {"low": ("30.00", "30.00"), "high": ("38.24", "38.24")}
    assert found.share("hand") == ("0.00", "0.00")
    assert found.amounts("unexplained:difference", "low") == []
    (net,) = found.computed("without-living")
    assert (net["low_worker"], net["high_worker"]) == ("42.86", "52.00")
    assert [f["treatment"] for f in found.printed("withheld_until_return")] == ["kept"]


def test_a7_percentages_alone(varied: Desk) -> None:
    found = varied.trace("logger")
    assert [found.share(m)[0] for m in ("state", "company", "supervisor")] == ["42.00", "18.00", "12.00"]
    assert found.share("all") == ("72.00", "72.00")


def test_a9_a_fixed_sum_over_variable_pay(varied: Desk) -> None:
    """
    18000 of 24000 is 75 %, of 30000 60 %, of 9000 200 %, which leaves the worker 9000 short
    """
    cases = varied.trace("plan").cases("state")
    assert (cases["low"][0], cases["high"][0]) == ("75.00", "60.00")
    poor = varied.trace("poor")
    assert poor.share("state") == ("200.00", "200.00")
    assert poor.share("hand") == ("-100.00", "-100.00")


def test_a10_a_forced_rate_takes_three_fifths(varied: Desk) -> None:
    """
    420 of 3500 is 12 %; at 600 instead of 1500 it is worth 168: 4.80 %, a loss of 60 %
    """
    found = varied.trace("shoes")
    assert found.share("hand") == ("12.00", "12.00")
    (loss,) = found.computed("exchange-loss")
    assert (loss["kept"], loss["kept_share"], loss["lost_share_of_paid"]) == ("168.00", "4.80", "60.00")


def test_a12_a_third_of_paper_and_less_of_the_promise(varied: Desk) -> None:
    """
    1500 of more than 4500 is at most 33.33 %; of 36 months at 150, which is 5400, it is 27.78 %
    """
    found = varied.trace("paper")
    (settled,) = found.computed("settlement")
    assert (settled["low_paid_share"], settled["low_paid_bound"]) == ("33.33", "at most")
    (promise,) = found.computed("promise")
    assert (promise["low_promised"], promise["low_share"], promise["low_short"]) == ("5,400.00", "27.78", "3,900.00")


def test_b2_parts_that_do_not_make_their_total(varied: Desk) -> None:
    """
    45 + 25 + 10 = 80, printed 92
    """
    (claim,) = varied.trace("parts").computed("claim")
    assert (claim["named"], claim["not_attributed"]) == ("80.00", "12.00")


def test_b7_a_crew_and_a_day_rate(varied: Desk) -> None:
    """
    4500000 / 50 = 90000; less 60 % 36000; at 900 a day 40 days
    """
    (check,) = varied.trace("crew").computed("contract-a-head")
    assert (check["per_head"], check["rest"], check["days"]) == ("90,000.00", "36,000.00", "40.0")


def test_b9_and_b10_a_rise_and_the_other_interval(varied: Desk) -> None:
    """
    6000 to 8100 is +35 %; 8100 a year is 675 a month
    """
    found = varied.trace("rise")
    assert [f["change"] for f in found.computed("change")] == ["35.00"]
    assert "675.00" in [f.get("best_month") for f in found.computed("other-interval")]


def test_b14_two_fifths_of_the_savings(varied: Desk) -> None:
    """
    40 % of 1500 is 600; 900 is received
    """
    found = varied.trace("border")
    assert found.amounts("worker:hand", "best") == ["900.00"]
    assert found.amounts("state:levy", "best") == ["600.00"]


def test_b15_unpriced_tips_make_the_hand_a_ceiling(varied: Desk) -> None:
    found = varied.trace("tips")
    assert found.share("hand") == (None, "22.50")
    assert found.share("all") == ("77.50", None)


def test_b16_revenue_is_no_wage(varied: Desk) -> None:
    (of,) = varied.trace("firm").computed("of-revenue")
    assert (of["share"], of["bound"]) == ("1.50", "at_most")


def test_b18_a_printed_share_beside_a_ceiling(varied: Desk) -> None:
    """
    under 60 of 250 is under 24 %, of 350 under 17.14 %; 70 % taken would leave 75 and 105
    """
    found = varied.trace("third")
    assert found.cases("hand") == {"low": (None, "24.00"), "high": (None, "17.14")}
    (money,) = found.computed("claim-in-money")
    assert (money["low_left"], money["high_left"]) == ("75.00", "105.00")


def test_b19_pay_in_won_at_the_market(varied: Desk) -> None:
    """
    300000 at 7500 is 40: 25 % of 160 and 50 % of the base wage of 80
    """
    (value,) = varied.trace("won").computed("market-value")
    assert (value["value"], value["share"], value["share_of_base_wage"]) == ("40.00", "25.00", "50.00")


def test_eighty_percent_of_up_to_five_hundred_is_eighty_percent(varied: Desk) -> None:
    """
    up to 400 of up to 500: the amount is a ceiling and the share is not; up to 100 may be taken or kept
    """
    found: Traced = varied.trace("ceiling")
    assert found.share("state") == ("80.00", "100.00")
    assert found.share("hand") == ("0.00", "20.00")
    (line,) = [x for x in found.wage["lines"] if x["account"] == "unstated:remainder"]
    assert line["amounts"]["high"] == {"amount": "100.00", "bound": "at_most"}


def test_a_copy_of_one_witness_is_one_origin(varied: Desk) -> None:
    report = varied.json("report", "skim", "--country", "PL")
    assert (report["whole"]["entries"], report["whole"]["origins"]) == (2, 1)


def test_a_copy_of_the_flows_beside_the_file_doubles_no_money(fresh: Desk, tmp_path: Path) -> None:
    """
    gross 200; lodging 50 stands in both copies of the file and is counted once
    """
    wages = [line for line in WAGES.splitlines() if line.startswith(("obs_id", "sewing"))]
    (tmp_path / "wages.csv").write_text("\n".join(wages), encoding="utf-8")
    for name in ("flows", "flows-copy"):
        own = [line for line in FLOWS.splitlines() if line.startswith(("obs_id", "sewing"))]
        (tmp_path / f"{name}.csv").write_text("\n".join(own), encoding="utf-8")
    fresh.run("import", str(tmp_path), code=1)
    assert fresh.trace("sewing").amounts("living:lodging", "low") == ["50.00"]


def test_a_row_without_any_figure_can_be_found_again(fresh: Desk, tmp_path: Path) -> None:
    head = WAGES.splitlines()[0]
    (tmp_path / "wages.csv").write_text(f"{head}\nsilent,A page,,2010,RU,logging,,,,,,,,,,,\n", encoding="utf-8")
    fresh.run("import", str(tmp_path / "wages.csv"))
    found = fresh.trace("silent")
    assert found.data["entries"] == []
    (gross,) = found.printed("gross")
    assert gross["treatment"] == "unpriced"
    assert set(gross["amount"].values()) == {None}
