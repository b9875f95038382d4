-- Who was paired as an owner.
CREATE TABLE owners (
    platform TEXT NOT NULL,
    sender TEXT NOT NULL,
    PRIMARY KEY (platform, sender)
) STRICT;

ALTER TABLE sessions ADD COLUMN opened_by TEXT;

-- Every session opened for a chat, also those it has left behind, until the chat is forgotten.
CREATE TABLE opened_sessions (
    chat TEXT NOT NULL,
    session_id TEXT NOT NULL,
    PRIMARY KEY (chat, session_id)
) STRICT;

INSERT INTO opened_sessions (chat, session_id) SELECT chat, session_id FROM sessions;

-- Which chats a file of the media store came from or went to; it is removed with the last of them.
CREATE TABLE media_uses (
    chat TEXT NOT NULL,
    media TEXT NOT NULL,
    PRIMARY KEY (chat, media)
) STRICT;

CREATE INDEX media_uses_media ON media_uses (media);

INSERT OR IGNORE INTO media_uses (chat, media) SELECT json_array('web', chat, NULL), media FROM web_uploads;

INSERT OR IGNORE INTO media_uses (chat, media)
SELECT json_array('web', chat, NULL), json_extract(content, '$.film.media') FROM web_messages
WHERE json_extract(content, '$.film.media') IS NOT NULL;

INSERT OR IGNORE INTO media_uses (chat, media)
SELECT json_array('web', chat, NULL), json_extract(content, '$.film.poster') FROM web_messages
WHERE json_extract(content, '$.film.poster') IS NOT NULL;

-- Up to which event a web chat was forgotten: its numbers go on from there, and a page that shows older ones is emptied.
CREATE TABLE web_forgotten (
    chat TEXT PRIMARY KEY,
    event INTEGER NOT NULL
) STRICT;
