"""A10, A11 and B19 of the worked examples, as shares of the gross for the report's columns, to the printed digit."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import ledger
from ledger.book import read
from ledger.book.session import reading
from ledger.measure.exchange import Exchange, ExchangeShares, exchange_shares
from ledger.measure.shares import Interval
from ledger.store.folder import unlock
from ledger.store.opening import opened
from ledger.store.where import FolderPlace
from ledger.values.percent import percent_text
from tests.golden.conftest import Desk

RATES = "date,pair,rate,kind,source_title\n2007,USD/KPW,140,official,A cable\n2007,USD/KPW,2800,market,A cable\n"
WAGE = """\
obs_id,source_title,period_reported,country,sector,currency,pay_interval,gross_low,gross_best,gross_high,gross_basis
kic,A pay sheet,2007,KP,manufacturing,USD,month,,58,,paid per worker to the bureau
"""
FLOWS = """\
obs_id,flow,amount_low,amount_best,amount_high,currency,interval,unit,percent_low,percent_best,percent_high,percent_of,note
kic,socio_cultural_charge,,17.4,,USD,month,per_worker,,30,,gross,
kic,take_home,,2,,USD,month,per_worker,,,,,market value of what is paid in won
kic,paid_in_kpw,,5600,,KPW,month,per_worker,,,,,
"""


def found_in(desk: Desk) -> dict[str, ExchangeShares]:
    """Every exchange of the whole book, by observation."""
    key = unlock(desk.book, identity=desk.identity)
    with opened(FolderPlace(desk.book), key) as engine, reading(engine) as session:
        entries = read.entries(session)
        found = exchange_shares(entries, read.stated(session), read.rates(session))
    return {entry.observation or "": found[entry.id] for entry in entries if entry.id in found}


def told(interval: Interval | None) -> tuple[str, ...]:
    """The ends in percent, as they are printed."""
    assert interval is not None
    return tuple("" if end is None else percent_text(end) for end in (interval.low, interval.high))


def test_a10_keeps_three_point_seven_of_its_ten_percent(desk: Desk) -> None:
    """
    400 x 500 / 1350 = 148.15 of 4000 = 3.70 %; 1 - 500/1350 = 62.96 % of the 400 = 6.30 % of 4000; 90 + 6.30 = 96.30
    """
    found = found_in(desk)["cn-shoes-2015"]
    (loss,) = found.found
    assert isinstance(loss, Exchange)
    assert percent_text(Fraction(loss.lost, loss.paid)) == "62.96"
    assert told(found.kept) == ("3.70", "3.70")
    assert told(found.loss) == ("6.30", "6.30")
    assert percent_text(1 - found.kept.low) == "96.30"


def test_a11_loses_more_than_twice_the_named_cut(fresh: Desk, tmp_path: Path) -> None:
    """
    40.60 x 140 / 2800 = 2.03 of 58 = 3.50 %; 40.60 - 2.03 = 38.57 = 66.50 %; with the named 30 % 96.50 %
    """
    for name, text in (("rates", RATES), ("wages", WAGE), ("flows", FLOWS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    fresh.run("import", *(str(tmp_path / f"{name}.csv") for name in ("rates", "wages", "flows")))
    found = found_in(fresh)["kic"]
    assert told(found.loss) == ("66.50", "66.50")
    assert told(found.kept) == ("3.50", "3.50")
    assert percent_text(1 - found.kept.low) == "96.50"


def test_b19_is_worth_a_fifth_at_the_markets_of_its_time(desk: Desk) -> None:
    """
    250000 / 8200 = 30.49 of 150 = 20.33 %; 250000 / 8000 = 31.25 = 20.83 %; nobody says at what rate it was changed
    """
    found = found_in(desk)["kp-kic-2016"]
    assert found.loss is None
    assert told(found.kept) == ("20.33", "20.83")
    assert {one.market.rate for one in found.found} == {"8000", "8155", "8200"}


def test_no_other_published_observation_tells_of_an_exchange(desk: Desk) -> None:
    assert set(found_in(desk)) == {"cn-shoes-2015", "kp-kic-2016"}


def test_the_example_in_the_manual_is_what_a_trace_prints(desk: Desk) -> None:
    page = (Path(ledger.__file__).parent / "help" / "valuation.md").read_text(encoding="utf-8")
    example = page.partition("## What an exchange takes")[2].partition("```text\n")[2].partition("```")[0]
    assert "62.96 %" in example
    assert example in desk.run("trace", "cn-shoes-2015")
