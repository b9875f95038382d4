"""Stands in for the build tool of a source package that is only read, never built. See ``fetch.py``."""
