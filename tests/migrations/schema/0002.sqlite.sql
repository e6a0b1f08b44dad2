CREATE TABLE account (
    code TEXT NOT NULL,
    party TEXT NOT NULL,
    kind TEXT NOT NULL,
    side TEXT NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (code),
    CONSTRAINT ck_account_side_known CHECK (side IN ('source', 'outside', 'taken', 'charged', 'worker', 'home',
        'unstated')),
    CONSTRAINT ck_account_code_is_party_and_kind CHECK (code = party || ':' || kind)
) STRICT;

CREATE TABLE claim (
    id INTEGER NOT NULL,
    placement_id INTEGER NOT NULL,
    source_id INTEGER NOT NULL,
    observation TEXT,
    period TEXT NOT NULL,
    earliest TEXT,
    latest TEXT,
    side TEXT NOT NULL,
    takers TEXT NOT NULL,
    low INTEGER,
    best INTEGER,
    high INTEGER,
    operator TEXT,
    words TEXT,
    basis TEXT,
    reliability TEXT NOT NULL,
    credibility INTEGER NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_claim PRIMARY KEY (id),
    CONSTRAINT ck_claim_side_known CHECK (side IN ('taken', 'kept')),
    CONSTRAINT ck_claim_takers_known CHECK (takers IN ('state', 'state-company', 'all', 'unsaid')),
    CONSTRAINT ck_claim_basis_known CHECK (basis IN ('contract', 'wage', 'promised', 'piece-rate', 'revenue',
        'estimate', 'other')),
    CONSTRAINT ck_claim_reliability_known CHECK (reliability IN ('A', 'B', 'C', 'D', 'E', 'F')),
    CONSTRAINT ck_claim_credibility_known CHECK (credibility BETWEEN 1 AND 6),
    CONSTRAINT ck_claim_a_share_is_stated CHECK (low IS NOT NULL OR best IS NOT NULL OR high IS NOT NULL),
    CONSTRAINT ck_claim_ends_in_order CHECK (low <= best AND best <= high AND low <= high),
    CONSTRAINT ck_claim_days_in_order CHECK (earliest <= latest),
    CONSTRAINT fk_claim_placement_id_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT fk_claim_source_id_source FOREIGN KEY (source_id) REFERENCES source (id)
) STRICT;

CREATE TABLE condition (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    indicator TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    period TEXT NOT NULL,
    earliest TEXT,
    latest TEXT,
    country TEXT,
    place TEXT,
    sector TEXT,
    state TEXT NOT NULL,
    paraphrase TEXT NOT NULL,
    verification TEXT,
    recorded_on TEXT NOT NULL, reliability TEXT NOT NULL DEFAULT 'F' CONSTRAINT ck_condition_reliability_known CHECK (reliability IN ('A', 'B', 'C', 'D', 'E', 'F')), credibility INTEGER NOT NULL DEFAULT 6 CONSTRAINT ck_condition_credibility_known CHECK (credibility BETWEEN 1 AND 6),
    CONSTRAINT pk_condition PRIMARY KEY (id),
    CONSTRAINT ck_condition_state_known CHECK (state IN ('present', 'absent', 'contradicted', 'not-assessed')),
    CONSTRAINT ck_condition_country_short CHECK (length(country) = 2),
    CONSTRAINT ck_condition_days_in_order CHECK (earliest <= latest),
    CONSTRAINT uq_condition_code UNIQUE (code),
    CONSTRAINT fk_condition_indicator_indicator FOREIGN KEY (indicator) REFERENCES indicator (code),
    CONSTRAINT fk_condition_source_id_source FOREIGN KEY (source_id) REFERENCES source (id)
) STRICT;

CREATE TABLE currency (
    code TEXT NOT NULL,
    exponent INTEGER NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_currency PRIMARY KEY (code),
    CONSTRAINT ck_currency_exponent_small CHECK (exponent BETWEEN 0 AND 4)
) STRICT;

