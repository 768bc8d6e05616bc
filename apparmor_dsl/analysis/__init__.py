"""The questions: what a policy permits, which rule says so, what changed, what can never happen."""
