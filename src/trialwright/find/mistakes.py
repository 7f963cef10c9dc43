"""A mistake in a question: its place in the text that was asked enters, an error that points there leaves."""

from __future__ import annotations

from trialwright.errors import UserError
from trialwright.findings import Span


class QueryError(UserError):
    """A question that cannot be asked so. `span` is the place in `query`, `column` the first character counted from 1."""

    def __init__(self, message: str, *, query: str, span: Span, hint: str | None = None) -> None:
        super().__init__(message, place=f"column {span.start + 1}", hint=hint)
        self.query = query
        self.span = span

    @property
    def column(self) -> int:
        """The column of the first character it is about, from 1."""
        return self.span.start + 1

    def caret(self) -> str:
        """The question on one line and, below it, carets under the place."""
        width = max(1, self.span.end - self.span.start)
        line = "".join(" " if char.isspace() else char for char in self.query)
        return f"{line}\n{' ' * self.span.start}{'^' * width}"
