"""One module a command: the only ones that print or exit."""
