"""Telegram: private chats, groups and topics, over the Bot API."""
