"""What the words around a figure say: the basis of a gross, the hedge of a number, who is meant by a share.

Reading words is coding, not guessing: where they match nothing the code is `other` or `unsaid`, and the words are kept.
"""

from __future__ import annotations

import re

NAMED_BASES: tuple[tuple[str, str], ...] = (
    ("promised", r"\bpromis"),
    ("estimate", r"\bestimat"),
    ("piece-rate", r"\bpiece|\bper (?:truck|item|unit|load)\b"),
    ("revenue", r"\brevenue|\bturnover|\bproceeds"),
)
_CONTRACT = re.compile(
    r"\bcontract (?:price|sum)|\bprice\b|\boffer\b|\bbilled\b|\binvoice"
    r"|\bpaid (?:per worker )?(?:by|to) the (?!(?:workers?|women|men|hour|day|week|month|year|piece)\b)"
)
_CALLED_WAGE = re.compile(r"\bwages?\b|\bsalar|\bpay\b")
_LIKE_A_WAGE = re.compile(r"\bwages?\b|\bsalar|\bpay\b|\bpaid\b|\bearn|\bincome\b|\bovertime\b")

OPERATORS: tuple[tuple[str, str], ...] = (
    ("about", r"about|around|approximately|roughly|some|circa"),
    ("nearly", r"nearly|almost|close to"),
    ("up to", r"up to|at most|as much as|no more than|not more than|maximum"),
    ("at least", r"at least|no less than|not less than|minimum"),
    ("more than", r"more than|above|over"),
    ("less than", r"less than|under|below"),
)

_SUBJECT = r"(?:source says |said to be |headline:? |only |reported )?"
_PART = r"(?:this part|half|(?:a|one|two|three|four|nine) (?:third|quarter|fifth|tenth)s?|\d[\d.,]*(?: ?%| per ?cent)?)"
_STATE = re.compile(
    r"\bstate\b|\bgovernment|\bregime|\bparty\b|\bauthorit|\bloyalty|\bpyongyang|\bsocio|\bplan\b|\bnorth korea\b"
    r"|\bfund\b"
)
_COMPANY = re.compile(r"\bcompan|\bdispatch|\btrading\b|\bfirm\b|\bmanager|\bleader|\bbrokerage\b|\bagency\b")
_LIVING = re.compile(r"\bfood\b|\blodging|\bliving\b|\bmeals?\b|\ball takers\b|\beverything\b")
_NOT_PAID = re.compile(
    r"\bnot (?:yet |been |actually )*(?:paid|received|handed)\b(?! (?:in|by|for) )|\bnever paid\b"
    r"|\bdue\b[^.;]*\bwithheld\b"
    r"|\bunpaid\b(?! (?:leave|overtime|days?|hours?|holidays?|training|work))|(?<!nothing )\bheld back\b(?! for )"
)
_WAGE = r"(?:\w+ ){0,2}(?:wage|pay|salar|gross)"
_PAYER = r"\bpaid by the (?:firm|employer|factory|company)\b"
_ON_TOP = re.compile(
    rf"\b(?:on top of|in addition to) {_WAGE}|\bon top\b.*{_PAYER}|{_PAYER}.*\bon top\b", re.IGNORECASE
)
_WAS_PAID = re.compile(
    r"\b(?:was|were|had been|been|actually) (?:paid|taken|collected|charged)\b|\bpaid it\b|\bhe paid\b"
)
_APART = re.compile(r"\bnot (?:in|included|counted)\b|\bbesides\b|\bon top\b|\bin addition\b|\bseparate")
_NOT = r"(?<!not )(?<!never )(?<!no longer )(?<!not a )\b"
_OUT_OF = re.compile(
    rf"{_NOT}(?:out of|inside|within|(?:included|contained|hidden) in|part of|(?:taken|diverted) from)"
    r" (?:the |its |this )?([a-z ]+)"
)
_INCLUDES = re.compile(rf"{_NOT}(?:includes|contains|hides|hiding|covers) (?:the |its |this )?([a-z ]+)")


def basis_of(words: str) -> str:
    """What the gross is: contract, wage, promised, piece-rate, revenue, estimate, or other when the words do not say.

    A wage named first wins over who paid it ("usual wage paid by the firm" is a wage).
    """
    text = words.lower()
    for code, pattern in NAMED_BASES:
        if re.search(pattern, text):
            return code
    wage, contract = _CALLED_WAGE.search(text), _CONTRACT.search(text)
    if contract and not (wage and wage.start() < contract.start()):
        return "contract"
    return "wage" if _LIKE_A_WAGE.search(text) else "other"


def operator_of(*texts: str) -> str | None:
    """The printed hedge of a figure, as one of a few words; None when there is none.

    Only a phrase that stands for itself counts ("about", "source says about", "wage, up to", "under 100"), so that
    "to headquarters over about a year" hedges nothing.
    """
    for text in texts:
        for phrase in re.split(r"[;:()]|[,.](?!\d)", text.lower()):
            for code, pattern in OPERATORS:
                if re.fullmatch(rf"\s*{_SUBJECT}(?:{pattern})(?: {_PART}| this part\b.*)?\s*", phrase):
                    return code
    return None


def operator_of_share(words: str) -> str | None:
    """The printed hedge of a published share: it may stand anywhere, in front of a part ("nearly four fifths ...")."""
    text = words.lower()
    found = [(m.start(), code) for code, pattern in OPERATORS for m in re.finditer(rf"\b(?:{pattern}) {_PART}", text)]
    return min(found)[1] if found else operator_of(words)


def takers_of(words: str) -> str:
    """Who is meant by a published share: state, state-company, all, or unsaid. Only the first clause is read."""
    text = words.lower().split(";")[0]
    if _LIVING.search(text):
        return "all"
    if _COMPANY.search(text):
        return "state-company"
    return "state" if _STATE.search(text) else "unsaid"


def is_not_paid(note: str) -> bool:
    """True when the note says that the amount was due and did not reach the worker."""
    return _NOT_PAID.search(note.lower()) is not None


def is_on_top(note: str) -> bool:
    """True when the note says that the line is paid on top of the wage, outside the gross."""
    return _ON_TOP.search(note) is not None


def was_paid(note: str) -> bool:
    """True when the note says that a fine was paid, so that it is more than a tariff."""
    return _WAS_PAID.search(note.lower()) is not None


def is_apart(note: str) -> bool:
    """True when the note says that a side income is not in what the worker took home."""
    return _APART.search(note.lower()) is not None


def contained_in(note: str) -> list[str]:
    """What the note says this line is a part of: phrases to be matched with the names of other flows."""
    return [m.group(1).strip() for m in _OUT_OF.finditer(note.lower())]


def containing(note: str) -> list[str]:
    """What the note says this line contains: phrases to be matched with the names of other flows."""
    return [m.group(1).strip() for m in _INCLUDES.finditer(note.lower())]


def is_named_by(phrase: str, flow: str) -> bool:
    """True when a phrase names a flow: "food line" names `food`, "state plan" does not name `special_levy`."""
    words = flow.split("_")
    said = phrase.split()
    if not said:
        return False
    return said[: len(words)] == words or (said[0] == words[0] and len(words[0]) > 4) or _ALIASES.get(said[0]) == flow


_ALIASES = {"plan": "state_remittance", "lodging": "accommodation", "meals": "food"}
