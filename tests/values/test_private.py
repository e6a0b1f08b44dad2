"""Free text about a worker's pay: what could give a person away is refused and never quoted."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import private
from ledger.values.private import MOST, refuse_private
from ledger.values.problems import BadValue

# All invented. The numbers are of no one.
PRIVATE = [
    "ask someone@example.org",
    "someone @ example.co.kr",
    "https://t.me/someone",
    "tel:112",
    "+7 (000) 000-00-00",
    "010-0000-0000",
    "8 000 000 00 00",
    "00000000000",
    "call 000.000.0000 in the evening",
    "0101111-2222".translate({ord("0"): "\uff10", ord("1"): "\uff11"}),
    "010-0000-0000".translate({ord("0"): "\u0660", ord("1"): "\u0661"}),
    "0\u200c00\u200d0000",
    "900000-0000000",
    "A0000000",
    "PD 000000000",
    "passport no. 00 00 0000",
    "여권 번호 00000",
    "паспорт 4500 00",
    "DE00 0000 0000 0000 0000 00",
    "site at 43.1150, 131.8855",
    "43.115N",
    "43° 07'",
    "https://maps.example/?q=43.1150,131.8855",
    "8Q7XMQ3P+2V",
    "a line\nbreak",
    "\x1b[31mred",
    "right\u202eto left",
    "x" * (MOST + 1),
]
FINE = [
    "",
    "Pay sheet of March 2016",
    "생활비 계산지불서, 2016-03-01",
    "Notebook, 24.06.2012, page 3",
    "UN Panel of Experts, S/2019/171, para. 42",
    "A/HRC/55/63",
    "Report 1999-2003, vol. 2",
    "2015-09 to 2023-07",
    "ISBN 978-3-16-148410-0",
    "http://www.example.org/article/view_amp.asp?arcid=0010494122",
    "p. 12-15",
    "Interview 3",
    "6,000,000 roubles for the site",
    "충성자금",
    "Case 200.204",
    "Brigade 7, month 12 of 2019",
]


@pytest.mark.parametrize("text", PRIVATE)
def test_what_could_give_a_person_away_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(BadValue) as refused:
        refuse_private(text)
    assert text not in refused.value.says + refused.value.advice
    assert refused.value.advice


@pytest.mark.parametrize("text", FINE)
def test_titles_dates_and_pages_pass(text: str) -> None:
    assert refuse_private(text) == text


def test_spaces_at_the_ends_are_dropped() -> None:
    assert refuse_private("  Pay sheet ") == "Pay sheet"


@given(st.text(alphabet="0123456789", min_size=7, max_size=15), st.sampled_from(["", " ", "-", "."]))
def test_seven_digits_that_are_no_date_never_pass(digits: str, between: str) -> None:
    number = between.join(f"{digits}9999")
    with pytest.raises(BadValue):
        refuse_private(f"number {number}.")


@given(st.text(st.characters(categories=["L", "M", "N", "Z", "P", "S", "Cf"]), max_size=MOST), st.data())
def test_what_is_passed_at_once_would_have_passed_the_whole_way(text: str, data: st.DataObject) -> None:
    words = data.draw(st.from_regex(private._WORDS, fullmatch=True).filter(lambda found: len(found) <= MOST))
    whole = re.compile(r"(?!)")
    for body in (text, words):
        found = [_told(body)]
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(private, "_WORDS", whole)
            found.append(_told(body))
        assert found[0] == found[1]
    assert _told(words) == words.strip()


def _told(text: str) -> str:
    try:
        return refuse_private(text)
    except BadValue as wrong:
        return f"refused: {wrong.says}"
