-- How a session came to be, how its person last authenticated, and when it last got tokens.
ALTER TABLE session ADD COLUMN method TEXT NOT NULL DEFAULT 'other';
ALTER TABLE session ADD COLUMN auth_method TEXT NOT NULL DEFAULT 'other';
ALTER TABLE session ADD COLUMN last_seen INTEGER NOT NULL DEFAULT 0;
UPDATE session SET last_seen = created_at;

ALTER TABLE authorization_code ADD COLUMN method TEXT NOT NULL DEFAULT 'other';

-- Whether the code is to replace a forgotten password.
ALTER TABLE auth_session ADD COLUMN recover INTEGER NOT NULL DEFAULT 0;

ALTER TABLE citizen ADD COLUMN password_changed_at INTEGER;

-- Which rows of the audit trail a person finds in the activity list: what happened, and when, stands there
-- and is bound there; here stands in which session it was done, and to which.
CREATE TABLE activity (
    citizen_id  TEXT NOT NULL REFERENCES citizen,
    activity_id TEXT NOT NULL,
    position    INTEGER NOT NULL,
    session_id  TEXT REFERENCES session,
    about       TEXT REFERENCES session,
    disowned_at INTEGER,
    PRIMARY KEY (citizen_id, activity_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX activity_by_position ON activity (citizen_id, position);

CREATE VIEW activity_entry AS
SELECT v.citizen_id, v.position, v.activity_id, a.at, a.action, a.detail, v.session_id,
       d.name AS device, e.name AS about,
       s.session_id IS NOT NULL AND s.ended_at IS NULL AS session_open,
       v.disowned_at IS NOT NULL AS disowned
FROM activity v
JOIN audit a ON a.position = v.position
LEFT JOIN session s ON s.session_id = v.session_id
LEFT JOIN device d ON d.citizen_id = v.citizen_id AND d.device_id = s.device_id
LEFT JOIN session t ON t.session_id = v.about
LEFT JOIN device e ON e.citizen_id = v.citizen_id AND e.device_id = t.device_id;
