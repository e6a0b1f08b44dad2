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

CREATE TABLE attachment (
    id INTEGER NOT NULL,
    source_id INTEGER NOT NULL,
    key_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    media TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    stored TEXT NOT NULL,
    working TEXT,
    working_sha256 TEXT,
    removed TEXT,
    note TEXT,
    actor TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_attachment PRIMARY KEY (id),
    CONSTRAINT ck_attachment_kind_known CHECK (kind IN ('pay-slip', 'signed-statement', 'contract', 'transfer-slip',
        'notice', 'diary', 'chat', 'press', 'official', 'testimony-note', 'other')),
    CONSTRAINT ck_attachment_working_has_its_hash CHECK ((working IS NULL) = (working_sha256 IS NULL)),
    CONSTRAINT ck_attachment_size_counted CHECK (size >= 0),
    CONSTRAINT uq_attachment_stored UNIQUE (stored),
    CONSTRAINT uq_attachment_working UNIQUE (working),
    CONSTRAINT fk_attachment_source_id_source FOREIGN KEY (source_id) REFERENCES source (id),
    CONSTRAINT fk_attachment_key_id_subject_key FOREIGN KEY (key_id) REFERENCES subject_key (id)
) STRICT;

CREATE TABLE backup (
    id INTEGER NOT NULL,
    expires_on TEXT NOT NULL,
    actor TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_backup PRIMARY KEY (id),
    CONSTRAINT ck_backup_not_over_before_it_began CHECK (expires_on >= recorded_on)
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

CREATE TABLE consent (
    id INTEGER NOT NULL,
    subject_id INTEGER NOT NULL,
    scope TEXT NOT NULL,
    state TEXT NOT NULL,
    expires_on TEXT,
    terms TEXT,
    language TEXT NOT NULL,
    mode TEXT NOT NULL,
    explanation TEXT NOT NULL,
    risks_explained INTEGER NOT NULL,
    understanding_checked INTEGER NOT NULL,
    actor TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_consent PRIMARY KEY (id),
    CONSTRAINT ck_consent_scope_known CHECK (scope IN ('record', 'statement', 'case-support', 'share-lawyer',
        'share-with-partner', 'aggregate-statistics', 'publish-anonymous-account', 'publish-quoted', 'court-use',
        'labour-inspectorate', 'un-mechanism', 'sanctions-body', 'recontact', 'archive-after-close')),
    CONSTRAINT ck_consent_state_known CHECK (state IN ('granted', 'refused', 'withdrawn')),
    CONSTRAINT ck_consent_mode_known CHECK (mode IN ('written', 'oral-witnessed', 'recorded')),
    CONSTRAINT ck_consent_said_yes_or_no CHECK (risks_explained IN (0, 1) AND understanding_checked IN (0, 1)),
    CONSTRAINT ck_consent_granted_is_informed CHECK (state <> 'granted' OR (risks_explained = 1
        AND understanding_checked = 1)),
    CONSTRAINT ck_consent_granted_expires CHECK ((state = 'granted') = (expires_on IS NOT NULL)),
    CONSTRAINT ck_consent_not_over_before_it_began CHECK (expires_on >= recorded_on),
    CONSTRAINT ck_consent_at_most_two_years CHECK (expires_on <= (CAST(substr(recorded_on, 1, 4) AS INTEGER) + 2)
        || substr(recorded_on, 5)),
    CONSTRAINT fk_consent_subject_id_subject FOREIGN KEY (subject_id) REFERENCES subject (id)
) STRICT;

CREATE TABLE currency (
    code TEXT NOT NULL,
    exponent INTEGER NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_currency PRIMARY KEY (code),
    CONSTRAINT ck_currency_exponent_small CHECK (exponent BETWEEN 0 AND 4)
) STRICT;

CREATE TABLE custody (
    id INTEGER NOT NULL,
    attachment_id INTEGER NOT NULL,
    action TEXT NOT NULL,
    reason TEXT,
    actor TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_custody PRIMARY KEY (id),
    CONSTRAINT ck_custody_action_known CHECK (action IN ('received', 'sealed', 'copied', 'viewed', 'stripped',
        'translated', 'exported', 'returned', 'destroyed')),
    CONSTRAINT fk_custody_attachment_id_attachment FOREIGN KEY (attachment_id) REFERENCES attachment (id)
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

CREATE TABLE erasing (
    subject_id INTEGER NOT NULL,
    after_seq INTEGER NOT NULL,
    unfinished INTEGER NOT NULL,
    CONSTRAINT pk_erasing PRIMARY KEY (subject_id),
    CONSTRAINT fk_erasing_subject_id_subject FOREIGN KEY (subject_id) REFERENCES subject (id)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_erasing_unfinished_never FOREIGN KEY (unfinished) REFERENCES never (id)
        DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE erasure (
    id INTEGER NOT NULL,
    actor TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_erasure PRIMARY KEY (id)
) STRICT;

CREATE TABLE erasure_output (
    erasure_id INTEGER NOT NULL,
    output_id INTEGER NOT NULL,
    CONSTRAINT pk_erasure_output PRIMARY KEY (erasure_id, output_id),
    CONSTRAINT fk_erasure_output_erasure_id_erasure FOREIGN KEY (erasure_id) REFERENCES erasure (id),
    CONSTRAINT fk_erasure_output_output_id_output FOREIGN KEY (output_id) REFERENCES output (id)
) STRICT;

CREATE TABLE hold (
    id INTEGER NOT NULL,
    subject_id INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_hold PRIMARY KEY (id),
    CONSTRAINT ck_hold_state_known CHECK (state IN ('open', 'lifted')),
    CONSTRAINT fk_hold_subject_id_subject FOREIGN KEY (subject_id) REFERENCES subject (id)
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

CREATE TABLE key_change (
    id INTEGER NOT NULL,
    action TEXT NOT NULL,
    slot TEXT NOT NULL,
    public_key TEXT,
    actor TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_key_change PRIMARY KEY (id),
    CONSTRAINT ck_key_change_action_known CHECK (action IN ('added', 'removed', 'changed', 'rotated'))
) STRICT;

CREATE TABLE log_erased (
    seq INTEGER NOT NULL,
    erasure_id INTEGER NOT NULL,
    CONSTRAINT pk_log_erased PRIMARY KEY (seq),
    CONSTRAINT fk_log_erased_seq_log_leaf FOREIGN KEY (seq) REFERENCES log_leaf (seq),
    CONSTRAINT fk_log_erased_erasure_id_erasure FOREIGN KEY (erasure_id) REFERENCES erasure (id)
) STRICT;

CREATE TABLE log_head (
    id INTEGER NOT NULL,
    size INTEGER NOT NULL,
    root TEXT NOT NULL,
    day TEXT NOT NULL,
    previous TEXT NOT NULL,
    public_key TEXT NOT NULL,
    signature TEXT NOT NULL,
    CONSTRAINT pk_log_head PRIMARY KEY (id),
    CONSTRAINT uq_log_head_size_day UNIQUE (size, day)
) STRICT;

CREATE TABLE log_leaf (
    seq INTEGER NOT NULL,
    day TEXT NOT NULL,
    action TEXT NOT NULL,
    actor TEXT NOT NULL,
    commitment TEXT NOT NULL,
    hash BLOB NOT NULL,
    noun TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    CONSTRAINT pk_log_leaf PRIMARY KEY (seq),
    CONSTRAINT ck_log_leaf_hash_is_sha256 CHECK (length(hash) = 32),
    CONSTRAINT uq_log_leaf_noun_row_id UNIQUE (noun, row_id)
) STRICT;

CREATE TABLE log_node (
    level INTEGER NOT NULL,
    place INTEGER NOT NULL,
    hash BLOB NOT NULL,
    CONSTRAINT pk_log_node PRIMARY KEY (level, place),
    CONSTRAINT ck_log_node_hash_is_sha256 CHECK (length(hash) = 32),
    CONSTRAINT ck_log_node_above_the_leaves CHECK (level >= 1)
) STRICT;

CREATE TABLE log_salt (
    seq INTEGER NOT NULL,
    salt BLOB NOT NULL,
    CONSTRAINT pk_log_salt PRIMARY KEY (seq),
    CONSTRAINT ck_log_salt_salt_is_long CHECK (length(salt) = 32),
    CONSTRAINT fk_log_salt_seq_log_leaf FOREIGN KEY (seq) REFERENCES log_leaf (seq)
) STRICT;

CREATE TABLE log_signer (
    id INTEGER NOT NULL,
    public_key TEXT NOT NULL,
    secret TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_log_signer PRIMARY KEY (id)
) STRICT;

CREATE TABLE never (
    id INTEGER NOT NULL,
    CONSTRAINT pk_never PRIMARY KEY (id),
    CONSTRAINT ck_never_stays_empty CHECK (id <> id)
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

CREATE TABLE output (
    id INTEGER NOT NULL,
    command TEXT NOT NULL,
    scope TEXT,
    workers INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    actor TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_output PRIMARY KEY (id),
    CONSTRAINT ck_output_counts_are_counts CHECK (workers >= 0 AND entries >= 0)
) STRICT;

CREATE TABLE output_subject (
    output_id INTEGER NOT NULL,
    subject_id INTEGER NOT NULL,
    CONSTRAINT pk_output_subject PRIMARY KEY (output_id, subject_id),
    CONSTRAINT fk_output_subject_output_id_output FOREIGN KEY (output_id) REFERENCES output (id),
    CONSTRAINT fk_output_subject_subject_id_subject FOREIGN KEY (subject_id) REFERENCES subject (id)
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

CREATE TABLE subject_key (
    id INTEGER NOT NULL,
    subject_id INTEGER,
    public_key TEXT NOT NULL,
    secret TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_subject_key PRIMARY KEY (id),
    CONSTRAINT uq_subject_key_subject_id UNIQUE (subject_id),
    CONSTRAINT fk_subject_key_subject_id_subject FOREIGN KEY (subject_id) REFERENCES subject (id)
) STRICT;

CREATE TABLE sum_cell (
    placement_id INTEGER NOT NULL,
    period TEXT NOT NULL,
    origin_id INTEGER NOT NULL,
    class_id INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    sums BLOB NOT NULL,
    CONSTRAINT pk_sum_cell PRIMARY KEY (placement_id, period, origin_id, class_id),
    CONSTRAINT ck_sum_cell_counted CHECK (entries >= 0),
    CONSTRAINT ck_sum_cell_whole_lines CHECK (length(sums) % 32 = 0),
    CONSTRAINT ck_sum_cell_empty_or_not CHECK ((entries = 0) = (length(sums) = 0)),
    CONSTRAINT fk_sum_cell_placement_id_placement FOREIGN KEY (placement_id) REFERENCES placement (id),
    CONSTRAINT fk_sum_cell_origin_id_origin FOREIGN KEY (origin_id) REFERENCES origin (id),
    CONSTRAINT fk_sum_cell_class_id_sum_class FOREIGN KEY (class_id) REFERENCES sum_class (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sum_class (
    id INTEGER NOT NULL,
    says TEXT NOT NULL,
    CONSTRAINT pk_sum_class PRIMARY KEY (id),
    CONSTRAINT uq_sum_class_says UNIQUE (says)
) STRICT;

CREATE TABLE sum_line (
    id INTEGER NOT NULL,
    says TEXT NOT NULL,
    CONSTRAINT pk_sum_line PRIMARY KEY (id),
    CONSTRAINT uq_sum_line_says UNIQUE (says)
) STRICT;

CREATE TABLE sum_placement (
    placement_id INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    valid INTEGER NOT NULL,
    wages INTEGER NOT NULL,
    is_whole INTEGER NOT NULL,
    CONSTRAINT pk_sum_placement PRIMARY KEY (placement_id),
    CONSTRAINT ck_sum_placement_counted CHECK (wages >= 0 AND wages <= valid AND valid <= entries),
    CONSTRAINT ck_sum_placement_whole_or_not CHECK (is_whole IN (0, 1)),
    CONSTRAINT fk_sum_placement_placement_id_placement FOREIGN KEY (placement_id) REFERENCES placement (id)
) STRICT;

CREATE INDEX ix_attachment_source_id ON attachment (source_id);

CREATE INDEX ix_claim_observation ON claim (observation);

CREATE INDEX ix_claim_placement_id ON claim (placement_id);

CREATE INDEX ix_consent_subject_id ON consent (subject_id);

CREATE INDEX ix_custody_attachment_id ON custody (attachment_id);

CREATE INDEX ix_entry_observation ON entry (observation);

CREATE INDEX ix_entry_placement_id ON entry (placement_id);

CREATE INDEX ix_entry_source_id ON entry (source_id);

CREATE INDEX ix_hold_subject_id ON hold (subject_id);

CREATE INDEX ix_log_erased_erasure_id ON log_erased (erasure_id);

CREATE INDEX ix_output_subject_subject_id ON output_subject (subject_id);

CREATE INDEX ix_placement_subject_id ON placement (subject_id);

CREATE INDEX ix_promise_placement_id ON promise (placement_id);

CREATE INDEX ix_stated_entry_id ON stated (entry_id);

CREATE INDEX ix_stated_observation ON stated (observation);

CREATE TRIGGER account_refuses_delete BEFORE DELETE ON account BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of account are never changed or deleted'); END;

CREATE TRIGGER account_refuses_replace BEFORE INSERT ON account WHEN EXISTS (SELECT 1 FROM account WHERE (code = NEW.code)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of account are never changed or deleted'); END;

CREATE TRIGGER account_refuses_update BEFORE UPDATE ON account BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of account are never changed or deleted'); END;

CREATE TRIGGER attachment_refuses_delete BEFORE DELETE ON attachment WHEN NOT (OLD.key_id IN (SELECT k.id FROM subject_key AS k JOIN erasing AS x ON x.subject_id = k.subject_id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of attachment are never changed or deleted'); END;

CREATE TRIGGER attachment_refuses_replace BEFORE INSERT ON attachment WHEN EXISTS (SELECT 1 FROM attachment WHERE (id = NEW.id) OR (stored = NEW.stored) OR (working = NEW.working)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of attachment are never changed or deleted'); END;

CREATE TRIGGER attachment_refuses_update BEFORE UPDATE ON attachment BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of attachment are never changed or deleted'); END;

CREATE TRIGGER backup_refuses_delete BEFORE DELETE ON backup BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of backup are never changed or deleted'); END;

CREATE TRIGGER backup_refuses_replace BEFORE INSERT ON backup WHEN EXISTS (SELECT 1 FROM backup WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of backup are never changed or deleted'); END;

CREATE TRIGGER backup_refuses_update BEFORE UPDATE ON backup BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of backup are never changed or deleted'); END;

CREATE TRIGGER claim_refuses_delete BEFORE DELETE ON claim WHEN NOT (OLD.placement_id IN (SELECT p.id FROM placement AS p JOIN erasing AS x ON x.subject_id = p.subject_id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of claim are never changed or deleted'); END;

CREATE TRIGGER claim_refuses_replace BEFORE INSERT ON claim WHEN EXISTS (SELECT 1 FROM claim WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of claim are never changed or deleted'); END;

CREATE TRIGGER claim_refuses_update BEFORE UPDATE ON claim BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of claim are never changed or deleted'); END;

CREATE TRIGGER condition_refuses_delete BEFORE DELETE ON condition BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of condition are never changed or deleted'); END;

CREATE TRIGGER condition_refuses_replace BEFORE INSERT ON condition WHEN EXISTS (SELECT 1 FROM condition WHERE (id = NEW.id) OR (code = NEW.code)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of condition are never changed or deleted'); END;

CREATE TRIGGER condition_refuses_update BEFORE UPDATE ON condition BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of condition are never changed or deleted'); END;

CREATE TRIGGER consent_refuses_delete BEFORE DELETE ON consent WHEN NOT (OLD.subject_id IN (SELECT subject_id FROM erasing)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of consent are never changed or deleted'); END;

CREATE TRIGGER consent_refuses_replace BEFORE INSERT ON consent WHEN EXISTS (SELECT 1 FROM consent WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of consent are never changed or deleted'); END;

CREATE TRIGGER consent_refuses_update BEFORE UPDATE ON consent BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of consent are never changed or deleted'); END;

CREATE TRIGGER currency_refuses_delete BEFORE DELETE ON currency BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of currency are never changed or deleted'); END;

CREATE TRIGGER currency_refuses_replace BEFORE INSERT ON currency WHEN EXISTS (SELECT 1 FROM currency WHERE (code = NEW.code)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of currency are never changed or deleted'); END;

CREATE TRIGGER currency_refuses_update BEFORE UPDATE ON currency BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of currency are never changed or deleted'); END;

CREATE TRIGGER custody_refuses_delete BEFORE DELETE ON custody WHEN NOT (OLD.attachment_id IN (SELECT a.id FROM attachment AS a WHERE a.key_id IN (SELECT k.id FROM subject_key AS k JOIN erasing AS x ON x.subject_id = k.subject_id))) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of custody are never changed or deleted'); END;

CREATE TRIGGER custody_refuses_replace BEFORE INSERT ON custody WHEN EXISTS (SELECT 1 FROM custody WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of custody are never changed or deleted'); END;

CREATE TRIGGER custody_refuses_update BEFORE UPDATE ON custody BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of custody are never changed or deleted'); END;

CREATE TRIGGER entry_refuses_delete BEFORE DELETE ON entry WHEN NOT (OLD.placement_id IN (SELECT p.id FROM placement AS p JOIN erasing AS x ON x.subject_id = p.subject_id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of entry are never changed or deleted'); END;

CREATE TRIGGER entry_refuses_replace BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM entry WHERE (id = NEW.id) OR (reverses = NEW.reverses)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of entry are never changed or deleted'); END;

CREATE TRIGGER entry_refuses_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of entry are never changed or deleted'); END;

CREATE TRIGGER erasing_refuses_delete BEFORE DELETE ON erasing WHEN NOT (EXISTS (SELECT 1 FROM log_leaf AS l WHERE l.action = 'erased' AND l.seq > OLD.after_seq) AND NOT EXISTS (SELECT 1 FROM subject AS w WHERE w.id = OLD.subject_id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of erasing are never changed or deleted'); END;

CREATE TRIGGER erasing_refuses_replace BEFORE INSERT ON erasing WHEN EXISTS (SELECT 1 FROM erasing WHERE (subject_id = NEW.subject_id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of erasing are never changed or deleted'); END;

CREATE TRIGGER erasing_refuses_update BEFORE UPDATE ON erasing BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of erasing are never changed or deleted'); END;

CREATE TRIGGER erasing_takes BEFORE INSERT ON erasing WHEN EXISTS (SELECT 1 FROM hold AS h WHERE h.subject_id = NEW.subject_id AND h.state = 'open' AND NOT EXISTS (SELECT 1 FROM hold AS n WHERE n.subject_id = h.subject_id AND n.id > h.id)) OR NOT EXISTS (SELECT 1 FROM subject AS w WHERE w.id = NEW.subject_id AND w.kind = 'worker') OR NEW.after_seq <> (SELECT coalesce(max(seq), -1) FROM log_leaf) BEGIN SELECT RAISE(ABORT, 'wage-ledger: only a worker is erased, none under a legal hold, and from here on'); END;

CREATE TRIGGER erasure_output_refuses_delete BEFORE DELETE ON erasure_output BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of erasure_output are never changed or deleted'); END;

CREATE TRIGGER erasure_output_refuses_replace BEFORE INSERT ON erasure_output WHEN EXISTS (SELECT 1 FROM erasure_output WHERE (erasure_id = NEW.erasure_id AND output_id = NEW.output_id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of erasure_output are never changed or deleted'); END;

CREATE TRIGGER erasure_output_refuses_update BEFORE UPDATE ON erasure_output BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of erasure_output are never changed or deleted'); END;

CREATE TRIGGER erasure_output_takes BEFORE INSERT ON erasure_output WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'wage-ledger: nothing is being erased'); END;

CREATE TRIGGER erasure_refuses_delete BEFORE DELETE ON erasure BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of erasure are never changed or deleted'); END;

CREATE TRIGGER erasure_refuses_replace BEFORE INSERT ON erasure WHEN EXISTS (SELECT 1 FROM erasure WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of erasure are never changed or deleted'); END;

CREATE TRIGGER erasure_refuses_update BEFORE UPDATE ON erasure BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of erasure are never changed or deleted'); END;

CREATE TRIGGER hold_refuses_delete BEFORE DELETE ON hold WHEN NOT (OLD.subject_id IN (SELECT subject_id FROM erasing)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of hold are never changed or deleted'); END;

CREATE TRIGGER hold_refuses_replace BEFORE INSERT ON hold WHEN EXISTS (SELECT 1 FROM hold WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of hold are never changed or deleted'); END;

CREATE TRIGGER hold_refuses_update BEFORE UPDATE ON hold BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of hold are never changed or deleted'); END;

CREATE TRIGGER indicator_refuses_delete BEFORE DELETE ON indicator BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of indicator are never changed or deleted'); END;

CREATE TRIGGER indicator_refuses_replace BEFORE INSERT ON indicator WHEN EXISTS (SELECT 1 FROM indicator WHERE (code = NEW.code)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of indicator are never changed or deleted'); END;

CREATE TRIGGER indicator_refuses_update BEFORE UPDATE ON indicator BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of indicator are never changed or deleted'); END;

CREATE TRIGGER intake_refuses_delete BEFORE DELETE ON intake WHEN NOT (EXISTS (SELECT 1 FROM subject AS w JOIN erasing AS x ON x.subject_id = w.id WHERE OLD.what LIKE '% ' || w.pseudonym)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of intake are never changed or deleted'); END;

CREATE TRIGGER intake_refuses_replace BEFORE INSERT ON intake WHEN EXISTS (SELECT 1 FROM intake WHERE (id = NEW.id) OR (fmt = NEW.fmt AND fingerprint = NEW.fingerprint AND occurrence = NEW.occurrence)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of intake are never changed or deleted'); END;

CREATE TRIGGER intake_refuses_update BEFORE UPDATE ON intake BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of intake are never changed or deleted'); END;

CREATE TRIGGER key_change_refuses_delete BEFORE DELETE ON key_change BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of key_change are never changed or deleted'); END;

CREATE TRIGGER key_change_refuses_replace BEFORE INSERT ON key_change WHEN EXISTS (SELECT 1 FROM key_change WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of key_change are never changed or deleted'); END;

CREATE TRIGGER key_change_refuses_update BEFORE UPDATE ON key_change BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of key_change are never changed or deleted'); END;

CREATE TRIGGER log_erased_refuses_delete BEFORE DELETE ON log_erased BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_erased are never changed or deleted'); END;

CREATE TRIGGER log_erased_refuses_replace BEFORE INSERT ON log_erased WHEN EXISTS (SELECT 1 FROM log_erased WHERE (seq = NEW.seq)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_erased are never changed or deleted'); END;

CREATE TRIGGER log_erased_refuses_update BEFORE UPDATE ON log_erased BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_erased are never changed or deleted'); END;

CREATE TRIGGER log_erased_takes BEFORE INSERT ON log_erased WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'wage-ledger: nothing is being erased'); END;

CREATE TRIGGER log_head_refuses_delete BEFORE DELETE ON log_head BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_head are never changed or deleted'); END;

CREATE TRIGGER log_head_refuses_replace BEFORE INSERT ON log_head WHEN EXISTS (SELECT 1 FROM log_head WHERE (id = NEW.id) OR (size = NEW.size AND day = NEW.day)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_head are never changed or deleted'); END;

CREATE TRIGGER log_head_refuses_update BEFORE UPDATE ON log_head BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_head are never changed or deleted'); END;

CREATE TRIGGER log_leaf_refuses_delete BEFORE DELETE ON log_leaf BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_leaf are never changed or deleted'); END;

CREATE TRIGGER log_leaf_refuses_update BEFORE UPDATE ON log_leaf BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_leaf are never changed or deleted'); END;

CREATE TRIGGER log_leaf_takes BEFORE INSERT ON log_leaf WHEN NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM log_leaf) BEGIN SELECT RAISE(ABORT, 'wage-ledger: the log goes on where it ended'); END;

CREATE TRIGGER log_node_refuses_delete BEFORE DELETE ON log_node BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_node are never changed or deleted'); END;

CREATE TRIGGER log_node_refuses_replace BEFORE INSERT ON log_node WHEN EXISTS (SELECT 1 FROM log_node WHERE (level = NEW.level AND place = NEW.place)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_node are never changed or deleted'); END;

CREATE TRIGGER log_node_refuses_update BEFORE UPDATE ON log_node BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_node are never changed or deleted'); END;

CREATE TRIGGER log_salt_refuses_delete BEFORE DELETE ON log_salt WHEN NOT (OLD.seq IN (SELECT seq FROM log_erased) AND EXISTS (SELECT 1 FROM erasing)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_salt are never changed or deleted'); END;

CREATE TRIGGER log_salt_refuses_replace BEFORE INSERT ON log_salt WHEN EXISTS (SELECT 1 FROM log_salt WHERE (seq = NEW.seq)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_salt are never changed or deleted'); END;

CREATE TRIGGER log_salt_refuses_update BEFORE UPDATE ON log_salt BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_salt are never changed or deleted'); END;

CREATE TRIGGER log_signer_refuses_delete BEFORE DELETE ON log_signer BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_signer are never changed or deleted'); END;

CREATE TRIGGER log_signer_refuses_replace BEFORE INSERT ON log_signer WHEN EXISTS (SELECT 1 FROM log_signer WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_signer are never changed or deleted'); END;

CREATE TRIGGER log_signer_refuses_update BEFORE UPDATE ON log_signer BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of log_signer are never changed or deleted'); END;

CREATE TRIGGER never_refuses_delete BEFORE DELETE ON never BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of never are never changed or deleted'); END;

CREATE TRIGGER never_refuses_update BEFORE UPDATE ON never BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of never are never changed or deleted'); END;

CREATE TRIGGER organisation_refuses_delete BEFORE DELETE ON organisation WHEN NOT (EXISTS (SELECT 1 FROM erasing)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of organisation are never changed or deleted'); END;

CREATE TRIGGER organisation_refuses_replace BEFORE INSERT ON organisation WHEN EXISTS (SELECT 1 FROM organisation WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of organisation are never changed or deleted'); END;

CREATE TRIGGER organisation_refuses_update BEFORE UPDATE ON organisation BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of organisation are never changed or deleted'); END;

CREATE TRIGGER origin_refuses_delete BEFORE DELETE ON origin WHEN NOT (EXISTS (SELECT 1 FROM erasing)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of origin are never changed or deleted'); END;

CREATE TRIGGER origin_refuses_replace BEFORE INSERT ON origin WHEN EXISTS (SELECT 1 FROM origin WHERE (id = NEW.id) OR (code = NEW.code)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of origin are never changed or deleted'); END;

CREATE TRIGGER origin_refuses_update BEFORE UPDATE ON origin BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of origin are never changed or deleted'); END;

CREATE TRIGGER output_refuses_delete BEFORE DELETE ON output BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of output are never changed or deleted'); END;

CREATE TRIGGER output_refuses_replace BEFORE INSERT ON output WHEN EXISTS (SELECT 1 FROM output WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of output are never changed or deleted'); END;

CREATE TRIGGER output_refuses_update BEFORE UPDATE ON output BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of output are never changed or deleted'); END;

CREATE TRIGGER output_subject_refuses_delete BEFORE DELETE ON output_subject WHEN NOT (OLD.subject_id IN (SELECT subject_id FROM erasing)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of output_subject are never changed or deleted'); END;

CREATE TRIGGER output_subject_refuses_replace BEFORE INSERT ON output_subject WHEN EXISTS (SELECT 1 FROM output_subject WHERE (output_id = NEW.output_id AND subject_id = NEW.subject_id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of output_subject are never changed or deleted'); END;

CREATE TRIGGER output_subject_refuses_update BEFORE UPDATE ON output_subject BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of output_subject are never changed or deleted'); END;

CREATE TRIGGER placement_refuses_delete BEFORE DELETE ON placement WHEN NOT (OLD.subject_id IN (SELECT subject_id FROM erasing)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of placement are never changed or deleted'); END;

CREATE TRIGGER placement_refuses_replace BEFORE INSERT ON placement WHEN EXISTS (SELECT 1 FROM placement WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of placement are never changed or deleted'); END;

CREATE TRIGGER placement_refuses_update BEFORE UPDATE ON placement BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of placement are never changed or deleted'); END;

CREATE TRIGGER posting_needs_open_entry BEFORE INSERT ON posting
BEGIN
    SELECT RAISE(ABORT, 'wage-ledger: the entry is sealed')
    WHERE EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
END;

CREATE TRIGGER posting_refuses_delete BEFORE DELETE ON posting WHEN NOT (OLD.entry_id IN (SELECT e.id FROM entry AS e JOIN placement AS p ON p.id = e.placement_id JOIN erasing AS x ON x.subject_id = p.subject_id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of posting are never changed or deleted'); END;

CREATE TRIGGER posting_refuses_update BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of posting are never changed or deleted'); END;

CREATE TRIGGER promise_refuses_delete BEFORE DELETE ON promise WHEN NOT (OLD.placement_id IN (SELECT p.id FROM placement AS p JOIN erasing AS x ON x.subject_id = p.subject_id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of promise are never changed or deleted'); END;

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

CREATE TRIGGER seal_proves_reversed BEFORE INSERT ON seal
WHEN (SELECT reverses FROM entry WHERE id = NEW.entry_id) IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'wage-ledger: the entry that is reversed is not sealed')
    WHERE NOT EXISTS (SELECT 1 FROM entry AS e JOIN seal AS s ON s.entry_id = e.reverses WHERE e.id = NEW.entry_id);
END;

CREATE TRIGGER seal_refuses_delete BEFORE DELETE ON seal WHEN NOT (OLD.entry_id IN (SELECT e.id FROM entry AS e JOIN placement AS p ON p.id = e.placement_id JOIN erasing AS x ON x.subject_id = p.subject_id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of seal are never changed or deleted'); END;

CREATE TRIGGER seal_refuses_replace BEFORE INSERT ON seal WHEN EXISTS (SELECT 1 FROM seal WHERE (entry_id = NEW.entry_id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of seal are never changed or deleted'); END;

CREATE TRIGGER seal_refuses_update BEFORE UPDATE ON seal BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of seal are never changed or deleted'); END;

CREATE TRIGGER source_refuses_delete BEFORE DELETE ON source WHEN NOT (EXISTS (SELECT 1 FROM erasing)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of source are never changed or deleted'); END;

CREATE TRIGGER source_refuses_replace BEFORE INSERT ON source WHEN EXISTS (SELECT 1 FROM source WHERE (id = NEW.id) OR (fingerprint = NEW.fingerprint)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of source are never changed or deleted'); END;

CREATE TRIGGER source_refuses_update BEFORE UPDATE ON source BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of source are never changed or deleted'); END;

CREATE TRIGGER stated_refuses_delete BEFORE DELETE ON stated WHEN NOT ((OLD.placement_id IN (SELECT p.id FROM placement AS p JOIN erasing AS x ON x.subject_id = p.subject_id) OR OLD.entry_id IN (SELECT e.id FROM entry AS e JOIN placement AS p ON p.id = e.placement_id JOIN erasing AS x ON x.subject_id = p.subject_id))) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of stated are never changed or deleted'); END;

CREATE TRIGGER stated_refuses_replace BEFORE INSERT ON stated WHEN EXISTS (SELECT 1 FROM stated WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of stated are never changed or deleted'); END;

CREATE TRIGGER stated_refuses_update BEFORE UPDATE ON stated BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of stated are never changed or deleted'); END;

CREATE TRIGGER subject_key_refuses_delete BEFORE DELETE ON subject_key WHEN NOT (OLD.subject_id IN (SELECT subject_id FROM erasing)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of subject_key are never changed or deleted'); END;

CREATE TRIGGER subject_key_refuses_replace BEFORE INSERT ON subject_key WHEN EXISTS (SELECT 1 FROM subject_key WHERE (id = NEW.id) OR (subject_id = NEW.subject_id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of subject_key are never changed or deleted'); END;

CREATE TRIGGER subject_key_refuses_update BEFORE UPDATE ON subject_key BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of subject_key are never changed or deleted'); END;

CREATE TRIGGER subject_refuses_delete BEFORE DELETE ON subject WHEN NOT (OLD.id IN (SELECT subject_id FROM erasing)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of subject are never changed or deleted'); END;

CREATE TRIGGER subject_refuses_replace BEFORE INSERT ON subject WHEN EXISTS (SELECT 1 FROM subject WHERE (id = NEW.id) OR (pseudonym = NEW.pseudonym) OR (code = NEW.code)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of subject are never changed or deleted'); END;

CREATE TRIGGER subject_refuses_update BEFORE UPDATE ON subject BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of subject are never changed or deleted'); END;

CREATE TRIGGER sum_cell_refuses_delete BEFORE DELETE ON sum_cell WHEN NOT (OLD.placement_id IN (SELECT p.id FROM placement AS p JOIN erasing AS x ON x.subject_id = p.subject_id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of sum_cell are never changed or deleted'); END;

CREATE TRIGGER sum_cell_refuses_update BEFORE UPDATE OF placement_id, period, origin_id, class_id ON sum_cell BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of sum_cell are never changed or deleted'); END;

CREATE TRIGGER sum_class_refuses_delete BEFORE DELETE ON sum_class WHEN NOT (EXISTS (SELECT 1 FROM erasing)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of sum_class are never changed or deleted'); END;

CREATE TRIGGER sum_class_refuses_replace BEFORE INSERT ON sum_class WHEN EXISTS (SELECT 1 FROM sum_class WHERE id = NEW.id OR says = NEW.says) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of sum_class are never changed or deleted'); END;

CREATE TRIGGER sum_class_refuses_update BEFORE UPDATE OF id, says ON sum_class BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of sum_class are never changed or deleted'); END;

CREATE TRIGGER sum_line_refuses_delete BEFORE DELETE ON sum_line BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of sum_line are never changed or deleted'); END;

CREATE TRIGGER sum_line_refuses_replace BEFORE INSERT ON sum_line WHEN EXISTS (SELECT 1 FROM sum_line WHERE id = NEW.id OR says = NEW.says) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of sum_line are never changed or deleted'); END;

CREATE TRIGGER sum_line_refuses_update BEFORE UPDATE OF id, says ON sum_line BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of sum_line are never changed or deleted'); END;

CREATE TRIGGER sum_placement_counts_insert BEFORE INSERT ON sum_placement WHEN NEW.entries <> (SELECT count(*) FROM entry AS e WHERE e.placement_id = NEW.placement_id) BEGIN SELECT RAISE(ABORT, 'wage-ledger: the sums of a placement are of all its entries'); END;

CREATE TRIGGER sum_placement_counts_update BEFORE UPDATE ON sum_placement WHEN NEW.entries <> (SELECT count(*) FROM entry AS e WHERE e.placement_id = NEW.placement_id) BEGIN SELECT RAISE(ABORT, 'wage-ledger: the sums of a placement are of all its entries'); END;

CREATE TRIGGER sum_placement_refuses_delete BEFORE DELETE ON sum_placement WHEN NOT (OLD.placement_id IN (SELECT p.id FROM placement AS p JOIN erasing AS x ON x.subject_id = p.subject_id)) BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of sum_placement are never changed or deleted'); END;

CREATE TRIGGER sum_placement_refuses_update BEFORE UPDATE OF placement_id ON sum_placement BEGIN SELECT RAISE(ABORT, 'wage-ledger: rows of sum_placement are never changed or deleted'); END;
