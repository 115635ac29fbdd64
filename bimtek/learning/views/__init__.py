"""Pages of tests, certificates and training histories."""
