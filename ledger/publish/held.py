"""The held report: what was written down as the workers' and not paid, how long ago, and what settlements cleared.

A row is a published cohort at one placement in one currency. Of workers there are sums of everybody together alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.book.views import EntryView
from ledger.measure.arrears import Arrears, arrears
from ledger.measure.overdue import BANDS, Band, Overdue, Part, overdue
from ledger.measure.reckon_settled import settlement
from ledger.measure.settled import total_of
from ledger.measure.sums import Figure
from ledger.measure.valuation import NotConverted, Valued, Valuer
from ledger.publish.asked import Asked
from ledger.publish.disclose import WithWorkers, held_of_workers
from ledger.publish.disclosed import Disclosed, opened
from ledger.publish.evidence import Evidence
from ledger.publish.figures import Figure as Told
from ledger.publish.figures import figure_id
from ledger.publish.held_words import ago, amount_text, band_text, identity, promise_text, row_name
from ledger.publish.visible import visible
from ledger.values.cases import Amount
from ledger.values.money import rounded

NAME = "held"


@dataclass(frozen=True)
class Worth:
    """An amount in the wanted currency, each part rounded by itself so that the parts make the sum; or why not."""

    currency: str
    figure: Figure
    rates: tuple[str, ...]
    not_converted: tuple[str, ...]


@dataclass(frozen=True)
class Outstanding:
    """One part of what is outstanding: since when, and what it is worth."""

    part: Part
    since: Overdue
    worth: Worth | None


@dataclass(frozen=True)
class Row:
    """One row with its parts. `worth` is that of the parts that can be added up; None without them, or without -X."""

    row: Arrears
    parts: tuple[Outstanding, ...]
    worth: Worth | None


@dataclass(frozen=True)
class BandSum:
    """What is outstanding for so long, in one currency. `unsure` counts the parts whose time is not exact."""

    currency: str
    band: Band
    figure: Figure
    operators: tuple[str, ...]
    rows: int
    origins: int
    unsure: int


@dataclass(frozen=True)
class HeldReport:
    """The rows, and the sums by time. `apart` counts parts for an interval, by currency: they are in no sum."""

    as_of: date
    rows: tuple[Row, ...]
    bands: tuple[BandSum, ...]
    apart: dict[str, int]
    wanted: str | None


Held = Disclosed[WithWorkers[HeldReport]]


def held(
    evidence: Evidence,
    asked: Asked,
    as_of: date,
    valuer: Valuer | None = None,
    workers: Iterable[Iterable[EntryView]] = (),
) -> Held:
    """The report. Of workers it tells sums of everybody together, where they may be told, and nothing else.

    The evidence is that of all times: the days that were asked for choose rows, and each row is told whole, because a
    settlement without what it settles would be told wrong. `workers` as in `held_of_workers`.
    """
    is_whole_book = not asked.scope()
    return held_of_workers(evidence, lambda e: _report(e, asked, as_of, valuer), workers, is_whole_book=is_whole_book)


def _report(evidence: Evidence, asked: Asked, as_of: date, valuer: Valuer | None) -> HeldReport:
    found = arrears(evidence.entries, evidence.promises)
    if asked.since is not None or asked.until is not None:
        found = tuple(row for row in found if any(asked.covers(entry.period) for entry in row.entries))
    if valuer is not None:
        valuer = valuer.ending([part.period for row in found for part in row.parts])
    rows = tuple(_row(row, as_of, valuer) for row in found)
    apart: dict[str, int] = {}
    for row in rows:
        for each in row.parts:
            if each.part.per is not None:
                apart[row.row.currency] = apart.get(row.row.currency, 0) + 1
    return HeldReport(as_of, rows, _bands(rows), apart, None if valuer is None else valuer.wanted)


def _row(row: Arrears, as_of: date, valuer: Valuer | None) -> Row:
    parts = tuple(
        Outstanding(part, overdue(part.period, as_of), _worth(part, row.currency, valuer)) for part in row.parts
    )
    return Row(row, parts, _together([each.worth for each in parts if each.part.per is None]))


def _worth(part: Part, currency: str, valuer: Valuer | None) -> Worth | None:
    if valuer is None:
        return None
    figure: Figure = {}
    rates: dict[str, None] = {}
    missing: dict[str, None] = {}
    for case, amount in part.figure.items():
        found: Valued | NotConverted = valuer.value(amount.value, currency, part.period)
        if isinstance(found, NotConverted):
            missing[found.why] = None
        else:
            figure[case] = Amount(rounded(found.minor), amount.bound)
            rates.update(dict.fromkeys(leg.says for leg in found.legs))
    if missing:
        return Worth(valuer.wanted, {}, (), tuple(missing))
    return Worth(valuer.wanted, figure, tuple(rates), ())


def _together(worths: Sequence[Worth | None]) -> Worth | None:
    known = [worth for worth in worths if worth is not None]
    if not known:
        return None
    missing = tuple(dict.fromkeys(reason for worth in known for reason in worth.not_converted))
    if missing:
        return Worth(known[0].currency, {}, (), missing)
    rates = tuple(dict.fromkeys(rate for worth in known for rate in worth.rates))
    return Worth(known[0].currency, total_of([worth.figure for worth in known]), rates, ())


def _bands(rows: Sequence[Row]) -> tuple[BandSum, ...]:
    groups: dict[tuple[str, Band], list[tuple[Arrears, Outstanding]]] = {}
    for row in rows:
        for each in row.parts:
            if each.part.per is None:
                groups.setdefault((row.row.currency, each.since.band), []).append((row.row, each))
    return tuple(
        BandSum(
            currency=currency,
            band=band,
            figure=total_of([each.part.figure for _, each in members]),
            operators=tuple(dict.fromkeys(operator for row, _ in members for operator in row.operators)),
            rows=len({(row.placement.subject, row.placement.id) for row, _ in members}),
            origins=len({origin for row, _ in members for origin in row.origins}),
            unsure=sum(each.since.sure != "exact" for _, each in members),
        )
        for (currency, band), members in sorted(groups.items(), key=lambda g: (g[0][0], BANDS.index(g[0][1])))
    )


def missing(disclosed: Held) -> int:
    """How many amounts are not converted."""
    body = opened(disclosed).published.body
    return sum(bool(each.worth and each.worth.not_converted) for row in body.rows for each in row.parts)


def row_id(row: Arrears, asked: Asked) -> str:
    """The id of a row's figures."""
    return figure_id(NAME, asked, row.placement.subject, str(row.placement.id), row.currency)


