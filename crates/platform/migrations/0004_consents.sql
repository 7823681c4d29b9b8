-- What was shown, once for everybody who was shown it, by the hash of its bytes.
CREATE TABLE consent_notice (
    hash   BLOB PRIMARY KEY,
    notice BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The name of a citizen in countersignatures. It resolves here and nowhere else: when the account is cancelled
-- the row goes, and the log can still be verified.
CREATE TABLE consent_subject (
    citizen_id TEXT PRIMARY KEY REFERENCES citizen,
    subject    TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

-- The end of each computer's chain. A chain is one citizen's.
CREATE TABLE consent_chain (
    chain   BLOB PRIMARY KEY,
    subject TEXT NOT NULL,
    key     BLOB NOT NULL,
    length  INTEGER NOT NULL,
    last    BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE consent_log (
    subject   TEXT NOT NULL,
    position  INTEGER NOT NULL,
    record_id TEXT NOT NULL,
    record    BLOB NOT NULL,
    signature BLOB NOT NULL,
    notice    BLOB NOT NULL REFERENCES consent_notice,
    statement BLOB NOT NULL,
    signed    BLOB NOT NULL,
    key_id    TEXT NOT NULL,
    rev       INTEGER NOT NULL,
    PRIMARY KEY (subject, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX consent_log_by_record ON consent_log (subject, record_id);
CREATE INDEX consent_log_by_rev ON consent_log (subject, rev);

CREATE TRIGGER consent_log_is_append_only BEFORE UPDATE ON consent_log
BEGIN SELECT RAISE(ABORT, 'the log of decisions is append-only'); END;
CREATE TRIGGER consent_log_keeps_everything BEFORE DELETE ON consent_log
BEGIN SELECT RAISE(ABORT, 'the log of decisions is append-only'); END;
