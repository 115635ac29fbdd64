"""Pages of the market, one file an idea."""
