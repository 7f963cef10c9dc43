"""An error that may hold something of a patient enters; where it arose, which is all that is written down, leaves."""

from __future__ import annotations


def where(error: BaseException) -> str:
    """The function and line in which an error arose: never its words, which may repeat what was told of a patient."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}" if trace is not None else "?"
