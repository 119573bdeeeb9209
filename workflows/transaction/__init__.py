"""What the workflows share: one transaction, what it may do and what it leaves."""
