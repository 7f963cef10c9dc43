"""Tagging: one statement in, its chunks out: signs and numbers in one spelling, concepts, amounts, windows, function words."""
