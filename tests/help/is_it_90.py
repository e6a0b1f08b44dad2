"""The manual's page "Is it 90?", made from the shipped observations: `python -m tests.help.is_it_90` writes it anew.

Every figure comes from a report or a trace, or from the shipped files. Where the words would be false if a figure
moved, an assertion stops the page: somebody must then write other words.
"""

from __future__ import annotations

import csv
import re
import tempfile
import textwrap
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyrage

from ledger.data import observations
from ledger.store.folder import create_folder
from ledger.values.percent import percent_text
from tests.golden.conftest import Desk

FILE = Path(__file__).parents[2] / "ledger" / "help" / "is-it-90.md"
COLUMNS = 118


def page(desk: Desk) -> str:
    """The whole page, of a book that holds the shipped observations and nothing else."""
    facts = Facts(desk)
    parts = [
        _answer(facts),
        _takers(facts),
        _lodging(facts),
        _base(facts),
        _due(facts),
        _exchange(facts),
        _fixed_sum(facts),
        _ceilings(facts),
        _repeated(facts),
        _to_write(facts),
    ]
    return "\n".join(line for part in parts for line in [*part, ""]).rstrip() + "\n"


class Facts:
    """What the program says of the shipped observations, and what the files print."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.report = desk.json("report", "claims")
        self.own = self.report["own_sentence"]
        self.claims: list[dict[str, Any]] = self.report["claims"]
        with (observations() / "reported_wages.csv").open(encoding="utf-8", newline="") as file:
            self.rows = {row["obs_id"]: row for row in csv.DictReader(file)}

    def share(self, name: str, measure: str) -> str:
        """`79.52 to 80.00`: an observation's share over its cases."""
        return told(*self.desk.trace(name).share(measure))

    def median(self, measure: str) -> str:
        """The middle origin's share of work abroad."""
        found = self.own["shares"][measure]["median"]
        return told(found["low"], found["high"])

    def near(self, measure: str) -> str:
        """`5 of the 18 origins that can say, and 2 more as far as they go`: who agrees with about 90."""
        tried = next(each for each in self.own["tried"] if each["way"] == measure)
        text = f"{tried['agree']} of the {tried['agree'] + tried['touch'] + tried['apart']} origins that can say"
        if tried["touch"]:
            text += f" ({tried['touch']} more as far as {'it goes' if tried['touch'] == 1 else 'they go'})"
        return text

    def claim(self, name: str, side: str = "taken") -> dict[str, Any]:
        """The claim of an observation."""
        (found,) = (each for each in self.claims if (each["observation"], each["side"]) == (name, side))
        return found

    def computed(self, name: str, key: str) -> dict[str, str]:
        """The figures of an observation's one reckoning with that key."""
        return self.desk.trace(name).computed(key)[0]

    @property
    def nineties(self) -> list[dict[str, Any]]:
        """The claims that print 90 taken, or 10 kept, at an end or alone."""
        return [each for each in self.claims if prints_90(each)]

    def doubt(self, name: str) -> str:
        """How sure the observation is, in one word or two."""
        return self.rows[name]["verification"].partition(":")[0]

    def addresses(self, names: set[str]) -> int:
        """At how many addresses these observations were found."""
        found = [self.rows[name] for name in names]
        return len({url for row in found for url in [row["source_url"], *row["also_at"].split("|")] if url.strip()})


def told(low: str | None, high: str | None) -> str:
    """Two ends in words."""
    assert low is not None
    assert high is not None
    return low if low == high else f"{low} to {high}"


def prints_90(claim: dict[str, Any]) -> bool:
    """True when 90 of 100 taken, or 10 of 100 kept, is a figure of the claim."""
    wanted = "90.00" if claim["side"] == "taken" else "10.00"
    return wanted in (claim["low"], claim["best"], claim["high"])


