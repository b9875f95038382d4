"""Discord, through discord.py: slash commands, a message command, mentions, threads and direct messages."""
