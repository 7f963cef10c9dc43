"""Concepts, variables and units: reviewable tables enter, names, hierarchy and conversions leave."""
