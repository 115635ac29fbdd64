"""Pages of reports. What may be written is decided in ``groups.progress.actions``."""
