"""The buttons under a remark on an owner."""
