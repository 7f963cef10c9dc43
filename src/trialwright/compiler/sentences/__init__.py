"""Sentences: the chunks of a statement in; its proposition out, with its conditions, exceptions, leaves and definitions."""
