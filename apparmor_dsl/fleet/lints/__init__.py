"""Lints over a fleet: a module each, found by being here."""
