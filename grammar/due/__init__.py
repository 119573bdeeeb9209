"""Due dates as people type them."""
