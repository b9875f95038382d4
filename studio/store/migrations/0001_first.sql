-- Times are milliseconds since 1970 (UTC) and end in _ms; states are the words of docs/api.md.

CREATE TABLE accounts (
    id         TEXT PRIMARY KEY,
    client_id  TEXT NOT NULL UNIQUE,
    created_ms INTEGER NOT NULL
) STRICT;

-- A token itself is never kept, only its SHA-256.
CREATE TABLE tokens (
    hash       TEXT PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES accounts (id),
    expires_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX tokens_by_expiry ON tokens (expires_ms);

-- version: the current one; tip: the newest one redo can reach. Both NULL before the first edit.
CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES accounts (id),
    task       TEXT NOT NULL,
    task_name  TEXT NOT NULL,
    language   TEXT,
    version    INTEGER,
    tip        INTEGER,
    created_ms INTEGER NOT NULL
) STRICT;

-- Uploads and generated media. used_by: the first version that used the source.
CREATE TABLE sources (
    row         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL UNIQUE,
    session     TEXT NOT NULL REFERENCES sessions (id),
    upload_key  TEXT,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    extension   TEXT NOT NULL,
    hash        TEXT NOT NULL,
    size_bytes  INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    width       INTEGER NOT NULL,
    height      INTEGER NOT NULL,
    fps         TEXT,
    has_audio   INTEGER NOT NULL,
    generated   INTEGER NOT NULL,
    used_by     INTEGER,
    created_ms  INTEGER NOT NULL
) STRICT;
CREATE INDEX sources_by_session ON sources (session, row);
CREATE INDEX sources_by_key ON sources (session, upload_key) WHERE upload_key IS NOT NULL;
CREATE INDEX sources_by_hash ON sources (hash);

-- A version never changes. parent: the version it was made from.
CREATE TABLE versions (
    session    TEXT NOT NULL REFERENCES sessions (id),
    number     INTEGER NOT NULL,
    parent     INTEGER,
    draft      TEXT NOT NULL,
    edit       TEXT,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (session, number),
    FOREIGN KEY (session, parent) REFERENCES versions (session, number)
) STRICT;

-- events: the finished edit's answer as JSON, for a repeat with the same key.
CREATE TABLE edits (
    row        INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE,
    session    TEXT NOT NULL REFERENCES sessions (id),
    key        TEXT NOT NULL,
    text       TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'failed')),
    events     TEXT NOT NULL DEFAULT '[]',
    created_ms INTEGER NOT NULL,
    ended_ms   INTEGER,
    UNIQUE (session, key)
) STRICT;
CREATE INDEX edits_open ON edits (row) WHERE state IN ('waiting', 'running');

-- A client's id of a render is unique within its account; row names its files.
CREATE TABLE renders (
    row          INTEGER PRIMARY KEY AUTOINCREMENT,
    account      TEXT NOT NULL REFERENCES accounts (id),
    id           TEXT NOT NULL,
    session      TEXT NOT NULL REFERENCES sessions (id),
    draft        TEXT NOT NULL,
    short_side   INTEGER,
    state        TEXT NOT NULL CHECK (state IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
    error        TEXT,
    film         TEXT,
    size_bytes   INTEGER,
    duration_ms  INTEGER,
    width        INTEGER,
    height       INTEGER,
    created_ms   INTEGER NOT NULL,
    completed_ms INTEGER,
    UNIQUE (account, id)
) STRICT;
CREATE INDEX renders_open ON renders (row) WHERE state IN ('pending', 'processing');

-- What was found out about a file's content, by its hash.
CREATE TABLE analyses (
    hash    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    result  TEXT NOT NULL,
    PRIMARY KEY (hash, kind)
) STRICT;

CREATE TABLE health (
    only       INTEGER PRIMARY KEY CHECK (only = 1),
    checked_ms INTEGER NOT NULL
) STRICT;
