"""One file an intent: what is done to answer it."""