def _answer(facts: Facts) -> list[str]:
    own = facts.own
    assert own["verdict"] == "mixed", "the short answer is written for a sentence that some origins bear out"
    assert Fraction(own["shares"]["state"]["median"]["high"]) < 85, "the words say that the state's lines are less"
    abroad = sum(row["country"] == "KP" for row in facts.rows.values())
    assert own["shares"]["all"]["origins"] == own["origins"], "the words say that all origins tell it"
    hand = own["shares"]["not-in-hand"]["median"]
    kept = told(percent_text(1 - _part(hand["high"])), percent_text(1 - _part(hand["low"])))
    return [
        "# Is it 90?",
        "",
        *_wrapped(
            'Of North Korean workers abroad it is said that the state takes "about 90 percent" of their pay. This '
            "project says so too. Is it true? The page answers from the observations that come with the program. Every "
            "figure on it is computed from them, and a test fails when one of them is no longer right."
        ),
        "",
        *_wrapped(
            f"**As a figure for all of them: no. For some of them: yes.** {own['origins']} independent origins give "
            f"amounts for work abroad. {own['shares']['state']['origins']} of them tell the lines of the state: the "
            f"middle one of these has {facts.median('state')} of every 100 taken by the state. All tell what was taken "
            "by anyone (state, company, supervisors, brokers, the host state, what lodging and food are charged at, "
            f"what is missing without a name): the middle one has {facts.median('all')}. Two figures stand there "
            "because some origins give only bounds. The middle share left in the worker's hand is "
            f"{kept}."
        ),
        "",
        *_wrapped(
            f"About 90, read as {_plain(own['agrees']['low'])} to {_plain(own['agrees']['high'])}, agrees with "
            f"{facts.near('state')} when the state's lines count, and with {facts.near('all')} when all takers count."
        ),
        "",
        *_wrapped(
            "These are documented cases, not a sample: they say what was found, and not how many workers live so. "
            f"The {abroad} observations from inside North Korea (Kaesong, Rason) are not in these figures; `report "
            "skim` counts those with a share."
        ),
        "",
        *_command("wage-ledger report claims"),
        "",
        *_wrapped(
            "So why do serious sources print 30, 40, 80 and 90? Because they count different things: of "
            f"{len(facts.claims)} published claims {facts.report['counts']['consistent']} agree with the amounts by "
            f"their own words, and {facts.report['counts']['only-if']} more only if other lines count as well."
        ),
    ]


def _takers(facts: Facts) -> list[str]:
    name = "kw-constr-2016"
    claim, other = facts.claim(name), facts.claim("kw-2017")
    assert (claim["verdict"], other["verdict"], other["nearness"]) == ("consistent", "consistent", "same origin")
    state, all_ = facts.share(name, "state"), facts.share(name, "all")
    gulf = facts.desk.trace("xx-gulf-2017")
    assert other["tried"][0]["computed"] == {"low": "80.00", "high": "80.00"}
    return [
        "## 1. Who is meant by those who take",
        "",
        *_wrapped(
            f"**Kuwait, 2016** (`{name}`). {state} of every 100 went to the state, {facts.share(name, 'company')} to "
            f"the company, {facts.share(name, 'living')} for lodging and food; {facts.share(name, 'unexplained')} are "
            f"not explained. All takers together: {all_}. One source can print {_plain(claim['best'])}, another 80, "
            "and both speak of the same worker."
        ),
        "",
        *_wrapped(
            f"**The Gulf, 2017.** One paper prints that the state and the company take {_plain(other['best'])} "
            f"(`kw-2017`). The same origin's amounts (`xx-gulf-2017`) are {told(*gulf.share('state'))} for the state "
            f"and {told(*gulf.share('supervisor'))} for managers. Read as the state's alone, the two would contradict "
            "each other; they do not."
        ),
        "",
        *_command("wage-ledger trace kw-constr-2016", "wage-ledger report claims --country KW"),
    ]


def _lodging(facts: Facts) -> list[str]:
    name = "cz-garment-2000"
    return [
        "## 2. Whether lodging and food are a taking",
        "",
        *_wrapped(
            f"**Czechia, 2000 to 2003** (`{name}`). The state's lines are {facts.share(name, 'state')} of every 100. "
            f"With {facts.share(name, 'living')} for lodging the named takers have {facts.share(name, 'named')}. "
            "Whoever calls lodging a cost of living prints the first figure, whoever calls it a deduction the second."
        ),
        "",
        *_command("wage-ledger trace cz-garment-2000"),
    ]


def _base(facts: Facts) -> list[str]:
    helong, paper = facts.computed("cn-helong-2023", "without-living"), facts.claim("ru-military-2019", "kept")
    revenue = facts.computed("xx-rest-2010-rev", "of-revenue")
    assert (paper["base"], revenue["bound"]) == ("promised", "at_most")
    due = facts.computed("cn-helong-2023", "due-and-received")
    return [
        "## 3. Of what it is a share",
        "",
        *_wrapped(
            f"**A factory in China, 2023** (`cn-helong-2023`, {facts.doubt('cn-helong-2023')}). The "
            f"workers are due {due['low_due']} to {due['high_due']} of every 100 that the factory pays, and "
            f"{helong['low_worker']} to {helong['high_worker']} of every 100 that are left after lodging and meals."
        ),
        "",
        *_wrapped(
            f"**A builder in Russia, 2019 to 2024** (`ru-military-2019`). Paid out were at most "
            f"{facts.computed('ru-military-2019', 'settlement')['low_paid_share']} % of what the ledger said "
            "was saved. That is a share of what was promised, not of what the Russian firm paid."
        ),
        "",
        *_wrapped(
            f"**A restaurant, 2010** (`xx-rest-2010-rev`). The pay is at most {revenue['share']} % of the revenue that "
            "the worker earned for the house. That is no share of a wage, and the rest was not taken from one."
        ),
        "",
        *_command("wage-ledger trace cn-helong-2023", "wage-ledger report skim --by basis"),
    ]


