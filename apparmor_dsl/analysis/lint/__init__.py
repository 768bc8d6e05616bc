"""The linter: what a lint is, what it looks at, who is asked, and what a comment keeps silent."""
