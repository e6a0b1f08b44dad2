-- The tables of trust. {int}, {id}, {blob} and {strict} are each engine's own words. Statements are parted by an empty line.

CREATE TABLE consent (
    id {id} NOT NULL,
    subject_id {int} NOT NULL,
    scope TEXT NOT NULL,
    state TEXT NOT NULL,
    expires_on TEXT,
    terms TEXT,
    language TEXT NOT NULL,
    mode TEXT NOT NULL,
    explanation TEXT NOT NULL,
    risks_explained {int} NOT NULL,
    understanding_checked {int} NOT NULL,
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
){strict};

CREATE INDEX ix_consent_subject_id ON consent (subject_id);

CREATE TABLE hold (
    id {id} NOT NULL,
    subject_id {int} NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_hold PRIMARY KEY (id),
    CONSTRAINT ck_hold_state_known CHECK (state IN ('open', 'lifted')),
    CONSTRAINT fk_hold_subject_id_subject FOREIGN KEY (subject_id) REFERENCES subject (id)
){strict};

CREATE INDEX ix_hold_subject_id ON hold (subject_id);

CREATE TABLE subject_key (
    id {id} NOT NULL,
    subject_id {int},
    public_key TEXT NOT NULL,
    secret TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_subject_key PRIMARY KEY (id),
    CONSTRAINT uq_subject_key_subject_id UNIQUE (subject_id),
    CONSTRAINT fk_subject_key_subject_id_subject FOREIGN KEY (subject_id) REFERENCES subject (id)
){strict};

CREATE TABLE attachment (
    id {id} NOT NULL,
    source_id {int} NOT NULL,
    key_id {int} NOT NULL,
    kind TEXT NOT NULL,
    media TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size {int} NOT NULL,
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
){strict};

CREATE INDEX ix_attachment_source_id ON attachment (source_id);

CREATE TABLE custody (
    id {id} NOT NULL,
    attachment_id {int} NOT NULL,
    action TEXT NOT NULL,
    reason TEXT,
    actor TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_custody PRIMARY KEY (id),
    CONSTRAINT ck_custody_action_known CHECK (action IN ('received', 'sealed', 'copied', 'viewed', 'stripped',
        'translated', 'exported', 'returned', 'destroyed')),
    CONSTRAINT fk_custody_attachment_id_attachment FOREIGN KEY (attachment_id) REFERENCES attachment (id)
){strict};

CREATE INDEX ix_custody_attachment_id ON custody (attachment_id);

CREATE TABLE output (
    id {id} NOT NULL,
    command TEXT NOT NULL,
    scope TEXT,
    workers {int} NOT NULL,
    entries {int} NOT NULL,
    actor TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_output PRIMARY KEY (id),
    CONSTRAINT ck_output_counts_are_counts CHECK (workers >= 0 AND entries >= 0)
){strict};

CREATE TABLE output_subject (
    output_id {int} NOT NULL,
    subject_id {int} NOT NULL,
    CONSTRAINT pk_output_subject PRIMARY KEY (output_id, subject_id),
    CONSTRAINT fk_output_subject_output_id_output FOREIGN KEY (output_id) REFERENCES output (id),
    CONSTRAINT fk_output_subject_subject_id_subject FOREIGN KEY (subject_id) REFERENCES subject (id)
){strict};

CREATE INDEX ix_output_subject_subject_id ON output_subject (subject_id);

CREATE TABLE backup (
    id {id} NOT NULL,
    expires_on TEXT NOT NULL,
    actor TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_backup PRIMARY KEY (id),
    CONSTRAINT ck_backup_not_over_before_it_began CHECK (expires_on >= recorded_on)
){strict};

CREATE TABLE key_change (
    id {id} NOT NULL,
    action TEXT NOT NULL,
    slot TEXT NOT NULL,
    public_key TEXT,
    actor TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_key_change PRIMARY KEY (id),
    CONSTRAINT ck_key_change_action_known CHECK (action IN ('added', 'removed', 'changed', 'rotated'))
){strict};

