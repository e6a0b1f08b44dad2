"""What is typed after `add` becomes balanced postings, and nothing that was not said is guessed."""

from __future__ import annotations

import json

from tests.cli.conftest import Run

EVENT = ("--placement", "1", "--period", "2016-03", "--currency", "USD")
Postings = list[tuple[str, str, dict[str, tuple[str, str | None]]]]


def postings(book: Run, number: str) -> Postings:
    shown = json.loads(book("show", number, "-O", "json").out)
    return [
        (p["account"], p["currency"], {case: (a["amount"], a["bound"]) for case, a in p["amounts"].items()})
        for p in shown["postings"]
    ]


def single(amount: str) -> dict[str, tuple[str, str | None]]:
    return {"best": (amount, None)}


def test_without_a_hand_the_rest_is_not_stated_and_without_a_gross_no_share_is_told(sealed: Run, worker: str) -> None:
    first = sealed("add", "wage", *EVENT, "--gross", "300", "--taken", "state:plan=40%")
    assert "state 40.00, not stated 60.00" in first.err
    assert postings(sealed, first.line)[-1] == ("unstated:remainder", "USD", single("180.00"))
    second = sealed("add", "wage", *EVENT, "--hand", "100")
    assert "The gross is not stated" in second.err
    assert postings(sealed, second.line) == [
        ("unstated:gross", "USD", single("-100.00")),
        ("worker:hand", "USD", single("100.00")),
    ]


def test_a_question_mark_and_an_account_alone_are_named_without_an_amount(sealed: Run, worker: str) -> None:
    added = sealed(
        "add", "wage", *EVENT, "--gross", "300", "--taken", "living:food=?", "--taken", "state:dues", "--hand", "9"
    )
    named = [account for account, _, amounts in postings(sealed, added.line) if not amounts]
    assert named == ["living:food", "state:dues"]
    assert added.err.count("named, no amount") == 2


def test_a_bound_and_an_about_are_kept(sealed: Run, worker: str) -> None:
    added = sealed("add", "wage", *EVENT, "--gross", "~300", "--taken", "state:plan=>=120", "--hand", "<=50")
    shown = json.loads(sealed("show", added.line, "-O", "json").out)["postings"]
    assert [(p["account"], p["operator"]) for p in shown[:3]] == [
        ("employer:wage", "about"),
        ("state:plan", "at least"),
        ("worker:hand", "at most"),
    ]
    assert {p["account"]: [a["bound"] for a in p["amounts"].values()] for p in shown} == {
        "employer:wage": [None],
        "state:plan": ["at_least"],
        "worker:hand": ["at_most"],
        "unexplained:difference": ["either"],
    }


def test_percentages_alone_stand_on_a_base_of_a_hundred(sealed: Run, worker: str) -> None:
    """A7 of the worked examples, worker A: 40 state, 20 union, 15 site office, 25 worker."""
    added = sealed(
        *("add", "wage", "--placement", "1", "--period", "200X", "--currency", "XXX", "--taken", "state:plan=40%"),
        *("--taken", "company:union=20%", "--taken", "company:running-costs=15%", "--hand", "25%"),
    )
    assert "Of every 100 earned: state 40.00, company 35.00, hand 25.00" in added.err
    assert postings(sealed, added.line)[0] == ("employer:wage", "XXX", single("-100.00"))
    text = sealed("statement", worker).out
    assert "Not added up" in text
    assert "percent, no amounts known" in text


def test_a_contract_price_is_the_employers_contract(sealed: Run, worker: str) -> None:
    added = sealed("add", "wage", *EVENT, "--gross", "300", "--basis", "contract", "--hand", "100")
    assert postings(sealed, added.line)[0][0] == "employer:contract"


def test_tips_are_in_the_hand_and_in_no_gross(sealed: Run, worker: str) -> None:
    """B15 of the worked examples in round figures: 500 earned, 450 taken, 100 in the hand because 50 are tips."""
    added = sealed(
        *("add", "wage", *EVENT, "--gross", "500", "--taken", "state:plan=90%", "--hand", "100"),
        *("--outside", "other:tips=50"),
    )
    assert "Of every 100 earned: state 90.00, hand 10.00" in added.err
    assert "Earned outside the wage: tips" in sealed("statement", worker).out


