-- Times are milliseconds since the epoch unless a column says otherwise. Nothing is numbered across citizens
-- but the audit trail and the log of changes; every other key begins with the citizen or is random.

CREATE TABLE platform (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row: the revision of what concerns everybody.
CREATE TABLE broadcast_revision (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    rev INTEGER NOT NULL
) STRICT;
INSERT INTO broadcast_revision VALUES (1, 0);

CREATE TABLE citizen (
    citizen_id     TEXT PRIMARY KEY,
    account        TEXT UNIQUE,
    phone          TEXT NOT NULL UNIQUE,
    email          TEXT UNIQUE,
    password_hash  TEXT,
    rev            INTEGER NOT NULL DEFAULT 0,
    broadcast_from INTEGER NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A row without value is a unit that was emptied.
CREATE TABLE unit (
    citizen_id TEXT NOT NULL REFERENCES citizen,
    unit       TEXT NOT NULL,
    value      TEXT,
    rev        INTEGER NOT NULL,
    verified   INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (citizen_id, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_by_rev ON unit (citizen_id, rev);

-- Who changed which unit when, without what: this decides whether a base is current.
CREATE TABLE unit_change (
    citizen_id TEXT NOT NULL REFERENCES citizen,
    unit       TEXT NOT NULL,
    rev        INTEGER NOT NULL,
    device_id  TEXT,
    seq        INTEGER,
    PRIMARY KEY (citizen_id, unit, rev)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
    citizen_id  TEXT NOT NULL REFERENCES citizen,
    device_id   TEXT NOT NULL,
    name        TEXT NOT NULL,
    app_version TEXT NOT NULL,
    last_seq    INTEGER NOT NULL DEFAULT 0,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (citizen_id, device_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE mutation (
    citizen_id  TEXT NOT NULL REFERENCES citizen,
    mutation_id TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    device_id   TEXT NOT NULL,
    seq         INTEGER NOT NULL,
    status      TEXT NOT NULL,
    problem     TEXT,
    at          INTEGER NOT NULL,
    PRIMARY KEY (citizen_id, mutation_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice (
    citizen_id TEXT NOT NULL REFERENCES citizen,
    notice_id  TEXT NOT NULL,
    content    TEXT NOT NULL,
    read       INTEGER NOT NULL DEFAULT 0,
    rev        INTEGER NOT NULL,
    PRIMARY KEY (citizen_id, notice_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_by_rev ON notice (citizen_id, rev);

-- A notice to all is one row, however many citizens there are.
CREATE TABLE broadcast (
    notice_id TEXT PRIMARY KEY,
    content   TEXT NOT NULL,
    rev       INTEGER NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

CREATE TABLE broadcast_read (
    citizen_id TEXT NOT NULL REFERENCES citizen,
    notice_id  TEXT NOT NULL REFERENCES broadcast,
    rev        INTEGER NOT NULL,
    PRIMARY KEY (citizen_id, notice_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX broadcast_read_by_rev ON broadcast_read (citizen_id, rev);

CREATE TABLE session (
    session_id     TEXT PRIMARY KEY,
    citizen_id     TEXT NOT NULL REFERENCES citizen,
    jkt            TEXT NOT NULL,
    auth_time      INTEGER NOT NULL,
    opened_account INTEGER NOT NULL,
    device_id      TEXT,
    created_at     INTEGER NOT NULL,
    ended_at       INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_citizen ON session (citizen_id);

-- Of every secret only the SHA-256 is kept.
CREATE TABLE access_token (
    hash       BLOB PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES session,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX access_token_by_expiry ON access_token (expires_at);

CREATE TABLE refresh_token (
    hash       BLOB PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES session,
    used       INTEGER NOT NULL DEFAULT 0,
    dead       INTEGER NOT NULL DEFAULT 0,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_token_by_session ON refresh_token (session_id);

CREATE TABLE auth_session (
    hash           BLOB PRIMARY KEY,
    jkt            TEXT NOT NULL,
    phone          TEXT NOT NULL,
    step_up        TEXT,
    code_challenge TEXT NOT NULL,
    code_hash      BLOB NOT NULL,
    code_expires   INTEGER NOT NULL,
    tries_left     INTEGER NOT NULL,
    verified       INTEGER NOT NULL DEFAULT 0,
    expires_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE authorization_code (
    hash           BLOB PRIMARY KEY,
    jkt            TEXT NOT NULL,
    citizen_id     TEXT NOT NULL REFERENCES citizen,
    code_challenge TEXT NOT NULL,
    opened_account INTEGER NOT NULL,
    session_id     TEXT,
    used           INTEGER NOT NULL DEFAULT 0,
    step_up        INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_change (
    citizen_id TEXT NOT NULL REFERENCES citizen,
    change_id  TEXT NOT NULL,
    channel    TEXT NOT NULL,
    value      TEXT NOT NULL,
    code_hash  BLOB NOT NULL,
    tries_left INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (citizen_id, change_id)
) STRICT, WITHOUT ROWID;

-- What limits count: who (a keyed hash, never the number itself) did what when.
CREATE TABLE attempt (
    kind    TEXT NOT NULL,
    subject BLOB NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX attempt_by_subject ON attempt (kind, subject, at);

CREATE TABLE policy_bundle (
    policy_id TEXT NOT NULL,
    version   TEXT NOT NULL,
    language  TEXT NOT NULL,
    bytes     BLOB NOT NULL,
    rev       INTEGER NOT NULL,
    PRIMARY KEY (policy_id, version, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE article (
    article_id   TEXT PRIMARY KEY,
    content      TEXT NOT NULL,
    published_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE hall (
    hall_id TEXT PRIMARY KEY,
    content TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What running servers tell the streams; rows are dropped when old.
CREATE TABLE change_log (
    tick       INTEGER PRIMARY KEY AUTOINCREMENT,
    citizen_id TEXT,
    session_id TEXT,
    kind       TEXT NOT NULL,
    rev        INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
    position   INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    action     TEXT NOT NULL,
    citizen_id TEXT,
    detail     TEXT NOT NULL,
    hash       BLOB NOT NULL
) STRICT;
