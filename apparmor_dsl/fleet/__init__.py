"""Containers: what a fleet says, what is wrong with it, the profiles and the configuration that come of it."""