def test_a_settlement_clears_what_is_paid_and_the_rest_stays_owed(sealed: Run, worker: str) -> None:
    sealed("add", "wage", *EVENT, "--gross", "300", "--held", "300")
    first = sealed("add", "settlement", *EVENT, "--paid", "100", "--taken", "state:levy=20")
    assert "Note" not in first.err
    said = json.loads(sealed("statement", worker, "-O", "json").out)
    assert said["in_all"][0]["owed"]["best"]["amount"] == "180.00"
    more = sealed("add", "settlement", *EVENT, "--paid", "200")
    assert "more than the book has as held (180.00 USD)" in more.err
    said = json.loads(sealed("statement", worker, "-O", "json").out)
    assert said["in_all"][0]["owed"]["best"]["amount"] == "0.00"
    assert said["in_all"][0]["paid_beyond"]["best"]["amount"] == "20.00"


def test_a_short_settlement_names_what_is_missing(sealed: Run, worker: str) -> None:
    """A12 of the worked examples: above 5,000 in the ledger, 2,000 paid: short by at least 3,000."""
    added = sealed("add", "settlement", *EVENT, "--of", ">=5000", "--paid", "2000", "--short")
    assert postings(sealed, added.line) == [
        ("worker:held", "USD", {"low": ("-5000.00", "at_least")}),
        ("worker:hand", "USD", {"low": ("2000.00", None)}),
        ("unexplained:difference", "USD", {"low": ("3000.00", "at_least")}),
    ]
    assert "short-paid at the settlement" in sealed("statement", worker).out


def test_a_remittance_keeps_its_fees_and_says_what_arrived(sealed: Run, worker: str) -> None:
    same = sealed("add", "remittance", *EVENT, "--sent", "300", "--fee", "broker:fee=20%", "--received", "200")
    assert postings(sealed, same.line)[-1] == ("unexplained:difference", "USD", single("40.00"))
    unsaid = sealed("add", "remittance", *EVENT, "--sent", "300", "--fee", "broker:fee=20%")
    assert postings(sealed, unsaid.line)[-1] == ("unstated:remainder", "USD", single("240.00"))
    other = sealed(
        *("add", "remittance", *EVENT, "--sent", "300", "--fee", "broker:fee=20%"),
        *("--received", "1600", "--received-currency", "CNY"),
    )
    assert postings(sealed, other.line) == [
        ("worker:hand", "USD", single("-300.00")),
        ("broker:fee", "USD", single("60.00")),
        ("unstated:remainder", "USD", single("240.00")),
        ("unstated:gross", "CNY", single("-1600.00")),
        ("home:received", "CNY", single("1600.00")),
    ]
    arrived = sealed("add", "remittance", *EVENT, "--received", "500")
    assert [account for account, _, _ in postings(sealed, arrived.line)] == ["unstated:gross", "home:received"]
    said = {block["currency"]: block for block in json.loads(sealed("statement", worker, "-O", "json").out)["in_all"]}
    assert said["USD"]["exchanged"]["best"]["amount"] == "240.00"
    assert said["USD"]["arrival_not_said"]["best"]["amount"] == "240.00"
    assert said["CNY"]["received"]["best"]["amount"] == "1600.00"


def test_a_fee_comes_out_of_the_hand_or_out_of_side_work(sealed: Run, worker: str) -> None:
    hand = sealed("add", "fee", *EVENT, "--taken", "broker:bribe=500")
    side = sealed("add", "fee", *EVENT, "--taken", "supervisor:cut=70", "--from", "side-work")
    assert postings(sealed, hand.line)[0] == ("worker:hand", "USD", single("-500.00"))
    assert postings(sealed, side.line)[0] == ("other:side-work", "USD", single("-70.00"))


