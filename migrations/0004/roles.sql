-- The roles of a team, what each may do, and what a reader sees. Each statement can be run again; they are parted by an
-- empty line. Roles belong to the whole server: one that is there is taken as it is.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['wage_ledger_documenter', 'wage_ledger_analyst', 'wage_ledger_publisher'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;  -- another book of the server made it a moment ago
            END;
        END IF;
    END LOOP;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;

GRANT USAGE ON SCHEMA public TO wage_ledger_documenter, wage_ledger_analyst, wage_ledger_publisher;

-- What a reader sees in the place of the tables: the same names and columns, found first by the search path. Of a worker
-- there is a number in the pseudonym's place, no free text, and no figure without live consent to statistics.
CREATE SCHEMA IF NOT EXISTS wage_ledger_reader;

GRANT USAGE ON SCHEMA wage_ledger_reader TO wage_ledger_analyst, wage_ledger_publisher;

-- The server's day, or that of the log's last leaf if it is later: a clock that was set back brings no consent back.
CREATE OR REPLACE VIEW wage_ledger_reader.today AS
SELECT greatest(
    pg_catalog.to_char(pg_catalog.now() AT TIME ZONE 'UTC', 'YYYY-MM-DD'),
    (SELECT l.day FROM public.log_leaf AS l ORDER BY l.seq DESC LIMIT 1)
) AS day;

-- Whose figures are told: those of published groups, and of workers who agreed to statistics and still do.
CREATE OR REPLACE VIEW wage_ledger_reader.told AS
SELECT s.id, s.kind = 'cohort' AS is_published FROM public.subject AS s
WHERE s.kind = 'cohort' OR EXISTS (
    SELECT FROM public.consent AS c
    WHERE c.subject_id = s.id AND c.scope = 'aggregate-statistics' AND c.state = 'granted'
        AND c.expires_on >= (SELECT t.day FROM wage_ledger_reader.today AS t)
        AND NOT EXISTS (
            SELECT FROM public.consent AS n WHERE n.subject_id = c.subject_id AND n.scope = c.scope AND n.id > c.id
        )
);

-- Sources of which something published speaks. All others are workers' own.
CREATE OR REPLACE VIEW wage_ledger_reader.published AS
WITH cohort AS (
    SELECT p.id FROM public.placement AS p JOIN public.subject AS s ON s.id = p.subject_id WHERE s.kind = 'cohort'
)
SELECT e.source_id FROM public.entry AS e WHERE e.placement_id IN (SELECT id FROM cohort)
UNION SELECT c.source_id FROM public.claim AS c WHERE c.placement_id IN (SELECT id FROM cohort)
UNION SELECT m.source_id FROM public.promise AS m WHERE m.placement_id IN (SELECT id FROM cohort)
UNION SELECT f.source_id FROM public.stated AS f LEFT JOIN public.entry AS e ON e.id = f.entry_id
WHERE (f.placement_id IS NULL OR f.placement_id IN (SELECT id FROM cohort))
    AND (e.id IS NULL OR e.placement_id IN (SELECT id FROM cohort))
UNION SELECT r.source_id FROM public.rate AS r
UNION SELECT d.source_id FROM public.condition AS d;

CREATE OR REPLACE VIEW wage_ledger_reader.subject AS
SELECT s.id, s.kind, CASE WHEN s.kind = 'worker' THEN 'worker-' || s.id END AS pseudonym, s.code, s.description,
    s.headcount_low, s.headcount_high
FROM public.subject AS s;

-- What was said about consent is for the caseworker: here is only what decides.
CREATE OR REPLACE VIEW wage_ledger_reader.consent WITH (security_barrier) AS
SELECT c.id, c.subject_id, c.scope,
    CASE WHEN c.expires_on < (SELECT t.day FROM wage_ledger_reader.today AS t) THEN 'expired' ELSE c.state END AS state,
    c.expires_on
FROM public.consent AS c WHERE c.scope = 'aggregate-statistics';

CREATE OR REPLACE VIEW wage_ledger_reader.origin AS
SELECT o.id,
    CASE WHEN EXISTS (
        SELECT FROM public.source AS s JOIN wage_ledger_reader.published AS k ON k.source_id = s.id
        WHERE s.origin_id = o.id
    ) THEN o.code ELSE 'origin-' || o.id END AS code
FROM public.origin AS o;

CREATE OR REPLACE VIEW wage_ledger_reader.source AS
SELECT s.id, s.origin_id, s.kind, CASE WHEN k.source_id IS NOT NULL THEN s.title ELSE '' END AS title,
    CASE WHEN k.source_id IS NOT NULL THEN s.publisher END AS publisher,
    CASE WHEN k.source_id IS NOT NULL THEN s.url END AS url,
    CASE WHEN k.source_id IS NOT NULL THEN s.published END AS published,
    CASE WHEN k.source_id IS NOT NULL THEN s.attribution END AS attribution,
    CASE WHEN k.source_id IS NOT NULL THEN s.verification END AS verification,
    CASE WHEN k.source_id IS NOT NULL THEN s.seen_via END AS seen_via,
    CASE WHEN k.source_id IS NOT NULL THEN s.also_at END AS also_at,
    CASE WHEN k.source_id IS NOT NULL THEN s.fingerprint ELSE '' END AS fingerprint,
    CASE WHEN k.source_id IS NOT NULL THEN s.recorded_on ELSE '' END AS recorded_on
FROM public.source AS s LEFT JOIN wage_ledger_reader.published AS k ON k.source_id = s.id;

CREATE OR REPLACE VIEW wage_ledger_reader.placement AS
SELECT p.id, p.subject_id, CASE WHEN t.id IS NOT NULL THEN p.country END AS country,
    CASE WHEN t.id IS NOT NULL THEN p.sector ELSE '' END AS sector,
    CASE WHEN t.id IS NOT NULL THEN p.employer_id END AS employer_id,
    CASE WHEN t.id IS NOT NULL THEN p.sending_id END AS sending_id,
    CASE WHEN t.id IS NOT NULL THEN p.period END AS period,
    CASE WHEN t.id IS NOT NULL THEN p.earliest END AS earliest,
    CASE WHEN t.id IS NOT NULL THEN p.latest END AS latest
FROM public.placement AS p LEFT JOIN wage_ledger_reader.told AS t ON t.id = p.subject_id;

CREATE OR REPLACE VIEW wage_ledger_reader.promise AS
SELECT m.id, m.placement_id, CASE WHEN t.id IS NOT NULL THEN m.source_id END AS source_id,
    CASE WHEN t.id IS NOT NULL THEN m.currency END AS currency, CASE WHEN t.id IS NOT NULL THEN m.per END AS per,
    CASE WHEN t.id IS NOT NULL THEN m.low END AS low, CASE WHEN t.id IS NOT NULL THEN m.best END AS best,
    CASE WHEN t.id IS NOT NULL THEN m.high END AS high,
    CASE WHEN t.id IS NOT NULL THEN m.operator END AS operator,
    CASE WHEN t.is_published THEN m.words END AS words,
    CASE WHEN t.id IS NOT NULL THEN m.recorded_on END AS recorded_on
FROM public.promise AS m JOIN public.placement AS p ON p.id = m.placement_id
LEFT JOIN wage_ledger_reader.told AS t ON t.id = p.subject_id;

-- An entry that is not told is there to be counted and corrected for, with nothing in it.
CREATE OR REPLACE VIEW wage_ledger_reader.entry AS
SELECT e.id, e.placement_id, CASE WHEN t.id IS NOT NULL THEN e.source_id END AS source_id, e.kind,
    CASE WHEN t.id IS NOT NULL THEN e.basis END AS basis, CASE WHEN t.id IS NOT NULL THEN e.per END AS per,
    CASE WHEN t.id IS NOT NULL THEN e.period END AS period,
    CASE WHEN t.id IS NOT NULL THEN e.earliest END AS earliest,
    CASE WHEN t.id IS NOT NULL THEN e.latest END AS latest,
    CASE WHEN t.id IS NOT NULL THEN e.reliability END AS reliability,
    CASE WHEN t.id IS NOT NULL THEN e.credibility END AS credibility,
    CASE WHEN t.is_published THEN e.page END AS page,
    CASE WHEN t.is_published THEN e.observation END AS observation,
    CASE WHEN t.is_published THEN e.words END AS words, e.reverses,
    CASE WHEN t.id IS NOT NULL THEN e.recorded_on END AS recorded_on
FROM public.entry AS e JOIN public.placement AS p ON p.id = e.placement_id
LEFT JOIN wage_ledger_reader.told AS t ON t.id = p.subject_id;

-- That a worker's line has a label is kept, for it parts what was stated from what was worked out; what it says is not.
CREATE OR REPLACE VIEW wage_ledger_reader.posting WITH (security_barrier) AS
SELECT q.entry_id, q.line, q.account, q.currency, q.low, q.best, q.high, q.low_bound, q.best_bound, q.high_bound,
    q.mode, CASE WHEN t.is_published THEN q.label WHEN q.label IS NOT NULL THEN 'named' END AS label, q.operator,
    CASE WHEN t.is_published THEN q.note END AS note
FROM public.posting AS q JOIN public.entry AS e ON e.id = q.entry_id
JOIN public.placement AS p ON p.id = e.placement_id JOIN wage_ledger_reader.told AS t ON t.id = p.subject_id;

CREATE OR REPLACE VIEW wage_ledger_reader.claim AS
SELECT c.id, c.placement_id, CASE WHEN t.id IS NOT NULL THEN c.source_id END AS source_id,
    CASE WHEN t.is_published THEN c.observation END AS observation,
    CASE WHEN t.id IS NOT NULL THEN c.period END AS period,
    CASE WHEN t.id IS NOT NULL THEN c.earliest END AS earliest,
    CASE WHEN t.id IS NOT NULL THEN c.latest END AS latest, CASE WHEN t.id IS NOT NULL THEN c.side END AS side,
    CASE WHEN t.id IS NOT NULL THEN c.takers END AS takers, CASE WHEN t.id IS NOT NULL THEN c.low END AS low,
    CASE WHEN t.id IS NOT NULL THEN c.best END AS best, CASE WHEN t.id IS NOT NULL THEN c.high END AS high,
    CASE WHEN t.id IS NOT NULL THEN c.operator END AS operator,
    CASE WHEN t.is_published THEN c.words END AS words, CASE WHEN t.id IS NOT NULL THEN c.basis END AS basis,
    CASE WHEN t.id IS NOT NULL THEN c.reliability END AS reliability,
    CASE WHEN t.id IS NOT NULL THEN c.credibility END AS credibility,
    CASE WHEN t.id IS NOT NULL THEN c.recorded_on END AS recorded_on
FROM public.claim AS c JOIN public.placement AS p ON p.id = c.placement_id
LEFT JOIN wage_ledger_reader.told AS t ON t.id = p.subject_id;

-- A printed figure hangs on a placement, on an entry, on both or on neither: it is told when whatever it hangs on is.
CREATE OR REPLACE VIEW wage_ledger_reader.stated WITH (security_barrier) AS
SELECT f.id, f.source_id, f.placement_id, f.entry_id, CASE WHEN h.is_published THEN f.observation END AS observation,
    f.flow, f.unit, f.per, f.currency, f.amount_low, f.amount_best, f.amount_high, f.percent_low, f.percent_best,
    f.percent_high, f.percent_of, CASE WHEN h.is_published THEN f.note END AS note, f.treatment,
    CASE WHEN h.is_published THEN f.reason ELSE '' END AS reason, f.recorded_on
FROM public.stated AS f LEFT JOIN public.placement AS p ON p.id = f.placement_id
LEFT JOIN wage_ledger_reader.told AS t ON t.id = p.subject_id
LEFT JOIN public.entry AS e ON e.id = f.entry_id LEFT JOIN public.placement AS x ON x.id = e.placement_id
LEFT JOIN wage_ledger_reader.told AS u ON u.id = x.subject_id
CROSS JOIN LATERAL (
    SELECT coalesce(t.is_published, true) AND coalesce(u.is_published, true) AS is_published
) AS h
WHERE (f.placement_id IS NULL OR t.id IS NOT NULL) AND (f.entry_id IS NULL OR u.id IS NOT NULL);

-- What is of no worker, and where the log has come to: not what its leaves speak of.
GRANT SELECT ON alembic_version, currency, account, indicator, organisation, rate, condition, output, log_node
TO wage_ledger_analyst, wage_ledger_publisher;

GRANT SELECT (seq, day, hash) ON log_leaf TO wage_ledger_analyst, wage_ledger_publisher;

GRANT SELECT ON wage_ledger_reader.subject, wage_ledger_reader.consent, wage_ledger_reader.origin,
    wage_ledger_reader.source, wage_ledger_reader.placement, wage_ledger_reader.promise, wage_ledger_reader.entry,
    wage_ledger_reader.posting, wage_ledger_reader.claim, wage_ledger_reader.stated
TO wage_ledger_analyst, wage_ledger_publisher;

-- Every reading is written down, by whoever reads.
GRANT INSERT ON output, output_subject, log_leaf, log_node, log_salt
TO wage_ledger_documenter, wage_ledger_analyst, wage_ledger_publisher;

GRANT USAGE ON SEQUENCE output_id_seq TO wage_ledger_documenter, wage_ledger_analyst, wage_ledger_publisher;

-- Who answers for what left the book sees which workers, by number, stand in it, and what was signed.
GRANT SELECT ON output_subject, erasure, erasure_output, log_head TO wage_ledger_publisher;

-- Who writes down reads what was written down: the log commits to whole rows. No key, private or of a person, is read.
GRANT SELECT ON alembic_version, currency, account, indicator, origin, source, organisation, subject, placement, promise,
    entry, posting, seal, stated, claim, rate, condition, intake, consent, hold, attachment, custody, output,
    output_subject, backup, key_change, erasure, erasure_output, log_leaf, log_node, log_salt, log_erased, log_head, never,
    erasing
TO wage_ledger_documenter;

GRANT SELECT (id, subject_id, public_key, recorded_on) ON subject_key TO wage_ledger_documenter;

GRANT SELECT (id, public_key, recorded_on) ON log_signer TO wage_ledger_documenter;

GRANT INSERT ON origin, source, organisation, subject, placement, promise, entry, posting, seal, stated, claim, rate,
    condition, intake, consent, hold
TO wage_ledger_documenter;

GRANT USAGE ON SEQUENCE origin_id_seq, source_id_seq, organisation_id_seq, subject_id_seq, placement_id_seq,
    promise_id_seq, entry_id_seq, stated_id_seq, claim_id_seq, rate_id_seq, condition_id_seq, intake_id_seq,
    consent_id_seq, hold_id_seq
TO wage_ledger_documenter
