-- How far the messages of each chat were seen to: what came later, while nothing listened, is looked up at the next start.
CREATE TABLE discord_seen (
    chat TEXT PRIMARY KEY,
    message INTEGER NOT NULL
) STRICT;

-- What a button says when it is pressed. `id` is all that Discord gets to see.
CREATE TABLE discord_buttons (
    id TEXT PRIMARY KEY,
    chat TEXT NOT NULL,
    message TEXT NOT NULL,
    says TEXT NOT NULL,
    once INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    UNIQUE (chat, message, says, once)
) STRICT;

CREATE INDEX discord_buttons_age ON discord_buttons (made_at);

-- Single facts by name: the commands told last, the bot's name.
CREATE TABLE discord_facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- When the gateway was told IDENTIFY: too many in a day, and Discord takes the token away.
CREATE TABLE discord_identifies (
    bot INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE INDEX discord_identifies_of ON discord_identifies (bot, at);
