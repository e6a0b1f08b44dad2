"""The skim report as a page of text: a block a group, all its doubts in words, and how to read it at the end."""

from __future__ import annotations

from ledger.measure.spread import LEAST_ORIGINS
from ledger.publish.asked import EVERYTHING, EXCHANGED, Asked
from ledger.publish.disclose import Group, LeftOut, SkimReport
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.figures import figure_id
from ledger.publish.heads import SENTENCE
from ledger.publish.page import PLAIN, Look, labelled, wrapped
from ledger.publish.wording import (
    MEASURE_WORDS,
    UNKNOWN,
    claims_text,
    counted,
    counts_text,
    group_name,
    interval_text,
    split_text,
    summary_text,
    takers_text,
    workers_text,
)

TITLE = "Of every 100 earned"
WEIGHTS = {
    "origins": "Each origin counts once, however many sources repeat it.",
    "workers": "Each origin counts for the workers that it is said to speak for, however many sources repeat it.",
    "months": "Each origin counts for the months that its entries cover, however many sources repeat it.",
}
MOST_WORDS = 4  # how many different words of verification are printed; the data formats have all


def skim_text(disclosed: Disclosed[SkimReport], asked: Asked = EVERYTHING, look: Look = PLAIN) -> str:
    """The whole page, with a line end after every line."""
    report = opened(disclosed)
    lines = heading(TITLE, report, asked, look)
    for group in report.groups:
        lines += _block(group, report.by, asked, look)
    lines += _block(report.whole, (), asked, look)
    lines += footer(report, asked, [f'Median and range are taken over the origins; "of 100" is their mean, {ORDER}'])
    lines += way_back([figure_id("skim", asked, m) for m in asked.shown if m in report.whole.pool.shares])
    return "\n".join(lines) + "\n"


def way_back(examples: list[str]) -> list[str]:
    """How to get from a figure to its page, where there is one."""
    if not examples:
        return []
    says = "The way back from a figure (-O json and -O csv name them all):"
    return ["", says, f"  wage-ledger trace '{examples[0]}'"]


ORDER = "the low case before the high where they differ (40-48); the figures of one case add to 100."


def heading(title: str, report: SkimReport, asked: Asked, look: Look) -> list[str]:
    """The title, and under it how the entries were grouped and chosen."""
    chosen = [f"by {', '.join(report.by)}"] if report.by else []
    chosen += [asked.scope()] if asked.scope() else []
    return [look.bold(title), *([line for text in chosen for line in wrapped(text)]), ""]


def footer(report: SkimReport, asked: Asked, how: list[str]) -> list[str]:
    """How to read the figures: what they count, how they are weighted, how many are bounds, what was left out."""
    whole = report.whole
    sentences = [SENTENCE, WEIGHTS[asked.weight], *how]
    if whole.pool.entries:
        sentences.append(_bounds(whole.pool.bound_entries, whole.pool.entries))
    if whole.pool.overruns:
        sentences.append(
            f"In {counted(whole.pool.overruns, 'documented share')} the lines add to more than was earned, "
            "and stand as they were stated."
        )
    if whole.is_range_withheld:
        sentences.append("Where workers are told no range is: its ends would be one worker's own share.")
    unweighed = max((each.unweighed for each in whole.pool.shares.values()), default=0)
    if unweighed:
        sentences.append(
            f"{counted(unweighed, 'origin')} that {'does' if unweighed == 1 else 'do'} not say it "
            "counted in no median, quartile or mean."
        )
    if whole.pool.apart:
        sentences.append(
            f"Apart from all this, because it is no wage: {counted(whole.pool.apart, 'entry', 'entries')} on revenue "
            "or on a promise; see --by basis."
        )
    if any(measure in whole.pool.shares for measure in EXCHANGED):
        sentences.append(
            "Exchange loss: pay changed at a taker's rate, told at the market rate of its time; it is in no other line."
        )
    if "year" in report.by:
        sentences.append("An entry that covers several years stands in each of them.")
    lines = wrapped(" ".join(sentences))
    if is_something_left_out(report.left_out):
        lines += wrapped(left_out_text(report.left_out))
    return lines


def _bounds(bounds: int, entries: int) -> str:
    if not bounds:
        return "No entry is a bound."
    said = f"{bounds:,} of {counted(entries, 'entry', 'entries')} {'is a bound' if bounds == 1 else 'are bounds'}"
    return f"{said}: what is not stated may have been taken or kept, and is not guessed."


