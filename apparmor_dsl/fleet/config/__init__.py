"""What lines of configuration are made of, for the targets and the checks that know them."""
