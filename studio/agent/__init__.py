"""Words into operations, operations into a new timeline."""
