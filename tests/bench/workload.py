"""The workload: wage entries of invented workers, the same ones whenever they are asked for, one after the other.

There is a worker for every sixty entries and one entry a worker and month, in the order of the months, from 2019 on.
The workers are spread over up to 24 jobs (a country, a sector, a currency), at least twelve on each, so that disclosure
control has something to tell. An entry has five to seven postings that sum to zero: what was earned, what the state
took for its plan, food, what reached the hand, and one to three of a loyalty fee, dues, a manager's cut, and pay that
was written down and held. Everybody on a job pays the same levies in the same month. All amounts are whole minor units.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

MONTHS = 60
FIRST_YEAR = 2019
LEAST_ON_A_JOB = 12
SEED = 4142

# The postings of an entry, in the order of its amounts: the column of the wage sheet, the account, a name for journals.
COLUMNS = ("gross", "state:plan", "state:loyalty", "state:dues", "supervisor:cut", "living:food", "held", "hand")
ACCOUNTS = ("employer:wage", *COLUMNS[1:6], "worker:held", "worker:hand")
NAMES = ("Wage", "Plan", "Loyalty", "Dues", "Cut", "Food", "Held", "Hand")
_SOMETIMES = (2, 3, 4, 6)
# Of every 1,000 earned: the least and the most that each posting is.
_PARTS = {1: (210, 390), 2: (20, 50), 3: (10, 25), 4: (30, 90), 5: (60, 130), 6: (40, 140)}

EXPONENTS = {"CNY": 2, "EUR": 2, "KWD": 3, "MNT": 2, "PLN": 2, "RUB": 2, "USD": 2}


@dataclass(frozen=True)
class Job:
    """Where some of the workers are. `pay` is what a month there usually earns, in whole units of the currency."""

    country: str
    sector: str
    currency: str
    pay: int


JOBS = tuple(
    Job(*each)
    for each in (
        ("KW", "construction", "KWD", 260),
        ("RU", "construction", "RUB", 58000),
        ("CN", "garments", "CNY", 2700),
        ("PL", "shipbuilding", "PLN", 5200),
        ("QA", "construction", "USD", 760),
        ("RU", "forestry", "RUB", 51000),
        ("CN", "fisheries", "CNY", 2500),
        ("PL", "agriculture", "PLN", 3800),
        ("KW", "services", "KWD", 190),
        ("MN", "garments", "MNT", 1250000),
        ("CN", "electronics", "CNY", 3300),
        ("AE", "construction", "USD", 800),
        ("RU", "agriculture", "RUB", 39000),
        ("MT", "construction", "EUR", 1150),
        ("CN", "restaurants", "USD", 880),
        ("MY", "mining", "USD", 620),
        ("AE", "restaurants", "USD", 940),
        ("SN", "monuments", "EUR", 870),
        ("RU", "garments", "USD", 680),
        ("QA", "services", "USD", 590),
        ("NA", "construction", "USD", 850),
        ("TZ", "medicine", "EUR", 600),
        ("LA", "medicine", "USD", 510),
        ("CZ", "garments", "EUR", 640),
    )
)


@dataclass(frozen=True, slots=True)
class Wage:
    """One entry. `amounts` has a figure for each of COLUMNS, 0 where there is no such posting; the gross is positive.

    `number` and `worker` count from 1, `job` is a place in JOBS, `month` counts from 0.
    """

    number: int
    worker: int
    job: int
    month: int
    amounts: tuple[int, ...]

    @property
    def period(self) -> str:
        """The month as it stands in the sheet: 2019-01."""
        return period_of(self.month)


def period_of(month: int) -> str:
    """The name of a month, counted from 0."""
    return f"{FIRST_YEAR + month // 12}-{month % 12 + 1:02d}"


def workers_of(entries: int) -> int:
    """How many workers a book of so many entries has."""
    return max(LEAST_ON_A_JOB, -(-entries // MONTHS))


def jobs_of(entries: int) -> int:
    """How many of JOBS they are spread over."""
    return min(len(JOBS), workers_of(entries) // LEAST_ON_A_JOB)


def wages(entries: int) -> Iterator[Wage]:
    """That many entries, in the order of their months."""
    draw = Random(SEED)  # not for secrets: for the same figures every time
    workers, jobs = workers_of(entries), jobs_of(entries)
    usual = [_minor(JOBS[worker % jobs]) * draw.randint(800, 1250) // 1000 for worker in range(workers)]
    for number in range(entries):
        month, worker = divmod(number, workers)
        job = worker % jobs
        gross = usual[worker] * (1000 + 4 * month) * draw.randint(920, 1080) // 1_000_000
        yield Wage(number + 1, worker + 1, job, month, _amounts(draw, gross, job + month))


def _minor(job: Job) -> int:
    return job.pay * int(10 ** EXPONENTS[job.currency])


def _amounts(draw: Random, gross: int, turn: int) -> tuple[int, ...]:
    """What became of the gross. Which of the levies are due goes by turns."""
    found = [0] * len(COLUMNS)
    due = [_SOMETIMES[(turn + each) % 4] for each in range(1 + turn % 3)]
    for part in (1, 5, *due):
        found[part] = gross * draw.randint(*_PARTS[part]) // 1000
    found[0], found[-1] = gross, gross - sum(found)
    return tuple(found)


def postings(wage: Wage) -> Iterator[tuple[int, int]]:
    """The place in ACCOUNTS and the signed amount of each posting; they sum to zero."""
    yield 0, -wage.amounts[0]
    for place, amount in enumerate(wage.amounts):
        if place and amount:
            yield place, amount
