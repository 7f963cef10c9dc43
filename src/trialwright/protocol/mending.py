"""Advice on a broken rule of the criteria language: text and parser's complaint in; a UserError with place and mend out."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import NoReturn

from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from trialwright.errors import UserError
from trialwright.protocol.lexicon import UCUM_OF_PERIOD, keywords
from trialwright.vocabulary.unit_table import unit_table
from trialwright.vocabulary.units import parse_unit

_PIECE = re.compile(r'"(?:\\.|[^"\\\n])*"|[^\s()\[\]{}",;:#]+|\S')
_SKIPPED = re.compile(r'"(?:\\.|[^"\\\n])*"|“[^“”"\n]*”|#[^\n]*')
_WORDS_BEFORE = re.compile(r"(?:[\w%/*^.'-]+\s+){0,4}$")
_ALIKE = 0.75
DEEPEST = 100
_WORDS_MENTIONED = 4


def place_of(line: int, column: int) -> str:
    """A place in the text, in words."""
    return f"line {line}, column {column}"


def misspelt_unit(token: Token, *, times: bool) -> NoReturn:
    """Raise what is to be said of a word that stands where a unit stands and is none; `times` tells that it stands behind "x"."""
    word, place = str(token), place_of(token.line or 1, token.column or 1)
    if re.fullmatch(r"[0-9.,-]+", word):
        raise UserError(f'two numbers side by side, "{word}" is the second', place=place, hint=TWO_NUMBERS)
    limit = re.fullmatch(r"[x×*]?(ULN|LLN|UNL|LUN|N)", word, re.IGNORECASE)
    if limit:
        wanted = "x LLN" if limit[1].upper() == "LLN" else "x ULN"
        raise UserError(
            f'"{word}" is not a unit', place=place, hint=f'did you mean "{wanted.removeprefix("x ") if times else wanted}"?'
        )
    code = parse_unit(word) or next(iter(_alike(word, _units())), None)
    mend = f'did you mean "{_PERIODS.get(code, code)}"?' if code else "units are written in UCUM, like mg/dL or 10*9/L"
    raise UserError(f'"{word}" is not a unit', place=place, hint=f'{mend} Any other unit stands in quotation marks: "{word}"')


TWO_NUMBERS = 'a range is written "18 to 75", a large number without blanks'
_PERIODS = {code: f"{unit.value}s" for unit, code in UCUM_OF_PERIOD.items()}


def _units() -> list[str]:
    return [*unit_table().terms, *unit_table().whole_exact.values(), *_PERIODS.values()]


def explained(text: str, error: UnexpectedInput) -> UserError:
    """What the parser complains of, in words for the person who wrote the text."""
    position = _position(text, error)
    found = _PIECE.match(text, position)
    shown = _shown(found[0]) if found else "the end of the text"
    terminals = _expected(error)
    message = f"found {shown}, expected {_said(terminals)}"
    return UserError(message, place=_place_at(text, position), hint=_mend(text, position, terminals))


def refuse_deep(text: str) -> None:
    """Refuse brackets in brackets beyond what any criterion needs: what reads the tree goes down it step by step."""
    depth = 0
    for place, char in enumerate(_bare(text)):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth > DEEPEST:
            raise UserError(f"more than {DEEPEST} brackets in one another", place=_place_at(text, place))


def _bare(text: str) -> str:
    """The text with blanks for what stands in quotation marks and in comments."""
    return _SKIPPED.sub(lambda match: " " * len(match[0]), text)


def _place_at(text: str, position: int) -> str:
    return place_of(text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position))


def _position(text: str, error: UnexpectedInput) -> int:
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return len(text.rstrip())
    return min(error.pos_in_stream or 0, len(text))


def _expected(error: UnexpectedInput) -> set[str]:
    if isinstance(error, UnexpectedToken):
        return set(error.accepts or error.expected)
    return set(error.allowed or ()) if isinstance(error, UnexpectedCharacters) else set()


def _shown(piece: str) -> str:
    return piece if piece.startswith('"') and len(piece) > 1 else f'"{piece}"' if piece != '"' else "a quotation mark"


def _said(terminals: Collection[str]) -> str:
    """The expected terminals in words, each sort once; what can begin a criterion is one sort."""
    criterion = "NONE" in terminals
    begins = {row.terminal for row in keywords().values() if row.begins} | {"WORD", "FIGURES", "STRING"}
    left = [name for name in keywords() if name in terminals and not (criterion and name in begins)]
    if "WITHIN" in terminals:
        left = [name for name in left if name not in ("AT_LEAST", "BEFORE")]
    words = [*(["a criterion"] if criterion else []), *dict.fromkeys(keywords()[name].said for name in left)]
    shown = [word for word in words if word != "the end"][: _WORDS_MENTIONED - 1] + (["the end"] if "the end" in words else [])
    return " or ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown) or "something else"


def _mend(text: str, position: int, terminals: Collection[str]) -> str | None:
    """The most likely mend: of the numbers, of a bracket, of a misspelt keyword, of the shape."""
    return (
        _number_mend(text, position)
        or _quote_mend(text, position)
        or _keyword_mend(text, position, terminals)
        or _shape_mend(text, position, terminals)
        or _bracket_mend(text, position, terminals)
    )


def _number_mend(text: str, position: int) -> str | None:
    """Numbers in other notations: "100,000", "1,5", "100 000", "18-75"."""
    grouped = re.match(r"(\d{1,3}(?:,\d{3})+|\d+,\d{1,2})(?!\d)", text[position:])
    if grouped:
        digits = grouped[1]
        mended = digits.replace(",", "" if re.fullmatch(r"\d{1,3}(,\d{3})+", digits) else ".")
        return f'write {mended} for "{digits}"; a list has a blank behind each comma'
    start = text.rfind("\n", 0, position) + 1
    before = re.search(r"(\d+)(\s+\d+)?\s*$", text[start:position])
    rest = re.match(r"([-–]?)\s*(\d+)", text[position:])
    if before and rest and rest[1]:
        return f'a range is written "{before[1]} to {rest[2]}"'
    if before and (rest or before[2]):
        return TWO_NUMBERS
    return None


def _quote_mend(text: str, position: int) -> str | None:
    if text[position : position + 1] in ('"', "“"):
        return 'a quotation mark is closed on the same line; one inside a text is written \\"'
    return None


def _keyword_mend(text: str, position: int, terminals: Collection[str]) -> str | None:
    """A word here, or up to four words before, that is nearly a keyword."""
    words = [row.word for row in keywords().values() if row.word]
    here = re.match(r"\w[\w-]*", text[position:])
    expected = [keywords()[name].word for name in terminals if name in keywords() and keywords()[name].word]
    candidates = [here[0]] if here else []
    for word, choices in [*((word, expected) for word in candidates), *((word, words) for word in _before(text, position))]:
        if word.lower() in words:
            continue
        best = _alike(word, choices)
        if best:
            return f'did you mean "{best[0]}" for "{word}"?'
    return None


def _before(text: str, position: int) -> list[str]:
    """Up to four words before this place, or before the bracket that stands open here, the last one first."""
    opened = _open_brackets(text, position)
    stretches = [text[:position], *([text[: opened[-1]]] if opened else [])]
    words = [word for stretch in stretches for word in reversed(_WORDS_BEFORE.search(f"{stretch} ")[0].split())]  # type: ignore[index]
    parts = {part for row in keywords().values() for part in row.word.split()}
    return [word for word in words if word.isalpha() and len(word) > 2 and word.lower() not in parts]


def _alike(word: str, choices: Collection[str]) -> list[str]:
    spelled = {choice.lower(): choice for choice in sorted(set(choices), reverse=True)}
    return [spelled[found] for found in get_close_matches(word.lower(), spelled, n=1, cutoff=_ALIKE)]


def _shape_mend(text: str, position: int, terminals: Collection[str]) -> str | None:
    before = text[:position].lower().split()[-1:]
    if before in (["and"], ["or"]) or re.match(r"(and|or)\b", text[position:], re.IGNORECASE):
        group = "any of" if "or" in (*before, text[position : position + 2].lower()) else "all of"
        return f"criteria are joined like this: {group} (first, second)"
    if "TO" in terminals and re.search(r"\d\s*$", text[:position]):
        return 'a number stands behind a comparison ("hemoglobin >= 9 g/dL") or is a range ("age 18 to 75 years")'
    if "SIGN" in terminals and re.search(r"\b(none|any|all|any) of\b", text[:position], re.IGNORECASE) is None:
        return 'a comparison is written "hemoglobin >= 9 g/dL"; a name with signs in it stands in quotation marks'
    return None


def _bracket_mend(text: str, position: int, terminals: Collection[str]) -> str | None:
    """Where the bracket was opened that is still open here."""
    opened = _open_brackets(text, position)
    if opened and position >= len(text.rstrip()) and {"RPAR", "RSQB"} & set(terminals):
        return f'close the "{text[opened[-1]]}" of {_place_at(text, opened[-1])}'
    if not opened and text[position : position + 1] in (")", "]"):
        return "there is no bracket to close here"
    return None


def _open_brackets(text: str, position: int) -> list[int]:
    opened: list[int] = []
    for place, char in enumerate(_bare(text)[:position]):
        if char in "([":
            opened.append(place)
        elif char in ")]" and opened:
            opened.pop()
    return opened
