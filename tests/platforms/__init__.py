"""Strict stand-ins of the chat platforms, and trouble on the way to them."""
