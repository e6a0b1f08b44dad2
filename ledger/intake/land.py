"""Checked items become rows of the book, in one transaction that whoever opened the session commits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from ledger.book.drafts import EntryDraft
from ledger.book.post import post_all
from ledger.book.read import conditions, subject_id
from ledger.book.register import (
    ClaimDraft,
    ConditionDraft,
    Mark,
    PlacementDraft,
    PromiseDraft,
    RateDraft,
    SourceDraft,
    StatedDraft,
    add_claim,
    add_cohort,
    add_condition,
    add_placement,
    add_promise,
    add_rate,
    add_source,
    add_stated_all,
    mark,
    seen,
)
from ledger.book.session import Session
from ledger.intake.load import Batch, Item
from ledger.intake.observations import FlowLine, Observation, SourceCells
from ledger.intake.others import ConditionRow, RateRow, Remittance, remittance_postings
from ledger.intake.planned import Plan, PlannedStated
from ledger.intake.words import basis_of, operator_of
from ledger.values.money import parse_minor
from ledger.values.problems import BadValue, Problem


@dataclass
class Landed:
    """What an import did: items written by format, items that were in the book before, entries posted."""

    written: dict[str, int] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)
    entries: int = 0
    claims: int = 0


def land(session: Session, batch: Batch, *, today: date, tick: Callable[[int], None] = lambda n: None) -> Landed:
    """Write the batch's items, those that are new. Adds to the batch what the book itself refuses. Never commits."""
    done = Landed()
    for fmt in dict.fromkeys(item.fmt for item in batch.items):
        items = [item for item in batch.items if item.fmt == fmt]
        known = seen(session, fmt, [item.fingerprint for item in items])
        fresh = [item for item in items if (item.fingerprint, item.occurrence) not in known]
        done.before[fmt] = len(items) - len(fresh)
        marks: list[Mark] = []
        coded = {condition.code for condition in conditions(session)} if fmt == "condition" else set()
        for item in fresh:
            tick(len(item.rows))
            if item.code in coded or (item.code and subject_id(session, item.code) is not None):
                _refuse_taken(batch, item)
                continue
            _write(session, item, done, today)
            marks.append(Mark(item.fingerprint, item.occurrence, f"{fmt}:{item.code}"))
        tick(sum(len(item.rows) for item in items) - sum(len(item.rows) for item in fresh))
        mark(session, fmt, marks, today=today)
        done.written[fmt] = len(marks)
    return done


def _refuse_taken(batch: Batch, item: Item) -> None:
    says = "the book has this name already, with other content"
    advice = "A correction is made with: wage-ledger correct. Another observation needs another name."
    if item.fmt == "condition":
        advice = "What the book has stays as it is. Another condition, or another judgement of it, needs another name."
    first_table, first_row = item.rows[0]
    batch.refuse(first_table, first_row, [Problem(first_table.file, first_row.line, "", says, advice)])
    for table, row in item.rows[1:]:
        says = "left out with its observation, whose name the book has already"
        batch.refuse(table, row, [Problem(table.file, row.line, "", says, advice)])


def _write(session: Session, item: Item, done: Landed, today: date) -> None:
    payload = item.payload
    if isinstance(payload, Plan):
        _write_plan(session, payload, done, today)
    elif isinstance(payload, Remittance):
        _write_remittance(session, payload, done, today)
    elif isinstance(payload, RateRow):
        _write_rate(session, payload, today)
    else:
        _write_condition(session, payload, today)


def _write_plan(session: Session, made: Plan, done: Landed, today: date) -> None:
    seen_as = made.observation
    source = add_source(session, _source(seen_as.source, seen_as.code), today=today)
    subject = add_cohort(session, seen_as.code, seen_as.place or None, (seen_as.workers, seen_as.workers))
    country = seen_as.country or None
    placement = add_placement(session, PlacementDraft(subject, seen_as.sector, country, period=seen_as.period))
    drafts = [
        EntryDraft(
            placement_id=placement,
            source_id=source,
            kind=entry.kind,
            per=entry.per,
            period=entry.period or seen_as.period,
            postings=entry.postings,
            basis=entry.basis,
            observation=seen_as.code,
            words=entry.words,
        )
        for entry in made.entries
    ]
    numbers = post_all(session, drafts, today=today)
    says_nothing = not (made.entries or made.stated or made.claims)
    figures = [_gross(seen_as, source, placement, numbers)] if any(seen_as.gross_printed) or says_nothing else []
    for figure in made.stated:
        number = None if figure.entry is None else numbers[figure.entry]
        figures.append(_stated(figure, seen_as, source, placement, number))
    if seen_as.notes:
        figures.append(_note(seen_as, source, placement))
    add_stated_all(session, figures, today=today)
    for line in made.promises:
        _write_promise(session, line, placement, source, today)
    for claim in made.claims:
        draft_claim = ClaimDraft(
            placement_id=placement,
            source_id=source,
            period=seen_as.period,
            side=claim.side,
            takers=claim.takers,
            low=claim.share.low,
            best=claim.share.best,
            high=claim.share.high,
            operator=claim.operator,
            words=seen_as.share_words or None,
            basis=basis_of(seen_as.gross_words) if seen_as.gross_words else None,
            observation=seen_as.code,
        )
        add_claim(session, draft_claim, today=today)
    done.entries += len(numbers)
    done.claims += len(made.claims)


