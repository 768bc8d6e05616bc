"""From texts to files on the host."""
