-- What a person can name a change or a request by. Each is given out once, and stays given out.
CREATE TABLE reference (
    reference TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- How the units became what they are. A row for each change, under its revision.
CREATE TABLE unit_history (
    citizen_id   TEXT NOT NULL REFERENCES citizen,
    rev          INTEGER NOT NULL,
    reference    TEXT NOT NULL UNIQUE REFERENCES reference,
    unit         TEXT NOT NULL,
    value_before TEXT,
    value_after  TEXT,
    changed_by   TEXT NOT NULL,
    PRIMARY KEY (citizen_id, rev)
) STRICT, WITHOUT ROWID;

-- Requests to correct a unit that an official has verified.
CREATE TABLE correction (
    citizen_id   TEXT NOT NULL REFERENCES citizen,
    request_id   TEXT NOT NULL,
    reference    TEXT NOT NULL UNIQUE REFERENCES reference,
    unit         TEXT NOT NULL,
    value        TEXT,
    reason       TEXT NOT NULL,
    state        TEXT NOT NULL,
    answer       TEXT,
    submitted_at INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    rev          INTEGER NOT NULL,
    PRIMARY KEY (citizen_id, request_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX correction_by_rev ON correction (citizen_id, rev);
-- A unit has one open request at a time.
CREATE UNIQUE INDEX correction_open ON correction (citizen_id, unit) WHERE state IN ('received', 'in_review');

-- Attachments, and their parts. One without a request is unclaimed.
CREATE TABLE upload (
    citizen_id TEXT NOT NULL REFERENCES citizen,
    upload_id  TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size       INTEGER NOT NULL,
    sha256     TEXT NOT NULL,
    received   INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    request_id TEXT,
    place      INTEGER,
    PRIMARY KEY (citizen_id, upload_id),
    FOREIGN KEY (citizen_id, request_id) REFERENCES correction
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_of_request ON upload (citizen_id, request_id, place);
CREATE INDEX upload_unclaimed ON upload (created_at) WHERE request_id IS NULL;

CREATE TABLE upload_part (
    citizen_id TEXT NOT NULL,
    upload_id  TEXT NOT NULL,
    starts_at  INTEGER NOT NULL,
    bytes      BLOB NOT NULL,
    PRIMARY KEY (citizen_id, upload_id, starts_at),
    FOREIGN KEY (citizen_id, upload_id) REFERENCES upload ON DELETE CASCADE
) STRICT;
