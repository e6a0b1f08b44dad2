-- What no CHECK can say, on SQLite. Every transaction that writes an entry ends in a row of seal: the deferred foreign
-- key from entry to seal refuses the commit without it, and this refuses the row unless the entry is whole.
CREATE TRIGGER seal_proves_entry BEFORE INSERT ON seal
BEGIN
    SELECT RAISE(ABORT, 'wage-ledger: no such entry')
    WHERE NOT EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry_id);
    SELECT RAISE(ABORT, 'wage-ledger: the entry has no postings')
    WHERE NOT EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id);
    SELECT RAISE(ABORT, 'wage-ledger: the entry does not balance')
    WHERE EXISTS (
        SELECT 1 FROM posting WHERE entry_id = NEW.entry_id GROUP BY currency
        HAVING sum(low) <> 0 OR sum(best) <> 0 OR sum(high) <> 0
    );
    SELECT RAISE(ABORT, 'wage-ledger: the postings are not priced in the same cases')
    WHERE EXISTS (
        SELECT 1 FROM posting
        WHERE entry_id = NEW.entry_id AND (low IS NOT NULL OR best IS NOT NULL OR high IS NOT NULL) GROUP BY currency
        HAVING count(low) NOT IN (0, count(*)) OR count(best) NOT IN (0, count(*)) OR count(high) NOT IN (0, count(*))
    );
END;

-- A reversal has the lines of what it reverses with the signs turned, in the same placement and period, once.
CREATE TRIGGER seal_proves_reversal BEFORE INSERT ON seal
WHEN (SELECT reverses FROM entry WHERE id = NEW.entry_id) IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'wage-ledger: a reversal is of the same event, and a reversal is not reversed')
    WHERE NOT EXISTS (
        SELECT 1 FROM entry AS new JOIN entry AS old ON old.id = new.reverses
        WHERE new.id = NEW.entry_id AND old.reverses IS NULL
            AND old.placement_id = new.placement_id AND old.source_id = new.source_id AND old.kind = new.kind
            AND old.per = new.per AND old.period = new.period AND old.basis IS new.basis
    );
    SELECT RAISE(ABORT, 'wage-ledger: the reversal is not the exact negative')
    WHERE EXISTS (
        SELECT 1 FROM entry AS new
        JOIN posting AS p ON p.entry_id IN (new.id, new.reverses)
        LEFT JOIN posting AS o
            ON o.entry_id = CASE p.entry_id WHEN new.id THEN new.reverses ELSE new.id END AND o.line = p.line
        WHERE new.id = NEW.entry_id AND (
            o.account IS NOT p.account OR o.currency IS NOT p.currency OR o.mode IS NOT p.mode
            OR o.low IS NOT -p.low OR o.best IS NOT -p.best OR o.high IS NOT -p.high
            OR o.low_bound IS NOT p.low_bound OR o.best_bound IS NOT p.best_bound OR o.high_bound IS NOT p.high_bound
        )
    );
END;

-- A sealed entry takes no more postings.
CREATE TRIGGER posting_needs_open_entry BEFORE INSERT ON posting
BEGIN
    SELECT RAISE(ABORT, 'wage-ledger: the entry is sealed')
    WHERE EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
END;
