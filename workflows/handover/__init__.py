"""Hand-overs that ask somebody first: asked, answered, or ended by the clock."""
