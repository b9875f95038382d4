"""What the bot does, in plain Python: no platform, no HTTP, no database."""
