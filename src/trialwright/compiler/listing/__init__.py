"""Listing: a list as chunks in; its members, each with what they share, and how they join, out."""
