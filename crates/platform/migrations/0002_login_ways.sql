-- Logging in with the system browser and with another device. Times are milliseconds since the epoch.

-- For codes that a browser brings: where to, and when the person authenticated on the page.
ALTER TABLE authorization_code ADD COLUMN redirect_uri TEXT;
ALTER TABLE authorization_code ADD COLUMN auth_time INTEGER;

-- A terminal that waits for its person. Of the user code, which could be guessed, a keyed hash is kept.
CREATE TABLE device_authorization (
    device_hash    BLOB PRIMARY KEY,
    user_hash      BLOB NOT NULL UNIQUE,
    jkt            TEXT NOT NULL,
    terminal       TEXT NOT NULL,
    number         TEXT NOT NULL,
    state          TEXT NOT NULL,
    citizen_id     TEXT REFERENCES citizen,
    opened_account INTEGER NOT NULL DEFAULT 0,
    auth_time      INTEGER,
    poll_interval  INTEGER NOT NULL,
    polled_at      INTEGER,
    expires_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A person before a page that asks them to agree: to a browser's request or to a terminal's, and who they have
-- shown themselves to be so far. The page's address in this table changes when they have.
CREATE TABLE approval (
    hash           BLOB PRIMARY KEY,
    terminal       TEXT NOT NULL,
    device_hash    BLOB,
    numbers        TEXT NOT NULL DEFAULT '',
    redirect_uri   TEXT,
    client_state   TEXT,
    code_challenge TEXT,
    jkt            TEXT,
    citizen_id     TEXT REFERENCES citizen,
    opened_account INTEGER NOT NULL DEFAULT 0,
    auth_time      INTEGER,
    expires_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
