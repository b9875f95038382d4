-- Updates as Telegram sent them, in the order of their arrival. `body` is there until the update is handled: what people
-- wrote is not kept twice. The rows without a body are how an update that comes again is known.
CREATE TABLE telegram_updates (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    bot INTEGER NOT NULL,
    update_id INTEGER NOT NULL,
    body TEXT,
    UNIQUE (bot, update_id)
) STRICT;

CREATE INDEX telegram_updates_pending ON telegram_updates (position) WHERE body IS NOT NULL;

-- Single facts by name: the offset of a bot's updates, the commands it announced last, its user name.
CREATE TABLE telegram_facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- What a button says when it is pressed. `id` is all that Telegram gets to see.
CREATE TABLE telegram_buttons (
    id TEXT PRIMARY KEY,
    chat TEXT NOT NULL,
    message TEXT NOT NULL,
    says TEXT NOT NULL,
    once INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    UNIQUE (chat, message, says, once)
) STRICT;

CREATE INDEX telegram_buttons_age ON telegram_buttons (made_at);

-- Groups that became supergroups.
CREATE TABLE telegram_moves (
    old INTEGER PRIMARY KEY,
    new INTEGER NOT NULL
) STRICT;
