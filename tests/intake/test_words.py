"""What the words around a figure say. The codes here were written by hand from the sources' words."""

import csv

import pytest

from ledger.data import observations
from ledger.intake import words
from ledger.intake.observations import FLOW_COLUMNS, WAGES, read_wage_row
from ledger.intake.plan import plan
from ledger.intake.table import Row, Table

# Every gross_basis in the shipped observations, as (code, hedge).
BASES = {
    "": ("other", None),
    "wage before state cut": ("wage", None),
    "foreign currency earned per worker": ("wage", None),
    "monthly salary": ("wage", None),
    "about the legal minimum wage": ("wage", None),
    "wage, up to": ("wage", "up to"),
    "wage, converted by the newspaper": ("wage", None),
    "monthly wage": ("wage", None),
    "wage, around": ("wage", "about"),
    "contract wage as the worker understands it": ("wage", None),
    "monthly wage in Soviet roubles": ("wage", None),
    "average monthly pay": ("wage", None),
    "wage stated": ("wage", None),
    "wage by job type": ("wage", None),
    "monthly salary, typical": ("wage", None),
    "paid by the Russian firm": ("contract", None),
    # "over 1,000" speaks of the usual figure, not of the range 800 to 1,000
    "pay of official job, usually over 1,000, sometimes nearer 800": ("wage", None),
    "average wage": ("wage", None),
    "estimated monthly wage": ("estimate", None),
    "estimated pay from Russia": ("estimate", None),
    "promised hourly pay": ("promised", None),
    "stated monthly income": ("wage", None),
    "monthly pay": ("wage", None),
    "usual wage paid by the Chinese firm": ("wage", None),
    "wage paid": ("wage", None),
    "wage": ("wage", None),
    "wage, not unusual": ("wage", None),
    "wage level": ("wage", None),
    "paid by the Chinese owner": ("contract", None),
    "usual pay": ("wage", None),
    "contract price per worker paid to the sending company": ("contract", None),
    "paid by the Chinese firm to the sending company": ("contract", None),
    "price that is sufficient": ("contract", None),
    "monthly earnings, around": ("wage", "about"),
    "paid by the company for an engineer": ("contract", None),
    "can earn": ("wage", None),
    "reported pay, around": ("wage", "about"),
    "earned by the worker": ("wage", None),
    "earned, at most": ("wage", "up to"),
    "wage from private firms": ("wage", None),
    "earned, at least": ("wage", "at least"),
    "average paid to the bureau, without 8 of social insurance": ("contract", None),
    "paid per worker to the bureau": ("contract", None),
    "average monthly wage bill per worker": ("wage", None),
    "average paid per worker in 2011": ("wage", None),
    "with overtime; base 73.87": ("wage", None),
    "wage; unit is doubtful": ("wage", None),
    "understood pay, up to": ("wage", "up to"),
}


def shipped(name: str) -> list[dict[str, str]]:
    with (observations() / f"{name}.csv").open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def test_every_basis_in_the_shipped_observations_is_coded_here():
    assert {row["gross_basis"] for row in shipped("reported_wages")} == BASES.keys()


@pytest.mark.parametrize("said", BASES, ids=[said or "blank" for said in BASES])
def test_the_basis_of_each_shipped_gross(said):
    assert (words.basis_of(said), words.operator_of(said)) == BASES[said]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Contract price", "contract"),
        ("price per head", "contract"),
        ("billed to the host firm", "contract"),
        ("offer for a crew", "contract"),
        ("piece rate, 1 dollar per truck", "piece-rate"),
        ("promised net wage", "promised"),
        ("revenue of the restaurant per worker", "revenue"),
        ("turnover", "revenue"),
        ("estimate of an intelligence service", "estimate"),
        ("average paid to the workers", "wage"),
        ("paid to the worker", "wage"),
        ("paid by the hour", "wage"),
        ("paid by the day in cash", "wage"),
        ("paid by the hotel for each worker", "contract"),
        ("something else", "other"),
    ],
)
def test_the_basis_of_other_words(said, code):
    assert words.basis_of(said) == code


@pytest.mark.parametrize(
    ("note", "hedge"),
    [
        ("about", "about"),
        ("source says about", "about"),
        ("About 1,000", "about"),
        ("source says about half, no amount", "about"),
        ("about a third", "about"),
        ("about 90 percent", "about"),
        ("headline: under 100", "less than"),
        ("under 50", "less than"),
        ("recorded on the April statement, more than", "more than"),
        ("prior quota, around", "about"),
        ("about; up to 12 clinics", "about"),
        ("1,500 workers, more than", "more than"),
        ("nearly", "nearly"),
        ("almost", "nearly"),
        ("as much as", "up to"),
        ("only about this part taken as cash won", "about"),
        ("", None),
        ("to headquarters over about a year", None),
        ("17 in bad months of the campaign, about 100 before", None),
        ("paid under another name", None),
        ("above the shop", None),
        ("some workers only", None),
    ],
)
def test_the_hedge_of_a_figure(note, hedge):
    assert words.operator_of(note) == hedge


