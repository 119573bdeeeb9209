"""The running process: settings, assembly, heartbeat, delivery, command line."""
