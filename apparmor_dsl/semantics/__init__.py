"""What a policy permits, and what it was composed of."""
