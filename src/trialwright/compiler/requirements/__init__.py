"""Requirements: the propositions of a text in; the lines and stages of a protocol out, each the right way round, and remarks."""