def _due(facts: Facts) -> list[str]:
    name = "cn-helong-2023"
    due = facts.computed(name, "due-and-received")
    assert due["low_received"] == due["high_received"] == "0.00"
    return [
        "## 4. Due, or received",
        "",
        *_wrapped(
            f"In the Chinese factory of section 3 takers have {facts.share(name, 'all')} of every 100. But what was "
            f"due was held back: the workers had {due['low_received']} in hand, and {facts.share(name, 'not-in-hand')} "
            "of every 100 did not reach them while it was held. What is held is not yet taken; in the hand it looks "
            "the same."
        ),
        "",
        *_command("wage-ledger trace cn-helong-2023"),
    ]


def _exchange(facts: Facts) -> list[str]:
    shoes = facts.computed("cn-shoes-2015", "exchange-loss")
    won = facts.claim("kp-kic-2016")
    assert (won["verdict"], won["by"]) == ("only-if", "exchange")
    market = won["tried"][-1]["computed"]
    unnamed = {part: facts.share("kp-kic-2007", part) for part in ("state", "unexplained", "all")}
    wage = facts.desk.trace("kp-kic-2007")
    hand, gross = (_money(wage.amounts(name, "best")[0].lstrip("-")) for name in ("worker:hand", "employer:contract"))
    assert Fraction(unnamed["unexplained"]) > 2 * Fraction(unnamed["state"]), "the words say more than twice"
    return [
        "## 5. At which rate the rest is changed",
        "",
        *_wrapped(
            f"**Kaesong, 2007** (`kp-kic-2007`). The named deduction is {facts.share('kp-kic-2007', 'state')} of every "
            f"100. The rest was paid in won, and at the market that was worth {facts.share('kp-kic-2007', 'hand')} "
            f"({hand} of {gross} dollars): {unnamed['all']} of every 100 did not reach the worker. What the "
            f"change took, {unnamed['unexplained']}, is more than twice the deduction that has a name."
        ),
        "",
        *_wrapped(
            f"**A shoe factory in China, 2015 to 2023** (`cn-shoes-2015`). {facts.share('cn-shoes-2015', 'all')} of "
            f"every 100 were taken. On return the savings were changed at {shoes['applied_rate']} won for a yuan, "
            f"while the market gave {shoes['market_rate']}. At the market's rate {shoes['not_reaching']} did not reach "
            f"the worker, who kept {shoes['kept_share']}."
        ),
        "",
        *_wrapped(
            f'**Kaesong, 2015 to 2016** (`kp-kic-2016`). "Taken {_plain(won["best"])} %" agrees with the amounts '
            f"only if the exchange counts: then {told(market['low'], market['high'])} were taken."
        ),
        "",
        *_command("wage-ledger trace kp-kic-2007", "wage-ledger trace cn-shoes-2015"),
    ]


def _fixed_sum(facts: Facts) -> list[str]:
    name = "ru-constr-2009"
    claim, found = facts.claim(name), facts.desk.trace(name)
    earned = [found.amounts("employer:contract", case, 0)[0].lstrip("-") for case in ("low", "high")]
    due = set(found.amounts("state:plan", "low") + found.amounts("state:plan", "high"))
    (fixed,) = due
    bad = re.search(r"a month that earned ([\d,]+)", facts.rows[name]["notes"])
    assert bad is not None
    assert prints_90(claim)
    months = [*earned[::-1], bad[1].replace(",", "")]
    table = [
        f"| {_money(month)} | {_money(fixed)} | {percent_text(Fraction(Fraction(fixed), Fraction(month)))} |"
        for month in months
    ]
    return [
        "## 6. A fixed sum out of pay that varies",
        "",
        *_wrapped(
            f"**A builder in Russia, 2008 to 2010** (`{name}`). The sum was fixed, whatever was earned. The worker's "
            f"own estimate is {_plain(claim['best'])} %; these are the months that are told:"
        ),
        "",
        "| earned (RUB) | due | share taken |",
        "|--:|--:|--:|",
        *table,
        "",
        *_wrapped(
            "A percentage of a fixed sum is an average of months that nobody lists. More than everything is possible: "
            "then the month ends with a debt, which this program does not record as one."
        ),
        "",
        *_command(f"wage-ledger trace {name}"),
    ]


