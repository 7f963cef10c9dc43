"""Outlining: an eligibility text in, its outline out: headed groups of nested statements, every character placed."""