# share_basis of the shipped observations: who is meant, and the hedge that must be printed with the share.
SHARES = {
    "xx-tip-2017": ("state", None),
    "xx-treasury-2025": ("state", "up to"),
    "xx-asahi-2012": ("unsaid", "up to"),
    "xx-nkdb-2015-03": ("state", None),
    "xx-rfa-2015-03": ("state", None),
    "kw-constr-2012": ("state", "nearly"),
    "kw-constr-2016": ("state", None),
    "kw-2017": ("state-company", None),
    "ru-log-1994": ("all", None),
    "ru-constr-2009": ("state", None),
    "ru-stadium-2016": ("state", None),
    "cn-hunchun-2015": ("state", "about"),
    "cn-umg-2017": ("state-company", None),
    "cn-2020-04": ("state", "up to"),
    "kp-kic-2006-a": ("state", "about"),
    "kp-kic-2012": ("state", None),
    "kp-kic-2013": ("state", None),
    "kp-kic-2016": ("unsaid", None),
    "xx-rfa-2020": ("state", "about"),
    "xx-nkwatch-2015": ("unsaid", None),
}


@pytest.mark.parametrize("code", SHARES)
def test_who_is_meant_by_a_published_share_and_its_hedge(code):
    row = next(row for row in shipped("reported_wages") if row["obs_id"] == code)
    observation, problems = read_wage_row(Table("w", ",", WAGES, (), (), is_usable=True), Row(2, row))
    assert (observation is not None, problems) == (True, [])
    claim = next(c for c in plan(observation).claims if c.side == "taken")
    assert (claim.takers, claim.operator) == SHARES[code]


def test_a_hedge_of_a_share_kept_is_kept_too():
    row = next(row for row in shipped("reported_wages") if row["obs_id"] == "cn-it-2016")
    observation, _ = read_wage_row(Table("w", ",", WAGES, (), (), is_usable=True), Row(2, row))
    assert [(c.side, c.operator) for c in plan(observation).claims] == [("kept", "about")]


@pytest.mark.parametrize(
    ("note", "is_it"),
    [
        ("due to the worker; in this case not paid out", True),
        ("regular wage never paid", True),
        ("not yet received", True),
        ("unpaid", True),
        ("unpaid since March", True),
        ("held back until return", True),
        ("paid in cash but mostly deposited with the manager", False),
        ("after a month of unpaid leave", False),
        ("unpaid overtime not counted", False),
        ("not paid in dollars but in won", False),
        ("nothing held back", False),
        ("", False),
    ],
)
def test_a_note_that_says_the_pay_did_not_reach_the_worker(note, is_it):
    assert words.is_not_paid(note) is is_it


@pytest.mark.parametrize(
    ("note", "is_it"),
    [
        ("social insurance on top of wage", True),
        ("on top of wages", True),
        ("On top of the gross", True),
        ("on top of their monthly wages", True),
        ("on top, paid by the firm", True),
        ("in addition to the wage", True),
        ("100 on top of the plan", False),
        ("insurance and food deducted separately, no figures", False),
        ("", False),
    ],
)
def test_a_note_that_puts_a_line_outside_the_gross(note, is_it):
    assert words.is_on_top(note) is is_it


@pytest.mark.parametrize(
    ("note", "is_it"),
    [
        ("caught with South Korean film or internet", False),
        ("late return", False),
        ("was paid twice", True),
        ("he paid it in March", True),
        ("was not paid", False),
        ("tariff for late return", False),
    ],
)
def test_a_fine_is_a_tariff_unless_it_was_paid(note, is_it):
    assert words.was_paid(note) is is_it


@pytest.mark.parametrize(
    ("note", "flow"),
    [
        ("diverted out of the food line", "food"),
        ("part of the food money", "food"),
        ("hidden in the food line", "food"),
        ("diverted from the food money", "food"),
        ("taken from lodging", "accommodation"),
        ("included in the plan", "state_remittance"),
        ("inside the living costs", "living_costs_combined"),
    ],
)
def test_a_line_that_is_a_part_of_another(note, flow):
    assert [p for p in words.contained_in(note) if words.is_named_by(p, flow)]


@pytest.mark.parametrize(
    "note",
    ["not included in the food line", "not part of the food money", "food line in the wage statement", "with food"],
)
def test_a_line_that_is_no_part_of_another(note):
    assert not [p for p in words.contained_in(note) if words.is_named_by(p, "food")]


@pytest.mark.parametrize(("note", "is_it"), [("includes the plan", True), ("no longer includes the plan", False)])
def test_a_line_that_contains_another(note, is_it):
    found = [p for p in words.containing(note) if words.is_named_by(p, "state_remittance")]
    assert bool(found) is is_it


def test_no_shipped_note_takes_a_part_out_of_a_line_but_the_one_that_says_so():
    notes = {row["note"] for row in shipped("reported_flows") if words.contained_in(row["note"])}
    notes |= {row["note"] for row in shipped("reported_flows") if words.containing(row["note"])}
    assert notes == {"diverted out of the food line"}


def test_the_shipped_flows_have_the_columns_of_the_format():
    assert tuple(shipped("reported_flows")[0]) == FLOW_COLUMNS