def _ceilings(facts: Facts) -> list[str]:
    capped = [each for each in facts.claims if each["operator"] in ("up to", "less than")]
    hedged = [each for each in facts.claims if each["operator"] in ("about", "nearly")]
    ninety = [each for each in facts.nineties if each["operator"] in ("up to", "less than")]
    of_it = facts.claim("xx-asahi-2012")
    assert (of_it["verdict"], of_it["operator"]) == ("consistent", "up to")
    computed = of_it["tried"][0]["computed"]
    return [
        "## 7. A ceiling is not a figure",
        "",
        *_wrapped(
            f"Of {len(facts.claims)} published claims {len(capped)} are ceilings (up to), {len(hedged)} say about or "
            f"nearly. Of the {len(facts.nineties)} that print 90 taken, or 10 kept, {len(ninety)} are ceilings. A "
            "ceiling is met by anything below it: "
            f'"up to 90" (`xx-asahi-2012`) agrees with the {told(computed["low"], computed["high"])} of the same '
            "origin, and would agree with 5. Who repeats it as 90 has changed it."
        ),
        "",
        *_command("wage-ledger report claims --verdict consistent"),
    ]


def _repeated(facts: Facts) -> list[str]:
    found = facts.nineties
    origins = {each["origin"] for each in found}
    own = [each for each in found if each["nearness"] == "same observation"]
    names = {each["observation"] for each in found}
    years = sorted(facts.rows[name]["source_date"][:4] for name in names)
    counts = [(words, sum(each["verdict"] == word for each in found)) for word, words in VERDICTS]
    said = ", ".join(f"{number} {words}" for words, number in counts if number)
    listed = " and ".join(f"`{name}`" for name in sorted({each["observation"] for each in own}))
    assert 0 < len(own) <= 3, "the words say that few have amounts of their own"
    return [
        "## 8. How often it was measured, and how often repeated",
        "",
        *_wrapped(
            f"90 taken, or 10 kept, is printed in {len(found)} of the {len(facts.claims)} claims, from {len(origins)} "
            f"origins, found at {facts.addresses(names)} addresses, printed {years[0]} to {years[-1]}. Only "
            f"{len(own)} of them stand beside amounts of their own observation ({listed}). Set beside the amounts the "
            f"{len(found)} are: {said}."
        ),
        "",
        *_wrapped(
            "Not testable does not say that a claim is wrong: it says that nobody printed amounts with which it could "
            "be tested."
        ),
        "",
        *_command("wage-ledger report claims --verdict not-testable"),
    ]


VERDICTS = (
    ("consistent", "consistent"),
    ("as-far-as-it-goes", "consistent as far as it goes"),
    ("only-if", "consistent only if other lines count"),
    ("mixed", "mixed"),
    ("different-base", "on a different base"),
    ("not-consistent", "not consistent"),
    ("not-testable", "not testable"),
)


def _to_write(facts: Facts) -> list[str]:
    return [
        "## What can be written",
        "",
        *_wrapped(
            f'- "In the documented cases abroad, the middle source has {facts.median("all")} of every 100 taken by the '
            'state, the company and others together."',
            hanging=2,
        ),
        *_wrapped(
            '- "Up to 90 percent and more in some cases", with the case: its place, its year, and who is meant by '
            "those who take.",
            hanging=2,
        ),
        *_wrapped(
            '- Not: "the state takes 90 percent". Say who takes, of what, and whether it is a ceiling.', hanging=2
        ),
        "",
        *_wrapped(
            "How a claim is compared with the amounts is told in [claims](claims.md), what the shares mean in "
            "[measures](measures.md). This page is written by `python -m tests.help.is_it_90`."
        ),
    ]


def _part(percent: str) -> Fraction:
    return Fraction(percent) * Fraction(1, 100)


def _plain(percent: str) -> str:
    """`40.00` as a source would print it."""
    return percent.removesuffix(".00")


def _money(amount: str) -> str:
    return f"{int(Fraction(amount)):,}"


def _wrapped(text: str, hanging: int = 0) -> list[str]:
    return textwrap.wrap(text, COLUMNS, break_long_words=False, break_on_hyphens=False, subsequent_indent=" " * hanging)


def _command(*commands: str) -> list[str]:
    return ["```", *commands, "```"]


def main() -> None:
    """Import the shipped observations into a book for the moment, and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        key = pyrage.x25519.Identity.generate()
        identity, book = Path(folder) / "identity.txt", Path(folder) / "book"
        identity.write_text(f"{key}\n")
        create_folder(book, None, [str(key.to_public())])
        desk = Desk(book, identity)
        desk.run("import", str(observations()))
        FILE.write_text(page(desk), encoding="utf-8")


if __name__ == "__main__":
    main()
