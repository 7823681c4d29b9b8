-- To whom something of a citizen's was given. Rows are added, and neither changed nor deleted.
CREATE TABLE disclosure (
    position      INTEGER PRIMARY KEY,
    disclosure_id TEXT NOT NULL UNIQUE,
    citizen_id    TEXT NOT NULL,
    given_on      TEXT NOT NULL,
    entered_at    TEXT NOT NULL,
    recipient     TEXT NOT NULL,
    ground        TEXT NOT NULL,
    reason        TEXT NOT NULL,
    kinds         TEXT NOT NULL,
    method        TEXT NOT NULL
) STRICT;
CREATE INDEX disclosure_of_citizen ON disclosure (citizen_id, position);
CREATE TRIGGER disclosure_is_append_only BEFORE UPDATE ON disclosure
BEGIN SELECT RAISE(ABORT, 'the log of disclosures is append-only'); END;
CREATE TRIGGER disclosure_keeps_everything BEFORE DELETE ON disclosure
BEGIN SELECT RAISE(ABORT, 'the log of disclosures is append-only'); END;
