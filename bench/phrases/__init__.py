"""Due phrases of public test suites, read by Backstop and by two libraries."""
