"""Phrasing: the chunks of one plain phrase in; the comparison, the target, the question or the hole that it is, out."""
