-- What no CHECK can say, on PostgreSQL: the proofs of all rows of a statement at once. Tables are written with their
-- schema and functions are looked for in pg_catalog alone, as before; `added` are the statement's new rows, and no table of
-- that name is taken for them.
--
-- A proof comes after its statement, with all that the statement did in its WITH queries, and sees every row that its
-- transaction has written. So whichever comes last, a line or a seal, finds the other: a seal proves all lines that are
-- there, and a line that comes after it, or in one statement with it, is refused. Nothing is left to prove at commit. Other
-- transactions see an entry and its seal at one moment, and give it no line.
--
-- Each row is looked up by its key: a plan that reads a table whole is the best for an empty book, and a session that
-- found one would keep it while the book grows.
--
-- A posting goes only into an entry of this very transaction: committed ones are sealed. One query, so one snapshot. Its
-- account and its currency are there, and stay: no row of theirs is ever changed or deleted.
CREATE FUNCTION wage_ledger_open_entry() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS
$$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT entry_id FROM added) AS a
        WHERE (SELECT count(*) FROM public.entry AS e WHERE e.id = a.entry_id) = 0
            OR (SELECT count(*) FROM public.seal AS s WHERE s.entry_id = a.entry_id) > 0
    ) THEN
        RAISE EXCEPTION 'wage-ledger: the entry is sealed, or there is none' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT account FROM added) AS a
        WHERE (SELECT count(*) FROM public.account AS k WHERE k.code = a.account) = 0
    ) OR EXISTS (
        SELECT FROM (SELECT DISTINCT currency FROM added) AS a
        WHERE (SELECT count(*) FROM public.currency AS k WHERE k.code = a.currency) = 0
    ) THEN
        RAISE EXCEPTION 'wage-ledger: there is no such account, or no such currency' USING ERRCODE = '23503';
    END IF;
    RETURN NULL;
END
$$;

-- Every transaction that writes an entry ends in a row of seal: the deferred foreign key from entry to seal refuses the
-- commit without it, and this refuses the row unless the entry is whole. What a reversal turns is whole as well: lines
-- that came to it afterwards would not be turned.
CREATE FUNCTION wage_ledger_seal() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS
$$
DECLARE
    is_empty boolean;
    is_uneven boolean;
    is_mixed boolean;
    fresh bigint;
    turned bigint;
BEGIN
    SELECT bool_or(g.lines = 0), bool_or(g.low <> 0 OR g.best <> 0 OR g.high <> 0),
        bool_or(g.lows NOT IN (0, g.priced) OR g.bests NOT IN (0, g.priced) OR g.highs NOT IN (0, g.priced))
    INTO is_empty, is_uneven, is_mixed
    FROM (
        SELECT count(p.entry_id) AS lines, sum(p.low) AS low, sum(p.best) AS best, sum(p.high) AS high,
            count(p.low) AS lows, count(p.best) AS bests, count(p.high) AS highs,
            count(coalesce(p.low, p.best, p.high)) AS priced
        FROM added AS a LEFT JOIN LATERAL (
            SELECT * FROM public.posting AS o WHERE o.entry_id = a.entry_id OFFSET 0
        ) AS p ON true
        GROUP BY a.entry_id, p.currency
    ) AS g;
    IF is_empty THEN
        RAISE EXCEPTION 'wage-ledger: the entry has no postings' USING ERRCODE = '23514';
    END IF;
    IF is_uneven THEN
        RAISE EXCEPTION 'wage-ledger: the entry does not balance' USING ERRCODE = '23514';
    END IF;
    IF is_mixed THEN
        RAISE EXCEPTION 'wage-ledger: the postings are not priced in the same cases' USING ERRCODE = '23514';
    END IF;
    FOR fresh, turned IN
        SELECT a.entry_id, e.reverses FROM added AS a JOIN LATERAL (
            SELECT o.reverses FROM public.entry AS o WHERE o.id = a.entry_id OFFSET 0
        ) AS e ON e.reverses IS NOT NULL
    LOOP
        PERFORM public.wage_ledger_prove_reversal(fresh, turned);
        IF NOT EXISTS (SELECT FROM public.seal AS s WHERE s.entry_id = turned) THEN
            RAISE EXCEPTION 'wage-ledger: the entry that is reversed is not sealed' USING ERRCODE = '23514';
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

-- New leaves follow the last one that was there, and one another.
CREATE FUNCTION wage_ledger_takes_log_leaf() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    first bigint;
    last bigint;
    many bigint;
BEGIN
    SELECT min(seq), max(seq), count(*) INTO first, last, many FROM added;
    IF first <> coalesce((SELECT max(l.seq) + 1 FROM public.log_leaf AS l WHERE l.seq < first), 0)
        OR last <> first + many - 1
        OR last <> (SELECT max(l.seq) FROM public.log_leaf AS l)
    THEN
        RAISE EXCEPTION 'wage-ledger: the log goes on where it ended' USING ERRCODE = '23001';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER posting_needs_open_entry AFTER INSERT ON posting REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION wage_ledger_open_entry();

CREATE TRIGGER seal_proves_entry AFTER INSERT ON seal REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION wage_ledger_seal();

CREATE TRIGGER log_leaf_takes AFTER INSERT ON log_leaf REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION wage_ledger_takes_log_leaf();
