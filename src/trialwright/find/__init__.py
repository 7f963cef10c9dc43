"""Find: trials as documents enter, the index answers questions of words, meaning, place and facets."""
