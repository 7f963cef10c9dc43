"""A text that is not in the query language enters; what is wrong and where, and the nearest text that can be read, leave."""

from __future__ import annotations

import re
from difflib import get_close_matches

from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from trialwright.find.mistakes import QueryError
from trialwright.findings import Span

OPERATORS = ("AREA", "SEARCH", "COVERAGE", "EXPANSION", "TILT", "RANGE", "DISTANCE")
_NAME_BEFORE = re.compile(r"(\w+)$")
_JOINING = r"(?:AND|OR)"
_BRACKETS = re.compile(r"[()\[\]\"]")
_OPERATOR_WORD = re.compile(r"(?<![^\s()\"])(?:AND|OR|NOT|ALL|MISSING)(?![^\s()\"])")
_EMPTY = re.compile(r"\(\s*\)")
_LEADING = re.compile(rf"(^|\()\s*{_JOINING}(?![^\s()])")
_TRAILING = re.compile(rf"(?<![^\s()])(?:{_JOINING}|NOT)\s*($|\))")
_TWICE = re.compile(rf"(?<![^\s()])({_JOINING})\s+{_JOINING}(?![^\s()])")
_MOST_STEPS = 50


def fault_of(text: str, error: UnexpectedInput) -> QueryError:
    """What is wrong with a text that could not be parsed, where, and how to mend it."""
    at = min(getattr(error, "pos_in_stream", None) or 0, max(0, len(text) - 1))
    if isinstance(error, UnexpectedCharacters):
        return _stray(text, at)
    token = error.token if isinstance(error, UnexpectedToken) else None
    if token is not None and token.type == "_CLOSE":
        return _closing(text, at)
    if isinstance(error, UnexpectedEOF) or token is None or token.type == "$END":
        return _ending(text)
    return _wrong(text, (at, len(str(token))), f"nothing stands before {token} that it could join", "write it between two things")


def _stray(text: str, at: int) -> QueryError:
    sign = text[at]
    if sign == '"':
        return _wrong(text, (at, 1), "the quotation mark is not closed", 'a phrase stands in two: "breast cancer"')
    name = _NAME_BEFORE.search(text[:at])
    if sign != "[" or name is None:
        return _wrong(text, (at, 1), f"{sign} cannot stand here", "brackets belong to operators: AREA[Condition]")
    word = name[1]
    if word in OPERATORS:
        return _wrong(text, (name.start(), len(word) + 1), f"{word}[ is not closed by ]", f"{word}[…]")
    near = get_close_matches(word.upper(), OPERATORS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(OPERATORS)}"
    return _wrong(text, (name.start(), len(word)), f"{word} is not an operator", hint)


def _closing(text: str, at: int) -> QueryError:
    opened = text[:at].count("(") - text[:at].count(")")
    if opened <= 0:
        return _wrong(text, (at, 1), "this bracket closes nothing", "leave it out, or open it before")
    return _wrong(text, (at, 1), "something must stand before this bracket", "write what is asked, or leave the operator out")


def _ending(text: str) -> QueryError:
    opened = _unclosed(text)
    if opened is not None:
        return _wrong(text, (opened, 1), "the bracket is not closed", "write ) at its end")
    last = text.rstrip()
    start = max(last.rfind(" "), last.rfind("(")) + 1
    return _wrong(
        text, (start, max(1, len(last) - start)), f"something must follow {last[start:]}", "write what is asked behind it"
    )


def _unclosed(text: str) -> int | None:
    """The place of the last bracket that stays open."""
    stack: list[int] = []
    for at, sign in enumerate(text):
        if sign == "(":
            stack.append(at)
        elif sign == ")" and stack:
            stack.pop()
    return stack[-1] if stack else None


def _wrong(text: str, place: tuple[int, int], message: str, hint: str) -> QueryError:
    """An error about so many characters from a place on."""
    at, length = place
    return QueryError(message, query=text, span=Span(start=at, end=at + length, source="query"), hint=hint)


def mended(text: str) -> str:
    """The nearest text that may be read: stray brackets and quotation marks out, open ones closed, operators joining."""
    plain = re.sub(r"[\[\]]", " ", text)
    if plain.count('"') % 2:
        plain = plain[::-1].replace('"', " ", 1)[::-1]
    plain = _balanced(plain)
    for _ in range(_MOST_STEPS):
        better = _TWICE.sub(r"\1", _TRAILING.sub(r"\1", _LEADING.sub(r"\1", _EMPTY.sub(" ", plain))))
        if better == plain:
            break
        plain = better
    return " ".join(plain.split())


def _balanced(text: str) -> str:
    depth, kept = 0, []
    for sign in text:
        if sign == ")" and depth == 0:
            kept.append(" ")
            continue
        depth += (sign == "(") - (sign == ")")
        kept.append(sign)
    return "".join(kept) + ")" * depth


def plain_words(text: str) -> str:
    """The words of a text, without brackets, quotation marks and operators."""
    return " ".join(_OPERATOR_WORD.sub(" ", _BRACKETS.sub(" ", text)).split())
