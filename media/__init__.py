"""Untrusted media handled safely: sniff, probe, thumbnail, fit, and the one sandboxed runner."""
