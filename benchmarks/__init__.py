"""Figures of quality and speed, each a command: `python -m benchmarks.NAME`."""