CREATE TABLE entry (
    id INTEGER NOT NULL,
    placement_id INTEGER NOT NULL,
    source_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    basis TEXT,
    per TEXT NOT NULL,
    period TEXT NOT NULL,
    earliest TEXT,
    latest TEXT,
    reliability TEXT NOT NULL,
    credibility INTEGER NOT NULL,
    page TEXT,
    observation TEXT,
    words TEXT,
    reverses INTEGER,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_entry PRIMARY KEY (id),
    CONSTRAINT ck_entry_kind_known CHECK (kind IN ('wage', 'accrual', 'settlement', 'surrender', 'levy', 'fee',
        'remittance', 'side-income')),
    CONSTRAINT ck_entry_basis_known CHECK (basis IN ('contract', 'wage', 'promised', 'piece-rate', 'revenue',
        'estimate', 'other')),
    CONSTRAINT ck_entry_per_known CHECK (per IN ('hour', 'day', 'week', 'month', 'quarter', 'year', 'once', 'total')),
    CONSTRAINT ck_entry_reliability_known CHECK (reliability IN ('A', 'B', 'C', 'D', 'E', 'F')),
    CONSTRAINT ck_entry_credibility_known CHECK (credibility BETWEEN 1 AND 6),
    CONSTRAINT ck_entry_reverses_another CHECK (reverses <> id),
    CONSTRAINT ck_entry_days_in_order CHECK (earliest <= latest),
    CONSTRAINT fk_entry_id_seal FOREIGN KEY (id) REFERENCES seal (entry_id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_entry_placement_id_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT fk_entry_source_id_source FOREIGN KEY (source_id) REFERENCES source (id),
    CONSTRAINT uq_entry_reverses UNIQUE (reverses),
    CONSTRAINT fk_entry_reverses_entry FOREIGN KEY (reverses) REFERENCES entry (id)
) STRICT;

CREATE TABLE indicator (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_indicator PRIMARY KEY (code)
) STRICT;

CREATE TABLE intake (
    id INTEGER NOT NULL,
    fmt TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    occurrence INTEGER NOT NULL,
    what TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_intake PRIMARY KEY (id),
    CONSTRAINT ck_intake_occurrence_counts_from_one CHECK (occurrence >= 1),
    CONSTRAINT uq_intake_fmt_fingerprint_occurrence UNIQUE (fmt, fingerprint, occurrence)
) STRICT;

CREATE TABLE organisation (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    country TEXT,
    CONSTRAINT pk_organisation PRIMARY KEY (id),
    CONSTRAINT ck_organisation_kind_known CHECK (kind IN ('employer', 'sending', 'broker', 'public-body')),
    CONSTRAINT ck_organisation_country_short CHECK (length(country) = 2)
) STRICT;

CREATE TABLE origin (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    CONSTRAINT pk_origin PRIMARY KEY (id),
    CONSTRAINT uq_origin_code UNIQUE (code)
) STRICT;

CREATE TABLE placement (
    id INTEGER NOT NULL,
    subject_id INTEGER NOT NULL,
    country TEXT,
    sector TEXT NOT NULL,
    employer_id INTEGER,
    sending_id INTEGER,
    period TEXT,
    earliest TEXT,
    latest TEXT,
    CONSTRAINT pk_placement PRIMARY KEY (id),
    CONSTRAINT ck_placement_country_short CHECK (length(country) = 2),
    CONSTRAINT ck_placement_no_days_without_period CHECK (period IS NOT NULL OR (earliest IS NULL
        AND latest IS NULL)),
    CONSTRAINT ck_placement_days_in_order CHECK (earliest <= latest),
    CONSTRAINT fk_placement_subject_id_subject FOREIGN KEY (subject_id) REFERENCES subject (id),
    CONSTRAINT fk_placement_employer_id_organisation FOREIGN KEY (employer_id) REFERENCES organisation (id),
    CONSTRAINT fk_placement_sending_id_organisation FOREIGN KEY (sending_id) REFERENCES organisation (id)
) STRICT;

CREATE TABLE posting (
    entry_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    low INTEGER,
    best INTEGER,
    high INTEGER,
    low_bound TEXT,
    best_bound TEXT,
    high_bound TEXT,
    mode TEXT,
    label TEXT,
    operator TEXT,
    note TEXT,
    CONSTRAINT pk_posting PRIMARY KEY (entry_id, line),
    CONSTRAINT ck_posting_line_counts_from_one CHECK (line >= 1),
    CONSTRAINT ck_posting_low_bound_known CHECK (low_bound IN ('at_least', 'at_most', 'either')),
    CONSTRAINT ck_posting_best_bound_known CHECK (best_bound IN ('at_least', 'at_most', 'either')),
    CONSTRAINT ck_posting_high_bound_known CHECK (high_bound IN ('at_least', 'at_most', 'either')),
    CONSTRAINT ck_posting_low_bound_of_an_amount CHECK (low_bound IS NULL OR low IS NOT NULL),
    CONSTRAINT ck_posting_best_bound_of_an_amount CHECK (best_bound IS NULL OR best IS NOT NULL),
    CONSTRAINT ck_posting_high_bound_of_an_amount CHECK (high_bound IS NULL OR high IS NOT NULL),
    CONSTRAINT ck_posting_mode_known CHECK (mode IN ('withheld', 'surrendered', 'deferred', 'in-kind',
        'exchange-loss')),
    CONSTRAINT fk_posting_entry_id_entry FOREIGN KEY (entry_id) REFERENCES entry (id),
    CONSTRAINT fk_posting_account_account FOREIGN KEY (account) REFERENCES account (code),
    CONSTRAINT fk_posting_currency_currency FOREIGN KEY (currency) REFERENCES currency (code)
) WITHOUT ROWID, STRICT;

CREATE TABLE promise (
    id INTEGER NOT NULL,
    placement_id INTEGER NOT NULL,
    source_id INTEGER NOT NULL,
    currency TEXT NOT NULL,
    per TEXT NOT NULL,
    low INTEGER,
    best INTEGER,
    high INTEGER,
    operator TEXT,
    words TEXT,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_promise PRIMARY KEY (id),
    CONSTRAINT ck_promise_per_known CHECK (per IN ('hour', 'day', 'week', 'month', 'quarter', 'year', 'once',
        'total')),
    CONSTRAINT ck_promise_ends_in_order CHECK (low <= best AND best <= high AND low <= high),
    CONSTRAINT fk_promise_placement_id_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT fk_promise_source_id_source FOREIGN KEY (source_id) REFERENCES source (id),
    CONSTRAINT fk_promise_currency_currency FOREIGN KEY (currency) REFERENCES currency (code)
) STRICT;

CREATE TABLE rate (
    id INTEGER NOT NULL,
    base TEXT NOT NULL,
    quote TEXT NOT NULL,
    rate TEXT,
    rate_low TEXT,
    rate_high TEXT,
    kind TEXT NOT NULL,
    words TEXT,
    place TEXT,
    period TEXT NOT NULL,
    earliest TEXT,
    latest TEXT,
    source_id INTEGER NOT NULL,
    note TEXT,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_rate PRIMARY KEY (id),
    CONSTRAINT ck_rate_kind_known CHECK (kind IN ('market', 'official', 'imposed', 'implied', 'other')),
    CONSTRAINT ck_rate_two_currencies CHECK (base <> quote),
    CONSTRAINT ck_rate_a_rate_is_stated CHECK (rate IS NOT NULL OR rate_low IS NOT NULL OR rate_high IS NOT NULL),
    CONSTRAINT ck_rate_days_in_order CHECK (earliest <= latest),
    CONSTRAINT fk_rate_base_currency FOREIGN KEY (base) REFERENCES currency (code),
    CONSTRAINT fk_rate_quote_currency FOREIGN KEY (quote) REFERENCES currency (code),
    CONSTRAINT fk_rate_source_id_source FOREIGN KEY (source_id) REFERENCES source (id)
) STRICT;

CREATE TABLE seal (
    entry_id INTEGER NOT NULL,
    CONSTRAINT pk_seal PRIMARY KEY (entry_id),
    CONSTRAINT fk_seal_entry_id_entry FOREIGN KEY (entry_id) REFERENCES entry (id)
) STRICT;

CREATE TABLE source (
    id INTEGER NOT NULL,
    origin_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    publisher TEXT,
    url TEXT,
    published TEXT,
    attribution TEXT,
    verification TEXT,
    seen_via TEXT,
    also_at TEXT,
    fingerprint TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_source PRIMARY KEY (id),
    CONSTRAINT ck_source_kind_known CHECK (kind IN ('document', 'testimony', 'own-record')),
    CONSTRAINT fk_source_origin_id_origin FOREIGN KEY (origin_id) REFERENCES origin (id),
    CONSTRAINT uq_source_fingerprint UNIQUE (fingerprint)
) STRICT;

CREATE TABLE stated (
    id INTEGER NOT NULL,
    source_id INTEGER NOT NULL,
    placement_id INTEGER,
    entry_id INTEGER,
    observation TEXT,
    flow TEXT NOT NULL,
    unit TEXT NOT NULL,
    per TEXT,
    currency TEXT,
    amount_low TEXT,
    amount_best TEXT,
    amount_high TEXT,
    percent_low TEXT,
    percent_best TEXT,
    percent_high TEXT,
    percent_of TEXT,
    note TEXT,
    treatment TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_stated PRIMARY KEY (id),
    CONSTRAINT ck_stated_unit_known CHECK (unit IN ('per_worker', 'group_total')),
    CONSTRAINT ck_stated_treatment_known CHECK (treatment IN ('posted', 'unpriced', 'kept', 'covered')),
    CONSTRAINT fk_stated_source_id_source FOREIGN KEY (source_id) REFERENCES source (id),
    CONSTRAINT fk_stated_placement_id_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT fk_stated_entry_id_entry FOREIGN KEY (entry_id) REFERENCES entry (id)
) STRICT;

CREATE TABLE subject (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    pseudonym TEXT,
    code TEXT,
    description TEXT,
    headcount_low INTEGER,
    headcount_high INTEGER,
    CONSTRAINT pk_subject PRIMARY KEY (id),
    CONSTRAINT ck_subject_kind_known CHECK (kind IN ('worker', 'cohort')),
    CONSTRAINT ck_subject_worker_is_a_pseudonym CHECK (kind <> 'worker' OR (pseudonym IS NOT NULL
        AND code IS NULL AND description IS NULL AND headcount_low IS NULL AND headcount_high IS NULL)),
    CONSTRAINT ck_subject_cohort_is_a_code CHECK (kind <> 'cohort' OR (code IS NOT NULL AND pseudonym IS NULL)),
    CONSTRAINT ck_subject_headcount_in_order CHECK (headcount_low >= 0 AND headcount_high >= 0
        AND headcount_low <= headcount_high),
    CONSTRAINT uq_subject_pseudonym UNIQUE (pseudonym),
    CONSTRAINT uq_subject_code UNIQUE (code)
) STRICT;

CREATE INDEX ix_claim_observation ON claim (observation);

CREATE INDEX ix_claim_placement_id ON claim (placement_id);

CREATE INDEX ix_entry_observation ON entry (observation);

CREATE INDEX ix_entry_placement_id ON entry (placement_id);

CREATE INDEX ix_entry_source_id ON entry (source_id);

CREATE INDEX ix_placement_subject_id ON placement (subject_id);

CREATE INDEX ix_promise_placement_id ON promise (placement_id);

CREATE INDEX ix_stated_entry_id ON stated (entry_id);

CREATE INDEX ix_stated_observation ON stated (observation);

CREATE TRIGGER account_refuses_delete BEFORE DELETE ON account BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of account are never changed or deleted'); END;

CREATE TRIGGER account_refuses_replace BEFORE INSERT ON account WHEN EXISTS (SELECT 1 FROM account WHERE (code = NEW.code)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of account are never changed or deleted'); END;

CREATE TRIGGER account_refuses_update BEFORE UPDATE ON account BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of account are never changed or deleted'); END;

CREATE TRIGGER claim_refuses_delete BEFORE DELETE ON claim BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of claim are never changed or deleted'); END;

CREATE TRIGGER claim_refuses_replace BEFORE INSERT ON claim WHEN EXISTS (SELECT 1 FROM claim WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of claim are never changed or deleted'); END;

CREATE TRIGGER claim_refuses_update BEFORE UPDATE ON claim BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of claim are never changed or deleted'); END;

CREATE TRIGGER condition_refuses_delete BEFORE DELETE ON condition BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of condition are never changed or deleted'); END;

CREATE TRIGGER condition_refuses_replace BEFORE INSERT ON condition WHEN EXISTS (SELECT 1 FROM condition WHERE (id = NEW.id) OR (code = NEW.code)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of condition are never changed or deleted'); END;

CREATE TRIGGER condition_refuses_update BEFORE UPDATE ON condition BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of condition are never changed or deleted'); END;

CREATE TRIGGER currency_refuses_delete BEFORE DELETE ON currency BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of currency are never changed or deleted'); END;

CREATE TRIGGER currency_refuses_replace BEFORE INSERT ON currency WHEN EXISTS (SELECT 1 FROM currency WHERE (code = NEW.code)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of currency are never changed or deleted'); END;

CREATE TRIGGER currency_refuses_update BEFORE UPDATE ON currency BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of currency are never changed or deleted'); END;

CREATE TRIGGER entry_refuses_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of entry are never changed or deleted'); END;

CREATE TRIGGER entry_refuses_replace BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM entry WHERE (id = NEW.id) OR (reverses = NEW.reverses)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of entry are never changed or deleted'); END;

CREATE TRIGGER entry_refuses_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of entry are never changed or deleted'); END;

CREATE TRIGGER indicator_refuses_delete BEFORE DELETE ON indicator BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of indicator are never changed or deleted'); END;

CREATE TRIGGER indicator_refuses_replace BEFORE INSERT ON indicator WHEN EXISTS (SELECT 1 FROM indicator WHERE (code = NEW.code)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of indicator are never changed or deleted'); END;

CREATE TRIGGER indicator_refuses_update BEFORE UPDATE ON indicator BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of indicator are never changed or deleted'); END;

CREATE TRIGGER intake_refuses_delete BEFORE DELETE ON intake BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of intake are never changed or deleted'); END;

CREATE TRIGGER intake_refuses_replace BEFORE INSERT ON intake WHEN EXISTS (SELECT 1 FROM intake WHERE (id = NEW.id) OR (fmt = NEW.fmt AND fingerprint = NEW.fingerprint AND occurrence = NEW.occurrence)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of intake are never changed or deleted'); END;

CREATE TRIGGER intake_refuses_update BEFORE UPDATE ON intake BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of intake are never changed or deleted'); END;

CREATE TRIGGER organisation_refuses_delete BEFORE DELETE ON organisation BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of organisation are never changed or deleted'); END;

CREATE TRIGGER organisation_refuses_replace BEFORE INSERT ON organisation WHEN EXISTS (SELECT 1 FROM organisation WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of organisation are never changed or deleted'); END;

CREATE TRIGGER organisation_refuses_update BEFORE UPDATE ON organisation BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of organisation are never changed or deleted'); END;

CREATE TRIGGER origin_refuses_delete BEFORE DELETE ON origin BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of origin are never changed or deleted'); END;

CREATE TRIGGER origin_refuses_replace BEFORE INSERT ON origin WHEN EXISTS (SELECT 1 FROM origin WHERE (id = NEW.id) OR (code = NEW.code)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of origin are never changed or deleted'); END;

CREATE TRIGGER origin_refuses_update BEFORE UPDATE ON origin BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of origin are never changed or deleted'); END;

CREATE TRIGGER placement_refuses_delete BEFORE DELETE ON placement BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of placement are never changed or deleted'); END;

CREATE TRIGGER placement_refuses_replace BEFORE INSERT ON placement WHEN EXISTS (SELECT 1 FROM placement WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of placement are never changed or deleted'); END;

CREATE TRIGGER placement_refuses_update BEFORE UPDATE ON placement BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of placement are never changed or deleted'); END;

CREATE TRIGGER posting_needs_open_entry BEFORE INSERT ON posting
BEGIN
    SELECT RAISE(ABORT, 'wage-ledger: the entry is sealed')
    WHERE EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
END;

CREATE TRIGGER posting_refuses_delete BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of posting are never changed or deleted'); END;

CREATE TRIGGER posting_refuses_update BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of posting are never changed or deleted'); END;

CREATE TRIGGER promise_refuses_delete BEFORE DELETE ON promise BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of promise are never changed or deleted'); END;

CREATE TRIGGER promise_refuses_replace BEFORE INSERT ON promise WHEN EXISTS (SELECT 1 FROM promise WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of promise are never changed or deleted'); END;

CREATE TRIGGER promise_refuses_update BEFORE UPDATE ON promise BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of promise are never changed or deleted'); END;

CREATE TRIGGER rate_refuses_delete BEFORE DELETE ON rate BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of rate are never changed or deleted'); END;

CREATE TRIGGER rate_refuses_replace BEFORE INSERT ON rate WHEN EXISTS (SELECT 1 FROM rate WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of rate are never changed or deleted'); END;

CREATE TRIGGER rate_refuses_update BEFORE UPDATE ON rate BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of rate are never changed or deleted'); END;

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

CREATE TRIGGER seal_refuses_delete BEFORE DELETE ON seal BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of seal are never changed or deleted'); END;

CREATE TRIGGER seal_refuses_replace BEFORE INSERT ON seal WHEN EXISTS (SELECT 1 FROM seal WHERE (entry_id = NEW.entry_id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of seal are never changed or deleted'); END;

CREATE TRIGGER seal_refuses_update BEFORE UPDATE ON seal BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of seal are never changed or deleted'); END;

CREATE TRIGGER source_refuses_delete BEFORE DELETE ON source BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of source are never changed or deleted'); END;

CREATE TRIGGER source_refuses_replace BEFORE INSERT ON source WHEN EXISTS (SELECT 1 FROM source WHERE (id = NEW.id) OR (fingerprint = NEW.fingerprint)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of source are never changed or deleted'); END;

CREATE TRIGGER source_refuses_update BEFORE UPDATE ON source BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of source are never changed or deleted'); END;

CREATE TRIGGER stated_refuses_delete BEFORE DELETE ON stated BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of stated are never changed or deleted'); END;

CREATE TRIGGER stated_refuses_replace BEFORE INSERT ON stated WHEN EXISTS (SELECT 1 FROM stated WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of stated are never changed or deleted'); END;

CREATE TRIGGER stated_refuses_update BEFORE UPDATE ON stated BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of stated are never changed or deleted'); END;

CREATE TRIGGER subject_refuses_delete BEFORE DELETE ON subject BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of subject are never changed or deleted'); END;

CREATE TRIGGER subject_refuses_replace BEFORE INSERT ON subject WHEN EXISTS (SELECT 1 FROM subject WHERE (id = NEW.id) OR (pseudonym = NEW.pseudonym) OR (code = NEW.code)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of subject are never changed or deleted'); END;

CREATE TRIGGER subject_refuses_update BEFORE UPDATE ON subject BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of subject are never changed or deleted'); END;
