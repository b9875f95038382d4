"""SQLite and the media folder: one file for each port it fulfils."""
