"""What we say about a text: sources, spans, diagnostics, and one renderer a format."""
