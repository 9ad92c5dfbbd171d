"""The command line: the same as the Python interface, from a shell."""
