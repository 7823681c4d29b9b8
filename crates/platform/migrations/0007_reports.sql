-- Sums of reports of use. What one report said is not kept.
CREATE TABLE usage_sum (
    week   TEXT NOT NULL,
    app    TEXT NOT NULL,
    system TEXT NOT NULL,
    screen TEXT NOT NULL,
    opened INTEGER NOT NULL,
    PRIMARY KEY (week, app, system, screen)
) STRICT, WITHOUT ROWID;

-- Where the client failed, until it is deleted. Nothing says whose report it was.
CREATE TABLE crash_report (
    id          TEXT PRIMARY KEY,
    received_on TEXT NOT NULL,
    body        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Reports that were taken, so that one which arrives twice counts once.
CREATE TABLE report_taken (
    id          TEXT PRIMARY KEY,
    received_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;
