"""Cutdesk's bot: its core, its settings, and the one file that wires all parts together."""

__version__ = "0.1.0"
