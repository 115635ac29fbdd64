"""A made-up city for trying the program: deterministic, plausible, and nobody's real data."""
