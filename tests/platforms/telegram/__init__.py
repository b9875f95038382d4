"""A strict stand-in of Telegram's Bot API server, for real bots over real HTTP. See ``server.py``."""
