"""What AppArmor refuses of a whole file and of what it includes, each topic in a module of its own."""
