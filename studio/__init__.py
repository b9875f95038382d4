"""Cutdesk's own editing engine, a process of its own behind docs/api.md."""
