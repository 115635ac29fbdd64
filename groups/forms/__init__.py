"""Forms of groups, members and accounts; each owns its layout."""
