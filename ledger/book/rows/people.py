"""Who says it and whose pay it is: origins, sources, organisations, subjects, placements. No person has a name here."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from ledger.book.rows.base import STRICT, Day, Id, Row, days_in_order, fk, one_of, rule
from ledger.book.words import ORGANISATION_KINDS, SOURCE_KINDS, SUBJECT_KINDS


class Origin(Row):
    """Whoever ultimately knows: five articles that quote one witness are five sources of one origin."""

    __tablename__ = "origin"
    __table_args__: Any = STRICT
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)


class Source(Row):
    """A document or a testimony that says something. The fingerprint is that of all its other columns."""

    __tablename__ = "source"
    __table_args__: Any = (one_of("kind", SOURCE_KINDS), STRICT)
    id: Mapped[Id]
    origin_id: Mapped[int] = fk("origin.id")
    kind: Mapped[str]
    title: Mapped[str]
    publisher: Mapped[str | None]
    url: Mapped[str | None]
    published: Mapped[str | None]
    attribution: Mapped[str | None]
    verification: Mapped[str | None]
    seen_via: Mapped[str | None]
    also_at: Mapped[str | None]  # addresses, separated by |
    fingerprint: Mapped[str] = mapped_column(unique=True)
    recorded_on: Mapped[Day]


class Organisation(Row):
    """An employer, a sending company, a broker or a public body. Never a person."""

    __tablename__ = "organisation"
    __table_args__: Any = (
        one_of("kind", ORGANISATION_KINDS),
        rule("country_short", "length(country) = 2"),
        STRICT,
    )
    id: Mapped[Id]
    kind: Mapped[str]
    name: Mapped[str]
    country: Mapped[str | None]


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
    id: Mapped[Id]
    kind: Mapped[str]
    pseudonym: Mapped[str | None] = mapped_column(unique=True)
    code: Mapped[str | None] = mapped_column(unique=True)
    description: Mapped[str | None]
    headcount_low: Mapped[int | None]
    headcount_high: Mapped[int | None]


class Placement(Row):
    """One subject at one job. The period is when the job ran, as far as it is known."""

    __tablename__ = "placement"
    __table_args__: Any = (
        rule("country_short", "length(country) = 2"),
        rule("no_days_without_period", "period IS NOT NULL OR (earliest IS NULL AND latest IS NULL)"),
        days_in_order(),
        STRICT,
    )
    id: Mapped[Id]
    subject_id: Mapped[int] = fk("subject.id", index=True)
    country: Mapped[str | None]
    sector: Mapped[str]
    employer_id: Mapped[int | None] = fk("organisation.id")
    sending_id: Mapped[int | None] = fk("organisation.id")
    period: Mapped[str | None]
    earliest: Mapped[Day | None]
    latest: Mapped[Day | None]
