"""The studio's own database and media folder."""
