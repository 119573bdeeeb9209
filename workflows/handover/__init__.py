"""Hand-overs that somebody has to agree to: asked in a move, answered, or over by the clock."""
