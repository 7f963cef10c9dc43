"""Protocols and patients enter; statements of standard SQL, and the tables that they are run over, leave.

What a question means stays with the reference matcher: its answers are written as tables once (`tables`, `files`), and SQL does
the comparisons with limits and the trees over them (`trees`, `statement`).
"""
