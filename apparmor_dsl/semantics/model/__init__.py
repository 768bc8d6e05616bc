"""What each mediation class permits: not built yet, see docs/architecture.md."""
