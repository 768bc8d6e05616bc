"""The command line: one module a subcommand, found by being here."""
