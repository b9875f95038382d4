-- The transcript of the web page's chats: each message with its current content. `position` orders the transcript;
-- `event` numbers the last change, so that a replay after event n is a range of the unique index.
CREATE TABLE web_messages (
    chat TEXT NOT NULL,
    message_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    event INTEGER NOT NULL,
    author TEXT NOT NULL CHECK (author IN ('person', 'bot')),
    at TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (chat, message_id),
    UNIQUE (chat, event)
) STRICT;

-- Uploads that arrived completely, by the id the page gave them.
CREATE TABLE web_uploads (
    chat TEXT NOT NULL,
    upload TEXT NOT NULL,
    name TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    media TEXT NOT NULL,
    PRIMARY KEY (chat, upload)
) STRICT;
