-- The tables on PostgreSQL. Statements are parted by an empty line.

CREATE TABLE currency (
    code TEXT NOT NULL,
    exponent BIGINT NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_currency PRIMARY KEY (code),
    CONSTRAINT ck_currency_exponent_small CHECK (exponent BETWEEN 0 AND 4)
);

CREATE TABLE account (
    code TEXT NOT NULL,
    party TEXT NOT NULL,
    kind TEXT NOT NULL,
    side TEXT NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (code),
    CONSTRAINT ck_account_side_known CHECK (side IN ('source', 'outside', 'taken', 'charged', 'worker', 'home',
        'unstated')),
    CONSTRAINT ck_account_code_is_party_and_kind CHECK (code = party || ':' || kind)
);

CREATE TABLE indicator (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_indicator PRIMARY KEY (code)
);

CREATE TABLE origin (
    id BIGSERIAL NOT NULL,
    code TEXT NOT NULL,
    CONSTRAINT pk_origin PRIMARY KEY (id),
    CONSTRAINT uq_origin_code UNIQUE (code)
);

CREATE TABLE source (
    id BIGSERIAL NOT NULL,
    origin_id BIGINT NOT NULL,
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
);

CREATE TABLE organisation (
    id BIGSERIAL NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    country TEXT,
    CONSTRAINT pk_organisation PRIMARY KEY (id),
    CONSTRAINT ck_organisation_kind_known CHECK (kind IN ('employer', 'sending', 'broker', 'public-body')),
    CONSTRAINT ck_organisation_country_short CHECK (length(country) = 2)
);

CREATE TABLE subject (
    id BIGSERIAL NOT NULL,
    kind TEXT NOT NULL,
    pseudonym TEXT,
    code TEXT,
    description TEXT,
    headcount_low BIGINT,
    headcount_high BIGINT,
    CONSTRAINT pk_subject PRIMARY KEY (id),
    CONSTRAINT ck_subject_kind_known CHECK (kind IN ('worker', 'cohort')),
    CONSTRAINT ck_subject_worker_is_a_pseudonym CHECK (kind <> 'worker' OR (pseudonym IS NOT NULL
        AND code IS NULL AND description IS NULL AND headcount_low IS NULL AND headcount_high IS NULL)),
    CONSTRAINT ck_subject_cohort_is_a_code CHECK (kind <> 'cohort' OR (code IS NOT NULL AND pseudonym IS NULL)),
    CONSTRAINT ck_subject_headcount_in_order CHECK (headcount_low >= 0 AND headcount_high >= 0
        AND headcount_low <= headcount_high),
    CONSTRAINT uq_subject_pseudonym UNIQUE (pseudonym),
    CONSTRAINT uq_subject_code UNIQUE (code)
);

CREATE TABLE placement (
    id BIGSERIAL NOT NULL,
    subject_id BIGINT NOT NULL,
    country TEXT,
    sector TEXT NOT NULL,
    employer_id BIGINT,
    sending_id BIGINT,
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
);

CREATE INDEX ix_placement_subject_id ON placement (subject_id);

CREATE TABLE promise (
    id BIGSERIAL NOT NULL,
    placement_id BIGINT NOT NULL,
    source_id BIGINT NOT NULL,
    currency TEXT NOT NULL,
    per TEXT NOT NULL,
    low BIGINT,
    best BIGINT,
    high BIGINT,
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
);

CREATE INDEX ix_promise_placement_id ON promise (placement_id);

CREATE TABLE entry (
    id BIGSERIAL NOT NULL,
    placement_id BIGINT NOT NULL,
    source_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    basis TEXT,
    per TEXT NOT NULL,
    period TEXT NOT NULL,
    earliest TEXT,
    latest TEXT,
    reliability TEXT NOT NULL,
    credibility BIGINT NOT NULL,
    page TEXT,
    observation TEXT,
    words TEXT,
    reverses BIGINT,
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
    CONSTRAINT fk_entry_placement_id_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT fk_entry_source_id_source FOREIGN KEY (source_id) REFERENCES source (id),
    CONSTRAINT uq_entry_reverses UNIQUE (reverses),
    CONSTRAINT fk_entry_reverses_entry FOREIGN KEY (reverses) REFERENCES entry (id)
);

CREATE INDEX ix_entry_observation ON entry (observation);

CREATE INDEX ix_entry_placement_id ON entry (placement_id);

CREATE INDEX ix_entry_source_id ON entry (source_id);

CREATE TABLE posting (
    entry_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    low BIGINT,
    best BIGINT,
    high BIGINT,
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
);

CREATE TABLE seal (
    entry_id BIGINT NOT NULL,
    CONSTRAINT pk_seal PRIMARY KEY (entry_id),
    CONSTRAINT fk_seal_entry_id_entry FOREIGN KEY (entry_id) REFERENCES entry (id)
);

CREATE TABLE stated (
    id BIGSERIAL NOT NULL,
    source_id BIGINT NOT NULL,
    placement_id BIGINT,
    entry_id BIGINT,
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
);

CREATE INDEX ix_stated_entry_id ON stated (entry_id);

CREATE INDEX ix_stated_observation ON stated (observation);

CREATE TABLE claim (
    id BIGSERIAL NOT NULL,
    placement_id BIGINT NOT NULL,
    source_id BIGINT NOT NULL,
    observation TEXT,
    period TEXT NOT NULL,
    earliest TEXT,
    latest TEXT,
    side TEXT NOT NULL,
    takers TEXT NOT NULL,
    low BIGINT,
    best BIGINT,
    high BIGINT,
    operator TEXT,
    words TEXT,
    basis TEXT,
    reliability TEXT NOT NULL,
    credibility BIGINT NOT NULL,
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
);

CREATE INDEX ix_claim_observation ON claim (observation);

CREATE INDEX ix_claim_placement_id ON claim (placement_id);

CREATE TABLE rate (
    id BIGSERIAL NOT NULL,
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
    source_id BIGINT NOT NULL,
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
);

CREATE TABLE condition (
    id BIGSERIAL NOT NULL,
    code TEXT NOT NULL,
    indicator TEXT NOT NULL,
    source_id BIGINT NOT NULL,
    period TEXT NOT NULL,
    earliest TEXT,
    latest TEXT,
    country TEXT,
    place TEXT,
    sector TEXT,
    state TEXT NOT NULL,
    paraphrase TEXT NOT NULL,
    verification TEXT,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_condition PRIMARY KEY (id),
    CONSTRAINT ck_condition_state_known CHECK (state IN ('present', 'absent', 'contradicted', 'not-assessed')),
    CONSTRAINT ck_condition_country_short CHECK (length(country) = 2),
    CONSTRAINT ck_condition_days_in_order CHECK (earliest <= latest),
    CONSTRAINT uq_condition_code UNIQUE (code),
    CONSTRAINT fk_condition_indicator_indicator FOREIGN KEY (indicator) REFERENCES indicator (code),
    CONSTRAINT fk_condition_source_id_source FOREIGN KEY (source_id) REFERENCES source (id)
);

CREATE TABLE intake (
    id BIGSERIAL NOT NULL,
    fmt TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    occurrence BIGINT NOT NULL,
    what TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_intake PRIMARY KEY (id),
    CONSTRAINT ck_intake_occurrence_counts_from_one CHECK (occurrence >= 1),
    CONSTRAINT uq_intake_fmt_fingerprint_occurrence UNIQUE (fmt, fingerprint, occurrence)
);

ALTER TABLE entry ADD CONSTRAINT fk_entry_id_seal
    FOREIGN KEY (id) REFERENCES seal (entry_id) DEFERRABLE INITIALLY DEFERRED;
