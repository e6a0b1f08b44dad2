"""Who says it and whose pay it is: origins, sources, organisations, subjects, placements. No person has a name here."""

from __future__ import annotations

from typing import Any

from ledger.book.rows.base import STRICT, Row
from ledger.book.rows.columns import fk, iso_day, key, maybe_iso_day, maybe_text, maybe_whole, text, whole
from ledger.book.rows.rules import days_in_order, one_of, rule
from ledger.book.words import ORGANISATION_KINDS, SOURCE_KINDS, SUBJECT_KINDS


class Origin(Row):
    """Whoever ultimately knows: five articles that quote one witness are five sources of one origin."""

    __tablename__ = "origin"
    __table_args__: Any = STRICT
    id = key()
    code = text(unique=True)


class Source(Row):
    """A document or a testimony that says something. The fingerprint is that of all its other columns."""

    __tablename__ = "source"
    __table_args__: Any = (one_of("kind", SOURCE_KINDS), STRICT)
    id = key()
    origin_id = whole(fk("origin.id"))
    kind = text()
    title = text()
    publisher = maybe_text()
    url = maybe_text()
    published = maybe_text()
    attribution = maybe_text()
    verification = maybe_text()
    seen_via = maybe_text()
    also_at = maybe_text()  # addresses, separated by |
    fingerprint = text(unique=True)
    recorded_on = iso_day()


class Organisation(Row):
    """An employer, a sending company, a broker or a public body. Never a person."""

    __tablename__ = "organisation"
    __table_args__: Any = (
        one_of("kind", ORGANISATION_KINDS),
        rule("country_short", "length(country) = 2"),
        STRICT,
    )
    id = key()
    kind = text()
    name = text()
    country = maybe_text()


class Subject(Row):
    """Whose pay: a worker, who is a random pseudonym and nothing else, or a described group with a headcount."""

    __tablename__ = "subject"
    __table_args__: Any = (
        one_of("kind", SUBJECT_KINDS),
        rule(
            "worker_is_a_pseudonym",
            "kind <> 'worker' OR (pseudonym IS NOT NULL AND code IS NULL AND description IS NULL"
            " AND headcount_low IS NULL AND headcount_high IS NULL)",
        ),
        rule("cohort_is_a_code", "kind <> 'cohort' OR (code IS NOT NULL AND pseudonym IS NULL)"),
        rule("headcount_in_order", "headcount_low >= 0 AND headcount_high >= 0 AND headcount_low <= headcount_high"),
        STRICT,
    )
    id = key()
    kind = text()
    pseudonym = maybe_text(unique=True)
    code = maybe_text(unique=True)
    description = maybe_text()
    headcount_low = maybe_whole()
    headcount_high = maybe_whole()


class Placement(Row):
    """One subject at one job. The period is when the job ran, as far as it is known."""

    __tablename__ = "placement"
    __table_args__: Any = (
        rule("country_short", "length(country) = 2"),
        rule("no_days_without_period", "period IS NOT NULL OR (earliest IS NULL AND latest IS NULL)"),
        days_in_order(),
        STRICT,
    )
    id = key()
    subject_id = whole(fk("subject.id"), index=True)
    country = maybe_text()
    sector = text()
    employer_id = maybe_whole(fk("organisation.id"))
    sending_id = maybe_whole(fk("organisation.id"))
    period = maybe_text()
    earliest = maybe_iso_day()
    latest = maybe_iso_day()