def _write_promise(session: Session, line: FlowLine, placement: int, source: int, today: date) -> None:
    if not any(line.printed_amount) or line.unit == "group_total":
        return
    try:
        low, best, high = (None if t is None else parse_minor(t, line.currency) for t in line.printed_amount)
    except BadValue:
        return  # more decimals than the currency has: the printed figure is kept all the same
    draft = PromiseDraft(
        placement_id=placement,
        source_id=source,
        currency=line.currency,
        per=line.interval or "once",
        low=low,
        best=best,
        high=high,
        operator=operator_of(line.note),
        words=line.note or None,
    )
    add_promise(session, draft, today=today)


def _write_remittance(session: Session, row: Remittance, done: Landed, today: date) -> None:
    source = add_source(session, _source(row.source, row.code), today=today)
    subject = add_cohort(session, row.code, row.sender, (row.sample, row.sample))
    draft = PlacementDraft(subject, "remittance", row.country or None, period=row.period)
    placement = add_placement(session, draft)
    drafts = [
        EntryDraft(
            placement_id=placement,
            source_id=source,
            kind="remittance",
            per="once",
            period=row.period,
            postings=postings,
            observation=row.code,
            words=row.route or None,
        )
        for _, postings in remittance_postings(row)
    ]
    done.entries += len(post_all(session, drafts, today=today))
    figures = [
        StatedDraft(
            source_id=source,
            placement_id=placement,
            observation=row.code,
            flow=name,
            treatment="kept",
            reason="as printed in the remittances file",
            per="once",
            currency=currency or None,
            amount_low=row.row[f"{name}_low"] or None,
            amount_best=row.row[f"{name}_best"] or row.row[name] or None,
            amount_high=row.row[f"{name}_high"] or None,
            note=row.notes or None,
        )
        for name, currency in (
            ("sent", row.currency),
            ("received", row.received_currency),
            ("fee_amount", row.fee_currency),
        )
        if any(row.row[f"{name}{end}"] for end in ("", "_low", "_best", "_high"))
    ]
    if row.fee.is_priced:
        figures.append(
            StatedDraft(
                source_id=source,
                placement_id=placement,
                observation=row.code,
                flow="fee_pct",
                treatment="kept",
                reason="as printed in the remittances file",
                per="once",
                percent_low=row.row["fee_pct_low"] or None,
                percent_best=row.row["fee_pct_best"] or None,
                percent_high=row.row["fee_pct_high"] or None,
                percent_of="sent",
                note=row.row["fee_basis"] or row.notes or None,
            )
        )
    add_stated_all(session, figures, today=today)


def _write_rate(session: Session, row: RateRow, today: date) -> None:
    source = add_source(session, _source(row.source, row.source.url or row.source.title), today=today)
    draft = RateDraft(
        source_id=source,
        base=row.base,
        quote=row.quote,
        kind=row.kind,
        period=row.period,
        rate=row.rate,
        rate_low=row.low,
        rate_high=row.high,
        words=row.words or None,
        place=row.place or None,
        note=row.note or None,
    )
    add_rate(session, draft, today=today)


def _write_condition(session: Session, row: ConditionRow, today: date) -> None:
    source = add_source(session, _source(row.source, row.code), today=today)
    draft = ConditionDraft(
        code=row.code,
        indicator=row.indicator,
        source_id=source,
        period=row.period,
        paraphrase=row.paraphrase,
        state=row.state,
        country=row.country or None,
        place=row.place or None,
        sector=row.sector or None,
        verification=row.source.verification or None,
        reliability=row.reliability,
        credibility=row.credibility,
    )
    add_condition(session, draft, today=today)


def _source(cells: SourceCells, fallback: str) -> SourceDraft:
    is_testimony = "testimon" in cells.verification.lower() or cells.seen_via == "interview"
    return SourceDraft(
        origin=cells.origin or fallback,
        kind="testimony" if is_testimony else "document",
        title=cells.title,
        publisher=cells.publisher or None,
        url=cells.url or None,
        published=cells.published or None,
        attribution=cells.attribution or None,
        verification=cells.verification or None,
        seen_via=cells.seen_via or None,
        also_at=cells.also_at,
    )


def _gross(seen_as: Observation, source: int, placement: int, numbers: Sequence[int]) -> StatedDraft:
    low, best, high = seen_as.gross_printed
    return StatedDraft(
        source_id=source,
        placement_id=placement,
        entry_id=numbers[0] if numbers else None,
        observation=seen_as.code,
        flow="gross",
        treatment="posted" if numbers else "unpriced",
        reason="posted as the gross of the entry" if numbers else "the row has no figure of pay: kept, never zero",
        per=seen_as.interval or None,
        currency=seen_as.currency or None,
        amount_low=low,
        amount_best=best,
        amount_high=high,
        note=seen_as.gross_words or None,
    )


def _note(seen_as: Observation, source: int, placement: int) -> StatedDraft:
    """What the row says beside its figures: often the doubt about them. It is kept whole, and no figure."""
    return StatedDraft(
        source_id=source,
        placement_id=placement,
        observation=seen_as.code,
        flow="note",
        treatment="kept",
        reason="a note of the row: kept whole",
        note=seen_as.notes,
    )


def _stated(figure: PlannedStated, seen_as: Observation, source: int, placement: int, entry: int | None) -> StatedDraft:
    line = figure.line
    return StatedDraft(
        source_id=source,
        placement_id=placement,
        entry_id=entry,
        flow=line.flow,
        treatment=figure.treatment,
        reason=figure.reason,
        unit=line.unit,
        observation=seen_as.code,
        per=line.interval or seen_as.interval or None,
        currency=line.currency or None,
        amount_low=line.printed_amount[0],
        amount_best=line.printed_amount[1],
        amount_high=line.printed_amount[2],
        percent_low=line.printed_percent[0],
        percent_best=line.printed_percent[1],
        percent_high=line.printed_percent[2],
        percent_of=line.percent_of or None,
        note=line.note or None,
    )
