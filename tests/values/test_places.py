"""Country codes are those of ISO 3166-1, and four former ones."""

from importlib.resources import files

import pytest

from ledger.values.places import COUNTRIES, FORMER, is_country


def test_the_assigned_codes_are_those_of_the_time_zone_database():
    """`iso3166.tab` of tzdata is the public-domain copy of the list."""
    lines = files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text(encoding="utf-8").splitlines()
    theirs = {line.split("\t")[0] for line in lines if line and not line.startswith("#")}
    assert theirs == COUNTRIES - FORMER


@pytest.mark.parametrize("code", ["KP", "RU", "KW", "SN", "SU", "YU", "DD", "CS"])
def test_countries_of_the_observations_and_former_ones_are_known(code):
    assert is_country(code)


@pytest.mark.parametrize("code", ["", "kp", "XX", "UK", "PRK", "KP ", "ZZ"])
def test_anything_else_is_no_country(code):
    assert not is_country(code)
