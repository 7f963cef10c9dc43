"""Wording: what the words of a criterion can be asked before they are read: patterns, their needles, kinds of sentences."""
