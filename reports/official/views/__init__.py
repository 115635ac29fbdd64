"""Pages of the official forms, of the yearly inputs, and of determined forms."""
