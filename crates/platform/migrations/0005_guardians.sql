-- A guardian who has asked for a code. The phone number itself is not kept: `guardian` is a keyed hash of it.
CREATE TABLE guardian_challenge (
    hash         BLOB PRIMARY KEY,
    guardian     TEXT NOT NULL,
    purpose      TEXT NOT NULL,
    code_hash    BLOB NOT NULL,
    code_expires INTEGER NOT NULL,
    tries_left   INTEGER NOT NULL,
    verified     INTEGER NOT NULL DEFAULT 0,
    expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What guardians have agreed to, once the record is in the minor's log.
CREATE TABLE guardian_consent (
    guardian  TEXT NOT NULL,
    subject   TEXT NOT NULL,
    record_id TEXT NOT NULL,
    PRIMARY KEY (guardian, subject, record_id)
) STRICT, WITHOUT ROWID;

-- The guardian's confirmation beside the record, as JSON.
ALTER TABLE consent_log ADD COLUMN guardian TEXT;
