"""The claims report as a page of text: how many claims have each verdict, then a block a claim, and how to read it."""

from __future__ import annotations

from ledger.book.views import ClaimView
from ledger.measure.beside import OTHERS, SAME
from ledger.measure.verdicts import VERDICTS, Tried, Verdict
from ledger.publish.asked import EVERYTHING, Asked
from ledger.publish.claims import SHOWN, ClaimsReport, Judged
from ledger.publish.claims_words import (
    OWN_NAME,
    OWN_WORDS,
    VERDICT_WORDS,
    computed_text,
    name_of,
    title_of,
    verdict_text,
    way_text,
)
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Hidden, Published
from ledger.publish.heads import SENTENCE
from ledger.publish.page import PLAIN, Look, labelled, wrapped
from ledger.publish.visible import visible
from ledger.publish.wording import MEASURE_WORDS, counted, summary_text

TITLE = "Published claims beside the amounts"
ITSELF = "the source prints this as a percentage: it agrees with itself"
HOW = (
    "A verdict says whether figures agree, and what must be counted for it; it says nothing about anyone. "
    "Entries of the same observation show whether a source agrees with itself; those of the same origin are no other "
    "witness; those of other origins are other workers, and both may be right. "
    "90 is met by 89.50 to 90.50, about 90 by 85 to 95, up to 90 by anything to 90.50. "
    "The rules are in the manual: wage-ledger help claims."
)


def claims_text(disclosed: Disclosed[Published[ClaimsReport]], asked: Asked = EVERYTHING, look: Look = PLAIN) -> str:
    """The whole page, with a line end after every line."""
    published = opened(disclosed)
    report = published.body
    lines = [look.bold(TITLE), *(wrapped(_scope(asked)) if asked.scope() else []), ""]
    lines += _counts(report)
    lines += _own(report, look)
    for word in VERDICTS:
        members = [each for each in report.shown if each.verdict.word == word]
        if members:
            lines += [look.bold(f"{_capital(VERDICT_WORDS[word])}: {counted(len(members), 'claim')}"), ""]
            lines += [line for each in members for line in _block(each, look)]
    lines += wrapped(f"{SENTENCE} {HOW}")
    lines += wrapped(hidden) if (hidden := hidden_text(published.hidden)) else []
    return "\n".join(lines) + "\n"


def _scope(asked: Asked) -> str:
    return asked.scope().replace("entries", "claims", 1)


def hidden_text(hidden: Hidden) -> str:
    """How much of the book is of workers and told nowhere here; empty for nothing."""
    things = []
    if hidden.entries:
        things.append(counted(hidden.entries, "entry", "entries"))
    if hidden.claims:
        things.append(counted(hidden.claims, "claim"))
    if hidden.promises:
        things.append(counted(hidden.promises, "promise"))
    return f"Not told and compared with nothing: {', '.join(things)} of workers." if things else ""


def _counts(report: ClaimsReport) -> list[str]:
    origins = len({each.claim.source.origin for each in report.judged})
    total = f"{counted(len(report.judged), 'claim')} from {counted(origins, 'origin')}"
    width = max(len(words) for words in VERDICT_WORDS.values())
    lines = [f"  {VERDICT_WORDS[word]:<{width}}  {number:>4,}" for word, number in report.counts.items()]
    chosen = [f"Shown: {VERDICT_WORDS[report.only]}."] if report.only else []
    return [total, *lines, *chosen, ""]


def _own(report: ClaimsReport, look: Look) -> list[str]:
    found, pool = report.own.verdict, report.own.pool
    lines = [look.bold(OWN_NAME), *labelled("in words", f'"{OWN_WORDS}"')]
    if pool.origins:
        entries = counted(pool.entries, "entry", "entries")
        lines += labelled("asked of", f"all work abroad with a share: {entries} from {counted(pool.origins, 'origin')}")
    for measure in SHOWN if pool.origins else ():
        known, is_whole_stated = pool.known[measure], measure not in pool.open_ended
        said = summary_text(pool.shares.get(measure), pool.origins, known, is_whole_stated=is_whole_stated)
        lines += labelled(MEASURE_WORDS[measure], said)
        met = next((each for each in found.tried if each.way == measure), None)
        lines += labelled("", _near(met)) if met is not None else []
    return [*lines, *labelled("verdict", verdict_text(found, "taken", "about")), ""]


def _near(tried: Tried) -> str:
    can_say = tried.agree + tried.touch + tried.apart
    return f"about 90: {tried.agree + tried.touch:,} of {counted(can_say, 'origin')} that can say"


def _block(judged: Judged, look: Look) -> list[str]:
    claim, found = judged.claim, judged.verdict
    lines = [look.bold(visible(name_of(claim)))]
    lines += labelled("claim", title_of(claim))
    lines += labelled("in words", visible(claim.words)) if claim.words else []
    lines += labelled("speaks of", _where(claim))
    lines += labelled("source", _source(claim))
    lines += _beside(found, claim.side)
    return [*lines, *labelled("verdict", verdict_text(found, claim.side, claim.operator)), ""]


def _where(claim: ClaimView) -> str:
    place = claim.placement
    where = [place.country or "several countries", visible(place.sector), claim.period.text]
    return f"{', '.join(where)}; basis {visible(claim.basis or 'not said')}"


def _source(claim: ClaimView) -> str:
    source = claim.source
    who = [visible(text) for text in (source.title, source.publisher, source.published) if text]
    return f"{', '.join(who)}; origin {visible(source.origin)}, grade {claim.reliability}{claim.credibility}"


def _beside(found: Verdict, side: str) -> list[str]:
    if not found.pays:
        return []
    entries, origins = counted(len(found.pays), "entry", "entries"), {pay.entry.source.origin for pay in found.pays}
    bases = ", ".join(dict.fromkeys(visible(pay.entry.basis or pay.base) for pay in found.pays))
    text = f"{found.nearness}: {entries}" if found.nearness else entries
    text += f" from {counted(len(origins), 'origin')}" if found.nearness == OTHERS else ""
    lines = labelled("beside it", f"{text}; basis {bases}")
    if found.nearness == SAME and any(pay.is_percentage for pay in found.pays):
        lines += labelled("", ITSELF)
    told = "; ".join(f"{way_text(each.way, side)} {computed_text(each, side)}" for each in found.tried)
    return [*lines, *(labelled("computed", told) if len(found.tried) > 1 else [])]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
