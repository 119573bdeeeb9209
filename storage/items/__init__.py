"""Items with their ladders, their history and the search for them."""
