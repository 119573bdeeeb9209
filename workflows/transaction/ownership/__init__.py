"""Who answers for items, and since when nobody does."""
