-- What each session was given, so that another one can be given it again: the attachment, and our copy of its file.
ALTER TABLE session_uploads ADD COLUMN attachment TEXT;
ALTER TABLE session_uploads ADD COLUMN media TEXT;

-- Which profile a chat has chosen.
CREATE TABLE profiles (
    chat TEXT PRIMARY KEY,
    profile TEXT NOT NULL
) STRICT;
