"""How the book knows what it knows: what was read of each source, by whose word, and on how little an origin rests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ledger.book.terms import ConditionView
from ledger.book.views import ClaimView, EntryView
from ledger.measure.coverage import NOT_SAID
from ledger.measure.printed import is_second_hand, page_of

Of = EntryView | ClaimView
HOW: dict[str, Callable[[Of], str | None]] = {
    "seen_via": lambda of: of.source.seen_via,
    "kind": lambda of: of.source.kind,
    "verification": lambda of: of.source.verification,
    "grade": lambda of: f"{of.reliability}{of.credibility}",
}


@dataclass(frozen=True)
class Known:
    """One word of the data for how something is known, and how much is known so."""

    how: str
    word: str
    observations: int
    sources: int
    origins: int
    entries: tuple[int, ...]
    claims: tuple[int, ...]


@dataclass(frozen=True)
class Resting:
    """The origins, and those that rest on little.

    `one_source`: one page alone, and no other address of the same claim is known. `second_hand`: nothing of it was read
    but press summaries, reposts and translations; `second_hand_observations` are theirs.
    """

    origins: tuple[str, ...]
    one_source: tuple[str, ...]
    second_hand: tuple[str, ...]
    second_hand_observations: tuple[str, ...]


def known(entries: Iterable[EntryView], claims: Iterable[ClaimView]) -> list[Known]:
    """Each word of each column, the most observations first."""
    everything: list[Of] = [*entries, *claims]
    found: list[Known] = []
    for how, read in HOW.items():
        words: dict[str, list[Of]] = {}
        for of in everything:
            words.setdefault(read(of) or NOT_SAID, []).append(of)
        made = [_known(how, word, its) for word, its in words.items()]
        found += sorted(made, key=lambda each: (-each.observations, each.word))
    return found


def known_conditions(conditions: Iterable[ConditionView]) -> dict[str, int]:
    """How many conditions stand on each word of verification, the most first."""
    counts: dict[str, int] = {}
    for condition in conditions:
        word = condition.verification or condition.source.verification or NOT_SAID
        counts[word] = counts.get(word, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def resting(entries: Iterable[EntryView], claims: Iterable[ClaimView]) -> Resting:
    """On how little each origin of an entry or a claim rests."""
    by_origin: dict[str, list[Of]] = {}
    everything: list[Of] = [*entries, *claims]
    for of in everything:
        by_origin.setdefault(of.source.origin, []).append(of)
    ones = [origin for origin, its in by_origin.items() if _pages(its) == 1]
    thin = [origin for origin, its in by_origin.items() if all(is_second_hand(of.source) for of in its)]
    names = {of.observation for origin in thin for of in by_origin[origin] if of.observation}
    return Resting(*(tuple(sorted(each)) for each in (by_origin, ones, thin, names)))


def _pages(its: Sequence[Of]) -> int:
    return len({page_of(of.source) for of in its} | {(address,) for of in its for address in of.source.also_at})


def _known(how: str, word: str, its: Sequence[Of]) -> Known:
    return Known(
        how=how,
        word=word,
        observations=len({of.observation or of.id for of in its}),
        sources=len({page_of(of.source) for of in its}),
        origins=len({of.source.origin for of in its}),
        entries=tuple(of.id for of in its if isinstance(of, EntryView)),
        claims=tuple(of.id for of in its if isinstance(of, ClaimView)),
    )
