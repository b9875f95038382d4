-- Inbox and turns are one row: what was asked, and where its answer stands.
CREATE TABLE turns (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    platform TEXT NOT NULL,
    event_id TEXT NOT NULL,
    chat TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'working', 'done', 'failed', 'cancelled')),
    message TEXT NOT NULL,
    UNIQUE (platform, event_id)
) STRICT;

CREATE INDEX turns_open ON turns (position) WHERE state IN ('waiting', 'working');

-- One outward effect of a turn. `position` keeps the order in which the steps were first intended.
CREATE TABLE steps (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    turn TEXT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('intended', 'done', 'unknown')),
    before TEXT NOT NULL,
    result TEXT NOT NULL DEFAULT '{}',
    UNIQUE (turn, name)
) STRICT;

-- Attachments by reference; `seen_at` is UTC in ISO 8601 of fixed width, so that text order is time order.
CREATE TABLE seen_media (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    chat TEXT NOT NULL,
    message_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    attachment TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    UNIQUE (chat, message_id, ordinal)
) STRICT;

CREATE INDEX seen_media_recent ON seen_media (chat, seen_at, position);

CREATE TABLE sessions (
    chat TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    opened_at TEXT NOT NULL
) STRICT;

CREATE TABLE languages (
    platform TEXT NOT NULL,
    sender TEXT NOT NULL,
    language TEXT NOT NULL,
    PRIMARY KEY (platform, sender)
) STRICT;

-- One installation, one account.
CREATE TABLE account (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    client_id TEXT NOT NULL
) STRICT;

CREATE TABLE tokens (
    backend TEXT PRIMARY KEY,
    token TEXT NOT NULL,
    user_id TEXT
) STRICT;