def is_something_left_out(left_out: LeftOut) -> bool:
    """True when disclosure control kept something back."""
    return bool(left_out.worker_entries or left_out.worker_claims)


def left_out_text(left_out: LeftOut) -> str:
    """What disclosure control kept back and by which rule, without saying where; empty when it kept back nothing."""
    if not is_something_left_out(left_out):
        return ""
    things = []
    if left_out.worker_entries:
        things.append(f"{counted(left_out.worker_entries, 'entry', 'entries')} of workers")
    if left_out.worker_claims:
        things.append(f"{counted(left_out.worker_claims, 'claim')} about workers")
    return (
        f"Left out of every figure: {' and '.join(things)}. A worker's pay is told only where at least "
        f"{left_out.least_workers} workers of {left_out.least_origins} origins stand together in every group, of the "
        "whole book, each origin counted once; and the same workers are told, or none, whatever the groups."
    )


def _block(group: Group, by: tuple[str, ...], asked: Asked, look: Look) -> list[str]:
    pool = group.pool
    lines = [look.bold(group_name(by, pool.key))]
    if pool.origins:
        entries = counted(pool.entries, "entry", "entries")
        said = f"{entries} from {counted(pool.origins, 'origin')}"
        if pool.observations:
            said += f", {counted(pool.observations, 'observation')}"
        lines += labelled("documented", said)
        lines += labelled("workers", workers_text(pool))
        lines += labelled("basis", _bases(pool.bases, by))
        for measure in asked.shown:
            lines += labelled(
                MEASURE_WORDS[measure],
                _summary(group, measure),
            )
        if pool.low:
            lines += labelled("of 100", split_text(pool))
        lines += _spread(group, asked)
    else:
        lines += labelled("documented", "no entry with a share")
    if pool.claims:
        lines += labelled("claims", claims_text(pool.claims))
        takers = takers_text(pool.claims)
        lines += labelled("", f"said to be taken by: {takers}") if takers else []
    if pool.grades:
        lines += labelled("grades", counts_text(dict(sorted(pool.grades.items()))))
        lines += labelled("verification", _most(pool.verification))
    if pool.without_share:
        lines += labelled("without share", counted(pool.without_share, "entry", "entries"))
    if pool.apart and not pool.origins:
        lines += labelled("apart", f"{counted(pool.apart, 'entry', 'entries')} on revenue or on a promise")
    return [*lines, ""]


def _spread(group: Group, asked: Asked) -> list[str]:
    """Exchange loss, quartiles, resampled medians and the bound that was asked for, as far as there are any."""
    lines = []
    shares = group.pool.shares
    for measure in EXCHANGED:
        if measure in shares and asked.takers is None:
            lines += labelled(MEASURE_WORDS[measure], _summary(group, measure))
    told = [(MEASURE_WORDS[measure], shares[measure]) for measure in asked.shown if measure in shares]
    quartiles = [f"{name} {' and '.join(map(interval_text, each.quartiles))}" for name, each in told if each.quartiles]
    lines += labelled("quartiles", f"first and third: {'; '.join(quartiles)}") if quartiles else []
    resampled = [f"{name} {interval_text(each.bootstrap)}" for name, each in told if each.bootstrap]
    if resampled:
        lines += labelled("resampled", f"95 % of medians: {'; '.join(resampled)}")
    elif not group.is_range_withheld and group.pool.origins > 1:
        lines += labelled("resampled", f"too few origins, {LEAST_ORIGINS} are needed")
    crossed = [f"{name} {interval_text(each.outer)}" for name, each in told if each.outer]
    lines += labelled("outer bound", f"each end against each: {'; '.join(crossed)}") if crossed else []
    return lines


def _most(words: dict[str, int]) -> str:
    """The most frequent words, and how many entries have others."""
    first = dict(list(words.items())[:MOST_WORDS])
    left = sum(words.values()) - sum(first.values())
    return counts_text(first) + (f", in other words {left:,}" if left else "")


def _summary(group: Group, measure: str) -> str:
    pool, is_whole_stated = group.pool, measure not in group.pool.open_ended
    return summary_text(
        pool.shares.get(measure),
        pool.origins,
        group.pool.known.get(measure, UNKNOWN),
        is_whole_stated=is_whole_stated,
        is_range_withheld=group.is_range_withheld,
    )


def _bases(bases: dict[str, int], by: tuple[str, ...]) -> str:
    said = counts_text(bases)
    return f"{said}: mixed, see --by basis" if len(bases) > 1 and "basis" not in by else said
