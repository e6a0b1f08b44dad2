"""Resamples 100,000 origins 2,000 times: the interval of a median, as a report of published figures has it."""

from __future__ import annotations

import numpy as np

from ledger.measure.ratios import ranked
from ledger.measure.spread import RESAMPLES, Hulls

ORIGINS = 100_000
assert RESAMPLES == 2_000

draw = np.random.default_rng(1)
shares = ranked(draw.integers(1, 100_001, ORIGINS), np.full(ORIGINS, 100_000))
print(Hulls(shares, shares.place, shares.place, np.ones(ORIGINS, dtype=np.int64)).bootstrap(seed=1))
