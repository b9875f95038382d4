"""The ways in and out: one folder a platform, the same file names in each."""
