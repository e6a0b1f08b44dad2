"""Pseudonyms are random, and have one shape."""

import secrets
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values.refs import ALPHABET, is_pseudonym, new_pseudonym


@given(st.integers())
def test_every_drawn_pseudonym_has_the_shape(seed):
    assert is_pseudonym(new_pseudonym(Random(seed)))


def test_the_systems_own_randomness_will_do():
    drawn = {new_pseudonym(secrets.SystemRandom()) for _ in range(50)}
    assert len(drawn) == 50


def test_the_same_source_draws_the_same_again():
    assert new_pseudonym(Random(7)) == new_pseudonym(Random(7))


def test_no_letter_can_be_taken_for_a_digit():
    assert len(ALPHABET) == 32
    assert not set(ALPHABET) & set("ILOU")


@pytest.mark.parametrize("text", ["7K3M-Q9TZ", "0000-0000"])
def test_the_shape(text):
    assert is_pseudonym(text)


@pytest.mark.parametrize(
    "text", ["", "7K3MQ9TZ", "7k3m-q9tz", "7K3M-Q9T", "7K3M-Q9TI", "7K3M-Q9TZ\n", " 7K3M-Q9TZ", "\uff17K3M-Q9TZ"]
)
def test_other_shapes_are_no_pseudonyms(text):
    assert not is_pseudonym(text)
