"""The lints: a module each, found by being here, with a page in docs/lints that is its test."""
