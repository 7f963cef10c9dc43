"""Errors in how trialwright is used: what enters is a mistake of the caller, what leaves is advice and an exit code."""

from __future__ import annotations


class TrialwrightError(Exception):
    """Base of every exception that trialwright raises on purpose."""


class UserError(TrialwrightError):
    """A mistake in an input or a command, shown without a traceback.

    `place` says where it is (a file, a line, a field), `hint` how to mend it, `exit_code` what the command line returns.
    """

    def __init__(self, message: str, *, place: str | None = None, hint: str | None = None, exit_code: int = 2) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint
        self.exit_code = exit_code

    def __str__(self) -> str:
        head = f"{self.place}: {self.message}" if self.place else self.message
        return f"{head} ({self.hint})" if self.hint else head