def test_the_source_is_the_workers_own_word_unless_another_is_named(sealed: Run, worker: str) -> None:
    sealed("add", "wage", *EVENT, "--hand", "1")
    named = (
        "--source",
        "생활비 계산지불서, 2016-03",
        "--source-kind",
        "document",
        "--origin",
        "site-office",
        "--page",
        "2",
    )
    sealed("add", "wage", *EVENT, "--hand", "1", *named, "--grade", "B3")
    assert f"The worker's own word (testimony)\norigin: {worker}; grade F6" in sealed("show", "1").out
    assert "생활비 계산지불서, 2016-03, 2 (document)\norigin: site-office; grade B3" in sealed("show", "2").out


def test_a_correction_may_change_the_words_around_the_money_alone(sealed: Run, worker: str) -> None:
    sealed("add", "surrender", *EVENT, "--taken", "state:loyalty=5")
    corrected = sealed("correct", "1", "--period", "2016-04", "--origin", "another")
    shown = json.loads(sealed("show", corrected.line, "-O", "json").out)
    assert (shown["period"], shown["origin"], shown["kind"]) == ("2016-04", "another", "surrender")
    refused = sealed("correct", corrected.line, "--hand", "5")
    assert refused.code == 2
    assert "--void" in refused.err


def test_a_correction_of_the_currency_keeps_the_figures(sealed: Run, worker: str) -> None:
    sealed("add", "wage", *EVENT, "--gross", "30000..40000", "--hand", "5000")
    corrected = sealed("correct", "1", "--currency", "RUB", "--basis", "contract")
    assert postings(sealed, corrected.line) == [
        ("employer:contract", "RUB", {"low": ("-30000.00", None), "high": ("-40000.00", None)}),
        ("worker:hand", "RUB", {"low": ("5000.00", None), "high": ("5000.00", None)}),
        ("unexplained:difference", "RUB", {"low": ("25000.00", None), "high": ("35000.00", None)}),
    ]


def test_a_bound_survives_a_correction(sealed: Run, worker: str) -> None:
    before = sealed("add", "wage", *EVENT, "--gross", "830..1000", "--taken", "state:plan=>=300", "--hand", "100").line
    after = sealed("correct", before, "--page", "3", "--taken", "state:levy=?").line
    assert [p for p in postings(sealed, after) if p[2]] == postings(sealed, before)


def test_a_promise_is_kept_beside_the_job_and_in_no_sum(sealed: Run, worker: str) -> None:
    job = ("placement", "new", "--worker", worker, "--country", "RU", "--sector", "logging", "--period", "2019/2024")
    assert sealed(*job, "--promised", "100", "--currency", "USD", "--per", "month").line == "2"
    assert json.loads(sealed("show", "-O", "json").out)["promises"] == 1
    assert json.loads(sealed("statement", worker, "-O", "json").out)["in_all"] == []
    assert "There are no entries yet." in sealed("statement", worker).out


def test_entries_are_listed_a_page_at_a_time(sealed: Run, worker: str) -> None:
    for month in ("1", "2", "3"):
        sealed("add", "wage", "--placement", "1", "--period", f"2016-0{month}", "--currency", "USD", "--hand", month)
    corrected = sealed("correct", "2", "--hand", "9")
    assert corrected.code == 0, corrected.err
    every = sealed("show", "entries")
    assert [(line.split()[0], line.endswith("corrected")) for line in every.out.splitlines()] == [
        *(("1", False), ("2", True), ("3", False), ("4", True), ("5", False)),
    ]
    assert every.err == ""
    page = sealed("show", "entries", "--limit", "2")
    assert [line.split()[0] for line in page.out.splitlines()] == ["1", "2"]
    assert page.err.strip().endswith("wage-ledger show entries --after 2")
    rest = json.loads(sealed("show", "entries", "--after", "2", "--limit", "3", "-O", "json").out)
    assert [(each["entry"], each["period"], each["void"]) for each in rest] == [
        *((3, "2016-03", False), (4, "2016-02", True), (5, "2016-02", False)),
    ]
    assert sealed("show", "entries", "--limit", "0").code == 2