CREATE TABLE erasure (
    id {id} NOT NULL,
    actor TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_erasure PRIMARY KEY (id)
){strict};

CREATE TABLE erasure_output (
    erasure_id {int} NOT NULL,
    output_id {int} NOT NULL,
    CONSTRAINT pk_erasure_output PRIMARY KEY (erasure_id, output_id),
    CONSTRAINT fk_erasure_output_erasure_id_erasure FOREIGN KEY (erasure_id) REFERENCES erasure (id),
    CONSTRAINT fk_erasure_output_output_id_output FOREIGN KEY (output_id) REFERENCES output (id)
){strict};

CREATE TABLE log_leaf (
    seq {int} NOT NULL,
    day TEXT NOT NULL,
    action TEXT NOT NULL,
    actor TEXT NOT NULL,
    commitment TEXT NOT NULL,
    hash {blob} NOT NULL,
    noun TEXT NOT NULL,
    row_id {int} NOT NULL,
    CONSTRAINT pk_log_leaf PRIMARY KEY (seq),
    CONSTRAINT ck_log_leaf_hash_is_sha256 CHECK (length(hash) = 32),
    CONSTRAINT uq_log_leaf_noun_row_id UNIQUE (noun, row_id)
){strict};

CREATE TABLE log_node (
    level {int} NOT NULL,
    place {int} NOT NULL,
    hash {blob} NOT NULL,
    CONSTRAINT pk_log_node PRIMARY KEY (level, place),
    CONSTRAINT ck_log_node_hash_is_sha256 CHECK (length(hash) = 32),
    CONSTRAINT ck_log_node_above_the_leaves CHECK (level >= 1)
){strict};

CREATE TABLE log_salt (
    seq {int} NOT NULL,
    salt {blob} NOT NULL,
    CONSTRAINT pk_log_salt PRIMARY KEY (seq),
    CONSTRAINT ck_log_salt_salt_is_long CHECK (length(salt) = 32),
    CONSTRAINT fk_log_salt_seq_log_leaf FOREIGN KEY (seq) REFERENCES log_leaf (seq)
){strict};

CREATE TABLE log_erased (
    seq {int} NOT NULL,
    erasure_id {int} NOT NULL,
    CONSTRAINT pk_log_erased PRIMARY KEY (seq),
    CONSTRAINT fk_log_erased_seq_log_leaf FOREIGN KEY (seq) REFERENCES log_leaf (seq),
    CONSTRAINT fk_log_erased_erasure_id_erasure FOREIGN KEY (erasure_id) REFERENCES erasure (id)
){strict};

CREATE INDEX ix_log_erased_erasure_id ON log_erased (erasure_id);

CREATE TABLE log_signer (
    id {id} NOT NULL,
    public_key TEXT NOT NULL,
    secret TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    CONSTRAINT pk_log_signer PRIMARY KEY (id)
){strict};

CREATE TABLE log_head (
    id {id} NOT NULL,
    size {int} NOT NULL,
    root TEXT NOT NULL,
    day TEXT NOT NULL,
    previous TEXT NOT NULL,
    public_key TEXT NOT NULL,
    signature TEXT NOT NULL,
    CONSTRAINT pk_log_head PRIMARY KEY (id),
    CONSTRAINT uq_log_head_size_day UNIQUE (size, day)
){strict};

CREATE TABLE never (
    id {int} NOT NULL,
    CONSTRAINT pk_never PRIMARY KEY (id),
    CONSTRAINT ck_never_stays_empty CHECK (id <> id)
){strict};

CREATE TABLE erasing (
    subject_id {int} NOT NULL,
    after_seq {int} NOT NULL,
    unfinished {int} NOT NULL,
    CONSTRAINT pk_erasing PRIMARY KEY (subject_id),
    CONSTRAINT fk_erasing_subject_id_subject FOREIGN KEY (subject_id) REFERENCES subject (id)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_erasing_unfinished_never FOREIGN KEY (unfinished) REFERENCES never (id)
        DEFERRABLE INITIALLY DEFERRED
){strict}
