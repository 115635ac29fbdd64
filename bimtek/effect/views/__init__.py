"""Pages of what came of an event."""
