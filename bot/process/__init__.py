"""What the process itself needs: clock, threads, logs and version."""
