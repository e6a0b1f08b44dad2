-- What no CHECK can say, on PostgreSQL. Tables are written with their schema and functions are looked for in pg_catalog
-- alone, so that nobody's temporary table or function of the same name is believed.
CREATE FUNCTION wage_ledger_prove(wanted bigint) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    IF EXISTS (
        SELECT 1 FROM public.posting WHERE entry_id = wanted GROUP BY currency
        HAVING sum(low) <> 0 OR sum(best) <> 0 OR sum(high) <> 0
    ) THEN
        RAISE EXCEPTION 'wage-ledger: the entry does not balance' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (
        SELECT 1 FROM public.posting
        WHERE entry_id = wanted AND (low IS NOT NULL OR best IS NOT NULL OR high IS NOT NULL) GROUP BY currency
        HAVING count(low) NOT IN (0, count(*)) OR count(best) NOT IN (0, count(*)) OR count(high) NOT IN (0, count(*))
    ) THEN
        RAISE EXCEPTION 'wage-ledger: the postings are not priced in the same cases' USING ERRCODE = '23514';
    END IF;
END
$$;

-- Every transaction that writes an entry ends in a row of seal: the deferred foreign key from entry to seal refuses the
-- commit without it, and this refuses the row unless the entry is whole.
CREATE FUNCTION wage_ledger_seal() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    turned bigint;
BEGIN
    SELECT reverses INTO turned FROM public.entry WHERE id = NEW.entry_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'wage-ledger: no such entry' USING ERRCODE = '23503';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM public.posting WHERE entry_id = NEW.entry_id) THEN
        RAISE EXCEPTION 'wage-ledger: the entry has no postings' USING ERRCODE = '23514';
    END IF;
    PERFORM public.wage_ledger_prove(NEW.entry_id);
    IF turned IS NOT NULL THEN
        PERFORM public.wage_ledger_prove_reversal(NEW.entry_id, turned);
    END IF;
    RETURN NEW;
END
$$;

-- A reversal has the lines of what it reverses with the signs turned, in the same placement and period, once.
CREATE FUNCTION wage_ledger_prove_reversal(fresh bigint, turned bigint) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM public.entry AS new JOIN public.entry AS old ON old.id = turned
        WHERE new.id = fresh AND old.reverses IS NULL
            AND old.placement_id = new.placement_id AND old.source_id = new.source_id AND old.kind = new.kind
            AND old.per = new.per AND old.period = new.period AND old.basis IS NOT DISTINCT FROM new.basis
    ) THEN
        RAISE EXCEPTION 'wage-ledger: a reversal is of the same event, and a reversal is not reversed'
            USING ERRCODE = '23514';
    END IF;
    IF EXISTS (
        SELECT 1 FROM (SELECT * FROM public.posting WHERE entry_id = fresh) AS n
        FULL JOIN (SELECT * FROM public.posting WHERE entry_id = turned) AS o ON o.line = n.line
        WHERE o.account IS DISTINCT FROM n.account OR o.currency IS DISTINCT FROM n.currency
            OR o.mode IS DISTINCT FROM n.mode OR o.low IS DISTINCT FROM -n.low OR o.best IS DISTINCT FROM -n.best
            OR o.high IS DISTINCT FROM -n.high OR o.low_bound IS DISTINCT FROM n.low_bound
            OR o.best_bound IS DISTINCT FROM n.best_bound OR o.high_bound IS DISTINCT FROM n.high_bound
    ) THEN
        RAISE EXCEPTION 'wage-ledger: the reversal is not the exact negative' USING ERRCODE = '23514';
    END IF;
END
$$;

-- A posting goes only into an entry of this very transaction: committed ones are sealed. One query, so one snapshot.
CREATE FUNCTION wage_ledger_open_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM public.entry AS e WHERE e.id = NEW.entry_id
            AND NOT EXISTS (SELECT 1 FROM public.seal AS s WHERE s.entry_id = e.id)
    ) THEN
        RAISE EXCEPTION 'wage-ledger: the entry is sealed, or there is none' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END
$$;

-- Once more at commit, when all statements of the transaction have spoken.
CREATE FUNCTION wage_ledger_prove_again() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    PERFORM public.wage_ledger_prove(NEW.entry_id);
    RETURN NULL;
END
$$;

CREATE FUNCTION wage_ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    RAISE EXCEPTION USING ERRCODE = '23001',
        MESSAGE = 'wage-ledger: rows of ' || TG_TABLE_NAME || ' are never changed or deleted';
END
$$;

CREATE TRIGGER seal_proves_entry BEFORE INSERT ON seal FOR EACH ROW EXECUTE FUNCTION wage_ledger_seal();

CREATE TRIGGER posting_needs_open_entry BEFORE INSERT ON posting
    FOR EACH ROW EXECUTE FUNCTION wage_ledger_open_entry();

CREATE CONSTRAINT TRIGGER posting_balances_at_commit AFTER INSERT ON posting DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION wage_ledger_prove_again();
