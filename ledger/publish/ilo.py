"""The eleven indicators of forced labour of the International Labour Organization, by code, as the book has them."""

from __future__ import annotations

TITLES = (
    "abuse of vulnerability",
    "deception",
    "restriction of movement",
    "isolation",
    "physical and sexual violence",
    "intimidation and threats",
    "retention of identity documents",
    "withholding of wages",
    "debt bondage",
    "abusive working and living conditions",
    "excessive overtime",
)
CODES = tuple(f"FL{number:02}" for number in range(1, len(TITLES) + 1))
STATES = ("present", "absent", "contradicted", "not-assessed")
CAUTION = (
    "One indicator may or may not be enough to speak of forced labour, and their number is no verdict (ILO, "
    "Indicators of Forced Labour, 2012): nothing here is added up to one."
)
_BY_CODE = dict(zip(CODES, TITLES, strict=True))


def indicator_title(code: str) -> str:
    """What the indicator of that code is called; the code itself for one that is not of the eleven."""
    return _BY_CODE.get(code, code)


def state_word(state: str) -> str:
    """`not-assessed` as people write it."""
    return state.replace("-", " ")
