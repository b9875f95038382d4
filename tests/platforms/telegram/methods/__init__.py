"""The methods of the Bot API, by topic; importing this package fills the table in ``call.py``."""

from tests.platforms.telegram.methods import buttons, chats, editing, files, media, profile, sending, updates

__all__ = ["buttons", "chats", "editing", "files", "media", "profile", "sending", "updates"]
