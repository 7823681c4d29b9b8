-- Ways of being written to were units of the profile once. Each is a consent of its own; the units are gone, and
-- what they held has no purpose any more.
DELETE FROM unit WHERE unit IN ('preference.notice_in_app', 'preference.notice_system', 'preference.notice_sms',
    'preference.notice_email', 'preference.notice_post');
DELETE FROM unit_change WHERE unit IN ('preference.notice_in_app', 'preference.notice_system',
    'preference.notice_sms', 'preference.notice_email', 'preference.notice_post');
