"""The film as plain values; pure."""
