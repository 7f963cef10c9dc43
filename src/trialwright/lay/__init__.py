"""Lay words: a record enters, what it means for a reader who is no doctor leaves, each sentence with its source."""