def band_id(band: BandSum, asked: Asked) -> str:
    """The id of a sum by time; it holds the day, because the next day another sum may stand there."""
    return figure_id(NAME, asked, "bands", band.currency, band.band)


def together_id(currency: str, asked: Asked) -> str:
    """The id of what is outstanding of all workers together."""
    return figure_id(NAME, asked, "workers", currency)


def figures(disclosed: Held, asked: Asked) -> Iterator[Told]:
    """Every figure of the report with its way back; those of workers together lead to nobody."""
    found = opened(disclosed)
    body = found.published.body
    for row in body.rows:
        yield _row_figure(row, body.as_of, asked)
    for band in body.bands:
        yield _band_figure(band, body, asked)
    for sum_ in found.together:
        yield Told(
            id=together_id(sum_.currency, asked),
            says=f"Outstanding of workers, all together: {amount_text(sum_.outstanding, sum_.currency)} of "
            f"{sum_.workers:,} workers from {sum_.origins:,} origins.",
            working=("The entries of workers are told to nobody else, one by one or in part.",),
        )


def _row_figure(row: Row, as_of: date, asked: Asked) -> Told:
    its = row.row
    working = [line for state in (its.whole, *its.apart) if state is not None for line in identity(its, state)]
    working += [f"Promised {promise_text(promise, its.currency)}." for promise in its.promised]
    settled = [e for e in its.entries if e.kind == "settlement"]
    working += [reckoning.says for entry in settled for reckoning in settlement(entry)]
    for each in row.parts:
        money = amount_text(each.part.figure, its.currency, its.operators)
        of = "" if each.part.per is None else f" for one {each.part.per}, not added up"
        working.append(f"Entry {each.part.entry} ({each.part.period.text}): {money}{of}, {ago(each.since, as_of)}.")
        if each.worth is not None and each.worth.figure:
            working.append(f"That is {amount_text(each.worth.figure, each.worth.currency)}.")
        working += [f"Not converted: {visible(reason)}" for reason in (each.worth.not_converted if each.worth else ())]
    rates = [visible(rate) for each in row.parts if each.worth is not None for rate in each.worth.rates]
    return Told(
        id=row_id(its, asked),
        says=f"{row_name(its)}: {_outstanding(its)}",
        working=tuple(working),
        entries=tuple(entry.id for entry in its.entries),
        rates=tuple(dict.fromkeys(rates)),
    )


def _outstanding(row: Arrears) -> str:
    if row.whole is not None and row.whole.outstanding:
        return f"outstanding {amount_text(row.whole.outstanding, row.currency, row.operators)}."
    apart = [part for part in row.parts if part.per is not None]
    if apart:
        said = "; ".join(f"{amount_text(p.figure, row.currency, row.operators)} for one {p.per}" for p in apart)
        return f"outstanding {said}, not added up."
    return "nothing is recorded as written down and not paid."


def _band_figure(band: BandSum, body: HeldReport, asked: Asked) -> Told:
    lines, entries = [], []
    for row in body.rows:
        for each in row.parts:
            if each.part.per is None and (row.row.currency, each.since.band) == (band.currency, band.band):
                money = amount_text(each.part.figure, band.currency, row.row.operators)
                lines.append(f"{row_name(row.row)}, entry {each.part.entry}: {money}, {ago(each.since, body.as_of)}.")
                entries.append(each.part.entry)
    return Told(
        id=band_id(band, asked),
        says=f"Outstanding for {band_text(band.band)} on {body.as_of.isoformat()}: "
        f"{amount_text(band.figure, band.currency, band.operators)}.",
        working=(*lines, "The sum is low with low and high with high."),
        entries=tuple(sorted(entries)),
    )
