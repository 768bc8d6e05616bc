"""Bringing what was compiled to a host: plan, apply, roll back."""
