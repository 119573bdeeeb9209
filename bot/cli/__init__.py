"""The commands of the command line, one module each, and the checks they run."""
