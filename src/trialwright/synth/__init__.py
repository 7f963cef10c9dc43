"""Synthetic patients: tables of what is usual and a seed in; patients out, with the verdicts that they were made for."""
