"""A protocol and facts enter, verdicts with their evidence leave; `evaluate` is the definition of what a criterion means."""
