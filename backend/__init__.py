"""The client of the editing backend, cloud or studio (docs/api.md)."""
