"""Inputs that somebody spoilt, by accident or on purpose, and the loop that hands thousands of them to a reader.

Every input is made from one number, its seed. A reader that lets anything else out than what it says it may is reported
with that number, and that one input is made again with, for example,

    WAGE_LEDGER_FUZZ_FROM=4711 WAGE_LEDGER_FUZZ_ROUNDS=1 pytest tests/attack/test_fuzz_values.py -k periods

What was found becomes a fixed test beside the others: a seed means another input as soon as a mutation is added here.
"""

from __future__ import annotations

import copy
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any, TypeVar

FROM, ROUNDS = "WAGE_LEDGER_FUZZ_FROM", "WAGE_LEDGER_FUZZ_ROUNDS"
MARK = "ZqMarkQz"  # stands in cells and texts; no message may quote it
SLOW = 5.0  # seconds of the processor for one input: more is a pattern that backtracks, or a size that nobody bounded
LARGEST = 200_000  # more than a field of a CSV file may have

Data = TypeVar("Data", str, bytes)

ODD_TEXTS = (
    *("\0", "\r", "\n", "\r\n", "\t", "\x0b", "\x1b[31m", "\x7f", "\x85", "\xa0", "\xad", "\u2028", "\u3000"),
    *("\ufeff", "\u200b", "\u200d", "\u200e", "\u202e", "\u2066", "\ufe0f", "\U000e0041", "\ud800", "\udcff", "\uffff"),
    *("é", "e\u0301", "충성자금", "паспорт", "مرتب", "שכר", "😀", "\u0661", "\uff11", "²", "½", "Ⅷ", "ß", "İ"),
    *(",", ";", '"', '""', "'", "=", "=1+1", "=HYPERLINK(1)", "@", "+", "-", "\u2212", "\u2013", "(", ")", "{", "["),
    *("~", "?", "%", "..", "...", "\u2026", "/", "//", "\\", "<=", ">=", "<", "$", "€", "#", "&", "*", ":", "|", "^"),
    *("1e5", "0x1F", "1_000", "1,234.5", "nan", "-inf", "-0", "9" * 19, "9" * 400, "0" * 60, ".", " ", "XX", "X"),
    *("None", "null", "true", "../..", "2016-02-30", "0000", "9999-12-31", "new:", "new:a", "%00", "%s", "{0}"),
    MARK,
)  # fmt: skip
ODD_BYTES = (
    *(b"\0", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b"\r\n", b'"', b",", b";", b"\t", b"--"),
    *(b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\xe2\x80", b"\x80", b"\xb0\xa1", b"\x1a", b"PK\x03\x04"),
    *(b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0" * 512, b"9" * 40, b"[" * 3000),
    *(b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"age-encryption.org/v1\n", b"-> X25519 ", b"<!DOC"),
)  # fmt: skip


class NotSurvived(AssertionError):
    """A reader let out what it may not. Says with which seed, and never what it read."""


def fuzz(
    name: str, rounds: int, attempt: Callable[[Random], object], refusals: tuple[type[BaseException], ...] = ()
) -> Counter[str]:
    """Make that many attempts, each from a source of its own, and count values and refusals.

    Raises NotSurvived, with the seed, when anything but a value or one of the refusals comes out, or when it is slow.
    """
    first, rounds = int(os.environ.get(FROM, "0")), int(os.environ.get(ROUNDS, rounds))
    found: Counter[str] = Counter()
    for seed in range(first, first + rounds):
        began = time.process_time()
        try:
            attempt(Random(f"{name}:{seed}"))
            found["value"] += 1
        except refusals as refused:
            expect_quiet(str(refused), getattr(refused, "advice", ""), seed=f"{name}, seed {seed}")
            found[type(refused).__name__] += 1
        except KeyboardInterrupt:
            raise
        except BaseException as trouble:  # a panic of a library and a time-out are no Exception
            raise NotSurvived(f"{name}, seed {seed}: {type(trouble).__name__}: {trouble}") from trouble
        if time.process_time() - began > SLOW:
            raise NotSurvived(f"{name}, seed {seed}: it took more than {SLOW} s")
    return found


def expect_quiet(*said: str, seed: str = "") -> None:
    """Fail when what is said quotes a marked text."""
    if any(MARK in each for each in said):
        raise NotSurvived(f"{seed}: a message quotes what was read")


def mutated(random: Random, data: Data, others: Sequence[Data] = (), *, most: int = 4) -> Data:
    """The text or the bytes after one to `most` accidents; now and then a whole other one, or half of one."""
    for _ in range(random.randint(1, most)):
        data = random.choice(_ACCIDENTS)(random, data, others or (data,))
    return data


def has_a_short_head(raw: bytes) -> bool:
    """False for a file of age whose head goes on and on: age takes minutes over it, and no reader of ours can help."""
    return len(raw.partition(b"\n--- ")[0]) < 1 << 14 or not raw.startswith(b"age-encryption.org/v1\n")


def _odd(random: Random, like: Data) -> Data:
    return random.choice(ODD_TEXTS) if isinstance(like, str) else random.choice(ODD_BYTES)


def _cut(random: Random, data: Data) -> tuple[int, int]:
    """A stretch of the data: mostly a short one, else any."""
    begin = random.randint(0, len(data))
    length = random.randint(0, 3) if random.random() < 0.7 else random.randint(0, len(data) - begin)
    return begin, min(len(data), begin + length)


def _without(random: Random, data: Data, _others: Sequence[Data]) -> Data:
    begin, end = _cut(random, data)
    return data[:begin] + data[end:]


def _short(random: Random, data: Data, _others: Sequence[Data]) -> Data:
    begin, end = sorted(random.randint(0, len(data)) for _ in range(2))
    return random.choice((data[:end], data[begin:], data[begin:end]))


def _with(random: Random, data: Data, _others: Sequence[Data]) -> Data:
    place = random.choice((0, len(data), random.randint(0, len(data))))
    return data[:place] + _odd(random, data) + data[place:]


def _instead(random: Random, data: Data, _others: Sequence[Data]) -> Data:
    begin, end = _cut(random, data)
    return data[:begin] + _odd(random, data) + data[end:]


def _twice(random: Random, data: Data, _others: Sequence[Data]) -> Data:
    begin, end = _cut(random, data)
    return data[:end] + data[begin:end] * random.choice((1, 1, 2, 30)) + data[end:]


def _swapped(random: Random, data: Data, _others: Sequence[Data]) -> Data:
    a, b, c = sorted(random.randint(0, len(data)) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def _joined(random: Random, data: Data, others: Sequence[Data]) -> Data:
    other = random.choice(others)
    return data[: random.randint(0, len(data))] + other[random.randint(0, len(other)) :]


def _other(random: Random, _data: Data, others: Sequence[Data]) -> Data:
    return random.choice(others)


def _flipped(random: Random, data: Data, _others: Sequence[Data]) -> Data:
    if not data:
        return data
    place = random.randrange(len(data))
    if isinstance(data, bytes):
        return data[:place] + bytes([data[place] ^ 1 << random.randrange(8)]) + data[place + 1 :]
    return data[:place] + chr(ord(data[place]) ^ 1 << random.randrange(8)) + data[place + 1 :]


def _drawn(random: Random, data: Data, _others: Sequence[Data]) -> Data:
    """A few letters or bytes that nobody chose."""
    place = random.randint(0, len(data))
    if isinstance(data, bytes):
        return data[:place] + random.randbytes(random.randint(1, 8)) + data[place:]
    drawn = "".join(chr(random.randrange(random.choice((0x80, 0x800, 0x110000)))) for _ in range(random.randint(1, 4)))
    return data[:place] + drawn + data[place:]


def _long(random: Random, data: Data, others: Sequence[Data]) -> Data:
    """Seldom, because it is slow: very much of one thing."""
    if random.random() > 0.02:
        return _flipped(random, data, others)
    piece = _odd(random, data) or data
    place = random.randint(0, len(data))
    times = random.choice((300, 5_000, LARGEST)) // max(1, len(piece))
    return data[:place] + piece * times + data[place:]


_ACCIDENTS = (
    *(_without, _short, _with, _with, _instead, _instead, _twice, _swapped, _joined, _other, _flipped, _flipped),
    *(_drawn, _long),
)


def spoilt_json(random: Random, value: Any, texts: Sequence[str] = ()) -> Any:
    """The JSON value with one to three of its parts changed, left out, doubled or put elsewhere."""
    value = copy.deepcopy(value)
    for _ in range(random.randint(1, 3)):
        places = list(_places(value))
        if not places:
            return _odd_json(random, value, texts)
        holder, name = random.choice(places)
        kind = random.randrange(8)
        if kind == 0:
            del holder[name]
        elif kind == 1 and isinstance(holder, list):
            holder.insert(random.randint(0, len(holder)), copy.deepcopy(holder[name]))
        elif kind == 2:
            other, its = random.choice(places)
            holder[name] = copy.deepcopy(other[its])
        elif kind == 3 and isinstance(holder, dict):
            holder[random.choice(ODD_TEXTS)] = holder[name]
        else:
            holder[name] = _odd_json(random, holder[name], texts)
    return value


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, (dict, list)):
        for name, part in list(value.items()) if isinstance(value, dict) else list(enumerate(value)):
            yield value, name
            yield from _places(part)


def _odd_json(random: Random, value: Any, texts: Sequence[str]) -> Any:
    if isinstance(value, str) and random.random() < 0.6:
        return mutated(random, value, texts or (value,), most=2)
    if isinstance(value, int) and random.random() < 0.5:
        return random.choice((-1, 0, 1, value - 1, value + 1, -value, 2**31, 2**63, 2**64, 10**100))
    deep: Any = "x"
    for _ in range(300):
        deep = [deep]
    plain: tuple[Any, ...] = (
        None,
        True,
        False,
        -1,
        0,
        1.5,
        1e308,
        float("nan"),
        "",
        "00",
        "\ud800",
        MARK,
        [],
        {},
        [[]],
        {"size": 1},
    )
    return random.choice((*plain, deep, *texts))
