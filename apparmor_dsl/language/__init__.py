"""Text to tree and back: vocabulary, ast, parser, emit."""
