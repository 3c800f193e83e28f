"""Search queries: operators, tokens, and the fold of letters."""
