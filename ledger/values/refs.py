"""Pseudonyms: random, meaningless, easy to read out. A worker is one of these and nothing else.

Crockford's base 32 leaves out I, L, O and U, so that no letter is taken for a digit. Eight symbols are 40 bits: enough
that a book seldom draws one twice, and the book refuses the second.
"""

from __future__ import annotations

import re
from random import Random

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHAPE = re.compile(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")


def new_pseudonym(random: Random) -> str:
    """Two groups of four symbols, "7K3M-Q9TZ", drawn from that source; a real book hands in `secrets.SystemRandom`."""
    drawn = "".join(random.choice(ALPHABET) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def is_pseudonym(text: str) -> bool:
    """True for two groups of four capitals and digits of Crockford's alphabet joined by a hyphen."""
    return _SHAPE.fullmatch(text) is not None
