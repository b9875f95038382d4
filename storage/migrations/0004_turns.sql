-- Turns found by the message they answer, by the chat, and by a message they posted.
CREATE INDEX turns_message ON turns (chat, json_extract(message, '$.ref.message'));
CREATE INDEX steps_message ON steps (json_extract(result, '$.message'))
    WHERE json_extract(result, '$.message') IS NOT NULL;
CREATE INDEX steps_undelivered ON steps (name, turn)
    WHERE name > 'undelivered/' AND name < 'undelivered0';

-- Newer versions of a message that were put into its waiting turn, so that each is taken once.
CREATE TABLE amendments (
    platform TEXT NOT NULL,
    event_id TEXT NOT NULL,
    turn TEXT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    PRIMARY KEY (platform, event_id)
) STRICT;

CREATE INDEX amendments_turn ON amendments (turn);

-- Which files a session was given; names do not tell files apart.
CREATE TABLE session_uploads (
    chat TEXT NOT NULL,
    session_id TEXT NOT NULL,
    identity TEXT NOT NULL,
    PRIMARY KEY (chat, session_id, identity)
) STRICT;
