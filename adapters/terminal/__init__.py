"""One turn from the command line: `python -m bot edit`."""
