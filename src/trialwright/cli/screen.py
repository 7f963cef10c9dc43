"""The terminal: text from anywhere enters, text that can do no harm there leaves; consoles for answers and for remarks."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from trialwright.errors import UserError
from trialwright.findings import Finding, Severity
from trialwright.registries.markup import unescape

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

STYLES = {"pass": "green", "fail": "bold red", "unknown": "yellow", "later": "dim"}
SIGNS = {"pass": "✓", "fail": "✗", "unknown": "?", "later": "…"}
_FORMATTING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def say(line: str) -> None:
    """A line of an answer as it stands, without a console: commands that say no more need not read what draws one."""
    print(plain(line))


def out() -> Console:
    """The console for answers. Square brackets in a text are brackets: no markup, no emoji codes, no guessing of colours."""
    from rich.console import Console

    return Console(markup=False, emoji=False, highlight=False)


def err() -> Console:
    """The console for remarks, on standard error."""
    from rich.console import Console

    return Console(stderr=True, markup=False, emoji=False, highlight=False)


def plain(text: str) -> str:
    """A text from outside without what would steer a terminal: control characters and marks that turn the writing direction.

    >>> plain("red \\x1b[31malert")
    'red \\ufffd[31malert'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join("\ufffd" if _steers(sign) else sign for sign in lines)


def _steers(sign: str) -> bool:
    return sign in _FORMATTING or (unicodedata.category(sign) == "Cc" and sign not in "\n\t")


def one_line(text: str) -> str:
    """A text from outside on one line, escapes of its markdown undone."""
    return " ".join(plain(unescape(text)).split())


def shortened(text: str, size: int) -> str:
    """A text on one line, cut at a word where it is longer than `size`."""
    line = one_line(text)
    return line if len(line) <= size else line[:size].rsplit(" ", 1)[0] + " …"


def say_error(error: UserError) -> None:
    """A user's error on standard error: place, message, mend."""
    say_problem(error.place, error.message, error.hint, label="error")


def say_problem(place: str | None, message: str, hint: str | None, *, label: str) -> None:
    """One problem on standard error: `error: FILE: what is wrong` and how to mend it."""
    from rich.text import Text

    text = Text(f"{label}: ", style="bold red" if label == "error" else "bold yellow")
    text.append(f"{one_line(place)}: " if place else "", style="bold")
    text.append(one_line(message), style="none")
    console = err()
    console.print(text, soft_wrap=True)
    if hint:
        console.print(Text(f"  mend: {one_line(hint)}"), soft_wrap=True)


def finding_text(finding: Finding) -> Text:
    """A finding: its weight, its sentence, its code, and how to mend it."""
    from rich.text import Text

    heavy = finding.severity is Severity.WARNING
    text = Text("! " if heavy else "· ", style="yellow" if heavy else "dim")
    text.append(one_line(finding.message), style="none")
    text.append(f"  {finding.code}", style="dim")
    if finding.hint:
        text.append(f"\n  mend: {one_line(finding.hint)}", style="none")
    return text


def indented(console: Console, text: Text, left: int = 0, *, hang: int = 0) -> None:
    """Print a text moved to the right, its further lines by `hang` more, with no blanks at the ends of lines."""
    from rich.text import Text

    width = max(console.width - left - hang, 16)
    for number, line in enumerate(text.wrap(console, width)):
        moved = Text(" " * (left + (hang if number else 0))) + line
        moved.rstrip()
        console.print(moved, soft_wrap=True)


def joined(words: Iterable[str], *, none: str = "none") -> str:
    """Words in a row, or `none`."""
    return ", ".join(one_line(word) for word in words) or none


def stdout_takes_any_text() -> None:
    """Signs that the terminal's encoding lacks are replaced, not fatal."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
