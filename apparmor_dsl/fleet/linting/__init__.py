"""How many files are linted: by several processes, and only those of which something has changed."""
